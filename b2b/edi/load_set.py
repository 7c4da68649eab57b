"""Builds the loop tree of a transaction set from the flat rows of its table."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from b2b.edi.schema import Element, ElementUse, Loop, Row, Segment, SetSchema
from b2b.edi.set_table import SetTable, WrittenRow
from b2b.errors import ConfigError

_HEADER, _TRAILER = "ST", "SE"


def build_set(table: SetTable, release: str, segments: Mapping[str, Segment]) -> SetSchema:
    """A set from its table. ConfigError, with file and row: a row, a loop or a segment does not fit."""
    if _HEADER in segments and (table.rows[0].segment, table.rows[-1].segment) != (_HEADER, _TRAILER):
        raise ConfigError(
            "the first row is not ST, or the last not SE",
            where=f"{table.file} rows",
            next_step="list them too: they are counted and checked as the others",
        )
    root = _tree(table, segments)
    head = table.head
    _check_head(table, release, segments)
    return SetSchema(release, head["set"], head["name"], head["functional_group"], root, _digest(release, head, root))


# The segments whose first element says what a set or a group is, and what a file calls that.
_NAMED_BY = ((_HEADER, "set"), ("GS", "functional_group"))


def _check_head(table: SetTable, release: str, segments: Mapping[str, Segment]) -> None:
    """ST01 and GS01 take what the set and its group are called; else every message of the set would be rejected."""
    for tag, key in _NAMED_BY:
        element = segments[tag].uses[0].element if tag in segments else None
        if element is not None and element.codes is not None and table.head[key] not in element.codes:
            raise ConfigError(
                f"{key} {table.head[key]!r} is not in the code list of element {element.number} in {release}",
                where=f"{table.file} {key}",
                next_step=f"correct it, or add it to {element.number} in codes.toml",
            )


@dataclass(slots=True)
class _Open:
    """A loop that rows are still being added to."""

    path: str
    usage: str
    repeat: int
    group: str
    items: list[Row | Loop] = field(default_factory=list)

    def close(self) -> Loop:
        return Loop(self.path, self.usage, self.repeat, tuple(self.items), self.group)


def _tree(table: SetTable, segments: Mapping[str, Segment]) -> Loop:
    stack = [_Open("", "M", 1, "")]
    seen = {""}
    for row in table.rows:
        path = row.path
        while stack[-1].path != path and not path.startswith(stack[-1].path + "/" if stack[-1].path else ""):
            closed = stack.pop().close()
            stack[-1].items.append(closed)
        if stack[-1].path != path:
            stack.append(_begin(row, stack[-1].path, seen, table.loops))
        stack[-1].items.append(_row(row, segments))
    while len(stack) > 1:
        closed = stack.pop().close()
        stack[-1].items.append(closed)
    if unused := sorted(set(table.loops) - seen):
        raise ConfigError(f"no row names the loops {', '.join(unused)}", where=f"{table.file} [loops]")
    return stack[0].close()


def _row(row: WrittenRow, segments: Mapping[str, Segment]) -> Row:
    if row.segment not in segments:
        problem = f"segment {row.segment} is not in segments.toml"
        raise ConfigError(problem, where=row.where, next_step="add it there")
    return Row(row.area, row.position, segments[row.segment], row.usage, row.max)


def _begin(row: WrittenRow, parent: str, seen: set[str], loops: Mapping[str, Any]) -> _Open:
    """The loop that this row begins."""
    path = row.path
    above, _, name = path.rpartition("/")
    if above != parent:
        raise ConfigError(f"loop {path!r} begins while {above!r} is not open", where=row.where)
    if path in seen:
        raise ConfigError(f"loop {path!r} begins twice", where=row.where, next_step=f"name the second one {path}-2")
    if name.partition("-")[0] != row.segment or row.usage != "M" or row.max != 1:
        raise ConfigError(
            "the first row of a loop has usage M, max 1, and the loop bears its segment's name",
            where=row.where,
            next_step="whether the loop may be left out, and how often it repeats, goes to [loops]",
        )
    seen.add(path)
    match loops.get(path):
        case ["M" | "O" as usage, int() as repeat] if repeat >= 0:
            return _Open(path, usage, repeat, "")
        case ["M" | "O" as usage, int() as repeat, str() as group] if repeat >= 0 and group:
            return _Open(path, usage, repeat, group)
        case None:
            raise ConfigError(
                f"[loops] lacks {path!r}", where=row.where, next_step=f'add "{path}" = ["O", 0] (0 is no limit)'
            )
        case written:
            raise ConfigError(
                f"[loops] {path!r} is {written!r}, which is no usage (M or O) with a limit",
                where=row.where,
                next_step=f'write "{path}" = ["O", 0] (0 is no limit)',
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
