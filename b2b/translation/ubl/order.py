"""UBL Order <-> `Order` (UBL 2.1, Peppol BIS Ordering 3: transaction T01)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from b2b.documents import Destination, Order, OrderLine, Quantity, Reference
from b2b.edi.edifact.mappings.code_tables import ORDER_KINDS
from b2b.edi.x12.mappings.writing import not_writable
from b2b.errors import NotWritable, Unreadable
from b2b.invoicing.identifiers import icd
from b2b.invoicing.read_ubl_parts import UblParts
from b2b.invoicing.ubl import write_item, write_place
from b2b.invoicing.xml_writing import Branch
from b2b.translation.ubl import parts as ubl
from b2b.translation.ubl.parts import Element

_KIND = "Order"
_SPECIFICATION = "urn:fdc:peppol.eu:poacc:trns:order:3"
_PROCESS = "urn:fdc:peppol.eu:poacc:bis:ordering:3"

_COPY = "07"  # element 353: a duplicate
_X12 = "116"  # element 3055: the code is one of X12
_RELEASE = "RE"  # element 128
_BY_BUYER = "92"


def write(order: Order) -> bytes:
    """The order in UBL. NotWritable: it lacks what UBL cannot do without."""
    if not order.lines:
        raise not_writable("an order in UBL has at least one line", "lines", "OrderLine")
    root = ubl.begun(_KIND, _SPECIFICATION, _PROCESS)
    root.text("cbc:ID", ubl.require(order.number, "number", "the number of the order"))
    if order.purpose == _COPY:
        root.text("cbc:CopyIndicator", "true")
    root.text("cbc:IssueDate", order.date.isoformat())
    code = ORDER_KINDS.write(order.kind)
    root.text("cbc:OrderTypeCode", code or order.kind, listAgencyID="" if code else _X12)
    root.text("cbc:Note", "\n".join(order.notes))
    root.text("cbc:DocumentCurrencyCode", order.currency or "")
    if order.cancel_after is not None:
        root.group("cac:ValidityPeriod").text("cbc:EndDate", order.cancel_after.isoformat())
    release = (Reference(_RELEASE, order.release_number),) if order.release_number else ()
    ubl.write_references(root, (*order.references, *release))
    ubl.write_side(root, "cac:BuyerCustomerParty", order.buyer, "91")
    ubl.write_side(root, "cac:SellerSupplierParty", order.supplier, "92")
    if order.bill_to is not None:
        ubl.write_side(root, "cac:AccountingCustomerParty", order.bill_to, "91")
    write_place(root.group("cac:Delivery"), order.ship_to, order.requested_date)
    root.group("cac:PaymentTerms").text("cbc:Note", order.payment_terms)
    for index, line in enumerate(order.lines):
        _write_line(root.group("cac:OrderLine"), line, order.currency, f"lines[{index}]")
    return root.to_bytes()


def read(data: bytes) -> tuple[Order, Sequence[tuple[str, str]]]:
    """The order, and what of the file it has no place for. Unreadable: number, date, or a quantity is missing."""
    parts = ubl.opened(data, _KIND, _SPECIFICATION, _PROCESS)
    r, root = parts.r, parts.r.root
    date = r.date(root, "cbc:IssueDate")
    if date is None:
        raise Unreadable("the date of the order (IssueDate) is missing", next_step="ask the sender to correct it")
    known = ubl.references(parts)
    releases = [one.value for one in known if one.kind == _RELEASE]
    bill_to = r.first(root, "cac:AccountingCustomerParty/cac:Party")
    delivery = r.first(root, "cac:Delivery")
    order = Order(
        number=ubl.needed(r.text(root, "cbc:ID"), "the number of the order (ID)"),
        date=date,
        lines=tuple(_line(parts, line) for line in r.all(root, "cac:OrderLine")),
        purpose=_COPY if r.text(root, "cbc:CopyIndicator") in ("true", "1") else "00",
        kind=_kind(parts),
        release_number=releases[0] if releases else "",
        currency=parts.currency or None,
        buyer=ubl.side(parts, "cac:BuyerCustomerParty", "91"),
        supplier=ubl.side(parts, "cac:SellerSupplierParty", "92"),
        ship_to=parts.place(delivery),
        bill_to=None if bill_to is None else parts.party(bill_to, "91"),
        requested_date=ubl.day_of_period(parts, delivery, "cac:RequestedDeliveryPeriod"),
        cancel_after=r.date(root, "cac:ValidityPeriod/cbc:EndDate"),
        payment_terms=r.text(root, "cac:PaymentTerms/cbc:Note"),
        references=tuple(one for one in known if one.kind != _RELEASE),
        notes=_notes(parts, root),
    )
    return order, [(left.path, left.value) for left in r.leftovers()]


def _write_line(branch: Branch, line: OrderLine, currency: str | None, path: str) -> None:
    branch.text("cbc:Note", "\n".join(line.notes))
    item = branch.group("cac:LineItem")
    item.text("cbc:ID", ubl.require(line.number, f"{path}.number", "the number of a line"))
    ubl.write_quantity(item, "cbc:Quantity", line.quantity)
    write_place(item.group("cac:Delivery"), line.ship_to, line.requested_date)
    for index, destination in enumerate(line.destinations):
        _write_destination(item.group("cac:Delivery"), destination, f"{path}.destinations[{index}]")
    if line.unit_price is not None:
        item.group("cac:Price").amount("cbc:PriceAmount", line.unit_price, _currency(currency))
    write_item(item.group("cac:Item").kept(), line.description, line.items)


def _currency(currency: str | None) -> str:
    if not currency:
        problem = "prices in UBL need their currency"
        raise NotWritable(problem, where="currency", next_step="say it: --currency EUR", fields={"currency": problem})
    return currency


def _write_destination(delivery: Branch, destination: Destination, path: str) -> None:
    place = destination.place
    scheme = icd(place)
    if not scheme and place.scheme != _BY_BUYER:
        raise not_writable(f"UBL has no code for the scheme {place.scheme!r}", f"{path}.place.scheme", "schemeID")
    ubl.write_quantity(delivery, "cbc:Quantity", destination.quantity)
    delivery.group("cac:DeliveryLocation").text("cbc:ID", place.value, schemeID=scheme)


def _line(parts: UblParts, line: Element) -> OrderLine:
    r = parts.r
    item = r.first(line, "cac:LineItem")
    number = r.text(item, "cbc:ID")
    quantity = ubl.quantity(parts, item, "cbc:Quantity")
    if quantity is None:
        raise Unreadable(f"the quantity of line {number} is missing", next_step="ask the sender to correct it")
    split = [one for one in r.all(item, "cac:Delivery") if r.first(one, "cbc:Quantity") is not None]
    delivery = next((one for one in r.all(item, "cac:Delivery") if one not in split), None)
    return OrderLine(
        number=number,
        quantity=quantity,
        unit_price=_price(parts, item, quantity),
        items=parts.items(r.first(item, "cac:Item")),
        description=r.text(item, "cac:Item/cbc:Name"),
        requested_date=ubl.day_of_period(parts, delivery, "cac:RequestedDeliveryPeriod"),
        ship_to=parts.place(delivery),
        notes=_notes(parts, line),
        destinations=tuple(_destinations(parts, split)),
    )


def _price(parts: UblParts, item: Element | None, quantity: Quantity) -> Decimal | None:
    """The price of one unit; one for several units, or for another unit, stays a leftover."""
    r = parts.r
    price = r.first(item, "cac:Price")
    base = r.first(price, "cbc:BaseQuantity")
    said = (base.text or "").strip() if base is not None else "1"
    unit = base.get("unitCode", quantity.unit) if base is not None else quantity.unit
    if said not in ("1", "1.0", "1.00") or unit != quantity.unit:
        return None
    r.value(base)
    r.attribute(base, "unitCode")
    return r.amount(price, "cbc:PriceAmount", parts.currency)


def _destinations(parts: UblParts, deliveries: Sequence[Element]) -> Iterator[Destination]:
    """The places that a line is split among; one without a number is left over."""
    for delivery in deliveries:
        number = parts.r.first(delivery, "cac:DeliveryLocation/cbc:ID")
        if number is not None:
            quantity = ubl.quantity(parts, delivery, "cbc:Quantity")
            assert quantity is not None
            yield Destination(parts.party_id(number, _BY_BUYER), quantity)


def _kind(parts: UblParts) -> str:
    code = parts.r.first(parts.r.root, "cbc:OrderTypeCode")
    if code is not None and code.get("listAgencyID") == _X12:
        parts.r.attribute(code, "listAgencyID")
        return parts.r.value(code)
    return ORDER_KINDS.read(parts.r.value(code)) or "SA"


def _notes(parts: UblParts, at: Element) -> tuple[str, ...]:
    return tuple(line for note in parts.r.all(at, "cbc:Note") for line in parts.r.value(note).splitlines())
