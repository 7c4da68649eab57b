"""What an order and a despatch advice have in common: their heads, references, quantities, and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from b2b.documents import Party, Quantity, Reference
from b2b.edi.x12.mappings.writing import not_writable
from b2b.errors import Unreadable
from b2b.invoicing.content import as_document, is_reference, join_references
from b2b.invoicing.read_ubl_parts import UblParts
from b2b.invoicing.ubl import NAMESPACES, write_party
from b2b.invoicing.xml_reading import Reader, parse
from b2b.invoicing.xml_writing import Branch, number_text

Element = etree._Element

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"


def namespace(kind: str) -> str:
    """The namespace of a document of UBL 2.1, by the name of its root element."""
    return f"{_UBL}{kind}-2"


def begun(kind: str, specification: str, process: str) -> Branch:
    """The root element with what says which rules it follows."""
    root = Branch.root(f"ubl:{kind}", {"ubl": namespace(kind), **NAMESPACES}, default="ubl")
    root.text("cbc:CustomizationID", specification)
    root.text("cbc:ProfileID", process)
    return root


def opened(data: bytes, kind: str, specification: str, process: str) -> UblParts:
    """The reader of a document; what `begun` writes counts as read. Unreadable: it is none of that kind."""
    root = parse(data)
    if root.tag != f"{{{namespace(kind)}}}{kind}":
        raise Unreadable(f"the root element is {root.tag!r}, not a UBL {kind}", next_step="read it as what it is")
    reader = Reader(root, NAMESPACES)
    reader.skip(root, "cbc:CustomizationID", specification)
    reader.skip(root, "cbc:ProfileID", process)
    return UblParts(reader, reader.text(root, "cbc:DocumentCurrencyCode"))


def require(value: str, field: str, what: str) -> str:
    """The value, which UBL cannot do without. NotWritable: it is empty."""
    if not value:
        raise not_writable(f"{what} is needed", field, "UBL")
    return value


def needed(value: str, path: str) -> str:
    """The value, which the document cannot do without. Unreadable: it is empty."""
    if not value:
        raise Unreadable(f"{path} is missing", next_step="ask the sender to correct it")
    return value


def write_side(root: Branch, name: str, party: Party, assigned_by: str) -> None:
    """A customer or supplier of the document, who is there even if nothing is known."""
    branch = root.group(name).kept()
    if party != Party():
        write_party(branch.group("cac:Party"), party, assigned_by)


def side(parts: UblParts, name: str, assigned_by: str) -> Party:
    """The same as it is read."""
    return parts.party(parts.r.first(parts.r.root, f"{name}/cac:Party"), assigned_by)


def write_references(root: Branch, references: Sequence[Reference]) -> None:
    """References as further documents, each with its kind."""
    for index, reference in enumerate(references):
        number, description = as_document(reference)
        document = root.group("cac:AdditionalDocumentReference")
        document.text("cbc:ID", require(number, f"references[{index}].value", "the number of a reference"))
        document.text("cbc:DocumentDescription", description)


def references(parts: UblParts) -> tuple[Reference, ...]:
    """The same as they are read; further documents of other kinds are left over."""
    r = parts.r
    found = []
    for document in r.all(r.root, "cac:AdditionalDocumentReference"):
        description = r.first(document, "cbc:DocumentDescription")
        if description is not None and is_reference((description.text or "").strip()):
            found.append((r.text(document, "cbc:ID"), r.value(description)))
    return join_references("", "", found)


def write_quantity(branch: Branch, name: str, quantity: Quantity | None) -> None:
    """A quantity in its unit."""
    if quantity is not None:
        branch.text(name, number_text(quantity.value), unitCode=quantity.unit)


def quantity(parts: UblParts, at: Element | None, path: str) -> Quantity | None:
    """The same as it is read, None where there is none."""
    found = parts.r.first(at, path)
    value = parts.r.decimal(at, path)
    return None if value is None else Quantity(value, parts.r.attribute(found, "unitCode"))


def count(parts: UblParts, at: Element | None, path: str) -> int | None:
    """A whole number, None where there is none; another one is left over."""
    value: Decimal | None = parts.r.decimal(at, path)
    if value is not None and value != value.to_integral_value():
        parts.r.keep(at, path)
        return None
    return None if value is None else int(value)


def day_of_period(parts: UblParts, at: Element | None, path: str) -> dt.date | None:
    """The day of a period of one day; of a longer one its end, and the beginning is left over."""
    period = parts.r.first(at, path)
    start, end = (parts.r.date(period, name) for name in ("cbc:StartDate", "cbc:EndDate"))
    if start is not None and end is not None and start != end:
        parts.r.keep(period, "cbc:StartDate")
    return end or start
