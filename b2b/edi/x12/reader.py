"""Cuts a file into envelope segments and transaction sets without looking inside the sets.

Everything is passed on: the `raw` and `tail` of all events, one after the other, are the file, byte for byte. Nothing
raises: what cannot be read comes as `Stray`. Memory is bounded by the largest set (`Limits.set_bytes`), not by the
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO, NamedTuple

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.window import Window
from b2b.edi.x12 import isa
from b2b.edi.x12.boundaries import Boundaries

_BLANK = re.compile(rb"[ \t\r\n]*")


class StrayKind(StrEnum):
    """Why bytes belong to no segment."""

    BYTE_ORDER_MARK = "byte-order-mark"
    BLANK = "blank"
    OUTSIDE_INTERCHANGE = "bytes-outside-interchange"
    ISA_INCOMPLETE = "isa-incomplete"
    SEGMENT_TOO_LONG = "segment-too-long"
    SET_TOO_LARGE = "set-too-large"


@dataclass(frozen=True, slots=True)
class InterchangeStart:
    """An ISA segment."""

    offset: int
    raw: bytes
    tail: bytes
    isa: isa.Isa


@dataclass(frozen=True, slots=True)
class EnvelopeSegment:
    """A segment outside every set: GS, GE, IEA, TA1, or one that has no place there; `elements[0]` is its id."""

    offset: int
    raw: bytes
    tail: bytes
    elements: tuple[str, ...]
    terminated: bool


class RawSet(NamedTuple):
    """A transaction set from the S of ST to the terminator of SE, or to where it breaks off (`complete` False)."""

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


Event = InterchangeStart | EnvelopeSegment | RawSet | Stray


def read(source: bytes | BinaryIO, limits: Limits = DEFAULT) -> Iterator[Event]:
    """The events of a file, in order, from bytes or an open binary file (which is read once, forward)."""
    window = Window(source)
    if window.ensure(3) and window.data.startswith(b"\xef\xbb\xbf"):
        yield Stray(window.offset, window.take(3), StrayKind.BYTE_ORDER_MARK)
    while True:
        yield from _until_isa(window)
        if not window.unread:
            return
        found = isa.parse(window.data, window.position)
        if found is None:
            yield Stray(window.offset, window.take(3), StrayKind.ISA_INCOMPLETE)
            continue
        offset = window.offset
        raw = window.take(found.length)
        yield InterchangeStart(offset, raw, _tail(window), found)
        yield from _Interchange(window, found, limits).events()


def _until_isa(window: Window) -> Iterator[Stray]:
    """Skip to the next ISA; afterwards the window stands on it, with the whole ISA in memory, or at the end."""
    while True:
        window.ensure(isa.MAX_BYTES)
        at = isa.find(window.data, window.position)
        if at == window.position and window.unread:
            return
        # An ISA may straddle the end of what is in memory: its first three bytes stay.
        end = at if at >= 0 else len(window.data) if window.eof else max(window.position, len(window.data) - 3)
        if end > window.position:
            offset = window.offset
            raw = window.take(end - window.position)
            blank = _BLANK.fullmatch(raw) is not None
            yield Stray(offset, raw, StrayKind.BLANK if blank else StrayKind.OUTSIDE_INTERCHANGE)
        if at < 0 and not window.fill() and not window.unread:
            return


def _tail(window: Window) -> bytes:
    """Take the blanks and line ends that follow a segment."""
    match = _BLANK.match(window.data, window.position)
    assert match is not None
    if match.end() == len(window.data) and window.fill():
        match = _BLANK.match(window.data, window.position)
        assert match is not None
    return window.take(match.end() - match.start())


class _Interchange:
    """Reads from behind an ISA to behind its IEA, to the next ISA, or to the end of the file."""

    def __init__(self, window: Window, found: isa.Isa, limits: Limits) -> None:
        self._window = window
        self._limits = limits
        self._bounds = Boundaries(found.delimiters, found.broken_across_lines)
        self._delimiters = found.delimiters

    def events(self) -> Iterator[Event]:
        window, bounds = self._window, self._bounds
        while True:
            quick = self._quick_set()
            if quick is not None:
                yield quick
                continue
            window.ensure(isa.MAX_BYTES)
            if not window.unread:
                return
            blank = _BLANK.match(window.data, window.position)
            if blank is not None and blank.end() > blank.start():
                yield Stray(window.offset, window.take(blank.end() - blank.start()), StrayKind.BLANK)
                continue
            head = bounds.head.match(window.data, window.position)
            tag = bounds.tag(head) if head is not None else ""
            if isa.begins(window.data, window.position) and isa.parse(window.data, window.position):
                return
            if tag == "ST":
                yield from self._set()
                continue
            event = self._segment()
            yield event
            if isinstance(event, Stray):
                yield from self._skip(event.kind)
            elif event.elements[0] == "IEA":
                return

    def _quick_set(self) -> RawSet | None:
        """The set at which the window stands, if it is complete, in memory, and as usual; nearly all are."""
        window, bounds = self._window, self._bounds
        data, start = window.data, window.position
        if bounds.usual is None or not data.startswith(bounds.st, start):
            return None
        match = bounds.usual.search(data, start)
        if match is None or match[1] != b"SE":
            return None
        end = data.find(bounds.terminator, match.end()) + len(bounds.terminator)
        blank = _BLANK.match(data, end)
        if end <= match.end() or blank is None or blank.end() == len(data) or end - start > self._limits.set_bytes:
            return None
        raw = data[start:end]
        if bounds.isa in raw:
            return None
        window.position = blank.end()
        return RawSet(window.origin + start, raw, data[end : blank.end()], True)

    def _segment(self) -> EnvelopeSegment | Stray:
        window, terminator = self._window, self._bounds.terminator
        searched = window.position
        while True:
            end = window.data.find(terminator, searched)
            size = (end if end >= 0 else len(window.data)) - window.position
            if size > self._limits.segment_bytes:
                return Stray(window.offset, window.take(self._limits.segment_bytes), StrayKind.SEGMENT_TOO_LONG)
            if end >= 0:
                break
            unread = window.unread
            if not window.fill():
                break
            searched = window.position + max(0, unread - len(terminator) + 1)
        offset = window.offset
        terminated = end >= 0
        raw = window.take(size + len(terminator) if terminated else size)
        body = raw[: -len(terminator)] if terminated else raw
        return EnvelopeSegment(offset, raw, _tail(window), elements(body, self._delimiters), terminated)

    def _set(self) -> Iterator[Event]:
        """One set: ends behind the SE, or before the next control segment, or at the end of the file."""
        window, bounds = self._window, self._bounds
        scan = 0  # relative to the window's position, which does not move before the end is found
        while True:
            found = bounds.next(window.data, window.position + scan)
            if found is not None and found.tag == "SE":
                end = window.data.find(bounds.terminator, found.end)
                if end >= 0 or window.eof:
                    complete_at = end + len(bounds.terminator) if end >= 0 else len(window.data)
                    if complete_at - window.position > self._limits.set_bytes:
                        break
                    yield self._raw_set(complete_at - window.position, complete=True)
                    return
            elif found is not None and found.binary:
                jump = bounds.binary_end(window.data, found, self._limits.binary_bytes)
                if jump is None and not window.eof and window.unread <= self._limits.set_bytes:
                    window.fill()
                    continue
                scan = (jump if jump is not None and jump > found.end else found.end) - window.position
                continue
            elif found is not None:
                yield self._raw_set(found.start - window.position, complete=False)
                return
            elif window.eof:
                if window.unread > self._limits.set_bytes:
                    break
                yield self._raw_set(window.unread, complete=False)
                return
            if window.unread > self._limits.set_bytes:
                break
            scan = max(scan, bounds.resume(window.data) - window.position)
            window.fill()
        offset = window.offset
        raw = window.take(self._limits.set_bytes)
        yield RawSet(offset, raw, b"", complete=False)
        yield from self._skip(StrayKind.SET_TOO_LARGE)

    def _raw_set(self, size: int, complete: bool) -> RawSet:
        offset = self._window.offset
        raw = self._window.take(size)
        return RawSet(offset, raw, _tail(self._window), complete)

    def _skip(self, kind: StrayKind) -> Iterator[Stray]:
        """Pass over bytes until a control segment begins that can be read again."""
        window, bounds = self._window, self._bounds
        while True:
            found = bounds.next(window.data, window.position)
            while found is not None and found.binary:
                found = bounds.next(window.data, found.end)
            if found is not None:
                size = found.start - window.position
                if found.tag == "SE":
                    behind = window.data.find(bounds.terminator, found.end)
                    size = (behind + len(bounds.terminator) if behind >= 0 else len(window.data)) - window.position
                if size:
                    yield Stray(window.offset, window.take(size), kind)
                return
            keep = 0 if window.eof else len(window.data) - bounds.resume(window.data)
            if window.unread > keep:
                yield Stray(window.offset, window.take(window.unread - keep), kind)
            if not window.fill():
                if window.unread:
                    yield Stray(window.offset, window.take(window.unread), kind)
                return


def elements(body: bytes, delimiters: Delimiters) -> tuple[str, ...]:
    """The elements of one segment without its terminator, line breaks inside it removed."""
    joined = body.replace(b"\r", b"").replace(b"\n", b"").strip(b" \t")
    try:
        text = joined.decode("utf-8")
        separator = delimiters.encoded(delimiters.element).decode("utf-8")
    except UnicodeDecodeError:
        text = joined.decode("latin-1")
        separator = delimiters.encoded(delimiters.element).decode("latin-1")
    return tuple(text.split(separator))
