"""Which schema a message is held to: the directory that UNH names, with the service segments of the syntax version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.load import available_releases, load_release
from b2b.edi.schema import Release, Row, SetSchema

CONTRL = "CONTRL"


@lru_cache(maxsize=64)  # asked for with names that come from files
def shipped(name: str) -> Release | None:
    """The directory of that name (`D96A`), or service directory (`syntax3`), that ships with b2b; None if none does."""
    return load_release(name, "edifact") if name in available_releases("edifact") else None


def service_directory(version: str) -> str:
    """The name of the directory of service segments for a syntax version; versions 1 to 3 have the same."""
    return "syntax4" if version >= "4" else "syntax3"


def service(version: str) -> Release:
    """The service segments of a syntax version."""
    return load_release(service_directory(version), "edifact")


class MessageType:
    """What UNH says of a message (S009): `id`, `directory` (`D96A`), `association` (`EAN008`)."""

    __slots__ = ("agency", "association", "directory", "id")

    def __init__(self, unh: Sequence[str], syntax: str) -> None:
        parts = [*(unh[2].split(COMPONENT) if len(unh) > 2 else ()), "", "", "", "", ""]
        self.id, self.agency, self.association = parts[0], parts[3], parts[4]
        # CONTRL belongs to the syntax, not to a directory of business messages.
        self.directory = service_directory(syntax) if self.id == CONTRL else parts[1] + parts[2]


def schema_of(release: Release, id: str, syntax: str) -> SetSchema | None:
    """The schema of a message, its UNH as the syntax version has it; None where the directory has no such message."""
    schema = release.sets.get(id)
    if schema is None or syntax < "4":
        return schema
    first = schema.root.items[0]
    if not isinstance(first, Row):
        return schema
    header = replace(first, segment=service(syntax).segments["UNH"])
    root = replace(schema.root, items=(header, *schema.root.items[1:]))
    return replace(schema, root=root, hash=f"{schema.hash} under syntax 4")
