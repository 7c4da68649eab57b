"""Short ways from documents to messages and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from b2b.documents import Document
from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.edi.x12.mappings import Context, Leftover, for_set
from b2b.edi.x12.writer import Envelope, Group, TransactionSet, write_interchange

RELEASES = ("004010", "005010")
ZONE = ZoneInfo("Europe/Berlin")
_MADE = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)


def context(release: str = "004010", **changes: Any) -> Context:
    """The context of a partner in Berlin, who trades in euros where a message does not say."""
    return Context(load_release(release), **{"time_zone": ZONE, "currency": "EUR", **changes})


def read_body(
    set_id: str, body: Sequence[Sequence[str]], known: Context | None = None
) -> tuple[Any, tuple[Leftover, ...]]:
    """What the mapping of a set makes of a body."""
    known = known or context()
    segments = [["ST", set_id, "0001"], *body, ["SE", str(len(body) + 2), "0001"]]
    return for_set(set_id).read(build(segments, known.release.sets[set_id]), known)


def read_lines(set_id: str, *lines: str, known: Context | None = None) -> tuple[Any, tuple[Leftover, ...]]:
    """The same from segments as text, `*` between the elements."""
    return read_body(set_id, [line.split("*") for line in lines], known)


def lines(set_id: str, document: Document, known: Context | None = None) -> list[str]:
    """The body that is written for a document, as text."""
    return ["*".join(segment) for segment in for_set(set_id).write(document, known or context())]


def interchange(set_id: str, body: Sequence[Sequence[str]], known: Context) -> bytes:
    """A body in an interchange."""
    return interchange_of(set_id, [body], known)


def interchange_of(set_id: str, bodies: Sequence[Sequence[Sequence[str]]], known: Context) -> bytes:
    """Bodies of one kind in one group of an interchange."""
    schema = known.release.sets[set_id]
    sets = [TransactionSet(set_id, f"{number:04d}", body) for number, body in enumerate(bodies, start=1)]
    group = Group(schema.functional_group, "ACME", "NORTHWIND", 1, _MADE, known.release.name, sets)
    version = known.release.interchange_version
    envelope = Envelope("ZZ", "ACME", "ZZ", "NORTHWIND", 1, _MADE, version, delimiters=known.delimiters)
    return write_interchange(envelope, [group])


def unread(leftovers: Sequence[Leftover]) -> list[str]:
    """Leftovers as `PO105@3=PE`."""
    return [f"{left.segment}{left.element:02d}@{left.position}={left.value}" for left in leftovers]
