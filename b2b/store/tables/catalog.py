"""What is sold: items, their other names and units, prices, stock."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from b2b.store.tables.base import Row, check
from b2b.store.types import Instant, Scaled


class Item(Row, table=True):
    """An item of a company; `unit` is UN/ECE Rec 20, `pack` and `minimum` count it, VAT only where it differs."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("company_id", "sku"),
        check("sku", "sku <> ''"),
        check("pack", "pack > 0"),
        check("minimum", "minimum >= 0"),
        check("vat_rate", "vat_rate >= 0"),
        Index(None, "company_id", "gtin"),
    )

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    sku: str
    description: str = ""
    unit: str
    gtin: str | None = None
    pack: Decimal = Field(default=Decimal(1), sa_type=Scaled)
    minimum: Decimal = Field(default=Decimal(0), sa_type=Scaled)
    vat_category: str | None = None
    vat_rate: Decimal | None = Field(default=None, sa_type=Scaled)
    active: bool = True


class ItemXref(Row, table=True):
    """A partner's own number of an item."""

    __tablename__ = "item_xref"
    __table_args__ = (UniqueConstraint("company_id", "partner_id", "code"), check("code", "code <> ''"))

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    partner_id: str = Field(foreign_key="partner.id")
    code: str
    item_id: str = Field(foreign_key="item.id", index=True)


class UomConversion(Row, table=True):
    """One `unit` is `factor` of the item's own unit."""

    __tablename__ = "uom_conversion"
    __table_args__ = (UniqueConstraint("item_id", "unit"), check("factor", "factor > 0"))

    id: str = Field(primary_key=True)
    item_id: str = Field(foreign_key="item.id")
    unit: str
    factor: Decimal = Field(sa_type=Scaled)


class CatalogRevision(Row, table=True):
    """One import of a catalog file; the newest of a name is in force."""

    __tablename__ = "catalog_revision"
    __table_args__ = (Index(None, "company_id", "name", "imported_at"),)

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    name: str
    source: str
    blob_sha256: str | None = Field(default=None, foreign_key="blob.sha256")
    imported_at: dt.datetime = Field(sa_type=Instant)
    valid_from: dt.date | None = None


class Price(Row, table=True):
    """A price for one unit from a quantity on; no partner is the list price, a partner its contract. Zero is a price.

    Valid from the first to the last day, both included; NULL is open.
    """

    __tablename__ = "price"
    __table_args__ = (
        check("from_quantity", "from_quantity >= 0"),
        check("price", "price >= 0"),
        check("currency", "length(currency) = 3"),
        check("validity", "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to"),
        Index(None, "item_id", "currency", "partner_id"),
        Index(None, "catalog_revision_id"),
    )

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    item_id: str = Field(foreign_key="item.id")
    partner_id: str | None = Field(default=None, foreign_key="partner.id")
    currency: str
    from_quantity: Decimal = Field(sa_type=Scaled)
    price: Decimal = Field(sa_type=Scaled)
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    catalog_revision_id: str = Field(foreign_key="catalog_revision.id")


class Stock(Row, table=True):
    """What the workspace knows to be free of an item, as of an instant and from where."""

    __tablename__ = "stock"

    id: str = Field(primary_key=True)
    company_id: str = Field(foreign_key="company.id")
    item_id: str = Field(foreign_key="item.id", unique=True)
    quantity: Decimal = Field(sa_type=Scaled)
    unit: str
    as_of: dt.datetime = Field(sa_type=Instant)
    source: str
