"""What a syntax tells the reader: where interchanges begin, and where in them sets and segments begin and end."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol, TypeVar

# Far more than a header with every element at its longest: what is read of one, and kept in memory as its beginning.
HEADER_BYTES = 2000


@dataclass(frozen=True, slots=True)
class Boundary:
    """A segment at which the reader looks up: `start` is where its id begins, `end` lies behind its first separator.

    `binary` is True where its data may contain every byte.
    """

    tag: str
    start: int
    end: int
    binary: bool = False


class Boundaries(ABC):
    """The marks of one interchange, made from its delimiters; `empty` finds a run of segments in which nothing stands.

    `opens` and `closes` are the ids of the segments around a set, `last` that of the interchange's trailer; `header` is
    what no complete set contains: the beginning of another interchange.
    """

    opens: str
    closes: str
    last: str
    header: bytes

    def __init__(self, terminator: bytes) -> None:
        self.terminator = terminator
        self.empty = empty_segments(terminator)

    @abstractmethod
    def usual_end(self, data: bytes, start: int) -> int:
        """Where the set that begins at `start` ends, its terminator included, if all of it is in `data` and as usual;
        else 0.
        """

    @abstractmethod
    def opens_at(self, data: bytes, at: int) -> bool:
        """True where a set begins at this byte, which begins a segment."""

    @abstractmethod
    def next(self, data: bytes, start: int, floor: int) -> Boundary | None:
        """The next boundary that begins behind a terminator at or after `start`; `floor` is where the segments begin
        that were read without a break.
        """

    @abstractmethod
    def end(self, data: bytes, start: int) -> int:
        """Where the terminator of a segment that goes on at `start` stands, or -1; `start` begins an element."""

    @abstractmethod
    def elements(self, segment: bytes) -> tuple[str, ...]:
        """The elements of a segment of the envelope, which comes without its terminator."""

    def binary_end(self, data: bytes, found: Boundary, most: int) -> int | None:
        """Where the terminator of a binary segment stands; None if that is not in `data` yet.

        `found.end` is the answer where its length is above `most`, is none, or does not lead to a terminator.
        """
        return found.end

    def resume(self, data: bytes, start: int) -> int:
        """From where to search again when more data has come: only blanks may part a terminator from the beginning of
        a segment that is not yet in memory.
        """
        near = max(start, len(data) - HEADER_BYTES)
        at = data.rfind(self.terminator, start, near + len(self.terminator))
        return at if at >= 0 else near


def empty_segments(terminator: bytes) -> re.Pattern[bytes]:
    """Finds terminators that follow each other with only blanks between them."""
    ended = re.escape(terminator)
    return re.compile(ended + rb"(?:[ \t\r\n]*+" + ended + rb")*+")


Header = TypeVar("Header", bound="InterchangeMark")


class InterchangeMark(Protocol):
    """An ISA or UNB taken apart: how many bytes it has."""

    @property
    def length(self) -> int:
        """Bytes from its first to its terminator."""
        ...


class Wire(Protocol[Header]):
    """How interchanges of one syntax begin."""

    def find(self, data: bytes, start: int) -> int:
        """Where the next interchange may begin, or -1."""
        ...

    def begins(self, data: bytes, at: int) -> bool:
        """True where an interchange may begin at this byte."""
        ...

    def parse(self, data: bytes, start: int) -> Header | None:
        """The header that begins at `start`; None where it is incomplete or declares nothing usable."""
        ...

    def boundaries(self, header: Header) -> Boundaries:
        """The marks of the interchange that has this header."""
        ...
