"""The book in SQLite and the ERP in memory, two implementations of one promise, agree on any history."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.demo.erp.book import Book
from b2b.demo.erp.operations import handlers
from b2b.documents import Quantity
from b2b.erp.memory import InMemoryErp
from b2b.erp.service import Refusal
from b2b.ports import ErpRejected
from tests.erp.samples import ea, line, order, shipment

STOCK = {"A": ea(10), "B": ea("2.5")}
SKUS = st.sampled_from(["A", "B", "C"])
QUANTITIES = st.decimals(0, 6, places=1).map(lambda value: Quantity(value, "EA"))
KEYS = st.sampled_from([f"k{n}" for n in range(6)])
NUMBERS = st.sampled_from(["1", "2", "3"])
ORDERS = st.tuples(
    st.just("order"), KEYS, NUMBERS, st.sampled_from(["X", "Y"]), st.lists(st.tuples(SKUS, QUANTITIES), max_size=3)
)
SHIPMENTS = st.tuples(
    st.just("shipment"),
    KEYS,
    NUMBERS,
    st.sampled_from(["", "X", "Y"]),
    st.lists(st.tuples(SKUS, QUANTITIES), max_size=3),
)


def in_memory(erp: InMemoryErp, step: tuple) -> tuple[str, bool]:
    kind, key, number, customer, rows = step
    try:
        if kind == "order":
            receipt = erp.book_order(
                key, order(number, *(line(sku, quantity) for sku, quantity in rows), customer=customer)
            )
        else:
            receipt = erp.post_shipment(key, shipment(number, number), rows, customer)
    except ErpRejected as refused:
        return refused.code, False
    return receipt.number, receipt.duplicate


def in_book(book: Book, step: tuple) -> tuple[str, bool]:
    kind, key, number, customer, rows = step
    items = [{"sku": sku, "quantity": {"_value_1": q.value, "unit": q.unit}} for sku, q in rows]
    none = {"_value_1": Decimal(0), "unit": "EA"}
    try:
        if kind == "order":
            lines = [{"sku": x["sku"], "confirmed": x["quantity"], "backOrdered": none} for x in items]
            call = {"key": key, "customer": customer, "customerOrder": number, "line": lines}
            receipt = handlers(book)["bookSalesOrder"](call)["receipt"]
        else:
            call = {
                "key": key,
                "shipment": number,
                "customer": customer or None,
                "customerOrder": [number],
                "item": items,
            }
            receipt = handlers(book)["postShipment"](call)["receipt"]
    except Refusal as refused:
        return refused.code, False
    return receipt["number"], receipt["duplicate"]


@settings(max_examples=60, deadline=None)
@given(st.lists(ORDERS | SHIPMENTS, max_size=15))
def test_both_say_the_same_and_never_promise_what_is_not_there(history: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Book(Path(folder) / "erp.db", STOCK)
        erp = InMemoryErp(STOCK)
        for step in history:
            assert in_book(book, step) == in_memory(erp, step)
            free = {row.sku: row.available for row in erp.stock(["A", "B"])}
            assert dict(book.stock(["A", "B"])) == free
            assert all(quantity.value >= 0 for quantity in free.values())
        on_hand = {row["sku"]: Decimal(row["on_hand"]) for row in book.state()["stock"]}
        assert on_hand == {sku: erp.on_hand(sku).value for sku in STOCK}
        book.close()
