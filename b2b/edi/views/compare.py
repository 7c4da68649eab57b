"""Compares two files by what they mean, not by how they are written.

Delimiters, line ends, control numbers, dates of the envelope and counts in trailers say nothing; neither do zeros and
points of numbers (`10`, `10.0`), separators at the end of a segment, or the order of segments and loops of one kind.
A segment or loop is known again by its id and its first element or component (`REF*DP`, `PO1*2`, `DTM+137`); of those
that are alike, equal ones belong together, then the first to the first, and those that are the only ones of their kind.
Time is linear in the size of the files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Protocol, TypeVar

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.engine.headers import InterchangeHeader
from b2b.edi.engine.outline import outline
from b2b.edi.engine.results import InterchangeReport, SetResult, collect
from b2b.edi.schema import ElementUse, Release, Releases, SetSchema
from b2b.edi.validation import of_edifact, shipped, validate
from b2b.edi.views.compared_segment import Segment, begins_with, segment_name, told, uses, values
from b2b.errors import Unreadable

_ENVELOPE = ("sender_qualifier", "sender", "receiver_qualifier", "receiver", "version", "test")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: `place` from the set inwards (`850 0001`, `PO1 2`), `label` an element (`PO102`), a segment or a
    loop (`REF`, `PO1`), `name` in words. `left` and `right` are what stands in each file, None where it is not there;
    of a whole segment or loop the values of its (first) segment. `qualifier` is what tells the segment of an element
    from others of its kind (`001 (cancel after)`), "" where `place` does or none does.
    """

    place: tuple[str, ...]
    label: str
    name: str
    left: str | None
    right: str | None
    qualifier: str = ""


def compare(left: bytes, right: bytes, releases: Releases = shipped) -> list[Difference]:
    """What differs, in the order of the first file; what only the second has comes after its place.

    Errors: Unreadable where one of them is neither X12 nor EDIFACT, which says nothing that could be compared, and
    where they are not of the same syntax.
    """
    sources = (_interchanges(left, "the first file", releases), _interchanges(right, "the second file", releases))
    _require_one_syntax(*sources)
    found: list[Difference] = []
    for a, b in zip_longest(*sources):
        headers = [r.result.header if r is not None else None for r in (a, b)]
        found += _envelope(*headers)
    sides = [
        [_Set.of(s, i.result.header, releases) for i in interchanges for g in i.groups for s in g.sets]
        for interchanges in sources
    ]
    for x, y in _pairs(sides[0], sides[1]):
        if x is None or y is None:
            present = x or y
            assert present is not None
            name = present.schema.name if present.schema is not None else ""
            left_shown, right_shown = (side.shown() if side is not None else None for side in (x, y))
            found.append(Difference((), present.result.set, name, left_shown, right_shown))
        else:
            found += _loop(x.content(), y.content(), (x.shown(),), x.release)
    return found


def _interchanges(content: bytes, which: str, releases: Releases) -> Sequence[InterchangeReport]:
    found = collect(validate(content, releases=releases)).interchanges
    if not found:
        raise Unreadable(
            "there is no interchange in it", where=which, next_step="b2b edi validate says what it may be instead"
        )
    return found


def _require_one_syntax(left: Sequence[InterchangeReport], right: Sequence[InterchangeReport]) -> None:
    for a, b in zip(left, right, strict=False):
        first, second = ("EDIFACT" if of_edifact(one.result.header) else "X12" for one in (a, b))
        if first != second:
            raise Unreadable(
                f"the first file is {first}, the second {second}: only files of one syntax can be compared",
                next_step=f"convert one of them first: b2b edi convert FILE --to {first.lower()}",
            )


class _Comparable(Protocol):
    """A set, a loop or a segment: what it is known by, and what it says."""

    @property
    def kind(self) -> str: ...
    @property
    def identity(self) -> Hashable: ...
    @property
    def meaning(self) -> Hashable: ...


@dataclass(frozen=True, slots=True)
class _Loop:
    """A loop as it is compared; its first item is its trigger."""

    path: str
    items: tuple[Segment | _Loop, ...]
    meaning: tuple[Hashable, ...]

    @property
    def kind(self) -> str:
        return self.path

    @property
    def identity(self) -> Hashable:
        return self.path, self.items[0].identity


@dataclass(frozen=True, slots=True)
class _Set:
    """A set with what is needed to read it."""

    result: SetResult
    schema: SetSchema | None
    release: Release | None
    delimiters: Delimiters
    edifact: bool

    @classmethod
    def of(cls, result: SetResult, header: InterchangeHeader, releases: Releases) -> _Set:
        release = releases(result.release) if result.release else None
        schema = release.sets.get(result.set) if release is not None else None
        return cls(result, schema, release, header.delimiters, of_edifact(header))

    @property
    def kind(self) -> str:
        return self.result.set

    @property
    def identity(self) -> Hashable:
        return self.result.set

    @property
    def meaning(self) -> Hashable:
        """By the segment behind ST, which has the number of the document."""
        segments = self.result.segments
        return (self.result.set, tuple(segments[1]) if len(segments) > 1 else ())

    def shown(self) -> str:
        return f"{self.result.set} {self.result.control_number}"

    def content(self) -> _Loop:
        """The segments between ST and SE, in loops."""
        segments = self.result.segments
        made = [self._segment(segment) for segment in segments]
        if self.schema is None or self.release is None:
            return _closed("", made[1:-1])
        loops = outline(segments, self.schema)
        place = {index: number for number, loop in enumerate(loops) for index in (*loop.own, *loop.strays)}
        inside: list[list[Segment | int]] = [[] for _ in loops]
        for index in range(1, len(segments) - 1):
            number = place[index]
            if number and loops[number].own[0] == index:
                inside[loops[number].parent].append(number)
            inside[number].append(made[index])
        closed: dict[int, _Loop] = {}
        # A loop begins after the one around it, so that from the last to the first each finds its own done.
        for number in range(len(loops) - 1, -1, -1):
            items = [closed[item] if isinstance(item, int) else item for item in inside[number]]
            closed[number] = _closed(loops[number].path, items)
        return closed[0]

    def _segment(self, elements: Sequence[str]) -> Segment:
        definition = self.release.segments.get(elements[0]) if self.release is not None else None
        uses = definition.uses if definition is not None else ()
        values = [self._normal(v, uses[n] if n < len(uses) else None) for n, v in enumerate(elements[1:])]
        while values and values[-1] == "":
            values.pop()
        return Segment(elements, (elements[0], *values), self.edifact, self.delimiters.component)

    def _normal(self, value: str, use: ElementUse | None) -> Hashable:
        component = self.delimiters.component
        if use is not None and use.composite is not None and component:
            parts = value.rstrip(component).split(component)
            uses = use.composite.uses if self.edifact else ()
            return tuple(self._normal(part, uses[n] if n < len(uses) else None) for n, part in enumerate(parts))
        if use is not None and use.element is not None and use.element.type[0] in "RN" and value:
            try:
                return Decimal(value.replace(",", ".") if self.edifact else value).normalize()
            except InvalidOperation:
                return value
        return value.rstrip(" ")


def _closed(path: str, items: Sequence[Segment | _Loop]) -> _Loop:
    return _Loop(path, tuple(items), (path, *sorted(hash(item.meaning) for item in items)))


_Item = TypeVar("_Item", bound=_Comparable)


def _pairs(left: Sequence[_Item], right: Sequence[_Item]) -> Iterator[tuple[_Item | None, _Item | None]]:
    """Which belong together: equal ones, then those of one identity in their order."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for key in ("meaning", "identity"):
        free: dict[Hashable, list[int]] = defaultdict(list)
        for at in range(len(right) - 1, -1, -1):
            if at not in taken:
                free[_key(right[at], key)].append(at)
        for at, item in enumerate(left):
            waiting = free.get(_key(item, key)) if at not in partner else None
            if waiting:
                partner[at] = waiting.pop()
                taken.add(partner[at])
    partner |= _alone(left, right, partner)
    taken = set(partner.values())
    for at, item in enumerate(left):
        yield item, right[partner[at]] if at in partner else None
    for at, item in enumerate(right):
        if at not in taken:
            yield None, item


def _alone(left: Sequence[_Item], right: Sequence[_Item], partner: Mapping[int, int]) -> dict[int, int]:
    """What is the only one of its kind on both sides belongs together, whatever it says."""
    places: list[dict[str, list[int]]] = []
    for side in (left, right):
        found: dict[str, list[int]] = defaultdict(list)
        for at, item in enumerate(side):
            found[item.kind].append(at)
        places.append(found)
    pairs = ((ats, places[1].get(kind, ())) for kind, ats in places[0].items())
    return {a[0]: b[0] for a, b in pairs if len(a) == len(b) == 1 and a[0] not in partner}


def _key(item: _Comparable, name: str) -> Hashable:
    return type(item), item.identity, getattr(item, name)


def _envelope(left: InterchangeHeader | None, right: InterchangeHeader | None) -> Iterator[Difference]:
    for name in _ENVELOPE:
        a, b = (str(getattr(side, name)) if side is not None else None for side in (left, right))
        if a != b:
            label = "UNB" if any(side is not None and of_edifact(side) for side in (left, right)) else "ISA"
            yield Difference((), label, name.replace("_", " "), a, b)


def _loop(left: _Loop, right: _Loop, place: tuple[str, ...], release: Release | None) -> Iterator[Difference]:
    """What differs within two loops that belong together."""
    if left.meaning == right.meaning:
        return
    for a, b in _pairs(left.items, right.items):
        if a is None or b is None:
            present = a or b
            assert present is not None
            trigger = _trigger(present)
            first, second = (values(_trigger(side), release) if side is not None else None for side in (a, b))
            yield Difference(place, trigger.kind, segment_name(trigger, release), first, second)
        elif isinstance(a, _Loop) and isinstance(b, _Loop):
            yield from _loop(a, b, (*place, _called(a)), release)
        elif isinstance(a, Segment) and isinstance(b, Segment):
            qualifier = "" if a is left.items[0] or a.identity != b.identity else begins_with(a, release)
            yield from _segment(a, b, place, release, qualifier)


def _segment(
    left: Segment, right: Segment, place: tuple[str, ...], release: Release | None, qualifier: str
) -> Iterator[Difference]:
    positions = uses(left, release)
    for number in range(1, max(len(left.meaning), len(right.meaning))):
        a, b = (side.meaning[number] if number < len(side.meaning) else "" for side in (left, right))
        if a == b:
            continue
        use = positions[number - 1] if number <= len(positions) else None
        named = (use.element or use.composite) if use is not None else None
        first, second = (told(side, number, use) for side in (left, right))
        label = f"{left.kind}{number:02d}"
        yield Difference(place, label, named.name if named is not None else "", first, second, qualifier)


def _trigger(item: Segment | _Loop) -> Segment:
    return item if isinstance(item, Segment) else _trigger(item.items[0])


def _called(loop: _Loop) -> str:
    trigger = _trigger(loop)
    return f"{trigger.kind} {trigger.text(1)}".rstrip()
