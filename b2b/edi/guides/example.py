"""An example for a page: a message that is valid under the guide, taken from a sample, or made up from its lines."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from b2b.edi.findings import Verdict
from b2b.edi.guides import narrowing
from b2b.edi.guides.guide import Guide, Kind
from b2b.edi.guides.held import Held
from b2b.edi.guides.narrowing import Narrowing, Steps
from b2b.edi.guides.page import Use
from b2b.edi.guides.place import Qualifier, Step
from b2b.edi.load import load_release, syntax_of
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.schema import Element, ElementUse, Loop, Release, Row, Segment, SetSchema
from b2b.edi.x12.sampling.hierarchy import Level, levels
from b2b.edi.x12.sampling.kinds import Scene
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.sampling.segment import Elements, segment
from b2b.edi.x12.sampling.totals import settle
from b2b.edi.x12.validate import validate_bytes
from b2b.edi.x12.writer import Envelope, Group, TransactionSet, write_interchange

_TRIES = 40
_MADE_AT = dt.datetime(2026, 1, 5, 8, tzinfo=dt.UTC)
_SENDER, _RECEIVER = "EXAMPLESENDER", "EXAMPLERECEIVER"
_HL, _LEVEL = "HL", 3
_OUTSIDE_IN = "SOTPI"


def of_sample(data: bytes, set_id: str, guide: Guide | None = None) -> tuple[str, ...]:
    """The segments of the first set of that id in a file that has no finding; none where there is no such set."""
    sets = validate_bytes(data, guides=Held(guide) if guide is not None else None).sets
    good = (one for one in sets if one.set == set_id and one.verdict is Verdict.ACCEPTED and not one.findings)
    found = next(good, None)
    return tuple("*".join(elements) for elements in found.segments) if found is not None else ()


def of_standard(release: Release, set_id: str) -> tuple[str, ...]:
    """A usual message of a set."""
    return of_sample(sample_message(set_id, release.name), set_id)


def of_guide(guide: Guide, set_id: str) -> tuple[str, ...]:
    """A message with what the guide asks for, the same each time; none where its conditions are not met by chance."""
    release = load_release(guide.release, syntax_of(guide.release))
    schema = release.sets[set_id]
    for number in range(_TRIES):
        chance = random.Random(f"{guide.name} {set_id} {number}")  # noqa: S311 - an example is to be the same again
        body = _Maker(guide, schema, release, chance, wide=number % 2 == 0).body()
        settle(schema, body)
        if found := of_sample(_interchange(schema, release, body), set_id, guide):
            return found
    return ()


def _interchange(schema: SetSchema, release: Release, body: list[Elements]) -> bytes:
    envelope = Envelope(
        sender_qualifier="ZZ",
        sender_id=_SENDER,
        receiver_qualifier="ZZ",
        receiver_id=_RECEIVER,
        made_at=_MADE_AT,
        control_number=1,
        version=release.interchange_version,
        test=True,
    )
    sets = [TransactionSet(schema.id, "0001", body)]
    group = Group(schema.functional_group, _SENDER, _RECEIVER, 1, _MADE_AT, release.name, sets)
    return write_interchange(envelope, [group])


class _Maker:
    """Goes down the schema and writes what must be there; `wide`: also what lines of the guide merely speak of."""

    def __init__(self, guide: Guide, schema: SetSchema, release: Release, chance: random.Random, *, wide: bool) -> None:
        self._narrowing = Narrowing(guide.sets[schema.id].rules, release.segments)
        self._schema, self._release, self._wide = schema, release, wide
        self._chance, self._scene = chance, Scene(chance)
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
            for step in self._chosen(item, loop, steps):
                row = item.trigger if isinstance(item, Loop) else item
                if isinstance(item, Loop) and row.area == "2" and not loop.path:
                    self._scene.next_line()
                self._segment(row.segment, (*steps, step))
                if isinstance(item, Loop):
                    self._inside(item, (*steps, step))

    def _chosen(self, item: Row | Loop, loop: Loop, steps: Steps) -> list[Step]:
        variants = self._narrowing.variants(item, loop, steps)
        told_apart = [one for one in variants if one.qualifiers and self._wanted(steps, one)]
        if told_apart:
            return told_apart
        plain = Step(narrowing.name_of(item))
        if item.usage == "M" or (plain in variants and self._wanted(steps, plain)):
            return [plain]
        return []

    def _wanted(self, steps: Steps, step: Step) -> bool:
        use = narrowing.usage(self._narrowing.at((*steps, step)), Use.OPTIONAL)
        return use is Use.REQUIRED or (self._wide and use is not Use.NOT_USED)

    def _levels(self, loop: Loop) -> None:
        """The HL segments that the guide tells apart, one below the other; else those that the set usually has."""
        told = {
            code: step
            for step in self._narrowing.variants(loop, self._schema.root, ())
            for one in step.qualifiers
            if one.element == _LEVEL
            for code in one.values
        }
        codes = sorted(told, key=lambda code: (_OUTSIDE_IN.find(code) % 99, code))
        made = [
            Level(str(n), str(n - 1) if n > 1 else "", code, n < len(codes), "".join(codes))
            for n, code in enumerate(codes, start=1)
        ]
        for level in made or levels(self._schema.id, Breadth.MINIMAL, self._chance):
            self._written.append(level.elements)
            self._inside(loop, (told.get(level.code, Step(_HL)),))

    def _segment(self, definition: Segment, steps: Steps) -> None:
        uses = tuple(self._uses(definition, steps))
        narrowed = replace(definition, uses=uses)
        self._written.append(segment(narrowed, self._scene, Breadth.MINIMAL, self._release.name))

    def _uses(self, definition: Segment, steps: Steps) -> Iterator[ElementUse]:
        told = {one.element: one for one in steps[-1].qualifiers}
        for number, use in enumerate(definition.uses, start=1):
            rules = self._narrowing.at(steps, number)
            standard = Use.REQUIRED if use.usage == "M" or number in told else Use.OPTIONAL
            agreed = narrowing.usage(rules, standard)
            given = agreed is Use.REQUIRED or (self._wide and agreed is Use.CONDITIONAL)
            element = use.element
            if element is not None:
                element = self._element(
                    element, [rule.value for rule in rules if rule.kind is Kind.CODES], told.get(number)
                )
                for rule in rules:
                    if rule.kind is Kind.LENGTH and isinstance(rule.value, tuple):
                        least, most = max(int(rule.value[0]), element.min), min(int(rule.value[1]), element.max)
                        element = replace(element, min=least, max=most)
            yield replace(use, element=element, usage="M" if given else "O")

    def _element(self, element: Element, allowed: Sequence[object], told: Qualifier | None) -> Element:
        listed = [one for one in (*allowed, told.values if told is not None else None) if isinstance(one, tuple)]
        if not listed:
            return element
        both = [str(code) for code in listed[-1] if all(code in one for one in listed)]
        return replace(element, codes=dict.fromkeys(both, "")) if both else element
