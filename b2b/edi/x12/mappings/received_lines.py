"""The received line (RCD) of an 861: what arrived in which condition, and of which line of which order it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from b2b.documents import ContestedQuantity, GoodsCondition, ItemId, Quantity, ReceivedLine
from b2b.edi.x12.mappings import heading, items, listed_codes, quantities, references, texts
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.shipped_levels import LOT, SSCC_PREFIX, read_sscc
from b2b.edi.x12.mappings.writing import Body, Named, Value

# Element 235: the receiver's own number of the item; the order and its line, where they stand among the item numbers.
_SKU = "SK"
_ORDER, _ORDER_LINE = "PO", "PL"

# Where RCD holds a contested quantity (its unit and its condition follow), and element 412 of a whole line.
_CONTESTED = (6, 9, 12, 15, 18)
_CONDITIONS: Mapping[str, GoodsCondition] = {
    "07": GoodsCondition.GOOD,
    "01": GoodsCondition.DAMAGED,
    "08": GoodsCondition.REFUSED,
}
_CODES = {condition: code for code, condition in _CONDITIONS.items()}


class NamedLine(NamedTuple):
    """What a line is of: the order and its line, the item numbers, and what else stands among them."""

    order: str
    order_line: str
    items: tuple[ItemId, ...]
    lot: str
    sku: str
    prf: SegmentCursor | None


class _Received(NamedTuple):
    """What an RCD says; the names are those of `ReceivedLine`."""

    quantity: Quantity
    condition: GoodsCondition
    contested: tuple[ContestedQuantity, ...]


def named(loop: LoopCursor) -> NamedLine:
    """What the line of an RCD loop is of. The date of its order is not taken: only that of the receipt has a field.

    The order is named in PRF, else among the item numbers; the line of the order in PRF05, among the item numbers, in
    LIN01 or in SN101.
    """
    prf, lin = loop.first("PRF"), loop.first("LIN")
    aside = (LOT, _SKU) if prf is not None else (LOT, _SKU, _ORDER, _ORDER_LINE)
    ids, apart = items.read(lin, 2, aside) if lin is not None else ((), {})
    line = prf.text(5) if prf is not None else apart.get(_ORDER_LINE, "")
    if lin is not None:
        line = line or lin.peek(1)
        lin.accept(1, line)
    return NamedLine(
        order=prf.text(1) if prf is not None else apart.get(_ORDER, ""),
        order_line=line,
        items=ids,
        lot=apart.get(LOT, ""),
        sku=apart.get(_SKU, ""),
        prf=prf,
    )


def read(loop: LoopCursor, line: NamedLine, order: str) -> ReceivedLine:
    """The line of an RCD loop; `order` is that of the receipt. Unreadable: it has no quantity."""
    rcd, sn1 = loop.trigger, loop.first("SN1")
    received = _received(rcd)
    order_line = line.order_line or (sn1.peek(1) if sn1 is not None else "")
    if sn1 is not None:
        sn1.accept(1, order_line)
    return ReceivedLine(
        quantity=received.quantity,
        order_line=order_line,
        sku=line.sku,
        condition=received.condition,
        lot=line.lot,
        sscc=read_sscc(loop),
        number=rcd.text(1),
        order_number=line.order if line.order != order else "",
        items=line.items,
        description=texts.described(loop) or items.named_in_part(line.items),
        shipped=quantities.read(sn1, 2, 3) if sn1 is not None else None,
        ordered=quantities.read(sn1, 5, 6) if sn1 is not None else None,
        returned=quantities.read(rcd, 4, 5),
        contested=received.contested,
        codes=listed_codes.read(loop),
        references=references.read(loop.all("REF")),
        dates=heading.named_dates(loop.all("DTM")),
    )


def write(body: Body, line: ReceivedLine, order: str, at: str) -> None:
    """The RCD loop of the line `at`; `order` is the number of the receipt's order."""
    _write_received(body, line, at)
    if line.shipped is not None or line.ordered is not None:
        shipped: tuple[Value | Named, ...] = (None, None)
        if line.shipped is not None:
            shipped = quantities.elements(line.shipped, f"{at}.shipped", "SN103")
        ordered = quantities.elements(line.ordered, f"{at}.ordered", "SN106") if line.ordered is not None else ()
        body.add("SN1", None, *shipped, None, *ordered)
    apart = (_SKU, f"{at}.sku", line.sku), (LOT, f"{at}.lot", line.lot)
    number = (f"{at}.order_line", line.order_line)
    of = line.order_number or order
    if ids := items.pairs(line.items, at, *apart):
        body.add("LIN", None if of else number, *ids)
    if line.description != items.named_in_part(line.items):
        texts.write_description(body, f"{at}.description", line.description)
    references.write(body, line.references, f"{at}.")
    heading.write_named_dates(body, line.dates, f"{at}.")
    if line.order_number or (line.order_line and (of or not ids)):
        body.add("PRF", (f"{at}.order_number", of), None, None, None, number)
    if line.sscc:
        body.add("MAN", "GM", (f"{at}.sscc", SSCC_PREFIX + line.sscc))
    listed_codes.write(body, line.codes, f"{at}.")


def _received(rcd: SegmentCursor) -> _Received:
    """What of a line arrived in which state; where only contested units are named, the line is of these."""
    received = quantities.read(rcd, 2, 3)
    contested = list(_contested(rcd))
    first = contested[0] if contested else None
    whole = first is not None and first.condition in _CONDITIONS and received in (None, first.quantity)
    if first is not None and whole:
        return _Received(first.quantity, _CONDITIONS[first.condition], tuple(contested[1:]))
    if received is None:
        unit = first.quantity.unit if first is not None else quantities.read_unit(rcd, 5)
        if first is None and not rcd.peek(4):
            raise rcd.unreadable("the line has no quantity")
        received = Quantity(Decimal(0), unit)
    return _Received(received, GoodsCondition.GOOD, tuple(contested))


def _contested(rcd: SegmentCursor) -> Iterator[ContestedQuantity]:
    for element in _CONTESTED:
        quantity = quantities.read(rcd, element, element + 1)
        if quantity is not None:
            yield ContestedQuantity(rcd.text(element + 2), quantity)


def _write_received(body: Body, line: ReceivedLine, at: str) -> None:
    """RCD; what is not in good condition is contested as a whole."""
    received: tuple[Value | Named, ...] = (None, None)
    returned: tuple[Value | Named, ...] = (None, None)
    contested: list[Value | Named] = []
    counted = quantities.elements(line.quantity, f"{at}.quantity", "RCD03")
    if line.condition is GoodsCondition.GOOD:
        received = counted
    else:
        contested += [*counted, _CODES[line.condition]]
    if line.returned is not None:
        returned = quantities.elements(line.returned, f"{at}.returned", "RCD05")
    for index, part in enumerate(line.contested):
        name = f"{at}.contested[{index}]"
        contested += [*quantities.elements(part.quantity, f"{name}.quantity", "RCD07")]
        contested.append((f"{name}.condition", part.condition))
    body.add("RCD", (f"{at}.number", line.number), *received, *returned, *contested)
