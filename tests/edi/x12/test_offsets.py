"""Every finding stands at a byte of the file, in the segment and at the element that it names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.results import FileReport
from b2b.edi.findings import Finding
from b2b.edi.load import load_release
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.messages import INVOICE, ORDER, SHIP_NOTICE, joined, message, segments, set_of

MESSAGES = (message(), message(SHIP_NOTICE, "856", "SH", "005010"), message(INVOICE, "810", "IN"))
RELEASES = ("004010", "005010")
ODD = ("", "X", "-", "20261301", "A" * 90, "A>B", "A^B", " ", "9" * 20, "Ü", "1.5")


def all_findings(report: FileReport) -> list[Finding]:
    found = list(report.result.findings)
    for interchange in report.interchanges:
        found += interchange.result.findings
        for group in interchange.groups:
            found += group.result.findings
            for one in group.sets:
                found += one.findings
    return found


def check_places(data: bytes) -> int:
    """Every finding of a file with a tilde at the end of each segment and Latin-1 or ASCII text; how many there are."""
    report = validate_bytes(data)
    for finding in all_findings(report):
        if finding.code == "findings-cut":
            continue
        assert finding.offset is not None, finding
        assert 0 <= finding.offset <= len(data), finding
    for one in report.sets:
        for finding in one.findings:
            if finding.position is not None and finding.offset is not None:
                _check_in_set(data[one.offset : one.offset + one.length], finding, finding.offset - one.offset)
    return len(all_findings(report))


def _check_in_set(raw: bytes, finding: Finding, at: int) -> None:
    assert finding.position is not None
    parts = raw.split(b"~")
    start = sum(len(part) + 1 for part in parts[: finding.position - 1])
    if finding.position > len(parts) or not parts[finding.position - 1].strip():
        assert at >= len(raw.rstrip(b"~\r\n"))  # what is missing at the end shows there
        return
    segment = parts[finding.position - 1]
    start += len(segment) - len(segment.lstrip())
    segment = segment.lstrip()
    if finding.element is None:
        assert at == start
        return
    elements = segment.split(b"*")
    if finding.element >= len(elements):
        assert at == start + len(segment)
        return
    assert at == start + sum(len(e) + 1 for e in elements[: finding.element])
    if finding.value and finding.code != "segment-count-mismatch":
        assert finding.value.encode("latin-1")[:90] in elements[finding.element]


@pytest.mark.parametrize("release", RELEASES)
def test_findings_of_every_set_stand_where_they_say(release: str) -> None:
    """One element after another of a sample of each set is replaced by something odd."""
    for number, set_id in enumerate(sorted(load_release(release).sets)):
        lines = sample_message(set_id, release, seed=7).decode("ascii").replace("\n", "").split("~")
        body = [
            n for n, line in enumerate(lines) if line and line[:3] not in ("ISA", "GS*", "GE*", "IEA", "ST*", "SE*")
        ]
        found = 0
        for at in body[:: max(1, len(body) // 6)]:
            parts = lines[at].split("*")
            parts[-1] = ODD[(number + at) % len(ODD)]
            found += check_places(
                "~\r\n".join([*lines[:at], "*".join(parts), "ZZZ*1", *lines[at + 1 :]]).encode("latin-1")
            )
        assert found


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(MESSAGES), st.data())
def test_findings_of_damaged_messages_stand_where_they_say(whole: bytes, data: st.DataObject) -> None:
    lines = whole.decode("latin-1").replace("\n", "").split("~")[:-1]
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(3, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "double", "move", "value", "more"])):
            case "drop":
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "move":
                lines.insert(data.draw(st.integers(3, len(lines) - 1)), lines.pop(at))
            case "value":
                parts = lines[at].split("*")
                parts[data.draw(st.integers(1, max(1, len(parts) - 1))) if len(parts) > 1 else 0] = data.draw(
                    st.sampled_from(ODD)
                )
                lines[at] = "*".join(parts)
            case _:
                lines[at] += "*" + data.draw(st.sampled_from(ODD))
        if len(lines) < 6:
            break
    eol = data.draw(st.sampled_from(["", "\n", "\r\n"]))
    check_places("".join(f"{line}~{eol}" for line in lines).encode("latin-1"))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(MESSAGES), st.integers(0, 700), st.integers(0, 255))
def test_findings_of_a_flipped_byte_stand_in_the_file(whole: bytes, at: int, byte: int) -> None:
    at %= len(whole)
    data = whole[:at] + bytes([byte]) + whole[at + 1 :]
    for finding in all_findings(validate_bytes(data)):
        assert finding.offset is not None, finding
        assert 0 <= finding.offset <= len(data)


@pytest.mark.parametrize("release", RELEASES)
def test_an_unknown_segment_is_one_finding_wherever_it_stands(release: str) -> None:
    """The set goes on behind it as if it were not there."""
    for set_id in sorted(load_release(release).sets):
        lines = sample_message(set_id, release, seed=3).decode("ascii").split("~\n")
        st_at = next(n for n, line in enumerate(lines) if line.startswith("ST*"))
        se_at = next(n for n, line in enumerate(lines) if line.startswith("SE*"))
        count, number = lines[se_at].split("*")[1:]
        places = range(st_at + 1, se_at + 1)
        for at in places[:: max(1, len(places) // 5)]:
            changed = [*lines[:at], "ZZZ*1", *lines[at:]]
            changed[se_at + 1] = f"SE*{int(count) + 1}*{number}"
            (one,) = validate_bytes("~\n".join(changed).encode()).sets
            assert [f.code for f in one.findings] == ["segment-unknown"], (set_id, at)


def test_findings_that_are_cut_are_counted() -> None:
    data = joined([*segments()[:2], *set_of([*ORDER[:-1], *["ZZZ*1"] * 300, ORDER[-1]]), *segments()[-2:]])
    (one,) = validate_bytes(data).sets
    assert len(one.findings) == 201
    assert one.findings[-1].code == "findings-cut"
