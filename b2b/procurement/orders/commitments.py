"""What has been promised and the ERP's stock figures do not show yet.

The ERP reserves what an order confirms when it books it, and takes it off the shelf when the goods issue is posted. So
of an order's line it knows max(confirmed when booked, shipped and posted); whatever is confirmed beyond that is ours to
subtract. Where it cannot be told whether a booking is in a figure or not, nothing is decided: the figure is read again.

It is asked for every order. So it is looked for among bookings that were not done in time and lines that are yet to be
shipped, and never among all that an item was ever ordered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import chain
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlmodel import Session, col

from b2b.errors import Busy
from b2b.procurement.bulk import parts
from b2b.procurement.orders.answer import own_unit
from b2b.store.states import SalesOrderState, TaskKind, TaskState
from b2b.store.tables import SalesOrder, SalesOrderLine, ShipmentLine, Task
from b2b.store.types import Json

RELEASED = "back-order-released"
_CONVERTED = "unit-converted"
_Promise = tuple[str, Decimal]


def unknown_to_erp(
    session: Session, company_id: str, item_ids: Collection[str], as_of: dt.datetime
) -> dict[str, Decimal]:
    """By item, in its own unit: what is confirmed and was not in the ERP's figures at `as_of` (before it was asked).

    Raises Busy while a booking of one of these items has an unknown outcome, or was made about when the ERP was asked.
    """
    found: dict[str, Decimal] = {}
    for part in parts(item_ids):
        asked = {"company": company_id, "items": part, "as_of": as_of}
        for item_id, quantity in chain(_not_booked(session, asked), _beyond_bookings(session, asked)):
            found[item_id] = found.get(item_id, Decimal(0)) + quantity
    return found


def factor(line: SalesOrderLine) -> Decimal:
    """How many of the item's own unit one of the line's unit is, as it was when the line was decided."""
    return _factor(line.reasons)


def _factor(reasons: Iterable[Mapping[str, Any]]) -> Decimal:
    return next((Decimal(one["figures"]["factor"]) for one in reasons if one["code"] == _CONVERTED), Decimal(1))


def _released(reasons: Iterable[Mapping[str, Any]]) -> Decimal:
    """How much of a line was back-ordered first and confirmed later."""
    return sum((Decimal(one["figures"]["quantity"]) for one in reasons if one["code"] == RELEASED), Decimal(0))


def _says(code: str) -> ColumnElement[bool]:
    """Whether a line's reasons hold this one."""
    return type_coerce(col(SalesOrderLine.reasons), Text).contains(f'"{code}"')


def _not_done(kind: TaskKind) -> ColumnElement[bool]:
    return and_(col(Task.kind) == kind, or_(col(Task.done_at).is_(None), col(Task.done_at) > _AS_OF))


_AS_OF: BindParameter[Any] = bindparam("as_of")
_ITEMS: BindParameter[Any] = bindparam("items", expanding=True)
_STANDS = and_(
    col(SalesOrder.company_id) == bindparam("company"),
    col(SalesOrder.state) != SalesOrderState.CANCELLED,
    col(SalesOrderLine.confirmed) > 0,
)


def _bookings() -> Select[Any]:
    """By item and, where units were converted, reasons: what is confirmed by orders whose booking the figures do not
    show, and one order of which it cannot be told.
    """
    called = col(Task.state).in_([TaskState.DONE, TaskState.RUNNING, TaskState.UNKNOWN])
    unclear = case((and_(called, col(Task.created_at) < _AS_OF), col(SalesOrder.order_number)))
    reasons = case((_says(_CONVERTED), col(SalesOrderLine.reasons)), else_=literal([], Json)).label("said")
    orders = select(col(Task.row_id)).where(_not_done(TaskKind.ERP_ORDER))
    # In other words than the index by item knows, for that leads to all that an item was ever ordered.
    of_these = func.coalesce(col(SalesOrderLine.item_id), "").in_(_ITEMS)
    return (
        select(col(SalesOrderLine.item_id), reasons, func.sum(col(SalesOrderLine.confirmed)), func.min(unclear))
        .select_from(Task)
        .join(SalesOrder, col(SalesOrder.id) == col(Task.row_id))
        .join(SalesOrderLine, col(SalesOrderLine.sales_order_id) == col(SalesOrder.id))
        .where(col(SalesOrderLine.sales_order_id).in_(orders), col(Task.kind) == TaskKind.ERP_ORDER)
        .where(_STANDS, of_these)
        .group_by(col(SalesOrderLine.item_id), "said")
    )


def _beyond() -> CompoundSelect[Any]:
    """Lines of which a booking that is in the figures, or that is never made, does not tell all."""
    line, booked = SalesOrderLine, and_(col(Task.row_id) == col(SalesOrder.id), col(Task.kind) == TaskKind.ERP_ORDER)
    posting = and_(col(Task.row_id) == col(ShipmentLine.shipment_id), col(Task.kind) == TaskKind.ERP_SHIPMENT)
    posted = (
        select(func.coalesce(func.sum(col(ShipmentLine.quantity)), 0))
        .where(col(ShipmentLine.sales_order_line_id) == col(line.id))
        .where(exists().where(posting, col(Task.done_at) <= _AS_OF))
        .correlate(SalesOrderLine)
        .scalar_subquery()
    )
    not_posted = select(col(ShipmentLine.sales_order_line_id)).join(Task, posting)
    lines = (
        select(col(line.item_id), col(line.confirmed), col(line.shipped), col(line.reasons), col(Task.id), posted)
        .join(SalesOrder, col(SalesOrder.id) == col(line.sales_order_id))
        .outerjoin(Task, booked)
        .where(_STANDS, col(line.beyond_booking), or_(col(Task.id).is_(None), col(Task.done_at) <= _AS_OF))
    )
    to_ship = lines.where(col(line.item_id).in_(_ITEMS), col(line.shipped) < col(line.confirmed))
    # Not asked by item either: what is being posted is little.
    being_posted = col(line.id).in_(not_posted.where(_not_done(TaskKind.ERP_SHIPMENT)))
    return union_all(to_ship, lines.where(being_posted, col(line.shipped) >= col(line.confirmed)))


# Asked for every order, so put together once.
_BOOKINGS, _BEYOND = _bookings(), _beyond()


def _not_booked(session: Session, asked: Mapping[str, Any]) -> Iterator[_Promise]:
    """All of what orders confirm whose booking the figures do not show. Raises Busy where that cannot be told: a task
    that was made later was not called yet, and one that waits or failed has booked nothing.
    """
    for item_id, said, confirmed, order in session.execute(_BOOKINGS, asked):
        if order is not None:
            raise Busy(
                f"it is not known whether the ERP's stock figures of {asked['as_of']:%H:%M:%S} include order {order}",
                where=f"the booking of order {order}",
                next_step="nothing to do: stock is read again when the booking is settled (b2b erp retry hurries it)",
            )
        yield item_id, own_unit(confirmed, _factor(said))


def _beyond_bookings(session: Session, asked: Mapping[str, Any]) -> Iterator[_Promise]:
    """What other orders confirm beyond what the ERP reserved when it booked them: back-orders that were released, until
    their shipments are posted; and all of an order from before there was an ERP, until it is shipped, for that is never
    booked.
    """
    for item_id, confirmed, gone, reasons, task, at_erp in session.execute(_BEYOND, asked):
        if item_id in asked["items"]:
            known = gone if task is None else max(confirmed - _released(reasons), at_erp)
            yield item_id, own_unit(max(Decimal(0), confirmed - known), _factor(reasons))
