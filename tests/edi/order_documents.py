"""Orders, changes of them and answers to them, in every field and in any combination, within the room of a syntax."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from b2b.documents import (
    ChangedLine,
    ChangeResponseLine,
    Destination,
    Order,
    OrderChange,
    OrderChangeResponse,
    OrderLine,
    OrderResponse,
    Party,
    PartyId,
    Quantity,
    ResponseLine,
    ResponseStatus,
)
from tests.edi.mappings.strategy_parts import CURRENCIES, DAYS, MAYBE_DAY, PRICES, many, text

Drawn = st.SearchStrategy[Any]
_CODES_OF_CHANGE = st.sampled_from(["AI", "CA", "DI", "NC", "PC", "QD", "QI", "RS"])


@dataclass(frozen=True, slots=True)
class Room:
    """What the parts of a document may be in a syntax. `amounts` are the fields of quantity and price that a changed
    line may have together; `statuses` are those of the answer to a change.
    """

    order_number: Drawn
    change_number: Drawn
    own_number: Drawn
    line_number: Drawn
    ordered: Drawn
    quantity: st.SearchStrategy[Quantity]
    items: Drawn
    party: st.SearchStrategy[Party | None]
    buyer: st.SearchStrategy[Party]
    supplier: st.SearchStrategy[Party]
    destination: st.SearchStrategy[str]
    description: Drawn
    terms: Drawn
    references: Drawn
    notes: Drawn
    dates: Drawn
    answers: Drawn
    purposes: Sequence[str]
    kinds: Sequence[str]
    amounts: Sequence[Mapping[str, Drawn]]
    statuses: Drawn

    def line(self) -> dict[str, Drawn]:
        """What every line may say."""
        return {
            "number": self.line_number,
            "items": many(self.items),
            "description": self.description,
            "references": self.references,
        }

    def ends(self) -> dict[str, Drawn]:
        """What every document may say."""
        return {
            "release_number": text(30, optional=True),
            "buyer": self.buyer,
            "supplier": self.supplier,
            "ship_to": self.party,
            "references": self.references,
        }

    def wishes(self) -> dict[str, Drawn]:
        """What an order and a change of one may say beside that."""
        return {
            "currency": st.none() | CURRENCIES,
            "bill_to": self.party,
            "requested_date": MAYBE_DAY,
            "cancel_after": MAYBE_DAY,
            "payment_terms": self.terms,
            "notes": self.notes,
            "dates": self.dates,
        }

    def of_order(self) -> dict[str, Drawn]:
        """What names the order that a document is about."""
        return {"order_number": self.order_number, "order_date": DAYS, "date": DAYS}


def orders(room: Room, lines: int) -> st.SearchStrategy[Order]:
    """Orders with at least so many lines."""
    destinations = st.builds(Destination, st.builds(PartyId, st.sampled_from(["92", "UL"]), room.destination),
                             room.quantity)  # fmt: skip
    line = st.builds(
        OrderLine, quantity=room.ordered, unit_price=st.none() | PRICES, requested_date=MAYBE_DAY, ship_to=room.party,
        notes=room.notes, destinations=many(destinations, most=13), dates=room.dates, **room.line(),
    )  # fmt: skip
    return st.builds(
        Order, number=room.order_number, date=DAYS, lines=many(line, least=lines),
        purpose=st.sampled_from(room.purposes), kind=st.sampled_from(room.kinds), **room.ends(), **room.wishes(),
    )  # fmt: skip


def responses(room: Room) -> st.SearchStrategy[OrderResponse]:
    line = st.builds(
        ResponseLine, ordered=room.quantity, unit_price=st.none() | PRICES, answers=room.answers, **room.line()
    )
    return st.builds(
        OrderResponse, status=st.sampled_from(list(ResponseStatus)), currency=CURRENCIES, lines=many(line),
        number=room.own_number, **room.of_order(), **room.ends(),
    )  # fmt: skip


def changes(room: Room) -> st.SearchStrategy[OrderChange]:
    lines = _changed(
        room, ChangedLine, requested_date=MAYBE_DAY, ship_to=room.party, notes=room.notes, dates=room.dates
    )
    return st.builds(
        OrderChange, lines=many(lines), number=room.change_number, purpose=st.sampled_from(["01", "04", "05"]),
        kind=st.sampled_from(["SA", "NE", "BK"]), **room.of_order(), **room.ends(), **room.wishes(),
    )  # fmt: skip


def change_responses(room: Room, **more: Drawn) -> st.SearchStrategy[OrderChangeResponse]:
    return st.builds(
        OrderChangeResponse, status=room.statuses, lines=many(_changed(room, ChangeResponseLine, answers=room.answers)),
        change_number=room.change_number, change_date=MAYBE_DAY, number=room.own_number,
        currency=st.none() | CURRENCIES, **more, **room.of_order(), **room.ends(),
    )  # fmt: skip


def _changed(room: Room, line: Any, **fields: Drawn) -> Drawn:
    return st.one_of(
        [st.builds(line, change=_CODES_OF_CHANGE, **amounts, **fields, **room.line()) for amounts in room.amounts]
    )
