"""Where messages begin and end: the patterns that find control segments behind a terminator that is one."""

from __future__ import annotations

import re

from b2b.edi.edifact.service_characters import ELEMENT, ServiceCharacters
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.engine.boundaries import Boundaries, Boundary

_BLANK = rb"[ \t\r\n]*+"


class MessageBoundaries(Boundaries):
    """The patterns of one interchange.

    An interchange is also found at the beginning of a line, so that one that breaks off does not swallow the next one.
    """

    opens, closes, last = "UNH", "UNT", "UNZ"
    header = b"UNB"

    def __init__(self, characters: ServiceCharacters) -> None:
        super().__init__(characters.terminator.encode("latin-1"))
        self._splitting = Splitting(characters)
        self._release = characters.release.encode("latin-1")
        separator, ended = re.escape(characters.element.encode("latin-1")), re.escape(self.terminator)
        self._unh = b"UNH" + characters.element.encode("latin-1")
        control = ended + _BLANK + rb"(UN[GHTEZ])" + separator
        begin = rb"(UNB)(?=[^A-Za-z0-9\s])|(UNA)(?=.{6}[ \t\r\n]*UNB)"
        self._usual = re.compile(control)
        self._next = re.compile(control + rb"|(?:" + ended + _BLANK + rb"|[\r\n])(?:" + begin + rb")", re.DOTALL)

    def usual_end(self, data: bytes, start: int) -> int:
        if not data.startswith(self._unh, start):
            return 0
        found = self._found(self._usual, data, start, start)
        return self.end(data, found.end()) + 1 if found is not None and found[1] == b"UNT" else 0

    def opens_at(self, data: bytes, at: int) -> bool:
        return data.startswith(self._unh, at)

    def next(self, data: bytes, start: int, floor: int) -> Boundary | None:
        match = self._found(self._next, data, start, floor)
        if match is None:
            return None
        tag = match.lastindex or 1
        return Boundary(match[tag].decode("ascii"), match.start(tag), match.end())

    def end(self, data: bytes, start: int) -> int:
        at = start
        while True:
            at = data.find(self.terminator, at)
            if at < 0 or not self._released(data, at, start):
                return at
            at += 1

    def elements(self, segment: bytes) -> tuple[str, ...]:
        return tuple(self._splitting.text(segment).split(ELEMENT))

    def _found(self, pattern: re.Pattern[bytes], data: bytes, start: int, floor: int) -> re.Match[bytes] | None:
        match = pattern.search(data, start)
        while match is not None and data.startswith(self.terminator, match.start()):
            if not self._released(data, match.start(), floor):
                return match
            match = pattern.search(data, match.start() + 1)
        return match

    def _released(self, data: bytes, at: int, floor: int) -> bool:
        """True where an odd number of release characters stands before a byte."""
        if not self._release or data[at - 1 : at] != self._release:
            return False
        first = at
        while first > floor and data[first - 1 : first] == self._release:
            first -= 1
        return (at - first) % 2 == 1
