"""Cuts an X12 file into envelope segments and transaction sets (`engine.reader`)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from b2b.edi.engine import events, reader
from b2b.edi.engine.limits import DEFAULT, Limits
from b2b.edi.x12 import isa
from b2b.edi.x12.boundaries import SetBoundaries
from b2b.edi.x12.isa import Isa

Event = events.Event[Isa]


def read(source: bytes | BinaryIO, limits: Limits = DEFAULT) -> Iterator[Event]:
    """The events of a file, in order, from bytes or an open binary file (which is read once, forward)."""
    return reader.read(source, limits, _X12)


class _X12:
    """How interchanges of X12 begin."""

    find = staticmethod(isa.find)
    begins = staticmethod(isa.begins)
    parse = staticmethod(isa.parse)

    @staticmethod
    def boundaries(header: Isa) -> SetBoundaries:
        return SetBoundaries(header.delimiters, header.broken_across_lines)
