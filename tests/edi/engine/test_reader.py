"""Where a file is cut into events does not depend on how its bytes come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from b2b.edi.edifact import reader as edifact
from b2b.edi.engine.events import Stray
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.results import collect
from b2b.edi.validation import is_edifact, validate
from b2b.edi.x12 import reader as x12
from tests.edi.drip import Drip
from tests.edi.edifact.messages import orders
from tests.edi.x12.messages import message

_LINES = 130
_ORDERS = orders(("UNS+S", "LIN+1++4000862141404:EN'\n" * _LINES + "UNS+S"))
_850 = message().replace(b"PO1", b"PO1*9*1*EA*9**SK*1~\nPO1" * _LINES, 1)
_FILES = {
    "EDIFACT": _ORDERS + _ORDERS,
    "EDIFACT in one line": (_ORDERS + _ORDERS).replace(b"\n", b""),
    "EDIFACT that breaks off": _ORDERS[:-40] + b"\n" + _ORDERS,
    "X12": _850 + _850,
    "X12 that breaks off": _850[:-60] + b"\n" + _850,
}


def _cuts(data: bytes) -> Iterator[int]:
    """Every byte of trailers and headers in the middle and at the end; the rest is alike."""
    middle = len(data) // 2
    yield from range(middle - 110, middle + 110)
    yield from range(len(data) - 90, len(data))


def _segments_and_sets(data: bytes, source: bytes | Drip, limits: Limits = DEFAULT) -> list[object]:
    """All events but stray bytes, which may come in other pieces."""
    read = edifact.read if is_edifact(data) else x12.read
    return [event for event in read(source, limits) if not isinstance(event, Stray)]


@pytest.mark.parametrize("limits", [DEFAULT, Limits(set_bytes=2500)], ids=["", "too large"])
@pytest.mark.parametrize("name", _FILES)
def test_a_file_says_the_same_wherever_its_first_bytes_end(name: str, limits: Limits) -> None:
    data = _FILES[name]
    whole = _segments_and_sets(data, data, limits)
    assert len(data) > 5000  # more than is asked for at once
    for cut in _cuts(data):
        assert _segments_and_sets(data, Drip(data, len(data), first=cut), limits) == whole, cut


@pytest.mark.parametrize("data", [b"ISA*" + b"x" * 9000, b"x" * 9000, b"UNB+" + b"x" * 9000, _ORDERS + b"y" * 9000])
def test_bytes_outside_of_interchanges_are_told_once_however_they_come(data: bytes) -> None:
    whole = list(validate(data))
    for step in (1000, 2500):
        assert list(validate(Drip(data, step))) == whole


@pytest.mark.parametrize(
    ("data", "before", "terminator", "code"),
    [
        (message(), b"GS*", b"~", "segment-outside-group"),
        (message(), b"GE*", b"~\r\n", "segment-outside-set"),
        (message(), b"PO1", b"~ ", "empty-segment"),
        (orders(), b"UNH", b"'\n", "empty-segment"),
        (orders(), b"LIN", b"'", "empty-segment"),
    ],
)
def test_segments_in_which_nothing_stands_are_one_event_and_counted(
    data: bytes, before: bytes, terminator: bytes, code: str
) -> None:
    at = data.index(before)
    few, many = (data[:at] + terminator * times + data[at:] for times in (2, 20_000))
    assert len(_segments_and_sets(many, many)) == len(_segments_and_sets(data, data))
    for damaged, times in ((few, 2), (many, 20_000)):
        report = collect(validate(damaged))
        found = [
            *(f for i in report.interchanges for f in i.result.findings),
            *(f for i in report.interchanges for g in i.groups for f in g.result.findings),
            *(f for one in report.sets for f in one.findings),
        ]
        (finding,) = (f for f in found if f.code == code)
        assert finding.offset == at
        assert f"({times} times" in finding.message
