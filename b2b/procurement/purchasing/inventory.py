"""Reports of stock from partners (846) on a session that the caller owns: a warehouse says what it holds for us."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlmodel import Session

from b2b.documents import Inventory, InventoryLine, ItemScheme, Quantity
from b2b.documents.gtin import gtin14
from b2b.documents.inventory import AVAILABLE, COMMITTED, ON_HAND
from b2b.errors import NotAllowed
from b2b.procurement import outcomes, parties
from b2b.procurement.parties import Trade
from b2b.procurement.purchasing.levels import Level, Taken, set_levels
from b2b.store import cases, catalog
from b2b.store.states import Severity
from b2b.store.tables import Exchange, Item

NOT_TAKEN = "stock-report-not-taken"
SELLERS_OWN = "SI"  # X12 element 755: what a seller has to sell; none of it is ours


def take(session: Session, now: dt.datetime, exchange: Exchange, inventory: Inventory, actor: str) -> Taken:
    """Set what a partner's report says is free of our items, as of the beginning of its day in the partner's zone, and
    the exchange's processing; what could not be taken becomes one exception.

    The stock of a seller (report kind `SI`) is that partner's own: it is kept with the exchange and sets nothing.
    """
    assert exchange.partner_id is not None, "a report is worked for a known partner"
    trade = parties.trade(session, exchange.partner_id)
    exchange.business_key = inventory.number
    if exchange.test or inventory.report == SELLERS_OWN:
        why = "a test" if exchange.test else f"what {trade.partner.code} has to sell"
        outcomes.done(session, now, exchange, f"{why}: no stock of ours is set by it")
        return Taken()
    levels, troubles = _levels(session, trade, inventory)
    as_of = dt.datetime.combine(inventory.date, dt.time(), ZoneInfo(trade.theirs.time_zone))
    source = f"{trade.partner.code}, report {inventory.number}"
    try:
        taken = set_levels(session, now, actor, trade.company, levels, as_of.astimezone(dt.UTC), source)
    except NotAllowed as problem:
        taken, troubles = Taken(), [problem.message]
    troubles += [f"{sku}: {why}" for sku, why in (taken.refused or {}).items()]
    if troubles:
        cases.open_case(
            session,
            now,
            NOT_TAKEN,
            f"report {inventory.number} of {trade.partner.code}: {troubles[0]}"
            + (f" (and {len(troubles) - 1} more)" if len(troubles) > 1 else ""),
            severity=Severity.WARNING,
            details={"lines": [{"line": "", "position": n, "reason": x} for n, x in enumerate(troubles, start=1)]},
            company_id=trade.company.id,
            partner_id=trade.partner.id,
            exchange_id=exchange.id,
        )
    outcomes.done(
        session, now, exchange, f"stock of {len(taken.set)} items set" + (f"; {taken.said}" if taken.said else "")
    )
    return taken


def _levels(session: Session, trade: Trade, inventory: Inventory) -> tuple[Sequence[Level], list[str]]:
    """What is free by item of ours, summed over places, and which lines say nothing that can be used."""
    known = _items(session, trade, inventory)
    totals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    troubles: list[str] = []
    for line in inventory.lines:
        called = " / ".join(str(id) for id in line.items) or "a line without an item number"
        meant = {item.sku for item in map(known.get, ((id.scheme, id.value.strip()) for id in line.items)) if item}
        free = _free(line)
        if len(meant) != 1:
            troubles.append(f"{called} {'means several items' if meant else 'is not in the catalog'}")
        elif isinstance(free, str):
            troubles.append(f"{called}: {free}")
        else:
            totals[meant.pop(), free.unit] += free.value
    twice = {sku for sku, _ in totals if sum(sku == other for other, _ in totals) > 1}
    troubles += [f"{sku} is counted in several units" for sku in sorted(twice)]
    levels = [Level(sku, Quantity(value, unit)) for (sku, unit), value in totals.items() if sku not in twice]
    return levels, troubles


def _free(line: InventoryLine) -> Quantity | str:
    """What is available; else what is on hand less what is committed."""
    for kind in (AVAILABLE, ON_HAND):
        found = [level.quantity for level in line.levels if level.kind == kind]
        if len(found) > 1:
            return f"it gives {len(found)} figures of kind {kind}"
        if found and kind == AVAILABLE:
            return found[0]
        if found:
            promised = line.quantity(COMMITTED) or Quantity(Decimal(0), found[0].unit)
            if promised.unit != found[0].unit:
                return "what is on hand and what is committed are in different units"
            return Quantity(max(Decimal(0), found[0].value - promised.value), found[0].unit)
    return "it says neither what is available nor what is on hand"


def _items(session: Session, trade: Trade, inventory: Inventory) -> Mapping[tuple[ItemScheme, str], Item]:
    """Our items by the numbers of the report: ours, the partner's own, GTINs."""
    ids = [(id.scheme, id.value.strip()) for line in inventory.lines for id in line.items]
    skus = catalog.items_by_sku(
        session, trade.company.id, {value for scheme, value in ids if scheme is ItemScheme.BUYER}
    )
    codes = catalog.items_by_partner_code(session, trade.partner.id, {value for _, value in ids})
    gtins = {value: gtin14(value) or "" for scheme, value in ids if scheme is ItemScheme.GTIN}
    by_gtin = catalog.items_by_gtin(session, trade.company.id, set(gtins.values()))
    found: dict[tuple[ItemScheme, str], Item] = {}
    for scheme, value in ids:
        if scheme is ItemScheme.GTIN:
            same = by_gtin.get(gtins[value], [])
            item = same[0] if len(same) == 1 else None
        else:
            item = skus.get(value) if scheme is ItemScheme.BUYER else codes.get(value)
        if item is not None:
            found[scheme, value] = item
    return found
