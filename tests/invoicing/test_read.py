"""An invoice in any form is recognised and read; whatever is none is refused with what to do."""

from __future__ import annotations

import datetime as dt
import random
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import Invoice
from b2b.errors import Unreadable
from b2b.invoicing import pdf_attachments, xml_reading
from b2b.invoicing.cii import write_cii
from b2b.invoicing.pdf import write_pdf
from b2b.invoicing.read import InvoiceFormat, read_invoice, recognise
from b2b.invoicing.ubl import write_ubl
from tests.invoicing.hostile_pdfs import bomb, encrypted, pdf_with, with_endless_names, with_packed
from tests.invoicing.invoices import full_invoice, scenario_invoice
from tests.invoicing.strategies import invoices

AT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
UBL = write_ubl(full_invoice())
CII = write_cii(full_invoice())
PDF = write_pdf(full_invoice(), made_at=AT)
ZUGFERD_1 = b'<x:CrossIndustryDocument xmlns:x="urn:ferd:CrossIndustryDocument:invoice:1p0"/>'
BOMB_HEAD = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (UBL, InvoiceFormat.UBL_INVOICE),
        (write_ubl(full_invoice("381")), InvoiceFormat.UBL_CREDIT_NOTE),
        (CII, InvoiceFormat.CII),
        (PDF, InvoiceFormat.HYBRID_PDF),
        (b"\xef\xbb\xbf" + UBL, InvoiceFormat.UBL_INVOICE),
        (b"\n\n  " + UBL.partition(b"?>")[2], InvoiceFormat.UBL_INVOICE),
        (UBL.replace(b"UTF-8", b"UTF-16").decode().encode("utf-16"), InvoiceFormat.UBL_INVOICE),
        (UBL[:600], InvoiceFormat.UBL_INVOICE),
        (b"<!-- " + b"x" * 10_000 + b" -->" + UBL.partition(b"?>")[2], InvoiceFormat.UBL_INVOICE),
        (pdf_with(), InvoiceFormat.PLAIN_PDF),
        (pdf_with(("notes.xml", b"<a/>")), InvoiceFormat.PLAIN_PDF),
        (b"%PDF-1.7 and nothing else", InvoiceFormat.PLAIN_PDF),
        (encrypted(PDF), InvoiceFormat.PLAIN_PDF),
        (b"<html><body/></html>", InvoiceFormat.OTHER_XML),
        (UBL.replace(b"Invoice-2", b"Invoice-3"), InvoiceFormat.OTHER_XML),
        (ZUGFERD_1, InvoiceFormat.OTHER_XML),
        (b"<", InvoiceFormat.OTHER_XML),
        (b"", None),
        (b"ISA*00*          *00*", None),
        (b"PK\x03\x04", None),
        (b"\xff\xfe", None),
    ],
)
def test_a_file_is_recognised_by_its_outside(content: bytes, form: InvoiceFormat | None) -> None:
    assert recognise(content) is form


@settings(max_examples=6, deadline=None)
@given(invoices())
def test_every_form_of_an_invoice_reads_back_as_the_same_one(invoice: Invoice) -> None:
    cii = write_cii(invoice)
    for content, xml in (
        (write_ubl(invoice), write_ubl(invoice)),
        (cii, cii),
        (pdf_with(("factur-x.xml", cii)), cii),
    ):
        reading = read_invoice(content)
        assert (reading.invoice, reading.leftovers, reading.problems) == (invoice, (), ())
        assert reading.xml == xml


def test_our_pdf_reads_back() -> None:
    reading = read_invoice(PDF)
    assert (reading.invoice, reading.leftovers) == (full_invoice(), ())
    assert (reading.format, reading.xml, reading.specification) == (
        InvoiceFormat.HYBRID_PDF,
        CII,
        "urn:cen.eu:en16931:2017",
    )


@pytest.mark.parametrize(
    "name", ["factur-x.xml", "zugferd-invoice.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml", "invoice-4711.XML"]
)
@pytest.mark.parametrize("xml", [CII, UBL], ids=["cii", "ubl"])
def test_the_invoice_inside_goes_by_many_names(name: str, xml: bytes) -> None:
    content = pdf_with(("terms.txt", b"x"), (name, xml), ("times.xml", b"<times/>"))
    reading = read_invoice(content)
    assert reading.invoice == full_invoice()
    assert {leftover.value for leftover in reading.leftovers} == {"terms.txt", "times.xml"}
    assert all(leftover.path.startswith("PDF/Attachment[") for leftover in reading.leftovers)


def test_what_stands_behind_the_end_of_a_pdf_does_not_matter() -> None:
    assert read_invoice(PDF + b"\r\n" * 100_000).invoice == full_invoice()


def test_the_same_invoice_twice_is_one() -> None:
    assert read_invoice(pdf_with(("factur-x.xml", CII), ("xrechnung.xml", CII))).invoice == full_invoice()


@pytest.mark.parametrize(
    ("made", "message", "where"),
    [
        (pdf_with, "has no invoice inside", ""),
        (lambda: pdf_with(("notes.xml", b"<a/>")), "has no invoice inside", ""),
        (lambda: pdf_with(("factur-x.xml", CII), ("xrechnung.xml", UBL)), "2 different invoices", ""),
        (lambda: pdf_with(("factur-x.xml", b"")), "no well-formed XML", "factur-x.xml"),
        (lambda: pdf_with(("factur-x.xml", b"<a/>")), "is no invoice", "factur-x.xml"),
        (lambda: pdf_with(("ZUGFeRD-invoice.xml", ZUGFERD_1)), "ZUGFeRD 1.0", "ZUGFeRD-invoice.xml"),
        (lambda: pdf_with(("factur-x.xml", CII.replace(b">20260302<", b">x<"))), "is no date", "factur-x.xml: Cross"),
        (lambda: encrypted(PDF), "encrypted", ""),
        (lambda: with_packed("factur-x.xml", bomb(120)), "too large inside", "factur-x.xml"),
        (lambda: with_packed("factur-x.xml", bomb(60)), "more than the", "factur-x.xml"),
        (
            lambda: with_packed("factur-x.xml", zlib.compress(bomb(120)), ["/FlateDecode"] * 2),
            "too large",
            "factur-x.xml",
        ),
        (lambda: with_packed("factur-x.xml", CII, ["/NoSuchDecode"]), "damaged", "factur-x.xml"),
        (lambda: with_endless_names(), "has no invoice inside", ""),
        (lambda: pdf_with(*[(f"{n}.txt", b"x") for n in range(201)]), "more than 200 attachments", ""),
        (lambda: b"%PDF-1.7 and nothing else", "cut off", ""),
        (lambda: b"%PDF-1.7 and nothing else %%EOF", "damaged", ""),
        (lambda: ZUGFERD_1, "ZUGFeRD 1.0", ""),
        (lambda: b"<html/>", "is no invoice", ""),
        (lambda: UBL.replace(b"Invoice-2", b"Invoice-3"), "is no invoice", ""),
        (lambda: b"", "no well-formed XML", ""),
        (lambda: b"ISA*00*", "no well-formed XML", ""),
        (lambda: BOMB_HEAD + UBL.partition(b"?>")[2].replace(b">EUR<", b">&b;<"), "document type|no well-formed", ""),
    ],
)
def test_what_is_no_invoice_is_refused_with_what_to_do(made: Callable[[], bytes], message: str, where: str) -> None:
    content = made()
    with pytest.raises(Unreadable, match=message) as caught:
        read_invoice(content)
    assert caught.value.where.startswith(where)
    assert bool(caught.value.where) == bool(where)
    assert caught.value.next_step


@pytest.mark.parametrize("name", ["xml_reading", "pdf_attachments"])
def test_size_is_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr({"xml_reading": xml_reading, "pdf_attachments": pdf_attachments}[name], "MAX_BYTES", 5_000)
    with pytest.raises(Unreadable, match="more than the 5,000"):
        read_invoice(PDF if name == "pdf_attachments" else UBL)


def test_twenty_megabytes_are_read() -> None:
    scan = b"<cac:AdditionalDocumentReference><cbc:ID>scan</cbc:ID><cac:Attachment><cbc:EmbeddedDocumentBinaryObject>"
    scan += (
        b"QUJD" * 1_250_000 + b"</cbc:EmbeddedDocumentBinaryObject></cac:Attachment></cac:AdditionalDocumentReference>"
    )
    data = UBL.replace(b"<cac:AccountingSupplierParty>", scan * 4 + b"<cac:AccountingSupplierParty>", 1)
    assert len(data) > 20_000_000
    reading = read_invoice(data)
    assert reading.invoice == full_invoice()
    assert [len(leftover.value) for leftover in reading.leftovers if "Binary" in leftover.path] == [5_000_000] * 4


@pytest.mark.parametrize("whole", [UBL, CII, PDF], ids=["ubl", "cii", "pdf"])
def test_a_file_cut_anywhere_is_refused(whole: bytes) -> None:
    for part in range(1, 40):
        cut = whole[: len(whole) * part // 40]
        if whole is PDF and recognise(cut) is InvoiceFormat.HYBRID_PDF:
            # A reader that rebuilds the list of objects may find the invoice whole before the cut.
            assert read_invoice(cut).invoice == full_invoice()
            continue
        with pytest.raises(Unreadable) as caught:
            read_invoice(cut)
        assert caught.value.next_step


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_flipped_or_cut_pdf_is_read_or_refused_but_never_a_traceback(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(pdf_with(("factur-x.xml", CII)))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data))
        match chance.randint(0, 2):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 200)]
            case _:
                data[at:at] = data[chance.randrange(len(data)) :][:50]
    error = _refusal(bytes(data))
    assert error is None or error.next_step


def _refusal(data: bytes) -> Unreadable | None:
    recognise(data)
    try:
        read_invoice(data)
    except Unreadable as error:
        return error
    return None


@pytest.mark.parametrize("write", [write_ubl])
def test_an_amount_in_another_currency_is_a_problem_that_the_invoice_cannot_show(write: Any) -> None:
    data = write(scenario_invoice())
    wrong = data.replace(b'PayableAmount currencyID="EUR"', b'PayableAmount currencyID="USD"')
    assert wrong != data
    reading = read_invoice(wrong)
    assert reading.invoice == scenario_invoice()
    (problem,) = reading.problems
    assert (problem.rule, problem.where) == ("PEPPOL-EN16931-R051", "Invoice/LegalMonetaryTotal/PayableAmount")
    assert problem.message == "the amount is in USD, the invoice in EUR"


@pytest.mark.slow
def test_a_file_of_very_many_lines_in_another_currency_is_read_in_one_go() -> None:
    first, begin, rest = UBL.partition(b"<cac:InvoiceLine>")
    line, end, _ = rest.partition(b"</cac:InvoiceLine>")
    foreign = (begin + line + end).replace(b'currencyID="EUR"', b'currencyID="USD"')
    data = first + foreign * 5_000 + b"</Invoice>"
    reading = read_invoice(data)
    assert len(reading.invoice.lines) == 5_000
    assert 0 < len(reading.problems) <= 20


@pytest.mark.parametrize(
    "scrap", [b"<</A " * 20_000, b"1 0 obj\n<<>>\nendobj\n" * 20_000, b"startxref\n0\n%%EOF\n" * 20_000]
)
def test_scrap_does_not_fill_the_log(scrap: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Unreadable, match="damaged"):
        read_invoice(b"%PDF-1.7\n1 0 obj\n" + scrap + b"\nendobj\ntrailer <</Root 1 0 R>>\nstartxref\n0\n%%EOF")
    assert caplog.records == []
