"""Conditions and calculations of a guide as English sentences, for people who do not know the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from b2b.edi.guides.expression import Call, Expression, Function, Literal, Operation, Reference
from b2b.edi.schema import Segment

_COMPARED = {
    "=": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least",
}  # fmt: skip
_OF_DAYS = {"<": "is before", "<=": "is not after", ">": "is after", ">=": "is not before"}
_RECKONED = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_TIGHT = frozenset({"*", "/"})


def in_words(expression: Expression, segments: Mapping[str, Segment]) -> str:
    """The sentence for an expression; `segments` of the release name its elements, each where it comes first."""
    return _Teller(segments).tell(expression)


class _Teller:
    def __init__(self, segments: Mapping[str, Segment]) -> None:
        self._segments = segments
        self._named: set[str] = set()

    def tell(self, expression: Expression) -> str:
        match expression:
            case Literal():
                return f"“{expression.value}”" if isinstance(expression.value, str) else format(expression.value, "f")
            case Reference():
                return self._reference(expression)
            case Call():
                return self._call(expression)
            case Operation():
                return self._operation(expression.sign, expression.operands)

    def _operation(self, sign: str, operands: Sequence[Expression]) -> str:
        if sign in ("and", "or"):
            return f" {sign} ".join(self._within(one, {"and", "or"} - {sign}) for one in operands)
        if sign == "not":
            return self._negated(operands[0])
        if sign == "negative":
            return f"−{self._within(operands[0], set(_RECKONED))}"
        if sign == "in":
            return self._among(operands, "is one of" if len(operands) > 2 else "is")
        left, right = operands
        if sign in _RECKONED:
            loose = {"+", "-"} if sign in _TIGHT else set()
            behind = {"+", "-", *_TIGHT} if sign == "/" else {"+", "-"} if sign in ("-", "*") else loose
            return f"{self._within(left, loose)} {_RECKONED[sign]} {self._within(right, behind)}"
        brackets = {"and", "or"}
        days = _is_day(left) or _is_day(right)
        said = _OF_DAYS.get(sign, _COMPARED[sign]) if days else _COMPARED[sign]
        return f"{self._within(left, brackets)} {said} {self._within(right, brackets)}"

    def _negated(self, inner: Expression) -> str:
        match inner:
            case Call(function=Function.PRESENT, arguments=(Reference() as place,)):
                return f"{self._reference(place)} is not there"
            case Call(function=Function.GS1, arguments=(value,)):
                return f"{self.tell(value)} is no number of GS1 with a right check digit"
            case Operation(sign="in"):
                return self._among(inner.operands, "is none of" if len(inner.operands) > 2 else "is not")
        return f"it is not so that {self._within(inner, {'and', 'or'})}"

    def _among(self, operands: Sequence[Expression], said: str) -> str:
        value, *rest = (self.tell(one) for one in operands)
        return f"{value} {said} {', '.join(rest)}"

    def _within(self, inner: Expression, loose: set[str]) -> str:
        """In brackets where it would be read otherwise without."""
        told = self.tell(inner)
        sums = isinstance(inner, Call) and inner.function in (Function.SUM, Function.COUNT) and "and" not in loose
        return f"({told})" if sums or (isinstance(inner, Operation) and inner.sign in loose) else told

    def _call(self, call: Call) -> str:
        first, *rest = call.arguments
        if call.function is Function.ROUND:
            places = self.tell(rest[0])
            to = "a whole number" if places == "0" else f"{places} decimals"
            return f"{self._within(first, set(_RECKONED))} rounded to {to}"
        told = self.tell(first)
        match call.function:
            case Function.PRESENT:
                return f"{told} is there"
            case Function.COUNT:
                return f"the number of {told}" + (f" where {self.tell(rest[0])}" if rest else "")
            case Function.SUM:
                return f"the sum of {self._within(rest[0], {'+', '-'})} over all {told}"
            case Function.ALL:
                return f"for every {told} it holds that {self.tell(rest[0])}"
            case Function.ANY:
                return f"for one {told} at least it holds that {self.tell(rest[0])}"
            case Function.LENGTH:
                return f"the length of {told}"
            case Function.DATE:
                return f"the day in {told}"
            case Function.GS1:
                return f"{told} is a number of GS1 with a right check digit"
            case _:
                return f"{told} (as text)"

    def _reference(self, reference: Reference) -> str:
        """The place as the guide writes it, with the name of its element where it comes first."""
        place = reference.place
        told = str(place)
        segment = self._segments.get(place.steps[-1].tag)
        if place.element is None or segment is None or told in self._named or place.element > len(segment.uses):
            return told
        self._named.add(told)
        use = segment.uses[place.element - 1]
        named = use.element or use.composite
        if use.composite is not None and place.component is not None and place.component <= len(use.composite.uses):
            named = use.composite.uses[place.component - 1].element
        return f"{told} ({named.name})" if named is not None else told


def _is_day(expression: Expression) -> bool:
    return isinstance(expression, Call) and expression.function is Function.DATE


def syntax_words(notes: Sequence[str], tag: str) -> list[str]:
    """The syntax notes of a segment (X12.6 section 3.8.3), such as `P0304`, in words."""
    return [_syntax(note[0], [f"{tag}{note[at : at + 2]}" for at in range(1, len(note), 2)]) for note in notes]


def _syntax(kind: str, places: Sequence[str]) -> str:
    first, rest = places[0], places[1:]
    match kind:
        case "P":
            return f"{_listed(places, 'and')} stand together, or none of them"
        case "R":
            return f"one of {_listed(places, 'or')} at least is there"
        case "E":
            return f"only one of {_listed(places, 'or')} is there"
        case "C":
            return f"where {first} is there, {_listed(rest, 'and')} {'is' if len(rest) == 1 else 'are'} too"
        case _:
            return f"where {first} is there, one of {_listed(rest, 'or')} at least is too"


def _listed(places: Sequence[str], word: str) -> str:
    return places[0] if len(places) == 1 else f"{', '.join(places[:-1])} {word} {places[-1]}"
