"""Cuts a file into envelope segments and messages without looking inside the messages.

Everything is passed on: the `raw` and `tail` of all events, one after the other, are the file, byte for byte. Nothing
raises: what cannot be read comes as `Stray`. Memory is bounded by the largest message (`Limits.set_bytes`), not by the
file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import BinaryIO

from b2b.edi.edifact import unb
from b2b.edi.edifact.boundaries import Boundaries
from b2b.edi.edifact.service_characters import ELEMENT
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.edifact.unb import Unb
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.engine.window import Window
from b2b.edi.x12.reader import EnvelopeSegment, RawSet

_BLANK = re.compile(rb"[ \t\r\n]*")


class StrayKind(StrEnum):
    """Why bytes belong to no segment."""

    BYTE_ORDER_MARK = "byte-order-mark"
    BLANK = "blank"
    OUTSIDE_INTERCHANGE = "bytes-outside-interchange"
    UNB_INCOMPLETE = "unb-incomplete"
    SEGMENT_TOO_LONG = "segment-too-long"
    MESSAGE_TOO_LARGE = "message-too-large"


@dataclass(frozen=True, slots=True)
class InterchangeStart:
    """UNA, if there is one, and UNB."""

    offset: int
    raw: bytes
    tail: bytes
    unb: Unb


@dataclass(frozen=True, slots=True)
class Stray:
    """Bytes that belong to nothing; long ones come in several events."""

    offset: int
    raw: bytes
    kind: StrayKind
    tail: bytes = b""


Event = InterchangeStart | EnvelopeSegment | RawSet | Stray


def read(source: bytes | BinaryIO, limits: Limits = DEFAULT) -> Iterator[Event]:
    """The events of a file, in order, from bytes or an open binary file (which is read once, forward).

    A `RawSet` is a message from the U of UNH to the terminator of UNT, or to where it breaks off; an `EnvelopeSegment`
    is UNG, UNE, UNZ, or a segment that has no place outside a message.
    """
    window = Window(source)
    if window.ensure(3) and window.data.startswith(b"\xef\xbb\xbf"):
        yield Stray(window.offset, window.take(3), StrayKind.BYTE_ORDER_MARK)
    while True:
        yield from _until_interchange(window)
        if not window.unread:
            return
        found = unb.parse(window.data, window.position)
        if found is None:
            yield Stray(window.offset, window.take(3), StrayKind.UNB_INCOMPLETE)
            continue
        offset = window.offset
        raw = window.take(found.length)
        yield InterchangeStart(offset, raw, _tail(window), found)
        yield from _Interchange(window, found, limits).events()


def _until_interchange(window: Window) -> Iterator[Stray]:
    """Skip to the next UNA or UNB; afterwards the window stands on it, all of it in memory, or at the end."""
    while True:
        window.ensure(unb.MAX_BYTES)
        at = unb.find(window.data, window.position)
        if at == window.position and window.unread:
            return
        # A beginning may straddle the end of what is in memory.
        near = max(window.position, len(window.data) - unb.MAX_BYTES)
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


class _Interchange:
    """Reads from behind UNB to behind its UNZ, to the next interchange, or to the end of the file."""

    def __init__(self, window: Window, found: Unb, limits: Limits) -> None:
        self._window, self._limits = window, limits
        self._bounds = Boundaries(found.characters)
        self._splitting = Splitting(found.characters)

    def events(self) -> Iterator[Event]:
        window, bounds = self._window, self._bounds
        while True:
            quick = self._quick_message()
            if quick is not None:
                yield quick
                continue
            window.ensure(unb.MAX_BYTES)
            if not window.unread:
                return
            blank = _BLANK.match(window.data, window.position)
            if blank is not None and blank.end() > blank.start():
                yield Stray(window.offset, window.take(blank.end() - blank.start()), StrayKind.BLANK)
                continue
            if unb.begins(window.data, window.position) and unb.parse(window.data, window.position):
                return
            head = bounds.head.match(window.data, window.position)
            if head is not None and head[1] == b"UNH":
                yield from self._message()
                continue
            event = self._segment()
            yield event
            if isinstance(event, Stray):
                yield from self._skip(event.kind)
            elif event.elements[0] == "UNZ":
                return

    def _quick_message(self) -> RawSet | None:
        """The message at which the window stands, if it is complete, in memory, and as usual; nearly all are."""
        window, bounds = self._window, self._bounds
        data, start = window.data, window.position
        if not data.startswith(bounds.unh, start):
            return None
        trailer = bounds.usual_end(data, start)
        if trailer is None:
            return None
        end = bounds.end(data, trailer) + 1
        blank = _BLANK.match(data, end)
        if not end or blank is None or blank.end() == len(data) or end - start > self._limits.set_bytes:
            return None
        raw = data[start:end]
        if b"UNB" in raw:
            return None
        window.position = blank.end()
        return RawSet(window.origin + start, raw, data[end : blank.end()], True)

    def _segment(self) -> EnvelopeSegment | Stray:
        window, most = self._window, self._limits.segment_bytes
        while True:
            end = self._splitting.end_of_segment(window.data, window.position)
            size = (end if end is not None else len(window.data)) - window.position
            if size > most:
                return Stray(window.offset, window.take(most), StrayKind.SEGMENT_TOO_LONG)
            if end is not None or not window.fill():
                break
        offset, terminated = window.offset, end is not None
        body = window.take(size)
        raw = body + (window.take(1) if terminated else b"")
        elements = tuple(self._splitting.text(body).split(ELEMENT))
        return EnvelopeSegment(offset, raw, _tail(window), elements, terminated)

    def _message(self) -> Iterator[Event]:
        """One message: ends behind its UNT, or before the next control segment, or at the end of the file."""
        window, bounds = self._window, self._bounds
        scan = 0  # relative to the window's position, which does not move before the end is found
        while True:
            found = bounds.next(window.data, window.position + scan, window.position)
            if found is not None and found.tag == "UNT":
                end = bounds.end(window.data, found.end)
                if end >= 0 or window.eof:
                    complete_at = end + 1 if end >= 0 else len(window.data)
                    if complete_at - window.position > self._limits.set_bytes:
                        break
                    yield self._raw_message(complete_at - window.position, complete=True)
                    return
            elif found is not None:
                yield self._raw_message(found.start - window.position, complete=False)
                return
            elif window.eof:
                if window.unread > self._limits.set_bytes:
                    break
                yield self._raw_message(window.unread, complete=False)
                return
            if window.unread > self._limits.set_bytes:
                break
            scan = max(scan, bounds.resume(window.data, window.position + scan) - window.position)
            window.fill()
        offset = window.offset
        raw = window.take(self._limits.set_bytes)
        yield RawSet(offset, raw, b"", complete=False)
        yield from self._skip(StrayKind.MESSAGE_TOO_LARGE)

    def _raw_message(self, size: int, complete: bool) -> RawSet:
        offset = self._window.offset
        raw = self._window.take(size)
        return RawSet(offset, raw, _tail(self._window), complete)

    def _skip(self, kind: StrayKind) -> Iterator[Stray]:
        """Pass over bytes until a control segment begins that can be read again."""
        window, bounds = self._window, self._bounds
        while True:
            found = bounds.next(window.data, window.position, window.position)
            if found is not None:
                size = found.start - window.position
                if found.tag == "UNT":
                    behind = bounds.end(window.data, found.end)
                    size = (behind + 1 if behind >= 0 else len(window.data)) - window.position
                if size:
                    yield Stray(window.offset, window.take(size), kind)
                return
            keep = (
                0 if window.eof else min(unb.MAX_BYTES, len(window.data) - bounds.resume(window.data, window.position))
            )
            if window.unread > keep:
                yield Stray(window.offset, window.take(window.unread - keep), kind)
            if not window.fill():
                if window.unread:
                    yield Stray(window.offset, window.take(window.unread), kind)
                return
