"""The little language of a guide's conditions and calculations: what is written, parsed.

    condition  = both { "or" both }
    both       = negation { "and" negation }
    negation   = "not" negation | comparison
    comparison = sum [ ( "=" | "!=" | "<" | "<=" | ">" | ">=" ) sum | [ "not" ] "in" "(" sum { "," sum } ")" ]
    sum        = product { ( "+" | "-" ) product }
    product    = factor { ( "*" | "/" ) factor }
    factor     = "-" factor | number | 'text' | call | place | "(" condition ")"
    call       = name "(" [ argument { "," argument } ] ")"

`place` is an element as a guide writes it (`PO102`, `N1[ST]/N104`), from where the line stands; with a `/` before it,
from the set. Functions:

    present(PLACE)            whether an element, a segment or a loop is there and not empty
    count(PLACE[, condition]) how many there are (of which the condition holds, seen from each)
    sum(PLACE, value)         the sum of a value, seen from each
    all(PLACE, condition)     whether it holds, seen from each; any(...) from one of them at least
    length(value)             its characters
    round(value, places)      half up
    date(value)               the day of six, eight, twelve or fourteen digits (YYMMDD, CCYYMMDD, and with hours and
                              minutes, and seconds), so that days of all kinds compare
    gs1(value)                whether it is a number of GS1 (GTIN, GLN, GSIN, SSCC) whose check digit is right
    text(value)               as text: '007' is not 7

A minus between an element and a number needs a blank before it: `PO102-01` is a component. There is no other name,
nothing is executed, and what an expression may cost is bounded (`evaluate`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, NoReturn

from b2b.edi.guides.place import STEP, Place, parse_place
from b2b.errors import ConfigError

_LONGEST = 1_000
_DEEPEST = 30
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<number>\d+(?:\.\d+)?(?![\w\[]))
    | (?P<text>'(?:[^']|'')*')
    | (?P<place>/?{STEP}(?:/{STEP})*(?![\w\[]))
    | (?P<word>gs1|[a-z]+)
    | (?P<sign><=|>=|!=|[=<>+\-*/(),])
    )""",
    re.VERBOSE,
)


class Function(StrEnum):
    """The functions there are."""

    PRESENT = "present"
    COUNT = "count"
    SUM = "sum"
    ALL = "all"
    ANY = "any"
    LENGTH = "length"
    ROUND = "round"
    DATE = "date"
    GS1 = "gs1"
    TEXT = "text"


# How many arguments each takes; those that begin with a place.
_ARGUMENTS = {
    Function.PRESENT: (1, 1), Function.COUNT: (1, 2), Function.SUM: (2, 2), Function.ALL: (2, 2),
    Function.ANY: (2, 2), Function.LENGTH: (1, 1), Function.ROUND: (2, 2), Function.DATE: (1, 1),
    Function.GS1: (1, 1), Function.TEXT: (1, 1),
}  # fmt: skip
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">=", "in"})
OVER_PLACES = frozenset({Function.PRESENT, Function.COUNT, Function.SUM, Function.ALL, Function.ANY})


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Reference:
    """An element or, as the first argument of a function, a segment or loop; `absolute`: from the set."""

    place: Place
    absolute: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` (`+`, `<=`, `and`, `in`, ...) on its operands; a negation has one, `in` the value and then the list."""

    sign: str
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function and its arguments."""

    function: Function
    arguments: tuple[Expression, ...]


Expression = Literal | Reference | Operation | Call


def parse(text: str, where: str) -> Expression:
    """The expression of that text. ConfigError names the character at which it is wrong, and what could stand there."""
    if len(text) > _LONGEST:
        raise ConfigError(f"an expression has at most {_LONGEST} characters", where=where)
    parser = _Parser(text, where)
    found = parser.condition(0)
    parser.end()
    return found


def is_condition(found: Expression) -> bool:
    """Whether it comes to true or false; a value, such as that of an element, is neither."""
    match found:
        case Operation("and" | "or" | "not", operands):
            return all(map(is_condition, operands))
        case Operation(sign):
            return sign in _COMPARED
        case Call(Function.ALL | Function.ANY, (_, inner)):
            return is_condition(inner)
        case Call(function):
            return function in (Function.PRESENT, Function.GS1)
    return False


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


class _Parser:
    """Reads tokens from left to right, one ahead."""

    def __init__(self, text: str, where: str) -> None:
        self._text, self._where = text, where
        self._tokens = self._tokenized()
        self._at = 0

    def _tokenized(self) -> list[_Token]:
        tokens: list[_Token] = []
        at, end = 0, len(self._text.rstrip())
        while at < end:
            match = _TOKEN.match(self._text, at)
            if match is None or match.lastgroup is None:
                start = at + len(self._text[at:]) - len(self._text[at:].lstrip())
                if self._text[start] == "'":
                    raise self._error(start, "the text that begins here has no ' at its end")
                raise self._error(start, f"{self._text[start : start + 10]!r} is nothing that is known here")
            tokens.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup)))
            at = match.end()
        tokens.append(_Token("end", "", len(self._text)))
        return tokens

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> str:
        """Take the next token where it is one of these signs or words."""
        token = self._next
        if token.kind in ("sign", "word") and token.text in texts:
            self._at += 1
            return token.text
        return ""

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            self._fail(f"{sign!r} is missing")

    def end(self) -> None:
        """Nothing may come any more."""
        if self._next.kind != "end":
            self._fail(f"{self._next.text!r} stands behind a whole expression")

    def condition(self, depth: int) -> Expression:
        return self._chain(depth, self._both, "or")

    def _both(self, depth: int) -> Expression:
        return self._chain(depth, self._negation, "and")

    def _negation(self, depth: int) -> Expression:
        self._check_depth(depth)
        if self._take("not"):
            return Operation("not", (self._negation(depth + 1),))
        return self._comparison(depth)

    def _comparison(self, depth: int) -> Expression:
        left = self._sum(depth)
        if sign := self._take("=", "!=", "<", "<=", ">", ">="):
            return Operation(sign, (left, self._sum(depth)))
        negated = self._take("not")
        if self._take("in"):
            self._expect("(")
            found = Operation("in", (left, *self._listed(depth, self._sum)))
            return Operation("not", (found,)) if negated else found
        if negated:
            self._fail("'in' is missing behind 'not'")
        return left

    def _sum(self, depth: int) -> Expression:
        return self._chain(depth, self._product, "+", "-")

    def _product(self, depth: int) -> Expression:
        return self._chain(depth, self._factor, "*", "/")

    def _chain(self, depth: int, inner: Callable[[int], Expression], *signs: str) -> Expression:
        found = inner(depth)
        while sign := self._take(*signs):
            found = Operation(sign, (found, inner(depth)))
        return found

    def _factor(self, depth: int) -> Expression:
        self._check_depth(depth)
        token = self._next
        if self._take("-"):
            return Operation("negative", (self._factor(depth + 1),))
        if self._take("("):
            found = self.condition(depth + 1)
            self._expect(")")
            return found
        self._at += 1
        match token.kind:
            case "number":
                return Literal(Decimal(token.text))
            case "text":
                return Literal(token.text[1:-1].replace("''", "'"))
            case "place":
                return self._reference(token, element=True)
            case "word":
                return self._call(token, depth)
        raise self._error(token.at, "a value is missing")

    def _call(self, token: _Token, depth: int) -> Expression:
        if token.text not in set(Function):
            raise self._error(token.at, f"there is no function {token.text!r} (known: {', '.join(Function)})")
        function = Function(token.text)
        self._expect("(")
        arguments: list[Expression] = []
        if function in OVER_PLACES:
            place = self._next
            if place.kind != "place":
                self._fail(f"{function} begins with a place")
            self._at += 1
            arguments.append(self._reference(place, element=False))
            if self._take(","):
                arguments += self._listed(depth, self.condition)
            else:
                self._expect(")")
        else:
            arguments += self._listed(depth, self.condition)
        least, most = _ARGUMENTS[function]
        if not least <= len(arguments) <= most:
            takes = f"{least} argument{'s' if least > 1 else ''}" if least == most else f"{least} or {most} arguments"
            raise self._error(token.at, f"{function} takes {takes}")
        return Call(function, tuple(arguments))

    def _listed(self, depth: int, inner: Callable[[int], Expression]) -> list[Expression]:
        found = [inner(depth + 1)]
        while self._take(","):
            found.append(inner(depth + 1))
        self._expect(")")
        return found

    def _reference(self, token: _Token, *, element: bool) -> Reference:
        absolute = token.text.startswith("/")
        try:
            place = parse_place(token.text.removeprefix("/"), self._where)
        except ConfigError as error:
            raise self._error(token.at, error.message) from error
        if element and place.element is None:
            raise self._error(
                token.at, f"{token.text} is no element; write its number, such as {place.steps[-1].tag}01"
            )
        return Reference(place, absolute)

    def _check_depth(self, depth: int) -> None:
        if depth > _DEEPEST:
            self._fail(f"it is nested deeper than {_DEEPEST}")

    def _fail(self, what: str) -> NoReturn:
        raise self._error(self._next.at, what)

    def _error(self, at: int, what: str) -> ConfigError:
        return ConfigError(
            f"{self._text!r}: {what} (character {at + 1})",
            where=self._where,
            next_step="docs/guides.md has the grammar",
        )
