"""Back-orders that could go now: stock has come for them."""

from __future__ import annotations

from typing import Any

from sqlmodel import Session

from b2b.procurement.orders import release
from b2b.store import parties


def arrived(session: Session) -> list[dict[str, Any]]:
    """One row a line that the stock known here allows to release, oldest order first."""
    companies = parties.companies(session)
    several = len(companies) > 1
    return [
        {
            "order": one.order_number,
            "line": one.line_number,
            "sku": one.sku,
            "quantity": one.quantity.value,
            "unit": one.quantity.unit,
            "left": one.left,
            "next": "b2b orders release" + (f" --company {company.code}" if several else ""),
        }
        for company in companies
        for one in release.releasable(session, company.id)
    ]
