"""What a goods receipt says of an order, and where it differs from what was announced or ordered: pure functions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from b2b.documents import GoodsCondition, GoodsReceipt, ItemId, ItemScheme, ReceivedLine
from b2b.errors import NotAllowed, NotFound
from b2b.procurement.orders.wording import figure
from b2b.procurement.purchased.lines import Lines, OrderedLine, Unfound, in_unit_of

_NONE = Decimal(0)


class DifferenceKind(StrEnum):
    """How what came is not what was expected."""

    SHORT = "short"
    OVER = "over"
    DAMAGED = "damaged"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference, in the order line's unit; `line_id` is empty where no line of the order is meant.

    `of_notice`: it is one from a ship notice, else from what was ordered.
    """

    kind: DifferenceKind
    line_number: str
    sku: str
    expected: Decimal
    received: Decimal
    message: str
    line_id: str = ""
    of_notice: bool = False


@dataclass(frozen=True, slots=True)
class ArrivedLine:
    """Units of an order line that arrived, in its unit; below 0 they are taken back."""

    line: OrderedLine
    quantity: Decimal
    condition: GoodsCondition
    lot: str
    sscc: str


@dataclass(frozen=True, slots=True)
class Unexpected:
    """Units of an item that the order does not have."""

    sku: str
    quantity: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a receipt holds."""

    lines: tuple[ArrivedLine, ...]
    unexpected: tuple[Unexpected, ...]


def read(receipt: GoodsReceipt, lines: Lines, held: Mapping[tuple[str, GoodsCondition], Decimal]) -> Reading:
    """The order lines that a receipt means; `held` is what earlier receipts brought, by line and condition.

    An item that the order does not have is unexpected. NotFound: a line number that the order does not have.
    NotAllowed: no lines, a line of another order or one that says more than is booked (units contested or returned), a
    quantity of 0 or one that cannot be counted, more taken back than had arrived.
    """
    where = f"receipt {receipt.number}"
    if not receipt.lines:
        raise NotAllowed("it has no lines", where=where, next_step="post at least one line")
    found: list[ArrivedLine] = []
    unexpected: list[Unexpected] = []
    for position, one in enumerate(receipt.lines, 1):
        place = f"{where}, line {one.order_line or one.sku or position}"
        _check_bookable(one, receipt.order_number, place)
        read_line = _line(one, lines, place, receipt.order_number)
        if isinstance(read_line, Unexpected):
            unexpected.append(read_line)
        else:
            found.append(read_line)
    _check_taken_back(found, held, where)
    return Reading(tuple(found), tuple(unexpected))


def _check_bookable(one: ReceivedLine, order: str, where: str) -> None:
    """Nothing that a line says of what arrived may be left out."""
    if one.order_number and one.order_number != order:
        raise NotAllowed(
            f"the line is of order {one.order_number}, the receipt of {order}",
            where=where,
            next_step="post a receipt for each order",
        )
    if one.contested:
        told = ", ".join(f"{part.quantity} ({part.condition})" for part in one.contested)
        raise NotAllowed(
            f"the line contests {told} of what was received",
            where=where,
            next_step="post what is damaged or refused as lines of their own, with their condition",
        )
    if one.returned is not None and one.returned.value:
        raise NotAllowed(
            f"the line says that {one.returned} went back at once",
            where=where,
            next_step="post what was kept, and what went back as a line of its own that is refused",
        )


def _line(one: ReceivedLine, lines: Lines, where: str, order: str) -> ArrivedLine | Unexpected:
    items = (ItemId(ItemScheme.BUYER, one.sku),) if one.sku else ()
    if one.order_line and not lines.has_number(one.order_line):
        known = ", ".join(line.number for line in lines[:20])
        raise NotFound(f"order {order} has no line {one.order_line}", where=where, next_step=f"its lines are {known}")
    line = lines.find(one.order_line, items)
    if isinstance(line, Unfound):
        if line.code != "unknown-line" or not one.sku:
            raise NotFound(line.text, where=where, next_step="name the line by its number")
        if one.quantity.value <= 0:
            raise NotAllowed(f"{one.sku} had not arrived", where=where, next_step="take back what had arrived")
        return Unexpected(one.sku, one.quantity.value, one.quantity.unit)
    quantity = in_unit_of(one.quantity, line)
    if isinstance(quantity, Unfound):
        raise NotAllowed(quantity.text, where=where, next_step=f"count {line.unit}")
    if not quantity:
        raise NotAllowed("the quantity is 0", where=where, next_step="leave the line out")
    return ArrivedLine(line, quantity, one.condition, one.lot, one.sscc)


def _check_taken_back(
    lines: Sequence[ArrivedLine], held: Mapping[tuple[str, GoodsCondition], Decimal], where: str
) -> None:
    left = dict(held)
    for one in lines:
        key = one.line.id, one.condition
        left[key] = left.get(key, _NONE) + one.quantity
    for one in lines:
        key = one.line.id, one.condition
        if left[key] < 0:
            before = held.get(key, _NONE)
            raise NotAllowed(
                f"{figure(before)} {one.line.unit} of {one.line.sku} {one.condition} had arrived, so no more than that"
                " can be taken back",
                where=f"{where}, line {one.line.number}",
                next_step=f"take back {figure(before)} at most",
            )


def differences(
    reading: Reading, announced: Mapping[str, Decimal], arrived_before: Mapping[str, Decimal], notice: str
) -> Iterator[Difference]:
    """Where the lines that a receipt names differ: from the ship notice `notice` (`announced` and `arrived_before`, by
    order line and in any condition), or, where that does not name the line, from what is open of the order.
    """
    arrived: dict[str, list[ArrivedLine]] = defaultdict(list)
    for one in reading.lines:
        arrived[one.line.id].append(one)
    for mine in arrived.values():
        line = mine[0].line
        came = sum((one.quantity for one in mine), _NONE)
        if line.id in announced:
            told = f"announced by ship notice {notice}"
            yield from _counted(line, announced[line.id], arrived_before.get(line.id, _NONE) + came, told, True)
        else:
            yield from _counted(line, line.open, came, f"open of order {line.order_number}", False)
        for one in mine:
            if one.condition is not GoodsCondition.GOOD and one.quantity > 0:
                text = f"{line}: {figure(one.quantity)} {line.unit} came {one.condition}"
                yield Difference(
                    DifferenceKind.DAMAGED, line.number, line.sku, one.quantity, _NONE, text, line.id, False
                )
    for extra in reading.unexpected:
        text = f"{figure(extra.quantity)} {extra.unit} of {extra.sku} came, which the order does not have"
        yield Difference(DifferenceKind.UNEXPECTED, "", extra.sku, _NONE, extra.quantity, text)


def _counted(line: OrderedLine, expected: Decimal, came: Decimal, told: str, of_notice: bool) -> Iterator[Difference]:
    came = max(_NONE, came)
    if came == expected:
        return
    kind = DifferenceKind.SHORT if came < expected else DifferenceKind.OVER
    by = figure(abs(came - expected))
    text = f"{line}: {kind} receipt {by}, {figure(came)} of {figure(expected)} {line.unit} {told} arrived"
    yield Difference(kind, line.number, line.sku, expected, came, text, line.id, of_notice)
