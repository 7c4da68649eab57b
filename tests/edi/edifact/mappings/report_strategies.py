"""Receipts, calls, reports of sales and catalogs that EDIFACT can express in both directories."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    ActiveItem,
    Activity,
    ContestedQuantity,
    Destination,
    GoodsCondition,
    GoodsReceipt,
    ItemId,
    ItemScheme,
    NamedAmount,
    NamedDate,
    NamedParty,
    Party,
    PartyId,
    Price,
    ProductActivity,
    Quantity,
    ReceivedLine,
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
from tests.edi.mappings.strategy_parts import AMOUNTS, DAYS, FIGURES, MAYBE_DAY, PRICES, many, text

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
        number=draw(LINE_NUMBERS),
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

EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {"DELJIT": CALLS, "RECADV": RECEIPTS, "SLSRPT": SALES}
