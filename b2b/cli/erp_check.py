"""Whether each company's ERP answers."""

from __future__ import annotations

from typing import Any

from sqlmodel import col, select

from b2b.errors import B2BError
from b2b.gateway.bootstrap import Gateway
from b2b.store import parties
from b2b.store.tables import Company, Item


def answers(gateway: Gateway, company_code: str) -> list[dict[str, Any]]:
    """Each company that has an ERP (or the one named), with what the ERP said to a question for stock."""
    with gateway.store.read() as session:
        chosen = [parties.company(session, company_code)] if company_code else parties.companies(session)
        known = [
            (row, settings.erp.url, session.exec(_first_sku(row)).first())
            for row in chosen
            if (settings := parties.company_settings(row)).erp is not None
        ]
    return [_answer(gateway, row, url, sku) for row, url, sku in known]


def _first_sku(company: Company) -> Any:
    return select(Item.sku).where(col(Item.company_id) == company.id, col(Item.active)).order_by(col(Item.sku)).limit(1)


def _answer(gateway: Gateway, row: Company, url: str, sku: str | None) -> dict[str, Any]:
    found = {"company": row.code, "url": url}
    if sku is None:
        return {**found, "state": "not asked", "says": "no item to ask about", "next": "b2b catalog import FILE"}
    try:
        erp = gateway.erp(row.id)
        assert erp is not None
        stock = erp.stock([sku])
    except B2BError as error:
        return {**found, "state": type(error).__name__, "says": str(error), "next": error.next_step}
    says = f"{sku}: {stock[0].available} free" if stock else f"it does not know {sku}"
    return {**found, "state": "answers", "says": says, "next": ""}
