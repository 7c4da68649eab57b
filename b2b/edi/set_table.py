"""The rows of a set in one release: those of its own file, those of a base that it takes over, or both together.

A release takes sets over as they are by naming them in [inherits] of its release.toml, with the release they come from.
A file with `base = "004010"` writes the rows that are new or otherwise (a row replaces the base's row at the same area
and position), in `without` the rows of the base that are absent, as the base numbers them, and in [loops] the loops
that are new or otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from b2b.edi.schema_files import read_table
from b2b.errors import ConfigError

_HEAD = ("set", "functional_group", "name")


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A row of a set as it stands in a file; `where` names the file and the row."""

    area: str
    position: str
    segment: str
    usage: str
    max: int
    path: str
    where: str

    @property
    def place(self) -> tuple[str, str]:
        """What orders the rows of a set."""
        return self.area, self.position


@dataclass(frozen=True, slots=True)
class SetTable:
    """A set as it is written, before its segments are looked up and its loops are built."""

    head: Mapping[str, str]
    rows: tuple[WrittenRow, ...]
    loops: Mapping[str, Any]
    file: Path


def set_names(folder: Path) -> tuple[str, ...]:
    """The sets of a release folder, in order: those that have a file, and those that it takes over."""
    own = {path.stem for path in (folder / "sets").glob("*.toml")}
    taken = _inherits(folder)
    if twice := sorted(own & set(taken)):
        problem = f"[inherits] names sets that have a file of their own: {', '.join(twice)}"
        raise ConfigError(problem, where=str(folder / "release.toml"), next_step="keep one of the two")
    return tuple(sorted(own | set(taken)))


def read_set(folder: Path, set_id: str) -> SetTable:
    """A set of a release folder with all that it takes over. ConfigError names the file and the row."""
    *above, first = _sources(folder, set_id)
    found = _in_full(first.table, first.file)
    for source in reversed(above):
        digits = read_table(source.folder / "release.toml").get("position_digits")
        if source.written:
            found = _changed(found, source.table, source.file, digits)
        else:
            found = replace(found, rows=_renumbered(found.rows, digits))
    return found


def read_head(folder: Path, set_id: str) -> Mapping[str, str]:
    """Of a set of a release folder only `set`, `functional_group` and `name`; its rows are not looked at.

    ConfigError names the file and the row.
    """
    head: Mapping[str, str] = {}
    for source in reversed(_sources(folder, set_id)):
        if source.written:
            head = _head(source.table, source.file, head)
    return head


@dataclass(frozen=True, slots=True)
class _Source:
    """What a release folder says of a set: the table of the set's own file, or, not `written`, an entry of [inherits]
    in the `file` of the release.
    """

    folder: Path
    file: Path
    table: Mapping[str, Any]
    base: Path | None
    written: bool = True

    @property
    def asks(self) -> str:
        """Where the base is named."""
        return f"{self.file} {'base' if self.written else '[inherits]'}"


def _sources(folder: Path, set_id: str) -> list[_Source]:
    """What makes up a set: the folder's own, what that rests on, and so on to the file that has it in full.

    ConfigError: a base does not have the set, a file says it is another set, or the bases run in a circle.
    """
    found = [_source(folder, set_id, str(folder))]
    while base := found[-1].base:
        asks = found[-1].asks
        if any(base == source.folder for source in found):
            problem = f"the bases of set {set_id} run in a circle"
            raise ConfigError(problem, where=asks, next_step="write one of them in full")
        found.append(_source(base, set_id, asks))
    return found


def _source(folder: Path, set_id: str, asks: str) -> _Source:
    if not folder.is_dir() or set_id not in set_names(folder):
        raise ConfigError(f"the base {folder.name} has no set {set_id}", where=asks, next_step="write it in full")
    file = folder / "sets" / f"{set_id}.toml"
    if not file.exists():
        base = folder.parent / _inherits(folder)[set_id]
        return _Source(folder, folder / "release.toml", {}, base, written=False)
    table = read_table(file)
    if "set" in table and (named := _text(table, "set", file)) != set_id:
        raise ConfigError(f"the file says it is set {named!r}", where=f"{file} set", next_step="rename one of them")
    return _Source(folder, file, table, folder.parent / _text(table, "base", file) if "base" in table else None)


def _inherits(folder: Path) -> dict[str, str]:
    """The release that each inherited set is taken from."""
    file = folder / "release.toml"
    listed = read_table(file).get("inherits", {})
    if not isinstance(listed, dict) or not all(isinstance(sets, list) for sets in listed.values()):
        raise ConfigError(
            "[inherits] does not name a release and its sets", where=str(file), next_step='write "004010" = ["850"]'
        )
    return {str(name): release for release, sets in listed.items() for name in sets}


def _head(table: Mapping[str, Any], file: Path, base: Mapping[str, str]) -> Mapping[str, str]:
    return {key: base[key] if key in base and key not in table else _text(table, key, file) for key in _HEAD}


def _in_full(table: Mapping[str, Any], file: Path) -> SetTable:
    head = _head(table, file, {})
    rows = _rows(table, file)
    if not rows:
        raise ConfigError("rows are missing", where=str(file), next_step="list the segments: docs/add-a-set.md")
    return SetTable(head, rows, table.get("loops", {}), file)


def _changed(base: SetTable, table: Mapping[str, Any], file: Path, digits: int | None) -> SetTable:
    """The base's set with what the file writes over it."""
    head = _head(table, file, base.head)
    inherited = _renumbered(_without(base.rows, table.get("without", []), file), digits)
    own = _rows(table, file)
    by_place = {row.place: row for row in (*inherited, *own)}
    rows = tuple(by_place[place] for place in sorted(by_place))
    paths = {row.path for row in rows}
    loops = {path: loop for path, loop in base.loops.items() if path in paths}
    return SetTable(head, rows, {**loops, **table.get("loops", {})}, file)


def _without(rows: Iterable[WrittenRow], absent: Any, file: Path) -> tuple[WrittenRow, ...]:
    """The rows but for those listed, which have to be there: area, position, and the segment as a check."""
    left = {row.place: row for row in rows}
    for fields in absent:
        where = f"{file} without {fields}"
        match fields:
            case [str() as area, str() as position, str() as tag]:
                there = left.pop((area, position), None)
            case _:
                raise ConfigError("not a row to leave out", where=where, next_step='write ["2", "010", "PO1"]')
        if there is None or there.segment != tag:
            problem = f"the base has {there.segment if there else 'nothing'} at that position"
            raise ConfigError(problem, where=where, next_step="compare it with the base")
    return tuple(left.values())


def _renumbered(rows: tuple[WrittenRow, ...], digits: int | None) -> tuple[WrittenRow, ...]:
    """Positions with as many digits as this release writes: what was 010 became 0100 in later releases."""
    if digits is None:
        return rows
    for row in rows:
        if row.position[digits:].strip("0"):
            problem = f"its position has more than the {digits} digits of this release"
            raise ConfigError(problem, where=row.where, next_step="leave it out by `without` and write it anew")
    return tuple(replace(row, position=row.position[:digits].ljust(digits, "0")) for row in rows)


def _rows(table: Mapping[str, Any], file: Path) -> tuple[WrittenRow, ...]:
    rows: list[WrittenRow] = []
    written = table.get("rows", [])
    for number, fields in enumerate(written if isinstance(written, list) else [written], start=1):
        row = _row(fields, f"{file} rows[{number}] {fields}")
        if rows and row.place <= rows[-1].place:
            raise ConfigError(
                "its position is not after the row before", where=row.where, next_step="put rows in order"
            )
        rows.append(row)
    return tuple(rows)


def _row(fields: Any, where: str) -> WrittenRow:
    match fields:
        case [
            "1" | "2" | "3" as area,
            str() as position,
            str() as tag,
            "M" | "O" as usage,
            int() as most,
            str() as path,
        ] if position.isdigit() and most >= 0:
            return WrittenRow(area, position, tag, usage, most, path, where)
        case [_, _, _, _, int() as most, _] if most < 0:
            raise ConfigError("max is negative", where=where, next_step="write 0 where there is no limit")
        case _:
            raise ConfigError(
                "not a row",
                where=where,
                next_step='write ["2", "010", "PO1", "M", 1, "PO1"]: area, position, segment, usage, max, loop',
            )


def _text(table: Mapping[str, Any], key: str, file: Path) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{key} is missing", where=str(file), next_step=f'add {key} = "..."')
    return value
