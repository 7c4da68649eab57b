"""Brings our schemas and the third-party definition files into one form, so that they can be compared line by line.

A fact is (place, property, value), such as ("850 PO1/N1 N3", "max", 2); a place is a position of a set, an element of a
segment, or an entry of the dictionary. `0` is no limit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from b2b.edi.schema import Composite, Loop, Release, Segment

Fact = tuple[str, str, Any]

_NO_LIMIT = (99999, 999999)


def set_names(path: Path) -> set[str]:
    """The sets that a source has."""
    return set(_load(path)["sets"])


def segment_names(path: Path) -> set[str]:
    """The segments that a source has."""
    return set(_load(path)["segments"])


def our_sets(release: Release, names: tuple[str, ...]) -> Iterator[Fact]:
    for name in names:
        yield from _numbered(name, _our_rows(release.sets[name].root))


def our_segments(release: Release, tags: set[str]) -> Iterator[Fact]:
    for tag in sorted(tags):
        yield from _structure(release.segments[tag], tag)


def our_composites(release: Release) -> Iterator[Fact]:
    for composite in release.composites.values():
        yield from _structure(composite, composite.id)


def oopfactory_codes(path: Path) -> dict[str, frozenset[str]]:
    return {number: frozenset(entry["codes"]) for number, entry in _load(path)["qualifiers"].items()}


def oopfactory_words(path: Path, number: str) -> dict[str, str]:
    """What the codes of one element stand for."""
    words: dict[str, str] = _load(path)["qualifiers"][number]["codes"]
    return words


def oopfactory_positions(path: Path, tags: set[str]) -> Iterator[Fact]:
    """Name and lengths of what stands at each position; neither element numbers nor all that is mandatory."""
    segments = _load(path)["segments"]
    for tag in sorted(tags & set(segments)):
        for place, name, kind, least, most, *_ in segments[tag]["elements"]:
            yield f"{tag}{place}", "name", _letters(name)
            if (least, most) != (0, 0):
                yield f"{tag}{place}", "form", (least, most, kind)


def our_named_positions(release: Release, tags: set[str]) -> Iterator[Fact]:
    """The same of ours; N stands for every number with a fixed decimal point."""
    for tag in sorted(tags):
        for position, use in enumerate(release.segments[tag].uses, start=1):
            place, item = f"{tag}{position:02d}", use.element or use.composite
            assert item is not None
            yield place, "name", _letters(item.name)
            if use.element is not None:
                kind = "N" if use.element.type.startswith("N") else use.element.type
                yield place, "form", (use.element.min, use.element.max, kind)


def _letters(name: str) -> str:
    """A name as far as sources do not differ in how they put it down."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def used_tags(release: Release) -> set[str]:
    """The segments that the sets of a release use, and those of the envelope."""

    def tags(loop: Loop) -> Iterator[str]:
        for item in loop.items:
            if isinstance(item, Loop):
                yield from tags(item)
            else:
                yield item.segment.id

    return {tag for name in release.sets for tag in tags(release.sets[name].root)} | {"ISA", "TA1", "GS", "GE", "IEA"}


def our_elements(release: Release) -> Iterator[Fact]:
    for element in release.elements.values():
        yield element.number, "type", element.type
        yield element.number, "min", element.min
        yield element.number, "max", element.max
        yield element.number, "codes", frozenset(element.codes or ())


def ediengine_sets(path: Path, names: tuple[str, ...]) -> Iterator[Fact]:
    for name, items in _load(path)["sets"].items():
        if name in names:
            yield from _numbered(name, _ediengine_rows(items, ""))


def ediengine_segments(path: Path, tags: set[str]) -> Iterator[Fact]:
    source = _load(path)
    for tag in sorted(tags & set(source["segments"])):
        segment = source["segments"][tag]
        yield tag, "elements", tuple(number for number, _ in segment["elements"])
        for position, (_, usage) in enumerate(segment["elements"], start=1):
            yield f"{tag}{position:02d}", "usage", usage
        yield tag, "syntax", tuple(segment["syntax"])


def ediengine_composites(path: Path, ids: set[str]) -> Iterator[Fact]:
    for id, components in _load(path)["composites"].items():
        if id in ids:
            yield id, "elements", tuple(number for number, _ in components)
            for position, (_, usage) in enumerate(components, start=1):
                yield f"{id}{position:02d}", "usage", usage
            yield id, "syntax", ()


def ediengine_elements(path: Path, numbers: set[str]) -> Iterator[Fact]:
    for number, element in _load(path)["elements"].items():
        if number in numbers:
            yield number, "type", element["type"]
            yield number, "min", element["min"]
            yield number, "max", element["max"]
            yield number, "codes", frozenset(element.get("codes") or ())


def bots_sets(path: Path, names: tuple[str, ...]) -> Iterator[Fact]:
    for name, items in _load(path)["sets"].items():
        if name in names:
            yield from _numbered(name, _bots_rows(items[0]["children"], "", ("", "ST", "M", 1)))


def bots_positions(path: Path, tags: set[str]) -> Iterator[Fact]:
    """Usage, type and lengths of each position; bots knows no element numbers."""
    source = _load(path)
    for tag in sorted(tags & set(source["segments"])):
        for place, usage, form, *kind in source["segments"][tag]:
            yield from _bots_position(place, usage, form, kind)


def our_positions(release: Release, tags: set[str]) -> Iterator[Fact]:
    """The same of ours, in bots' words: AN for ID, R for every number without a fixed decimal point."""
    for tag in sorted(tags):
        for position, use in enumerate(release.segments[tag].uses, start=1):
            place = f"{tag}{position:02d}"
            yield place, "usage", use.usage
            parts = use.composite.uses if use.composite else (use,)
            for number, part in enumerate(parts, start=1):
                where = f"{place}.{number:02d}" if use.composite else place
                if use.composite:
                    yield where, "usage", part.usage
                assert part.element is not None
                kind = {"ID": "AN", "N0": "R"}.get(part.element.type, part.element.type)
                yield where, "form", (part.element.min, part.element.max, kind)


def counting_components(segment: Segment, note: str) -> str:
    """A note as ediengine writes it: every component of a composite counts as a position."""
    start, at = {}, 1
    for position, use in enumerate(segment.uses, start=1):
        start[position] = at
        at += len(use.composite.uses) if use.composite else 1
    return note[0] + "".join(f"{start[int(p)]:02d}" for p in re.findall(r"\d\d", note[1:]))


@cache
def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def _structure(item: Segment | Composite, id: str) -> Iterator[Fact]:
    yield id, "elements", tuple(use.element.number if use.element else use.composite.id for use in item.uses)
    for position, use in enumerate(item.uses, start=1):
        yield f"{id}{position:02d}", "usage", use.usage
    yield id, "syntax", tuple(str(note) for note in item.notes)


def _numbered(name: str, rows: Iterator[tuple[str, str, str, int]]) -> Iterator[Fact]:
    """Facts of a set's rows; a segment that stands twice in a loop gets `#2`, so that every place is unique."""
    seen: dict[str, int] = {}
    order = []
    for path, tag, usage, most in rows:
        place = f"{name} {path} {tag}".replace("  ", " ")
        seen[place] = seen.get(place, 0) + 1
        if seen[place] > 1:
            place += f"#{seen[place]}"
        order.append(place)
        yield place, "usage", usage
        yield place, "max", 0 if most in _NO_LIMIT else most
    yield name, "order", tuple(order)


def _our_rows(loop: Loop) -> Iterator[tuple[str, str, str, int]]:
    """The rows of a loop; the number that tells two loops of one segment apart (`LS-2`) is ours alone."""
    for item in loop.items:
        if isinstance(item, Loop):
            yield re.sub(r"-\d", "", item.path), "loop", item.usage, item.repeat
            yield from _our_rows(item)
        else:
            yield re.sub(r"-\d", "", loop.path), item.segment.id, item.usage, item.max


def _ediengine_rows(items: list[dict[str, Any]], path: str) -> Iterator[tuple[str, str, str, int]]:
    for item in items:
        if "loop" in item:
            inner = f"{path}/{item['loop']}".lstrip("/")
            yield inner, "loop", item["req"], item["max"]
            yield from _ediengine_rows(item["children"], inner)
        else:
            yield path, item["seg"], item["req"], item["max"]


def _bots_rows(
    items: list[dict[str, Any]], path: str, first: tuple[str, str, str, int]
) -> Iterator[tuple[str, str, str, int]]:
    yield first
    for item in items:
        usage = "M" if item["min"] else "O"
        if "children" in item:
            inner = f"{path}/{item['seg']}".lstrip("/")
            yield inner, "loop", usage, item["max"]
            yield from _bots_rows(item["children"], inner, (inner, item["seg"], "M", 1))
        else:
            yield path, item["seg"], usage, item["max"]


def _bots_position(place: str, usage: str, form: Any, kind: list[str]) -> Iterator[Fact]:
    yield place, "usage", "M" if usage == "M" else "O"
    if kind:
        least, most = form if isinstance(form, list) else (1, form)
        yield place, "form", (least, most, kind[0])
    else:
        for part in form:
            yield from _bots_position(part[0], part[1], part[2], part[3:])
