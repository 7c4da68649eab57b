"""Receipts, calls, reports of sales and catalogs that EDIFACT can express in both directories."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    ActiveItem,
    Activity,
    CatalogEntry,
    Characteristic,
    ContestedQuantity,
    Destination,
    GoodsCondition,
    GoodsReceipt,
    ItemId,
    ItemScheme,
    Measure,
    NamedAmount,
    NamedDate,
    NamedParty,
    Packing,
    Party,
    PartyId,
    Price,
    PriceCatalog,
    ProductActivity,
    Quantity,
    ReceivedLine,
    Restriction,
)
from tests.edi.edifact.mappings.schedule_strategies import CALLS
from tests.edi.edifact.mappings.strategy_parts import (
    BUYER,
    DATES,
    ITEMS,
    LINE_NUMBERS,
    MAYBE_PARTY,
    PARTIES,
    QUANTITIES,
    SUPPLIER,
    parties,
    references,
)
from tests.edi.mappings.report_strategies import INSTANTS
from tests.edi.mappings.strategy_parts import AMOUNTS, CURRENCIES, DAYS, FIGURES, MAYBE_DAY, PRICES, many, text

_OTHERS = many(st.builds(NamedParty, st.sampled_from(["CA", "3035:AA"]), PARTIES), most=2)


@st.composite
def _received_lines(draw: Any) -> ReceivedLine:
    quantity = draw(QUANTITIES)
    conditions = st.sampled_from(["01", "02", "03", "05", "4221:AE"])
    contested = st.builds(ContestedQuantity, conditions, st.builds(Quantity, FIGURES, st.just(quantity.unit)))
    return ReceivedLine(
        quantity=quantity,
        order_line=draw(LINE_NUMBERS),
        sku=draw(text(35, optional=True)),
        condition=draw(st.sampled_from(list(GoodsCondition))),
        lot=draw(text(35, optional=True)),
        sscc=draw(st.sampled_from(["", "340123450000000018", "340123450000000025"])),
        number=draw(LINE_NUMBERS),
        order_number=draw(st.sampled_from(["", "another 4711"])),
        items=draw(many(ITEMS.filter(lambda item: item.qualifier != "SK"))),
        description=draw(text(100, optional=True)),
        shipped=draw(st.none() | QUANTITIES),
        ordered=draw(st.none() | QUANTITIES),
        returned=draw(st.none() | QUANTITIES),
        contested=draw(many(contested)),
        references=draw(references()),
        dates=draw(DATES),
    )


RECEIPTS = st.builds(
    GoodsReceipt,
    number=text(35),
    order_number=text(22),
    received_at=INSTANTS,
    lines=many(_received_lines(), most=2),
    despatch_number=text(30, optional=True),
    purpose=st.sampled_from(["00", "05"]),
    kind=st.sampled_from(["1", "2", "8"]),
    order_date=MAYBE_DAY,
    buyer=BUYER.filter(lambda party: party != Party()),
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    ship_from=MAYBE_PARTY,
    parties=_OTHERS,
    carrier=st.sampled_from(["", "UPSN", "DHL"]) | text(35),
    tracking=text(30, optional=True),
    bill_of_lading=text(30, optional=True),
    packages=st.none() | st.integers(0, 9_999_999),
    references=references(),
    dates=DATES,
)

_STORES = st.builds(PartyId, st.sampled_from(["92", "UL", ""]), st.sampled_from(["0001", "0002", "0003"]))
_PLAIN = parties(registered=False)
_MAYBE_PLAIN = st.none() | _PLAIN


@st.composite
def _active_items(draw: Any, number: int) -> ActiveItem:
    kinds = draw(st.lists(st.sampled_from(["QS", "QU", "QA", "6063:17"]), unique=True, max_size=3))
    day = st.none() | st.builds(NamedDate, st.sampled_from(["002", "2005:97"]), DAYS)
    places = many(st.builds(Destination, _STORES, QUANTITIES))
    activities = []
    for kind in kinds:
        there = draw(places)
        whole = draw(QUANTITIES if not there else st.none() | QUANTITIES)
        activities.append(Activity(kind, whole, there, draw(day)))
    price = st.builds(Price, PRICES, kind=st.sampled_from(["", "RES", "RTL", "5125:AAB"]))
    return ActiveItem(
        items=(ItemId(ItemScheme.SUPPLIER, f"{number}-{draw(text(20))}"), *draw(many(ITEMS, most=2))),
        activities=tuple(activities),
        number=draw(st.just("") | LINE_NUMBERS),
        prices=draw(many(price, most=2)),
        amounts=draw(many(st.builds(NamedAmount, st.sampled_from(["1", "TT", "5025:9"]), AMOUNTS), most=2)),
        references=draw(references(most=2)),
    )


SALES = st.builds(
    ProductActivity,
    first_day=DAYS,
    lines=st.integers(1, 3).flatmap(lambda count: st.tuples(*map(_active_items, range(count)))),
    last_day=MAYBE_DAY,
    number=text(35, optional=True),
    purpose=st.sampled_from(["", "00", "05"]),
    currency=st.just("EUR"),
    supplier=_PLAIN,
    buyer=st.just(Party()) | _PLAIN,
    location=_MAYBE_PLAIN,
    parties=many(st.builds(NamedParty, st.just("CA"), _PLAIN), most=2),
    references=references(),
)

_MEASURED = st.builds(Quantity, FIGURES, st.sampled_from(["KGM", "CMT", "H87"]))
_HELD_FOR = st.none() | _MEASURED
_RATES = st.decimals(Decimal("0.001"), Decimal("9.999"), places=3)


def _prices(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Price, ...]]:
    common = {
        "trade_class": st.sampled_from(["", "WH", "RS", "4043:RT"]),
        "quantity": _HELD_FOR,
        "currency": st.none() | CURRENCIES,
        "valid_from": MAYBE_DAY,
        "valid_to": MAYBE_DAY,
        **fields,
    }
    kinds = st.sampled_from(["", "CAT", "CON", "RES", "RTL", "5125:AAB", "5387:SRP"])
    bases = st.sampled_from(["", "CA", "HP", "TP", "5375:AB"])
    named = st.builds(Price, amount=PRICES, kind=kinds, basis=bases, **common)
    multiplied = st.builds(
        Price, amount=st.none() | PRICES, multiplier=_RATES, multiplier_kind=st.sampled_from(["DIS", "SEL"]), **common
    )
    return many(named | multiplied)


_PACKINGS = st.builds(
    Packing,
    count=st.integers(0, 999_999),
    size=st.none() | QUANTITIES,
    packaging=st.sampled_from(["", "CTN", "7065:CT"]),
    weight=_MEASURED,
    weight_kind=st.sampled_from(["", "G", "N"]),
    volume=st.none() | _MEASURED,
    length=st.none() | FIGURES,
    height=FIGURES,
    dimension_unit=st.sampled_from(["CMT", "INH"]),
) | st.builds(Packing, count=st.integers(1, 99))
_MAKERS = st.none() | parties(registered=False).map(lambda party: replace(party, contact=None, endpoint=None))
_WORDS = text(30)
ENTRIES = st.builds(
    CatalogEntry,
    items=many(ITEMS, least=1),
    number=st.just("") | LINE_NUMBERS,
    change=st.sampled_from(["", "001", "002", "021", "1229:5"]),
    description=text(100, optional=True),
    prices=_prices(dates=many(st.builds(NamedDate, st.sampled_from(["037", "038"]), DAYS), most=2)),
    packing=st.none() | _PACKINGS,
    characteristics=many(
        st.builds(Characteristic, _WORDS, st.sampled_from(["35", "7081:98"]))
        | st.builds(
            Characteristic, st.just("") | _WORDS, st.just("13"), st.sampled_from(["", "ZZ", "3055:9"]), text(12)
        )
    ),
    measures=many(
        st.builds(Measure, st.sampled_from(["LN", "WD", "6313:DI"]), _MEASURED, st.sampled_from(["", "PD", "6311:AAI"]))
    ),
    restrictions=many(
        st.builds(Restriction, st.just("OR"), quantity_kind=st.sampled_from(["57", "70"]), quantity=FIGURES)
    ),
    valid_from=MAYBE_DAY,
    valid_to=MAYBE_DAY,
    manufacturer=_MAKERS,
    references=references(most=1),
    dates=DATES,
)
CATALOGS = st.builds(
    PriceCatalog,
    number=text(35),
    items=many(ENTRIES, most=2),
    kind=st.sampled_from(["PC", "PS", "SC", "1001:310"]),
    version=text(6, optional=True),
    purpose=st.sampled_from(["", "00", "04", "05"]),
    title=text(80, optional=True),
    valid_from=DAYS,
    valid_to=MAYBE_DAY,
    currency=st.none() | CURRENCIES,
    supplier=SUPPLIER,
    buyer=BUYER,
    parties=_OTHERS,
    payment_terms=text(80, optional=True),
    prices=_prices(),
    references=references(),
    dates=DATES,
)

EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "DELJIT": CALLS,
    "PRICAT": CATALOGS,
    "RECADV": RECEIPTS,
    "SLSRPT": SALES,
}
