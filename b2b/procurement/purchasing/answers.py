"""Suppliers' answers (855) on a session that the caller owns: kept, compared, accepted by the terms or by a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from b2b.documents import OrderResponse, json_form
from b2b.errors import NotAllowed, NotFound
from b2b.procurement import outcomes, parties
from b2b.procurement.matching import service as matching
from b2b.procurement.parties import Trade
from b2b.procurement.purchased.gather import with_lines
from b2b.procurement.purchasing import open_quantity
from b2b.procurement.purchasing.answer import Answered, Asked, Difference, Reading, read
from b2b.procurement.purchasing.gather import ANSWER_DIFFERS
from b2b.store import audit, cases, exchanges, purchases
from b2b.store.states import LinkKind, PurchaseOrderState
from b2b.store.tables import Exchange, PurchaseOrder, PurchaseOrderLine

UNKNOWN_ORDER = "answer-to-unknown-order"
CLOSED_ORDER = "answer-to-closed-order"
BY_RULE = "rule"
_GIVEN = (PurchaseOrderState.OPEN, PurchaseOrderState.CLOSED, PurchaseOrderState.CANCELLED)


def take(session: Session, now: dt.datetime, exchange: Exchange, response: OrderResponse, actor: str) -> None:
    """Keep what a supplier says to an order of ours, and set the exchange's processing.

    The newest answer counts. What differs and is not accepted by the terms becomes one exception for the order; an
    answer without one closes the exception of the answer before it.
    """
    assert exchange.partner_id is not None, "an answer is worked for a known partner"
    trade = parties.trade(session, exchange.partner_id)
    exchange.business_key = response.order_number
    if exchange.test:
        outcomes.done(session, now, exchange, "a test: nothing is kept of it")
        return
    order = given(session, trade, response.order_number)
    if order is None:
        text = f"{trade.partner.code} answers order {response.order_number}, which we have not given"
        outcomes.set_aside(session, now, exchange, UNKNOWN_ORDER, text)
        return
    if order.exchange_id is not None:
        exchanges.link(session, now, exchange.id, LinkKind.ANSWERS, to_exchange=order.exchange_id)
    held = json_form.from_json(order.response) if order.response else None
    assert held is None or isinstance(held, OrderResponse)
    if held == response:
        outcomes.done(session, now, exchange, "the answer that we hold already, once more")
    elif held is not None and response.date < held.date:
        outcomes.done(
            session, now, exchange, f"it is of {response.date}, and we hold one of {held.date}: nothing is changed"
        )
    elif order.state != PurchaseOrderState.OPEN:
        text = f"{trade.partner.code} answers order {order.order_number}, which is {order.state}"
        outcomes.set_aside(session, now, exchange, CLOSED_ORDER, text, order)
    else:
        _keep(session, now, actor, trade, exchange, order, response)
        outcomes.done(session, now, exchange, "")


def given(session: Session, trade: Trade, order_number: str) -> PurchaseOrder | None:
    """The order of this number that was given to this supplier."""
    order = purchases.find_order(session, trade.company.id, order_number)
    if order is None or order.partner_id != trade.partner.id or order.state not in _GIVEN:
        return None
    return order if order.approval is not None else None


def accept(
    session: Session, now: dt.datetime, actor: str, order: PurchaseOrder, line_number: str | None = None
) -> Sequence[str]:
    """Let the supplier's answer stand where it differs, on one line or all; what was accepted, in words.

    NotFound: no such line. NotAllowed: nothing waits for that.
    """
    rows = purchases.lines(session, order.id)
    chosen = [row for row in rows if line_number in (None, row.line_number)]
    where = f"order {order.order_number}"
    if not chosen:
        known = ", ".join(row.line_number for row in rows)
        raise NotFound(f"there is no line {line_number}", where=where, next_step=f"its lines are {known}")
    told = [text for row in chosen for text in _accept_line(session, row, actor)]
    strays = _strays(session, order) if line_number is None else []
    if not told and not strays:
        raise NotAllowed(
            "nothing of the answer waits for a word", where=where, next_step=f"b2b orders show {order.order_number}"
        )
    details = {"order": order.order_number, "line": line_number, "accepted": [*told, *strays]}
    audit.record(session, now, actor, "answer accepted", "purchase_order", order.id, details)
    settle(session, now, actor, order, rows, resolution=f"accepted by {actor}", strays=line_number is None)
    return [*told, *strays]


def settle(
    session: Session,
    now: dt.datetime,
    actor: str,
    order: PurchaseOrder,
    rows: Sequence[PurchaseOrderLine],
    *,
    resolution: str,
    strays: bool,
) -> None:
    """Match the order's invoices by what is agreed now. Where nothing of the answer is undecided any more, close its
    exception, and the order if nothing is to come.

    With `strays` what belongs to no line is decided too.
    """
    session.flush()
    matching.rematch_billed(session, now, actor, order)
    if any(undecided(row) for row in rows) or (not strays and _strays(session, order)):
        return
    cases.resolve_about(session, order.id, code=ANSWER_DIFFERS, now=now, actor=actor, resolution=resolution)
    open_quantity.settle(order, rows, now)
    session.add(order)
    session.flush()


def undecided(row: PurchaseOrderLine) -> Sequence[dict[str, Any]]:
    """The differences of a line that nobody has accepted."""
    return [one for one in row.differences if not one["accepted"]]


def close_differences(session: Session, row: PurchaseOrderLine, word: str) -> None:
    """Write down by which word the differences of a line that are undecided came to an end."""
    row.differences = [{**one, "accepted": one["accepted"] or word} for one in row.differences]
    session.add(row)


def _keep(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    order: PurchaseOrder,
    response: OrderResponse,
) -> None:
    rows = {row.id: row for row in purchases.lines(session, order.id)}
    (purchased,) = with_lines(session, [order])
    asked = [
        Asked(line, open_quantity.wanted(row), row.requested_on, bool(row.status), row.confirmed)
        for line in purchased.lines
        for row in [rows[line.id]]
    ]
    reading = read(response, asked, trade.theirs.purchase)
    for answered in reading.lines:
        _write(session, rows[answered.line_id], answered)
    order.response, order.answered_at = json_form.to_json(response), now
    session.add(order)
    session.flush()
    details = {"order": order.order_number, "status": response.status.value, "lines": len(reading.lines)}
    audit.record(session, now, actor, "answered", "purchase_order", order.id, details)
    _tell(session, now, actor, trade, exchange, order, list(rows.values()), reading)


def _write(session: Session, row: PurchaseOrderLine, answered: Answered) -> None:
    differences = [_json(one) for one in answered.differences]
    if row.status and (before := _figures(row)) != (after := _figures(answered)):
        text = f"the answer before said {before}; now it is {after}"
        differences.append(_json(Difference("answered-anew", text, accepted=True)))
    row.confirmed, row.back_ordered, row.rejected = answered.confirmed, answered.back_ordered, answered.rejected
    row.agreed_price, row.promised_on, row.status = answered.agreed_price, answered.promised_on, answered.status
    row.differences = differences
    session.add(row)


def _figures(of: PurchaseOrderLine | Answered) -> str:
    parts = ((of.confirmed, "confirmed"), (of.back_ordered, "later"), (of.rejected, "rejected"))
    return ", ".join(f"{amount.normalize():f} {word}" for amount, word in parts if amount) or "nothing"


def _json(one: Difference) -> dict[str, Any]:
    accepted = BY_RULE if one.accepted else ""
    return {"code": one.code, "text": one.text, "accepted": accepted, "figures": dict(one.figures)}


def _tell(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    order: PurchaseOrder,
    rows: Sequence[PurchaseOrderLine],
    reading: Reading,
) -> None:
    """One exception for what is undecided, which the order's next answer or a person closes."""
    open_lines = [(row, one) for row in rows for one in undecided(row)]
    if not open_lines and not reading.strays:
        settle(session, now, actor, order, rows, resolution="the newest answer may stand", strays=True)
        return
    matching.rematch_billed(session, now, actor, order)
    texts = [f"line {row.line_number} {row.sku}: {one['text']}" for row, one in open_lines]
    texts += [one.text for one in reading.strays]
    more = f" (and {len(texts) - 1} more)" if len(texts) > 1 else ""
    details = {
        "order": order.order_number,
        "lines": [{"line": row.line_number, "reason": one["text"], "code": one["code"]} for row, one in open_lines],
        "strays": [one.text for one in reading.strays],
        "choices": choices(order, [row.line_number for row, _ in open_lines]),
    }
    cases.open_case(
        session,
        now,
        ANSWER_DIFFERS,
        f"{trade.partner.code} answers order {order.order_number} otherwise than asked, {texts[0]}{more}",
        details=details,
        company_id=trade.company.id,
        partner_id=trade.partner.id,
        exchange_id=exchange.id,
        table_name="purchase_order",
        row_id=order.id,
    )


def choices(order: PurchaseOrder, lines: Iterable[str]) -> Sequence[str]:
    """The commands that settle an answer that differs."""
    number = order.order_number
    listed = list(dict.fromkeys(lines))
    by_line = [f"b2b orders cancel-line {number} {line}" for line in listed]
    return [f"b2b orders accept {number}", *by_line, f'b2b orders cancel {number} --reason "why"']


def _accept_line(session: Session, row: PurchaseOrderLine, actor: str) -> Sequence[str]:
    waiting = undecided(row)
    for one in waiting:
        if one["code"] == "price":
            row.agreed_price = Decimal(one["figures"]["price"])
    close_differences(session, row, actor)
    return [f"line {row.line_number}: {one['text']}" for one in waiting]


def _strays(session: Session, order: PurchaseOrder) -> Sequence[str]:
    """What the newest answer says that belongs to no line, as long as nobody has looked at it."""
    found = cases.open_about(session, order.id, ANSWER_DIFFERS)
    return list(found.details.get("strays", ())) if found else []
