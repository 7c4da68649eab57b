"""Bills and remittance advices that only a person may book: what is not the original of an ordinary one.

A cancellation, a copy or a proforma invoice says all that an invoice says, and would be matched and paid like one.
"""

from __future__ import annotations

from collections.abc import Collection, Set
from dataclasses import dataclass

from b2b.edi.x12.mappings.segment_cursor import SegmentCursor
from b2b.errors import Unreadable


@dataclass(frozen=True, slots=True)
class Functions:
    """What messages are for, in the codes of one element: originals, and what takes back, repeats or changes another.
    What is in none of them is no original either.
    """

    element: str
    original: Set[str]
    takes_back: Set[str]
    repeats: Set[str]
    changes: Set[str]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Which kinds of bill, in the codes of one element, are matched and paid, and which never ask for money. The rest
    may do so, on terms that only a person knows.
    """

    element: str
    payable: Set[str]
    never_payable: Set[str]


# Of X12 (353), where 49 is an original that wants no response, and 53 the last bill of an order.
PURPOSES = Functions(
    "353",
    frozenset({"00", "49", "53"}),
    frozenset({"01", "03", "17"}),
    frozenset({"07", "15", "22"}),
    frozenset({"02", "04", "05", "18", "19", "20", "25", "26", "CO"}),
)

# Of EDIFACT (1225).
MESSAGE_FUNCTIONS = Functions(
    "1225",
    frozenset({"9"}),
    frozenset({"1", "3", "17"}),
    frozenset({"7", "31", "43"}),
    frozenset({"2", "4", "5", "18", "19", "20", "21", "36"}),
)

# Types of transaction of X12 (640) that credit a bill; and the kinds of bills. Not payable as they come: what corrects
# or repeats another (AI CO DU RE RG), is paid already (PP), or charges for more than goods and services (BB DC DR).
CREDITS = ("CR", "CN", "CG", "CM", "CE")
BILLS = Kinds(
    "640",
    frozenset(
        {
            *("DI", "PR", "CD", "CI", "DO", "BA", "BH", "CT", "FB", "PB", "RB", "33"),
            *("20", "21", "22", "23", "24", "25", "26", "27", "MM", "SM", "SS", "JM", "JO", "JR"),
            *("EB", "EF", "EI", "ER", "IB", "IF", "IR", "IU", "MF", "MI", "MR", "MS", "RF", "UF"),
            *CREDITS,
        }
    ),
    frozenset({"IN", "ME", "RC"}),
)


def require_original(beginning: SegmentCursor, place: int, functions: Functions, number: str) -> None:
    """That a message is the original of what it calls `number`, as one is that does not say what it is for.

    Errors: Unreadable says what it is, and what a person does with it.
    """
    code = beginning.peek(place)
    if not code or code in functions.original:
        return
    problem = f"{number} comes as {_said(beginning, functions.element, code)}, not as an original: nothing is booked"
    if code in functions.takes_back:
        step = f"where {number} has been booked, take it back by hand, once the partner has confirmed it"
    elif code in functions.repeats:
        step = f"where {number} has been booked, there is nothing to do; else ask the partner for the original"
    elif code in functions.changes:
        step = f"compare it with what has been booked as {number}, and book the difference by hand"
    else:
        step = "ask the partner what it is for, and book it by hand where it is owed"
    raise _unreadable(beginning, problem, step)


def require_payable(beginning: SegmentCursor, place: int, kinds: Kinds, number: str) -> None:
    """That a bill is of a kind that is matched and paid, as one is that does not say its kind.

    Errors: Unreadable says which kind it is, and what a person does with it.
    """
    code = beginning.peek(place)
    if not code or code in kinds.payable:
        return
    said = _said(beginning, kinds.element, code)
    if code in kinds.never_payable:
        raise _unreadable(
            beginning,
            f"{number} is of kind {said}, on which nothing is owed",
            "wait for the invoice, or ask the partner for it",
        )
    raise _unreadable(
        beginning,
        f"{number} is of kind {said}, which is not matched and paid as an invoice is",
        "see what is owed, and to whom, and book it by hand; or ask the partner for an invoice or a credit note",
    )


def require_payment(beginning: SegmentCursor, place: int, element: str, others: Collection[str], number: str) -> None:
    """That what tells of a payment has none of these other codes in an element. Unreadable: it has."""
    code = beginning.peek(place)
    if code in others:
        raise _unreadable(
            beginning,
            f"{number} says {_said(beginning, element, code)}, which is no payment that was made: nothing is booked",
            "ask the partner what it is for, and book it by hand where money has come",
        )


def _said(segment: SegmentCursor, element: str, code: str) -> str:
    meaning = segment.context.release.elements[element].meanings.get(code)
    return f"{code} ({meaning})" if meaning else code


def _unreadable(segment: SegmentCursor, problem: str, next_step: str) -> Unreadable:
    return Unreadable(problem, where=f"{segment.id} at position {segment.position}", next_step=next_step)
