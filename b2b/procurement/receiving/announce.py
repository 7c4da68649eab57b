"""Suppliers' ship notices on a session that the caller owns: they become the receipts we expect."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.documents import ShipNotice, json_form
from b2b.errors import NotFound
from b2b.procurement import outcomes, parties
from b2b.procurement.linking import link_once
from b2b.procurement.orders.decision import ExceptionDraft
from b2b.procurement.parties import Trade
from b2b.procurement.purchased.gather import Purchased, orders_by_number
from b2b.procurement.receiving import expected
from b2b.procurement.receiving.notice import Announcement, KnownOrder, read
from b2b.store import audit, cases, counters, ids
from b2b.store.states import ExpectedState, LinkKind, Processing, PurchaseOrderState
from b2b.store.tables import Exchange, ExpectedReceipt

_ORIGINAL, _CANCELLATION, _REPLACE = ("00", ""), "01", "05"


def take(
    session: Session, now: dt.datetime, exchange: Exchange, notice: ShipNotice, actor: str
) -> ExpectedReceipt | None:
    """Keep what a supplier's ship notice announces, open exceptions for what does not fit, and set the exchange's
    processing; the receipt we expect, None where the notice made none.

    The same notice again is a duplicate. Purpose 05 replaces and 01 cancels what has not arrived of the notice under
    that number. A notice of which nothing is ours fails, so that it can be tried again once the catalog knows it.
    NotAllowed: the partner is no supplier.
    """
    assert exchange.partner_id is not None, "a ship notice is worked for a known partner"
    trade = parties.trade(session, exchange.partner_id)
    trade.require_supplier(f"document {exchange.number}")
    numbers = list(dict.fromkeys(order.order_number for order in notice.orders))
    exchange.business_key = numbers[0] if len(numbers) == 1 else notice.number
    outcomes.done(session, now, exchange)
    if exchange.test:
        exchange.reason = "a test: nothing is expected because of it"
        return None
    row = _known(session, trade, notice.number)
    if notice.purpose == _CANCELLATION:
        return _cancel(session, now, actor, trade, exchange, notice, row)
    if notice.purpose not in (*_ORIGINAL, _REPLACE):
        text = f"ship notice {notice.number} has the purpose {notice.purpose}, which nothing is done with"
        _aside(session, now, exchange, ExceptionDraft("notice-purpose-unsupported", "warning", text), row)
        return None
    if row is not None and notice.purpose in _ORIGINAL:
        return _again(session, now, trade, exchange, notice, row)
    return _expect(session, now, actor, trade, exchange, notice, row)


def _known(session: Session, trade: Trade, number: str) -> ExpectedReceipt | None:
    query = select(ExpectedReceipt).where(
        col(ExpectedReceipt.company_id) == trade.company.id,
        col(ExpectedReceipt.partner_id) == trade.partner.id,
        col(ExpectedReceipt.despatch_number) == number,
    )
    return session.exec(query).first()


def _again(
    session: Session, now: dt.datetime, trade: Trade, exchange: Exchange, notice: ShipNotice, row: ExpectedReceipt
) -> ExpectedReceipt:
    if row.document == json_form.to_json(notice):
        link_once(session, now, exchange, LinkKind.DUPLICATE_OF, row.exchange_id)
        exchange.reason = f"ship notice {notice.number} had come before"
        return row
    text = f"ship notice {notice.number} had come before with other content; what it said first stands"
    _aside(session, now, exchange, ExceptionDraft("notice-number-used", "error", text), row)
    return row


def _aside(
    session: Session,
    now: dt.datetime,
    exchange: Exchange,
    draft: ExceptionDraft,
    row: ExpectedReceipt | None,
) -> None:
    outcomes.open_cases(session, now, exchange, [draft], row)
    if row is not None:
        link_once(session, now, exchange, LinkKind.FOLLOWS, row.exchange_id)
    exchange.reason = draft.message


def _cancel(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    notice: ShipNotice,
    row: ExpectedReceipt | None,
) -> ExpectedReceipt | None:
    """What has not arrived is expected no longer."""
    if row is None:
        text = f"ship notice {notice.number} is cancelled, and had never come"
        _aside(session, now, exchange, ExceptionDraft("notice-unknown", "warning", text), row)
        return None
    lines = expected.lines_of(session, row.id)
    row.state = (ExpectedState.RECEIVED if expected.arrived(lines) else ExpectedState.CANCELLED).value
    expected.withdraw(session, lines, wholly=False)
    session.add(row)
    session.flush()
    text = f"ship notice {notice.number} was cancelled by {trade.partner.code}"
    _aside(session, now, exchange, ExceptionDraft("notice-cancelled", "warning", text), row)
    audit.record(session, now, actor, "cancelled", "expected_receipt", row.id, {"notice": notice.number})
    return row


def _expect(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    exchange: Exchange,
    notice: ShipNotice,
    row: ExpectedReceipt | None,
) -> ExpectedReceipt | None:
    """A notice that is new, or takes the place of one that had come."""
    came: Mapping[str, Decimal] = {}
    if row is not None:
        before = expected.lines_of(session, row.id)
        came = expected.arrived(before)
        expected.withdraw(session, before, wholly=True)
    orders = _orders(session, trade, notice)
    found = read(notice, {number: _as_known(one) for number, one in orders.items()})
    if not found.lines and row is not None:
        raise NotFound(
            f"nothing in it is ours, so it cannot replace ship notice {notice.number}",
            where=f"document {exchange.number}",
            next_step=f"ask {trade.partner.code} what it means; the notice that came first stands",
        )
    if not found.lines:
        outcomes.open_cases(session, now, exchange, found.exceptions, row)
        exchange.processing, exchange.done_at = Processing.FAILED.value, None
        exchange.reason = "; ".join(draft.message for draft in found.exceptions) or "it announces nothing"
        return None
    row = _keep(session, now, trade, exchange, notice, found, row)
    expected.insert(session, now, row, found.lines, came)
    for one in orders.values():
        link_once(session, now, exchange, LinkKind.FOLLOWS, one.order.exchange_id)
    cases.resolve_about(session, exchange.id, now=now, actor=actor, resolution="the ship notice was read anew")
    outcomes.open_cases(session, now, exchange, found.exceptions, row)
    expected.take_receipts_before(session, row, [one.order.id for one in orders.values()])
    count = len(found.lines)
    exchange.reason = f"{count} line{'s' if count != 1 else ''} expected"
    audit.record(session, now, actor, "announced", "expected_receipt", row.id, {"notice": notice.number})
    return row


def _orders(session: Session, trade: Trade, notice: ShipNotice) -> dict[str, Purchased]:
    found = orders_by_number(session, trade.company.id, {order.order_number for order in notice.orders})
    return {number: one for number, one in found.items() if one.order.partner_id == trade.partner.id}


def _as_known(one: Purchased) -> KnownOrder:
    return KnownOrder(one.order.order_number, one.order.state == PurchaseOrderState.CANCELLED, one.lines)


def _keep(
    session: Session,
    now: dt.datetime,
    trade: Trade,
    exchange: Exchange,
    notice: ShipNotice,
    found: Announcement,
    row: ExpectedReceipt | None,
) -> ExpectedReceipt:
    if row is None:
        row = ExpectedReceipt(
            id=ids.new(now),
            number=counters.take(session, "expected_receipt"),
            company_id=trade.company.id,
            partner_id=trade.partner.id,
            despatch_number=notice.number,
            document=json_form.to_json(notice),
            shipped_at=notice.shipped_at,
        )
    row.document, row.shipped_at, row.exchange_id = json_form.to_json(notice), notice.shipped_at, exchange.id
    row.expected_on = notice.estimated_delivery or expected.promised(session, [one.line.id for one in found.lines])
    session.add(row)
    session.flush()
    return row
