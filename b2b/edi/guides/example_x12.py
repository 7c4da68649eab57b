"""Makes up an X12 message that has what a guide asks for."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from b2b.edi.guides.example_choice import Choice, MadeUp, narrowed
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


def made_up(guide: Guide, schema: SetSchema, release: Release, chance: random.Random, *, wide: bool) -> MadeUp:
    """A set; `wide`: with what lines merely speak of too. It need not meet conditions."""
    scene = Scene(chance)
    body = _Maker(guide, schema, release, scene, wide=wide).body()
    settle(schema, body)
    return MadeUp(body, scene.day)


class _Maker:
    """Goes down the schema."""

    def __init__(self, guide: Guide, schema: SetSchema, release: Release, scene: Scene, *, wide: bool) -> None:
        self._choice = Choice(Narrowing(guide.sets[schema.id].rules, release.segments), wide=wide)
        self._schema, self._release, self._scene = schema, release, scene
        self._written: list[Elements] = []

    def body(self) -> list[Elements]:
        """The segments between ST and SE."""
        self._inside(self._schema.root, ())
        return [one for one in self._written if one[0] not in ("ST", "SE")]

    def _inside(self, loop: Loop, steps: Steps) -> None:
        for number, item in enumerate(loop.items):
            if number == 0 and loop.path:
                continue
            if isinstance(item, Loop) and item.path == _HL:
                self._levels(item)
                continue
            for step in self._choice.steps(item, loop, steps):
                row = item.trigger if isinstance(item, Loop) else item
                if isinstance(item, Loop) and row.area == "2" and not loop.path:
                    self._scene.next_line()
                self._segment(row.segment, (*steps, step))
                if isinstance(item, Loop):
                    self._inside(item, (*steps, step))

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
            self._inside(loop, (told.get(level.code, Step(_HL)),))

    def _segment(self, definition: Segment, steps: Steps) -> None:
        uses = tuple(self._uses(definition, steps))
        agreed = replace(definition, uses=uses)
        self._written.append(segment(agreed, self._scene, Breadth.MINIMAL, self._release.name))

    def _uses(self, definition: Segment, steps: Steps) -> Iterator[ElementUse]:
        told = {one.element: one for one in steps[-1].qualifiers}
        for number, use in enumerate(definition.uses, start=1):
            rules = self._choice.rules.at(steps, number)
            standard = Use.REQUIRED if use.usage == "M" or number in told else Use.OPTIONAL
            given = self._choice.given(rules, standard)
            element = narrowed(use.element, rules, told.get(number)) if use.element is not None else None
            yield replace(use, element=element, usage="M" if given else "O")
