"""Orders, changes of them and answers to them that EDIFACT can express."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    Destination,
    Order,
    OrderLine,
    PartyId,
)
from tests.edi.edifact.mappings.strategy_parts import (
    BUYER,
    DATES,
    ITEMS,
    LINE_NUMBERS,
    MAYBE_PARTY,
    NOTES,
    QUANTITIES,
    SUPPLIER,
    references,
)
from tests.edi.mappings.strategy_parts import CURRENCIES, DAYS, MAYBE_DAY, PRICES, many, text

_LINES = st.builds(
    OrderLine,
    number=LINE_NUMBERS,
    quantity=QUANTITIES,
    unit_price=st.none() | PRICES,
    items=many(ITEMS),
    description=text(150, optional=True),
    requested_date=MAYBE_DAY,
    references=references(),
    ship_to=MAYBE_PARTY,
    notes=NOTES,
    destinations=many(
        st.builds(Destination, st.builds(PartyId, st.sampled_from(["92", "UL"]), text(20)), QUANTITIES), most=13
    ),
    dates=DATES,
)
ORDERS = st.builds(
    Order,
    number=text(35),
    date=DAYS,
    lines=many(_LINES),
    purpose=st.sampled_from(["00", "01", "04", "05", "06", "07", "1225:31"]),
    kind=st.sampled_from(["SA", "NE", "BK", "1001:22E"]),
    release_number=text(30, optional=True),
    currency=st.none() | CURRENCIES,
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    bill_to=MAYBE_PARTY,
    requested_date=MAYBE_DAY,
    cancel_after=MAYBE_DAY,
    payment_terms=text(150, optional=True),
    references=references(),
    notes=NOTES,
    dates=DATES,
)

# By message.
EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {"ORDERS": ORDERS}
