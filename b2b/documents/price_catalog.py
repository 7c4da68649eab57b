"""What a supplier sells, at which prices (X12 832)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents.item_details import Characteristic, Measure, Packing
from b2b.documents.party import NamedParty, Party
from b2b.documents.price import Price
from b2b.documents.values import ItemId, ListedCode, NamedDate, Reference

# What becomes of an item; the values are X12 element 875, of which partners use others as well.
CHANGED = "001"
DELETED = "002"
ADDED = "021"

# The kinds of restriction that ordering asks for; the values are X12 elements 688 and 673.
ORDERING = "OR"
MINIMUM = "57"
MAXIMUM = "70"


@dataclass(frozen=True, slots=True)
class Restriction:
    """A limit or condition of ordering an item (X12 CTB): `kind` is element 688 (`OR` ordering); said in words, as a
    quantity of a kind (element 673) or as an amount of a kind (element 522) in the catalog's currency.
    """

    kind: str
    text: str = ""
    quantity_kind: str = ""
    quantity: Decimal | None = None
    amount_kind: str = ""
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One item of the catalog; `change` says what becomes of it (X12 element 875), "" where the catalog is whole.

    It can be ordered from `valid_from` to `valid_to`, both inclusive. `prices` are in the catalog's currency where they
    name none.
    """

    items: tuple[ItemId, ...]
    number: str = ""
    change: str = ""
    description: str = ""
    prices: tuple[Price, ...] = ()
    packing: Packing | None = None
    characteristics: tuple[Characteristic, ...] = ()
    measures: tuple[Measure, ...] = ()
    restrictions: tuple[Restriction, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    manufacturer: Party | None = None
    codes: tuple[ListedCode, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()

    def price(self, *kinds: str) -> Price | None:
        """The first price of the first of these kinds that the item has, None where it has none of them.

        Prices by quantity or day are for the caller to find in `prices`.
        """
        return next((price for kind in kinds for price in self.prices if price.kind == kind), None)


@dataclass(frozen=True, slots=True)
class PriceCatalog:
    """A catalog or price list; `kind` is X12 element 683 (`PC` price catalog, `PS` price sheet, `SC` sales catalog,
    `RC` resale catalog, `CP` made for one customer).

    `number`, `version` and `revision` name it; `purpose` is element 353 (`00` original, `04` change, `05` replace), ""
    where it is not said. `currency` is None where the catalog names none. `prices` are rules for all its items.
    """

    number: str
    items: tuple[CatalogEntry, ...]
    kind: str = "PC"
    version: str = ""
    revision: str = ""
    purpose: str = ""
    title: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    currency: str | None = None
    supplier: Party = field(default_factory=Party)
    buyer: Party = field(default_factory=Party)
    parties: tuple[NamedParty, ...] = ()
    payment_terms: str = ""
    prices: tuple[Price, ...] = ()
    references: tuple[Reference, ...] = ()
    dates: tuple[NamedDate, ...] = ()
