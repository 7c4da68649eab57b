"""Builds the loop tree of a transaction set from the flat rows of its schema file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from b2b.edi.schema import Element, ElementUse, Loop, Row, Segment, SetSchema
from b2b.errors import ConfigError


def build_set(table: Mapping[str, Any], file: Path, release: str, segments: Mapping[str, Segment]) -> SetSchema:
    """A set from its parsed file. ConfigError, with file and row: a row, a loop or a segment does not fit."""
    head: dict[str, str] = {}
    for key in ("set", "functional_group", "name"):
        value = table.get(key)
        if not isinstance(value, str) or not value:
            raise ConfigError(f"{key} is missing", where=str(file), next_step=f'add {key} = "..."')
        head[key] = value
    root = _tree(table, file, segments)
    return SetSchema(release, head["set"], head["name"], head["functional_group"], root, _digest(release, head, root))


@dataclass(slots=True)
class _Open:
    """A loop that rows are still being added to."""

    path: str
    usage: str
    repeat: int
    items: list[Row | Loop] = field(default_factory=list)

    def close(self) -> Loop:
        return Loop(self.path, self.usage, self.repeat, tuple(self.items))


def _tree(table: Mapping[str, Any], file: Path, segments: Mapping[str, Segment]) -> Loop:
    rows, loops = table.get("rows"), table.get("loops", {})
    if not isinstance(rows, list) or not rows:
        raise ConfigError("rows are missing", where=str(file), next_step="list the segments: docs/add-a-set.md")
    stack = [_Open("", "M", 1)]
    seen = {""}
    previous = ("", "")
    for number, fields in enumerate(rows, start=1):
        where = f"{file} rows[{number}] {fields}"
        row, path = _row(fields, where, segments)
        if (row.area, row.position) <= previous:
            raise ConfigError("its position is not after the row before", where=where, next_step="put rows in order")
        previous = (row.area, row.position)
        while stack[-1].path != path and not path.startswith(stack[-1].path + "/" if stack[-1].path else ""):
            closed = stack.pop().close()
            stack[-1].items.append(closed)
        if stack[-1].path != path:
            stack.append(_begin(row, path, stack[-1].path, seen, loops, where))
        stack[-1].items.append(row)
    while len(stack) > 1:
        closed = stack.pop().close()
        stack[-1].items.append(closed)
    if unused := sorted(set(loops) - seen):
        raise ConfigError(f"no row names the loops {', '.join(unused)}", where=f"{file} [loops]")
    return stack[0].close()


def _row(fields: Any, where: str, segments: Mapping[str, Segment]) -> tuple[Row, str]:
    match fields:
        case [
            "1" | "2" | "3" as area,
            str() as position,
            str() as tag,
            "M" | "O" as usage,
            int() as most,
            str() as path,
        ]:
            pass
        case _:
            raise ConfigError(
                "not a row",
                where=where,
                next_step='write ["2", "010", "PO1", "M", 1, "PO1"]: area, position, segment, usage, max, loop',
            )
    if tag not in segments:
        raise ConfigError(f"segment {tag} is not in segments.toml", where=where, next_step="add it there")
    if not position.isdigit() or most < 0:
        raise ConfigError("position is not made of digits, or max is negative", where=where)
    return Row(area, position, segments[tag], usage, most), path


def _begin(row: Row, path: str, parent: str, seen: set[str], loops: Mapping[str, Any], where: str) -> _Open:
    """The loop that this row begins."""
    above, _, name = path.rpartition("/")
    if above != parent:
        raise ConfigError(f"loop {path!r} begins while {above!r} is not open", where=where)
    if path in seen:
        raise ConfigError(f"loop {path!r} begins twice", where=where, next_step=f"name the second one {path}-2")
    if name.partition("-")[0] != row.segment.id or row.usage != "M" or row.max != 1:
        raise ConfigError(
            "the first row of a loop has usage M, max 1, and the loop bears its segment's name",
            where=where,
            next_step="whether the loop may be left out, and how often it repeats, goes to [loops]",
        )
    seen.add(path)
    match loops.get(path):
        case ["M" | "O" as usage, int() as repeat] if repeat >= 0:
            return _Open(path, usage, repeat)
        case _:
            raise ConfigError(
                f"[loops] lacks {path!r}", where=where, next_step=f'add "{path}" = ["O", 0] (0 is no limit)'
            )


def _digest(release: str, head: Mapping[str, str], root: Loop) -> str:
    """SHA-256 over everything that decides a verdict: neither names nor meanings nor position numbers."""
    digest = hashlib.sha256()
    segments: dict[str, Segment] = {}
    for line in [release, head["set"], head["functional_group"], *_loop_lines(root, segments)]:
        digest.update(line.encode() + b"\n")
    elements: dict[str, Element] = {}
    for segment in sorted(segments.values(), key=lambda s: s.id):
        for line in _use_lines(segment.id, segment.uses, segment.notes, elements):
            digest.update(line.encode() + b"\n")
    for number in sorted(elements):
        digest.update(_element_line(elements[number]).encode() + b"\n")
    return digest.hexdigest()


def _loop_lines(loop: Loop, segments: dict[str, Segment]) -> Iterator[str]:
    yield f"loop {loop.path} {loop.usage} {loop.repeat}"
    for item in loop.items:
        if isinstance(item, Loop):
            yield from _loop_lines(item, segments)
        else:
            segments[item.segment.id] = item.segment
            yield f"{item.area} {item.segment.id} {item.usage} {item.max}"
    yield "end"


def _use_lines(
    owner: str, uses: Sequence[ElementUse], notes: Sequence[object], elements: dict[str, Element]
) -> Iterator[str]:
    yield f"{owner} {' '.join(map(str, notes))}"
    for use in uses:
        if use.composite is not None:
            yield f"{use.usage} {use.repeat} composite"
            yield from _use_lines(use.composite.id, use.composite.uses, use.composite.notes, elements)
        elif use.element is not None:
            elements[use.element.number] = use.element
            yield f"{use.usage} {use.repeat} {use.element.number}"


def _element_line(element: Element) -> str:
    codes = "" if element.codes is None else " ".join(element.codes)
    return f"{element.number} {element.type} {element.min} {element.max} {codes}"
