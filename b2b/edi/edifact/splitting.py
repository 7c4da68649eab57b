"""Takes bytes apart at service characters, those that are released excepted, and puts internal separators there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from b2b.edi.edifact.service_characters import (
    COMPONENT,
    ELEMENT,
    REPETITION,
    SUBSTITUTE,
    TERMINATOR,
    ServiceCharacters,
)
from b2b.edi.engine.boundaries import empty_segments

_BLANK = re.compile(rb"[ \t\r\n]*+")
# What stands for a released character for the moment of translation.
_HELD = tuple(bytes([code]) for code in range(1, 6))


class Splitting:
    """The patterns and tables of one set of service characters. All times are linear in the bytes."""

    def __init__(self, characters: ServiceCharacters) -> None:
        self.characters = characters
        self.terminator = characters.terminator.encode("latin-1")
        self.element = characters.element.encode("latin-1")
        self.release = characters.release.encode("latin-1")
        self._empty = empty_segments(self.terminator)
        self._held = tuple(
            (self.release + one.encode("latin-1"), held)
            for one, held in zip(characters.special, _HELD, strict=False)
            if self.release
        )
        self.held = b"".join(held for _, held in self._held)
        self.table = self._table()
        released = re.escape(self.release) + rb"(?:.|\Z)" if self.release else rb"(?!)"
        kept = rb"[^" + re.escape(self.terminator + self.release) + rb"]++"
        self._segment = re.compile(rb"(?:" + kept + rb"|" + released + rb")*+", re.DOTALL)
        separators = characters.element + characters.component + characters.repetition
        parting = b"".join(re.escape(one.encode("latin-1")) for one in separators)
        self._inside = re.compile(rb"(?P<r>" + released + rb")|(?P<s>[" + parting + rb"])|(?P<b>[\r\n]+)", re.DOTALL)
        self._separator = re.compile(released + rb"|(?P<e>" + re.escape(self.element) + rb")", re.DOTALL)
        self._substitutes = self._controls(separators + characters.release + "\r\n")

    def _table(self) -> bytes:
        """Service characters become internal separators, held characters themselves again."""
        table = bytearray(range(256))
        pairs = zip(
            (
                self.characters.element,
                self.characters.component,
                self.characters.repetition,
                self.characters.terminator,
            ),
            (ELEMENT, COMPONENT, REPETITION, TERMINATOR),
            strict=True,
        )
        for outside, inside in pairs:
            if outside:
                table[ord(outside)] = ord(inside)
        for released, held in self._held:
            table[held[0]] = released[-1]
        return bytes(table)

    @staticmethod
    def _controls(kept: str) -> bytes:
        """Control characters in data become one that is none of the internal separators."""
        table = bytearray(range(256))
        for code in (*range(0x20), 0x7F):
            if chr(code) not in kept:
                table[code] = ord(SUBSTITUTE)
        return bytes(table)

    def hold(self, raw: bytes) -> bytes | None:
        """The bytes with released service characters put aside; None where anything else is released.

        The release character comes first, so that what is left of a row of them stands before what it releases.
        """
        for released, held in self._held:
            raw = raw.replace(released, held)
        return None if self.release in raw else raw

    def end_of_segment(self, data: bytes, start: int) -> int | None:
        """Where the terminator of the segment at `start` stands, None where it is not in `data`."""
        match = self._segment.match(data, start)
        end = match.end() if match is not None else start
        return end if data.startswith(self.terminator, end) else None

    def spans(self, raw: bytes) -> Iterator[tuple[int, int, int, bool]]:
        """For each segment: where the blanks before it begin, where it begins and ends, whether it is terminated; empty
        ones that follow each other come as one.
        """
        position, size = 0, len(raw)
        while position < size:
            blank = _BLANK.match(raw, position)
            assert blank is not None
            start = blank.end()
            if start == size:
                return
            empty = self._empty.match(raw, start)
            if empty is not None:
                yield position, start, start, True
                position = empty.end()
                continue
            found = self._segment.match(raw, start)
            assert found is not None
            end = found.end()
            terminated = raw.startswith(self.terminator, end)
            yield position, start, end, terminated
            position = end + 1

    def how_many_empty(self, raw: bytes, start: int) -> int:
        """How many segments in which nothing stands follow each other from this byte on."""
        run = self._empty.match(raw, start)
        return raw.count(self.terminator, start, run.end()) if run is not None else 0

    def bytes_of(self, segment: bytes) -> bytes:
        """A segment with internal separators, released characters as themselves, without line breaks and controls."""

        def replaced(match: re.Match[bytes]) -> bytes:
            if match["s"]:
                return match["s"].translate(self.table)
            if match["r"] is None or match["r"][1:] in (b"\r", b"\n"):
                return b""
            data = match["r"][1:]
            return data if data >= b" " else SUBSTITUTE.encode() if data else b""

        return self._inside.sub(replaced, segment.translate(self._substitutes))

    def text(self, segment: bytes) -> str:
        """The same as text: UTF-8 where it is that, else Latin-1; for segments of the envelope."""
        inside = self.bytes_of(segment).strip(b" \t")
        try:
            return inside.decode("utf-8")
        except UnicodeDecodeError:
            return inside.decode("latin-1")

    def element_at(self, raw: bytes, start: int, end: int, number: int) -> int:
        """The byte where an element of the segment at `start` begins, or would begin; 0 is the segment's id."""
        if not number:
            return start
        for match in self._separator.finditer(raw, start, end):
            if match["e"]:
                number -= 1
                if not number:
                    return match.end()
        return end

    def elements_before(self, raw: bytes, start: int, at: int) -> int:
        """How many element separators stand in a segment before a byte."""
        return sum(1 for match in self._separator.finditer(raw, start, at) if match["e"])
