"""Makes up a message of EDIFACT that has what a guide asks for."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from b2b.documents.gtin import check_digit
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.engine.walk import Walker
from b2b.edi.guides.example_choice import BARRED, Choice, MadeUp, narrowed
from b2b.edi.guides.example_totals import settled
from b2b.edi.guides.example_usual import Given, Usual, fits
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.narrowing import Narrowing, Steps
from b2b.edi.guides.page import Use
from b2b.edi.guides.place import Step
from b2b.edi.sampling.presence import chosen
from b2b.edi.schema import Composite, Element, ElementUse, Loop, Release, Row, Segment, SetSchema

# Prefix 952 is GS1's own for examples.
_EXAMPLES = "952"
_UNH = Step("UNH")
_NUMBERED_BY_GS1 = {"EN", "SRV", "UP", "BJ", "9"}
# By 2005, how many days later than the message: something was written, a time begins or ends; in between all else is.
_WRITTEN, _BEGINS, _ENDS = {"3", "4", "137", "171"}, {"7", "64", "157", "158"}, {"36", "63", "159"}
_DAYS = {**dict.fromkeys(_WRITTEN, 0), **dict.fromkeys(_BEGINS, 1), **dict.fromkeys(_ENDS, 60)}
_FORMATS = {"101": "%y%m%d", "102": "%Y%m%d", "203": "%Y%m%d%H%M", "204": "%Y%m%d%H%M%S", "610": "%Y%m"}
_TEXTS = {
    "3036": "EXAMPLE COMPANY", "3042": "1 EXAMPLE STREET", "3164": "EXAMPLE TOWN", "3251": "12345", "3207": "DE",
    "3148": "orders@example.com", "3412": "PURCHASING", "4440": "AS AGREED", "7008": "EXAMPLE ARTICLE", "6345": "EUR",
    "6411": "PCE", "7065": "CT", "3239": "DE", "3055": "9",
}  # fmt: skip
_PRICES = {"5118", "5004", "5116"}
# What nearly everybody sends: the number of a document, a line, a reference and a party, a date and its format, an
# amount.
_USUAL = {"1004", "1082", "1154", "2379", "2380", "5004", "5118", "C082"}

Written = list[str]


def made_up(
    guide: Guide, schema: SetSchema, release: Release, chance: random.Random, usual: Usual, *, wide: bool
) -> MadeUp:
    """A message, on the basis of a usual one where there is one; `wide`: with what lines merely speak of too.
    Calculations of the guide that say what an element comes to are met, other conditions need not be.
    """
    maker = _Maker(guide, schema, release, chance, usual, wide=wide)
    name = COMPONENT.join((schema.id, release.name[:1], release.name[1:], "UN"))
    whole = [["UNH", "1", name], *maker.body(), ["UNT"]]
    return MadeUp(settled(guide.sets[schema.id], schema, whole, COMPONENT)[1:-1], usual.day, maker.association)


class _Maker:
    """Goes down the schema, and writes what a reader will place there."""

    def __init__(
        self, guide: Guide, schema: SetSchema, release: Release, chance: random.Random, usual: Usual, *, wide: bool
    ) -> None:
        self._choice = Choice(Narrowing(guide.sets[schema.id].rules, release.segments), COMPONENT, wide=wide)
        self._schema, self._chance, self._usual = schema, chance, usual
        self._walker = Walker(schema, release.segments)
        self._walker.place(0, "UNH")
        self._written: list[Written] = []
        self._lines = 0

    @property
    def association(self) -> str:
        """What the guide wants UNH to say of the association whose guide it follows; "" for nothing."""
        rules = self._choice.rules.at((_UNH,), 2, 5)
        row = self._schema.root.trigger
        definition = row.segment.uses[1].composite
        if not rules or definition is None or (element := definition.uses[4].element) is None:
            return ""
        return next(iter(narrowed(element, rules, None).codes or ()), "")

    def body(self) -> list[Written]:
        """The segments between UNH and UNT."""
        self._inside(self._schema.root, (), self._usual.parts)
        return self._written

    def _inside(self, loop: Loop, steps: Steps, usual: Sequence[Given]) -> None:
        for number, item in enumerate(loop.items):
            row = item.trigger if isinstance(item, Loop) else item
            if row.segment.id in ("UNH", "UNT") or (number == 0 and loop.path):
                continue
            for step, one in self._choice.parts(item, loop, steps, usual):
                if self._walker.next_row(row.segment.id) is not row:
                    continue
                self._lines += row.segment.id == "LIN"
                self._written.append(self._segment(row, (*steps, step), one.elements if one is not None else ()))
                self._walker.place(len(self._written), row.segment.id)
                if isinstance(item, Loop):
                    self._inside(item, (*steps, step), one.inner if one is not None else ())

    def _segment(self, row: Row, steps: Steps, usual: Sequence[str]) -> Written:
        if row.segment.id == "UNS":
            return ["UNS", "D" if row.area == "2" else "S"]
        agreed = replace(row.segment, uses=tuple(self._uses(row.segment, steps)))
        given = (*usual[1:], *("" for _ in agreed.uses))
        said: dict[str, str] = {}
        filled = zip(self._filled(agreed, given), given, strict=False)
        return [row.segment.id, *("" if use is None else self._joined(use, said, text) for use, text in filled)]

    def _joined(self, use: ElementUse, said: dict[str, str], usual: str) -> str:
        """An element; of one with components its codes first, since they say what the other components hold."""
        kept = _kept(use, usual).split(COMPONENT)
        if use.composite is None:
            assert use.element is not None
            return self._value(use.element, said, kept[0])
        filled = self._filled(use.composite, usual.split(COMPONENT))
        inner = [(n, one.element) for n, one in enumerate(filled) if one is not None]
        values: dict[int, str] = {}
        for n, element in sorted(inner, key=lambda one: one[1] is None or one[1].codes is None):
            if element is not None:
                values[n] = self._value(element, said, kept[n] if n < len(kept) else "")
        return COMPONENT.join(values.get(n, "") for n in range(max(values, default=-1) + 1))

    def _filled(self, structure: Segment | Composite, usual: Sequence[str]) -> list[ElementUse | None]:
        free = [(n, use) for n, use in enumerate(structure.uses, start=1) if use.usage != BARRED]
        wanted = [n for n, use in free if use.usage == "M" or _called(use) in _USUAL or "".join(usual[n - 1 : n])]
        positions = chosen(structure.uses, structure.notes, wanted or [n for n, _ in free[:1]], self._chance)
        return [use if n in positions else None for n, use in enumerate(structure.uses[: max(positions)], start=1)]

    def _uses(self, definition: Segment, steps: Steps) -> Iterator[ElementUse]:
        for number, use in enumerate(definition.uses, start=1):
            if use.composite is None:
                yield self._use(use, steps, number, None)
                continue
            inner = [self._use(one, steps, number, n) for n, one in enumerate(use.composite.uses, start=1)]
            asked = self._choice.rules.asks_within(steps, number, use)
            whole = self._use(use, steps, number, None)
            composite = replace(use.composite, uses=tuple(inner))
            yield replace(whole, composite=composite, usage="M" if asked else whole.usage)

    def _use(self, use: ElementUse, steps: Steps, number: int, component: int | None) -> ElementUse:
        told = next((one for one in steps[-1].qualifiers if one.at == (number, component or 1)), None)
        told = None if use.composite is not None else told
        rules = self._choice.rules.at(steps, number, component)
        standard = Use.REQUIRED if use.usage == "M" or told is not None else Use.OPTIONAL
        element = narrowed(use.element, rules, told) if use.element is not None else None
        return replace(use, element=element, usage=self._choice.usage(rules, standard))

    def _value(self, element: Element, said: dict[str, str], usual: str) -> str:
        """A value of an element; `said` are those of the segment so far, by their elements' numbers."""
        value = usual or self._made(element, said)
        said[element.number] = value
        return value

    def _made(self, element: Element, said: dict[str, str]) -> str:
        number = element.number
        if number == "2379" and set(element.codes or ()) > set(_FORMATS):
            return "102"
        if element.codes is not None:
            return self._chance.choice(sorted(c for c in element.codes if element.min <= len(c) <= element.max))
        if number == "2380":
            return self._date(said)
        if number == "1082":
            return str(self._lines)
        if element.type == "N":
            return f"{self._chance.randrange(100, 9999) / 100:.2f}" if number in _PRICES else self._digits(1)
        if number in ("3039", "7140", "7402") and (size := self._gs1(element, said)):
            digits = ("3" if size == 18 else "") + _EXAMPLES
            digits += self._digits(size - len(digits) - 1)
            return digits + check_digit(digits)
        text = _TEXTS.get(number, "")
        if element.min <= len(text) <= element.max and text:
            return text
        size = max(element.min, min(element.max, 6))
        return (
            "".join(self._chance.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(size))
            if element.type == "A"
            else (self._digits(size))
        )

    def _date(self, said: dict[str, str]) -> str:
        days = _DAYS.get(said.get("2005", ""), self._chance.randrange(2, 60))
        return (self._usual.day + dt.timedelta(days=days)).strftime(_FORMATS.get(said.get("2379", ""), "%Y%m%d"))

    def _gs1(self, element: Element, said: dict[str, str]) -> int:
        """How many digits a number of GS1 has here; 0 where it is no such number."""
        wanted = 18 if element.number == "7402" else 13
        if element.min == element.max and element.max in (13, 14, 18):
            return element.max
        return wanted if _NUMBERED_BY_GS1 & set(said.values()) and element.min <= wanted <= element.max else 0

    def _digits(self, count: int) -> str:
        return str(self._chance.randrange(10 ** (count - 1), 10**count))


def _kept(use: ElementUse, usual: str) -> str:
    """What of an element of a usual segment may stay. Where a code may not, no text beside it does, as it told what
    that is; a number says the same all the same.
    """
    if use.usage == BARRED:
        return ""
    inner = [use] if use.composite is None else use.composite.uses
    stays: list[str] = []
    another_code = False
    for one, value in zip(inner, usual.split(COMPONENT), strict=False):
        fitting = one.usage != BARRED and one.element is not None and fits(one.element, value)
        stays.append(value if fitting else "")
        another_code = another_code or (bool(value) and not fitting and _is_code(one))
    if another_code:
        stays = [value if _is_code(one) or _is_number(one) else "" for one, value in zip(inner, stays, strict=False)]
    return COMPONENT.join(stays) if any(stays) else ""


def _called(use: ElementUse) -> str:
    if use.composite is not None:
        return use.composite.id
    return use.element.number if use.element is not None else ""


def _is_code(use: ElementUse) -> bool:
    return use.element is not None and use.element.codes is not None


def _is_number(use: ElementUse) -> bool:
    return use.element is not None and use.element.type == "N"
