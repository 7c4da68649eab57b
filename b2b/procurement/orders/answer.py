"""What the buyer is answered and what the ERP books, from the lines decided."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from b2b.documents import LineStatus, Order, OrderResponse, Quantity, ResponseLine, ResponseStatus
from b2b.ports import ErpOrderLine
from b2b.procurement.orders.decision import LineDecision
from b2b.procurement.orders.quantities import exact
from b2b.procurement.orders.snapshot import OrderSnapshot

_MILLIONTH = Decimal("0.000001")


def respond(order: Order, lines: tuple[LineDecision, ...], snapshot: OrderSnapshot, currency: str) -> OrderResponse:
    """The answer: line numbers, items, units and references as the buyer wrote them; a line of which nothing is taken
    echoes the buyer's price. `number` is empty and `supplier` as the buyer wrote it: the service fills them in.
    """
    answered = tuple(
        ResponseLine(
            number=line.number,
            ordered=line.quantity,
            unit_price=decision.price if decision.accepted else line.unit_price,
            items=line.items,
            answers=decision.answers,
            description=line.description or _description(decision, snapshot),
            references=line.references,
        )
        for line, decision in zip(order.lines, lines, strict=True)
    )
    return OrderResponse(
        order_number=order.number,
        order_date=order.date,
        date=snapshot.today,
        status=overall(lines),
        currency=currency,
        lines=answered,
        release_number=order.release_number,
        buyer=order.buyer,
        supplier=order.supplier,
        ship_to=order.ship_to,
        references=order.references,
    )


def overall(lines: Iterable[LineDecision]) -> ResponseStatus:
    """Accepted where every line is as ordered, rejected where nothing is taken, else accepted with changes."""
    lines = tuple(lines)
    if not any(line.accepted for line in lines):
        return ResponseStatus.REJECTED
    if all([answer.status for answer in line.answers] == [LineStatus.ACCEPTED] for line in lines):
        return ResponseStatus.ACCEPTED
    return ResponseStatus.ACCEPTED_WITH_CHANGES


def erp_lines(lines: Iterable[LineDecision], snapshot: OrderSnapshot) -> tuple[ErpOrderLine, ...]:
    """The lines of which something is taken, in the item's own unit; a price per own unit that has no end is rounded
    half up to six decimals.
    """
    found = []
    for line in lines:
        if not line.accepted or line.item_id is None or line.price is None:
            continue
        unit = snapshot.items[line.item_id].unit
        found.append(
            ErpOrderLine(
                number=line.number or str(line.position),
                sku=line.sku,
                confirmed=Quantity(own_unit(line.confirmed, line.factor), unit),
                back_ordered=Quantity(own_unit(line.back_ordered, line.factor), unit),
                unit_price=line.price if line.factor == 1 else _per_unit(line.price, line.factor),
            )
        )
    return tuple(found)


def own_unit(quantity: Decimal, factor: Decimal) -> Decimal:
    """An ordered quantity in the item's own unit, exact."""
    found = exact(Fraction(quantity) * Fraction(factor))
    assert found is not None, "decided quantities are exact in both units"
    return found


def _per_unit(price: Decimal, factor: Decimal) -> Decimal:
    return (price / factor).quantize(_MILLIONTH, ROUND_HALF_UP)


def _description(line: LineDecision, snapshot: OrderSnapshot) -> str:
    return snapshot.items[line.item_id].description if line.item_id else ""
