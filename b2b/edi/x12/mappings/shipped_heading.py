"""What 943 and 945 say of a shipment before its lines: parties, numbers, dates, notes, how it travels."""

from __future__ import annotations

from typing import Any

from b2b.documents import Party, StockTransfer, WarehouseShipment
from b2b.edi.x12.mappings import conveyance, g62, heading_parties, nte, party, references, w06
from b2b.edi.x12.mappings.reading import LoopCursor
from b2b.edi.x12.mappings.writing import Body

_ROLES = {"depositor": ("DE",), "warehouse": ("WH",), "ship_from": ("SF",), "ship_to": ("ST",)}

# G6201 and N901: what we write first.
_SHIPPED, _EXPECTED = ("11",), ("17",)
_BILL_OF_LADING, _TRACKING = ("BM",), ("CN", "2I")


def read(message: LoopCursor) -> dict[str, Any]:
    """The fields of the document that its heading fills. Errors: Unreadable."""
    fields = w06.read(message)
    bill_of_lading = references.one(message, *_BILL_OF_LADING, id="N9")
    tracking = references.one(message, *_TRACKING, id="N9")
    parties, n9s = heading_parties.read(message, _ROLES)
    return {
        **fields,
        **parties,
        "depositor": parties["depositor"] or Party(),
        "warehouse": parties["warehouse"] or Party(),
        "parties": party.others(message),
        "shipped": g62.day(message, *_SHIPPED),
        "estimated_delivery": g62.day(message, *_EXPECTED),
        "bill_of_lading": bill_of_lading,
        "tracking": tracking,
        "carriage": conveyance.read(message, "W27", "W10"),
        "notes": nte.read(message.all("NTE")),
        "dates": g62.read(message.all("G62")),
        "references": references.read(n9s),
    }


def write(body: Body, document: StockTransfer | WarehouseShipment) -> None:
    """From W06 to W10. Errors: NotWritable names the field."""
    w06.write(body, document)
    for field, codes in _ROLES.items():
        heading_parties.write(body, codes[0], getattr(document, field), field)
    party.write_others(body, document.parties)
    references.write_one(body, _BILL_OF_LADING[0], "bill_of_lading", document.bill_of_lading, "N9")
    references.write_one(body, _TRACKING[0], "tracking", document.tracking, "N9")
    for field, codes in _ROLES.items():
        heading_parties.write_numbers(body, codes[0], getattr(document, field), field)
    references.write(body, document.references, id="N9")
    g62.write_day(body, _SHIPPED[0], "shipped", document.shipped)
    g62.write_day(body, _EXPECTED[0], "estimated_delivery", document.estimated_delivery)
    g62.write(body, document.dates)
    nte.write(body, document.notes)
    conveyance.write(body, "W27", document.carriage)
    conveyance.write(body, "W10", document.carriage)
