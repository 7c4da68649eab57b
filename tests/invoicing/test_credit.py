"""A credit note gives back what was billed, names the invoice, and passes every rule in every form."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from pypdf import PdfReader

from b2b.documents import Invoice, Party
from b2b.documents.same import differences
from b2b.edi.x12.mappings import for_set
from b2b.errors import NotAllowed, NotFound
from b2b.invoicing.calculate import build_invoice
from b2b.invoicing.check import check
from b2b.invoicing.check_received import check_reading, check_received
from b2b.invoicing.cii import write_cii
from b2b.invoicing.credit import credit_note
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.pdf import write_pdf
from b2b.invoicing.problem import Profile
from b2b.invoicing.read import read_invoice
from b2b.invoicing.rule_report import Kind, RulePack
from b2b.invoicing.rules import RuleRunner
from b2b.invoicing.ubl import write_ubl
from tests.edi.mappings.messages import context, read_body
from tests.invoicing.invoices import BUYER, SELLER, billed, full_invoice, scenario_invoice
from tests.invoicing.strategies import billed_lines
from tests.shared_data import shared_data

BASE = scenario_invoice()
DATE = dt.date(2026, 3, 10)


def credited(invoice: Invoice = BASE, quantities: Mapping[str, str] | None = None, **more: Any) -> Invoice:
    wanted = None if quantities is None else {number: D(value) for number, value in quantities.items()}
    return credit_note(invoice, number="CN-1", date=DATE, quantities=wanted, **more)


def test_a_whole_invoice_is_given_back_to_the_cent() -> None:
    note = credited()
    assert (note.kind, note.number, note.date) == ("381", "CN-1", DATE)
    assert (note.preceding_invoice, note.preceding_date) == ("INV-100001", dt.date(2026, 3, 2))
    assert (note.lines, note.vat) == (BASE.lines, BASE.vat)
    assert (note.taxable_total, note.vat_total, note.payable) == (D("1980.00"), D("376.20"), D("2356.20"))
    assert (note.order_number, note.buyer_reference) == (BASE.order_number, BASE.buyer_reference)
    assert (note.iban, note.payment_means, note.terms.due) == ("", "97", None)


def test_what_was_paid_before_is_given_back_too() -> None:
    invoice = full_invoice()
    note = credited(invoice)
    assert invoice.prepaid
    assert (note.prepaid, note.payable) == (0, invoice.gross_total + invoice.rounding)


def test_two_pieces_too_many_of_the_second_day() -> None:
    invoice = build_invoice(
        number="INV-100002",
        date=dt.date(2026, 3, 2),
        currency="EUR",
        supplier=SELLER,
        buyer=BUYER,
        lines=[billed("1", "60", "40.00", "WIDGET-002")],
    )
    assert invoice.payable == D("2856.00")
    note = credited(invoice, {"1": "2"}, reason="2 pieces were not delivered")
    assert (note.taxable_total, note.vat_total, note.payable) == (D("80.00"), D("15.20"), D("95.20"))
    assert [(line.number, line.quantity.value) for line in note.lines] == [("1", 2)]
    assert note.notes == ("2 pieces were not delivered",)


def test_allowances_of_a_line_go_with_it_in_proportion() -> None:
    note = credited(full_invoice(), {"1": "1"}, allowances_charges=())
    (line,) = note.lines
    assert [extra.amount for extra in line.allowances_charges] == [D("0.66"), D("1.11")]
    assert line.net_amount == D("10.00") + D("0.66") - D("1.11")
    exempt = credited(full_invoice(), {"4": "1"}, allowances_charges=())
    assert exempt.vat[0].exemption_code == "VATEX-EU-132-1I"


@st.composite
def sold(draw: st.DrawFn) -> Invoice:
    """An invoice that asks for money: lines of what was sold, nothing sent back."""
    lines = draw(st.lists(billed_lines(), min_size=1, max_size=4))
    return build_invoice(
        number="INV-1",
        date=DATE,
        currency=draw(st.sampled_from(["EUR", "JPY"])),
        supplier=SELLER,
        buyer=BUYER,
        lines=[
            replace(
                line,
                number=str(n),
                quantity=replace(line.quantity, value=abs(line.quantity.value) + 1),
                unit_price=line.unit_price + 1,
                allowances_charges=tuple(replace(extra, is_charge=True) for extra in line.allowances_charges),
            )
            for n, line in enumerate(lines)
        ],
    )


@settings(max_examples=30, deadline=None)
@given(sold(), st.data())
def test_parts_never_give_back_more_than_the_whole(invoice: Invoice, data: st.DataObject) -> None:
    whole = credited(invoice)
    assert whole.gross_total == invoice.gross_total
    assert [p for p in check_received(whole, InvoiceFormat.UBL_INVOICE) if p.is_fatal] == []
    line = data.draw(st.sampled_from(invoice.lines))
    part = credit_note(invoice, number="CN", date=DATE, quantities={line.number: line.quantity.value})
    assert part.net_total == line.net_amount
    half = credit_note(invoice, number="CN", date=DATE, quantities={line.number: line.quantity.value / 2})
    # Price and extras are each rounded once, to the cent or the yen.
    unit = D(1) if invoice.currency == "JPY" else D("0.01")
    assert abs(half.net_total * 2 - part.net_total) <= unit * 2 * (1 + len(line.allowances_charges))


@pytest.mark.parametrize(
    ("invoice", "quantities", "error", "message"),
    [
        (BASE, {"7": "1"}, NotFound, "no line 7"),
        (BASE, {"1": "101"}, NotAllowed, "101 cannot be given back of the 100 EA"),
        (BASE, {"1": "0"}, NotAllowed, "0 cannot"),
        (BASE, {"1": "-1"}, NotAllowed, "-1 cannot"),
        (BASE, {"1": "NaN"}, NotAllowed, "NaN cannot"),
        (BASE, {}, NotAllowed, "not clear which lines"),
        (replace(BASE, lines=(BASE.lines[0],) * 2), {"1": "1"}, NotAllowed, "not clear which lines"),
        (full_invoice(), {"1": "1"}, NotAllowed, "not said how much"),
        (replace(BASE, kind="381"), None, NotAllowed, "it is a credit note"),
        (replace(BASE, gross_total=D("-1")), None, NotAllowed, "not above zero"),
    ],
)
def test_what_was_not_billed_cannot_be_given_back(
    invoice: Invoice, quantities: Mapping[str, str] | None, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message) as caught:
        credited(invoice, quantities)
    assert getattr(caught.value, "next_step", "")


NOTES = [credited(), credited(full_invoice()), credited(BASE, {"2": "2"}, reason="2 were broken")]


@pytest.mark.parametrize("note", NOTES)
@pytest.mark.parametrize("write", [write_ubl, write_cii])
def test_a_credit_note_passes_the_rules_and_reads_back(
    note: Invoice, write: Callable[[Invoice], bytes], rules: RuleRunner
) -> None:
    assert check(note, Profile.PEPPOL) == ()
    data = write(note)
    report = rules.check(data)
    assert report.failures == ()
    reading = read_invoice(data)
    assert differences(note, reading.invoice) == ()
    assert (reading.invoice.preceding_invoice, reading.invoice.preceding_date) == (
        note.preceding_invoice,
        note.preceding_date,
    )
    assert reading.leftovers == ()
    assert [problem for problem in check_reading(reading) if problem.is_fatal] == []


@pytest.mark.slow
def test_a_credit_note_passes_peppol(rules: RuleRunner) -> None:
    peppol, cen = shared_data("einvoice", "peppol-2026.5", "xslt"), shared_data("einvoice", "en16931")
    ubl = (Kind.UBL_INVOICE, Kind.UBL_CREDIT_NOTE)
    packs = [
        RulePack("CEN in Peppol's edition", peppol / "CEN-EN16931-UBL.xslt", ubl),
        RulePack("Peppol", peppol / "PEPPOL-EN16931-UBL.xslt", ubl),
        RulePack("CEN, CII", cen / "cii" / "xslt" / "EN16931-CII-validation.xslt", (Kind.CII,)),
    ]
    with RuleRunner(packs) as runner:
        for note in NOTES:
            for data in (write_ubl(note), write_cii(note)):
                report = runner.check(data)
                assert report.failures == ()
                assert {"Peppol", "CEN, CII"} & set(report.ran)


def test_ubl_is_a_credit_note_that_names_the_invoice_and_its_date() -> None:
    root = etree.fromstring(write_ubl(credited()))
    names = {k: v for k, v in root.nsmap.items() if k}
    assert etree.QName(root).localname == "CreditNote"
    reference = root.find("cac:BillingReference/cac:InvoiceDocumentReference", names)
    assert reference is not None
    assert [child.text for child in reference] == ["INV-100001", "2026-03-02"]
    assert root.findtext("cac:PaymentMeans/cbc:PaymentMeansCode", namespaces=names) == "97"


def test_the_paper_is_titled_and_names_the_invoice() -> None:
    content = write_pdf(credited(), made_at=dt.datetime(2026, 3, 10, tzinfo=dt.UTC))
    reader = PdfReader(io.BytesIO(content))
    words = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for expected in ("Credit note", "CN-1", "INV-100001 of 2026-03-02", "To be credited (EUR) 2,356.20"):
        assert expected in words
    assert "Please pay" not in words
    assert differences(credited(), read_invoice(content).invoice) == ()


def test_an_810_says_credit() -> None:
    note = replace(credited(), supplier=Party("Acme"), buyer=Party("Northwind"), ship_to=None)
    body = for_set("810").write(note, context())
    assert body[0][7] == "CR"
    back = read_body("810", body)[0]
    assert differences(note, back) == ()
    assert (back.preceding_invoice, back.preceding_date) == ("INV-100001", dt.date(2026, 3, 2))
    assert check_received(back, InvoiceFormat.X12) == ()


@pytest.mark.parametrize("quantities", [None, {"1": "1"}])
def test_who_was_billed_gets_the_credit_note(quantities: Mapping[str, str] | None) -> None:
    billed = replace(BASE, bill_to=Party("Head Office"))
    assert credited(billed, quantities).bill_to == Party("Head Office")
