"""The levels of an order status inquiry or report: which item goes with which order.

Partners nest them as order and item; or give items alone, each with its order or with none. Levels may be nested as
deep as there are: nothing here recurses.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body

# HL03
ORDER, ITEM = "O", "I"


@dataclass(slots=True)
class OrderLevel:
    """An order: its own level, None where only its items name it; its PRF; the levels of its items."""

    level: LoopCursor | None
    prf: SegmentCursor | None
    items: list[LoopCursor] = field(default_factory=list)

    @property
    def named(self) -> tuple[str, str, dt.date | None]:
        """Its number, release number and date."""
        return ("", "", None) if self.prf is None else (self.prf.text(1), self.prf.text(2), self.prf.day(4))


@dataclass(slots=True)
class OrderLevels:
    """The orders of a message, in its order, and how many levels it has."""

    orders: list[OrderLevel] = field(default_factory=list)
    count: int = 0
    _by_number: dict[str, OrderLevel] = field(default_factory=dict)

    def begin(self, level: LoopCursor) -> OrderLevel:
        """The order of an order's level."""
        self.orders.append(OrderLevel(level, level.first("PRF")))
        return self.orders[-1]

    def of_item(self, level: LoopCursor, above: OrderLevel | None) -> OrderLevel:
        """The order that an item belongs to: the one above it, unless it names another itself."""
        prf = level.first("PRF")
        number = prf.peek(1) if prf is not None else ""
        if above is not None and (not number or (above.prf is not None and above.prf.peek(1) == number)):
            order = above
        else:
            order = self._by_number.get(number) or OrderLevel(None, prf)
            if number not in self._by_number:
                self._by_number[number] = order
                self.orders.append(order)
        if prf is not None and prf is not order.prf:
            prf.take(1)
        order.items.append(level)
        return order


def read(message: LoopCursor) -> OrderLevels:
    """The orders of a message; levels that are neither an order nor an item stay unread, with all that they say."""
    found = OrderLevels()
    waiting: list[tuple[LoopCursor, OrderLevel | None]] = [(level, None) for level in reversed(message.loops("HL"))]
    while waiting:
        level, order = waiting.pop()
        found.count += 1
        level.trigger.take(1, 2, 4)
        below = level.loops("HL")
        if level.trigger.accept(3, ORDER):
            order = found.begin(level)
        elif level.trigger.accept(3, ITEM):
            order = found.of_item(level, order)
        waiting.extend((child, order) for child in reversed(below))
    return found


def write_reference(body: Body, number: str, release: str, date: dt.date | None, at: str) -> None:
    """The PRF of the order `at`, nothing where it has neither number nor date."""
    if number or release or date is not None:
        body.add(
            "PRF", (f"{at}.order_number", number), (f"{at}.release_number", release), None, (f"{at}.order_date", date)
        )
