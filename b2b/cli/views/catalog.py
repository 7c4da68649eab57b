"""The catalog as it stands: imports, items with their prices, and the file it would be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.catalogs import BuyerCode, Catalog, CatalogItem, ContractPrice, PriceTier, ReorderRule, UnitFactor
from b2b.cli.views.goods import item as known_item
from b2b.cli.views.naming import Names, names
from b2b.errors import NotFound
from b2b.store.tables import CatalogRevision, Company, Item, ItemXref, Price, Replenishment, UomConversion


def imports(session: Session, company: Company) -> list[dict[str, Any]]:
    """The newest import of each catalog, by name."""
    counted = dict(
        session.exec(
            select(Price.catalog_revision_id, func.count())
            .where(col(Price.company_id) == company.id)
            .group_by(col(Price.catalog_revision_id))
        ).all()
    )
    return [
        {
            "name": row.name,
            "company": company.code,
            "source": row.source,
            "imported_at": row.imported_at,
            "valid_from": row.valid_from,
            "prices": counted.get(row.id, 0),
        }
        for row in _newest(session, company)
    ]


def _newest(session: Session, company: Company) -> Sequence[CatalogRevision]:
    query = select(CatalogRevision).where(col(CatalogRevision.company_id) == company.id)
    by_name = {row.name: row for row in session.exec(query.order_by(col(CatalogRevision.id)))}
    return [by_name[name] for name in sorted(by_name)]


@dataclass(slots=True)
class _Parts:
    """What belongs to one item."""

    prices: list[Price] = field(default_factory=list)
    codes: list[ItemXref] = field(default_factory=list)
    units: list[UomConversion] = field(default_factory=list)
    rule: Replenishment | None = None


def items(session: Session, company: Company, skus: Sequence[str]) -> list[dict[str, Any]]:
    """Every item (or those named) with prices, the partners' numbers and other units. NotFound: an unknown item."""
    chosen = [known_item(session, company, sku) for sku in skus] or _all_items(session, company)
    parts, called = _parts(session, company), names(session)
    return [
        {
            "sku": row.sku,
            "description": row.description,
            "unit": row.unit,
            "gtin": row.gtin,
            "pack": row.pack,
            "minimum": row.minimum,
            "vat_category": row.vat_category,
            "vat_rate": row.vat_rate,
            "active": row.active,
            "prices": [
                {
                    "partner": called.partner(price.partner_id) or None,
                    "from": price.from_quantity,
                    "price": price.price,
                    "currency": price.currency,
                    "valid_from": price.valid_from,
                    "valid_to": price.valid_to,
                }
                for price in parts[row.id].prices
            ],
            "buyer_codes": [
                {"partner": called.partner(code.partner_id), "code": code.code} for code in parts[row.id].codes
            ],
            "units": [{"unit": unit.unit, "factor": unit.factor} for unit in parts[row.id].units],
            "reorder": _rule(parts[row.id].rule, called),
        }
        for row in chosen
    ]


def content(session: Session, company: Company, name: str) -> Catalog:
    """The catalog of that name (the only one where none is named) as a file's content.

    Its items are those it has prices for, and, where it is the only catalog, those without any. NotFound: no such.
    """
    newest = _newest(session, company)
    revision = next((row for row in newest if row.name == name or (not name and len(newest) == 1)), None)
    if revision is None:
        known = ", ".join(row.name for row in newest)
        raise NotFound(
            f"{company.code} has no catalog {name!r}" if name else "name the catalog",
            where=f"known: {known}" if known else "",
            next_step="b2b catalog list" if known else "b2b catalog import FILE",
        )
    parts = _parts(session, company, revision)
    priced = (row for row in _all_items(session, company) if len(newest) == 1 or parts[row.id].prices)
    called = names(session).partners
    currencies = Counter(price.currency for part in parts.values() for price in part.prices).most_common(1)
    currency = currencies[0][0] if currencies else str(company.settings["company"]["currency"])
    listed = tuple(_content_item(row, parts[row.id], called) for row in priced)
    return Catalog(company.code, revision.name, currency, listed, revision.valid_from)


def _content_item(row: Item, parts: _Parts, partners: dict[str, str]) -> CatalogItem:
    return CatalogItem(
        sku=row.sku,
        description=row.description,
        unit=row.unit,
        gtin=row.gtin or "",
        pack=row.pack if row.pack != 1 else None,
        minimum=row.minimum or None,
        prices=tuple(
            PriceTier(price.from_quantity, price.price, price.currency, price.valid_from, price.valid_to)
            for price in parts.prices
            if price.partner_id is None
        ),
        contract=tuple(
            ContractPrice(
                partners[price.partner_id],
                price.from_quantity,
                price.price,
                price.currency,
                price.valid_from,
                price.valid_to,
            )
            for price in parts.prices
            if price.partner_id is not None
        ),
        buyer_codes=tuple(BuyerCode(partners[code.partner_id], code.code) for code in parts.codes),
        units=tuple(UnitFactor(unit.unit, unit.factor) for unit in parts.units),
        reorder=_content_rule(parts.rule, partners),
        vat_category=row.vat_category or "",
        vat_rate=row.vat_rate,
        active=row.active,
    )


def _rule(row: Replenishment | None, called: Names) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "supplier": called.partner(row.partner_id),
        "point": row.reorder_point,
        "up_to": row.order_up_to,
        "pack": row.pack,
        "minimum": row.minimum,
        "lead_days": row.lead_days,
    }


def _content_rule(row: Replenishment | None, partners: dict[str, str]) -> ReorderRule | None:
    if row is None:
        return None
    pack, minimum = row.pack if row.pack != 1 else None, row.minimum or None
    supplier = partners[row.partner_id]
    return ReorderRule(supplier, row.reorder_point, row.order_up_to, pack, minimum, row.lead_days)


def _all_items(session: Session, company: Company) -> Sequence[Item]:
    return session.exec(select(Item).where(col(Item.company_id) == company.id).order_by(col(Item.sku))).all()


def _parts(session: Session, company: Company, revision: CatalogRevision | None = None) -> dict[str, _Parts]:
    """Prices (of one catalog, or all), codes and units of every item of the company."""
    found: dict[str, _Parts] = defaultdict(_Parts)
    prices = select(Price).where(col(Price.company_id) == company.id)
    if revision is not None:
        prices = prices.where(col(Price.catalog_revision_id) == revision.id)
    for price in session.exec(prices.order_by(col(Price.partner_id), col(Price.from_quantity), col(Price.valid_from))):
        found[price.item_id].prices.append(price)
    codes = select(ItemXref).where(col(ItemXref.company_id) == company.id).order_by(col(ItemXref.code))
    for code in session.exec(codes):
        found[code.item_id].codes.append(code)
    units: Iterable[UomConversion] = session.exec(
        select(UomConversion)
        .join(Item, col(Item.id) == col(UomConversion.item_id))
        .where(col(Item.company_id) == company.id)
        .order_by(col(UomConversion.unit))
    )
    for unit in units:
        found[unit.item_id].units.append(unit)
    for rule in session.exec(select(Replenishment).where(col(Replenishment.company_id) == company.id)):
        found[rule.item_id].rule = rule
    return found
