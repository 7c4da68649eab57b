"""Makes up an X12 message that has what a guide asks for."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from b2b.edi.guides.example_choice import BARRED, Choice, MadeUp, narrowed
from b2b.edi.guides.example_totals import settled
from b2b.edi.guides.example_usual import Given, Usual, fits
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.narrowing import Narrowing, Steps
from b2b.edi.guides.page import Use
from b2b.edi.guides.place import Step
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.schema import ElementUse, Loop, Release, Segment, SetSchema
from b2b.edi.x12.sampling.hierarchy import Level, levels
from b2b.edi.x12.sampling.kinds import Scene
from b2b.edi.x12.sampling.segment import Elements, segment
from b2b.edi.x12.sampling.totals import settle

_HL, _LEVEL = "HL", 3
_OUTSIDE_IN = "SOTPI"
# Numbers of items, parties, packs, references and contacts by their elements, and those of the codes before them.
_TOLD_BY = {"234": "235", "67": "66", "87": "88", "127": "128", "364": "365"}


def made_up(
    guide: Guide, schema: SetSchema, release: Release, chance: random.Random, usual: Usual, *, wide: bool
) -> MadeUp:
    """A set, on the basis of a usual one where there is one; `wide`: with what lines merely speak of too. Calculations
    of the guide that say what an element comes to are met, other conditions need not be.
    """
    scene = Scene(chance)
    scene.day = usual.day
    body = _Maker(guide, schema, release, scene, wide=wide).body(usual.parts)
    if all(isinstance(element, str) for one in body for element in one):
        whole = [["ST", schema.id, "0001"], *([str(element) for element in one] for one in body), ["SE"]]
        body = [list(one) for one in settled(guide.sets[schema.id], schema, whole, "")[1:-1]]
    settle(schema, body)
    return MadeUp(body, usual.day)


class _Maker:
    """Goes down the schema."""

    def __init__(self, guide: Guide, schema: SetSchema, release: Release, scene: Scene, *, wide: bool) -> None:
        self._choice = Choice(Narrowing(guide.sets[schema.id].rules, release.segments), "", wide=wide)
        self._schema, self._release, self._scene = schema, release, scene
        self._written: list[Elements] = []

    def body(self, usual: Sequence[Given]) -> list[Elements]:
        """The segments between ST and SE."""
        self._inside(self._schema.root, (), usual)
        return [one for one in self._written if one[0] not in ("ST", "SE")]

    def _inside(self, loop: Loop, steps: Steps, usual: Sequence[Given]) -> None:
        for number, item in enumerate(loop.items):
            if number == 0 and loop.path:
                continue
            if isinstance(item, Loop) and item.path == _HL and not usual:
                self._levels(item)
                continue
            for step, one in self._choice.parts(item, loop, steps, usual):
                row = item.trigger if isinstance(item, Loop) else item
                if isinstance(item, Loop) and row.area == "2" and not loop.path:
                    self._scene.next_line()
                self._segment(row.segment, (*steps, step), one.elements if one is not None else ())
                if isinstance(item, Loop):
                    self._inside(item, (*steps, step), one.inner if one is not None else ())

    def _levels(self, loop: Loop) -> None:
        """The HL segments that the guide tells apart, one below the other; else those that the set usually has."""
        told = {
            code: step
            for step in self._choice.rules.variants(loop, self._schema.root, ())
            for one in step.qualifiers
            if one.element == _LEVEL
            for code in one.values
        }
        codes = sorted(told, key=lambda code: (_OUTSIDE_IN.find(code) % 99, code))
        made = [
            Level(str(n), str(n - 1) if n > 1 else "", code, n < len(codes), "".join(codes))
            for n, code in enumerate(codes, start=1)
        ]
        for level in made or levels(self._schema.id, Breadth.MINIMAL, self._scene.chance):
            self._written.append(level.elements)
            self._inside(loop, (told.get(level.code, Step(_HL)),), ())

    def _segment(self, definition: Segment, steps: Steps, usual: Sequence[str]) -> None:
        uses = tuple(self._uses(definition, steps))
        asked = {n for n, use in enumerate(uses, start=1) if use.usage == "M"}
        apart = [set(note.positions) for note in definition.notes if note.kind == "E" and asked & set(note.positions)]
        excluded = set().union(*apart) - asked
        kept = {number: value for number, value in _kept(uses, usual) if number not in excluded}
        there = {number for number, value in enumerate(usual) if value} - excluded
        given = tuple(_given(use, n in there, kept.get(n, "")) for n, use in enumerate(uses, start=1))
        made = segment(replace(definition, uses=given), self._scene, Breadth.MINIMAL, self._release.name)
        for number, value in kept.items():
            made[number] = value
        self._written.append(made)

    def _uses(self, definition: Segment, steps: Steps) -> Iterator[ElementUse]:
        told = {one.element: one for one in steps[-1].qualifiers}
        for number, use in enumerate(definition.uses, start=1):
            rules = self._choice.rules.at(steps, number)
            standard = Use.REQUIRED if use.usage == "M" or number in told else Use.OPTIONAL
            usage = self._choice.usage(rules, standard)
            element = narrowed(use.element, rules, told.get(number)) if use.element is not None else None
            yield replace(use, element=element, usage=usage)


def _given(use: ElementUse, there: bool, kept: str) -> ElementUse:
    """An element as it is to be made: what a usual segment has is given too, and what is kept of it is known to what
    stands behind a code.
    """
    if not there or use.usage == BARRED:
        return use
    element = use.element
    if kept and element is not None and element.codes is not None:
        element = replace(element, codes={kept: ""})
    return replace(use, element=element, usage="M")


def _kept(uses: Sequence[ElementUse], usual: Sequence[str]) -> Iterator[tuple[int, str]]:
    """What of a usual segment may stay, by its place; a number goes with the code that told whose it is."""
    changed = ""
    for number, use in enumerate(uses, start=1):
        value, element = usual[number] if number < len(usual) else "", use.element
        stays = bool(value) and use.usage != BARRED and (element is None or fits(element, value))
        if stays and not (element is not None and changed and _TOLD_BY.get(element.number) == changed):
            yield number, value
        changed = element.number if element is not None and not stays and (value or use.usage == "M") else ""
