"""Orders, changes of them and answers to them that EDIFACT can express."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    LineAnswer,
    LineStatus,
    ResponseStatus,
)
from tests.edi import order_documents
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
from tests.edi.mappings.strategy_parts import FIGURES, MAYBE_DAY, PRICES, many, text
from tests.edi.order_documents import Room

_ANSWERS = st.builds(LineAnswer, st.sampled_from(list(LineStatus)), QUANTITIES, MAYBE_DAY, text(300, optional=True))
_SUBSTITUTES = st.builds(
    LineAnswer, st.just(LineStatus.SUBSTITUTED), QUANTITIES, MAYBE_DAY, text(300, optional=True), many(ITEMS)
)
ANSWERS = many(_ANSWERS) | _SUBSTITUTES.map(lambda answer: (answer,))
_ROOM = Room(
    order_number=text(35),
    change_number=text(35, optional=True),
    own_number=text(35, optional=True),
    line_number=LINE_NUMBERS,
    ordered=QUANTITIES,
    quantity=QUANTITIES,
    items=ITEMS,
    party=MAYBE_PARTY,
    buyer=BUYER,
    supplier=SUPPLIER,
    destination=text(20),
    description=text(150, optional=True),
    terms=text(150, optional=True),
    references=references(),
    notes=NOTES,
    dates=DATES,
    answers=ANSWERS,
    purposes=["00", "01", "04", "05", "06", "07", "1225:31"],
    kinds=["SA", "NE", "BK", "1001:22E"],
    amounts=[{"ordered": st.none() | QUANTITIES, "to_receive": st.none() | FIGURES, "unit_price": st.none() | PRICES}],
    statuses=st.sampled_from(list(ResponseStatus)),
)
ORDERS = order_documents.orders(_ROOM, lines=0)
RESPONSES = order_documents.responses(_ROOM)
CHANGES = order_documents.changes(_ROOM)
CHANGE_RESPONSES = order_documents.change_responses(_ROOM).map(
    lambda found: found if found.change_number else replace(found, change_date=None)
)
_OWN_CHANGES = CHANGE_RESPONSES.map(lambda found: replace(found, status=None, purpose="19"))

# By message.
EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {
    "ORDERS": ORDERS,
    "ORDRSP": RESPONSES | CHANGE_RESPONSES | _OWN_CHANGES,
    "ORDCHG": CHANGES,
    "DELFOR": SCHEDULES,
}
