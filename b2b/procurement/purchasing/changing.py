"""Changes of our orders (860) on a session that the caller owns: asked for, in force when the supplier agrees (865).

An order only becomes less or later by a change; more is a new order, which has to be approved. Where the supplier sends
no 865 a change holds at once: whoever makes it has agreed on it in another way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from b2b.documents import ChangedLine, OrderChange, Quantity, json_form
from b2b.documents.order_change import CHANGE, DECREASE, DELETE, RESCHEDULE
from b2b.errors import NotAllowed, NotFound
from b2b.procurement import outgoing, parties
from b2b.procurement.orders.quantities import storable
from b2b.procurement.orders.wording import figure
from b2b.procurement.parties import Trade
from b2b.procurement.purchasing import open_quantity
from b2b.procurement.purchasing.answers import close_differences, settle
from b2b.procurement.purchasing.making import item_numbers
from b2b.store import audit, cases, ids, purchases
from b2b.store.agreements import current_agreement
from b2b.store.states import Direction, LinkKind, PurchaseChangeState, PurchaseOrderState
from b2b.store.tables import Exchange, Item, PurchaseChange, PurchaseOrder, PurchaseOrderLine

SET, ANSWER_SET = "860", "865"
CANCELLATION = "01"


@dataclass(frozen=True, slots=True)
class LineChange:
    """What a line shall become: its whole quantity, its day; None: as it is."""

    line_number: str
    quantity: Decimal | None = None
    wanted_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a change: its row (None where the supplier never had the order), the 860 (None where the partner
    trades none), and whether it holds already.
    """

    change: PurchaseChange | None
    exchange: Exchange | None
    in_force: bool


def cancel(session: Session, now: dt.datetime, actor: str, order: PurchaseOrder, reason: str) -> Changed:
    """Take an order back: all of it, or what neither came nor is on its way. NotAllowed: there is nothing to take back,
    no reason, or an earlier change is not answered yet.
    """
    if not reason.strip():
        raise _refusal(order, "a cancellation needs a reason", 'say --reason "why"')
    rows = purchases.lines(session, order.id)
    nobody_knows = order.state == PurchaseOrderState.AWAITING_APPROVAL or (_open(order) and order.exchange_id is None)
    if nobody_knows or (_open(order) and not any(row.received or open_quantity.to_come(row) for row in rows)):
        for row in rows:
            _become(session, row, Decimal(0), None)
            close_differences(session, row, actor)
        _cancelled(session, now, actor, order, reason)
        return Changed(None, None, in_force=True)
    changes = [LineChange(row.line_number, least(row)) for row in rows if least(row) < open_quantity.wanted(row)]
    if not changes:
        raise _refusal(order, "nothing of it is left to take back", f"b2b orders show {order.order_number}")
    wholly = not any(row.received or row.announced for row in rows)
    return _ask(session, now, actor, order, rows, changes, reason, CANCELLATION if wholly else "04")


def change(
    session: Session,
    now: dt.datetime,
    actor: str,
    order: PurchaseOrder,
    changes: Sequence[LineChange],
    reason: str = "",
) -> Changed:
    """Make lines less (a quantity of 0 takes a line back) or later. NotFound: no such line. NotAllowed: more than was
    ordered, less than came or is on its way, or an earlier change is not answered yet.
    """
    rows = purchases.lines(session, order.id)
    for row, asked in _pairs(order, rows, changes):
        if asked.quantity is not None:
            _check_quantity(order, row, asked.quantity)
    return _ask(session, now, actor, order, rows, changes, reason, "04")


def least(row: PurchaseOrderLine) -> Decimal:
    """What of a line cannot be taken back any more: it came or is on its way."""
    return max(row.received, row.announced)


def put_in_force(session: Session, now: dt.datetime, actor: str, order: PurchaseOrder, change: PurchaseChange) -> None:
    """Change the order's lines as was asked; the order is cancelled where nothing of it is left."""
    document = json_form.from_json(change.document)
    assert isinstance(document, OrderChange)
    rows = purchases.lines(session, order.id)
    by_number = {row.line_number: row for row in rows}
    for line in document.lines:
        row = by_number[line.number]
        wanted = line.ordered.value if line.ordered is not None else open_quantity.wanted(row)
        _become(session, row, max(wanted, least(row)), line.requested_date)
    change.state = PurchaseChangeState.ACCEPTED.value
    session.add(change)
    reason = document.notes[0] if document.notes else ""
    if not any(open_quantity.wanted(row) for row in rows):
        _cancelled(session, now, actor, order, reason)
    details = {"order": order.order_number, "change": change.sequence}
    audit.record(session, now, actor, "change in force", "purchase_order", order.id, details)
    settle(session, now, actor, order, rows, resolution=f"changed by {change.requested_by}", strays=True)


def _open(order: PurchaseOrder) -> bool:
    return order.state == PurchaseOrderState.OPEN


def _ask(
    session: Session,
    now: dt.datetime,
    actor: str,
    order: PurchaseOrder,
    rows: Sequence[PurchaseOrderLine],
    changes: Sequence[LineChange],
    reason: str,
    purpose: str,
) -> Changed:
    _check(session, order, changes)
    trade = parties.trade(session, order.partner_id)
    earlier = purchases.changes(session, order.id)
    document = _document(session, trade, order, rows, changes, reason, purpose, len(earlier) + 1, now)
    exchange = outgoing.about_order(session, now, order, SET, document, LinkKind.FOLLOWS, order.exchange_id)
    row = PurchaseChange(
        id=ids.new(now),
        purchase_order_id=order.id,
        sequence=len(earlier) + 1,
        document=json_form.to_json(document),
        requested_by=actor,
        exchange_id=exchange.id if exchange else None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    for line, _ in _pairs(order, rows, changes):
        close_differences(session, line, actor)
    details = {"order": order.order_number, "change": row.sequence, "purpose": purpose, "reason": reason}
    audit.record(session, now, actor, "change asked", "purchase_order", order.id, details)
    answered = exchange is not None and current_agreement(session, trade.partner.id, ANSWER_SET, Direction.IN)
    if not answered:
        put_in_force(session, now, actor, order, row)
    else:
        settle(session, now, actor, order, rows, resolution=f"a change is asked by {actor}", strays=False)
    return Changed(row, exchange, in_force=not answered)


def _check(session: Session, order: PurchaseOrder, changes: Sequence[LineChange]) -> None:
    if not _open(order):
        raise _refusal(order, f"it is {order.state}", f"b2b why order:{order.order_number}")
    if not changes:
        raise _refusal(order, "nothing was named that shall change", f"b2b orders show {order.order_number}")
    waiting = [row for row in purchases.changes(session, order.id) if row.state == PurchaseChangeState.ASKED]
    if waiting:
        raise _refusal(
            order,
            f"change {waiting[0].sequence} waits for the supplier's answer",
            f"b2b why order:{order.order_number}",
        )


def _check_quantity(order: PurchaseOrder, row: PurchaseOrderLine, quantity: Decimal) -> None:
    wanted = open_quantity.wanted(row)
    if not storable(quantity) or quantity < 0:
        raise _refusal(order, f"{quantity} is no quantity", "name one of 0 or more")
    if quantity > wanted:
        raise _refusal(
            order,
            f"{figure(quantity)} are more than the {figure(wanted)} {row.unit} ordered on line {row.line_number}",
            "order what is missing: b2b orders create",
        )
    if quantity < least(row):
        text = f"{figure(least(row))} {row.unit} of line {row.line_number} came or are on their way"
        raise _refusal(order, text, f"leave {figure(least(row))} at least")


def _pairs(
    order: PurchaseOrder, rows: Sequence[PurchaseOrderLine], changes: Sequence[LineChange]
) -> Sequence[tuple[PurchaseOrderLine, LineChange]]:
    by_number = {row.line_number: row for row in rows}
    for one in changes:
        if one.line_number not in by_number:
            raise NotFound(
                f"there is no line {one.line_number}",
                where=f"order {order.order_number}",
                next_step=f"its lines are {', '.join(by_number)}",
            )
    if len({one.line_number for one in changes}) < len(changes):
        raise _refusal(order, "a line was named twice", "name each line once")
    return [(by_number[one.line_number], one) for one in changes]


def _document(
    session: Session,
    trade: Trade,
    order: PurchaseOrder,
    rows: Sequence[PurchaseOrderLine],
    changes: Sequence[LineChange],
    reason: str,
    purpose: str,
    sequence: int,
    now: dt.datetime,
) -> OrderChange:
    lines = tuple(_changed(session, row, one) for row, one in _pairs(order, rows, changes))
    return OrderChange(
        order_number=order.order_number,
        order_date=order.order_date,
        date=trade.our_day(now),
        lines=lines,
        number=str(sequence),
        purpose=purpose,
        currency=order.currency,
        buyer=trade.ours.party,
        supplier=trade.theirs.party,
        notes=(reason.strip(),) if reason.strip() else (),
    )


def _changed(session: Session, row: PurchaseOrderLine, one: LineChange) -> ChangedLine:
    wanted = open_quantity.wanted(row) if one.quantity is None else one.quantity
    if one.quantity is not None and one.wanted_on is not None:
        what = CHANGE
    elif one.quantity is None:
        what = RESCHEDULE
    else:
        what = DECREASE if wanted else DELETE
    return ChangedLine(
        number=row.line_number,
        change=what,
        ordered=Quantity(wanted, row.unit),
        to_receive=max(Decimal(0), wanted - row.received),
        unit_price=row.price if row.agreed_price is None else row.agreed_price,
        items=tuple(item_numbers(session.get_one(Item, row.item_id), row.supplier_sku)),
        requested_date=one.wanted_on,
    )


def _become(session: Session, row: PurchaseOrderLine, wanted: Decimal, day: dt.date | None) -> None:
    """What the supplier has said of a line that becomes less holds for what is left of it: first what comes now."""
    row.cancelled = row.ordered - wanted
    row.confirmed = min(row.confirmed, wanted)
    row.back_ordered = min(row.back_ordered, wanted - row.confirmed)
    row.rejected = min(row.rejected, wanted - row.confirmed - row.back_ordered)
    row.requested_on = day or row.requested_on
    session.add(row)


def _cancelled(session: Session, now: dt.datetime, actor: str, order: PurchaseOrder, reason: str) -> None:
    order.state, order.reason, order.closed_at = PurchaseOrderState.CANCELLED.value, reason, now
    session.add(order)
    details = {"order": order.order_number, "reason": reason}
    audit.record(session, now, actor, "cancelled", "purchase_order", order.id, details)
    cases.resolve_about(session, order.id, now=now, actor=actor, resolution=f"the order was cancelled: {reason}")
    session.flush()


def _refusal(order: PurchaseOrder, text: str, next_step: str) -> NotAllowed:
    return NotAllowed(text, where=f"order {order.order_number}", next_step=next_step)
