"""The words of the printed invoice: titles, units, VAT categories, numbers and dates as people read them."""

from __future__ import annotations

from decimal import Decimal

from b2b.documents import Address, Invoice, InvoiceLine, Reference
from b2b.invoicing.content import item_numbers
from b2b.invoicing.xml_writing import amount_text, number_text

_TITLES = {"381": "Credit note", "384": "Corrected invoice", "389": "Self-billed invoice", "326": "Partial invoice"}
_UNITS = {
    "EA": "each",
    "C62": "pcs",
    "H87": "pcs",
    "PR": "pair",
    "SET": "set",
    "DZN": "dozen",
    "KGM": "kg",
    "GRM": "g",
    "TNE": "t",
    "LBR": "lb",
    "MTR": "m",
    "MTK": "m²",
    "MTQ": "m³",
    "LTR": "l",
    "HUR": "h",
    "DAY": "day",
    "XCT": "carton",
    "XPX": "pallet",
    "XBX": "box",
}
VAT_CATEGORIES = {
    "S": "Standard rate",
    "Z": "Zero rated",
    "E": "Exempt from VAT",
    "AE": "Reverse charge",
    "K": "Intra-community supply",
    "G": "Export outside the EU",
    "O": "Not subject to VAT",
    "L": "IGIC, Canary Islands",
    "M": "IPSI, Ceuta and Melilla",
}


def title(invoice: Invoice) -> str:
    """What the paper is called."""
    return _TITLES.get(invoice.kind, "Invoice")


def amount(value: Decimal, currency: str) -> str:
    """`1,980.00`; the currency stands elsewhere."""
    return _grouped(amount_text(value, currency))


def number(value: Decimal) -> str:
    """A quantity or rate, `1,250.5`."""
    return _grouped(number_text(value))


def _grouped(text: str) -> str:
    whole, point, decimals = text.partition(".")
    return f"{int(whole):,}{point}{decimals}" if not whole.startswith("-") else f"−{_grouped(text[1:])}"


def unit(code: str) -> str:
    """A unit as people write it, or its code."""
    return _UNITS.get(code, code)


def address(place: Address) -> list[str]:
    """The lines of an address; the country as its code, because no list of names belongs into an invoice."""
    town = " ".join(filter(None, (place.postal_code, place.city)))
    region = ", ".join(filter(None, (town, place.subdivision)))
    return [line for line in (*place.lines, region, place.country) if line]


def item_details(line: InvoiceLine) -> list[str]:
    """The small print under an item: its numbers, its order, its allowances' reasons."""
    numbers = item_numbers(line.items)
    details = [
        f"Item {numbers.seller}" if numbers.seller else "",
        f"your item {numbers.buyer}" if numbers.buyer else "",
        f"GTIN {numbers.standard}" if numbers.standard else "",
        *(f"{name} {value}" for name, value in numbers.attributes),
    ]
    order = " ".join(
        filter(
            None,
            (
                f"order {line.order_number}" if line.order_number else "",
                f"order line {line.order_line}" if line.order_line else "",
            ),
        )
    )
    text = " · ".join(filter(None, (*details, order)))
    return [text] if text else []


def reference(number: Reference) -> str:
    """What a reference is called."""
    return number.description or {"CT": "Contract", "VN": "Our order", "DP": "Department"}.get(
        number.kind, f"Reference {number.kind}"
    )


def iban(text: str) -> str:
    """In groups of four."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
