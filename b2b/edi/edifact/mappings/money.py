"""Amounts (MOA) and currencies (CUX)."""

from __future__ import annotations

from decimal import Decimal

from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body
from b2b.errors import Unreadable

# 6347 and 6343 in CUX: the currency that the message is in.
_REFERENCE, _INVOICING, _ORDERING = "2", "4", "9"


def amount(loop: LoopCursor, *kinds: str, currency: str | None = None) -> Decimal | None:
    """The first MOA of one of these kinds (5025), in order of preference, a group of its own or none; None where there
    is none. Where the `currency` of the message is given, an amount that is said to be in another one stays unread.
    """
    while (found := first(loop, "MOA", *kinds)) is not None:
        if is_in(found, currency or loop.context.currency) or currency is None:
            return found.number(at(1, 2))
        found.leave(at(1))
    return None


def amounts(loop: LoopCursor, kind: str, currency: str) -> list[Decimal]:
    """All MOA of one kind in this currency.

    Unreadable: one has no amount, or they are all in another currency, in which they cannot be reckoned with.
    """
    found: list[Decimal] = []
    foreign: SegmentCursor | None = None
    while (moa := first(loop, "MOA", kind)) is not None:
        if is_in(moa, currency):
            found.append(moa.required_number(at(1, 2)))
        else:
            moa.leave(at(1))
            foreign = moa
    if foreign is not None and not found:
        said = f"MOA {kind} is in {foreign.peek(at(1, 3))} only, the message is in {currency}"
        raise foreign.unreadable(said)
    return found


def is_in(moa: SegmentCursor, currency: str | None) -> bool:
    """Whether an amount is in this currency, as one is that names none; that it is so is taken."""
    said = moa.peek(at(1, 3))
    if said and said == currency:
        moa.take(at(1, 3))
        moa.accept(at(1, 4), _INVOICING)
    return said in ("", currency)


def first(loop: LoopCursor, id: str, *kinds: str) -> SegmentCursor | None:
    """The first such segment by the kind in its first component, a group of its own or none."""
    segment = loop.first(id, *kinds)
    if segment is None and (group := loop.loop(id, *kinds)) is not None:
        return group.trigger
    return segment


def write(body: Body, kind: str, name: str, value: Decimal | None) -> None:
    """A MOA of this kind, nothing where there is no amount."""
    if value is not None:
        body.add("MOA", [kind, (name, value)])


def currency(message: LoopCursor) -> str | None:
    """The reference currency of the message, None where it names none."""
    found = first(message, "CUX", _REFERENCE)
    if found is None:
        return None
    found.accept(at(1, 3), _INVOICING, _ORDERING, "11", "10", "8")
    return found.text(at(1, 2)) or None


def required_currency(message: LoopCursor) -> str:
    """The currency of the message, else the agreement's; Unreadable where neither names one."""
    found = currency(message) or message.context.currency
    if found is None:
        raise Unreadable(
            "the message has no CUX, and the agreement names no currency",
            where=f"{message.trigger.id} at position {message.trigger.position}",
            next_step="set currency in [partner.terms], or name it with --currency where there is no agreement",
        )
    return found


def write_currency(body: Body, code: str | None, name: str = "currency", purpose: str = _INVOICING) -> None:
    """The CUX of a message, nothing where no currency is known; `purpose` is 6343 (4 invoicing, 8 of a price list, 9
    ordering, 10 of prices)."""
    if code:
        body.add("CUX", [_REFERENCE, (name, code), purpose])
