"""W06, which begins the advices of warehouses (943, 945)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from b2b.documents import StockTransfer, WarehouseShipment
from b2b.edi.x12.mappings.reading import LoopCursor
from b2b.edi.x12.mappings.writing import Body

# Which element holds what, beside the date in element 3.
_TEXTS: Mapping[int, str] = {
    1: "report",
    2: "number",
    4: "shipment_number",
    5: "carrier_number",
    6: "order_number",
    7: "link",
    8: "link_sequence",
    11: "kind",
}
_DATE = 3


def read(message: LoopCursor) -> dict[str, Any]:
    """The fields of the document that W06 has; the date is that of the group where it has none.

    Errors: Unreadable where there is no date at all.
    """
    w06 = message.required("W06")
    found: dict[str, Any] = {field: w06.text(element) for element, field in _TEXTS.items()}
    return {**found, "date": w06.day(_DATE) or message.context.date or w06.required_day(_DATE)}


def write(body: Body, document: StockTransfer | WarehouseShipment) -> None:
    """The W06 of a document."""
    last = max(_TEXTS)
    fields = {**_TEXTS, _DATE: "date"}
    body.add("W06", *((fields[n], getattr(document, fields[n])) if n in fields else None for n in range(1, last + 1)))
