"""What a guide says of a place in a set, whichever of its lines says it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from b2b.edi.findings import Severity
from b2b.edi.guides.guide import Condition, Kind, Rule, Usage
from b2b.edi.guides.page import Remark, Use
from b2b.edi.guides.place import Step
from b2b.edi.guides.words import in_words
from b2b.edi.schema import ElementUse, Loop, Row, Segment

Steps = tuple[Step, ...]
Ids = tuple[str, ...]


class Narrowing:
    """The rules of one set; without any it is the standard."""

    def __init__(self, rules: Sequence[Rule], segments: Mapping[str, Segment]) -> None:
        self._segments = segments
        self._at: defaultdict[tuple[Ids, int | None, int | None], list[Rule]] = defaultdict(list)
        self._named: defaultdict[Ids, dict[Steps, None]] = defaultdict(dict)
        for rule in rules:
            steps = rule.place.steps
            self._at[_ids(steps), rule.place.element, rule.place.component].append(rule)
            for depth in range(1, len(steps) + 1):
                self._named[_ids(steps[:depth])].setdefault(steps[:depth])

    def at(self, steps: Steps, element: int | None = None, component: int | None = None) -> list[Rule]:
        """The rules that speak of what these steps lead to. That `N1` is required is not said of each `N1[ST]`; that it
        is not used, or how often it may come, is.
        """
        return [
            rule
            for rule in self._at.get((_ids(steps), element, component), ())
            if _covers(rule.place.steps, steps) and (element or rule.place.steps[-1:] == steps[-1:] or _bounds(rule))
        ]

    def asks_within(self, steps: Steps, element: int, use: ElementUse) -> bool:
        """Whether a component of an element must be there, by a line or by the steps themselves, and so the element."""
        inner = use.composite.uses if use.composite is not None else ()
        told = {one.at for one in steps[-1].qualifiers}
        return any(
            (element, n) in told or usage(self.at(steps, element, n), Use.OPTIONAL) is Use.REQUIRED
            for n in range(1, len(inner) + 1)
        )

    def variants(self, item: Row | Loop, loop: Loop, around: Steps) -> list[Step]:
        """The ways in which lines tell a segment or loop apart, the plain one first; none where no line names it."""
        tag = name_of(item)
        if isinstance(item, Row) and any(isinstance(one, Loop) and name_of(one) == tag for one in loop.items):
            return []
        named = (steps[-1] for steps in self._named.get((*_ids(around), tag), ()) if _covers(steps[:-1], around))
        return sorted(dict.fromkeys(named), key=lambda step: bool(step.qualifiers))

    def are_told_apart(self, steps: Steps) -> bool:
        """Whether lines tell apart loops or segments that these ids lead to."""
        return any(one[-1].qualifiers for one in self._named.get(_ids(steps), ()))

    def remarks(self, rules: Iterable[Rule]) -> tuple[Remark, ...]:
        """What rules have to say beside what a table shows."""
        found = dict.fromkeys(remark for rule in rules for remark in self._remark(rule))
        return tuple(found)

    def when(self, rule: Rule) -> str:
        """The condition of a rule in words."""
        return in_words(rule.when.expression, self._segments) if rule.when is not None else ""

    def said(self, rule: Rule) -> str:
        """What a rule asks for, in words."""
        match rule.value:
            case Condition():
                return in_words(rule.value.expression, self._segments)
            case Usage():
                return {"M": "required", "O": "optional", "-": "not used"}[rule.value]
            case int():
                return f"at most {'once' if rule.value == 1 else f'{rule.value} times'}"
        if rule.kind is Kind.LENGTH:
            return characters(*map(int, rule.value))
        return " or ".join(map(str, rule.value))

    def _remark(self, rule: Rule) -> Iterator[Remark]:
        source, when = f"{rule.guide} line {rule.line}", self.when(rule)
        if rule.kind is Kind.CHECK:
            told = f"if {when}, {self.said(rule)}" if when else self.said(rule)
            text = f"{rule.say}: {told}" if rule.say else told
        elif when:
            told = f"{self.said(rule)} if {when}"
            text = f"{told} – {rule.say}" if rule.say else told
        else:
            # A line that rejects nothing is told as one, where the table looks as if it did.
            text = rule.say or (self.said(rule) if rule.severity is not Severity.ERROR else "")
        if text:
            yield Remark(_sentence(text), source, rule.severity)


def usage(rules: Iterable[Rule], standard: Use) -> Use:
    """How rules leave the usage of the standard."""
    found = standard
    for rule in rules:
        if rule.kind is not Kind.USE or rule.value is Usage.OPTIONAL:
            continue
        if rule.when is not None:
            found = Use.CONDITIONAL if found is Use.OPTIONAL else found
        else:
            found = Use.NOT_USED if rule.value is Usage.NOT_USED else Use.REQUIRED
    return found


def most(rules: Iterable[Rule], standard: int) -> int:
    """How often at most; 0 is any number."""
    limits = [rule.value for rule in rules if rule.kind is Kind.TIMES and rule.when is None]
    return min((one for one in (*limits, standard) if isinstance(one, int) and one), default=0)


def characters(least: int, most: int) -> str:
    """A length in words."""
    return f"{least} character{'s' if least > 1 else ''}" if least == most else f"{least} to {most} characters"


def name_of(item: Row | Loop) -> str:
    """What a step calls an item of a loop."""
    return item.path.rpartition("/")[2] if isinstance(item, Loop) else item.segment.id


def _ids(steps: Steps) -> Ids:
    return tuple([step.id for step in steps])


def _bounds(rule: Rule) -> bool:
    return rule.value is Usage.NOT_USED or rule.kind is Kind.TIMES


def _covers(rule: Sequence[Step], steps: Steps) -> bool:
    """Whether whatever `steps` lead to is meant by the steps of a rule."""
    return len(rule) == len(steps) and all(_step_covers(a, b) for a, b in zip(rule, steps, strict=True))


def _step_covers(rule: Step, step: Step) -> bool:
    told = {one.at: set(one.values) for one in step.qualifiers}
    return rule.id == step.id and all(told.get(one.at, {""}) <= set(one.values) for one in rule.qualifiers)


def _sentence(text: str) -> str:
    return text if text[:2].isupper() or text[1:2].isdigit() else text[:1].upper() + text[1:]
