"""Where sets begin and end: the patterns that find control segments and step over binary data."""

from __future__ import annotations

import re

from b2b.edi.engine.boundaries import Boundaries, Boundary
from b2b.edi.engine.delimiters import Delimiters

_CONTROL = ("ST", "SE", "GS", "GE", "ISA", "IEA")
_BINARY = ("BIN", "BDS")
_BREAK = rb"[\r\n]*+"
_BLANK = rb"[ \t\r\n]*+"


class SetBoundaries(Boundaries):
    """The patterns of one interchange, made from its delimiters.

    Where the ISA is broken across lines, a line break may stand inside an id too: such senders break the file into
    lines of 80 bytes wherever they fall. An ISA is also found at the beginning of a line, so that an interchange that
    breaks off does not swallow the next one.
    """

    opens, closes, last = "ST", "SE", "IEA"

    def __init__(self, delimiters: Delimiters, broken_across_lines: bool = False) -> None:
        super().__init__(delimiters.encoded(delimiters.terminator))
        self._delimiters = delimiters
        self._element = delimiters.encoded(delimiters.element)
        self.header = b"ISA" + self._element
        self._st = b"ST" + self._element
        separator = re.escape(self._element)
        # Where a line break ends the segment, each one is a place to begin at.
        lines = self.terminator in (b"\r", b"\n")
        start, blank = (rb"[\r\n]", rb"[ \t]*+") if lines else (re.escape(self.terminator), _BLANK)
        inside = _BREAK if broken_across_lines and not lines else b""
        segment = start + blank + _either((*_CONTROL, *_BINARY), inside) + inside + separator
        self._opens = re.compile(_either((self.opens,), inside) + inside + separator)
        self._next = re.compile(segment + rb"|[\r\n](ISA)" + separator)
        # Without the alternative at a line's beginning the search is several times as fast.
        self._usual = None if broken_across_lines else re.compile(segment)
        self._length = re.compile(inside + rb"(\d{1,15})" + separator)
        self._filter = re.compile(rb"[^" + separator + rb"]{0,8}" + separator)

    def usual_end(self, data: bytes, start: int) -> int:
        if self._usual is None or not data.startswith(self._st, start):
            return 0
        match = self._usual.search(data, start)
        if match is None or match[1] != b"SE":
            return 0
        end = data.find(self.terminator, match.end())
        return end + len(self.terminator) if end >= 0 else 0

    def opens_at(self, data: bytes, at: int) -> bool:
        return self._opens.match(data, at) is not None

    def next(self, data: bytes, start: int, floor: int) -> Boundary | None:
        match = self._next.search(data, start)
        if match is None:
            return None
        tag = (match[1] or match[2]).translate(None, b"\r\n").decode("ascii")
        return Boundary(tag, match.start(1) if match[1] else match.start(2), match.end(), tag in _BINARY)

    def end(self, data: bytes, start: int) -> int:
        return data.find(self.terminator, start)

    def elements(self, segment: bytes) -> tuple[str, ...]:
        return elements(segment, self._delimiters)

    def binary_end(self, data: bytes, found: Boundary, most: int) -> int | None:
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


def elements(segment: bytes, delimiters: Delimiters) -> tuple[str, ...]:
    """The elements of one segment without its terminator, line breaks inside it removed."""
    joined = segment.replace(b"\r", b"").replace(b"\n", b"").strip(b" \t")
    try:
        text = joined.decode("utf-8")
        separator = delimiters.encoded(delimiters.element).decode("utf-8")
    except UnicodeDecodeError:
        text = joined.decode("latin-1")
        separator = delimiters.encoded(delimiters.element).decode("latin-1")
    return tuple(text.split(separator))


def _either(tags: tuple[str, ...], inside: bytes) -> bytes:
    return rb"(" + b"|".join(inside.join(letter.encode() for letter in tag) for tag in tags) + rb")"
