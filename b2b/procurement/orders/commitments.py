"""What has been promised and the ERP's stock figures do not show yet.

The ERP reserves what an order confirms when it books it, and takes it off the shelf when the goods issue is posted. So
of an order's line it knows max(confirmed when booked, shipped and posted); whatever is confirmed beyond that is ours to
subtract. Where it cannot be told whether a booking is in a figure or not, nothing is decided: the figure is read again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from sqlalchemy import Text, and_, func, or_, type_coerce
from sqlalchemy.orm import load_only
from sqlmodel import Session, col, select

from b2b.errors import Busy
from b2b.procurement.orders.answer import own_unit
from b2b.store.states import SalesOrderState, TaskKind, TaskState
from b2b.store.tables import SalesOrder, SalesOrderLine, Shipment, ShipmentLine, Task

RELEASED = "back-order-released"
_PART = 500


def unknown_to_erp(
    session: Session, company_id: str, item_ids: Collection[str], as_of: dt.datetime
) -> dict[str, Decimal]:
    """By item, in its own unit: what is confirmed and was not in the ERP's figures at `as_of` (before it was asked).

    Raises Busy while a booking of one of these items has an unknown outcome, or was made about when the ERP was asked.
    """
    found: dict[str, Decimal] = {}
    listed = sorted(item_ids)
    for start in range(0, len(listed), _PART):
        for line, order, task in _lines(session, company_id, listed[start : start + _PART], as_of):
            assert line.item_id is not None
            known = _known(session, line, order, task, as_of)
            promised = own_unit(max(Decimal(0), line.confirmed - known), factor(line))
            found[line.item_id] = found.get(line.item_id, Decimal(0)) + promised
    return found


def factor(line: SalesOrderLine) -> Decimal:
    """How many of the item's own unit one of the line's unit is, as it was when the line was decided."""
    for reason in line.reasons:
        if reason["code"] == "unit-converted":
            return Decimal(reason["figures"]["factor"])
    return Decimal(1)


def released(line: SalesOrderLine) -> Decimal:
    """How much of the line was back-ordered first and confirmed later."""
    return sum((Decimal(r["figures"]["quantity"]) for r in line.reasons if r["code"] == RELEASED), Decimal(0))


def _lines(
    session: Session, company_id: str, item_ids: Sequence[str], as_of: dt.datetime
) -> Iterable[tuple[SalesOrderLine, SalesOrder, Task | None]]:
    """Lines of which the ERP may not know everything, with the booking's task: the order was not booked in time, or a
    back-order was released.
    """
    mark = type_coerce(col(SalesOrderLine.reasons), Text).contains(f'"{RELEASED}"')
    booking = and_(col(Task.row_id) == col(SalesOrder.id), col(Task.kind) == TaskKind.ERP_ORDER)
    query = (
        select(SalesOrderLine, SalesOrder, Task)
        # Not the documents, which are many times as large.
        .options(load_only(SalesOrder.order_number))  # type: ignore[arg-type]
        .join(SalesOrder, col(SalesOrder.id) == col(SalesOrderLine.sales_order_id))
        .outerjoin(Task, booking)
        .where(
            col(SalesOrder.company_id) == company_id,
            col(SalesOrder.state) != SalesOrderState.CANCELLED,
            col(SalesOrderLine.item_id).in_(item_ids),
            col(SalesOrderLine.confirmed) > 0,
            or_(col(Task.id).is_(None), col(Task.state) != TaskState.DONE, col(Task.done_at) > as_of, mark),
        )
    )
    return session.exec(query.order_by(col(SalesOrderLine.id))).all()


def _known(session: Session, line: SalesOrderLine, order: SalesOrder, task: Task | None, as_of: dt.datetime) -> Decimal:
    """How much of a line the figures of `as_of` show. An order from before there was an ERP is never booked in it, and
    what has left of it is not on its shelves.
    """
    if task is None:
        return line.shipped
    return _shown(session, line, as_of) if _is_booked(task, as_of, order) else Decimal(0)


def _is_booked(task: Task, as_of: dt.datetime, order: SalesOrder) -> bool:
    """Whether the figures of `as_of` have the booking in them. Raises Busy where that cannot be told.

    A task that was made later was not called yet; one that waits or failed has booked nothing.
    """
    if task.state == TaskState.DONE:
        assert task.done_at is not None
        if task.done_at <= as_of:
            return True
    elif task.state not in (TaskState.RUNNING, TaskState.UNKNOWN):
        return False
    if task.created_at < as_of:
        raise Busy(
            f"it is not known whether the ERP's stock figures of {as_of:%H:%M:%S} include order {order.order_number}",
            where=f"task {task.key}",
            next_step="nothing to do: stock is read again when the booking is settled (b2b erp retry hurries it)",
        )
    return False


def _shown(session: Session, line: SalesOrderLine, as_of: dt.datetime) -> Decimal:
    """How much of a booked line the figures of `as_of` show: reserved by the order, or gone with its shipments."""
    posted = session.exec(
        select(func.coalesce(func.sum(col(ShipmentLine.quantity)), 0))
        .join(Shipment, col(Shipment.id) == col(ShipmentLine.shipment_id))
        .join(Task, and_(col(Task.row_id) == col(Shipment.id), col(Task.kind) == TaskKind.ERP_SHIPMENT))
        .where(col(ShipmentLine.sales_order_line_id) == line.id, col(Task.done_at) <= as_of)
    ).one()
    return max(line.confirmed - released(line), Decimal(posted))
