"""The ERP port over SOAP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from b2b.documents import Invoice, Money, Party, Quantity, ShipNotice
from b2b.erp.soap import reply
from b2b.erp.soap.client import SoapClient
from b2b.erp.soap.connection import Connection
from b2b.erp.soap.profile import Keys, Operation, Profile
from b2b.errors import ConfigError, IndeterminateError, TechnicalError, Unreadable
from b2b.ports import ErpOrder, ErpReceipt, ErpStock


class SoapErpAdapter:
    """An `ErpAdapter` that calls the web services a profile describes, at the place a connection names.

    Nothing is contacted before the first call. Errors are those of the port; `ConfigError` (profile, WSDL, settings)
    and `NotWritable` (values that the WSDL does not allow) are raised before anything is sent.
    """

    def __init__(self, profile: Profile, connection: Connection) -> None:
        self._profile = profile
        self._client = SoapClient(profile, connection)

    def prepare(self) -> None:
        """Read the WSDLs now, to find out early whether the settings fit."""
        self._client.prepare()

    def stock(self, skus: Sequence[str]) -> Sequence[ErpStock]:
        """Free stock of these items, as the ERP answers now; numbers are exact as the ERP writes them."""
        operation = self._needed(self._profile.stock, "stock")
        asked = list(dict.fromkeys(skus))
        found: dict[str, ErpStock] = {}
        calls: list[dict[str, object]] = [{"skus": asked}] if asked else []
        if operation.per_item:
            calls = [{"skus": [sku], "sku": sku} for sku in asked]
        for values in calls:
            element = self._client.call(operation, values, write=False)
            if element is None:
                continue
            try:
                found |= {row.sku: row for row in _stock_rows(operation, element)}
            except Unreadable as error:
                raise TechnicalError(
                    error.message, where=f"ERP {operation.name}", next_step="compare the profile with the reply"
                ) from error
        return [found[sku] for sku in skus if sku in found]

    def book_order(self, key: str, order: ErpOrder) -> ErpReceipt:
        """Book a confirmed sales order."""
        values = {"customer": order.customer, "order": order.order, "currency": order.currency, "lines": order.lines}
        return self._write(self._needed(self._profile.book_order, "book_order"), key, values)

    def post_shipment(
        self, key: str, shipment: ShipNotice, skus: Sequence[tuple[str, Quantity]], customer: str = ""
    ) -> ErpReceipt:
        """Post goods issue of (sku, quantity)."""
        values = {
            "shipment": shipment,
            "customer": customer,
            "order_numbers": [order.order_number for order in shipment.orders],
            "items": [{"sku": sku, "quantity": quantity} for sku, quantity in skus],
        }
        return self._write(self._needed(self._profile.post_shipment, "post_shipment"), key, values)

    def post_invoice(self, key: str, invoice: Invoice, total: Money, customer: Party) -> ErpReceipt:
        """Post a receivable of `total`."""
        values = {"invoice": invoice, "total": total, "customer": customer}
        return self._write(self._needed(self._profile.post_invoice, "post_invoice"), key, values)

    def find(self, key: str) -> ErpReceipt | None:
        """What was booked under this key, None if nothing was."""
        if not self._profile.find:
            raise ConfigError("the ERP profile does not say how to find a key", where=self._profile.where)
        for operation in self._profile.find:
            element = self._client.call(operation, {"key": key}, write=False)
            number = reply.text(element, operation.reply["number"]) if element is not None else None
            if element is None or number is None:
                continue
            echo = reply.text(element, operation.reply["key"]) if "key" in operation.reply else key
            if echo != key:
                raise TechnicalError(f"asked for the key {key}, answered for {echo}", where=f"ERP {operation.name}")
            return ErpReceipt(number, duplicate=True)
        return None

    def _write(self, operation: Operation, key: str, values: Mapping[str, object]) -> ErpReceipt:
        if self._profile.keys is Keys.LOOKUP:
            known = self.find(key)
            if known is not None:
                return known
        element = self._client.call(operation, {"key": key, **values}, write=True)
        where = f"ERP {operation.name}"
        if element is None:
            raise IndeterminateError("the ERP answers a write with 'not found'", where=where, next_step=_ASK_FIRST)
        try:
            number = reply.required(element, operation.reply["number"])
            duplicate = "duplicate" in operation.reply and reply.boolean(element, operation.reply["duplicate"])
        except Unreadable as error:
            raise IndeterminateError(error.message, where=where, next_step=_ASK_FIRST) from error
        return ErpReceipt(number, duplicate)

    def _needed(self, operation: Operation | None, name: str) -> Operation:
        if operation is None:
            raise ConfigError(f"the ERP profile has no [{name}]", where=self._profile.where)
        return operation


_ASK_FIRST = "ask the ERP whether it has booked this before sending it again"


def _stock_rows(operation: Operation, element: etree._Element) -> Iterator[ErpStock]:
    paths: Mapping[str, Any] = operation.reply
    for row in reply.elements(element, paths["rows"]):
        unit = reply.required(row, paths["unit"]) if "unit" in paths else paths["fixed_unit"]
        yield ErpStock(reply.required(row, paths["sku"]), Quantity(reply.decimal(row, paths["available"]), unit))
