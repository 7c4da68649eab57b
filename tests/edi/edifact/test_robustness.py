"""Whatever the bytes are, there is a verdict, and every byte is passed on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi.edifact.reader import read
from b2b.edi.edifact.sample import sample_message
from b2b.edi.edifact.validate import validate, validate_bytes
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.results import FileResult
from b2b.edi.load import available_sets
from b2b.edi.sampling.breadth import Breadth
from tests.edi.edifact.messages import orders

_SPOILT = orders(("WIDGET, BLUE", "A?'?+?:??B"))


def mutations(data: bytes) -> Iterator[bytes]:
    """Every file that lacks one byte, has another one there, or ends there."""
    for at in range(len(data)):
        yield data[:at] + data[at + 1 :]
        yield data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        yield data[:at]


def judged(data: bytes) -> None:
    result = validate_bytes(data).result
    assert result.size == len(data)
    assert result.interchanges or result.findings
    assert b"".join(event.raw + event.tail for event in read(data)) == data


def test_an_order_with_any_byte_spoiled_has_a_verdict() -> None:
    for data in mutations(_SPOILT):
        judged(data)


@pytest.mark.slow
@pytest.mark.parametrize("directory", ["D96A", "D01B", "syntax3"])
def test_a_message_of_each_type_with_any_byte_spoiled_has_a_verdict(directory: str) -> None:
    for type in available_sets(directory, "edifact"):
        for data in mutations(sample_message(type, directory, breadth=Breadth.USUAL, seed=1)):
            judged(data)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(_SPOILT)), st.binary(max_size=3)), max_size=6), st.booleans())
def test_bytes_put_anywhere_have_a_verdict(insertions: list[tuple[int, bytes]], control: bool) -> None:
    data = _SPOILT
    for at, inserted in insertions:
        data = data[:at] + (b"'?+:\x1f\x1d"[at % 6 :][:1] if control else inserted) + data[at:]
    judged(data)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_noise_has_a_verdict(noise: bytes) -> None:
    judged(noise)
    judged(b"UNA:+.? 'UNB+" + noise)
    judged(orders()[:90] + noise)


_WIDE = Limits(segment_bytes=1 << 26, set_segments=10_000_000)
_HEAD = orders()[: orders().index(b"BGM")]
_FILES: dict[str, Callable[[int], bytes]] = {
    "release characters": lambda n: _HEAD + b"?" * 10 * n,
    "released terminators": lambda n: _HEAD + b"?'" * 5 * n,
    "released ends": lambda n: _HEAD + b"?'UNT+" * 2 * n,
    "terminators": lambda n: _HEAD + b"'" * 10 * n,
    "blanks": lambda n: _HEAD + b" \n" * 5 * n,
    "separators": lambda n: orders(("CUX", "BGM" + "+" * 5 * n + "'CUX")),
    "components": lambda n: orders(("CUX+", "CUX+" + ":" * 5 * n)),
    "wrong segments": lambda n: orders(("CUX", "ZZZ+1'" * n + "CUX")),
    "wrong elements": lambda n: orders(("UNS", "LIN+1++A:B:C:D:E:F'" * n + "UNS")),
    "characters outside": lambda n: orders(("UNOC", "UNOA"), ("WIDGET", "w" * 10 * n)),
    "messages that break off": lambda n: _HEAD + b"UNH+1+ORDERS:D:96A:UN'" * n,
    "interchanges": lambda n: b"UNB+UNOC:3+A+B+260105:1200+1'" * (n // 2),
    "beginnings": lambda n: b"UNB" * 5 * n,
    "advices": lambda n: b"UNA:+.? '" * n,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _FILES)
def test_twice_the_bytes_take_about_twice_the_time(name: str) -> None:
    def seconds(count: int) -> float:
        data = _FILES[name](count)
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            last = list(validate(data, limits=_WIDE))[-1]
            best = min(best, time.process_time() - start)
        assert isinstance(last, FileResult)
        return best

    # Four times the bytes: a quadratic step would take sixteen times as long.
    assert seconds(8000) < 9 * seconds(2000) + 0.05
