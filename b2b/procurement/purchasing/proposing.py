"""A reorder run on a session that the caller owns: each item below its reorder point becomes an order of its own.

One order an item: the approval limit is then asked of each, and one that waits for a person holds up no other. What is
on order counts, so that a run after a run orders nothing more.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from b2b.procurement import parties
from b2b.procurement.parties import Trade
from b2b.procurement.purchasing import approving, decide, gather, making
from b2b.procurement.purchasing.decide import Blocked, Enough, Proposal
from b2b.procurement.purchasing.making import NewLine
from b2b.procurement.purchasing.snapshot import Need
from b2b.store import cases
from b2b.store.states import CaseState, PurchaseOrderSource, Severity
from b2b.store.tables import Company, ExceptionCase, Item, PurchaseOrder

CODES = (
    decide.STOCK_UNKNOWN,
    decide.STOCK_STALE,
    decide.NO_PRICE,
    decide.OTHER_CURRENCY,
    decide.OUT_OF_RANGE,
)
_WHAT = {
    decide.STOCK_UNKNOWN: "nobody has said how much is free",
    decide.STOCK_STALE: "the stock figure is too old",
    decide.NO_PRICE: "the supplier has no price that holds",
    decide.OTHER_CURRENCY: "the supplier's price is in another currency",
    decide.OUT_OF_RANGE: "the figures cannot be kept",
}


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run made of an item: the decision, and the order where it became one."""

    need: Need
    decision: Proposal | Enough | Blocked
    order: PurchaseOrder | None = None


def skus_needed(session: Session, company_id: str) -> Sequence[str]:
    """Our item numbers whose stock the run must know, sorted."""
    return [item.sku for _, item in gather.rules(session, company_id)]


def propose(session: Session, now: dt.datetime, actor: str, company: Company) -> Sequence[Proposed]:
    """Decide on every item of a company that has a reorder rule, by SKU; what is short is ordered in `actor`'s name.

    What cannot be decided becomes one exception for each kind of reason, closed again by the run that finds it gone.
    """
    found = gather.rules(session, company.id, lock=True)
    trades = {partner_id: parties.trade(session, partner_id) for partner_id in {rule.partner_id for rule, _ in found}}
    if not trades:
        _tell(session, now, actor, company, [])
        return ()
    any_trade = next(iter(trades.values()))
    today = any_trade.our_day(now)
    max_age = dt.timedelta(hours=any_trade.ours.purchasing.stock_max_age_hours)
    needs = gather.needs(session, found, trades, today)
    proposed = [
        _one(session, now, actor, trades[rule.partner_id], item, need, decide.decide(need, today, now, max_age))
        for (rule, item), need in zip(found, needs, strict=True)
    ]
    _tell(session, now, actor, company, proposed)
    return proposed


def _one(
    session: Session,
    now: dt.datetime,
    actor: str,
    trade: Trade,
    item: Item,
    need: Need,
    decision: Proposal | Enough | Blocked,
) -> Proposed:
    if not isinstance(decision, Proposal):
        return Proposed(need, decision)
    explanation = {"text": decision.text, "figures": dict(decision.figures)}
    line = NewLine(item, decision.quantity, decision.price, decision.wanted_on, explanation)
    order = making.make(session, now, actor, trade, PurchaseOrderSource.REORDER, need.currency, [line])
    approving.by_rule(session, now, trade, order)
    return Proposed(need, decision, order)


def _tell(session: Session, now: dt.datetime, actor: str, company: Company, proposed: Sequence[Proposed]) -> None:
    """One exception a kind of reason, about the company; what no longer stands is closed."""
    blocked: dict[str, list[tuple[Need, Blocked]]] = defaultdict(list)
    for one in proposed:
        if isinstance(one.decision, Blocked):
            blocked[one.decision.code].append((one.need, one.decision))
    open_now = select(ExceptionCase).where(
        col(ExceptionCase.state) == CaseState.OPEN,
        col(ExceptionCase.subject) == company.id,
        col(ExceptionCase.code).in_(CODES),
    )
    for case in session.exec(open_now).all():
        if case.code not in blocked:
            cases.resolve(session, case, now=now, actor=actor, resolution="the next run could decide")
    for code, items in blocked.items():
        more = f" (and {len(items) - 1} more)" if len(items) > 1 else ""
        cases.open_case(
            session,
            now,
            code,
            f"not ordered again, {_WHAT[code]}: {items[0][1].text}{more}",
            severity=Severity.WARNING,
            details={"lines": [{"line": need.sku, "reason": found.text} for need, found in items]},
            company_id=company.id,
            subject=company.id,
        )
