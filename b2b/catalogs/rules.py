"""What must hold between the fields of a catalog: one item a SKU, no price twice, no quantity without one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from b2b.catalogs.model import CatalogItem, ContractPrice, PriceTier
from b2b.catalogs.problems import Place, Problems
from b2b.documents.gtin import gtin14

Located = tuple[Place, CatalogItem]


def check(items: Sequence[Located], problems: Problems) -> None:
    """Report what is wrong between fields, items and rows.

    An item with a faulty field is not looked at for prices: what was not read would be missed as a gap.
    """
    faulty = {problem.place.item for problem in problems.found}
    _check_names(items, problems)
    for place, item in items:
        if place.item in faulty:
            continue
        _check_units(place, item, problems)
        _check_list_prices(place, item, problems)
        for partner in dict.fromkeys(price.partner for price in item.contract):
            prices = [price for price in item.contract if price.partner == partner]
            _check_overlaps(place.at("contract"), f" for {partner}", prices, problems)


def _check_names(items: Iterable[Located], problems: Problems) -> None:
    skus: dict[str, Place] = {}
    gtins: dict[str, str] = {}
    codes: dict[tuple[str, str], str] = {}
    for place, item in items:
        if item.sku in skus:
            first = skus[item.sku]
            where = f" (first in row {first.row})" if first.row else ""
            problems.add(place.at("sku"), f"{item.sku} stands there twice{where}", "keep one of the two")
            continue
        skus[item.sku] = place
        number = gtin14(item.gtin) if item.gtin else None
        if number and (other := gtins.setdefault(number, item.sku)) != item.sku:
            message = f"GTIN {item.gtin} is also that of {other}"
            problems.add(place.at("gtin"), message, "an article has one GTIN: correct one of the two")
        for buyer in item.buyer_codes:
            other = codes.setdefault((buyer.partner, buyer.code), item.sku)
            if other != item.sku:
                message = f"{buyer.partner} would mean both {other} and {item.sku} by {buyer.code}"
                problems.add(place.at("buyer_codes"), message, "keep it at one of the two items")


def _check_units(place: Place, item: CatalogItem, problems: Problems) -> None:
    seen: set[str] = set()
    for row in item.units:
        if row.unit == item.unit:
            message = f"{row.unit} is the item's own unit"
            problems.add(place.at("units"), message, "list only the other units it is ordered in")
        elif row.unit in seen:
            problems.add(place.at("units"), f"{row.unit} stands there twice", "keep one of the two")
        seen.add(row.unit)


def _check_list_prices(place: Place, item: CatalogItem, problems: Problems) -> None:
    _check_overlaps(place.at("prices"), "", item.prices, problems)
    least = max(Decimal(1), item.minimum or Decimal(1))
    for currency in dict.fromkeys(tier.currency for tier in item.prices):
        first = min(tier.from_quantity for tier in item.prices if tier.currency == currency)
        if first > least:
            message = f"a gap: the lowest {currency} price begins at {first:f}, orders begin at {least:f}"
            problems.add(place.at("prices"), message, f"add a price from {least:f}, or set minimum = {first:f}")


def _check_overlaps(
    place: Place, whose: str, prices: Sequence[PriceTier] | Sequence[ContractPrice], problems: Problems
) -> None:
    windows: dict[tuple[str, Decimal], list[tuple[dt.date, dt.date]]] = {}
    for row in prices:
        first, last = row.valid_from or dt.date.min, row.valid_to or dt.date.max
        if last < first:
            message = f"the price from {row.from_quantity:f}{whose} ends {last} before it begins {first}"
            problems.add(place, message, "swap valid_from and valid_to, or correct one")
            continue
        windows.setdefault((row.currency, row.from_quantity), []).append((first, last))
    for (currency, quantity), days in windows.items():
        days.sort()
        if any(later[0] <= earlier[1] for earlier, later in pairwise(days)):
            message = f"two {currency} prices from {quantity:f}{whose} hold on the same day"
            problems.add(place, message, "keep one, or end the earlier one with valid_to")
