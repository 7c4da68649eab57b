"""An ERP in memory, for tests: yours and ours. It keeps the same promises as the reference ERP, without a process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from b2b.documents import Invoice, Money, Party, Quantity, ShipNotice
from b2b.errors import B2BError
from b2b.ports import ErpOrder, ErpReceipt, ErpRejected, ErpStock

_PREFIX = {"order": "SO", "shipment": "GI", "invoice": "AR"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing booked: `kind` is order, shipment or invoice, `document` the number on the paper."""

    kind: str
    key: str
    number: str
    customer: str
    document: str
    content: object


class InMemoryErp:
    """An `ErpAdapter` over dictionaries; threads may share it.

    available = on hand - reserved, never below zero. `entries` is everything booked, in order. `fail_next` makes the
    next call raise what you want to see handled.
    """

    def __init__(self, stock: Mapping[str, Quantity] | None = None) -> None:
        self.entries: list[Entry] = []
        self._on_hand = dict(stock or {})
        self._reserved: dict[tuple[str, str], Decimal] = {}
        self._failure: tuple[B2BError, bool] | None = None
        self._lock = threading.Lock()

    def fail_next(self, error: B2BError, *, after: bool = False) -> None:
        """Let the next call raise `error`: before anything is done, or `after` it is (a lost answer)."""
        self._failure = (error, after)

    def on_hand(self, sku: str) -> Quantity:
        """What lies in the warehouse, reserved or not."""
        return self._on_hand[sku]

    def stock(self, skus: Sequence[str]) -> Sequence[ErpStock]:
        """Free stock of the known ones of these items, in the order asked."""
        with self._lock:
            self._fail(after=False)
            rows = [
                ErpStock(sku, Quantity(self._free(sku), self._on_hand[sku].unit))
                for sku in skus
                if sku in self._on_hand
            ]
            self._fail(after=True)
            return rows

    def book_order(self, key: str, order: ErpOrder) -> ErpReceipt:
        """Book an order and reserve what it confirms."""
        lines = tuple(order.lines)
        _require_quantities("an order needs a line", [q for line in lines for q in (line.confirmed, line.back_ordered)])
        content = (order.customer, order.order.number, order.order.date, order.currency, lines)
        entry = Entry("order", key, "", order.customer, order.order.number, content)
        with self._lock:
            return self._write(entry, lambda number: self._reserve(number, order))

    def post_shipment(
        self, key: str, shipment: ShipNotice, skus: Sequence[tuple[str, Quantity]], customer: str = ""
    ) -> ErpReceipt:
        """Take (sku, quantity) out of stock: first what the shipment's orders hold, then what is free."""
        _require_quantities("a shipment needs an item", [quantity for _, quantity in skus])
        orders = tuple(order.order_number for order in shipment.orders)
        content = (
            shipment.number,
            shipment.shipped_at,
            customer,
            orders,
            shipment.carrier,
            shipment.tracking,
            tuple(skus),
        )
        with self._lock:
            return self._write(
                Entry("shipment", key, "", "", shipment.number, content),
                lambda _: self._issue([self._order(customer, number) for number in orders], skus),
            )

    def post_invoice(self, key: str, invoice: Invoice, total: Money, customer: Party) -> ErpReceipt:
        """Book a receivable."""
        figures = (invoice.taxable_total, invoice.vat_total, total)
        dates = (invoice.kind, invoice.date, invoice.terms.due)
        content = (invoice.number, dates, figures, customer.name, customer.vat_id, invoice.order_number)
        with self._lock:
            return self._write(Entry("invoice", key, "", "", invoice.number, content), lambda _: None)

    def find(self, key: str) -> ErpReceipt | None:
        """What was booked under this key."""
        with self._lock:
            self._fail(after=False)
            found = [entry for entry in self.entries if entry.key == key]
            self._fail(after=True)
            return ErpReceipt(found[0].number, duplicate=True) if found else None

    def _write(self, entry: Entry, apply: Callable[[str], None]) -> ErpReceipt:
        self._fail(after=False)
        receipt = self._known(entry)
        if receipt is None:
            count = sum(booked.kind == entry.kind for booked in self.entries)
            number = f"{_PREFIX[entry.kind]}-{count + 1:06d}"
            apply(number)
            self.entries.append(replace(entry, number=number))
            receipt = ErpReceipt(number, duplicate=False)
        self._fail(after=True)
        return receipt

    def _known(self, entry: Entry) -> ErpReceipt | None:
        if not entry.key:
            raise ErpRejected("a write needs a key", code="INVALID")
        for booked in self.entries:
            if booked.key == entry.key:
                if (booked.kind, booked.content) != (entry.kind, entry.content):
                    what = f"{booked.kind} {booked.number} with other content"
                    raise ErpRejected(f"the key {entry.key} already stands for {what}", code="CONFLICT")
                return ErpReceipt(booked.number, duplicate=True)
            if (booked.kind, booked.customer, booked.document) == (entry.kind, entry.customer, entry.document):
                what = f"{booked.number} under the key {booked.key}"
                raise ErpRejected(f"{entry.kind} {entry.document} is already booked as {what}", code="CONFLICT")
        return None

    def _reserve(self, number: str, order: ErpOrder) -> None:
        self._by_item([(line.sku, line.back_ordered) for line in order.lines])
        wanted = self._by_item([(line.sku, line.confirmed) for line in order.lines])
        for sku, value in wanted.items():
            self._require(sku, value, self._free(sku))
        for sku, value in wanted.items():
            self._reserved[number, sku] = value

    def _issue(self, orders: Sequence[str], skus: Sequence[tuple[str, Quantity]]) -> None:
        wanted = self._by_item(skus)
        for sku, value in wanted.items():
            held = sum(self._reserved.get((number, sku), Decimal(0)) for number in set(orders))
            self._require(sku, value, self._free(sku) + held)
        for sku, value in wanted.items():
            left = value
            for number in orders:
                taken = min(left, self._reserved.get((number, sku), Decimal(0)))
                left -= taken
                self._reserved[number, sku] = self._reserved.get((number, sku), Decimal(0)) - taken
            before = self._on_hand[sku]
            self._on_hand[sku] = Quantity(before.value - value, before.unit)

    def _order(self, customer: str, document: str) -> str:
        found = [
            entry.number
            for entry in self.entries
            if (entry.kind, entry.document) == ("order", document) and customer in ("", entry.customer)
        ]
        if not found:
            raise ErpRejected(f"there is no order {document}", code="UNKNOWN_ORDER")
        if len(found) > 1:
            raise ErpRejected(f"several customers have an order {document}", code="AMBIGUOUS_ORDER")
        return found[0]

    def _by_item(self, asked: Sequence[tuple[str, Quantity]]) -> dict[str, Decimal]:
        totals: dict[str, Decimal] = {}
        for sku, quantity in asked:
            if sku not in self._on_hand:
                raise ErpRejected(f"there is no item {sku}", code="UNKNOWN_ITEM")
            if quantity.unit != self._on_hand[sku].unit:
                raise ErpRejected(f"{sku} is kept in {self._on_hand[sku].unit}, not in {quantity.unit}", code="UNIT")
            totals[sku] = totals.get(sku, Decimal(0)) + quantity.value
        return totals

    def _free(self, sku: str) -> Decimal:
        return self._on_hand[sku].value - sum(value for (_, held), value in self._reserved.items() if held == sku)

    def _require(self, sku: str, asked: Decimal, free: Decimal) -> None:
        if asked > free:
            unit = self._on_hand[sku].unit
            message = f"only {Quantity(free, unit)} of {sku} are free, {Quantity(asked, unit)} asked"
            raise ErpRejected(message, code="STOCK")

    def _fail(self, *, after: bool) -> None:
        if self._failure is not None and self._failure[1] is after:
            error, self._failure = self._failure[0], None
            raise error


def _require_quantities(empty: str, quantities: Sequence[Quantity]) -> None:
    if not quantities:
        raise ErpRejected(empty, code="INVALID")
    for quantity in quantities:
        if not quantity.value.is_finite() or quantity.value < 0:
            raise ErpRejected(f"{quantity.value} is no quantity", code="INVALID")
