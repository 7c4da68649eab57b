"""Expressions evaluated as their grammar says, part by part: slow, and plain to follow."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from b2b.documents.gtin import check_digit
from b2b.edi.guides.evaluate import TooCostly
from b2b.edi.guides.expression import Call, Expression, Function, Literal, Operation, Reference
from b2b.edi.guides.reckoning import Value

_EXACT = decimal.Context(prec=60, Emax=999, Emin=-999, traps=[])
_PLACES = 20
# GTIN-8, -12, -13 (as GLN) and -14, GSIN and SSCC.
_GS1_LENGTHS = frozenset({8, 12, 13, 14, 17, 18})


class Numeral(str):
    """The value of an element that holds a number, as it is written, with a point."""

    __slots__ = ()


class Scope(Protocol):
    """A place in a message, from which an expression is seen."""

    def value(self, reference: Reference) -> str | None:
        """The element, of the first that is meant, a `Numeral` where it is one; None where it is not there or empty."""
        ...

    def each(self, reference: Reference) -> Sequence[Scope]:
        """Every segment or loop that is meant, or every place with that element."""
        ...


class Budget:
    """Counts the steps of the expressions that are asked about one message."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def spend(self, steps: int = 1) -> None:
        """TooCostly where there are none left."""
        self.left -= steps
        if self.left < 0:
            raise TooCostly


def value(expression: Expression, scope: Scope, budget: Budget) -> Value:
    """What an expression comes to; None where that cannot be said. TooCostly."""
    with decimal.localcontext(_EXACT):
        return _value(expression, scope, budget)


def _value(expression: Expression, scope: Scope, budget: Budget) -> Value:
    budget.spend()
    match expression:
        case Literal():
            return expression.value
        case Reference():
            return scope.value(expression)
        case Operation(sign="and" | "or"):
            return _joined(expression, scope, budget)
        case Operation():
            return _operated(expression.sign, [_value(one, scope, budget) for one in expression.operands])
        case Call():
            return _called(expression, scope, budget)


def _joined(operation: Operation, scope: Scope, budget: Budget) -> Value:
    """`and` is false where one side is, `or` true; else unknown where one side is."""
    decides = operation.sign == "or"
    unknown = False
    for operand in operation.operands:
        found = _value(operand, scope, budget)
        if found is decides:
            return decides
        unknown = unknown or found is not (not decides)
    return None if unknown else not decides


def _operated(sign: str, operands: Sequence[Value]) -> Value:
    if sign == "not":
        return not operands[0] if isinstance(operands[0], bool) else None
    if any(one is None for one in operands[:1]) or (sign != "in" and None in operands):
        return None
    if sign == "negative":
        number = _number(operands[0])
        return -number if number is not None else None
    if sign == "in":
        return _is_among(operands[0], operands[1:])
    left, right = operands
    if sign in ("=", "!="):
        same = _compared(left, right) == 0
        return same if sign == "=" else not same
    if sign in ("<", "<=", ">", ">="):
        order = _compared(left, right)
        if order is None:
            return None
        return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[sign]
    return _reckoned(sign, _number(left), _number(right))


def _is_among(wanted: Value, values: Sequence[Value]) -> Value:
    if any(_compared(wanted, one) == 0 for one in values if one is not None):
        return True
    return None if None in values else False


def _compared(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; None where the two cannot be put in order (they are then not the same)."""
    numbers = isinstance(left, Numeral | Decimal) and isinstance(right, Numeral | Decimal)
    if numbers or isinstance(left, Decimal) or isinstance(right, Decimal):
        one, other = _number(left), _number(right)
        if one is None or other is None:
            return None
        return (one > other) - (one < other)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return (left > right) - (left < right)
    return 0 if left is right else None


def _reckoned(sign: str, left: Decimal | None, right: Decimal | None) -> Value:
    if left is None or right is None or (sign == "/" and not right):
        return None
    found = {"+": left + right, "-": left - right, "*": left * right}.get(sign)
    found = left / right if found is None else found
    return found if found.is_finite() else None


def _called(call: Call, scope: Scope, budget: Budget) -> Value:
    first, *rest = call.arguments
    match call.function:
        case Function.PRESENT:
            assert isinstance(first, Reference)
            return next(_each(first, scope, budget), None) is not None
        case Function.COUNT:
            assert isinstance(first, Reference)
            found = (one for one in _each(first, scope, budget) if not rest or _value(rest[0], one, budget) is True)
            return Decimal(sum(1 for _ in found))
        case Function.SUM:
            assert isinstance(first, Reference)
            numbers = (_number(_value(rest[0], one, budget)) for one in _each(first, scope, budget))
            return sum((number for number in numbers if number is not None), Decimal(0))
        case Function.ALL:
            assert isinstance(first, Reference)
            return all(_value(rest[0], one, budget) is not False for one in _each(first, scope, budget))
        case Function.ANY:
            assert isinstance(first, Reference)
            return any(_value(rest[0], one, budget) is True for one in _each(first, scope, budget))
        case _:
            return _of_value(call.function, [_value(one, scope, budget) for one in call.arguments])


def _each(reference: Reference, scope: Scope, budget: Budget) -> Iterator[Scope]:
    found = scope.each(reference)
    budget.spend(len(found))
    return iter(found)


def _of_value(function: Function, arguments: Sequence[Value]) -> Value:
    first = arguments[0]
    if first is None:
        return None
    match function:
        case Function.TEXT:
            return _text(first)
        case Function.LENGTH:
            return Decimal(len(_text(first)))
        case Function.DATE:
            return _date(_text(first))
        case Function.GS1:
            return _is_gs1(_text(first))
    number, places = _number(first), _number(arguments[1])
    if number is None or places is None or places != int(places) or not 0 <= places <= _PLACES:
        return None
    rounded = number.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
    return rounded if rounded.is_finite() else None


def _number(found: Value) -> Decimal | None:
    if isinstance(found, Decimal):
        return found
    if not isinstance(found, str) or not found.isascii() or not found.strip("-").replace(".", "", 1).isdigit():
        return None
    number = Decimal(found) if found.count("-") == found.startswith("-") else None
    return +number if number is not None else None


def _text(found: Value) -> str:
    if isinstance(found, Decimal):
        return format(found, "f")
    return found.isoformat() if isinstance(found, dt.date) else str(found)


def _date(text: str) -> dt.date | None:
    """Of eight digits, with hours and minutes (and seconds) behind them or not, or of six: from 1950 to 2049."""
    if not text.isascii() or not text.isdigit() or len(text) not in (6, 8, 12, 14):
        return None
    whole = text if len(text) > 6 else f"{'19' if text >= '5' else '20'}{text}"
    try:
        return dt.date(int(whole[:4]), int(whole[4:6]), int(whole[6:8]))
    except ValueError:
        return None


def _is_gs1(text: str) -> bool:
    digits = text.isascii() and text.isdigit()
    return digits and len(text) in _GS1_LENGTHS and check_digit(text[:-1]) == text[-1]
