"""`b2b edi schema`: releases and sets, a set row by row, a segment element by element."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from b2b.cli import json_output, screen
from b2b.cli.listing import key, listing, number, table, text
from b2b.edi.load import available_releases, load_release, set_heads
from b2b.edi.schema import Composite, ElementUse, Loop, Segment, SetSchema
from b2b.errors import NotFound

_CODES_SHOWN = 12
_SYNTAXES = ("x12", "edifact")


def show_sets(*, as_json: bool) -> None:
    """Every shipped release and its sets."""
    rows = [
        {"release": release, "set": set_id, "group": head["functional_group"], "name": head["name"]}
        for syntax in _SYNTAXES
        for release in available_releases(syntax)
        for set_id, head in set_heads(release, syntax).items()
    ]
    columns = [key("release", "Release"), key("set", "Set"), key("group", "Group"), text("name", "Name")]
    listing(columns, rows, as_json=as_json, empty="No schemas are installed.")


def show_set(set_id: str, release: str, *, as_json: bool) -> None:
    """The rows of a set in their order, loops indented; for the id of a segment of the release, that segment."""
    known = load_release(release, _syntax(release))
    if set_id not in known.sets and set_id in known.segments:
        _show(known.segments[set_id], as_json=as_json)
        return
    found = _set(set_id, release)
    rows = list(_rows(found.root))
    if as_json:
        head = {"set": found.id, "release": found.release, "group": found.functional_group, "name": found.name}
        json_output.write({**head, "hash": found.hash, "rows": rows})
        return
    screen.heading(f"{found.id} {found.name}, release {found.release}, functional group {found.functional_group}")
    for row in rows:
        row["place"] = "  " * row["depth"] + row["segment"]
        row["begins"] = f"{row['loop']} {row['loop_usage']} {row['repeat']}" if "repeat" in row else ""
    columns = [
        key("area", "Area"),
        key("position", "Pos"),
        key("place", "Segment"),
        key("usage", "Use"),
        number("max", "Max"),
        key("begins", "Begins loop"),
        text("name", "Name"),
    ]
    table(columns, rows)
    screen.line(
        "Use: M must be there, O may be. Max: how often; a loop's own use and max stand behind its name.", "dim"
    )


def show_segment(set_id: str, release: str, segment_id: str, *, as_json: bool) -> None:
    """The elements of one segment, with the values they may take."""
    found = _set(set_id, release)
    segment = next((row for row in _segments(found.root) if row.id == segment_id), None)
    if segment is None:
        raise NotFound(
            f"set {found.id} has no segment {segment_id}",
            where=f"release {release}",
            next_step=f"b2b edi schema {found.id} --release {release}",
        )
    _show(segment, as_json=as_json)


def _show(segment: Segment, *, as_json: bool) -> None:
    rows = list(_elements(segment.id, segment.uses))
    notes = [str(note) for note in segment.notes]
    if as_json:
        json_output.write({"segment": segment.id, "name": segment.name, "syntax": notes, "elements": rows})
        return
    screen.heading(f"{segment.id} {segment.name}")
    for row in rows:
        row["values"] = _abridged(row["codes"])
        row["length"] = f"{row['min']}/{row['max']}" if row["type"] else ""
    columns = [
        key("place", "Place"),
        key("usage", "Use"),
        key("element", "Element"),
        key("type", "Type"),
        key("length", "Length"),
        text("name", "Name"),
        text("values", "Values"),
    ]
    table(columns, rows)
    if notes:
        screen.line(f"Syntax notes: {', '.join(notes)}")


def _set(set_id: str, release: str) -> SetSchema:
    syntax = _syntax(release)
    sets = load_release(release, syntax).sets
    if set_id not in sets:
        raise NotFound(
            f"release {release} has no set {set_id!r} here",
            where=f"schemas/{syntax}",
            next_step="b2b edi schema lists them",
        )
    return sets[set_id]


def _syntax(release: str) -> str:
    return "edifact" if release in available_releases("edifact") else "x12"


def _rows(loop: Loop, depth: int = 0) -> Iterator[dict[str, Any]]:
    for item in loop.items:
        if isinstance(item, Loop):
            first = True
            for row in _rows(item, depth + 1):
                yield {**row, "repeat": _limit(item.repeat), "loop_usage": item.usage} if first else row
                first = False
        else:
            yield {
                "area": item.area,
                "position": item.position,
                "segment": item.segment.id,
                "usage": item.usage,
                "max": _limit(item.max),
                "name": item.segment.name,
                "loop": loop.path,
                "depth": depth,
            }


def _limit(count: int) -> str:
    return str(count) if count else "any"


def _segments(loop: Loop) -> Iterator[Segment]:
    for item in loop.items:
        if isinstance(item, Loop):
            yield from _segments(item)
        else:
            yield item.segment


def _elements(prefix: str, uses: tuple[ElementUse, ...]) -> Iterator[dict[str, Any]]:
    for position, use in enumerate(uses, start=1):
        place = f"{prefix}{position:02d}" if "-" not in prefix else f"{prefix}{position}"
        part: Composite | None = use.composite
        element = use.element
        yield {
            "place": place,
            "usage": use.usage,
            "element": element.number if element else part.id if part else "",
            "name": element.name if element else part.name if part else "",
            "type": element.type if element else "",
            "min": element.min if element else None,
            "max": element.max if element else None,
            "repeat": use.repeat,
            "codes": {code: element.codes[code] for code in sorted(element.codes)} if element and element.codes else {},
        }
        if part:
            yield from _elements(f"{place}-", part.uses)


def _abridged(codes: dict[str, str]) -> str:
    said = [f"{code} {meaning}".strip() for code, meaning in list(codes.items())[:_CODES_SHOWN]]
    left = len(codes) - len(said)
    return ", ".join(said) + (f" and {left} more (--json lists all)" if left else "")
