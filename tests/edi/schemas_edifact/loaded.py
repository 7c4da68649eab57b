"""What every test here walks over: the directories, their messages, and the rows and groups of a message in order."""

from __future__ import annotations

from collections.abc import Iterator

from b2b.edi.load import load_release
from b2b.edi.schema import Loop, Row, SetSchema

DIRECTORIES = ("D96A", "D01B")
SERVICE = ("syntax3", "syntax4")
MESSAGES = (
    *("APERAK", "DELFOR", "DELJIT", "DESADV", "INVOIC", "INVRPT", "ORDCHG"),
    *("ORDERS", "ORDRSP", "PAYMUL", "PRICAT", "RECADV", "REMADV", "SLSRPT"),
)
EVERY_MESSAGE = tuple((name, message) for name in DIRECTORIES for message in MESSAGES) + tuple(
    (name, "CONTRL") for name in SERVICE
)


def message(directory: str, name: str) -> SetSchema:
    return load_release(directory, "edifact").sets[name]


def rows(loop: Loop) -> Iterator[Row]:
    for item in loop.items:
        if isinstance(item, Row):
            yield item
        else:
            yield from rows(item)


def groups(loop: Loop) -> Iterator[Loop]:
    """The segment groups inside, each before those that it holds."""
    for item in loop.items:
        if isinstance(item, Loop):
            yield item
            yield from groups(item)


def group(schema: SetSchema, number: str) -> Loop:
    return next(it for it in groups(schema.root) if it.group == number)
