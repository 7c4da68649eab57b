"""The PDF is an archive format, the same bytes every time, readable, and carries the CII."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import io
import os
import re
import subprocess
import sys
from decimal import Decimal as D
from typing import Any

import facturx
import pytest
from lxml import etree
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from b2b.documents import AllowanceCharge, Invoice, Party, PartyId, PaymentTerms, Reference
from b2b.errors import NotWritable
from b2b.invoicing.calculate import build_invoice
from b2b.invoicing.cii import write_cii
from b2b.invoicing.pdf import write_pdf
from tests.invoicing.invoices import BUYER, SELLER, billed, full_invoice, scenario_invoice

MADE_AT = dt.datetime(2026, 3, 2, 10, 30, tzinfo=dt.UTC)


def _reader(invoice: Invoice) -> PdfReader:
    return PdfReader(io.BytesIO(write_pdf(invoice, made_at=MADE_AT)))


def _words(invoice: Invoice) -> str:
    return " ".join(" ".join(page.extract_text() for page in _reader(invoice).pages).split())


def _many_lines(count: int) -> Invoice:
    lines = [
        billed(str(n), str(n), f"{n}.{n % 100:02}", name=f"Widget {n}, " + "long words " * (n % 9))
        for n in range(1, count + 1)
    ]
    return build_invoice(
        number="INV-60",
        date=dt.date(2026, 3, 2),
        currency="EUR",
        supplier=SELLER,
        buyer=dataclasses.replace(BUYER, name='Przedsiębiorstwo "Łąka" Sp. z o.o.'),
        lines=lines,
        terms=PaymentTerms(net_days=30),
        iban="DE02120300000000202051",
        notes=("Ευχαριστούμε για την παραγγελία", "Дякуємо за замовлення"),
    )


@pytest.fixture(scope="module")
def full() -> PdfReader:
    return _reader(full_invoice())


def test_the_cii_inside_is_the_cii_outside() -> None:
    name, xml = facturx.get_xml_from_pdf(write_pdf(full_invoice(), made_at=MADE_AT), check_xsd=True)
    assert name == "factur-x.xml"
    assert xml == write_cii(full_invoice())


def test_the_attachment_is_declared_as_an_alternative_of_the_whole_document(full: PdfReader) -> None:
    (attached,) = full.root_object["/AF"]
    filespec = attached.get_object()
    assert (filespec["/AFRelationship"], filespec["/UF"]) == ("/Alternative", "factur-x.xml")
    assert filespec["/EF"]["/F"]["/Subtype"] == "/text/xml"
    assert full.root_object["/Names"]["/EmbeddedFiles"]["/Names"][0] == "factur-x.xml"


def test_the_metadata_says_pdf_a_3b_and_factur_x(full: PdfReader) -> None:
    packet = full.root_object["/Metadata"].get_data()
    assert packet.startswith(b'<?xpacket begin="\xef\xbb\xbf"')
    root = etree.fromstring(packet)
    values = {etree.QName(e).localname: e.text for e in root.iter() if e.text and e.text.strip()}
    assert (values["part"], values["conformance"]) == ("3", "B")
    assert (values["DocumentType"], values["DocumentFileName"]) == ("INVOICE", "factur-x.xml")
    assert values["ConformanceLevel"] == "EN 16931"
    assert values["CreateDate"] == values["ModifyDate"] == "2026-03-02T10:30:00+00:00"
    assert full.metadata is not None
    assert full.metadata["/CreationDate"] == full.metadata["/ModDate"] == "D:20260302103000+00'00'"
    assert full.metadata["/Producer"] == values["Producer"]
    assert full.metadata["/Title"] == "Invoice INV-2026/7 & <more>"


def test_colours_have_an_output_intent(full: PdfReader) -> None:
    (intent,) = full.root_object["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    profile = intent["/DestOutputProfile"]
    assert profile["/N"] == 3
    assert profile.get_data()[36:40] == b"acsp"


def test_nothing_is_encrypted_scripted_or_transparent_and_the_file_is_identified(full: PdfReader) -> None:
    assert not full.is_encrypted
    assert full.pdf_header == "%PDF-1.7"
    first, second = full.trailer["/ID"]
    assert len(first) == 16
    assert first == second
    names = {name for item in _everything(full) if isinstance(item, dict) for name in item}
    assert names & {"/JavaScript", "/JS", "/OpenAction", "/AA", "/SMask", "/LZWDecode", "/Trans"} == set()


def _everything(reader: PdfReader) -> list[Any]:
    """Every object that the catalog reaches."""
    found, seen, todo = [], set(), [reader.trailer["/Root"]]
    while todo:
        item = todo.pop()
        if isinstance(item, IndirectObject):
            if item.idnum in seen:
                continue
            seen.add(item.idnum)
            item = item.get_object()
        found.append(item)
        if isinstance(item, dict):
            todo += [item.raw_get(key) for key in item]
        elif isinstance(item, list):
            todo += list(item)
    return found


@pytest.mark.parametrize("invoice", [full_invoice(), _many_lines(60)], ids=["full", "60 lines"])
def test_every_font_is_embedded(invoice: Invoice) -> None:
    fonts = [item for item in _everything(_reader(invoice)) if isinstance(item, dict) and item.get("/Type") == "/Font"]
    assert all(re.fullmatch(r"/[A-Z]{6}\+Roboto-(Regular|Bold)", font["/BaseFont"]) for font in fonts)
    assert len(fonts) >= 2
    for font in fonts:
        assert "/FontFile2" in font["/FontDescriptor"]
        assert "/ToUnicode" in font


def test_the_same_invoice_gives_the_same_bytes_in_any_process() -> None:
    here = write_pdf(full_invoice(), made_at=MADE_AT)
    assert write_pdf(full_invoice(), made_at=MADE_AT.astimezone(dt.timezone(dt.timedelta(hours=5)))) == here
    program = (
        "import datetime, hashlib\n"
        "from b2b.invoicing.pdf import write_pdf\n"
        "from tests.invoicing.invoices import full_invoice\n"
        "at = datetime.datetime(2026, 3, 2, 10, 30, tzinfo=datetime.UTC)\n"
        "print(hashlib.sha256(write_pdf(full_invoice(), made_at=at)).hexdigest())\n"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7"}
    there = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert there.stdout.strip() == hashlib.sha256(here).hexdigest()


def test_another_moment_gives_other_bytes() -> None:
    assert write_pdf(full_invoice(), made_at=MADE_AT) != write_pdf(full_invoice(), made_at=MADE_AT + dt.timedelta(1))


def test_people_can_read_everything() -> None:
    words = _words(full_invoice())
    for expected in (
        "Invoice INV-2026/7 & <more>",
        "Acme Supply GmbH",
        "Northwind Retail GmbH",
        "Northwind Lager Süd",
        "2026-03-02",
        "4500001001",
        "Contract K-77",
        "Item WIDGET-001 · GTIN 4012345678901 · order line 1",
        "Rebate: −3.33",
        "Standard rate 19 % 36.14 6.87",
        "Education, paragraph 4 no. 21 UStG (VATEX-EU-132-1I)",
        "Annual bonus −30.00",
        "Amount due (EUR) 156.55",
        "Please pay by 2026-04-01.",
        "2.25 % discount within 10 days.",
        "DE02 1203 0000 0000 2020 51",
        "Zażółć gęślą jaźń, Ελλάδα, Україна",
        "VAT id DE123456789",
        "Page 1 of",
    ):
        assert expected in words


def test_a_credit_note_says_so() -> None:
    words = _words(full_invoice("381"))
    assert "Credit note" in words
    assert "To be credited (EUR) 156.55" in words


def test_sixty_lines_run_over_pages_that_repeat_head_and_number() -> None:
    pages = [" ".join(page.extract_text().split()) for page in _reader(_many_lines(60)).pages]
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page
        assert "Acme Supply GmbH" in page
    for page in pages[1:-1]:
        assert "Pos. Item Quantity Unit Unit price VAT % Amount" in page
        assert "Invoice INV-60" in page
    everything = " ".join(pages)
    assert all(f"Widget {n}," in everything for n in range(1, 61))
    assert "Ευχαριστούμε" in everything
    assert "Дякуємо" in everything
    assert "Przedsiębiorstwo" in everything


def test_markup_in_names_is_printed_not_obeyed() -> None:
    name = 'A <b>&amp; <img src="file:///etc/passwd"/> <font color="red">B</para>'
    words = _words(dataclasses.replace(scenario_invoice(), supplier=dataclasses.replace(SELLER, name=name)))
    assert name in words.replace("  ", " ")


@pytest.mark.parametrize(
    ("text", "name"),
    [("中文", "CJK UNIFIED IDEOGRAPH"), ("שלום", "HEBREW LETTER"), ("😀", "GRINNING FACE"), ("a\x07", "U+0007")],
)
def test_a_character_without_a_glyph_is_named(text: str, name: str) -> None:
    buyer = dataclasses.replace(BUYER, name=f"Shop {text}")
    with pytest.raises(NotWritable, match=re.escape(name)) as caught:
        write_pdf(dataclasses.replace(scenario_invoice(), buyer=buyer), made_at=MADE_AT, cii=b"<x/>")
    assert caught.value.where == "bill to"


def test_decomposed_and_invisible_characters_are_composed_and_left_out() -> None:
    buyer = dataclasses.replace(BUYER, name="Mu\u0308ller\u200b \u200eGmbH")
    assert "Müller GmbH" in _words(dataclasses.replace(scenario_invoice(), buyer=buyer))


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "9" * 2000},
        {"supplier": dataclasses.replace(SELLER, name="word " * 1500)},
        {"terms": PaymentTerms(text="word " * 5000)},
        {"notes": ("word " * 100,) * 60},
        {"references": tuple(Reference("XX", f"v{n}") for n in range(200))},
        {"vat": scenario_invoice().vat * 150},
        {"payable": D("9" * 50)},
        {"lines": ()},
        {"lines": (dataclasses.replace(scenario_invoice().lines[0], description="word " * 5000),)},
        {
            "lines": (
                dataclasses.replace(
                    scenario_invoice().lines[0], allowances_charges=(AllowanceCharge(True, D(1), "word " * 9),) * 150
                ),
            )
        },
    ],
    ids=["number", "seller", "terms", "notes", "references", "groups", "amount", "no lines", "item", "extras"],
)
def test_nothing_is_too_long_for_paper(changes: dict[str, Any]) -> None:
    reader = _reader(dataclasses.replace(scenario_invoice(), **changes))
    assert "Page 1 of" in reader.pages[0].extract_text()


@pytest.mark.slow
def test_thousands_of_lines_are_printed() -> None:
    reader = _reader(_many_lines(2_000))
    assert "Widget 2000," in reader.pages[-1].extract_text() + reader.pages[-2].extract_text()


@pytest.mark.parametrize(
    ("bill_to", "said"),
    [
        (None, "Bill to Northwind Retail GmbH"),
        (BUYER, "Bill to Northwind Retail GmbH"),
        (Party(ids=(PartyId("92", "01"),)), "Bill to Northwind Retail GmbH"),
        (Party("Head Office"), "Bill to Head Office Buyer Northwind Retail GmbH"),
    ],
)
def test_who_gets_the_bill_stands_first(bill_to: Party | None, said: str) -> None:
    words = _words(dataclasses.replace(scenario_invoice(), bill_to=bill_to))
    assert said in words
    assert words.count("Northwind Retail GmbH") == 1
