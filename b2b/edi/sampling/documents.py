"""Usual documents, filled in from templates: `schemas/samples` has one for each kind of document.

A template is a document in its JSON form. `{order}` in a text is what the trade has under that name, a text that is
nothing else becomes whatever that is, and an entry of a list with `each = "lines"` stands for as many as there are.
`from` and `to` name the parties between whom it goes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from b2b import resources
from b2b.documents import Document
from b2b.documents.json_form import from_json
from b2b.edi.load import syntax_of
from b2b.edi.sampling.ends import Ends
from b2b.edi.sampling.trade import TRADE, Names, trade
from b2b.edi.schema_files import read_table

_NAME = re.compile(r"\{(\w+)\}")
_EACH = "each"


@dataclass(frozen=True, slots=True)
class Usual:
    """A document, and the day on which it is sent."""

    document: Document
    sent: dt.date


def known(set_id: str, release: str) -> bool:
    """Whether there is a usual document for a set or message of a release."""
    template = _templates().get(set_id)
    return template is not None and release not in template.get("except_in", ())


def usual(set_id: str, syntax: str, *, seed: int, number: int) -> Usual:
    """The document of a set or message that is `known`, in one of the trades of that seed (`trade`)."""
    template = _templates()[set_id]
    # What the file says of one set stands above what it says of all.
    whole = {**template["document"], **template.get(set_id, {})}
    names = trade(seed, number, syntax)
    return Usual(from_json(_filled(whole, names)), dt.date.fromisoformat(_filled(template["sent"], names)))


def ends(set_id: str, release: str, *, seed: int) -> Ends | None:
    """Between whom the trades of that seed send a set or message; None where it is not `known`."""
    if not known(set_id, release):
        return None
    template, names = _templates()[set_id], trade(seed, 0, syntax_of(release))
    sender, receiver = (names[template[one]]["ids"][0]["value"] for one in ("from", "to"))
    return Ends(names["qualifier"], sender, receiver)


@cache
def _templates() -> Mapping[str, Mapping[str, Any]]:
    """The file that tells of each set and message."""
    files = resources.path("schemas", "samples").glob("*.toml")
    tables = [read_table(file) for file in files if file.stem != TRADE]
    return {set_id: table for table in tables for set_id in table["sets"]}


def _filled(value: Any, names: Names) -> Any:
    if isinstance(value, str):
        whole = _NAME.fullmatch(value)
        return names[whole[1]] if whole else _NAME.sub(lambda found: str(names[found[1]]), value)
    if isinstance(value, Mapping):
        return {key: _filled(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [one for entry in value for one in _entries(entry, names)]
    return value


def _entries(entry: Any, names: Names) -> Iterator[Any]:
    if isinstance(entry, Mapping) and _EACH in entry:
        rest = {key: one for key, one in entry.items() if key != _EACH}
        for one in names[entry[_EACH]]:
            yield _filled(rest, {**names, **one})
    else:
        yield _filled(entry, names)
