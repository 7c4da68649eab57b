"""Order status inquiries and reports that X12 can express."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    InquiredLine,
    InquiredOrder,
    NamedQuantity,
    Note,
    OrderStatusInquiry,
    OrderStatusReport,
    ReportedLine,
    ReportedOrder,
    StatusDetail,
)
from tests.edi.mappings.schedule_strategies import MAYBE_TIME, OTHER_PARTIES
from tests.edi.mappings.strategy_parts import (
    BUYER,
    CURRENCIES,
    DATES,
    DAYS,
    ITEMS,
    MAYBE_DAY,
    MAYBE_PARTY,
    PRICES,
    QUANTITIES,
    SUPPLIER,
    many,
    references,
    text,
)

_SELECTION: dict[str, Any] = {
    "scope": st.sampled_from(["PA", "PP", "CO", "CA"]),
    "products": st.sampled_from(["", "SP"]),
    "locations": st.sampled_from(["", "SL"]),
}
_QUANTITIES = st.builds(NamedQuantity, st.sampled_from(["39", "63", "BQ", "QV"]), QUANTITIES)
# Number, release and date of an order: none of the last two without the first.
_NAMES = st.tuples(text(22), text(30, optional=True), MAYBE_DAY) | st.just(("", "", None))

_INQUIRED_LINES = st.builds(
    InquiredLine,
    items=many(ITEMS, least=1),
    number=text(20, optional=True),
    description=text(200, optional=True),
    quantities=many(_QUANTITIES, most=1),
    ship_to=MAYBE_PARTY,
    parties=OTHER_PARTIES,
    dates=DATES,
    references=references(),
)
_INQUIRED_ORDERS = st.builds(
    lambda named, **fields: InquiredOrder(named[0], release_number=named[1], order_date=named[2], **fields),
    _NAMES,
    lines=many(_INQUIRED_LINES, most=2),
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    parties=OTHER_PARTIES,
    dates=DATES,
    references=references(),
)
_INQUIRIES = st.builds(
    OrderStatusInquiry,
    number=text(30),
    date=DAYS,
    orders=many(_INQUIRED_ORDERS, most=2, least=1),
    time=MAYBE_TIME,
    purpose=st.sampled_from(["", "00", "13"]),
    kind=st.sampled_from(["", "IN"]),
    notes=many(st.builds(Note, st.sampled_from(["", "GEN", "DEL"]), text(200)), most=2),
    **_SELECTION,
)

_STATUSES = {
    "status": st.sampled_from(["CC", "BP", "BO", "IN"]),
    "date": MAYBE_DAY,
    "reason": st.sampled_from(["", "A01"]),
    "description": text(200, optional=True),
    "quantities": many(_QUANTITIES, most=4),
}
_OF_ORDERS = st.builds(StatusDetail, **_STATUSES)
_OF_LINES = st.builds(
    StatusDetail,
    dates=DATES,
    carrier=st.sampled_from(["", "UPSN", "DHL"]) | text(35),
    references=references(("CN", "BM")),
    **_STATUSES,
)
_REPORTED_LINES = st.builds(
    lambda priced, **fields: ReportedLine(ordered=priced[0], unit_price=priced[1], **fields),
    st.tuples(QUANTITIES, st.none() | PRICES) | st.just((None, None)),
    items=many(ITEMS, least=1),
    statuses=many(_OF_LINES, most=2),
    number=text(20, optional=True),
    currency=st.none() | CURRENCIES,
    description=text(200, optional=True),
    ship_to=MAYBE_PARTY,
    parties=OTHER_PARTIES,
    dates=DATES,
    references=references(),
)
_REPORTED_ORDERS = st.builds(
    lambda named, **fields: ReportedOrder(named[0], release_number=named[1], order_date=named[2], **fields),
    _NAMES,
    lines=many(_REPORTED_LINES, most=2),
    statuses=many(_OF_ORDERS, most=2),
    ship_to=MAYBE_PARTY,
    parties=OTHER_PARTIES,
    dates=DATES,
    references=references(),
)
_REPORTS = st.builds(
    OrderStatusReport,
    number=text(30),
    date=DAYS,
    orders=many(_REPORTED_ORDERS, most=2, least=1),
    time=MAYBE_TIME,
    reason=st.sampled_from(["1", "2", "3"]),
    inquiry_number=text(30, optional=True),
    inquiry_date=MAYBE_DAY,
    inquiry_time=MAYBE_TIME,
    purpose=st.sampled_from(["", "00"]),
    buyer=BUYER,
    supplier=SUPPLIER,
    ship_to=MAYBE_PARTY,
    parties=OTHER_PARTIES,
    carrier=st.sampled_from(["", "DHL"]) | text(35),
    dates=DATES,
    references=references(),
    **_SELECTION,
)

# By set: where orders are.
STATUSES: dict[str, st.SearchStrategy[Any]] = {"869": _INQUIRIES, "870": _REPORTS}
