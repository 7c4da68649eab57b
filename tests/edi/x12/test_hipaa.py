"""Sets of the HIPAA guides are checked by pyx12, which ships them; what neither has stays unsupported."""

from __future__ import annotations

import sys

import pytest

from b2b.edi.engine.results import FileReport
from b2b.edi.findings import Severity, Verdict
from b2b.edi.x12.hipaa import Hipaa
from b2b.edi.x12.validate import validate_bytes
from tests.shared_data import shared_data

ADVICE = (
    "ST*835*0001",
    "BPR*I*150*C*CHK************20260105",
    "TRN*1*1234*1512345678",
    "DTM*405*20260105",
    "N1*PR*EXAMPLE HEALTH PLAN",
    "N3*1 MAIN STREET",
    "N4*SPRINGFIELD*IL*62701",
    "PER*BL*CLAIMS*TE*5555550100",
    "N1*PE*EXAMPLE CLINIC*XX*1234567893",
    "LX*1",
    "CLP*A1*1*200*150*50*12*CLAIM1",
    "CAS*CO*45*50",
    "NM1*QC*1*DOE*JANE****MI*ID1",
    "DTM*232*20260102",
)


def report(*segments: str, version: str = "005010X221A1", kind: str = "HP") -> FileReport:
    body = [*segments, f"SE*{len(segments) + 1}*0001"]
    isa = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0800*^*00501*000000001*0*T*:"
    lines = [isa, f"GS*{kind}*SENDER*RECEIVER*20260105*0800*1*X*{version}", *body, "GE*1*1", "IEA*1*000000001"]
    return validate_bytes("~".join([*lines, ""]).encode(), elsewhere=Hipaa())


def test_a_set_of_a_guide_is_accepted() -> None:
    found = report(*ADVICE)
    (one,) = found.sets
    assert (one.set, one.verdict, one.findings) == ("835", Verdict.ACCEPTED, ())
    assert found.result.verdict is Verdict.ACCEPTED
    assert not any(f.code == "release-by-base" for g in found.interchanges[0].groups for f in g.result.findings)


def test_a_fault_is_placed_by_segment_element_and_byte() -> None:
    wrong = [line.replace("DTM*405*20260105", "DTM*405*20261399") for line in ADVICE]
    found = report(*wrong)
    (one,) = found.sets
    assert one.verdict is Verdict.REJECTED
    (finding,) = one.findings
    assert (finding.segment, finding.position, finding.element, finding.severity) == ("DTM", 4, 2, Severity.ERROR)
    assert (finding.offset is not None, one.segments[3][2], finding.value) == (True, "20261399", "20261399")


def test_what_a_validation_says_itself_is_said_once() -> None:
    found = validate_bytes(
        b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0800*^*00501*000000001*0*T*:~"
        b"GS*HP*SENDER*RECEIVER*20260105*0800*1*X*005010X221A1~"
        + "".join(f"{line}~" for line in ADVICE).encode()
        + b"SE*99*0001~GE*1*1~IEA*1*000000001~",
        elsewhere=Hipaa(),
    )
    assert [f.code for f in found.sets[0].findings] == ["segment-count-mismatch"]


@pytest.mark.parametrize(
    ("version", "kind"), [("005010X999A1", "HP"), ("005010", "HP"), ("005010X221A1", "XX"), ("X", "HP")]
)
def test_without_a_guide_it_is_unsupported(version: str, kind: str) -> None:
    (one,) = report(*ADVICE, version=version, kind=kind).sets
    assert one.verdict is Verdict.UNSUPPORTED


def test_a_set_that_breaks_off_is_not_asked_about() -> None:
    data = b"".join(f"{line}~".encode() for line in ADVICE)
    isa = b"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260105*0800*^*00501*000000001*0*T*:~"
    found = validate_bytes(isa + b"GS*HP*S2*R2*20260105*0800*1*X*005010X221A1~" + data, elsewhere=Hipaa())
    assert "set-trailer-missing" in {f.code for f in found.sets[0].findings}
    assert not found.sets[0].verdict.accepted


def test_files_of_others() -> None:
    folder = shared_data("x12-samples")
    accepted = "kputnam__stupidedi/004010__X091A1_HP835_Health_Care_Claim_Payment_Advice__case__1.edi"
    (one,) = validate_bytes((folder / accepted).read_bytes(), elsewhere=Hipaa()).sets
    assert (one.set, one.verdict) == ("835", Verdict.ACCEPTED)
    data = (folder / "moov-io__x12/examples__example_5010_835__sample2.txt").read_bytes()
    (one,) = validate_bytes(data, elsewhere=Hipaa()).sets
    (finding,) = one.findings
    assert (finding.segment, finding.element, one.verdict) == ("BPR", 16, Verdict.REJECTED)
    assert finding.offset is not None
    assert data[finding.offset :].startswith((finding.value or "?").encode())
    data = (folder / "moov-io__x12/examples__example_5010_835__sample1.txt").read_bytes()
    assert {one.verdict for one in validate_bytes(data, elsewhere=Hipaa()).sets} == {Verdict.ACCEPTED_WITH_ERRORS}


def test_files_without_a_guide_do_not_import_pyx12(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyx12"]:
        monkeypatch.delitem(sys.modules, name)
    report("ST*850*0001", "BEG*00*SA*1**20260105", "PO1*1*1*EA*1", version="005010", kind="PO")
    assert "pyx12" not in sys.modules
