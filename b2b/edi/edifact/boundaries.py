"""Where messages begin and end: the patterns that find control segments behind a terminator that is one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from b2b.edi.edifact.service_characters import ServiceCharacters

_BLANK = rb"[ \t\r\n]*+"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A control segment: `start` is where its id begins, `end` lies behind its first element separator."""

    tag: str
    start: int
    end: int


class Boundaries:
    """The patterns of one interchange.

    An interchange is also found at the beginning of a line, so that one that breaks off does not swallow the next one.
    """

    def __init__(self, characters: ServiceCharacters) -> None:
        self.terminator = characters.terminator.encode("latin-1")
        self._release = characters.release.encode("latin-1")
        separator, ended = re.escape(characters.element.encode("latin-1")), re.escape(self.terminator)
        self.unh = b"UNH" + characters.element.encode("latin-1")
        self.head = re.compile(rb"(UN[GHTEZ])" + separator)
        control = ended + _BLANK + rb"(UN[GHTEZ])" + separator
        begin = rb"(UNB)(?=[^A-Za-z0-9\s])|(UNA)(?=.{6}[ \t\r\n]*UNB)"
        self._usual = re.compile(control)
        self._next = re.compile(control + rb"|(?:" + ended + _BLANK + rb"|[\r\n])(?:" + begin + rb")", re.DOTALL)

    def usual_end(self, data: bytes, start: int) -> int | None:
        """Where the UNT of the message at `start` begins behind its separator; None where another segment comes first,
        or where it is not in `data`.
        """
        found = self._found(self._usual, data, start, start)
        return found.end() if found is not None and found[1] == b"UNT" else None

    def next(self, data: bytes, start: int, floor: int) -> Boundary | None:
        """The next control segment that begins behind a terminator at or after `start`; `floor` is where the segments
        begin that were read without a break.
        """
        match = self._found(self._next, data, start, floor)
        if match is None:
            return None
        tag = match.lastindex or 1
        return Boundary(match[tag].decode("ascii"), match.start(tag), match.end())

    def resume(self, data: bytes, start: int) -> int:
        """From where to search again when more data has come: the last place at which a segment may begin."""
        at = max(data.rfind(self.terminator, start), data.rfind(b"\n", start), data.rfind(b"\r", start))
        return at if at >= 0 else len(data)

    def end(self, data: bytes, start: int) -> int:
        """Where the terminator of a segment that goes on at `start` stands, or -1; `start` is behind a separator."""
        at = start
        while True:
            at = data.find(self.terminator, at)
            if at < 0 or not self._released(data, at, start):
                return at
            at += 1

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
