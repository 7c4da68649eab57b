"""What a catalog says, as this room sees it; the values that `b2b.catalogs` reads from files fit without conversion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol


class Tier(Protocol):
    """A list price for one of the item's unit, from a quantity on."""

    @property
    def from_quantity(self) -> Decimal: ...
    @property
    def price(self) -> Decimal: ...
    @property
    def currency(self) -> str: ...
    @property
    def valid_from(self) -> dt.date | None: ...
    @property
    def valid_to(self) -> dt.date | None: ...


class PartnerTier(Tier, Protocol):
    """A price agreed with one partner, by its code."""

    @property
    def partner(self) -> str: ...


class PartnerCode(Protocol):
    """The number by which a partner calls the item."""

    @property
    def partner(self) -> str: ...
    @property
    def code(self) -> str: ...


class OtherUnit(Protocol):
    """One `unit` is `factor` of the item's own unit."""

    @property
    def unit(self) -> str: ...
    @property
    def factor(self) -> Decimal: ...


class CatalogItem(Protocol):
    """An item; without a pack it is sold in whole units."""

    @property
    def sku(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def gtin(self) -> str: ...
    @property
    def pack(self) -> Decimal | None: ...
    @property
    def minimum(self) -> Decimal | None: ...
    @property
    def prices(self) -> Sequence[Tier]: ...
    @property
    def contract(self) -> Sequence[PartnerTier]: ...
    @property
    def buyer_codes(self) -> Sequence[PartnerCode]: ...
    @property
    def units(self) -> Sequence[OtherUnit]: ...
    @property
    def vat_category(self) -> str: ...
    @property
    def vat_rate(self) -> Decimal | None: ...
    @property
    def active(self) -> bool: ...


class CatalogContent(Protocol):
    """A whole catalog; its prices are valid from `valid_from` where they do not say."""

    @property
    def company(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def items(self) -> Sequence[CatalogItem]: ...
    @property
    def valid_from(self) -> dt.date | None: ...
