"""Decides an order: a pure function of the order, what was known, and the terms (docs/decisions/0008).

Each line is decided by itself, in the order in which the buyer wrote them: item, quantity, price, stock. Stock that an
earlier line took is gone for the later ones. A line that cannot be decided is rejected and shown to a person; the other
lines go on. Only the policy `hold` makes the whole order wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from b2b.documents import ItemScheme, LineAnswer, LineStatus, Order, OrderLine, Quantity
from b2b.documents.gtin import gtin14
from b2b.procurement.orders import items, prices, quantities
from b2b.procurement.orders.answer import erp_lines, respond
from b2b.procurement.orders.decision import Hold, LineDecision, OrderDecision, Reason, Refusal
from b2b.procurement.orders.drafts import exception_drafts
from b2b.procurement.orders.notices import notices
from b2b.procurement.orders.snapshot import OrderSnapshot, SnapshotItem
from b2b.procurement.orders.terms import OrderTerms
from b2b.procurement.orders.wording import figure, listed, ordinal

NO_CURRENCY = "XXX"  # ISO 4217: no currency


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A line's decision, and what a person must see of it."""

    line: LineDecision
    troubles: tuple[Reason, ...] = ()
    held: bool = False


def decide(order: Order, snapshot: OrderSnapshot, terms: OrderTerms) -> OrderDecision:
    """The decision on an order; the same input always gives the same one. Linear in the number of lines."""
    currency = order.currency or terms.currency or NO_CURRENCY
    terms = replace(terms, currency=terms.currency or currency)
    numbered = list(enumerate(order.lines, start=1))
    if wrong := _wrong_currency(currency, terms):
        outcomes = [_refused(line, n, wrong) for n, line in numbered]
    else:
        free = {id: item.stock.free for id, item in snapshot.items.items()}
        repeated = _repeated(numbered)
        outcomes = [
            _refused(line, n, refusal)
            if (refusal := repeated.get(_name(line, n)))
            else _line(line, n, order, snapshot, terms, free)
            for n, line in numbered
        ]
    lines = tuple(outcome.line for outcome in outcomes)
    drafts = exception_drafts(order, [(outcome.line, outcome.troubles) for outcome in outcomes])
    if any(line.accepted for line in lines):
        drafts += tuple(notices(order, snapshot.today))
    if any(outcome.held for outcome in outcomes):
        return OrderDecision(True, currency, lines, drafts)
    response = respond(order, lines, snapshot, currency)
    booked = erp_lines(lines, snapshot)
    used: dict[str, Decimal] = {}
    for line, booking in zip((line for line in lines if line.accepted), booked, strict=True):
        if line.item_id and line.confirmed:
            used[line.item_id] = used.get(line.item_id, Decimal(0)) + booking.confirmed.value
    return OrderDecision(False, currency, lines, drafts, response.status, response, booked, used)


def _wrong_currency(currency: str, terms: OrderTerms) -> Refusal | None:
    if currency == NO_CURRENCY:
        return Refusal(Reason("currency-unknown", "the order names no currency, and none is agreed"))
    if currency != terms.currency:
        text = f"the order is in {currency}; {terms.currency} is agreed, and nothing is converted"
        return Refusal(Reason("currency-not-agreed", text))
    return None


def _name(line: OrderLine, position: int) -> str:
    """By what the answer, the booking and the notices name a line."""
    return line.number or str(position)


def _repeated(numbered: Sequence[tuple[int, OrderLine]]) -> dict[str, Refusal]:
    """The names that several lines have: nobody could tell which is meant by what is said of one from now on."""
    named: dict[str, list[str]] = {}
    for position, line in numbered:
        item = f"item {line.items[0].value}" if line.items else "without an item number"
        place = f"the {ordinal(position)} ({item}{'' if line.number else ', without a line number'})"
        named.setdefault(_name(line, position), []).append(place)
    refusals = {}
    for name, places in named.items():
        if len(places) > 1:
            told = f"{len(places)} lines of the order go by number {name}"
            refusals[name] = Refusal(Reason("line-number-repeated", f"{told}: {listed(places)}", told=told))
    return refusals


def _line(
    line: OrderLine, position: int, order: Order, snapshot: OrderSnapshot, terms: OrderTerms, free: dict[str, Decimal]
) -> _Outcome:
    resolved = items.resolve(line.items, snapshot)
    if isinstance(resolved, Refusal):
        return _refused(line, position, resolved)
    item = resolved.item
    counted, understood = _counted(line, item)
    wanted = quantities.wanted(counted, item, terms.pack_policy)
    if isinstance(wanted, Refusal):
        return _refused(line, position, wanted, item)
    wanted = replace(wanted, notes=(*understood, *wanted.notes))
    agreed = prices.agree(line.unit_price, item, wanted, order.date, terms, counted.unit, line.other_price)
    if isinstance(agreed, Hold):
        return _held(line, position, agreed, item)
    if isinstance(agreed, Refusal):
        return _refused(line, position, agreed, item)
    return _allocated(line, position, counted, item, wanted, agreed, terms, free)


def _counted(line: OrderLine, item: SnapshotItem) -> tuple[Quantity, tuple[Reason, ...]]:
    """What the line orders, with its unit; one that names none counts what its GTIN stands for, which is one trade item
    and no other pack of it (GS1 General Specifications; EANCOM says a unit only where a quantity varies).
    """
    by_gtin = item.gtin and any(
        id.scheme is ItemScheme.GTIN and gtin14(id.value.strip()) == item.gtin for id in line.items
    )
    if line.quantity.unit or not by_gtin:
        return line.quantity, ()
    text = f"the line names no unit; its GTIN stands for one {item.unit} of {item.sku}"
    return replace(line.quantity, unit=item.unit), (Reason("unit-of-gtin", text),)


def _allocated(
    line: OrderLine,
    position: int,
    counted: Quantity,
    item: SnapshotItem,
    wanted: quantities.Wanted,
    agreed: prices.Agreed,
    terms: OrderTerms,
    free: dict[str, Decimal],
) -> _Outcome:
    # The answer is in the unit that the buyer wrote, or in none.
    unit = line.quantity.unit
    confirmed = wanted.confirmable(free[item.id])
    later = wanted.quantity - confirmed if terms.back_orders else Decimal(0)
    # What was only rounded up to is not rejected: nobody ordered it.
    never = Decimal(0) if terms.back_orders else max(Decimal(0), line.quantity.value - confirmed)
    reasons = [*wanted.notes, agreed.reason]
    if later or never:
        reasons.append(_short(item, free[item.id], later or never, counted.unit, terms))
    taken = quantities.exact(Fraction(confirmed) * Fraction(wanted.factor))
    assert taken is not None, "a whole step of a storable quantity is storable"
    free[item.id] -= taken
    changes = [r.for_partner for r in wanted.notes if r.code == "quantity-rounded-up"]
    changes += [agreed.reason.for_partner] if agreed.changed else []
    answers = []
    if confirmed:
        status = _status(agreed, confirmed + later + never != line.quantity.value)
        answers.append(LineAnswer(status, Quantity(confirmed, unit), reason="; ".join(changes)))
    if later:
        # Where all of it is back-ordered no other answer says what else has changed.
        why = "; ".join([reasons[-1].for_partner] if confirmed else [*changes, reasons[-1].for_partner])
        answers.append(LineAnswer(LineStatus.BACK_ORDERED, Quantity(later, unit), reason=why))
    if never:
        answers.append(LineAnswer(LineStatus.REJECTED, Quantity(never, unit), reason=reasons[-1].for_partner))
    decision = LineDecision(
        position=position,
        number=line.number,
        ordered=counted,
        ordered_price=line.unit_price,
        confirmed=confirmed,
        back_ordered=later,
        rejected=never,
        answers=tuple(answers),
        reasons=tuple(reasons),
        item_id=item.id,
        sku=item.sku,
        price=agreed.price if confirmed or later else None,
        factor=wanted.factor,
    )
    troubles = [agreed.reason] if agreed.needs_person else []
    if item.stock.reported is None:
        troubles.append(Reason("stock-unknown", f"{item.stock.source or 'the stock'} does not know {item.sku}"))
    return _Outcome(decision, tuple(troubles))


def _status(agreed: prices.Agreed, quantity_changed: bool) -> LineStatus:
    """One code a quantity: a changed price outweighs a changed quantity, which shows in the figures anyway."""
    if agreed.changed:
        return LineStatus.PRICE_CHANGED
    return LineStatus.QUANTITY_CHANGED if quantity_changed else LineStatus.ACCEPTED


def _short(item: SnapshotItem, free: Decimal, rest: Decimal, unit: str, terms: OrderTerms) -> Reason:
    stock = item.stock
    if stock.reported is None:
        known = f"no stock of {item.sku} is known"
    else:
        known = f"{figure(free)} {item.unit} of {item.sku} are free"
        if stock.promised:
            known += f" ({figure(stock.reported)} less {figure(stock.promised)} promised to other orders)"
        if free != stock.free:
            known += " after the lines above"
    if terms.back_orders:
        told = f"{figure(rest)} {unit} follow when there is stock"
        return Reason("back-ordered", f"{known}; {told}", told=told)
    text = f"{known}; {figure(rest)} {unit} are rejected, since there are no back-orders"
    return Reason("out-of-stock", text, told=f"{figure(rest)} {unit} are out of stock")


def _refused(line: OrderLine, position: int, refusal: Refusal, item: SnapshotItem | None = None) -> _Outcome:
    value = line.quantity.value
    rejected = value if value.is_finite() and value > 0 else Decimal(0)
    answer = LineAnswer(LineStatus.REJECTED, Quantity(rejected, line.quantity.unit), reason=refusal.reason.for_partner)
    decision = _nothing(line, position, refusal.reason, item, rejected, (answer,))
    return _Outcome(decision, (refusal.reason,) if refusal.needs_person else ())


def _held(line: OrderLine, position: int, hold: Hold, item: SnapshotItem) -> _Outcome:
    return _Outcome(_nothing(line, position, hold.reason, item, Decimal(0), ()), (hold.reason,), held=True)


def _nothing(
    line: OrderLine,
    position: int,
    reason: Reason,
    item: SnapshotItem | None,
    rejected: Decimal,
    answers: tuple[LineAnswer, ...],
) -> LineDecision:
    return LineDecision(
        position=position,
        number=line.number,
        ordered=line.quantity,
        ordered_price=line.unit_price,
        confirmed=Decimal(0),
        back_ordered=Decimal(0),
        rejected=rejected,
        answers=answers,
        reasons=(reason,),
        item_id=item.id if item else None,
        sku=item.sku if item else "",
    )
