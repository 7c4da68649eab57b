"""Finds and takes apart ISA segments, fixed-width or not, in one line or broken across lines."""

from __future__ import annotations

import re
from dataclasses import dataclass

from b2b.edi.engine.delimiters import REPETITION_SINCE, Delimiters, character_at, usable

WIDTHS = (2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1)
MAX_BYTES = 1000  # far more than the 106 of the standard: padding by other means than spaces makes it longer

_CANDIDATE = re.compile(rb"ISA([^A-Za-z0-9\s])")
_OTHER_SEGMENT = re.compile(rb"[\r\n~]\s*(?:GS|ST|TA1|IEA|ISA)[^A-Za-z0-9\s]")
_GROUP = re.compile(rb"(?:GS|TA1)")
_LINE_BREAKS = re.compile(rb"[\r\n]+")
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
    separator, separator_codec = character_at(window, 3)
    ends: list[int] = []
    at = 3
    while len(ends) < 16:
        if at < 0:
            return None
        ends.append(at)
        at = window.find(separator, at + len(separator))
    body = window[ends[0] : ends[-1]]
    if _OTHER_SEGMENT.search(body):
        return None
    tail = ends[-1] + len(separator)
    component, component_codec = character_at(window, tail)
    oddities: list[str] = []
    if component in (b"\r", b"\n"):
        terminator, terminator_codec, component = component, "ascii", b""
        oddities.append("component-separator-missing")
    else:
        tail += len(component)
        terminator, terminator_codec = character_at(window, tail)
        group = _GROUP.match(window, tail)
        if group is not None and window.startswith(separator, group.end()):
            # No ISA16 was sent: what stands in its place already ends the segment.
            tail -= len(component)
            terminator, terminator_codec, component = component, component_codec, b""
            oddities.append("component-separator-missing")
    if not terminator or not usable(terminator.decode("latin-1")):
        return None
    length = tail + len(terminator)
    if window.startswith(b"\r\n", tail):
        terminator, length = (
            b"\n",
            tail + 2,
        )  # the line feed ends the segment, so that lines without carriage return end too
    raw_elements = [window[a + len(separator) : b] for a, b in zip(ends, [*ends[1:], tail], strict=True)]
    text = [_text(e) for e in raw_elements]
    raw_widths = [len(_LINE_BREAKS.sub(b"", e)) for e in raw_elements[:15]]
    if _LINE_BREAKS.search(body):
        oddities.append("isa-broken-across-lines")
    if tuple(raw_widths) != WIDTHS[:15]:
        oddities.append("isa-not-fixed-width")
    repetition = _LINE_BREAKS.sub(b"", raw_elements[10]).strip(b" ") if text[11] >= REPETITION_SINCE else b""
    repetition_character, repetition_codec = character_at(repetition, 0)
    if repetition_character != repetition:
        repetition, repetition_codec = b"", "ascii"
    codecs = {separator_codec, component_codec, repetition_codec, terminator_codec} - {"ascii"}
    codec = "ascii" if not codecs else codecs.pop() if len(codecs) == 1 else "latin-1"
    delimiters = _delimiters(separator, component, repetition, terminator, codec)
    if not delimiters.component and component:
        oddities.append("component-separator-invalid")
    if text[11] >= REPETITION_SINCE and not delimiters.repetition:
        oddities.append("repetition-separator-invalid")
    if len(set(delimiters.in_use)) < len(delimiters.in_use):
        oddities.append("delimiters-not-distinct")
    return Isa(tuple(text), delimiters, length, tuple(oddities))


def _delimiters(separator: bytes, component: bytes, repetition: bytes, terminator: bytes, codec: str) -> Delimiters:
    parts, repeats = component.decode(codec), repetition.decode(codec)
    return Delimiters(
        element=separator.decode(codec),
        component=parts if usable(parts) else "",
        repetition=repeats if usable(repeats) else "",
        terminator=terminator.decode(codec),
        codec=codec,
    )


def _text(element: bytes) -> str:
    joined = _LINE_BREAKS.sub(b"", element)
    try:
        return joined.decode("utf-8").strip(_PADDING)
    except UnicodeDecodeError:
        return joined.decode("latin-1").strip(_PADDING)
