"""Relations between segments that hold in all samples: control totals, and dates that come one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from b2b.edi.guides import against
from b2b.edi.guides.evaluate import STEPS, Inquiry, TooCostly
from b2b.edi.guides.expression import parse
from b2b.edi.guides.guide import Condition, Guide, GuideSet, Kind, Rule
from b2b.edi.guides.inference import edifact_totals
from b2b.edi.guides.inference.evidence import Evidence, Line, Surprise
from b2b.edi.guides.inference.paths import paths
from b2b.edi.guides.inference.told_apart import told, told_apart_by, value_of
from b2b.edi.guides.message import LoopThere, Scope
from b2b.edi.guides.place import Place, Step
from b2b.edi.guides.question import question
from b2b.edi.guides.reckoning import Value
from b2b.edi.guides.sight import MessageSight
from b2b.edi.load import syntax_of
from b2b.edi.schema import Row, SetSchema
from b2b.edi.x12.totals import Amount, totals_of
from b2b.errors import ConfigError

_SET = Place()
# Segments of the heading with a date in element 2, of EDIFACT in component 2, told apart by what stands first.
_DATED = ("DTM", "G62")
_MOST_DATES = 8


def relation_lines(schema: SetSchema, messages: Sequence[LoopThere]) -> Iterator[Line | Surprise]:
    """Checks of the whole set that hold in all samples, and in one at least say something; those that hold in all but
    one are surprises.

    Where reckoning them would cost more than a guide may, there are none: a guide has to stay within that bound too.
    """
    samples = _Samples(schema, messages)
    try:
        found = [*_totals(schema, samples), *_dates(schema, samples)]
    except TooCostly:
        return
    yield from found


class _Samples:
    """The messages, of which one relation after the other is asked."""

    def __init__(self, schema: SetSchema, messages: Sequence[LoopThere]) -> None:
        self.messages = messages
        self._inquiries = [Inquiry[Scope](message, STEPS) for message in messages]
        self._sights = {one.component: MessageSight(schema, one.component) for one in messages}

    def each(self, condition: Condition) -> list[Value]:
        """What it comes to in each of them. TooCostly."""
        asked = {parting: question(condition.expression, sight) for parting, sight in self._sights.items()}
        return [asked[one.message.loop.component].value(one.message, one) for one in self._inquiries]


def _totals(schema: SetSchema, samples: _Samples) -> Iterator[Line | Surprise]:
    candidates = edifact_totals.candidates if syntax_of(schema.release) == "edifact" else _candidates
    for text in dict.fromkeys(candidates(schema)):
        condition = _condition(text, schema)
        if condition is None:
            continue
        verdicts = samples.each(condition)
        true, false = verdicts.count(True), verdicts.count(False)
        if true and not false:
            yield Line(_SET, Kind.CHECK, condition, Evidence(true))
        elif true and false == 1:
            yield Surprise(verdicts.index(False), Evidence(true + 1))


def _candidates(schema: SetSchema) -> Iterator[str]:
    """What the notes of the set say of its totals, as expressions (`x12.totals`)."""
    totals = totals_of(schema.id)
    for count in totals.counts:
        for at in paths(schema, count.segment):
            for id in count.of:
                yield from (f"{at}{count.element:02d} = count({line})" for line in paths(schema, id))
    for summed in totals.sums:
        for at in paths(schema, summed.segment):
            for id, element in summed.of:
                for line in paths(schema, id):
                    yield f"{at}{summed.element:02d} = sum({line}, {id}{element:02d})"
    for amount in totals.amounts:
        told_by = f"[{amount.code}]" if amount.code else ""
        for at in paths(schema, amount.segment):
            for line in paths(schema, amount.line):
                yield f"{at}{told_by}{amount.element:02d} = {_reckoned(amount, line)}"


def _reckoned(amount: Amount, line: str) -> str:
    """Quantity times price, with the decimals that the total has."""
    id = amount.line
    total = f"sum({line}, {id}{amount.quantity:02d} * {id}{amount.price:02d})"
    if amount.decimals is None:
        return f"round({total}, 2)"
    return f"round({total} * {10**amount.decimals}, 0)"


def _dates(schema: SetSchema, samples: _Samples) -> Iterator[Line]:
    """Pairs of dates of the heading that come in the same order, or are the same, in every sample that has both.

    That may be chance, so the lines are gentle.
    """
    places = list(_dated(schema, samples.messages))[:_MOST_DATES]
    dates = {place: samples.each(_parsed(f"date({place})")) for place in places}
    for one, other in combinations(places, 2):
        both = [(a, b) for a, b in zip(dates[one], dates[other], strict=True) if a is not None and b is not None]
        signs = {_order(a, b) for a, b in both}
        sign = "=" if signs == {0} else "<=" if signs and 1 not in signs else ">=" if signs and -1 not in signs else ""
        condition = _condition(f"date({one}) {sign} date({other})", schema) if sign else None
        if condition is not None:
            yield Line(_SET, Kind.CHECK, condition, Evidence(len(both)), gentle=True)


def _order(one: Value, other: Value) -> int:
    assert one is not None
    assert other is not None
    return (str(one) > str(other)) - (str(one) < str(other))  # ISO dates


def _dated(schema: SetSchema, messages: Sequence[LoopThere]) -> Iterator[str]:
    """The date of the segment that begins the set, then those of the heading that the samples have."""
    of_edifact = syntax_of(schema.release) == "edifact"
    first = schema.root.items[1]
    row = first if isinstance(first, Row) else first.trigger
    for number, use in enumerate(row.segment.uses, start=1):
        if use.element is not None and use.element.type == "DT":
            yield f"{row.segment.id}{number:02d}"
            break
    for tag in _DATED:
        step = Step(tag)
        there = [(number, one) for number, message in enumerate(messages) for one in message.inside(step)]
        if there and told_apart_by(tag, there) is not None:
            for code in sorted({value_of(one, 1) for _, one in there}):
                yield str(Place((told(step, 1, code),), *((1, 2) if of_edifact else (2,))))


def _parsed(text: str) -> Condition:
    return Condition(text, parse(text, "a relation"))


def _condition(text: str, schema: SetSchema) -> Condition | None:
    """The condition of that text; None where it means nothing in this release of the set."""
    condition = _parsed(text)
    rule = Rule(_SET, Kind.CHECK, condition, "inferred", 1)
    try:
        against.require(Guide("inferred", "", schema.release, {schema.id: GuideSet(schema.id, (rule,))}))
    except ConfigError:
        return None
    return condition
