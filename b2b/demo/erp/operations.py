"""The operations of the contract, between the service layer's values and the book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from b2b.demo.erp import stock
from b2b.demo.erp.book import Book, Booked, Draft
from b2b.documents import Quantity
from b2b.erp.service import Handler, Refusal


def handlers(book: Book) -> Mapping[str, Handler]:
    """One handler for each operation of `reference_erp.wsdl`, all on this book."""

    def get_stock(call: dict[str, Any]) -> dict[str, Any]:
        return {
            "item": [
                {"sku": sku, "available": {"_value_1": free.value, "unit": free.unit}}
                for sku, free in book.stock(call["sku"])
            ]
        }

    def book_sales_order(call: dict[str, Any]) -> dict[str, Any]:
        if not call["line"]:
            raise Refusal("INVALID", "an order needs a line")
        draft = Draft("order", call["key"], call["customer"], call["customerOrder"], _content(call))
        lines = [(line["sku"], line) for line in call["line"]]
        back_ordered = [(sku, _quantity(line["backOrdered"])) for sku, line in lines]
        return _receipt(
            book.book_order(draft, [(sku, _quantity(line["confirmed"])) for sku, line in lines], back_ordered)
        )

    def post_shipment(call: dict[str, Any]) -> dict[str, Any]:
        if not call["item"]:
            raise Refusal("INVALID", "a shipment needs an item")
        draft = Draft("shipment", call["key"], "", call["shipment"], _content(call))
        issued = [(item["sku"], _quantity(item["quantity"])) for item in call["item"]]
        return _receipt(book.post_shipment(draft, call["customer"] or "", call["customerOrder"], issued))

    def post_invoice(call: dict[str, Any]) -> dict[str, Any]:
        return _receipt(book.post_invoice(Draft("invoice", call["key"], "", call["invoice"], _content(call))))

    def find_by_key(call: dict[str, Any]) -> dict[str, Any]:
        booked = book.find(call["key"])
        return {"booking": {"kind": booked.kind, "number": booked.number}} if booked else {}

    return {
        "getStock": get_stock,
        "bookSalesOrder": book_sales_order,
        "postShipment": post_shipment,
        "postInvoice": post_invoice,
        "findByKey": find_by_key,
    }


def _quantity(value: dict[str, Any]) -> Quantity:
    return Quantity(value["_value_1"], value["unit"])


def _receipt(booked: Booked) -> dict[str, Any]:
    return {"receipt": {"number": booked.number, "duplicate": booked.duplicate}}


def _content(call: dict[str, Any]) -> dict[str, object]:
    """The call without its key, as JSON values in which 1.5 and 1.50 are the same."""
    return {name: _plain(value) for name, value in call.items() if name != "key"}


def _plain(value: Any) -> object:
    if isinstance(value, Decimal):
        return stock.text(value)
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return value
