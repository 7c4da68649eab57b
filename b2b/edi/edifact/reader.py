"""Cuts an EDIFACT file into envelope segments and messages (`engine.reader`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from b2b.edi.edifact import unb
from b2b.edi.edifact.boundaries import MessageBoundaries
from b2b.edi.edifact.unb import Unb
from b2b.edi.engine import events, reader
from b2b.edi.engine.limits import DEFAULT, Limits

Event = events.Event[Unb]


def read(source: bytes | BinaryIO, limits: Limits = DEFAULT) -> Iterator[Event]:
    """The events of a file, in order, from bytes or an open binary file (which is read once, forward).

    A `RawSet` is a message from the U of UNH to the terminator of UNT, or to where it breaks off; an `EnvelopeSegment`
    is UNG, UNE, UNZ, or a segment that has no place outside a message.
    """
    return reader.read(source, limits, _Edifact)


class _Edifact:
    """How interchanges of EDIFACT begin: with UNA, if there is one, and UNB."""

    find = staticmethod(unb.find)
    begins = staticmethod(unb.begins)
    parse = staticmethod(unb.parse)

    @staticmethod
    def boundaries(header: Unb) -> MessageBoundaries:
        return MessageBoundaries(header.characters)
