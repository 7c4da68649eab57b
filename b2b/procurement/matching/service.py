"""Suppliers' invoices on a session that the caller owns: taken in once, matched, matched again when something changes,
and settled by a person where the rules do not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, or_, select

from b2b.documents import CreditDebit, Invoice
from b2b.documents.credit_notes import credit_note
from b2b.errors import NotAllowed, NotFound
from b2b.procurement import outcomes, parties
from b2b.procurement.matching import credit_notes, gather, keep
from b2b.procurement.matching.given_up import count_given_up
from b2b.procurement.matching.incoming import known, link_to_orders, number_used, store
from b2b.procurement.matching.inputs import Override
from b2b.procurement.matching.keep import CREDIT_NOTE, INVOICE
from b2b.procurement.matching.overpaid import show_overpaid
from b2b.procurement.matching.result import MatchResult
from b2b.store import audit, cases, users
from b2b.store.counters import LARGEST
from b2b.store.states import InvoiceFormat, PurchaseInvoiceState, UserRole
from b2b.store.tables import Exchange, PurchaseInvoice, PurchaseInvoiceLine, PurchaseOrder, PurchaseOrderLine, User

# An invoice in these states may change with every receipt; what is being paid stays as it is.
_OPEN = (PurchaseInvoiceState.BLOCKED, PurchaseInvoiceState.MATCHED, PurchaseInvoiceState.SETTLED)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an invoice that came: its row (None: nothing was kept), and whether it had come before."""

    invoice: PurchaseInvoice | None
    duplicate: bool = False


def take(
    session: Session,
    now: dt.datetime,
    exchange: Exchange,
    invoice: Invoice,
    format: InvoiceFormat,
    actor: str,
    problems: Sequence[str] = (),
) -> Taken:
    """Keep a supplier's invoice or credit note once, match it, and set the exchange's processing.

    `problems` are what the caller found in it, such as broken rules: they block it. The same invoice again, in whatever
    format, is a duplicate; another one under its number is an exception and fails, unless the first was rejected:
    then it takes its place. Raises Rejected for amounts that cannot be kept, NotAllowed where the partner is no
    supplier.
    """
    assert exchange.partner_id is not None, "an invoice is worked for a known partner"
    trade = parties.trade(session, exchange.partner_id)
    trade.require_supplier(f"document {exchange.number}")
    exchange.business_key = exchange.business_key or invoice.order_number or invoice.number
    outcomes.done(session, now, exchange)
    if exchange.test:
        exchange.reason = "a test: nothing is booked because of it"
        return Taken(None)
    before = known(session, trade, invoice)
    if before is not None and number_used(session, now, exchange, before, invoice):
        return Taken(before, duplicate=True)
    row = store(session, now, actor, trade, exchange, invoice, format, problems, before)
    if row.kind == CREDIT_NOTE:
        exchange.reason = credit_notes.take(session, now, actor, trade, row)
        if row.credited_invoice_id is not None:
            _rematch_others(session, now, actor, session.get_one(PurchaseInvoice, row.credited_invoice_id))
    else:
        result = keep.match(session, now, actor, trade, row, first=True)
        if before is None and credit_notes.take_waiting(session, now, actor, trade, row):
            result = keep.match(session, now, actor, trade, row)
        exchange.reason = keep.reason_line(result, row.currency)
    link_to_orders(session, now, exchange, row)
    session.flush()
    return Taken(row)


def take_adjustment(
    session: Session, now: dt.datetime, exchange: Exchange, adjustment: CreditDebit, actor: str
) -> Taken:
    """Take a supplier's 812 as the credit note to its invoice that it amounts to. NotFound: that invoice has not come;
    Unreadable: it amounts to none.
    """
    assert exchange.partner_id is not None, "an adjustment is worked for a known partner"
    trade = parties.trade(session, exchange.partner_id)
    trade.require_supplier(f"document {exchange.number}")
    invoice = credit_notes.named(session, trade.company.id, trade.partner.id, adjustment.invoice_number)
    if invoice is None:
        raise NotFound(
            f"it adjusts invoice {adjustment.invoice_number or 'none'}, which has not come",
            where=f"document {exchange.number}",
            next_step=f"when the invoice is there: b2b docs retry {exchange.number}",
        )
    note = credit_note(adjustment, gather.document(invoice))
    return take(session, now, exchange, note, InvoiceFormat.X12, actor)


def rematch_order(session: Session, now: dt.datetime, actor: str, order_id: str) -> list[PurchaseInvoice]:
    """Match every invoice anew that bills an order and is not being paid yet, after a receipt or a change of the order;
    those invoices.

    What an approver took stands first, then what was matched, then what was blocked, the older before the newer: so
    that nothing is payable by rule for goods that an approver has given to another invoice.
    """
    order = session.exec(select(PurchaseOrder).where(col(PurchaseOrder.id) == order_id)).one()
    rows = rematch_billed(session, now, actor, order)
    count_given_up(session, now, order)
    show_overpaid(session, now, actor, order)
    return rows


def rematch_billed(session: Session, now: dt.datetime, actor: str, order: PurchaseOrder) -> list[PurchaseInvoice]:
    """The same after the supplier's word on prices or quantities, which brings no goods and takes none back."""
    rows = _billing(session, order)
    _rematch(session, now, actor, rows)
    return rows


def rematch(session: Session, now: dt.datetime, actor: str, row: PurchaseInvoice) -> MatchResult:
    """Match one invoice anew, and with it the others that wait for what it lets go. NotAllowed: a credit note, and an
    invoice that is being paid or was rejected.
    """
    _require(row, row.kind == INVOICE and row.state in _OPEN, "be matched again")
    trade = parties.trade(session, row.partner_id)
    before = keep.claims_of(session, row)
    result = keep.match(session, now, actor, trade, row)
    if any(result.claims.get(id, 0) < units for id, units in before.items()):
        _rematch_others(session, now, actor, row)
    return result


def approve(
    session: Session, now: dt.datetime, user: User, row: PurchaseInvoice, reason: str
) -> Sequence[PurchaseInvoice]:
    """Pay a blocked invoice as it is, or set a blocked credit note off as it is, on an approver's word.

    Others that bill the same goods and are not being paid yet are matched again beside it; those that stand otherwise
    now.

    NotAllowed: the user is no approver, there is no reason, or it is not blocked.
    """
    users.require(user, UserRole.APPROVER)
    _require_reason(row, reason)
    _require(row, row.state == PurchaseInvoiceState.BLOCKED, "be approved")
    trade = parties.trade(session, row.partner_id)
    others: Sequence[PurchaseInvoice] = ()
    if row.kind == CREDIT_NOTE:
        credit_notes.set_off(session, row)
        text = f"approved by {user.name}: {reason}"
        cases.resolve_about(session, row.id, now=now, actor=user.name, resolution=text)
    else:
        keep.match(session, now, user.name, trade, row, override=Override(user.name, reason))
        others = _rematch_others(session, now, user.name, row)
    audit.record(session, now, user.name, "approved", "purchase_invoice", row.id, {"reason": reason})
    session.flush()
    return others


def reject(
    session: Session, now: dt.datetime, user: User, row: PurchaseInvoice, reason: str
) -> Sequence[PurchaseInvoice]:
    """Pay nothing of an invoice, or take nothing off for a credit note, on an approver's word; what it used up is free
    for other invoices again, and a corrected one may come under its number. The others that stand otherwise now.

    NotAllowed: the user is no approver, there is no reason, or it is being paid, paid or rejected already.
    """
    users.require(user, UserRole.APPROVER)
    _require_reason(row, reason)
    if row.state == PurchaseInvoiceState.MATCHED and credit_notes.is_used(session, row):
        raise NotAllowed(
            f"credit note {row.invoice_number} is set off in a payment",
            where=f"credit note {row.invoice_number}",
            next_step="b2b payments list shows the run; once it is cancelled the credit note can be rejected",
        )
    _require(row, row.state in _OPEN and not credit_notes.is_used(session, row), "be rejected")
    credited = credit_notes.let_go(session, row)
    keep.release(session, row)
    row.state, row.payable = PurchaseInvoiceState.REJECTED.value, 0
    session.add(row)
    session.flush()
    text = f"rejected by {user.name}: {reason}"
    cases.resolve_about(session, row.id, now=now, actor=user.name, resolution=text)
    audit.record(session, now, user.name, "rejected", "purchase_invoice", row.id, {"reason": reason})
    others: Sequence[PurchaseInvoice] = ()
    if row.kind == INVOICE:
        credit_notes.orphan(session, now, row)
        others = _rematch_others(session, now, user.name, row)
    elif credited is not None:
        rematch(session, now, user.name, credited)
        others = _rematch_others(session, now, user.name, credited)
    session.flush()
    return others


def find(session: Session, number: str, company_id: str | None = None) -> PurchaseInvoice:
    """A supplier's invoice by our short number of it (`7` or `bill:7`), or by the supplier's. NotFound, also where
    several suppliers have used the number.
    """
    short = number.removeprefix("bill:")
    query = select(PurchaseInvoice)
    if company_id is not None:
        query = query.where(col(PurchaseInvoice.company_id) == company_id)
    if short.isascii() and short.isdigit() and int(short) <= LARGEST:
        row = session.exec(query.where(col(PurchaseInvoice.number) == int(short))).first()
        if row is not None:
            return row
    rows = session.exec(query.where(col(PurchaseInvoice.invoice_number) == number)).all()
    if len(rows) == 1:
        return rows[0]
    if rows:
        known = ", ".join(f"bill:{row.number}" for row in rows)
        raise NotFound(f"{len(rows)} invoices go by {number}", where="invoices", next_step=f"take one of: {known}")
    raise NotFound(f"there is no invoice {number!r}", where="invoices", next_step="b2b invoices list")


def _billing(session: Session, order: PurchaseOrder) -> list[PurchaseInvoice]:
    """The invoices that name an order or mean a line of it, and may still change."""
    lines = select(PurchaseOrderLine.id).where(col(PurchaseOrderLine.purchase_order_id) == order.id)
    meant = select(PurchaseInvoiceLine.purchase_invoice_id).where(
        col(PurchaseInvoiceLine.purchase_order_line_id).in_(lines)
    )
    query = select(PurchaseInvoice).where(
        col(PurchaseInvoice.company_id) == order.company_id,
        col(PurchaseInvoice.partner_id) == order.partner_id,
        col(PurchaseInvoice.kind) == INVOICE,
        col(PurchaseInvoice.state).in_(_OPEN),
        or_(col(PurchaseInvoice.order_number) == order.order_number, col(PurchaseInvoice.id).in_(meant)),
    )
    return list(session.exec(query.order_by(col(PurchaseInvoice.number))))


def _rematch(session: Session, now: dt.datetime, actor: str, rows: Sequence[PurchaseInvoice]) -> None:
    blocked = PurchaseInvoiceState.BLOCKED
    ordered = sorted(rows, key=lambda row: (not keep.is_overridden(session, row), row.state == blocked, row.number))
    for row in ordered:
        keep.release(session, row)
    for row in ordered:
        keep.match(session, now, actor, parties.trade(session, row.partner_id), row, released=True)


def _rematch_others(session: Session, now: dt.datetime, actor: str, row: PurchaseInvoice) -> Sequence[PurchaseInvoice]:
    """Others wait for what an invoice no longer uses up, or lose what it uses up now; those that stand otherwise."""
    orders = (
        select(PurchaseOrder)
        .join(PurchaseOrderLine, col(PurchaseOrderLine.purchase_order_id) == col(PurchaseOrder.id))
        .join(PurchaseInvoiceLine, col(PurchaseInvoiceLine.purchase_order_line_id) == col(PurchaseOrderLine.id))
        .where(col(PurchaseInvoiceLine.purchase_invoice_id) == row.id)
        .distinct()
    )
    changed: dict[str, PurchaseInvoice] = {}
    for order in session.exec(orders).all():
        before = {one.id: one.state for one in _billing(session, order)}
        found = rematch_order(session, now, actor, order.id)
        changed |= {one.id: one for one in found if one.id != row.id and one.state != before[one.id]}
    return list(changed.values())


def _require_reason(row: PurchaseInvoice, reason: str) -> None:
    if not reason.strip():
        where = f"invoice {row.invoice_number}"
        raise NotAllowed("no reason was given", where=where, next_step='add --reason "why"')


def _require(row: PurchaseInvoice, allowed: bool, what: str) -> None:
    if not allowed:
        called = "credit note" if row.kind == CREDIT_NOTE else "invoice"
        raise NotAllowed(
            f"{called} {row.invoice_number} is {row.state}, so it cannot {what}",
            where=f"{called} {row.invoice_number}",
            next_step=f"b2b invoices show bill:{row.number}",
        )
