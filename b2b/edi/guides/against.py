"""Holds a guide against the standard that it narrows: every line must mean something there, and allow nothing that the
standard does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from b2b.edi.guides.expression import Call, Expression, Operation, Reference
from b2b.edi.guides.guide import Condition, Guide, Kind, Rule, Usage
from b2b.edi.guides.place import Place, Qualifier, Step
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import Composite, Element, ElementUse, Loop, Row, SetSchema
from b2b.errors import ConfigError


def require(guide: Guide) -> None:
    """ConfigError, with guide and line, where a guide is not a narrowing of its release."""
    release = load_release(guide.release, syntax_of(guide.release))
    for set_id, one in guide.sets.items():
        if set_id not in release.sets:
            known = ", ".join(release.sets)
            raise ConfigError(
                f"release {guide.release} has no set {set_id}",
                where=f"guide {guide.name}",
                next_step=f"it has: {known}",
            )
        schema = release.sets[set_id]
        for rule in one.rules:
            _Line(rule, schema, f"guide {rule.guide}, set {set_id}, line {rule.line}").require()


@dataclass(frozen=True, slots=True)
class Spot:
    """What a place means in a schema: rows or loops there, and the elements of the segment where one is named."""

    items: tuple[Row | Loop, ...]
    uses: tuple[ElementUse, ...] = ()


def spots(place: Place, schema: SetSchema, within: Sequence[Loop], where: str) -> Spot:
    """What a place means from any of some loops. ConfigError: nothing."""
    items: list[Row | Loop] = list(within)
    for step in place.steps:
        items = [found for item in items if isinstance(item, Loop) for found in _inside(item, step, schema)]
        if not items:
            text = f"{place}: there is no {step.tag} in set {schema.id} at that place"
            raise ConfigError(text, where=where, next_step=f"b2b edi schema {schema.id} --release {schema.release}")
        for qualifier in step.qualifiers:
            for item in items:
                _require_codes(_told_by(_row(item), qualifier, where), qualifier.values, place, where)
    if place.element is None:
        return Spot(tuple(items))
    return Spot(tuple(items), tuple(_use(_row(item), place.element, place.component, where) for item in items))


def _inside(loop: Loop, step: Step, schema: SetSchema) -> list[Row | Loop]:
    """The loops of that name in a loop, else the segments of that id; of the loop itself its own trigger."""
    path = f"{loop.path}/{step.id}" if loop.path else step.id
    loops = [item for item in loop.items if isinstance(item, Loop) and item.path == path]
    return list(loops) or [item for item in loop.items if isinstance(item, Row) and item.segment.id == step.id]


def _row(item: Row | Loop) -> Row:
    return item if isinstance(item, Row) else item.trigger


def _use(row: Row, element: int, component: int | None, where: str) -> ElementUse:
    name = f"{row.segment.id}{element:02d}"
    if element > len(row.segment.uses):
        count = len(row.segment.uses)
        raise ConfigError(f"{name}: {row.segment.id} has {count} elements", where=where)
    use = row.segment.uses[element - 1]
    if component is None:
        return use
    if use.composite is None or component > len(use.composite.uses):
        raise ConfigError(f"{name}-{component:02d}: there is no such component", where=where)
    return use.composite.uses[component - 1]


def _told_by(row: Row, qualifier: Qualifier, where: str) -> ElementUse:
    """The element, or component, that a qualifier speaks of."""
    use = _use(row, qualifier.element, None, where)
    plain = use.composite is None and qualifier.component == 1
    return use if plain else _use(row, qualifier.element, qualifier.component, where)


def _require_codes(use: ElementUse, codes: Sequence[str], place: Place, where: str) -> None:
    listed = use.element.codes if use.element is not None else None
    unknown = [code for code in codes if listed is not None and code not in listed]
    if unknown:
        assert use.element is not None
        text = f"{place}: {', '.join(unknown)} is no code of element {use.element.number} ({use.element.name})"
        raise ConfigError(text, where=where, next_step="use codes of the standard")


@dataclass(frozen=True, slots=True)
class _Line:
    """One rule and what it speaks of."""

    rule: Rule
    schema: SetSchema
    where: str

    def require(self) -> None:
        rule, root = self.rule, (self.schema.root,)
        found = spots(rule.place, self.schema, root, self.where)
        parents = root if len(rule.place.steps) < 2 else self._loops(Place(rule.place.steps[:-1]))
        here = [
            item if isinstance(item, Loop) else loop for item in found.items for loop in self._around(item, parents)
        ]
        if rule.when is not None:
            whole = rule.kind is Kind.CHECK or rule.place.element is not None
            self._expression(rule.when.expression, here if whole else parents)
        match rule.kind:
            case Kind.CHECK:
                assert isinstance(rule.value, Condition)
                self._expression(rule.value.expression, here)
            case Kind.CODES | Kind.LENGTH if not found.uses:
                self._fail(f"{rule.kind} speaks of an element, and {rule.place} is none")
            case Kind.CODES | Kind.LENGTH if any(use.element is None for use in found.uses):
                self._fail(f"{rule.place} has components, and {rule.kind} speaks of one: {rule.place}-01")
            case Kind.TIMES if found.uses or not rule.place.steps:
                self._fail(f"max speaks of a segment or loop, and {rule.place or 'the set'} is none")
            case Kind.USE if not rule.place.steps:
                self._fail("use speaks of something in the set")
            case Kind.CODES:
                for use in found.uses:
                    _require_codes(use, tuple(map(str, _tuple(rule.value))), rule.place, self.where)
            case Kind.LENGTH:
                self._length(found.uses)
            case Kind.TIMES:
                self._times(found.items)
            case Kind.USE if rule.value is Usage.NOT_USED and rule.when is None:
                self._unused(found)

    def _around(self, item: Row | Loop, parents: Sequence[Loop]) -> Sequence[Loop]:
        """The loops from which expressions about an item start: itself, or those that it may stand in."""
        return (item,) if isinstance(item, Loop) else [loop for loop in parents if item in loop.items]

    def _loops(self, place: Place) -> tuple[Loop, ...]:
        found = spots(place, self.schema, (self.schema.root,), self.where)
        loops = tuple(item for item in found.items if isinstance(item, Loop))
        if not loops:
            self._fail(f"{place} begins no loop, so nothing stands in it")
        return loops

    def _length(self, uses: Sequence[ElementUse]) -> None:
        least, most = _tuple(self.rule.value)
        for use in uses:
            if use.element is not None and int(most) > use.element.max:
                text = f"{self.rule.place}: the standard allows {use.element.max} characters, not {most}"
                self._fail(text)
            if use.element is not None and int(least) and int(most) < use.element.min:
                self._fail(f"{self.rule.place}: the standard asks for {use.element.min} characters at least")

    def _times(self, items: Sequence[Row | Loop]) -> None:
        for item in items:
            most = item.max if isinstance(item, Row) else item.repeat
            if most and isinstance(self.rule.value, int) and self.rule.value > most:
                self._fail(f"{self.rule.place}: the standard allows {most}, not {self.rule.value}")

    def _unused(self, found: Spot) -> None:
        told_apart = any(step.qualifiers for step in self.rule.place.steps)
        mandatory = (
            (use.usage == "M" for use in found.uses) if found.uses else (item.usage == "M" for item in found.items)
        )
        trigger = not found.uses and any(
            isinstance(i, Row) and i.segment.id in ("ST", "SE", "UNH", "UNT") for i in found.items
        )
        if trigger or (not told_apart and any(mandatory)):
            self._fail(f"{self.rule.place} is mandatory in {self.schema.release}")

    def _expression(self, expression: Expression, scopes: Sequence[Loop]) -> None:
        """Each place in an expression must mean something from where it is asked."""
        match expression:
            case Reference():
                self._reference(expression, scopes)
            case Operation():
                for operand in expression.operands:
                    self._expression(operand, scopes)
            case Call():
                first, *rest = expression.arguments
                inner = scopes
                if isinstance(first, Reference):
                    spot = self._reference(first, scopes)
                    around = self._around_reference(first, scopes)
                    inner = [loop for item in spot.items for loop in _seen_from(item, around)]
                else:
                    self._expression(first, scopes)
                for argument in rest:
                    self._expression(argument, inner or scopes)

    def _reference(self, reference: Reference, scopes: Sequence[Loop]) -> Spot:
        if reference.absolute:
            return spots(reference.place, self.schema, (self.schema.root,), self.where)
        own = _of_triggers(reference.place, scopes, self.where)
        return own or spots(reference.place, self.schema, scopes, self.where)

    def _around_reference(self, reference: Reference, scopes: Sequence[Loop]) -> Sequence[Loop]:
        """The loops in which the segments that a reference means may stand."""
        around = (self.schema.root,) if reference.absolute else scopes
        if len(reference.place.steps) < 2:
            return around
        outer = spots(Place(reference.place.steps[:-1]), self.schema, around, self.where)
        return [item for item in outer.items if isinstance(item, Loop)]

    def _fail(self, text: str) -> None:
        raise ConfigError(text, where=self.where)


def _seen_from(item: Row | Loop, scopes: Sequence[Loop]) -> Iterator[Loop]:
    """From where an expression on an item looks around: the loop it is, or those that it stands in."""
    if isinstance(item, Loop):
        yield item
    else:
        yield from (loop for loop in scopes if item in loop.items)


def _of_triggers(place: Place, scopes: Sequence[Loop], where: str) -> Spot | None:
    """`PO102` seen from the loop PO1 is an element of its own segment."""
    if len(place.steps) != 1 or place.element is None:
        return None
    rows = [loop.trigger for loop in scopes if loop.path and loop.trigger.segment.id == place.steps[0].tag]
    if not rows:
        return None
    return Spot(tuple(rows), tuple(_use(row, place.element, place.component, where) for row in rows))


def _tuple(value: object) -> tuple[str | int, ...]:
    assert isinstance(value, tuple)
    return value


def names(place: Place, schema: SetSchema, where: str) -> str:
    """What a place is called in the standard: the element, or the segment."""
    spot = spots(place, schema, (schema.root,), where)
    if spot.uses:
        found: Element | Composite | None = spot.uses[0].element or spot.uses[0].composite
        return found.name if found is not None else ""
    return _row(spot.items[0]).segment.name
