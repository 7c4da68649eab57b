"""The events of a file, handed to what makes its form of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from b2b.edi.engine.events import EnvelopeSegment, Event, InterchangeStart, RawSet, Stray, StrayKind
from b2b.errors import Unreadable

_HARMLESS = (StrayKind.BYTE_ORDER_MARK, StrayKind.BLANK)

Header = TypeVar("Header")
Header_contra = TypeVar("Header_contra", contravariant=True)


class Taker(Protocol[Header_contra]):
    """Makes the form of a file, part by part."""

    interchanges: list[dict[str, Any]]

    def interchange(self, event: InterchangeStart[Header_contra]) -> None: ...
    def envelope(self, event: EnvelopeSegment) -> None: ...
    def set(self, event: RawSet) -> None: ...


def pass_on(events: Iterable[Event[Header]], taker: Taker[Header]) -> None:
    """Each event to the method for it. Unreadable: bytes belong to no segment, or there is no interchange."""
    for event in events:
        match event:
            case InterchangeStart():
                taker.interchange(event)
            case EnvelopeSegment():
                taker.envelope(event)
            case RawSet():
                taker.set(event)
            case Stray() if event.kind not in _HARMLESS:
                raise Unreadable(
                    f"bytes belong to no segment ({event.kind})",
                    where=f"byte {event.offset}",
                    next_step="b2b edi validate says what is wrong with the file",
                )
    if not taker.interchanges:
        raise Unreadable("there is no interchange in it", next_step="b2b edi validate says what it may be instead")
