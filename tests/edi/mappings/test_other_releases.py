"""Every example document in every release: it is written, valid, and read as it was meant, or refused by name."""

from __future__ import annotations

import dataclasses
from typing import Any, cast

import pytest

from b2b.documents import Contact
from b2b.edi.load import available_releases
from b2b.edi.x12.mappings import echo, for_set
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import NotWritable
from tests.edi.mappings.examples import EXAMPLES
from tests.edi.mappings.messages import context, interchange_of, read_body

# What the examples say and 003060 has no place for: the segment that is refused. Without contacts, notes and references
# those of the first group can be written.
REFUSED = {
    "869": "REF",
    "870": "REF",
    "940": "PER",
    "943": "PER",
    "944": "PER",
    "945": "PER",
}
# In 003060 an 875 has no parties for a line, and the LM of an 824 no RED.
IMPOSSIBLE = {"875": "N1", "824": "RED"}


@pytest.mark.parametrize("release", available_releases())
@pytest.mark.parametrize("set_id", EXAMPLES)
def test_it_is_written_and_read_in_every_release(set_id: str, release: str) -> None:
    known, document = context(release), cast(Any, EXAMPLES[set_id])
    if release == "003060" and (segment := {**REFUSED, **IMPOSSIBLE}.get(set_id)):
        with pytest.raises(NotWritable) as caught:
            for_set(set_id).write(document, known)
        assert segment in caught.value.where
        if set_id in IMPOSSIBLE:
            return
        document = plain(document)
    body = for_set(set_id).write(document, known)
    report = validate_bytes(interchange_of(set_id, [body], known))
    assert (report.result.verdict, [f.code for s in report.sets for f in s.findings]) == ("accepted", [])
    assert not [f for i in report.interchanges for g in i.groups for f in (*i.result.findings, *g.result.findings)]
    found, _ = read_body(set_id, body, known)
    assert found == echo.normal(document)


def plain(value: Any) -> Any:
    """A document without contacts, notes, references and packs."""
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, Contact):
        return value
    kept = {part.name: plain(getattr(value, part.name)) for part in dataclasses.fields(value)}
    empty = {"contact": None, "contacts": (), "notes": (), "references": (), "packs": ()}
    kind: Any = type(value)
    return kind(**{name: empty.get(name, part) for name, part in kept.items()})
