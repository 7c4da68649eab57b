"""The published example invoices are read completely: every value of the file is in the invoice or a leftover."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal as D
from pathlib import Path

import pytest
from lxml import etree

from b2b.errors import Unreadable
from b2b.invoicing.check import check
from b2b.invoicing.problem import Profile
from b2b.invoicing.read import InvoiceFormat, read_invoice, recognise
from b2b.invoicing.read_cii import read_cii
from b2b.invoicing.read_ubl import read_ubl
from b2b.invoicing.reading import InvoiceReading
from tests.shared_data import shared_data

# Folder, syntax, number of files.
FOLDERS: list[tuple[str, Callable[[bytes], InvoiceReading], int]] = [
    ("en16931/ubl/examples", read_ubl, 19),
    ("peppol-2026.5/examples/billing", read_ubl, 10),
    ("xrechnung-3.0.2/examples/ubl-inv", read_ubl, 33),
    ("en16931/cii/examples", read_cii, 15),
    ("facturx-2.5.2/examples/en16931", read_cii, 25),
    ("xrechnung-3.0.2/examples/cii", read_cii, 33),
]
# Values that go without saying once the invoice is read.
UNSAID = {"VAT", "130", "true", "false", "0", "NA", Profile.PEPPOL.process, *(p.specification for p in Profile)}
# Rule: why our check finds something in an example that the published rules accept.
FOUND = {
    "ISO 13616": "account numbers that were made up for the example",
    "BR-IC-11": "the invoicing period that stands in for the delivery date is a leftover",
    "BR-CL-17": "category B, for the Italian split payment only",
    "BR-CL-18": "category B, for the Italian split payment only",
}


def _paths(folder: str) -> list[Path]:
    return sorted(
        path for path in shared_data("einvoice", *folder.split("/")).iterdir() if path.suffix.lower() == ".xml"
    )


def _values(value: object) -> Iterator[object]:
    """Every plain value in an invoice."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _values(getattr(value, field.name))
    elif isinstance(value, tuple):
        for part in value:
            yield from _values(part)
    elif value is not None:
        yield value


def _said(invoice: object) -> tuple[set[str], set[D]]:
    """The texts (in words) and numbers of an invoice."""
    texts: set[str] = set()
    numbers: set[D] = set()
    for value in _values(invoice):
        if isinstance(value, D):
            numbers.add(value)
        elif isinstance(value, dt.date):
            texts |= {value.isoformat(), value.strftime("%Y%m%d")}
        else:
            texts.add(str(value))
    return texts, numbers


@pytest.mark.parametrize(("folder", "read", "count"), FOLDERS, ids=[folder for folder, _, _ in FOLDERS])
def test_every_value_is_read_or_left_over(folder: str, read: Callable[[bytes], InvoiceReading], count: int) -> None:
    paths = _paths(folder)
    assert len(paths) == count
    for path in paths:
        data = path.read_bytes()
        reading = read(data)
        texts, numbers = _said(reading.invoice)
        everything = "\n".join(texts)
        left = [leftover.value for leftover in reading.leftovers]
        for element in etree.fromstring(data, etree.XMLParser(remove_comments=True)).iter():
            text = (element.text or "").strip()
            if not text or text in UNSAID or len(element):
                continue
            number = D(text) if re.fullmatch(r"-?\d+(\.\d*)?", text) else None
            is_said = (
                text in everything or number in numbers or all(line.strip() in everything for line in text.split("\n"))
            )
            if not is_said and "#SKONTO#" not in text:
                assert text in left, f"{path.name}: {element.tag} {text!r} is neither read nor left over"


@pytest.mark.parametrize(("folder", "read", "count"), FOLDERS, ids=[folder for folder, _, _ in FOLDERS])
def test_our_check_accepts_them(folder: str, read: Callable[[bytes], InvoiceReading], count: int) -> None:
    for path in _paths(folder):
        rules = {problem.rule for problem in check(read(path.read_bytes()).invoice, Profile.EN16931)}
        assert rules <= FOUND.keys(), f"{path.name}: {rules - FOUND.keys()}"


def test_a_price_per_hundred_becomes_a_price_per_unit_and_says_so() -> None:
    data = shared_data("einvoice", "en16931", "cii", "examples", "CII_example5.xml").read_bytes()
    root = etree.fromstring(data)
    bases = {e.text for e in root.iter("{*}BasisQuantity")}
    reading = read_cii(data)
    left = [
        leftover for leftover in reading.leftovers if leftover.path.endswith("NetPriceProductTradePrice/BasisQuantity")
    ]
    assert {leftover.value for leftover in left} <= bases
    for line in reading.invoice.lines:
        extras = sum(a.amount if a.is_charge else -a.amount for a in line.allowances_charges)
        assert abs(line.quantity.value * line.unit_price + extras - line.net_amount) <= D("0.01")


@pytest.mark.parametrize("name", ["factur-x-1.xml", "factur-x-2.xml"])
def test_an_invoice_without_lines_is_read_by_its_totals(name: str) -> None:
    data = shared_data("einvoice", "facturx-2.5.2", "examples", "minimum", name).read_bytes()
    invoice = read_cii(data).invoice
    assert invoice.lines == ()
    assert invoice.net_total == invoice.taxable_total
    assert invoice.gross_total == invoice.taxable_total + invoice.vat_total


def test_every_published_invoice_is_recognised_and_read() -> None:
    seen: Counter[InvoiceFormat | None] = Counter()
    for path in sorted(shared_data("einvoice").rglob("*")):
        if path.suffix.lower() != ".xml" or "unit" in path.parts:
            continue
        data = path.read_bytes()
        form = recognise(data)
        seen[form] += 1
        if form is InvoiceFormat.OTHER_XML:
            with pytest.raises(Unreadable, match="is no invoice"):
                read_invoice(data)
            continue
        reading = read_invoice(data)
        assert reading.format is form
        assert reading.xml == data
        assert reading.specification
        assert reading.problems == ()
    assert seen == {
        InvoiceFormat.UBL_INVOICE: 73,
        InvoiceFormat.UBL_CREDIT_NOTE: 3,
        InvoiceFormat.CII: 106,
        InvoiceFormat.OTHER_XML: 65,
    }
