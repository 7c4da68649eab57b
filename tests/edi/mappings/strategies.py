"""Documents that X12 can express, in every field and in any combination."""

from __future__ import annotations

import datetime as dt
import string
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    Inventory,
    InventoryLine,
    LineAnswer,
    LineStatus,
    Pack,
    Quantity,
    ResponseStatus,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    StockLevel,
)
from tests.edi import order_documents
from tests.edi.mappings.grocery_strategies import GROCERY
from tests.edi.mappings.money_strategies import CREDITS_DEBITS, INVOICES, REMITTANCES
from tests.edi.mappings.report_strategies import REPORTS
from tests.edi.mappings.schedule_strategies import SCHEDULES
from tests.edi.mappings.status_strategies import STATUSES
from tests.edi.mappings.strategy_parts import (
    BUYER,
    DATES,
    DAYS,
    FIGURES,
    ITEMS,
    MAYBE_DAY,
    MAYBE_PARTY,
    NOTES,
    PRICES,
    QUANTITIES,
    SUPPLIER,
    many,
    references,
    text,
)
from tests.edi.mappings.warehouse_strategies import WAREHOUSING
from tests.edi.order_documents import Room

_LEFT = st.decimals(Decimal(0), Decimal("99999"), places=3)
_ANSWERS = st.builds(
    LineAnswer,
    st.sampled_from(list(LineStatus)),
    QUANTITIES,
    MAYBE_DAY,
    text(300, optional=True),
    st.just(()) | many(ITEMS),
)
_ROOM = Room(
    order_number=text(22),
    change_number=text(8, optional=True),
    own_number=text(30, optional=True),
    line_number=text(20, optional=True),
    ordered=QUANTITIES | st.builds(Quantity, FIGURES, st.just("")),
    quantity=QUANTITIES,
    items=ITEMS,
    party=MAYBE_PARTY,
    buyer=BUYER,
    supplier=SUPPLIER,
    destination=text(20, least=2),
    description=text(200, optional=True),
    terms=text(80, optional=True),
    references=references(),
    notes=NOTES,
    dates=DATES,
    answers=many(_ANSWERS),
    purposes=["00", "01", "04", "05", "06", "07"],
    kinds=["SA", "NE", "BK"],
    # POC has quantity and price together, or neither.
    amounts=[{"ordered": QUANTITIES, "to_receive": _LEFT, "unit_price": st.none() | PRICES}, {}],
    statuses=st.none() | st.sampled_from(list(ResponseStatus)),
)
ORDERS = order_documents.orders(_ROOM, lines=1)
RESPONSES = order_documents.responses(_ROOM)
ORDER_CHANGES = order_documents.changes(_ROOM)
CHANGE_RESPONSES = order_documents.change_responses(_ROOM, purpose=st.sampled_from(["00", "19"]))

SHIPPED_LINES = st.builds(
    ShippedLine,
    order_line=text(20, optional=True),
    quantity=QUANTITIES,
    items=many(ITEMS, least=1),
    ordered=st.none() | QUANTITIES,
    description=text(80, optional=True),
    lot=text(48, optional=True),
)
PACKS = st.builds(Pack, st.just("") | st.text(string.digits, min_size=18, max_size=18), many(SHIPPED_LINES))
SHIP_NOTICES = st.builds(
    ShipNotice,
    number=text(30, least=2),
    shipped_at=st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    orders=many(st.builds(ShippedOrder, text(22), many(SHIPPED_LINES), many(PACKS), MAYBE_DAY, references())),
    purpose=st.sampled_from(["00", "05"]),
    estimated_delivery=MAYBE_DAY,
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    ship_from=MAYBE_PARTY,
    carrier=st.sampled_from(["", "UPSN", "DHL"]) | text(35),
    tracking=text(30, optional=True),
    bill_of_lading=text(30, optional=True),
    gross_weight=st.none() | st.builds(Quantity, FIGURES, st.sampled_from(["KGM", "LBR"])),
    packages=st.none() | st.integers(0, 9_999_999),
    references=references(),
)


_LEVELS = st.builds(
    StockLevel,
    st.sampled_from(["17", "33", "63", "IQ"]),
    QUANTITIES | st.builds(Quantity, FIGURES, st.just("")),
    DATES,
)
INVENTORY_LINES = st.builds(
    InventoryLine,
    items=many(ITEMS, least=1),
    levels=many(_LEVELS),
    number=text(20, optional=True),
    description=text(200, optional=True),
    location=MAYBE_PARTY,
    dates=DATES,
    references=references(),
)
INVENTORIES = st.builds(
    Inventory,
    number=text(30),
    date=DAYS,
    lines=many(INVENTORY_LINES, least=1),
    purpose=st.sampled_from(["00", "05"]),
    report=st.sampled_from(["SI", "DD", "CM"]),
    supplier=SUPPLIER,
    buyer=BUYER,
    location=MAYBE_PARTY,
    dates=DATES,
    references=references(),
)


# By set: the documents that it can express.
EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "810": INVOICES,
    "812": CREDITS_DEBITS,
    "820": REMITTANCES,
    "846": INVENTORIES,
    "850": ORDERS,
    "855": RESPONSES,
    "856": SHIP_NOTICES,
    "860": ORDER_CHANGES,
    "865": CHANGE_RESPONSES,
    **GROCERY,
    **WAREHOUSING,
    **REPORTS,
    **SCHEDULES,
    **STATUSES,
}
