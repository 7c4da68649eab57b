"""GS08 and the release that a group is checked by; the envelope that each release is written in."""

from __future__ import annotations

import pytest

from b2b.edi.findings import Verdict
from b2b.edi.load import available_releases, load_release
from b2b.edi.x12.acknowledge import Target, acknowledge
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.messages import codes


def order(release: str, gs08: str) -> bytes:
    """A valid order of a release whose GS08 says something else."""
    return sample_message("850", release).replace(f"*X*{release}".encode(), f"*X*{gs08}".encode())


@pytest.mark.parametrize("release", available_releases())
def test_a_guide_behind_the_release_is_checked_as_plain_release(release: str) -> None:
    for suffix in ("VICS", "UCS", "X304"):
        report = validate_bytes(order(release, release + suffix))
        assert (report.result.verdict, codes(report)) == (Verdict.ACCEPTED, ["release-by-base"]), suffix


@pytest.mark.parametrize("gs08", ["004020", "005030", "003070VICS", "4010", "00401", "0040", "X12"])
def test_a_release_that_is_not_there_is_unsupported_and_answered(gs08: str) -> None:
    report = validate_bytes(order("004010", gs08))
    assert report.result.verdict is Verdict.UNSUPPORTED
    assert set(codes(report)) - {"versions-differ"} == {"release-unsupported", "set-unsupported"}
    (group,) = report.interchanges[0].groups
    answer = acknowledge(group.result, group.sets, Target())
    assert answer is not None
    assert [segment[0] for segment in answer] == ["AK1", "AK2", "AK5", "AK9"]
    assert answer[-1][1] == "R"


@pytest.mark.parametrize(
    ("release", "isa", "date"),
    [
        ("003060", "U*00306", 6),
        ("004010", "U*00401", 8),
        ("004030", "^*00403", 8),
        ("005010", "^*00501", 8),
        ("006020", "^*00602", 8),
    ],
)
def test_the_envelope_is_that_of_the_release(release: str, isa: str, date: int) -> None:
    data = sample_message("850", release).decode()
    header = data.split("~")[0].split("*")
    group = next(segment.strip() for segment in data.split("~") if segment.strip().startswith("GS*")).split("*")
    assert "*".join(header[11:13]) == isa
    assert len(group[4]) == date
    assert load_release(release).interchange_version == header[12]


def test_a_date_has_the_digits_of_its_release() -> None:
    for release, wrong in (("003060", "20260105"), ("004010", "260105")):
        body = sample_message("997", release)  # an envelope around something
        at, end = body.index(b"ST*997"), body.index(b"GE*")
        message = f"ST*850*0001~BEG*00*SA*1**{wrong}~PO1**1*EA*1**VP*A~SE*4*0001~".encode()
        data = (body[:at] + message + body[end:]).replace(b"GS*FA", b"GS*PO")
        (result,) = validate_bytes(data).sets
        found = [(finding.segment, finding.element, finding.code) for finding in result.findings]
        kind = "element-too-long" if release == "003060" else "element-too-short"
        assert ("BEG", 5, kind) in found
