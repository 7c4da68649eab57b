"""Reads guides from TOML. A mistake is a ConfigError that names the file, the set, the line and, in expressions and
places, the character.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from b2b.edi.findings import Severity
from b2b.edi.guides.expression import is_condition, parse
from b2b.edi.guides.guide import Condition, Guide, GuideSet, Kind, Rule, Usage, layered
from b2b.edi.guides.place import parse_place
from b2b.edi.load import require_release
from b2b.errors import ConfigError, NotFound, Unreadable

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_HEAD = ("name", "title", "release", "base", "note", "sets")
_SET = ("lines", "note")
_LINE = ("at", "use", "max", "codes", "length", "check", "when", "say", "level")
_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "info": Severity.INFO}
_MOST_LINES = 5_000
_DEEPEST = 8

Find = Callable[[str], str]


def read_guide(text: str, file: str, find: Find) -> Guide:
    """The guide of that text, resting on its bases. `find` gives the text of a guide by its name, or raises NotFound.

    It is held against its release by `against.require`. Errors: ConfigError, NotFound.
    """
    return _read(text, file, find, ())


def guide_in(folder: Path) -> Find:
    """Finds guides as files `NAME.toml` in a folder. The finder raises NotFound, Unreadable."""

    def find(name: str) -> str:
        file = folder / f"{name}.toml"
        if not _NAME.fullmatch(name) or not file.is_file():
            raise NotFound(f"there is no guide {name!r}", where=str(folder), next_step="b2b edi guide list")
        try:
            return file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            what = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror or "unreadable"
            raise Unreadable(
                what, where=str(file), next_step="save it as UTF-8, where this user may read it"
            ) from error

    return find


def _read(text: str, file: str, find: Find, above: tuple[str, ...]) -> Guide:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not valid TOML: {error}", where=file, next_step="correct the file") from error
    _known(table, _HEAD, file)
    name = _text(table, "name", file)
    if not _NAME.fullmatch(name):
        raise ConfigError(f"{name!r} is no name for a guide", where=file, next_step="use small letters, digits, . _ -")
    release = require_release(_text(table, "release", file), file)
    base = _base(table, file, find, (*above, name))
    if base is not None and base.release != release:
        raise ConfigError(f"its base {base.name} is of release {base.release}, not {release}", where=file)
    sets = dict(base.sets) if base is not None else {}
    for set_id, one in _tables(table.get("sets", {}), f"{file} sets").items():
        where = f"{file} [sets.{set_id}]"
        _known(one, _SET, where)
        own = tuple(_rules(one.get("lines", []), name, where))
        below = sets.get(set_id)
        note = str(one.get("note", "")) or (below.note if below is not None else "")
        sets[set_id] = GuideSet(set_id, layered(below.rules if below is not None else (), own), note)
    bases = (base.name, *base.bases) if base is not None else ()
    return Guide(name, str(table.get("title", "")) or name, release, sets, bases, str(table.get("note", "")))


def _base(table: Mapping[str, Any], file: str, find: Find, above: tuple[str, ...]) -> Guide | None:
    if "base" not in table:
        return None
    name = _text(table, "base", file)
    if name in above or len(above) > _DEEPEST:
        raise ConfigError(f"the bases run in a circle: {' <- '.join((*above, name))}", where=file)
    return _read(find(name), f"guide {name}", find, above)


def _rules(lines: Any, guide: str, where: str) -> Iterator[Rule]:
    if not isinstance(lines, list) or len(lines) > _MOST_LINES:
        raise ConfigError(f"lines is not a list of at most {_MOST_LINES} lines", where=where)
    seen: set[object] = set()
    for number, line in enumerate(lines, start=1):
        at = f"{where} line {number}"
        if not isinstance(line, dict):
            raise ConfigError("a line is a table", where=at, next_step='write { at = "BEG02", codes = "SA" }')
        _known(line, _LINE, at)
        found = list(_of_line(line, guide, number, at))
        if not found:
            raise ConfigError("the line says nothing", where=at, next_step="add use, max, codes, length or check")
        for rule in found:
            if rule.key in seen:
                raise ConfigError(f"{rule.place}: another line says its {rule.kind} already", where=at)
            seen.add(rule.key)
        yield from found


def _of_line(line: Mapping[str, Any], guide: str, number: int, where: str) -> Iterator[Rule]:
    place = parse_place(_text(line, "at", where, empty=True), where)
    when = _condition(line, "when", where)
    level = str(line.get("level", "error"))
    if level not in _LEVELS:
        raise ConfigError(f"level {level!r} is none of {', '.join(_LEVELS)}", where=where)
    say = str(line.get("say", ""))

    def rule(kind: Kind, value: Any) -> Rule:
        return Rule(place, kind, value, guide, number, when, say, _LEVELS[level])

    if "use" in line:
        if line["use"] not in tuple(Usage):
            raise ConfigError(f"use {line['use']!r} is none of {', '.join(Usage)}", where=where)
        yield rule(Kind.USE, Usage(line["use"]))
    if "max" in line:
        if type(line["max"]) is not int or line["max"] < 1:
            raise ConfigError("max is not a whole number from 1", where=where)
        yield rule(Kind.TIMES, line["max"])
    if "codes" in line:
        codes = tuple(_text(line, "codes", where).split())
        if not codes:
            raise ConfigError("codes is empty", where=where)
        yield rule(Kind.CODES, codes)
    if "length" in line:
        match line["length"]:
            case [int() as least, int() as most] if 0 <= least <= most:
                yield rule(Kind.LENGTH, (least, most))
            case _:
                raise ConfigError("length is not [least, most]", where=where, next_step="write length = [3, 10]")
    check = _condition(line, "check", where)
    if check is not None:
        yield rule(Kind.CHECK, check)


def _condition(line: Mapping[str, Any], name: str, where: str) -> Condition | None:
    if name not in line:
        return None
    text = _text(line, name, where)
    expression = parse(text, f"{where} {name}")
    if not is_condition(expression):
        raise ConfigError(
            f"{text!r} comes to a value, and nothing is asked of it",
            where=f"{where} {name}",
            next_step="compare it, such as PO102 > 0, or ask present(...)",
        )
    return Condition(text, expression)


def _text(table: Mapping[str, Any], name: str, where: str, *, empty: bool = False) -> str:
    value = table.get(name)
    if not isinstance(value, str) or not (value or empty):
        raise ConfigError(f"{name} is missing, or no text", where=where, next_step=f'add {name} = "..."')
    return value


def _tables(value: Any, where: str) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
        raise ConfigError("each set is a table", where=where, next_step="write [sets.850]")
    return value


def _known(table: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in table:
        if name not in names:
            raise ConfigError(f"{name!r} is not known here", where=where, next_step=f"known: {', '.join(names)}")
