"""What a reader cuts a file into: beginnings of interchanges, segments of the envelope, sets, and what belongs to
nothing.

The `raw` and `tail` of all events, one after the other, are the file, byte for byte.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

Header_co = TypeVar("Header_co", covariant=True)


class StrayKind(StrEnum):
    """Why bytes belong to no segment."""

    BYTE_ORDER_MARK = "byte-order-mark"
    BLANK = "blank"
    OUTSIDE_INTERCHANGE = "bytes-outside-interchange"
    EMPTY_SEGMENTS = "empty-segments"
    HEADER_INCOMPLETE = "header-incomplete"
    SEGMENT_TOO_LONG = "segment-too-long"
    SET_TOO_LARGE = "set-too-large"


@dataclass(frozen=True, slots=True)
class InterchangeStart(Generic[Header_co]):
    """The segment that begins an interchange, with the advice before it if there is one; `header` is it taken apart."""

    offset: int
    raw: bytes
    tail: bytes
    header: Header_co


@dataclass(frozen=True, slots=True)
class EnvelopeSegment:
    """A segment outside every set: one of the envelope, or one that has no place there; `elements[0]` is its id."""

    offset: int
    raw: bytes
    tail: bytes
    elements: tuple[str, ...]
    terminated: bool


class RawSet(NamedTuple):
    """A transaction set or message from the first byte of its ST or UNH to the terminator of its SE or UNT, or to where
    it breaks off (`complete` False).
    """

    offset: int
    raw: bytes
    tail: bytes
    complete: bool


@dataclass(frozen=True, slots=True)
class Stray:
    """Bytes that belong to nothing; long ones come in several events."""

    offset: int
    raw: bytes
    kind: StrayKind
    tail: bytes = b""


Event = InterchangeStart[Header_co] | EnvelopeSegment | RawSet | Stray
