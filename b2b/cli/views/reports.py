"""Sums over a time: orders and their answers, documents and their acknowledgments."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.cli.views.naming import names
from b2b.store.states import AcknowledgmentState, Direction, Processing
from b2b.store.tables import Exchange, SalesOrder, SalesOrderLine

_DAYS = 30
_SERVICE_SETS = ("997", "999", "TA1")


def start(since: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    """The first instant of a report: the local day named, else thirty days ago."""
    return since.astimezone() if since is not None else now - dt.timedelta(days=_DAYS)


def orders_by_partner(session: Session, since: dt.datetime) -> list[dict[str, Any]]:
    """One row a partner and currency; a line counts once, as the worst that became of it."""
    query = (
        select(SalesOrder.partner_id, SalesOrder.currency, SalesOrder.id, SalesOrderLine)
        .join(SalesOrderLine, col(SalesOrderLine.sales_order_id) == col(SalesOrder.id))
        .where(col(SalesOrder.received_at) >= since)
    )
    orders: dict[tuple[str, str], set[str]] = defaultdict(set)
    lines: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    worth: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for partner_id, currency, order_id, line in session.exec(query):
        place = partner_id, currency
        orders[place].add(order_id)
        lines[place][_fate(line)] += 1
        worth[place] += line.confirmed * (line.price or Decimal(0))
    called = names(session)
    rows = [
        {
            "partner": called.partner(partner_id),
            "currency": currency,
            "orders": len(orders[partner_id, currency]),
            "lines": found.total(),
            **{fate: found[fate] for fate in ("as_ordered", "changed", "back_ordered", "rejected")},
            "net": worth[partner_id, currency],
        }
        for (partner_id, currency), found in lines.items()
    ]
    return sorted(rows, key=lambda row: (row["partner"], row["currency"]))


def _fate(line: SalesOrderLine) -> str:
    if line.rejected:
        return "rejected"
    if line.back_ordered:
        return "back_ordered"
    changed = line.confirmed != line.ordered or (line.ordered_price is not None and line.price != line.ordered_price)
    return "changed" if changed else "as_ordered"


def acknowledgments(session: Session, since: dt.datetime) -> list[dict[str, Any]]:
    """One row a partner and set of what was sent; our own acknowledgments are not counted."""
    query = (
        select(Exchange.partner_id, Exchange.set_id, Exchange.acknowledgment, func.count())
        .where(
            col(Exchange.direction) == Direction.OUT,
            col(Exchange.processing) == Processing.DONE,
            col(Exchange.set_id).not_in(_SERVICE_SETS),
            col(Exchange.created_at) >= since,
        )
        .group_by(col(Exchange.partner_id), col(Exchange.set_id), col(Exchange.acknowledgment))
    )
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    called = names(session)
    for partner_id, set_id, state, count in session.exec(query):
        found[called.partner(partner_id), set_id][state] += count
    return [
        {
            "partner": partner,
            "set": set_id,
            "sent": states.total(),
            **{state.value.replace("-", "_"): states[state] for state in AcknowledgmentState},
        }
        for (partner, set_id), states in sorted(found.items())
    ]
