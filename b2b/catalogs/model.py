"""What a catalog file says, free of its form. Prices are per one `CatalogItem.unit`; quantities are in that unit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class PriceTier:
    """A list price from this quantity on; the days are both inclusive, None: the catalog's first day, no last day."""

    from_quantity: Decimal
    price: Decimal
    currency: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class ContractPrice:
    """A price agreed with one partner (its code); it stands before the list price where it applies."""

    partner: str
    from_quantity: Decimal
    price: Decimal
    currency: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class BuyerCode:
    """The number by which a partner calls the item."""

    partner: str
    code: str


@dataclass(frozen=True, slots=True)
class UnitFactor:
    """One `unit` is `factor` of the item's own unit (one carton is 24 pieces)."""

    unit: str
    factor: Decimal


@dataclass(frozen=True, slots=True)
class ReorderRule:
    """When and from whom the item is bought again: what is free and on order at or below `point` is filled up to
    `up_to`, in whole `pack`s of the supplier (a partner's code) and at least `minimum`; goods come `lead_days` later.

    Quantities are in the item's unit; None: no such limit. An `up_to` of 0 says that it is not bought again.
    """

    supplier: str
    point: Decimal
    up_to: Decimal
    pack: Decimal | None = None
    minimum: Decimal | None = None
    lead_days: int = 0


@dataclass(frozen=True, slots=True)
class CatalogItem:
    """One item; `unit` is a UN/ECE Recommendation 20 code, `gtin` as written (its check digit is right), empty where
    unknown. `pack` and `minimum` are None where any quantity may be ordered; VAT None or empty: the partner's or
    company's holds. `reorder` None: nothing is said about buying it. An item that is not `active` keeps its history and
    is no longer sold, nor bought.
    """

    sku: str
    description: str
    unit: str
    gtin: str = ""
    pack: Decimal | None = None
    minimum: Decimal | None = None
    prices: tuple[PriceTier, ...] = ()
    contract: tuple[ContractPrice, ...] = ()
    buyer_codes: tuple[BuyerCode, ...] = ()
    units: tuple[UnitFactor, ...] = ()
    vat_category: str = ""
    vat_rate: Decimal | None = None
    reorder: ReorderRule | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Catalog:
    """A catalog of a company; imported again under the same `name` it replaces the prices of that name."""

    company: str
    name: str
    currency: str
    items: tuple[CatalogItem, ...]
    valid_from: dt.date | None = None
