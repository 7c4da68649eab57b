"""Orders, changes of them and answers to them that EDIFACT can express."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    ChangedLine,
    ChangeResponseLine,
    Destination,
    LineAnswer,
    LineStatus,
    Order,
    OrderChange,
    OrderChangeResponse,
    OrderLine,
    OrderResponse,
    PartyId,
    ResponseLine,
    ResponseStatus,
)
from tests.edi.edifact.mappings.schedule_strategies import SCHEDULES
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
from tests.edi.mappings.strategy_parts import CURRENCIES, DAYS, FIGURES, MAYBE_DAY, PRICES, many, text

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

_ANSWERS = st.builds(LineAnswer, st.sampled_from(list(LineStatus)), QUANTITIES, MAYBE_DAY, text(300, optional=True))
_SUBSTITUTES = st.builds(
    LineAnswer, st.just(LineStatus.SUBSTITUTED), QUANTITIES, MAYBE_DAY, text(300, optional=True), many(ITEMS)
)
ANSWERS = many(_ANSWERS) | _SUBSTITUTES.map(lambda answer: (answer,))
RESPONSES = st.builds(
    OrderResponse,
    order_number=text(35),
    order_date=DAYS,
    date=DAYS,
    status=st.sampled_from(list(ResponseStatus)),
    currency=CURRENCIES,
    lines=many(
        st.builds(
            ResponseLine,
            number=LINE_NUMBERS,
            ordered=QUANTITIES,
            unit_price=st.none() | PRICES,
            items=many(ITEMS),
            answers=ANSWERS,
            description=text(150, optional=True),
            references=references(),
        )
    ),
    number=text(35, optional=True),
    release_number=text(30, optional=True),
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    references=references(),
)

_CHANGED_LINES = st.builds(
    ChangedLine,
    number=LINE_NUMBERS,
    change=st.sampled_from(["AI", "CA", "DI", "NC", "PC", "QD", "QI", "RS"]),
    ordered=st.none() | QUANTITIES,
    to_receive=st.none() | FIGURES,
    unit_price=st.none() | PRICES,
    items=many(ITEMS),
    description=text(150, optional=True),
    requested_date=MAYBE_DAY,
    references=references(),
    ship_to=MAYBE_PARTY,
    notes=NOTES,
    dates=DATES,
)
CHANGES = st.builds(
    OrderChange,
    order_number=text(35),
    order_date=DAYS,
    date=DAYS,
    lines=many(_CHANGED_LINES),
    number=text(35, optional=True),
    purpose=st.sampled_from(["04", "01", "05"]),
    kind=st.sampled_from(["SA", "NE", "BK"]),
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

CHANGE_RESPONSES = st.builds(
    OrderChangeResponse,
    order_number=text(35),
    order_date=DAYS,
    date=DAYS,
    status=st.sampled_from(list(ResponseStatus)),
    lines=many(
        st.builds(
            ChangeResponseLine,
            number=LINE_NUMBERS,
            change=st.sampled_from(["AI", "CA", "DI", "NC", "PC", "QD", "QI", "RS"]),
            ordered=st.none() | QUANTITIES,
            to_receive=st.none() | FIGURES,
            unit_price=st.none() | PRICES,
            items=many(ITEMS),
            answers=ANSWERS,
            description=text(150, optional=True),
            references=references(),
        )
    ),
    change_number=text(35, optional=True),
    change_date=MAYBE_DAY,
    number=text(35, optional=True),
    release_number=text(30, optional=True),
    currency=st.none() | CURRENCIES,
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    references=references(),
).map(lambda found: found if found.change_number else replace(found, change_date=None))
_OWN_CHANGES = CHANGE_RESPONSES.map(lambda found: replace(found, status=None, purpose="19"))

# By message.
EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "ORDERS": ORDERS,
    "ORDRSP": RESPONSES | CHANGE_RESPONSES | _OWN_CHANGES,
    "ORDCHG": CHANGES,
    "DELFOR": SCHEDULES,
}
