"""A catalog made of what a partner's orders name, for a trial where there is no catalog of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from b2b.catalogs.model import BuyerCode, Catalog, CatalogItem, PriceTier
from b2b.documents import Document, ItemId, ItemScheme, Order, OrderLine, Quantity
from b2b.documents.gtin import gtin14
from b2b.edi.counterparts import is_message, kind
from b2b.edi.edifact import mappings as messages
from b2b.edi.engine.results import FileReport, GroupReport, InterchangeReport, SetResult
from b2b.edi.messages import document_of
from b2b.edi.x12 import mappings
from b2b.errors import LogicalError
from b2b.procurement.purchasing.levels import Level

# The sets of X12 that order, by which messages of EDIFACT are known too.
ORDERS = ("850", "875")
_PLENTY = Decimal(10_000_000)
_PIECE = "EA"
_ANY_PRICE = Decimal(1)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A catalog of the items in orders; `unpriced` are the numbers of those that no line has a price of."""

    catalog: Catalog
    unpriced: frozenset[str]


@dataclass(slots=True)
class _Made:
    """Items so far, which of them a number already means, and those without a price."""

    partner: str
    currency: str
    items: dict[str, CatalogItem] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    unpriced: set[str] = field(default_factory=set)


def orders(reports: Iterable[FileReport]) -> Iterator[Order]:
    """The orders that can be read, whether their interchange is in effect or not."""
    for report in reports:
        for interchange in report.interchanges:
            for group in interchange.groups:
                for one in group.sets:
                    yield from orders_in(one, group, interchange)


def orders_in(one: SetResult, group: GroupReport, interchange: InterchangeReport) -> Iterator[Order]:
    """The order that a set is, if it is one and can be read."""
    if kind(one.set) in ORDERS and one.release:
        try:
            document = read_document(one, group, interchange)
        except LogicalError:
            return
        if isinstance(document, Order):
            yield document


def has_mapping(set_id: str) -> bool:
    """Whether sets, or messages, of that name can become documents."""
    return set_id in messages.messages() if is_message(set_id) else set_id in mappings.sets()


def read_document(
    one: SetResult, group: GroupReport, interchange: InterchangeReport, currency: str | None = None
) -> Document:
    """What a set says, where it names no currency with that of the agreement; there must be a schema and a mapping of
    it. LogicalError: it says too little.
    """
    document, _ = document_of(one, interchange.result.header, group.result.header, currency=currency)
    return document


def made_up(found: Iterable[Order], company: str, partner: str, currency: str) -> MadeUp:
    """A catalog with every item of these orders, at the partner's own prices; items without a price cost one."""
    made = _Made(partner, currency)
    for order in found:
        for line in order.lines:
            _add(made, line, order.currency or currency)
    unpriced = frozenset(number for number, sku in made.known.items() if sku in made.unpriced)
    return MadeUp(Catalog(company, "samples", currency, tuple(made.items.values())), unpriced)


def plenty(catalog: Catalog) -> Sequence[Level]:
    """So much of everything that no order is short of it."""
    return [Level(item.sku, Quantity(_PLENTY, item.unit)) for item in catalog.items]


def _add(made: _Made, line: OrderLine, currency: str) -> None:
    naming = _naming(line)
    numbers = [id.value.strip() for id in naming]
    if not numbers:
        return
    sku = next((made.known[number] for number in numbers if number in made.known), "")
    if not sku:
        own = [id.value.strip() for id in naming if id.scheme is ItemScheme.SUPPLIER]
        sku = own[0] if own else f"ITEM-{numbers[0]}"
        made.items[sku] = _item(sku, line)
        made.unpriced.add(sku)
    if sku in made.unpriced:
        price = _ANY_PRICE if line.unit_price is None else line.unit_price
        made.items[sku] = replace(made.items[sku], prices=(PriceTier(Decimal(0), price, currency),))
        if line.unit_price is not None:
            made.unpriced.discard(sku)
    item = made.items[sku]
    codes = {code.code for code in item.buyer_codes}
    for id in naming:
        number = id.value.strip()
        if number in made.known:
            continue
        made.known[number] = sku
        if id.scheme is not ItemScheme.SUPPLIER and id.scheme is not ItemScheme.GTIN and number not in codes:
            item = replace(item, buyer_codes=(*item.buyer_codes, BuyerCode(made.partner, number)))
    made.items[sku] = item


def _naming(line: OrderLine) -> list[ItemId]:
    """The numbers that say which item is meant; what else stands among them, such as a process number, only where
    there are no others.
    """
    given = [id for id in line.items if id.value.strip()]
    return [id for id in given if id.scheme is not ItemScheme.OTHER] or given


def _item(sku: str, line: OrderLine) -> CatalogItem:
    unit = line.quantity.unit
    gtin = next((id.value.strip() for id in line.items if id.scheme is ItemScheme.GTIN and gtin14(id.value)), "")
    whole = line.quantity.value == line.quantity.value.to_integral_value()
    return CatalogItem(
        sku=sku,
        description=line.description or "as ordered",
        unit=_PIECE if not unit or unit.startswith("x12:") else unit,
        gtin=gtin,
        pack=None if whole else Decimal("0.000001"),
    )
