"""Short ways from documents to EDIFACT messages and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from b2b.documents import Document
from b2b.edi.edifact.mappings import Context, Leftover, for_message
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.edifact.writer import Envelope, Message, write_interchange
from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.errors import NotWritable

DIRECTORIES = ("D96A", "D01B")
ZONE = ZoneInfo("Europe/Berlin")
_MADE = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)


def context(directory: str = "D96A", **changes: Any) -> Context:
    """The context of a partner in Berlin, who trades in euros where a message does not say."""
    return Context(load_release(directory, "edifact"), **{"time_zone": ZONE, "currency": "EUR", **changes})


def read_body(
    type: str, body: Sequence[Sequence[str]], known: Context | None = None
) -> tuple[Any, tuple[Leftover, ...]]:
    """What the mapping of a message makes of a body."""
    known = known or context()
    segments = [["UNH", "1", type], *body, ["UNT", str(len(body) + 2), "1"]]
    return for_message(type).read(build(segments, known.release.sets[type]), known)


def read_lines(type: str, *lines: str, known: Context | None = None) -> tuple[Any, tuple[Leftover, ...]]:
    """The same from segments as text, with the usual separators and no release characters."""
    return read_body(type, [line.replace(":", COMPONENT).split("+") for line in lines], known)


def lines(type: str, document: Document, known: Context | None = None) -> list[str]:
    """The body that is written for a document, as text."""
    body = for_message(type).write(document, known or context())
    return ["+".join(segment).replace(COMPONENT, ":") for segment in body]


def written(type: str, document: Document, known: Context) -> tuple[list[list[str]], NotWritable | None]:
    """The body of a document, or why there is none."""
    try:
        return for_message(type).write(document, known), None
    except NotWritable as error:
        return [], error


def interchange(type: str, body: Sequence[Sequence[str]], known: Context) -> bytes:
    """A body in an interchange in Latin-1."""
    version, release = known.release.name[0], known.release.name[1:]
    message = Message(type, version, release, "1", [list(segment) for segment in body])
    envelope = Envelope("ACME", "ZZ", "NORTHWIND", "ZZ", "1", _MADE, identifier="UNOC")
    return write_interchange(envelope, [message])


def unread(leftovers: Sequence[Leftover]) -> list[str]:
    """Leftovers as `NAD03@5=PE`."""
    return [f"{left.segment}{left.element:02d}@{left.position}={left.value}" for left in leftovers]
