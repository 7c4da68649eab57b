"""The reorder rules of a catalog, brought into the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from sqlmodel import Session, col, select

from b2b.errors import NotAllowed
from b2b.procurement.catalog.content import CatalogContent, Reorder
from b2b.store import ids
from b2b.store.states import Role
from b2b.store.tables import Company, Item, Partner, Replenishment


def import_rules(
    session: Session,
    now: dt.datetime,
    company: Company,
    content: CatalogContent,
    items: Mapping[str, Item],
    partners: Mapping[str, Partner],
    source: str,
) -> int:
    """Set the rule of each item whose entry has one, and end it where it fills up to 0; how many entries had one.

    An entry without a rule leaves the one there is: prices and rules may come in files of their own. Raises NotAllowed
    where the partner to order from is no supplier.
    """
    wanted = {item.sku: item.reorder for item in content.items if item.reorder is not None}
    held = {
        row.item_id: row
        for row in session.exec(select(Replenishment).where(col(Replenishment.company_id) == company.id))
    }
    for sku, rule in wanted.items():
        partner = partners[rule.supplier]
        if partner.role != Role.SUPPLIER:
            raise NotAllowed(
                f"{partner.code} is a {partner.role}, and nothing is ordered from it",
                where=f"{source}, item {sku}",
                next_step='name a partner with role = "supplier" (b2b partner list)',
            )
        row = held.get(items[sku].id)
        if rule.up_to > 0:
            session.add(_filled(row or _new(now, company, items[sku]), partner, rule))
        elif row is not None:
            session.delete(row)
    session.flush()
    return len(wanted)


def _new(now: dt.datetime, company: Company, item: Item) -> Replenishment:
    return Replenishment(
        id=ids.new(now),
        company_id=company.id,
        item_id=item.id,
        partner_id="",
        reorder_point=Decimal(0),
        order_up_to=Decimal(0),
    )


def _filled(row: Replenishment, partner: Partner, rule: Reorder) -> Replenishment:
    row.partner_id, row.reorder_point, row.order_up_to = partner.id, rule.point, rule.up_to
    row.pack = rule.pack if rule.pack is not None else Decimal(1)
    row.minimum = rule.minimum if rule.minimum is not None else Decimal(0)
    row.lead_days = rule.lead_days
    return row
