"""The language of conditions and calculations: its grammar, its errors, what it comes to and what it may cost."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.edi.guides.evaluate import Each, Inquiry, Text, TooCostly
from b2b.edi.guides.expression import Call, Expression, Function, Literal, Operation, Reference, parse
from b2b.edi.guides.place import Place, Qualifier, Step, parse_place
from b2b.edi.guides.question import question
from b2b.edi.guides.reckoning import Value
from b2b.errors import ConfigError


@dataclass(frozen=True)
class Message:
    """A scope of elements by their place, and of places with several."""

    elements: dict[str, str] = field(default_factory=dict)
    many: dict[str, Sequence[Message]] = field(default_factory=dict)

    def value(self, reference: Reference) -> str | None:
        return self.elements.get(("/" if reference.absolute else "") + str(reference.place))

    def each(self, reference: Reference) -> Sequence[Message]:
        if reference.place.element is not None:
            return [self] if self.value(reference) else []
        return self.many.get(str(reference.place), [])


class AsItSays:
    """Messages as their scopes say, without numbers."""

    def value(self, reference: Reference) -> Text[Message]:
        return lambda scope, inquiry: scope.value(reference)

    def each(self, reference: Reference) -> Each[Message]:
        return lambda scope, inquiry: scope.each(reference)

    def is_number(self, reference: Reference) -> bool:
        return False


ORDER = Message(
    {"BEG01": "00", "BEG02": "SA", "BEG05": "20260105", "CTT01": "2", "/AMT[TT]02": "31.5", "DTM[010]02": "260119"},
    {
        "PO1": [
            Message({"PO102": "10", "PO104": "1.5", "PO107": "W-1", "/BEG01": "00"}),
            Message({"PO102": "3", "PO104": "5.50", "PO107": "007", "/BEG01": "00"}),
        ],
        "N1[ST]": [Message({"N102": "Example"})],
    },
)


def comes_to(expression: Expression, message: Message = ORDER, steps: int = 10_000) -> Value:
    return question(expression, AsItSays()).value(message, Inquiry(message, steps))


def worth(text: str, message: Message = ORDER, steps: int = 10_000) -> Value:
    return comes_to(parse(text, "here"), message, steps)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 2", D(5)),
        ("(1 + 2) * 3", D(9)),
        ("-2 - -3", D(1)),
        ("BEG02 = 'SA'", True),
        ("BEG01 = 0", True),
        ("text(BEG01) = '0'", False),
        ("BEG01 in ('00', '05')", True),
        ("BEG01 not in ('00', '05')", False),
        ("BEG02 != 'SA' or CTT01 >= 2", True),
        ("not BEG02 = 'SA' and CTT01 >= 2", False),
        ("count(PO1) = CTT01", True),
        ("count(PO1, PO102 > 5)", D(1)),
        ("count(PO1, PO102 > 5 and /BEG01 = '00')", D(1)),
        ("sum(PO1, PO102 * PO104) = /AMT[TT]02", True),
        ("sum(PO1, round(PO102 * PO104, 0))", D(32)),
        ("all(PO1, PO102 > 2)", True),
        ("any(PO1, PO107 = '007')", True),
        ("any(PO1, PO107 = 'X')", False),
        ("present(N1[ST])", True),
        ("present(N1[BT])", False),
        ("present(BEG02)", True),
        ("present(BEG03)", False),
        ("length(BEG05) = 8", True),
        ("date(DTM[010]02) - 1 = 3", None),
        ("date(DTM[010]02) > date(BEG05)", True),
        ("date('20260231')", None),
        ("date('500101')", dt.date(1950, 1, 1)),
        ("date('491231')", dt.date(2049, 12, 31)),
        ("date('202601052359')", dt.date(2026, 1, 5)),
        ("date('20260105235959')", dt.date(2026, 1, 5)),
        ("date('2026010523')", None),
        ("gs1('4006381333931')", True),
        ("gs1('4006381333932')", False),
        ("gs1('00012345600012')", True),
        ("gs1('400638133393')", False),
        ("gs1('12345')", False),
        ("gs1(PO107)", None),
        ("'it''s'", "it's"),
        ("round(2.5, 0)", D(3)),
        ("1 / 0", None),
        ("1 / 3 * 3 < 1.0000001", True),
        ("BEG02 + 1", None),
        ("BEG02 < 5", None),
        ("BEG02 = 5", False),
        ("not 5", None),
        ("round(1, 99)", None),
    ],
)
def test_what_it_comes_to(text: str, expected: Value) -> None:
    found = worth(text)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    "text",
    [
        "REF02 = 'x'", "REF02 != 'x'", "REF02 + 1 > 2", "not REF02 = 1", "REF02 in (1, 2)", "BEG02 in ('XX', REF02)",
        "REF02 = 1 and BEG02 = 'SA'", "REF02 = 1 or BEG02 = 'XX'", "length(REF02) = 2", "round(REF02, 2) = 1", "-REF02 < 0",
    ],
)  # fmt: skip
def test_what_is_not_there_decides_nothing(text: str) -> None:
    expression = parse(text, "here")
    assert comes_to(expression) is None
    asked, inquiry = question(expression, AsItSays()), Inquiry(ORDER, 10_000)
    assert asked.holds(ORDER, inquiry)
    assert not asked.is_true(ORDER, inquiry)


@pytest.mark.parametrize("text", ["REF02 = 1 and BEG02 = 'XX'", "not (REF02 = 1 or BEG02 = 'SA')"])
def test_one_side_may_decide_alone(text: str) -> None:
    assert worth(text) is False


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("", 1, "a value is missing"),
        ("1 +", 4, "a value is missing"),
        ("1 2", 3, "behind a whole expression"),
        ("(1", 3, "')' is missing"),
        ("1)", 2, "behind a whole expression"),
        ("size(BEG01)", 1, "no function 'size'"),
        ("present(1)", 9, "begins with a place"),
        ("PO1 = 2", 1, "is no element"),
        ("BEG01 = 'x", 9, "has no ' at its end"),
        ("BEG1 = 2", 1, "nothing that is known"),
        ("1 > > 2", 5, "a value is missing"),
        ("round(1)", 1, "takes 2"),
        ("count(PO1, 1, 2)", 1, "takes 1 or 2"),
        ("sum(PO1)", 1, "takes 2"),
        ("1 not 2", 7, "'in' is missing"),
        ("BEG01 in 'x'", 10, "'(' is missing"),
        ("REF[]01 = 1", 1, "no place"),
        ("N101/N102 = 1", 1, "no place"),
        ("__import__('os')", 1, "nothing that is known"),
        ("a.b", 2, "nothing that is known"),
        ("BEG01 = 1 ; 2", 11, "nothing that is known"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(text: str, at: int, said: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)) as raised:
        parse(text, "guide.toml line 3")
    assert f"(character {at})" in raised.value.message
    assert (raised.value.where, bool(raised.value.next_step)) == ("guide.toml line 3", True)


def test_nothing_is_without_end() -> None:
    for text in ("(" * 900, "not " * 240 + "1", "-" * 999 + "1", "1+" * 600 + "1", f"'{'x' * 2000}'"):
        with pytest.raises(ConfigError):
            parse(text, "here")
    lines = [Message({"PO102": "1"}) for _ in range(1000)]
    wide = Message(many={"PO1": [Message({"PO102": "1"}, {"PO1": lines}) for _ in range(1000)]})
    with pytest.raises(TooCostly):
        worth("sum(PO1, count(PO1, PO102 = 1))", wide, steps=100_000)
    assert worth("count(PO1)", wide) == 1000
    assert worth("9" * 50 + "*" + "9" * 50 + "*" + "9" * 50 + " > 1") is True


@given(st.text(alphabet=st.sampled_from("BEG012 ()+-*/<>=!,'[]andorotcunsm"), max_size=40))
def test_any_text_is_an_expression_or_an_error_with_a_place(text: str) -> None:
    try:
        found = parse(text, "here")
    except ConfigError as error:
        assert re.search(r"\(character \d+\)", error.message)  # noqa: PT017
    else:
        comes_to(found)


PLACES = st.builds(
    Place,
    st.lists(
        st.builds(
            Step,
            st.sampled_from(["BEG", "N1", "PO1", "REF", "N1-2", "G62"]),
            st.lists(
                st.builds(
                    Qualifier, st.integers(1, 9), st.tuples(st.sampled_from(["ST", "0 1", "a.b"])), st.integers(1, 12)
                ),
                max_size=2,
            ).map(tuple),
        ),
        min_size=1,
        max_size=3,
    ).map(tuple),
    st.integers(1, 16),
    st.none() | st.integers(1, 5),
)


@given(PLACES)
def test_a_place_is_written_as_it_is_read(place: Place) -> None:
    assert parse_place(str(place), "here") == place


EXPRESSIONS = st.recursive(
    st.builds(Literal, st.decimals(0, 1000, places=2) | st.sampled_from(["", "x", "it's", "00"]))
    | st.builds(Reference, PLACES, st.booleans()),
    lambda inner: st.one_of(
        st.builds(Operation, st.sampled_from(["+", "-", "*", "/", "=", "<=", "!="]), st.tuples(inner, inner)),
        st.builds(Operation, st.sampled_from(["and", "or"]), st.tuples(inner, inner)),
        st.builds(Operation, st.sampled_from(["not", "negative"]), st.tuples(inner)),
        st.builds(Operation, st.just("in"), st.tuples(inner, inner, inner)),
        st.builds(Call, st.just(Function.LENGTH), st.tuples(inner)),
        st.builds(Call, st.just(Function.ROUND), st.tuples(inner, inner)),
        st.builds(
            lambda place, one: Call(Function.SUM, (place, one)), st.builds(Reference, PLACES, st.booleans()), inner
        ),
    ),
    max_leaves=8,
)


def written(expression: Expression) -> str:
    """The expression as text, with all of its brackets."""
    match expression:
        case Literal():
            quoted = str(expression.value).replace("'", "''")
            return format(expression.value, "f") if isinstance(expression.value, D) else f"'{quoted}'"
        case Reference():
            return ("/" if expression.absolute else "") + str(expression.place)
        case Call():
            return f"{expression.function}({', '.join(map(written, expression.arguments))})"
        case Operation(sign="not"):
            return f"(not ({written(expression.operands[0])}))"
        case Operation(sign="negative"):
            return f"(- ({written(expression.operands[0])}))"
        case Operation(sign="in"):
            first, *rest = (f"({written(one)})" for one in expression.operands)
            return f"({first} in ({', '.join(rest)}))"
        case Operation():
            left, right = expression.operands
            return f"(({written(left)}) {expression.sign} ({written(right)}))"


@given(EXPRESSIONS)
def test_an_expression_is_read_as_it_is_written(expression: Expression) -> None:
    text = written(expression)
    if len(text) <= 1000:
        assert parse(text, "here") == expression
        comes_to(expression)


ARITHMETIC = st.recursive(
    st.integers(0, 99).map(str),
    lambda inner: st.builds("({}{}{})".format, inner, st.sampled_from(["+", "-", "*"]), inner),
    max_leaves=10,
)


@given(ARITHMETIC, ARITHMETIC, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_it_reckons_as_python_does(left: str, right: str, sign: str) -> None:
    assert worth(left, steps=1000) == eval(left)
    assert worth(f"{left} {sign} {right}", steps=1000) is eval(f"{left} {'==' if sign == '=' else sign} {right}")
