"""UBL DespatchAdvice <-> `ShipNotice` (UBL 2.1, Peppol BIS Despatch Advice 3: transaction T16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import count, groupby

from b2b.documents import Pack, ShipNotice, ShippedLine, ShippedOrder
from b2b.edi.x12.mappings.writing import not_writable
from b2b.errors import Unreadable
from b2b.invoicing.read_ubl_parts import UblParts
from b2b.invoicing.ubl import write_item
from b2b.invoicing.xml_writing import Branch
from b2b.translation.ubl import parts as ubl
from b2b.translation.ubl.parts import Element

_KIND = "DespatchAdvice"
_SPECIFICATION = "urn:fdc:peppol.eu:poacc:trns:despatch_advice:3"
_PROCESS = "urn:fdc:peppol.eu:poacc:bis:despatch_advice:3"

# What stands where UBL wants a number and there is none.
_NONE = "NA"

# The sender and the receiver of the goods; where nobody else is named they are the supplier and the buyer.
_SENDER, _RECEIVER = "cac:DespatchSupplierParty", "cac:DeliveryCustomerParty"

_SSCC = 18  # digits


def write(notice: ShipNotice) -> bytes:
    """The ship notice in UBL. NotWritable: it lacks what UBL cannot do without."""
    if not any(True for order in notice.orders for _ in _lines_of(order)):
        raise not_writable("a despatch advice in UBL has at least one line", "orders", "DespatchLine")
    root = ubl.begun(_KIND, _SPECIFICATION, _PROCESS)
    shipped = notice.shipped_at.astimezone(dt.UTC)
    root.text("cbc:ID", ubl.require(notice.number, "number", "the number of the ship notice"))
    root.text("cbc:IssueDate", shipped.date().isoformat())
    for index, order in enumerate(notice.orders):
        reference = root.group("cac:OrderReference")
        number = ubl.require(order.order_number, f"orders[{index}].order_number", "the number of an order")
        reference.text("cbc:ID", number)
        if order.order_date is not None:
            reference.text("cbc:IssueDate", order.order_date.isoformat())
    ubl.write_references(root, notice.references)
    ubl.write_side(root, _SENDER, notice.ship_from or notice.supplier, "92")
    if notice.ship_to is not None:
        ubl.write_side(root, _RECEIVER, notice.ship_to, "92")
    else:
        ubl.write_side(root, _RECEIVER, notice.buyer, "91")
    ubl.write_side(root, "cac:BuyerCustomerParty", notice.buyer, "91")
    ubl.write_side(root, "cac:SellerSupplierParty", notice.supplier, "92")
    _write_shipment(root.group("cac:Shipment"), notice, shipped)
    numbers = count(1)
    for order in notice.orders:
        for unit, line in _lines_of(order):
            _write_line(root.group("cac:DespatchLine"), next(numbers), order.order_number, line, unit)
    return root.to_bytes()


def read(data: bytes) -> tuple[ShipNotice, Sequence[tuple[str, str]]]:
    """The ship notice, and what of the file it has no place for. Unreadable: number, day, or a quantity is missing."""
    parts = ubl.opened(data, _KIND, _SPECIFICATION, _PROCESS)
    r, root = parts.r, parts.r.root
    shipment = r.first(root, "cac:Shipment")
    r.skip(shipment, "cbc:ID", _NONE)
    consignment, delivery = (r.first(shipment, name) for name in ("cac:Consignment", "cac:Delivery"))
    r.skip(consignment, "cbc:ID", _NONE)
    bill_of_lading = r.text(consignment, "cbc:ID")
    supplier, buyer = ubl.side(parts, "cac:SellerSupplierParty", "92"), ubl.side(parts, "cac:BuyerCustomerParty", "91")
    sender, receiver = ubl.side(parts, _SENDER, "92"), ubl.side(parts, _RECEIVER, "92")
    notice = ShipNotice(
        number=ubl.needed(r.text(root, "cbc:ID"), "the number of the ship notice (ID)"),
        shipped_at=_shipped_at(parts, delivery),
        orders=tuple(_orders(parts)),
        estimated_delivery=ubl.day_of_period(parts, delivery, "cac:EstimatedDeliveryPeriod"),
        buyer=buyer,
        supplier=supplier,
        ship_to=None if ubl.side(parts, _RECEIVER, "91") == buyer else receiver,
        ship_from=None if sender == supplier else sender,
        carrier=r.text(delivery, "cac:CarrierParty/cac:PartyName/cbc:Name"),
        tracking=r.text(delivery, "cbc:TrackingID"),
        bill_of_lading="" if bill_of_lading == _NONE else bill_of_lading,
        gross_weight=ubl.quantity(parts, shipment, "cbc:GrossWeightMeasure"),
        packages=ubl.count(parts, consignment, "cbc:TotalPackagesQuantity"),
        references=ubl.references(parts),
    )
    return notice, [(left.path, left.value) for left in r.leftovers()]


def _write_shipment(shipment: Branch, notice: ShipNotice, shipped: dt.datetime) -> None:
    shipment.text("cbc:ID", _NONE)
    ubl.write_quantity(shipment, "cbc:GrossWeightMeasure", notice.gross_weight)
    if notice.bill_of_lading or notice.packages is not None:
        consignment = shipment.group("cac:Consignment")
        consignment.text("cbc:ID", notice.bill_of_lading or _NONE)
        consignment.text("cbc:TotalPackagesQuantity", "" if notice.packages is None else str(notice.packages))
    delivery = shipment.group("cac:Delivery")
    delivery.text("cbc:TrackingID", notice.tracking)
    if notice.estimated_delivery is not None:
        period = delivery.group("cac:EstimatedDeliveryPeriod")
        period.text("cbc:StartDate", notice.estimated_delivery.isoformat())
        period.text("cbc:EndDate", notice.estimated_delivery.isoformat())
    delivery.group("cac:CarrierParty").group("cac:PartyName").text("cbc:Name", notice.carrier)
    despatch = delivery.group("cac:Despatch")
    despatch.text("cbc:ActualDespatchDate", shipped.date().isoformat())
    despatch.text("cbc:ActualDespatchTime", f"{shipped:%H:%M:%S}Z")


def _lines_of(order: ShippedOrder) -> Iterator[tuple[str, ShippedLine]]:
    """The lines, each with the number of its pack, "" for none; a pack without an SSCC has one that only parts it from
    the next.
    """
    yield from (("", line) for line in order.lines)
    for number, pack in enumerate(order.packs, start=1):
        yield from ((pack.sscc or f"{_NONE}-{number}", line) for line in pack.lines)


def _write_line(branch: Branch, number: int, order: str, line: ShippedLine, unit: str) -> None:
    branch.text("cbc:ID", str(number))
    ubl.write_quantity(branch, "cbc:DeliveredQuantity", line.quantity)
    reference = branch.group("cac:OrderLineReference")
    reference.text("cbc:LineID", line.order_line or _NONE)
    reference.group("cac:OrderReference").text("cbc:ID", order)
    write_item(branch.group("cac:Item").kept(), line.description, line.items, lot=line.lot)
    if unit:
        shipment = branch.group("cac:Shipment")
        shipment.text("cbc:ID", _NONE)
        shipment.group("cac:TransportHandlingUnit").text("cbc:ID", unit)


def _shipped_at(parts: UblParts, delivery: Element | None) -> dt.datetime:
    """The instant of despatch; where only its day is said, or that of the document, the beginning of the day."""
    r = parts.r
    issued = r.date(r.root, "cbc:IssueDate")
    despatch = r.first(delivery, "cac:Despatch")
    day = r.date(despatch, "cbc:ActualDespatchDate") or issued
    if day is None:
        raise Unreadable("neither the day of despatch nor that of the document is there")
    said = r.text(despatch, "cbc:ActualDespatchTime")
    try:
        time = dt.time.fromisoformat(said.replace("Z", "+00:00")) if said else dt.time()
    except ValueError:
        r.keep(despatch, "cbc:ActualDespatchTime")
        time = dt.time()
    return dt.datetime.combine(day, time.replace(tzinfo=time.tzinfo or dt.UTC)).astimezone(dt.UTC)


def _orders(parts: UblParts) -> Iterator[ShippedOrder]:
    """What is shipped for each order, in the order in which lines name them."""
    r = parts.r
    dates = {}
    named = []
    for reference in r.all(r.root, "cac:OrderReference"):
        named.append(r.text(reference, "cbc:ID"))
        dates[named[-1]] = r.date(reference, "cbc:IssueDate")
    only = named[0] if len(named) == 1 else ""
    lines = [
        (_order_of(parts, line) or only, _unit_of(parts, line), _line(parts, line))
        for line in r.all(r.root, "cac:DespatchLine")
    ]
    for number, of_order in groupby(lines, key=lambda one: one[0]):
        units = [(unit, [line for _, _, line in group]) for unit, group in groupby(of_order, key=lambda one: one[1])]
        yield ShippedOrder(
            number,
            tuple(line for unit, loose in units if not unit for line in loose),
            tuple(Pack(_sscc(unit), tuple(packed)) for unit, packed in units if unit),
            dates.get(number),
        )


def _order_of(parts: UblParts, line: Element) -> str:
    return parts.r.text(line, "cac:OrderLineReference/cac:OrderReference/cbc:ID")


def _unit_of(parts: UblParts, line: Element) -> str:
    """The number of the pack that a line is in, "" where it is in none. It is left over where it is no SSCC."""
    r = parts.r
    shipment = r.first(line, "cac:Shipment")
    unit = r.first(shipment, "cac:TransportHandlingUnit/cbc:ID")
    if unit is None:
        return ""
    r.skip(shipment, "cbc:ID", _NONE)
    number = (unit.text or "").strip()
    if _sscc(number) or number.startswith(f"{_NONE}-"):
        r.value(unit)
    return number


def _sscc(number: str) -> str:
    return number if len(number) == _SSCC and number.isdecimal() else ""


def _line(parts: UblParts, line: Element) -> ShippedLine:
    r = parts.r
    number = r.text(line, "cbc:ID")
    quantity = ubl.quantity(parts, line, "cbc:DeliveredQuantity")
    if quantity is None:
        raise Unreadable(f"the quantity of line {number} is missing", next_step="ask the sender to correct it")
    order_line = r.text(line, "cac:OrderLineReference/cbc:LineID")
    item = r.first(line, "cac:Item")
    return ShippedLine(
        order_line="" if order_line == _NONE else order_line,
        quantity=quantity,
        items=parts.items(item),
        description=r.text(item, "cbc:Name"),
        lot=r.text(item, "cac:ItemInstance/cac:LotIdentification/cbc:LotNumberID"),
    )
