"""Files held against guides while they are validated."""

from __future__ import annotations

import json

from b2b.edi.engine.headers import GroupHeader
from b2b.edi.findings import Verdict
from b2b.edi.guides.guide import GuideSet
from b2b.edi.guides.held import Held
from b2b.edi.report import finding_json
from b2b.edi.x12.acknowledge import acknowledge
from b2b.edi.x12.validate import validate_bytes
from tests.edi.guides.test_guides import ORDER, guide

ISA = "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SELLER         *260105*0800*U*00401*000000007*0*P*>"


def file(*orders: tuple[str, ...]) -> bytes:
    sets = [line for order in orders for line in order]
    lines = [ISA, "GS*PO*BUYER*SELLER*20260105*0800*1*X*004010", *sets, f"GE*{len(orders)}*1", "IEA*1*000000007"]
    return "".join(f"{line}~\n" for line in lines).encode()


def ours(header: GroupHeader, set_id: str) -> GuideSet | None:
    return guide().sets.get(set_id) if header.sender == "BUYER" else None


def changed(old: str, new: str, number: int) -> tuple[str, ...]:
    lines = [new if line == old else line for line in ORDER]
    return tuple(line.replace("0001", f"{number:04d}") if line[:2] in ("ST", "SE") else line for line in lines)


def test_what_breaks_the_guide_is_rejected_and_the_rest_is_not() -> None:
    bad = changed("BEG*00*SA*4711**20260105", "BEG*00*RL*4712**20260105", 2)
    data = file(ORDER, bad, changed("", "", 3))
    found = validate_bytes(data, guides=ours)
    assert [one.verdict for one in found.sets] == [Verdict.ACCEPTED, Verdict.REJECTED, Verdict.ACCEPTED]
    (finding,) = found.sets[1].findings
    assert (finding.code, finding.guide, finding.value) == ("guide-code", "northwind line 1", "RL")
    assert finding.offset is not None
    assert data[finding.offset : finding.offset + 2] == b"RL"
    assert [one.verdict for one in validate_bytes(data).sets] == [Verdict.ACCEPTED] * 3
    assert [one.verdict for one in validate_bytes(data, guides=lambda header, set_id: None).sets] == [
        Verdict.ACCEPTED
    ] * 3


def test_the_acknowledgment_names_what_it_can() -> None:
    bad = changed("BEG*00*SA*4711**20260105", "BEG*00*RL*4712**20260105", 1)
    (group,) = validate_bytes(file(bad), guides=ours).interchanges[0].groups
    body = acknowledge(group.result, group.sets)
    assert body is not None
    (note,) = [segment for segment in body if segment[0] == "AK4"]
    assert (note[1], note[3:]) == (("2",), ["7", "RL"])


def test_what_is_only_told_is_acknowledged_as_accepted() -> None:
    places = (
        '"TD5", use = "M"',
        '"BEG02", codes = "NE"',
        '"CUR", use = "-"',
        '"N1", max = 1',
        '"BEG03", length = [9, 9]',
    )
    lines = "\n".join(f'  {{ at = {one}, level = "info" }},' for one in places)
    told = Held(guide(f'name = "told"\nrelease = "004010"\n[sets.850]\nlines = [\n{lines}\n]\n'))
    (group,) = validate_bytes(file(changed("", "", 1)), guides=told).interchanges[0].groups
    (one,) = group.sets
    assert one.verdict is Verdict.ACCEPTED
    assert {found.code for found in one.findings} == {
        "guide-required", "guide-code", "guide-not-used", "guide-too-often", "guide-length",
    }  # fmt: skip
    body = acknowledge(group.result, group.sets)
    assert body is not None
    assert [segment for segment in body if segment[0] in ("AK3", "AK4", "AK5")] == [["AK5", "A"]]


def test_warnings_are_worked() -> None:
    bad = changed("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*10*EA*1.5", 1)
    (one,) = validate_bytes(file(bad), guides=ours).sets
    assert (one.verdict, one.findings[0].guide) == (Verdict.ACCEPTED_WITH_ERRORS, "northwind line 8")


def test_tolerated_codes_hold_for_guides_too() -> None:
    bad = changed("BEG*00*SA*4711**20260105", "BEG*00*RL*4712**20260105", 1)
    (one,) = validate_bytes(file(bad), guides=ours, tolerate=frozenset({"guide-code"})).sets
    assert one.verdict is Verdict.ACCEPTED_WITH_ERRORS


def test_a_set_that_breaks_the_standard_is_held_against_the_guide_as_well() -> None:
    bad = changed("REF*DP*038", "REF*DP*03~XX*1", 1)
    (one,) = validate_bytes(file(bad), guides=ours).sets
    assert {"segment-unknown", "guide-length"} <= {f.code for f in one.findings}


def test_the_report_names_the_line() -> None:
    bad = changed("BEG*00*SA*4711**20260105", "BEG*00*RL*4712**20260105", 1)
    (finding,) = validate_bytes(file(bad), guides=ours).sets[0].findings
    assert json.loads(json.dumps(finding_json(finding)))["guide"] == "northwind line 1"
    assert finding.message == "BEG02 is none of SA"


def test_a_set_is_held_against_the_guide_of_the_release_it_is_checked_by() -> None:
    asked: list[str] = []

    def seen(header: GroupHeader, set_id: str) -> GuideSet | None:
        asked.append(header.version)
        return None

    mixed = [tuple(f"{line}*{name}" if line[:2] == "ST" else line for line in changed("", "", n))
             for n, name in enumerate(("005010", "006020"), start=1)]  # fmt: skip
    data = file(*mixed).replace(b"*004010~", b"*005010~").replace(b"*U*00401*", b"*^*00501*")
    found = validate_bytes(data, guides=seen)
    assert [one.release for one in found.sets] == ["005010", "006020"]
    assert asked == ["005010", "006020"]

    held = Held(guide())
    validate_bytes(data, guides=held)
    assert held.beside == {("850", "005010"), ("850", "006020")}
