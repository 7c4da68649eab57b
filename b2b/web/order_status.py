"""Where an order stands, for the ERP: ours with a supplier, or a customer's with us."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.errors import NotFound
from b2b.store import sales
from b2b.store.states import CaseState
from b2b.store.tables import (
    Company,
    ExceptionCase,
    Exchange,
    ExpectedLine,
    ExpectedReceipt,
    Partner,
    PurchaseChange,
    PurchaseInvoice,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    SalesOrder,
    SalesOrderLine,
)
from b2b.web.operations import GetOrderStatus, OrderStatus, StatusDocument, StatusException, StatusLine

_Order = TypeVar("_Order", SalesOrder, PurchaseOrder)


def order_status(session: Session, company: Company, call: GetOrderStatus) -> OrderStatus:
    """The order of the company that the call names. NotFound: none, or several partners use the number."""
    return _of_customer(session, company, call) if call.role == "supplier" else _of_ours(session, company, call)


def _of_customer(session: Session, company: Company, call: GetOrderStatus) -> OrderStatus:
    query = select(SalesOrder, Partner).join(Partner, col(Partner.id) == col(SalesOrder.partner_id))
    query = query.where(col(SalesOrder.company_id) == company.id, col(SalesOrder.order_number) == call.order_number)
    order, partner = _only(session.exec(query).all(), call)
    shipments, invoices = sales.shipments(session, order.id), sales.invoices(session, order.id)
    rows = [order.id, *(row.id for row in shipments), *(row.id for row in invoices)]
    sent = [order.exchange_id, *(row.exchange_id for row in shipments), *(row.exchange_id for row in invoices)]
    documents = _documents(session, company, partner, order.order_number, sent)
    return OrderStatus(
        order_number=order.order_number,
        role=call.role,
        partner=partner.code,
        order_date=order.order_date,
        currency=order.currency,
        state=order.state,
        lines=tuple(_sales_line(line) for line in sales.lines(session, order.id)),
        exceptions=_open(session, rows, documents),
        documents=tuple(_told(row) for row in documents),
    )


def _of_ours(session: Session, company: Company, call: GetOrderStatus) -> OrderStatus:
    query = select(PurchaseOrder, Partner).join(Partner, col(Partner.id) == col(PurchaseOrder.partner_id))
    query = query.where(
        col(PurchaseOrder.company_id) == company.id, col(PurchaseOrder.order_number) == call.order_number
    )
    order, partner = _only(session.exec(query).all(), call)
    lines = session.exec(
        select(PurchaseOrderLine)
        .where(col(PurchaseOrderLine.purchase_order_id) == order.id)
        .order_by(col(PurchaseOrderLine.position))
    ).all()
    rows, sent = _followers(session, order, [line.id for line in lines])
    documents = _documents(session, company, partner, order.order_number, sent)
    return OrderStatus(
        order_number=order.order_number,
        role=call.role,
        partner=partner.code,
        order_date=order.order_date,
        currency=order.currency,
        state=order.state,
        lines=tuple(_purchase_line(line) for line in lines),
        exceptions=_open(session, rows, documents),
        documents=tuple(_told(row) for row in documents),
    )


def _followers(session: Session, order: PurchaseOrder, line_ids: Sequence[str]) -> tuple[list[str], list[str | None]]:
    """The rows that an exception about an order of ours may be about, and the documents they came with."""
    changes = session.exec(select(PurchaseChange).where(col(PurchaseChange.purchase_order_id) == order.id)).all()
    announced = select(ExpectedLine.expected_receipt_id).where(col(ExpectedLine.purchase_order_line_id).in_(line_ids))
    notices = session.exec(select(ExpectedReceipt).where(col(ExpectedReceipt.id).in_(announced))).all()
    receipts = session.exec(select(Receipt.id).where(col(Receipt.purchase_order_id) == order.id)).all()
    invoices = session.exec(
        select(PurchaseInvoice).where(
            col(PurchaseInvoice.company_id) == order.company_id,
            col(PurchaseInvoice.partner_id) == order.partner_id,
            col(PurchaseInvoice.order_number) == order.order_number,
        )
    ).all()
    came: list[PurchaseChange | ExpectedReceipt | PurchaseInvoice] = [*changes, *notices, *invoices]
    rows = [order.id, *line_ids, *receipts, *(row.id for row in came)]
    return rows, [order.exchange_id, *(row.exchange_id for row in came)]


def _only(found: Sequence[tuple[_Order, Partner]], call: GetOrderStatus) -> tuple[_Order, Partner]:
    """The one order of that number, of the partner where the call names one."""
    mine = [row for row in found if call.partner in ("", row[1].code)]
    if len(mine) == 1:
        return mine[0]
    if mine:
        partners = ", ".join(sorted(partner.code for _, partner in mine))
        raise NotFound(
            f"several partners have an order {call.order_number!r}: {partners}",
            where="orders",
            next_step="name one in the element partner",
        )
    whose = f" with {call.partner}" if call.partner else ""
    raise NotFound(
        f"{call.company} has no order {call.order_number!r} as {call.role}{whose}",
        where="orders",
        next_step="the element role says whose order it is: buyer for ours, supplier for a customer's",
    )


def _documents(
    session: Session, company: Company, partner: Partner, order_number: str, ids: Collection[str | None]
) -> Sequence[Exchange]:
    """The documents about an order, oldest first; acknowledgments are told with what they acknowledge."""
    named: list[ColumnElement[bool]] = [col(Exchange.business_key) == order_number]
    known = [id for id in ids if id]
    if known:
        named.append(col(Exchange.id).in_(known))
    query = select(Exchange).where(
        col(Exchange.company_id) == company.id,
        col(Exchange.partner_id) == partner.id,
        col(Exchange.set_id).not_in(ACKNOWLEDGMENTS),
        col(Exchange.test).is_(False),
        or_(*named),
    )
    return session.exec(query.order_by(col(Exchange.number))).all()


def _open(session: Session, row_ids: Sequence[str], documents: Sequence[Exchange]) -> tuple[StatusException, ...]:
    exchange_ids = [row.id for row in documents]
    query = select(ExceptionCase).where(
        col(ExceptionCase.state) == CaseState.OPEN,
        or_(col(ExceptionCase.row_id).in_([*row_ids, *exchange_ids]), col(ExceptionCase.exchange_id).in_(exchange_ids)),
    )
    return tuple(
        StatusException(
            number=case.number,
            code=case.code,
            severity=case.severity,
            message=case.message,
            next_step=f"b2b exceptions show {case.number}",
            opened_at=case.opened_at,
        )
        for case in session.exec(query.order_by(col(ExceptionCase.number)))
    )


def _told(row: Exchange) -> StatusDocument:
    return StatusDocument(
        type=row.set_id,
        number=row.number,
        control_number=row.control_number,
        direction=row.direction,
        acknowledgment=row.acknowledgment,
        date=row.created_at,
    )


def _sales_line(line: SalesOrderLine) -> StatusLine:
    return StatusLine(
        number=line.line_number,
        sku=line.sku,
        unit=line.unit,
        unit_price=line.price,
        ordered=line.ordered,
        confirmed=line.confirmed,
        back_ordered=line.back_ordered,
        rejected=line.rejected,
        shipped=line.shipped,
        received=None,
        invoiced=line.invoiced,
    )


def _purchase_line(line: PurchaseOrderLine) -> StatusLine:
    return StatusLine(
        number=line.line_number,
        sku=line.sku,
        unit=line.unit,
        unit_price=line.price if line.agreed_price is None else line.agreed_price,
        ordered=line.ordered,
        confirmed=line.confirmed,
        back_ordered=line.back_ordered,
        rejected=line.rejected,
        shipped=line.announced,
        received=line.received,
        invoiced=line.invoiced,
    )
