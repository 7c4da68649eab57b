"""Reads messages with the third-party definitions of 004010 alone, without any schema of ours.

A message is put into the tree of its set, segment after segment; each of its elements has to have a position there, with
a length and, where the source has a list, a code that the source allows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from tests.shared_data import shared_data


@dataclass(frozen=True, slots=True)
class Place:
    """A segment, or the loop that it begins, where `inner` is what may follow within it."""

    segment: str
    least: int
    most: int
    inner: tuple[Place, ...] | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """What a source says of a position; `codes` is empty where it has no list."""

    mandatory: bool
    least: int
    most: int
    codes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """One definition of 004010: a set's places, a segment's positions (of a composite the first component)."""

    name: str

    def places(self, set_id: str) -> tuple[Place, ...]:
        items = _definitions(self.name)["sets"][set_id]
        if self.name == "bots":
            return tuple(_bots_place(item) for item in items[0]["children"])
        return _ediengine_places(items)

    def values(self, segment: str) -> tuple[Value, ...]:
        defined = _definitions(self.name)["segments"][segment]
        if self.name == "bots":
            return tuple(_bots_value(*position) for position in defined)
        return tuple(_ediengine_value(number, usage) for number, usage in defined["elements"])

    def faults(self, set_id: str, body: Sequence[Sequence[str]]) -> list[str]:
        """What is wrong with the body of a message (ST and SE left out), in words."""
        at, found = _placed(self.places(set_id), body, 0)
        if at < len(body):
            found.append(f"{body[at][0]} has no place where it stands ({at + 1})")
        for segment in body:
            found += self._faults_in(segment)
        return found

    def _faults_in(self, segment: Sequence[str]) -> Iterator[str]:
        known = self.values(segment[0])
        for number, text in enumerate(segment[1:], start=1):
            where = f"{segment[0]}{number:02d}"
            if number > len(known):
                yield f"{where} is one too many"
            elif not text:
                if known[number - 1].mandatory:
                    yield f"{where} is missing"
            elif not any(known[number - 1].least <= length <= known[number - 1].most for length in _lengths(text)):
                yield f"{where} has a length that is not allowed: {text!r}"
            elif known[number - 1].codes and text not in known[number - 1].codes:
                yield f"{where} is no code: {text!r}"
        for number, value in enumerate(known[len(segment) - 1 :], start=len(segment)):
            if value.mandatory:
                yield f"{segment[0]}{number:02d} is missing"


SOURCES = (Source("ediengine"), Source("bots"))


def _placed(places: Sequence[Place], body: Sequence[Sequence[str]], at: int) -> tuple[int, list[str]]:
    """As many segments as the places take, in their order: where they end, and what is too few."""
    found: list[str] = []
    for place in places:
        count = 0
        while at < len(body) and body[at][0] == place.segment and count < place.most:
            at, count = at + 1, count + 1
            if place.inner is not None:
                at, within = _placed(place.inner, body, at)
                found += within
        if count < place.least and place.segment not in ("ST", "SE"):
            found.append(f"{place.segment} is missing")
    return at, found


def _lengths(text: str) -> set[int]:
    """The characters that count: of a number neither sign nor point; a text may look like one (a city `.9`)."""
    digits = text.removeprefix("-").replace(".", "", 1)
    return {len(text), len(digits)} if digits.isdigit() else {len(text)}


@cache
def _definitions(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(shared_data("x12-definitions", f"x12_004010_{name}.json").read_text())
    return loaded


def _ediengine_places(items: Sequence[dict[str, Any]]) -> tuple[Place, ...]:
    """The places in order; the loops that this source has beside LS and LE are put between them, where they belong."""
    found: list[Place] = []
    for item in items:
        place = _ediengine_place(item)
        if place.segment == "LE":
            at = next(index for index, before in enumerate(found) if before.segment == "LS")
            opens, *bounded = found[at:]
            place = Place("LS", opens.least, opens.most, (*bounded, place))
            del found[at:]
        found.append(place)
    return tuple(found)


def _ediengine_place(item: dict[str, Any]) -> Place:
    least = int(item["req"] == "M")
    if "loop" not in item:
        return Place(item["seg"], least, item["max"])
    first, *rest = item["children"]
    return Place(first["seg"], least, item["max"], _ediengine_places(rest))


def _bots_place(item: dict[str, Any]) -> Place:
    inner = tuple(_bots_place(child) for child in item["children"]) if "children" in item else None
    return Place(item["seg"], item["min"], item["max"], inner)


def _ediengine_value(number: str, usage: str) -> Value:
    source = _definitions("ediengine")
    while number in source["composites"]:
        number = source["composites"][number][0][0]
    element = source["elements"][number]
    return Value(usage == "M", element["min"], element["max"], frozenset(element.get("codes") or ()))


def _bots_value(place: str, usage: str, form: Any, *kind: str) -> Value:
    if not kind:
        least, most = form[0][2] if isinstance(form[0][2], list) else (1, form[0][2])
        return Value(usage == "M", least, most)
    least, most = form if isinstance(form, list) else (1, form)
    return Value(usage == "M", least, most)
