"""Where sets begin and end: the patterns that find control segments and step over binary data."""

from __future__ import annotations

import re
from dataclasses import dataclass

from b2b.edi.engine.delimiters import Delimiters

_CONTROL = ("ST", "SE", "GS", "GE", "ISA", "IEA")
_BINARY = ("BIN", "BDS")
_BREAK = rb"[\r\n]*+"
_BLANK = rb"[ \t\r\n]*+"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A control or binary segment: `start` is where its id begins, `end` lies behind its first element separator."""

    tag: str
    start: int
    end: int

    @property
    def binary(self) -> bool:
        """True for BIN and BDS, whose data may contain every byte."""
        return self.tag in _BINARY


class Boundaries:
    """The patterns of one interchange, made from its delimiters.

    Where the ISA is broken across lines, a line break may stand inside an id too: such senders break the file into
    lines of 80 bytes wherever they fall. An ISA is also found at the beginning of a line, so that an interchange that
    breaks off does not swallow the next one.
    """

    def __init__(self, delimiters: Delimiters, broken_across_lines: bool = False) -> None:
        self.terminator = delimiters.encoded(delimiters.terminator)
        self._element = delimiters.encoded(delimiters.element)
        self.st = b"ST" + self._element
        separator = re.escape(self._element)
        # Where a line break ends the segment, each one is a place to begin at.
        lines = self.terminator in (b"\r", b"\n")
        start, blank = (rb"[\r\n]", rb"[ \t]*+") if lines else (re.escape(self.terminator), _BLANK)
        inside = _BREAK if broken_across_lines and not lines else b""
        segment = start + blank + _either((*_CONTROL, *_BINARY), inside) + inside + separator
        self.head = re.compile(_either((*_CONTROL, "TA1"), inside) + inside + separator)
        self._next = re.compile(segment + rb"|[\r\n](ISA)" + separator)
        # Without the alternative at a line's beginning the search is several times as fast.
        self.usual = None if broken_across_lines else re.compile(segment)
        self.isa = b"ISA" + self._element
        self._length = re.compile(inside + rb"(\d{1,15})" + separator)
        self._filter = re.compile(rb"[^" + separator + rb"]{0,8}" + separator)

    @staticmethod
    def tag(match: re.Match[bytes]) -> str:
        """The id that a pattern found, without line breaks."""
        return (match[1] or match[2]).translate(None, b"\r\n").decode("ascii")

    def next(self, data: bytes, start: int) -> Boundary | None:
        """The next control or binary segment that begins behind a terminator at or after `start`."""
        match = self._next.search(data, start)
        if match is None:
            return None
        return Boundary(self.tag(match), match.start(1) if match[1] else match.start(2), match.end())

    def binary_end(self, data: bytes, found: Boundary, most: int) -> int | None:
        """Where the terminator of a binary segment stands; None if that is not in `data` yet.

        `found.end` is the answer where the length is no length or does not lead to a terminator.
        """
        at = found.end
        if found.tag == "BDS":
            skipped = self._filter.match(data, at)
            if skipped is None:
                return at if len(data) - at > 16 else None
            at = skipped.end()
        length = self._length.match(data, at)
        if length is None:
            return at if len(data) - at > 32 else None
        end = length.end() + int(length[1])
        if int(length[1]) > most:
            return found.end
        if end + len(self.terminator) > len(data):
            return None
        return end if data.startswith(self.terminator, end) else found.end

    def resume(self, data: bytes) -> int:
        """From where to search again when more data has come: the last terminator, as a control segment may begin
        there.
        """
        at = data.rfind(self.terminator)
        return at if at >= 0 else max(0, len(data) - len(self.terminator))


def _either(tags: tuple[str, ...], inside: bytes) -> bytes:
    return rb"(" + b"|".join(inside.join(letter.encode() for letter in tag) for tag in tags) + rb")"
