"""What a ship notice announces of our orders: a pure function of the notice and the orders as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import ShipNotice, ShippedLine
from b2b.procurement.orders.decision import ExceptionDraft
from b2b.procurement.orders.wording import figure, listed
from b2b.procurement.purchased.lines import Lines, OrderedLine, Unfound, in_unit_of


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """An order of ours that a notice may name; `cancelled`: nothing of it is wanted any more."""

    number: str
    cancelled: bool
    lines: Lines


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """Units of an order line on their way, in its unit; `sscc` and `lot` as the supplier says."""

    line: OrderedLine
    quantity: Decimal
    sscc: str = ""
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a notice announces, and what a person must see of it."""

    lines: tuple[AnnouncedLine, ...]
    exceptions: tuple[ExceptionDraft, ...]


@dataclass(frozen=True, slots=True)
class _Shipped:
    order_number: str
    sscc: str
    shipped: ShippedLine


def read(notice: ShipNotice, orders: Mapping[str, KnownOrder]) -> Announcement:
    """The lines that are ours. What cannot be found, or counts a unit that is not on file, is left out and named;
    more than was ordered is taken, since it is on the road, and named.
    """
    taken: list[AnnouncedLine] = []
    refused: list[dict[str, str]] = []
    for position, one in enumerate(_all(notice), 1):
        order = orders.get(one.order_number)
        found = _line(one, order) if order else Unfound("", "")
        if isinstance(found, AnnouncedLine):
            taken.append(found)
        elif order:
            refused.append({"line": one.shipped.order_line, "position": str(position), "reason": found.text})
    return Announcement(tuple(taken), tuple(_exceptions(notice, orders, taken, refused)))


def _all(notice: ShipNotice) -> Iterator[_Shipped]:
    for order in notice.orders:
        yield from (_Shipped(order.order_number, "", line) for line in order.lines)
        yield from (_Shipped(order.order_number, pack.sscc, line) for pack in order.packs for line in pack.lines)


def _line(one: _Shipped, order: KnownOrder) -> AnnouncedLine | Unfound:
    shipped = one.shipped
    line = order.lines.find(shipped.order_line, shipped.items)
    if isinstance(line, Unfound):
        return line
    quantity = in_unit_of(shipped.quantity, line)
    if isinstance(quantity, Unfound):
        return quantity
    if quantity <= 0:
        return Unfound("quantity-not-positive", f"{line}: the quantity {figure(quantity)} is not above 0")
    return AnnouncedLine(line, quantity, one.sscc, shipped.lot)


def _exceptions(
    notice: ShipNotice,
    orders: Mapping[str, KnownOrder],
    taken: Sequence[AnnouncedLine],
    refused: Sequence[Mapping[str, str]],
) -> Iterator[ExceptionDraft]:
    said = f"ship notice {notice.number}"
    known = {"notice": notice.number}
    unknown = list(dict.fromkeys(x.order_number or "none" for x in notice.orders if x.order_number not in orders))
    if unknown:
        text = f"{said}: we have given this supplier no order {listed(unknown)}"
        yield ExceptionDraft("notice-unknown-order", "error", text, {**known, "orders": unknown})
    if refused:
        text = f"{said}: {'; '.join(one['reason'] for one in refused[:3])}" + ("; ..." if len(refused) > 3 else "")
        yield ExceptionDraft("notice-unknown-line", "error", text, {**known, "lines": list(refused)})
    cancelled = [number for number, order in orders.items() if order.cancelled]
    if cancelled:
        text = f"{said}: order {listed(cancelled)} was cancelled, and goods are on their way all the same"
        yield ExceptionDraft("notice-order-cancelled", "error", text, {**known, "orders": cancelled})
    over = list(_over(taken))
    if over:
        text = f"{said}: {'; '.join(one['reason'] for one in over[:3])}" + ("; ..." if len(over) > 3 else "")
        yield ExceptionDraft("notice-over-order", "warning", text, {**known, "lines": over})


def _over(taken: Sequence[AnnouncedLine]) -> Iterator[dict[str, str]]:
    lines = {one.line.id: one.line for one in taken}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for one in taken:
        sums[one.line.id] += one.quantity
    for line in lines.values():
        announced = line.announced + sums[line.id]
        wanted = line.ordered - line.rejected
        if announced > wanted:
            text = f"{line}: {figure(announced)} {line.unit} announced, {figure(wanted)} ordered"
            yield {"line": line.number, "position": str(line.position), "reason": text}
