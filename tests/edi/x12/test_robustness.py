"""Any bytes have a verdict, never a traceback; no damage goes unnoticed that a count or a rule could see."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.engine.results import FileReport
from b2b.edi.findings import Severity, Verdict
from b2b.edi.load import available_releases, available_sets
from b2b.edi.report import write_json
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.views.explain import explain
from b2b.edi.x12.acknowledge import acknowledge, ta1
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.messages import INVOICE, SHIP_NOTICE, message

ORDER = message()
MESSAGES = (ORDER, message(SHIP_NOTICE, "856", "SH", "005010"), message(INVOICE, "810", "IN"))


def examined(data: bytes) -> FileReport:
    """All that we do with a file, whatever it holds."""
    report = answered(data)
    list(explain(data))
    write_json([("file", data)], io.StringIO())
    return report


def answered(data: bytes) -> FileReport:
    """The verdict on a file, and its answers; findings must stand inside it, and a rejection must have a reason."""
    report = validate_bytes(data)
    findings = list(report.result.findings)
    for interchange in report.interchanges:
        ta1(interchange.result)
        findings += interchange.result.findings
        for group in interchange.groups:
            acknowledge(group.result, group.sets)
            findings += group.result.findings
            for one in group.sets:
                findings += one.findings
                assert data[one.offset : one.offset + one.length].startswith(b"S")
                assert one.verdict is not Verdict.REJECTED or any(f.severity is Severity.ERROR for f in one.findings)
    assert all(f.offset is None or 0 <= f.offset <= len(data) for f in findings)
    assert all(f.message and len(f.value or "") <= 99 for f in findings)
    assert report.result.verdict is not Verdict.REJECTED or any(f.severity is Severity.ERROR for f in findings)
    return report


@pytest.mark.parametrize("cut", range(len(ORDER) - 2))
def test_every_truncation_is_rejected(cut: int) -> None:
    assert validate_bytes(ORDER[:cut]).result.verdict is Verdict.REJECTED


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(MESSAGES), st.data())
def test_truncations_are_examined_without_fail(message_: bytes, data: st.DataObject) -> None:
    examined(message_[: data.draw(st.integers(0, len(message_)))])


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(MESSAGES), st.data())
def test_flipped_bytes_are_examined_without_fail(message_: bytes, data: st.DataObject) -> None:
    damaged = bytearray(message_)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(message_) - 1))] = data.draw(st.integers(0, 255))
    examined(bytes(damaged))


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(MESSAGES), st.data())
def test_pieces_cut_out_or_doubled_are_examined_without_fail(message_: bytes, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(message_))] * 2)))
    examined(message_[:start] + message_[end:])
    examined(message_[:end] + message_[start:])


@pytest.mark.parametrize("release", ["004010", "005010"])
def test_any_byte_beyond_ascii_may_part_components(release: str) -> None:
    """The set itself holds none of it and stays what it was."""
    sound = message(release=release)
    for byte in range(0x80, 0x100):
        report = examined(sound[:104] + bytes([byte]) + sound[105:])
        (one,) = report.sets
        assert (one.verdict, one.findings) == (Verdict.ACCEPTED, ())


SETS = sorted({set_id for release in available_releases() for set_id in available_sets(release)})


def of_set(set_id: str) -> bytes:
    """A small file with that set, in one of the releases that have it: not the same for all sets."""
    releases = [release for release in available_releases() if set_id in available_sets(release)]
    return sample_message(set_id, releases[SETS.index(set_id) % len(releases)], breadth=Breadth.MINIMAL)


def damages(data: bytes) -> Iterator[bytes]:
    """Cut off at each byte, each byte taken out, each bit of each byte turned over."""
    for at in range(len(data)):
        yield data[:at]
        yield data[:at] + data[at + 1 :]
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


@pytest.mark.parametrize("set_id", SETS)
def test_damage_to_a_file_of_any_set_is_answered(set_id: str) -> None:
    """One or two in a hundred of the things that can happen to it, other bytes for other sets; the next test does it all."""
    every = list(damages(of_set(set_id)))
    for damaged in random.Random(set_id).sample(every, len(every) // 60):
        examined(damaged)


@pytest.mark.slow
@pytest.mark.parametrize("set_id", SETS)
def test_every_cut_loss_and_turned_bit_is_answered(set_id: str) -> None:
    data = of_set(set_id)
    assert answered(data).result.verdict is Verdict.ACCEPTED
    for damaged in damages(data):
        answered(damaged)


def test_the_loss_of_any_segment_is_noticed() -> None:
    lines = ORDER.splitlines(keepends=True)
    for gone in range(len(lines)):
        report = validate_bytes(b"".join(lines[:gone] + lines[gone + 1 :]))
        assert report.result.verdict is Verdict.REJECTED, lines[gone]


def test_the_doubling_of_any_segment_is_noticed() -> None:
    lines = ORDER.splitlines(keepends=True)
    for twice in range(1, len(lines)):
        report = validate_bytes(b"".join([*lines[: twice + 1], *lines[twice:]]))
        assert report.result.verdict is not Verdict.ACCEPTED, lines[twice]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_at_all(data: bytes) -> None:
    examined(data)
    examined(message()[:150] + data)
