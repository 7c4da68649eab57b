"""Cuts a file into segments of the envelope and sets without looking inside the sets.

Everything is passed on, and nothing raises: what cannot be read comes as `Stray`. Memory is bounded by the largest set
(`Limits.set_bytes`), not by the file. What a syntax has to say comes from its `Wire` and `Boundaries`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Generic

from b2b.edi.engine.boundaries import HEADER_BYTES, Boundaries, Boundary, Header, Wire
from b2b.edi.engine.events import EnvelopeSegment, Event, InterchangeStart, RawSet, Stray, StrayKind
from b2b.edi.engine.limits import Limits
from b2b.edi.engine.window import Window

_BLANK = re.compile(rb"[ \t\r\n]*+")


def read(source: bytes | BinaryIO, limits: Limits, wire: Wire[Header]) -> Iterator[Event[Header]]:
    """The events of a file, in order, from bytes or an open binary file (which is read once, forward)."""
    window = Window(source)
    if window.ensure(3) and window.data.startswith(b"\xef\xbb\xbf"):
        yield Stray(window.offset, window.take(3), StrayKind.BYTE_ORDER_MARK)
    while True:
        yield from _until_interchange(window, wire)
        if not window.unread:
            return
        found = wire.parse(window.data, window.position)
        if found is None:
            yield Stray(window.offset, window.take(3), StrayKind.HEADER_INCOMPLETE)
            continue
        offset = window.offset
        raw = window.take(found.length)
        yield InterchangeStart(offset, raw, _tail(window), found)
        yield from _Interchange(window, limits, wire, wire.boundaries(found)).events()


def _until_interchange(window: Window, wire: Wire[Header]) -> Iterator[Stray]:
    """Skip to the next header; afterwards the window stands on it, all of it in memory, or at the end."""
    while True:
        window.ensure(HEADER_BYTES)
        at = wire.find(window.data, window.position)
        if at == window.position and window.unread:
            return
        # A header may straddle the end of what is in memory.
        near = max(window.position, len(window.data) - HEADER_BYTES)
        end = at if at >= 0 else len(window.data) if window.eof else near
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


class _Interchange(Generic[Header]):
    """Reads from behind a header to behind its trailer, to the next interchange, or to the end of the file."""

    def __init__(self, window: Window, limits: Limits, wire: Wire[Header], bounds: Boundaries) -> None:
        self._window, self._limits, self._wire, self._bounds = window, limits, wire, bounds

    def events(self) -> Iterator[Event[Header]]:
        window, bounds = self._window, self._bounds
        while True:
            quick = self._quick_set()
            if quick is not None:
                yield quick
                continue
            window.ensure(HEADER_BYTES)
            if not window.unread:
                return
            blank = _BLANK.match(window.data, window.position)
            if blank is not None and blank.end() > blank.start():
                yield Stray(window.offset, window.take(blank.end() - blank.start()), StrayKind.BLANK)
                continue
            if self._wire.begins(window.data, window.position) and self._wire.parse(window.data, window.position):
                return
            if bounds.opens_at(window.data, window.position):
                yield from self._set()
                continue
            empty = bounds.empty.match(window.data, window.position)
            if empty is not None:
                yield Stray(window.offset, window.take(empty.end() - empty.start()), StrayKind.EMPTY_SEGMENTS)
                continue
            event = self._segment()
            yield event
            if isinstance(event, Stray):
                yield from self._skip(event.kind)
            elif event.elements[0] == bounds.last:
                return

    def _quick_set(self) -> RawSet | None:
        """The set at which the window stands, if it is complete, in memory, and as usual; nearly all are."""
        window, bounds = self._window, self._bounds
        data, start = window.data, window.position
        end = bounds.usual_end(data, start)
        if not end or end - start > self._limits.set_bytes:
            return None
        blank = _BLANK.match(data, end)
        if blank is None or blank.end() == len(data):
            return None
        raw = data[start:end]
        if bounds.header in raw:
            return None
        window.position = blank.end()
        return RawSet(window.origin + start, raw, data[end : blank.end()], True)

    def _segment(self) -> EnvelopeSegment | Stray:
        window, bounds, most = self._window, self._bounds, self._limits.segment_bytes
        while True:
            end = bounds.end(window.data, window.position)
            size = (end if end >= 0 else len(window.data)) - window.position
            if size > most:
                return Stray(window.offset, window.take(most), StrayKind.SEGMENT_TOO_LONG)
            if end >= 0 or not window.fill():
                break
        offset, terminated = window.offset, end >= 0
        body = window.take(size)
        raw = body + (window.take(len(bounds.terminator)) if terminated else b"")
        return EnvelopeSegment(offset, raw, _tail(window), bounds.elements(body), terminated)

    def _set(self) -> Iterator[RawSet | Stray]:
        """One set: ends behind its trailer, or before the next control segment, or at the end of the file."""
        size, complete = self._size_of_set()
        if size <= self._limits.set_bytes:
            yield self._raw_set(size, complete)
            return
        offset = self._window.offset
        yield RawSet(offset, self._window.take(self._limits.set_bytes), b"", complete=False)
        yield from self._skip(StrayKind.SET_TOO_LARGE)

    def _size_of_set(self) -> tuple[int, bool]:
        """How many bytes it has and whether its trailer is there; any number beyond the limit where it is that."""
        window, bounds, most = self._window, self._bounds, self._limits.set_bytes
        scan = 0  # relative to the window's position, which does not move here
        while True:
            found = bounds.next(window.data, window.position + scan, window.position)
            if found is None and window.eof:
                return window.unread, False
            if found is None:
                scan = bounds.resume(window.data, window.position + scan) - window.position
            elif found.tag == bounds.closes:
                end = bounds.end(window.data, found.end)
                if end >= 0 or window.eof:
                    behind = end + len(bounds.terminator) if end >= 0 else len(window.data)
                    return behind - window.position, True
            elif not found.binary:
                return found.start - window.position, False
            else:
                jump = bounds.binary_end(window.data, found, self._limits.binary_bytes)
                if jump is not None or window.eof or window.unread > most:
                    scan = max(jump or 0, found.end) - window.position
                    continue
            if window.unread > most:
                return window.unread, False
            window.fill()

    def _raw_set(self, size: int, complete: bool) -> RawSet:
        offset = self._window.offset
        raw = self._window.take(size)
        return RawSet(offset, raw, _tail(self._window), complete)

    def _end_of_skipping(self, found: Boundary) -> int | None:
        """Before a boundary, or behind the trailer of a set; None where that is not all in memory yet."""
        window, bounds = self._window, self._bounds
        if found.tag != bounds.closes:
            return found.start
        end = bounds.end(window.data, found.end)
        if end < 0:
            return len(window.data) if window.eof else None
        return end + len(bounds.terminator)

    def _skip(self, kind: StrayKind) -> Iterator[Stray]:
        """Pass over bytes until a control segment begins that can be read again."""
        window, bounds = self._window, self._bounds
        while True:
            found = bounds.next(window.data, window.position, window.position)
            while found is not None and found.binary:
                found = bounds.next(window.data, found.end, window.position)
            until = self._end_of_skipping(found) if found is not None else None
            if until is not None:
                if until > window.position:
                    yield Stray(window.offset, window.take(until - window.position), kind)
                return
            resume = bounds.resume(window.data, window.position)
            keep = 0 if window.eof else min(HEADER_BYTES, len(window.data) - resume)
            if window.unread > keep:
                yield Stray(window.offset, window.take(window.unread - keep), kind)
            if not window.fill():
                if window.unread:
                    yield Stray(window.offset, window.take(window.unread), kind)
                return
