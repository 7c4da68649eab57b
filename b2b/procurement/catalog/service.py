"""Catalogs on a session that the caller owns: a catalog's content replaces what was imported under its name before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from b2b.documents.gtin import gtin14
from b2b.errors import Conflict, NotFound
from b2b.procurement.bulk import insert_rows
from b2b.procurement.catalog.content import CatalogContent, CatalogItem, Tier
from b2b.procurement.catalog.reordering import import_rules
from b2b.store import audit, catalog, ids, parties
from b2b.store.tables import (
    CatalogRevision,
    Company,
    Item,
    ItemXref,
    Partner,
    Price,
    PurchaseOrderLine,
    SalesOrderLine,
    Stock,
    UomConversion,
)

_PART = 500


@dataclass(frozen=True, slots=True)
class Imported:
    """How many of each an import has made or changed; `prices_replaced` went with the earlier import of that name,
    `rules` are reorder rules.
    """

    items_added: int
    items_changed: int
    items_unchanged: int
    prices: int
    prices_replaced: int
    buyer_codes: int
    units: int
    rules: int = 0


def import_catalog(
    session: Session,
    now: dt.datetime,
    actor: str,
    content: CatalogContent,
    *,
    source: str,
    blob_sha256: str | None = None,
) -> Imported:
    """Bring a catalog into the tables: items by SKU, other numbers and units added or moved, the prices of this name
    replaced. Items that the catalog does not list stay. `source` says where it came from, such as the file's name.

    Raises NotFound for a company or partner that is not on file, Conflict where an item in use would change its unit.
    """
    company = parties.company(session, content.company)
    partners = _partners(session, company, content, source)
    revision = CatalogRevision(
        id=ids.new(now),
        company_id=company.id,
        name=content.name,
        source=source,
        blob_sha256=blob_sha256,
        imported_at=now,
        valid_from=content.valid_from,
    )
    session.add(revision)
    session.flush()
    items, added, changed = _items(session, now, company, content, source)
    replaced = _remove_prices(session, company, content.name, revision)
    prices = list(_prices(now, company, content, items, partners, revision))
    insert_rows(session, Price, prices)
    codes = _codes(session, now, company, content, items, partners)
    units = _units(session, now, content, items)
    rules = import_rules(session, now, company, content, items, partners, source)
    result = Imported(added, changed, len(items) - added - changed, len(prices), replaced, codes, units, rules)
    details = {"name": content.name, "source": source, "items": len(items), "prices": len(prices)}
    audit.record(session, now, actor, "imported", "catalog_revision", revision.id, details, blob_sha256)
    session.flush()
    return result


def _partners(session: Session, company: Company, content: CatalogContent, source: str) -> dict[str, Partner]:
    named = {row.partner for item in content.items for row in item.contract}
    named |= {row.partner for item in content.items for row in item.buyer_codes}
    named |= {item.reorder.supplier for item in content.items if item.reorder is not None}
    known = {row.code: row for row in parties.partners(session, company.id)}
    missing = sorted(named - set(known))
    if missing:
        raise NotFound(
            f"{company.code} has no partner {', '.join(missing)}",
            where=source,
            next_step="apply the partner first (b2b partner apply FILE), or correct its code in the catalog",
        )
    return known


def _items(
    session: Session, now: dt.datetime, company: Company, content: CatalogContent, source: str
) -> tuple[dict[str, Item], int, int]:
    """Items by SKU as they are now, how many were added and how many changed."""
    found = catalog.items_by_sku(session, company.id, [item.sku for item in content.items])
    wanted = {item.sku: _fields(item) for item in content.items}
    _refuse_new_units(session, [found[sku] for sku in wanted if sku in found], wanted, source)
    changed = 0
    for sku, item in found.items():
        if any(getattr(item, name) != value for name, value in wanted[sku].items()):
            changed += 1
            for name, value in wanted[sku].items():
                setattr(item, name, value)
            session.add(item)
    session.flush()
    new = [
        {"id": ids.new(now), "company_id": company.id, "sku": sku, **fields}
        for sku, fields in wanted.items()
        if sku not in found
    ]
    insert_rows(session, Item, new)
    return catalog.items_by_sku(session, company.id, list(wanted)), len(new), changed


def _fields(item: CatalogItem) -> dict[str, Any]:
    return {
        "description": item.description,
        "unit": item.unit,
        "gtin": gtin14(item.gtin) if item.gtin else None,
        "pack": item.pack if item.pack is not None else Decimal(1),
        "minimum": item.minimum if item.minimum is not None else Decimal(0),
        "vat_category": item.vat_category or None,
        "vat_rate": item.vat_rate,
        "active": item.active,
    }


def _refuse_new_units(
    session: Session, items: Sequence[Item], wanted: Mapping[str, Mapping[str, Any]], source: str
) -> None:
    """Stock and orders count an item's unit: another one would silently mean other goods."""
    for item in items:
        unit = wanted[item.sku]["unit"]
        if unit == item.unit:
            continue
        used = session.exec(select(SalesOrderLine.id).where(col(SalesOrderLine.item_id) == item.id).limit(1)).first()
        bought = select(PurchaseOrderLine.id).where(col(PurchaseOrderLine.item_id) == item.id)
        used = used or session.exec(bought.limit(1)).first()
        counted = session.exec(select(Stock.id).where(col(Stock.item_id) == item.id).limit(1)).first()
        if used or counted:
            raise Conflict(
                f"{item.sku} is counted in {item.unit} by stock and orders, and cannot become {unit}",
                where=f"{source}, item {item.sku}",
                next_step=f"keep unit = {item.unit} and list {unit} under units, or give the article a new SKU",
            )


def _remove_prices(session: Session, company: Company, name: str, new: CatalogRevision) -> int:
    earlier = select(CatalogRevision.id).where(
        col(CatalogRevision.company_id) == company.id,
        col(CatalogRevision.name) == name,
        col(CatalogRevision.id) != new.id,
    )
    removed = session.execute(delete(Price).where(col(Price.catalog_revision_id).in_(earlier)).returning(col(Price.id)))
    return len(removed.all())


def _prices(
    now: dt.datetime,
    company: Company,
    content: CatalogContent,
    items: Mapping[str, Item],
    partners: Mapping[str, Partner],
    revision: CatalogRevision,
) -> Iterator[dict[str, Any]]:
    def row(item: CatalogItem, tier: Tier, partner: Partner | None) -> dict[str, Any]:
        return {
            "id": ids.new(now),
            "company_id": company.id,
            "item_id": items[item.sku].id,
            "partner_id": partner.id if partner else None,
            "currency": tier.currency,
            "from_quantity": tier.from_quantity,
            "price": tier.price,
            "valid_from": tier.valid_from or content.valid_from,
            "valid_to": tier.valid_to,
            "catalog_revision_id": revision.id,
        }

    for item in content.items:
        yield from (row(item, tier, None) for tier in item.prices)
        yield from (row(item, tier, partners[tier.partner]) for tier in item.contract)


def _codes(
    session: Session,
    now: dt.datetime,
    company: Company,
    content: CatalogContent,
    items: Mapping[str, Item],
    partners: Mapping[str, Partner],
) -> int:
    """A partner's number means the item whose catalog said so last."""
    wanted = {
        (partners[row.partner].id, row.code): items[item.sku].id for item in content.items for row in item.buyer_codes
    }
    held = {
        (row.partner_id, row.code): row
        for row in session.exec(select(ItemXref).where(col(ItemXref.company_id) == company.id))
    }
    new = []
    for (partner_id, code), item_id in wanted.items():
        row = held.get((partner_id, code))
        if row is None:
            new.append(
                {
                    "id": ids.new(now),
                    "company_id": company.id,
                    "partner_id": partner_id,
                    "code": code,
                    "item_id": item_id,
                }
            )
        elif row.item_id != item_id:
            row.item_id = item_id
            session.add(row)
    session.flush()
    insert_rows(session, ItemXref, new)
    return len(wanted)


def _units(session: Session, now: dt.datetime, content: CatalogContent, items: Mapping[str, Item]) -> int:
    wanted = {(items[item.sku].id, row.unit): row.factor for item in content.items for row in item.units}
    listed = sorted({item_id for item_id, _ in wanted})
    held: dict[tuple[str, str], UomConversion] = {}
    for start in range(0, len(listed), _PART):
        part = listed[start : start + _PART]
        for row in session.exec(select(UomConversion).where(col(UomConversion.item_id).in_(part))):
            held[row.item_id, row.unit] = row
    new = []
    for (item_id, unit), factor in wanted.items():
        if (item_id, unit) not in held:
            new.append({"id": ids.new(now), "item_id": item_id, "unit": unit, "factor": factor})
        elif held[item_id, unit].factor != factor:
            held[item_id, unit].factor = factor
            session.add(held[item_id, unit])
    session.flush()
    insert_rows(session, UomConversion, new)
    return len(wanted)
