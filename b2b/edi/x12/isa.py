"""Finds and takes apart ISA segments, fixed-width or not, in one line or broken across lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from b2b.edi.engine.delimiters import REPETITION_SINCE, Delimiters, character_at, usable

WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
MAX_BYTES = 1000  # far more than the 106 of the standard: padding by other means than spaces makes it longer

_CANDIDATE = re.compile(rb"ISA([^A-Za-z0-9\s])")
_OTHER_SEGMENT = re.compile(rb"[\r\n~]\s*(?:GS|ST|TA1|IEA|ISA)[^A-Za-z0-9\s]")
_GROUP = re.compile(rb"(?:GS|TA1)")
_LINE_BREAKS = re.compile(rb"[\r\n]+")
# The bytes of a character and the codec that it is in.
_Character = tuple[bytes, str]
_NONE: _Character = (b"", "ascii")
_PADDING = " \t\xa0"  # not the control characters: they may be delimiters


@dataclass(frozen=True, slots=True)
class Isa:
    """An ISA as it stands: 16 elements as text, its delimiters, its length in bytes (terminator included) and its
    oddities.

    `oddities` names what differs from the standard form: `isa-not-fixed-width`, `isa-broken-across-lines`,
    `component-separator-missing`, `component-separator-invalid`, `repetition-separator-invalid`,
    `delimiters-not-distinct`.
    """

    elements: tuple[str, ...]
    delimiters: Delimiters
    length: int
    oddities: tuple[str, ...]

    @property
    def broken_across_lines(self) -> bool:
        """True where the sender broke the file into lines without regard to segments."""
        return "isa-broken-across-lines" in self.oddities


def find(data: bytes, start: int) -> int:
    """Where the next ISA may begin (`ISA` and a character that can part elements), or -1."""
    match = _CANDIDATE.search(data, start)
    return match.start() if match else -1


def begins(data: bytes, at: int) -> bool:
    """True where an ISA may begin at this byte."""
    return _CANDIDATE.match(data, at) is not None


def parse(data: bytes, start: int) -> Isa | None:
    """The ISA that begins at `start`, or None where these bytes are no complete ISA."""
    window = data[start : start + MAX_BYTES]
    separator = character_at(window, 3)
    places = _separators(window, separator[0])
    if places is None:
        return None
    body = window[places[0] : places[-1]]
    closing = _closing(window, separator[0], places[-1] + len(separator[0]))
    if closing is None or _OTHER_SEGMENT.search(body):
        return None
    elements = [window[a + len(separator[0]) : b] for a, b in zip(places, [*places[1:], closing.at], strict=True)]
    text = tuple(_text(element) for element in elements)
    may_repeat = text[11] >= REPETITION_SINCE
    repetition = _repetition(elements[10]) if may_repeat else _NONE
    delimiters = _delimiters(separator, closing.component, repetition, closing.terminator)
    distinct = len(set(delimiters.in_use)) == len(delimiters.in_use)
    widths = tuple(len(_LINE_BREAKS.sub(b"", element)) for element in elements[:15])
    oddities = {
        "component-separator-missing": not closing.component[0],
        "isa-broken-across-lines": _LINE_BREAKS.search(body) is not None,
        "isa-not-fixed-width": widths != WIDTHS[:15],
        "component-separator-invalid": bool(closing.component[0]) and not delimiters.component,
        "repetition-separator-invalid": may_repeat and not delimiters.repetition,
        "delimiters-not-distinct": not distinct,
    }
    return Isa(text, delimiters, closing.length, tuple(name for name, shows in oddities.items() if shows))


def _separators(window: bytes, separator: bytes) -> list[int] | None:
    """Where the sixteen separators of an ISA stand, None where there are fewer."""
    places: list[int] = []
    at = 3
    while at >= 0:
        places.append(at)
        if len(places) == len(WIDTHS):
            return places
        at = window.find(separator, at + len(separator))
    return None


class _Closing(NamedTuple):
    """How an ISA ends: ISA16 (b"" where it was not sent), its terminator, where that stands, and its length."""

    component: _Character
    terminator: _Character
    at: int
    length: int


def _closing(window: bytes, separator: bytes, at: int) -> _Closing | None:
    """What stands from ISA16 on; None where nothing there can be a terminator."""
    component = character_at(window, at)
    behind = at + len(component[0])
    group = _GROUP.match(window, behind)
    # No ISA16 was sent where what stands in its place already ends the segment.
    if component[0] in (b"\r", b"\n") or (group is not None and window.startswith(separator, group.end())):
        component, terminator = _NONE, component
    else:
        at, terminator = behind, character_at(window, behind)
    if not terminator[0] or not usable(terminator[0].decode("latin-1")):
        return None
    if window.startswith(b"\r\n", at):
        # The line feed ends the segment, so that lines without carriage return end too.
        return _Closing(component, (b"\n", "ascii"), at, at + 2)
    return _Closing(component, terminator, at, at + len(terminator[0]))


def _repetition(element: bytes) -> _Character:
    """ISA11 if it is one character."""
    bare = _LINE_BREAKS.sub(b"", element).strip(b" ")
    character = character_at(bare, 0)
    return character if character[0] == bare else _NONE


def _delimiters(
    separator: _Character, component: _Character, repetition: _Character, terminator: _Character
) -> Delimiters:
    codecs = {codec for _, codec in (separator, component, repetition, terminator)} - {"ascii"}
    codec = "ascii" if not codecs else codecs.pop() if len(codecs) == 1 else "latin-1"
    parts, repeats = component[0].decode(codec), repetition[0].decode(codec)
    return Delimiters(
        element=separator[0].decode(codec),
        component=parts if usable(parts) else "",
        repetition=repeats if usable(repeats) else "",
        terminator=terminator[0].decode(codec),
        codec=codec,
    )


def _text(element: bytes) -> str:
    joined = _LINE_BREAKS.sub(b"", element)
    try:
        return joined.decode("utf-8").strip(_PADDING)
    except UnicodeDecodeError:
        return joined.decode("latin-1").strip(_PADDING)
