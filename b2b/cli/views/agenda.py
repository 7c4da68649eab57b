"""What needs a person today."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.cli.views import arrived, bills, cases, orders, payments, purchases, receipts
from b2b.cli.views.naming import names
from b2b.store.states import (
    AcknowledgmentState,
    CaseState,
    Delivery,
    Direction,
    PaymentRunState,
    Processing,
    PurchaseOrderState,
    SalesInvoiceState,
    SalesOrderState,
    TaskState,
)
from b2b.store.tables import ExceptionCase, Exchange, SalesInvoice, SalesOrder, Task, Transmission

_SHOWN = 1000


def today(session: Session, now: dt.datetime, *, dispatcher_runs: bool) -> dict[str, Any]:
    """Open exceptions, orders to approve and to ship, blocked invoices, payment runs to approve, what has stopped."""
    open_orders = orders.orders(session, state=SalesOrderState.OPEN, limit=_SHOWN)
    return {
        "at": now,
        "exceptions": cases.cases(session, state=CaseState.OPEN),
        "orders_to_approve": purchases.purchases(session, state=PurchaseOrderState.AWAITING_APPROVAL, limit=_SHOWN),
        "back_orders": arrived.arrived(session),
        "to_ship": [{**row, "next": f"b2b ship {row['reference']}"} for row in open_orders if row["to_ship"]],
        "late_receipts": [row for row in receipts.coming(session, now, partner_id=None) if row["late"]],
        "blocked_invoices": [*_blocked(session), *bills.blocked_unseen(session)],
        "payment_runs": payments.listed(session, state=PaymentRunState.PROPOSED, limit=_SHOWN),
        "waiting": _waiting(session),
        "dispatcher_runs": dispatcher_runs,
    }


def _blocked(session: Session) -> list[dict[str, Any]]:
    """Invoices that are blocked and whose exception somebody has closed: nothing else would tell of them."""
    open_cases = select(ExceptionCase.row_id).where(
        col(ExceptionCase.state) == CaseState.OPEN, col(ExceptionCase.table_name) == "sales_invoice"
    )
    query = select(SalesInvoice, SalesOrder).join(SalesOrder, col(SalesOrder.id) == col(SalesInvoice.sales_order_id))
    query = query.where(col(SalesInvoice.state) == SalesInvoiceState.BLOCKED, col(SalesInvoice.id).not_in(open_cases))
    called = names(session)
    return [
        {
            "number": row.number,
            "partner": called.partner(row.partner_id),
            "order": order.order_number,
            "next": f"b2b invoices retry {row.number}",
        }
        for row, order in session.exec(query.order_by(col(SalesInvoice.number)))
    ]


def _waiting(session: Session) -> dict[str, int]:
    """How much is on its way, by what it waits for."""

    def count(table: Any, *conditions: Any) -> int:
        return int(session.exec(select(func.count()).select_from(table).where(*conditions)).one())

    return {
        "files_to_process": count(Transmission, col(Transmission.delivery) == Delivery.RECEIVED),
        "files_to_deliver": count(Transmission, col(Transmission.delivery).in_([Delivery.PENDING, Delivery.SENDING])),
        "documents_to_work": count(
            Exchange,
            col(Exchange.direction) == Direction.IN,
            col(Exchange.processing).in_([Processing.NEW, Processing.WAITING]),
        ),
        "documents_to_send": count(
            Exchange, col(Exchange.direction) == Direction.OUT, col(Exchange.processing) == Processing.NEW
        ),
        "tasks": count(Task, col(Task.state).not_in([TaskState.DONE, TaskState.FAILED])),
        "acknowledgments_awaited": count(Exchange, col(Exchange.acknowledgment) == AcknowledgmentState.AWAITED),
    }
