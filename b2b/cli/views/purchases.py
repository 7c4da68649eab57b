"""Orders of ours: where each stands, what is still to come, what to do about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from b2b.cli.listing import quantity, units
from b2b.cli.views.naming import Names, names
from b2b.cli.words import open_exceptions
from b2b.procurement.purchasing import open_quantity
from b2b.procurement.purchasing.decide import Blocked, Proposal
from b2b.store import money
from b2b.store import purchases as stored
from b2b.store.states import CaseState, PurchaseChangeState, PurchaseOrderState
from b2b.store.tables import ExceptionCase, PurchaseChange, PurchaseOrder, PurchaseOrderLine

if TYPE_CHECKING:
    from b2b.gateway.reordering import Run


def purchases(
    session: Session, *, state: PurchaseOrderState | None = None, partner_id: str | None = None, limit: int
) -> list[dict[str, Any]]:
    """The newest `limit` orders of ours, newest first."""
    query = select(PurchaseOrder)
    if state is not None:
        query = query.where(col(PurchaseOrder.state) == state)
    if partner_id is not None:
        query = query.where(col(PurchaseOrder.partner_id) == partner_id)
    return _rows(session, session.exec(query.order_by(col(PurchaseOrder.number).desc()).limit(limit)).all())


def purchase(session: Session, row: PurchaseOrder) -> dict[str, Any]:
    """One order of ours with its lines and the changes that were asked for."""
    (head,) = _rows(session, [row])
    return {
        **head,
        "lines": [line(item) for item in stored.lines(session, row.id)],
        "changes": [
            {"change": item.sequence, "state": item.state, "by": item.requested_by, "at": item.created_at}
            for item in stored.changes(session, row.id)
        ],
        "document": row.document,
        "response": row.response,
    }


def line(row: PurchaseOrderLine) -> dict[str, Any]:
    """One line: ordered, answered, received, invoiced, and why so much."""
    return {
        "line": row.line_number,
        "sku": row.sku,
        "supplier_sku": row.supplier_sku,
        "unit": row.unit,
        "ordered": row.ordered,
        "cancelled": row.cancelled,
        "price": row.price if row.agreed_price is None else row.agreed_price,
        "ordered_price": row.price,
        "confirmed": row.confirmed,
        "back_ordered": row.back_ordered,
        "rejected": row.rejected,
        "announced": row.announced,
        "received": row.received,
        "invoiced": row.invoiced,
        "to_come": open_quantity.to_come(row),
        "requested_on": row.requested_on,
        "promised_on": row.promised_on,
        "status": row.status,
        "explanation": row.explanation,
        "differences": row.differences,
    }


def proposals(run: Run) -> list[dict[str, Any]]:
    """What a reorder run made of each item."""
    rows = []
    for one in run.proposed:
        found = one.decision
        row: dict[str, Any] = {
            "company": run.company,
            "sku": one.need.sku,
            "supplier": one.need.supplier,
            "unit": one.need.unit,
            "currency": one.need.currency,
            "text": found.text,
            "decision": "blocked" if isinstance(found, Blocked) else "enough",
            "code": found.code if isinstance(found, Blocked) else "",
        }
        if isinstance(found, Proposal) and one.order is not None:
            row |= {
                "decision": "order",
                "quantity": found.quantity,
                "price": found.price,
                "net": money.from_minor(one.order.net, one.order.currency),
                "order": one.order.order_number,
                "state": one.order.state,
            }
        rows.append(row)
    return rows


def standing(head: Mapping[str, Any]) -> str:
    """Where an order of `purchases` stands, in words."""
    parts = [head["state"]]
    if head["state"] == PurchaseOrderState.OPEN and not head["answered_at"]:
        parts.append("not answered yet")
    if head["to_come"] and head["state"] == PurchaseOrderState.OPEN:
        parts.append(f"{units(head['to_come'])} to come")
    if head["back_ordered"]:
        parts.append(f"{quantity(head['back_ordered'])} back-ordered")
    if head["change_asked"]:
        parts.append(f"change {head['change_asked']} waits for the supplier")
    if head["exceptions"]:
        parts.append(open_exceptions(head["exceptions"]))
    return ", ".join(parts)


def _rows(session: Session, found: Sequence[PurchaseOrder]) -> list[dict[str, Any]]:
    ids = [row.id for row in found]
    lines: dict[str, list[PurchaseOrderLine]] = defaultdict(list)
    for item in session.exec(select(PurchaseOrderLine).where(col(PurchaseOrderLine.purchase_order_id).in_(ids))):
        lines[item.purchase_order_id].append(item)
    cases = select(ExceptionCase.row_id, ExceptionCase.number).where(
        col(ExceptionCase.row_id).in_(ids), col(ExceptionCase.state) == CaseState.OPEN
    )
    troubles: dict[str | None, list[int]] = defaultdict(list)
    for row_id, number in session.exec(cases.order_by(col(ExceptionCase.number))):
        troubles[row_id].append(number)
    asked = select(PurchaseChange.purchase_order_id, PurchaseChange.sequence).where(
        col(PurchaseChange.purchase_order_id).in_(ids), col(PurchaseChange.state) == PurchaseChangeState.ASKED
    )
    waiting = dict(session.exec(asked).all())
    called = names(session)
    return [_row(row, lines[row.id], called, troubles[row.id], waiting.get(row.id)) for row in found]


def _row(
    row: PurchaseOrder, lines: Sequence[PurchaseOrderLine], called: Names, troubles: Sequence[int], asked: int | None
) -> dict[str, Any]:
    open_states = (PurchaseOrderState.OPEN, PurchaseOrderState.AWAITING_APPROVAL)
    coming = (
        sum((open_quantity.to_come(item) for item in lines), Decimal(0)) if row.state in open_states else Decimal(0)
    )
    return {
        "number": row.number,
        "order": row.order_number,
        "way": "bought",
        "company": called.company(row.company_id),
        "partner": called.partner(row.partner_id),
        "date": row.order_date,
        "at": row.requested_at,
        "state": row.state,
        "source": row.source,
        "requested_by": row.requested_by,
        "requested_at": row.requested_at,
        "approval": row.approval,
        "approved_by": row.approved_by,
        "approved_at": row.approved_at,
        "reason": row.reason,
        "answered_at": row.answered_at,
        "line_count": len(lines),
        "items": ", ".join(f"{quantity(item.ordered)} {item.sku}" for item in lines[:3])
        + (", ..." if lines[3:] else ""),
        "to_come": coming,
        "back_ordered": sum((item.back_ordered for item in lines), Decimal(0)),
        "net": money.from_minor(row.net, row.currency),
        "currency": row.currency,
        "change_asked": asked,
        "exception": troubles[0] if troubles else None,
        "exceptions": troubles,
        "next": _next(row, troubles),
    }


def _next(row: PurchaseOrder, troubles: Sequence[int]) -> str:
    if row.state == PurchaseOrderState.AWAITING_APPROVAL:
        return f"b2b orders approve {row.order_number}"
    return f"b2b exceptions show {troubles[0]}" if troubles else ""
