"""Makes the functions of an expression: what is known from the expression alone is decided here, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Generic

from b2b.edi.guides import answers, reckoning
from b2b.edi.guides.evaluate import Asked, Each, Question, ScopeT, Sight
from b2b.edi.guides.expression import OVER_PLACES, Call, Expression, Function, Literal, Operation, Reference
from b2b.edi.guides.reckoning import ORDERED, RECKONED, Value

_DECIMALS = frozenset({Function.COUNT, Function.SUM, Function.LENGTH, Function.ROUND})
_OF_TEXT: Mapping[Function, Callable[[str], Value]] = {
    Function.TEXT: lambda text: text,
    Function.LENGTH: lambda text: Decimal(len(text)),
    Function.DATE: reckoning.day,
    Function.GS1: reckoning.is_gs1,
}


def question(expression: Expression, sight: Sight[ScopeT]) -> Question[ScopeT]:
    """The question that an expression is."""
    return _Maker(sight).made(expression)


class _Maker(Generic[ScopeT]):
    def __init__(self, sight: Sight[ScopeT]) -> None:
        self._sight = sight

    def made(self, expression: Expression) -> Question[ScopeT]:
        match expression:
            case Literal(value=found):
                return Question(1, lambda scope, inquiry: found)
            case Reference():
                text = self._sight.value(expression)
                return Question(1, answers.numeral(text) if self._sight.is_number(expression) else text)
            case Operation(sign="and" | "or", operands=(first, second)):
                return answers.joined(expression.sign == "or", self.made(first), self.made(second))
            case Operation():
                return self._operation(expression.sign, expression.operands)
            case Call():
                return self._call(expression)
        raise AssertionError(expression)

    def _plain(self, expression: Expression) -> Question[ScopeT]:
        """Of an element its text, where nobody asks whether it holds a number."""
        if isinstance(expression, Reference):
            return Question(1, self._sight.value(expression))
        return self.made(expression)

    def _operation(self, sign: str, operands: Sequence[Expression]) -> Question[ScopeT]:
        if sign in ORDERED:
            return self._comparison(sign, *operands)
        if sign in RECKONED:
            one, other = map(self._plain, operands)
            return Question(1 + one.steps + other.steps, answers.reckoned(sign, one.asked, other.asked))
        if sign == "in":
            return self._among(operands)
        inner = self._plain(operands[0])
        return Question(1 + inner.steps, (answers.negated if sign == "not" else answers.negative)(inner.asked))

    def _comparison(self, sign: str, left: Expression, right: Expression) -> Question[ScopeT]:
        match left, right:
            case Reference(), Literal(value=str(text)):
                return Question(3, answers.of_text_element(sign, self._sight.value(left), text))
            case _, Literal(value=Decimal() as written):
                one = self._plain(left)
                return Question(2 + one.steps, answers.of_number(sign, one.asked, written))
        numbers = _is_decimal(left) or _is_decimal(right) or (self._is_numeral(left) and self._is_numeral(right))
        plain = numbers or _is_text(left) or _is_text(right)
        one, other = map(self._plain if plain else self.made, (left, right))
        days = _is_day(left) and _is_day(right)
        compared = answers.of_numbers if numbers else answers.of_days if days else answers.comparison
        return Question(1 + one.steps + other.steps, compared(sign, one.asked, other.asked))

    def _is_numeral(self, expression: Expression) -> bool:
        return isinstance(expression, Reference) and self._sight.is_number(expression)

    def _among(self, operands: Sequence[Expression]) -> Question[ScopeT]:
        first, *rest = operands
        if isinstance(first, Reference) and all(map(_is_text, rest)):
            texts = frozenset(str(one.value) for one in rest if isinstance(one, Literal))
            return Question(1 + len(operands), answers.one_of(self._sight.value(first), texts))
        wanted, *values = map(self.made, operands)
        steps = 1 + wanted.steps + sum(one.steps for one in values)
        return Question(steps, answers.among(wanted.asked, [one.asked for one in values]))

    def _call(self, call: Call) -> Question[ScopeT]:
        first, *rest = call.arguments
        if isinstance(first, Reference) and call.function in OVER_PLACES:
            inner = self.made(rest[0]) if rest else None
            return Question(1, self._over(call.function, self._sight.each(first), inner))
        arguments = [self._plain(one) for one in call.arguments]
        steps = 1 + sum(one.steps for one in arguments)
        if call.function is Function.ROUND:
            return Question(steps, answers.rounded(*(one.asked for one in arguments)))
        return Question(steps, answers.of_text(_OF_TEXT[call.function], arguments[0].asked))

    def _over(self, function: Function, each: Each[ScopeT], inner: Question[ScopeT] | None) -> Asked[ScopeT]:
        if function is Function.PRESENT:
            return answers.present(each)
        if function is Function.COUNT:
            return answers.count(each, inner)
        assert inner is not None
        if function is Function.SUM:
            return answers.summed(each, inner)
        return (answers.every if function is Function.ALL else answers.some)(each, inner)


def _is_decimal(expression: Expression) -> bool:
    """Whether it comes to a number, or to nothing."""
    match expression:
        case Literal(value=Decimal()):
            return True
        case Operation(sign=sign):
            return sign in RECKONED or sign == "negative"
        case Call(function=function):
            return function in _DECIMALS
    return False


def _is_day(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function is Function.DATE


def _is_text(expression: Expression) -> bool:
    return isinstance(expression, Literal) and isinstance(expression.value, str)
