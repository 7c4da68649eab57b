"""What two guides say differently, or a guide and its standard: by what their lines mean, bases included, whatever
their order and wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from b2b.edi.findings import Severity
from b2b.edi.guides.against import spots
from b2b.edi.guides.expression import Expression
from b2b.edi.guides.guide import Condition, Guide, Kind, Rule, Usage
from b2b.edi.guides.place import Place, Qualifier, Step
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import Loop, Row, SetSchema

_USAGES = {Usage.REQUIRED: "required", Usage.OPTIONAL: "optional", Usage.NOT_USED: "not used"}
# What a line calls it.
_WHAT = {Kind.USE: "use", Kind.TIMES: "max", Kind.CODES: "codes", Kind.LENGTH: "length", Kind.CHECK: "check"}
_CODES_SHOWN = 12


class Change(StrEnum):
    """Whether a line is only in the second guide, only in the first, or says another thing there."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One line that differs: `at` and `what` (use, max, codes, length, check, release), what held before and holds
    after. Where a guide has no line, that is what the standard says, "" for a check.
    """

    change: Change
    set_id: str
    at: str
    what: str
    before: str
    after: str
    when: str = ""


def compare(before: Guide | None, after: Guide) -> list[Difference]:
    """The differences from one guide to another, or from the standard (None), set by set in the order of their lines.

    Both are held against their releases before (`against.require`).
    """
    found: list[Difference] = []
    if before is not None and before.release != after.release:
        found.append(Difference(Change.CHANGED, "", "", "release", before.release, after.release))
    old_sets = before.sets if before is not None else {}
    for set_id in sorted({*old_sets, *after.sets}):
        old = _meanings(before, set_id) if before is not None else {}
        found += _of_set(set_id, old, _meanings(after, set_id))
    return found


_Key = tuple[Place, Kind, Expression | None, Expression | None]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a rule comes to, as words, and what the standard says in its place."""

    rule: Rule
    words: str
    standard: str

    def says_as(self, other: _Meaning) -> bool:
        """Whether rules that speak of the same say the same; the condition of a check is part of what it speaks of."""
        if self.rule.kind is Kind.CHECK:
            return self.rule.severity is other.rule.severity
        return self.words == other.words


def _meanings(guide: Guide, set_id: str) -> Mapping[_Key, _Meaning]:
    """The rules of a set that say more than the standard, by what they speak of."""
    if set_id not in guide.sets:
        return {}
    schema = load_release(guide.release, syntax_of(guide.release)).sets[set_id]
    found: dict[_Key, _Meaning] = {}
    for rule in guide.sets[set_id].rules:
        standard = _of_standard(rule, schema)
        words = _words(rule)
        if rule.value is not Usage.OPTIONAL and words != standard:
            found[_key(rule)] = _Meaning(rule, words, standard)
    return found


def _of_set(set_id: str, old: Mapping[_Key, _Meaning], new: Mapping[_Key, _Meaning]) -> Iterator[Difference]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        one = after or before
        assert one is not None
        if before is not None and after is not None and before.says_as(after):
            continue
        change = Change.ADDED if before is None else Change.REMOVED if after is None else Change.CHANGED
        said = [it.words if it is not None else one.standard for it in (before, after)]
        when = one.rule.when.text if one.rule.when is not None else ""
        yield Difference(change, set_id, str(one.rule.place), _WHAT[one.rule.kind], said[0], said[1], when)


def _key(rule: Rule) -> _Key:
    check = rule.value.expression if isinstance(rule.value, Condition) else None
    return _plain(rule.place), rule.kind, rule.when.expression if rule.when is not None else None, check


def _plain(place: Place) -> Place:
    """One form for places that mean the same: `PO1/PO102` is `PO102`, and alternatives have no order."""
    steps = [Step(one.id, _ordered(one.qualifiers)) for one in place.steps]
    if len(steps) > 1 and place.element is not None and steps[-1] == Step(steps[-2].tag):
        steps.pop()
    return Place(tuple(steps), place.element, place.component)


def _ordered(qualifiers: tuple[Qualifier, ...]) -> tuple[Qualifier, ...]:
    ordered = [Qualifier(one.element, tuple(sorted(set(one.values))), one.component) for one in qualifiers]
    return tuple(sorted(ordered, key=lambda one: (one.at, one.values)))


def _words(rule: Rule) -> str:
    level = f" ({rule.severity})" if rule.severity is not Severity.ERROR else ""
    return f"{_value(rule)}{level}"


def _value(rule: Rule) -> str:
    match rule.kind, rule.value:
        case _, Usage() as usage:
            return _USAGES[usage]
        case _, Condition() as condition:
            return condition.text
        case Kind.CODES, tuple() as codes:
            return _listed(sorted({str(code) for code in codes}), len(codes))
        case Kind.LENGTH, (least, most):
            return _length(least, most)
        case _, most:
            return f"at most {most}"


def _length(least: object, most: object) -> str:
    return f"{most} characters" if least == most else f"{least} to {most} characters"


def _listed(codes: list[str], most: int) -> str:
    shown = " ".join(codes[:most])
    return f"{shown} and {len(codes) - most} more" if len(codes) > most else shown


def _of_standard(rule: Rule, schema: SetSchema) -> str:
    """What holds where a guide says nothing of the same."""
    if rule.kind is Kind.CHECK:
        return ""
    spot = spots(rule.place, schema, (schema.root,), f"guide {rule.guide} line {rule.line}")
    told_apart = any(step.qualifiers for step in rule.place.steps[-1:])
    if rule.kind is Kind.USE:
        usages = {use.usage for use in spot.uses} or {_usage(item) for item in spot.items}
        return "required" if "M" in usages and not (told_apart and not spot.uses) else "optional"
    if rule.kind is Kind.TIMES:
        most = [item.max if isinstance(item, Row) else item.repeat for item in spot.items]
        return f"at most {sum(most)}" if all(most) else "any number"
    element = spot.uses[0].element
    if element is None:
        return "any"
    if rule.kind is Kind.LENGTH:
        return _length(element.min, element.max)
    return _listed(sorted(element.codes), _CODES_SHOWN) if element.codes is not None else "any value"


def _usage(item: Row | Loop) -> str:
    return item.usage
