"""The reorder run: stock is read from each company's ERP outside of any transaction, then decided in one write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from b2b.errors import B2BError
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_for, settle, unforeseen
from b2b.ports import ErpStock
from b2b.procurement.purchasing import levels, proposing
from b2b.procurement.purchasing.levels import Level
from b2b.procurement.purchasing.proposing import Proposed
from b2b.store import parties
from b2b.store.states import Severity
from b2b.store.tables import Company

FAILED = "reorder-failed"
ERP = "the ERP"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run made of one company: its code and the decision on each item, or the problem that kept it from any."""

    company: str
    proposed: Sequence[Proposed] = ()
    problem: B2BError | None = None


def propose_all(gateway: Gateway, company: str = "", *, dry_run: bool = False) -> Sequence[Run]:
    """Propose what is short for a company (by code), or for each that has reorder rules; `dry_run` keeps nothing.

    A company whose ERP cannot be asked gets an exception, and the others go on. NotFound: no such company.
    """
    with gateway.store.read() as session:
        rows = [parties.company(session, company)] if company else parties.companies(session)
        needed = {row.id: proposing.skus_needed(session, row.id) for row in rows}
    runs = []
    for row in rows:
        if company or needed[row.id]:
            runs.append(_one(gateway, row, needed[row.id], dry_run=dry_run))
            if runs[-1].problem is not None and not dry_run:
                _tell(gateway, row, runs[-1].problem)
    return runs


def scheduled(gateway: Gateway, company_id: str) -> dict[str, Any]:
    """The run that a schedule asks for; how many orders it proposed. A B2BError where the ERP cannot be asked."""
    with gateway.store.read() as session:
        company = session.exec(select(Company).where(col(Company.id) == company_id)).one()
        needed = proposing.skus_needed(session, company_id)
    run = _one(gateway, company, needed, dry_run=False)
    if run.problem is not None:
        raise run.problem
    return {"orders": sum(one.order is not None for one in run.proposed)}


def _tell(gateway: Gateway, company: Company, problem: B2BError) -> None:
    with gateway.store.write() as session:
        about = {"table": "company", "row_id": company.id, "company_id": company.id}
        open_for(gateway, session, FAILED, problem, severity=Severity.WARNING, **about)


def _one(gateway: Gateway, company: Company, skus: Sequence[str], *, dry_run: bool) -> Run:
    as_of = gateway.clock.now()
    stock = _erp_stock(gateway, company, skus)
    if isinstance(stock, B2BError):
        return Run(company.code, problem=stock)
    with gateway.store.write() as session:
        _keep_stock(gateway, session, company, stock, as_of)
        proposed = proposing.propose(session, gateway.clock.now(), gateway.actor, company)
        settle(gateway, session, FAILED, company.id, "the run could ask again")
        if dry_run:
            session.rollback()
    return Run(company.code, proposed)


def _erp_stock(gateway: Gateway, company: Company, skus: Sequence[str]) -> Sequence[ErpStock] | B2BError:
    """What the ERP has free of these items; nothing where the company has none; the problem where it cannot say."""
    try:
        erp = gateway.erp(company.id) if skus else None
        return tuple(erp.stock(skus)) if erp is not None else ()
    except B2BError as problem:
        return problem
    except Exception as error:
        return unforeseen(error, "asking the ERP for its stock")


def _keep_stock(
    gateway: Gateway, session: Session, company: Company, stock: Sequence[ErpStock], as_of: dt.datetime
) -> None:
    if stock:
        found = [Level(row.sku, row.available) for row in stock]
        levels.set_levels(session, gateway.clock.now(), gateway.actor, company, found, as_of, ERP)
