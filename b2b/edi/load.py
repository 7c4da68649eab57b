"""Reads the schema files of `schemas/x12/<release>/` and `schemas/edifact/<directory>/` (their form: b2b/edi/schema.py,
docs/add-a-set.md, docs/edifact-schemas.md).

Elements, composites and segments of a release are read together and checked; a set is read when it is first asked for,
and what codes stand for (`meanings/`) only when somebody looks at a meaning. A mistake in a file is a `ConfigError`
that names the file and the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from b2b import resources
from b2b.edi.codes import CodeList, CodeMeanings
from b2b.edi.load_set import build_set
from b2b.edi.schema import Composite, Element, ElementUse, Note, Release, Segment, SetSchema
from b2b.edi.schema_files import bases, codes, entries, meanings_reader, read_table
from b2b.edi.set_table import read_head, read_set, set_names
from b2b.errors import ConfigError, NotFound

Table = Mapping[str, Any]

_TYPE = re.compile(r"AN|ID|DT|TM|R|B|A|N[0-9]?")
_NOTE = re.compile(r"[PRECL](\d\d){2,}")
# How the names of releases are built: `004010`, `D96A`; and what else stands for one of X12, `4010` or ISA12's `00401`.
X12_RELEASE = re.compile(r"00[3-9][0-9]{3}")
DIRECTORY = re.compile(r"D[0-9]{2}[A-Z]")
_WITHOUT_ZEROS = re.compile(r"[3-9][0-9]{3}")
_INTERCHANGE_VERSION = re.compile(r"00[3-9][0-9]{2}")
_USUAL_RELEASE, _USUAL_DIRECTORIES = "004010", ("D96A", "syntax3")
_BETWEEN = re.compile(r"[\s.:]")
_CALLED = {"x12": "X12 release", "edifact": "EDIFACT directory"}


@cache
def available_releases(syntax: str = "x12") -> tuple[str, ...]:
    """The names of the releases that ship with b2b, in order: `004010` and others of `x12`, of `edifact` directories
    such as `D96A`, and `syntax3` and `syntax4` for the service segments and CONTRL.
    """
    return tuple(sorted(file.parent.name for file in resources.path("schemas", syntax).glob("*/release.toml")))


def syntax_of(release: str) -> str:
    """`edifact` for the name of a directory that ships with b2b, such as `D96A`, else `x12`."""
    return "edifact" if release in available_releases("edifact") else "x12"


def release_named(typed: str) -> str:
    """The name that a release has, of what people write for it: `D96A` of `D.96A`, `d96a` or `D:96A`, `004010` of
    `4010` or of `00401` (ISA12); what was typed where it is of no such form. There may be no such release.
    """
    bare = _BETWEEN.sub("", typed).upper()
    if X12_RELEASE.fullmatch(bare) or DIRECTORY.fullmatch(bare):
        return bare
    if _WITHOUT_ZEROS.fullmatch(bare):
        return f"00{bare}"
    if _INTERCHANGE_VERSION.fullmatch(bare):
        return f"{bare}0"
    return next((name for name in available_releases("edifact") if name.upper() == bare), typed)


def require_release(typed: str, where: str = "schemas") -> str:
    """The same where it ships with b2b, in either syntax. Errors: NotFound, with the releases of both, where none is
    meant.
    """
    name = release_named(typed)
    x12, edifact = available_releases(), available_releases("edifact")
    if name in x12 or name in edifact:
        return name
    raise NotFound(
        f"there is no X12 release or EDIFACT directory {typed!r}",
        where=where,
        next_step=f"use one of: {', '.join(x12)} of X12, {', '.join(edifact)} of EDIFACT",
    )


def release_for(set_id: str, typed: str = "") -> str:
    """The release that is meant for a set or message: what was typed, else 004010, or D96A for what it has (for CONTRL
    `syntax3`). Errors: NotFound, as `require_release`.
    """
    if typed:
        return require_release(typed)
    return next((name for name in _USUAL_DIRECTORIES if set_id in available_sets(name, "edifact")), _USUAL_RELEASE)


@cache
def available_sets(release: str, syntax: str = "x12") -> tuple[str, ...]:
    """The identifiers of the sets that a shipped release knows, such as `850` or `ORDERS`, in order.

    Errors: NotFound where no such release ships.
    """
    return set_names(_folder(release, syntax))


def set_heads(release: str, syntax: str = "x12") -> Mapping[str, Mapping[str, str]]:
    """What the sets of a shipped release are called, `name` and `functional_group` by identifier, in order; for a list
    of them, as nothing else is read.

    Errors: NotFound where no such release ships, ConfigError where a file of a set is broken.
    """
    folder = _folder(release, syntax)
    return {set_id: read_head(folder, set_id) for set_id in set_names(folder)}


def load_release(name: str, syntax: str = "x12") -> Release:
    """The shipped release of that name, such as `004010`, or `D96A` of `edifact`; its sets are read on first use.

    Errors: NotFound where no such release ships, ConfigError where one of its files is broken.
    """
    return _load_release(name, syntax)


@cache
def _load_release(name: str, syntax: str) -> Release:
    return read_release(_folder(name, syntax))


def _folder(name: str, syntax: str) -> Path:
    if name not in available_releases(syntax):
        known = ", ".join(available_releases(syntax))
        called = _CALLED.get(syntax, f"release of {syntax!r}")
        raise NotFound(f"there is no {called} {name!r}", where=f"schemas/{syntax}", next_step=f"use one of: {known}")
    return resources.path("schemas", syntax, name)


def read_release(folder: Path) -> Release:
    """A release from any folder of that form; the `base` it names is the folder beside it. Errors: ConfigError."""
    head = read_table(folder / "release.toml")
    name, version = (_text(head, key, folder / "release.toml") for key in ("name", "interchange_version"))
    chain = bases(folder)
    elements = _elements(chain)
    composites = {
        id: Composite(id, *_structure(row, where, elements, {}))
        for id, (row, where) in entries(chain, "composites.toml").items()
    }
    segments = {
        id: Segment(id, *_structure(row, where, elements, composites))
        for id, (row, where) in entries(chain, "segments.toml").items()
    }
    return Release(name, version, elements, composites, segments, _LazySets(folder, name, segments))


class _LazySets(Mapping[str, SetSchema]):
    """The sets of a release by identifier; each is read once, on first use."""

    def __init__(self, folder: Path, release: str, segments: Mapping[str, Segment]) -> None:
        self._folder = folder
        self._release = release
        self._segments = segments
        self._names = set_names(folder)
        self._built: dict[str, SetSchema] = {}

    def __getitem__(self, set_id: str) -> SetSchema:
        if set_id not in self._built:
            if set_id not in self._names:
                raise KeyError(set_id)
            self._built[set_id] = build_set(read_set(self._folder, set_id), self._release, self._segments)
        return self._built[set_id]

    def __contains__(self, set_id: object) -> bool:
        return set_id in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _elements(chain: tuple[Path, ...]) -> dict[str, Element]:
    listed = codes(chain)
    read_meanings = meanings_reader(chain)
    elements: dict[str, Element] = {}
    for number, (row, where) in entries(chain, "elements.toml").items():
        name, kind = _text(row, "name", where), _text(row, "type", where)
        least, most = row.get("min"), row.get("max")
        if not _TYPE.fullmatch(kind):
            raise ConfigError(
                f"{kind!r} is not an element type",
                where=where,
                next_step="use AN ID DT TM R B or N0 to N9, in EDIFACT AN A or N",
            )
        if not (isinstance(least, int) and isinstance(most, int) and 0 < least <= most):
            raise ConfigError("min and max are not whole numbers with 0 < min <= max", where=where)
        meanings = CodeMeanings(number, read_meanings)
        # What is too long or too short for the element in this release is a code of its base only.
        fitting = [code for code in listed.pop(number) if least <= len(code) <= most] if number in listed else None
        valid = CodeList(frozenset(fitting), meanings) if fitting is not None else None
        elements[number] = Element(number, name, kind, least, most, valid, meanings)
    if listed:
        unknown = ", ".join(listed)
        raise ConfigError(
            f"codes of elements that elements.toml does not have: {unknown}", where=str(chain[-1] / "codes.toml")
        )
    return elements


def _structure(
    row: Table, where: str, elements: Mapping[str, Element], composites: Mapping[str, Composite]
) -> tuple[str, tuple[ElementUse, ...], tuple[Note, ...]]:
    """Name, element uses and syntax notes of a segment or composite."""
    uses = tuple(
        _use(item, f"{where} element {position}", elements, composites)
        for position, item in enumerate(row.get("elements", ()), start=1)
    )
    notes = []
    for text in row.get("syntax", ()):
        note = Note.parse(text) if isinstance(text, str) and _NOTE.fullmatch(text) else None
        if note is None or max(note.positions) > len(uses) or 0 in note.positions:
            raise ConfigError(
                f"{text!r} is not a syntax note over its {len(uses)} elements",
                where=where,
                next_step="write it like P0304",
            )
        notes.append(note)
    if not uses:
        raise ConfigError("it has no elements", where=where)
    return _text(row, "name", where), uses, tuple(notes)


def _use(item: Any, where: str, elements: Mapping[str, Element], composites: Mapping[str, Composite]) -> ElementUse:
    match item:
        case [str() as ref, "M" | "O" as usage]:
            repeat = 1
        case [str() as ref, "M" | "O" as usage, int() as repeat] if repeat >= 0:
            pass
        case _:
            raise ConfigError(
                f"{item!r} is not an element use", where=where, next_step='write ["330", "O"] or ["C056", "O", 10]'
            )
    if ref not in elements and ref not in composites:
        raise ConfigError(
            f"{ref} is in neither elements.toml nor composites.toml", where=where, next_step="add it there"
        )
    return ElementUse(elements.get(ref), composites.get(ref), usage, repeat)


def _text(row: Table, key: str, where: object) -> str:
    value = row.get(key) if isinstance(row, Mapping) else None
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{key} is missing", where=str(where), next_step=f'add {key} = "..."')
    return value
