"""Receipts, calls, reports of sales and catalogs that EDIFACT can express in both directories."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    ContestedQuantity,
    GoodsCondition,
    GoodsReceipt,
    NamedParty,
    Party,
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
    references,
)
from tests.edi.mappings.report_strategies import INSTANTS
from tests.edi.mappings.strategy_parts import FIGURES, MAYBE_DAY, many, text

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

EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {"DELJIT": CALLS, "RECADV": RECEIPTS}
