"""The parts of expressions as functions: each gives what one part comes to, out of the functions of the parts in it.

What they surely take is spent by whoever asks a whole expression, at once (`Question.steps`). They spend what depends
on the message: what stands behind an `and` or `or`, and what `count` and its like look at.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from b2b.edi.guides import reckoning
from b2b.edi.guides.evaluate import Asked, Each, Inquiry, Question, ScopeT, Text
from b2b.edi.guides.reckoning import ORDERED, RECKONED, Numeral, Value, number, of_one_kind

Both = tuple[object, object] | None


def numeral(text: Text[ScopeT]) -> Asked[ScopeT]:
    """The element as a number, which compares as one."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = text(scope, inquiry)
        return Numeral(found) if found is not None else None

    return asked


def joined(decides: bool, first: Question[ScopeT], second: Question[ScopeT]) -> Question[ScopeT]:
    """`and` (False decides) is false where one side is, `or` (True decides) true; else unknown where one side is."""
    one, other, steps = first.asked, second.asked, second.steps
    otherwise = not decides

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        left = one(scope, inquiry)
        if left is decides:
            return decides
        inquiry.spend(steps)
        right = other(scope, inquiry)
        if right is decides:
            return decides
        return otherwise if left is otherwise and right is otherwise else None

    return Question(1 + first.steps, asked)


def negated(inner: Asked[ScopeT]) -> Asked[ScopeT]:
    """`not`."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = inner(scope, inquiry)
        return not found if isinstance(found, bool) else None

    return asked


def negative(inner: Asked[ScopeT]) -> Asked[ScopeT]:
    """A number with the other sign."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = number(inner(scope, inquiry))
        return reckoning.negative(found) if found is not None else None

    return asked


def reckoned(sign: str, one: Asked[ScopeT], other: Asked[ScopeT]) -> Asked[ScopeT]:
    """Sum, difference, product, quotient."""
    operation = RECKONED[sign]
    divides = sign == "/"

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        left, right = number(one(scope, inquiry)), number(other(scope, inquiry))
        if left is None or right is None or (divides and not right):
            return None
        found = operation(left, right)
        return found if found.is_finite() else None

    return asked


def comparison(
    sign: str, one: Asked[ScopeT], other: Asked[ScopeT], kind: Callable[[Value, Value], Both] = of_one_kind
) -> Asked[ScopeT]:
    """Of values of whatever kind; `kind` makes two what they compare as, None where they cannot be put in order."""
    fits = ORDERED[sign]
    unordered = {"=": False, "!=": True}.get(sign)

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        left, right = one(scope, inquiry), other(scope, inquiry)
        if left is None or right is None:
            return None
        both = kind(left, right)
        return fits(*both) if both is not None else unordered

    return asked


def of_numbers(sign: str, one: Asked[ScopeT], other: Asked[ScopeT]) -> Asked[ScopeT]:
    """A comparison of which it is known beforehand that it is one of numbers."""
    return comparison(sign, one, other, _numbers)


def _numbers(left: Value, right: Value) -> Both:
    one, other = number(left), number(right)
    return (one, other) if one is not None and other is not None else None


def of_days(sign: str, one: Asked[ScopeT], other: Asked[ScopeT]) -> Asked[ScopeT]:
    """A comparison of which it is known beforehand that it is one of days."""
    fits = ORDERED[sign]

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        left, right = one(scope, inquiry), other(scope, inquiry)
        return fits(left, right) if left is not None and right is not None else None

    return asked


def of_number(sign: str, one: Asked[ScopeT], other: Decimal) -> Asked[ScopeT]:
    """A comparison with a number that is written."""
    fits = ORDERED[sign]
    unordered = {"=": False, "!=": True}.get(sign)

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        left = one(scope, inquiry)
        if left is None:
            return None
        a = number(left)
        return fits(a, other) if a is not None else unordered

    return asked


def of_text_element(sign: str, text: Text[ScopeT], other: str) -> Asked[ScopeT]:
    """A comparison of an element with a text that is written."""
    fits = ORDERED[sign]

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = text(scope, inquiry)
        return fits(found, other) if found is not None else None

    return asked


def one_of(text: Text[ScopeT], texts: frozenset[str]) -> Asked[ScopeT]:
    """Whether an element has one of these texts."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = text(scope, inquiry)
        return found in texts if found is not None else None

    return asked


def among(wanted: Asked[ScopeT], values: Sequence[Asked[ScopeT]]) -> Asked[ScopeT]:
    """Whether a value is the same as one of the others."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        left, others = wanted(scope, inquiry), [one(scope, inquiry) for one in values]
        return reckoning.among(left, others) if left is not None else None

    return asked


def present(each: Each[ScopeT]) -> Asked[ScopeT]:
    """Whether a place is there."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = each(scope, inquiry)
        inquiry.spend(len(found))
        return bool(found)

    return asked


def count(each: Each[ScopeT], inner: Question[ScopeT] | None) -> Asked[ScopeT]:
    """How many places there are, or of how many a condition is true."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = each(scope, inquiry)
        inquiry.spend(len(found))
        return Decimal(len(found) if inner is None else sum(inner.is_true(one, inquiry) for one in found))

    return asked


def summed(each: Each[ScopeT], inner: Question[ScopeT]) -> Asked[ScopeT]:
    """What a value adds up to; places where it is no number count nothing."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = each(scope, inquiry)
        inquiry.spend(len(found))
        numbers = [number(inner.value(one, inquiry)) for one in found]
        return reckoning.total(one for one in numbers if one is not None)

    return asked


def every(each: Each[ScopeT], inner: Question[ScopeT]) -> Asked[ScopeT]:
    """Whether a condition holds, seen from each."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = each(scope, inquiry)
        inquiry.spend(len(found))
        return all(inner.holds(one, inquiry) for one in found)

    return asked


def some(each: Each[ScopeT], inner: Question[ScopeT]) -> Asked[ScopeT]:
    """Whether a condition is true, seen from one of them."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = each(scope, inquiry)
        inquiry.spend(len(found))
        return any(inner.is_true(one, inquiry) for one in found)

    return asked


def of_text(function: Callable[[str], Value], inner: Asked[ScopeT]) -> Asked[ScopeT]:
    """What a function makes of a value as text."""

    def asked(scope: ScopeT, inquiry: Inquiry[ScopeT]) -> Value:
        found = inner(scope, inquiry)
        if found is None:
            return None
        return function(found if isinstance(found, str) else reckoning.text(found))

    return asked


def rounded(inner: Asked[ScopeT], places: Asked[ScopeT]) -> Asked[ScopeT]:
    """Half up, to so many places."""
    return lambda scope, inquiry: reckoning.rounded(inner(scope, inquiry), places(scope, inquiry))
