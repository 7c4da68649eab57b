"""What a target can carry of a document: what it has no place for is left out and listed, one thing after the other.

A mapping refuses a document by the name of the first field that it cannot say. That field, or the least around it that
can be missing, is left out, and the rest is tried again, until all that is left can be written. Something goes with
each try, so that there is an end to it; what may not go (`essential`) makes the refusal stand.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from b2b.documents import Document
from b2b.errors import NotWritable
from b2b.translation.essential import empty, may_be_left_out, may_lose

T = TypeVar("T")

Path = tuple[str | int, ...]

_STEP = re.compile(r"(\w+)|\[(\d+)\]|\.")


@dataclass(frozen=True, slots=True)
class Loss:
    """A field of the document that the target does not say: its name, as `lines[0].notes[1]` (places from 0), its
    value, and what is in the way.
    """

    field: str
    value: Any
    problem: str


@dataclass(frozen=True, slots=True)
class Carried(Generic[T]):
    """What was written, of what is left of the document, and what went."""

    written: T
    document: Document
    losses: tuple[Loss, ...]


def carry(document: Document, write: Callable[[Any], T]) -> Carried[T]:
    """Write as much of a document as `write` can say. NotWritable: it cannot say something essential."""
    return _Attempts(document, write).result()


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the parts that a document has most of, such as its lines."""

    path: Path
    low: int
    high: int


class _Attempts(Generic[T]):
    """One document on its way, and what has been left out of it so far, by where it stood at first."""

    def __init__(self, document: Document, write: Callable[[Any], T]) -> None:
        self._document, self._write = document, write
        self._gone: dict[Path, Loss] = {}
        self._lines, self._count = _most(document)

    def result(self) -> Carried[T]:
        """The whole is tried first: most documents are written at once, or without some of their heading. Where what is
        in the way stands in lines, these are tried apart, in eighths down to single ones, so that the time follows
        their number.
        """
        while True:
            try:
                return self._attempt()
            except NotWritable as refusal:
                if self._line(self._leave_out(refusal)):
                    break
        # Where a part is refused the whole is too, below, with the right place in the error.
        with suppress(NotWritable):
            self._parts(_Part(self._lines, 0, self._count))
        return self._settled()

    def _attempt(self, part: _Part | None = None) -> Carried[T]:
        document = self._left(self._document, (), part) if self._gone or part is not None else self._document
        return Carried(self._write(document), document, tuple(self._gone.values()))

    def _settled(self) -> Carried[T]:
        while True:
            try:
                return self._attempt()
            except NotWritable as refusal:
                self._leave_out(refusal)

    def _parts(self, part: _Part) -> None:
        """Let go of what is in the way in these lines, and of nothing else: what is said of all of them, such as a
        total, is wrong of a few.
        """
        while True:
            try:
                self._attempt(part)
                return
            except NotWritable as refusal:
                several = sum(name.startswith(f"{named(part.path)}[") for name in refusal.fields)
                if not several:
                    return
                if several == 1 and part.high - part.low > 1:
                    break
                self._leave_out(refusal, part)
        step = -(-(part.high - part.low) // 8)
        for low in range(part.low, part.high, step):
            self._parts(_Part(part.path, low, min(low + step, part.high)))

    def _leave_out(self, refusal: NotWritable, part: _Part | None = None) -> Path:
        """Let go of the least that the refusal is about, and say where it stood; or raise it again. Where it is about
        several lines, each of them lets go of one thing, since they do not stand in each other's way.
        """
        gone: dict[Path, Path] = {}
        for name, problem in refusal.fields.items():
            path = self._droppable(name, part)
            if path is None or (part is not None and not self._line(path)) or self._line(path) in gone:
                continue
            if gone and () in (self._line(path), *gone):
                continue
            gone[self._line(path)] = path
            self._gone[path] = Loss(named(path), _at(self._document, path), problem)
        if not gone:
            raise refusal
        return next(iter(gone.values()))

    def _line(self, path: Path) -> Path:
        """The line that a path leads into, () for none."""
        size = len(self._lines)
        return path[: size + 1] if size and path[:size] == self._lines and len(path) > size else ()

    def _droppable(self, name: str, part: _Part | None) -> Path | None:
        """Where the least stands that may go with this field; None where nothing may, or no such field is there."""
        value: Any = self._document
        owner: tuple[type, str] = type(value), ""
        path: Path = ()
        found: Path | None = None
        for step in _steps(name):
            if isinstance(step, str):
                if not dataclasses.is_dataclass(value) or not hasattr(value, step):
                    break
                kind: type = type(value)
                owner, path, value = (kind, step), (*path, step), getattr(value, step)
                if path in self._gone:
                    break
                if may_be_left_out(kind, step) and value != empty(kind, step):
                    found = path
            elif isinstance(value, tuple) and step < len(kept := self._kept(path, len(value), part)):
                if may_lose(*owner, tuple(value[place] for place in kept)):
                    found = (*path, kept[step])
                path, value = (*path, kept[step]), value[kept[step]]
            else:
                break
        return found

    def _kept(self, path: Path, count: int, part: _Part | None) -> list[int]:
        """The places of a tuple that are still there."""
        places = range(part.low, part.high) if part is not None and part.path == path else range(count)
        return [place for place in places if (*path, place) not in self._gone]

    def _left(self, value: Any, path: Path, part: _Part | None) -> Any:
        """The value at a path without what has gone."""
        if isinstance(value, tuple):
            return tuple(self._left(value[place], (*path, place), part) for place in self._kept(path, len(value), part))
        if not dataclasses.is_dataclass(value):
            return value
        kind: Any = type(value)
        names = [one.name for one in dataclasses.fields(kind)]
        return kind(
            **{
                name: empty(kind, name) if at in self._gone else self._left(getattr(value, name), at, part)
                for name in names
                for at in [(*path, name)]
            }
        )


def named(path: Path) -> str:
    """A path as errors name it: `lines[0].items[1].qualifier`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def _steps(name: str) -> Iterator[str | int]:
    for found in _STEP.finditer(name):
        if found[1]:
            yield found[1]
        elif found[2]:
            yield int(found[2])


def _at(value: Any, path: Path) -> Any:
    for step in path:
        value = value[step] if isinstance(step, int) else getattr(value, step)
    return value


def _most(document: Document) -> tuple[Path, int]:
    """What a document has most of: the longest of its fields that hold parts, or of those of a single part."""
    best: tuple[Path, int] = (), 0
    waiting: list[tuple[Path, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        for one in dataclasses.fields(value):
            parts = getattr(value, one.name)
            if isinstance(parts, tuple) and parts and dataclasses.is_dataclass(parts[0]):
                if len(parts) > best[1]:
                    best = (*path, one.name), len(parts)
                if len(parts) == 1:
                    waiting.append(((*path, one.name, 0), parts[0]))
    return best
