"""What does not add up in an invoice that came in is named, and what does is left in peace."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from hypothesis import given, settings

from b2b.documents import Invoice, Party, PaymentTerms, Quantity, VatBreakdown
from b2b.invoicing.check_received import check_reading, check_received
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.problem import Problem
from b2b.invoicing.read import read_invoice
from b2b.invoicing.ubl import write_ubl
from tests.edi.mappings.messages import read_lines
from tests.invoicing.invoices import full_invoice, scenario_invoice
from tests.invoicing.strategies import invoices
from tests.shared_data import shared_data

BASE = scenario_invoice()
UBL = InvoiceFormat.UBL_INVOICE

# Published examples whose figures were made up: the lines say something else than quantity times price, and one has a
# payment by a third party that no field of EN 16931 holds.
MADE_UP = {
    "CII_business_example_01.xml": {"PEPPOL-EN16931-R120"},
    "CII_business_example_Z.xml": {"PEPPOL-EN16931-R120"},
    "CII_example1.xml": {"PEPPOL-EN16931-R120"},
    "CII_example2.xml": {"PEPPOL-EN16931-R120"},
    "CII_example8.xml": {"PEPPOL-EN16931-R120"},
    "CII_example9.xml": {"PEPPOL-EN16931-R120"},
    "XRechnung-O.xml": {"PEPPOL-EN16931-R120"},
    "guide-example1.xml": {"PEPPOL-EN16931-R120"},
    "guide-example2.xml": {"PEPPOL-EN16931-R120"},
    "guide-example3.xml": {"PEPPOL-EN16931-R120"},
    "ubl-tc434-example1.xml": {"PEPPOL-EN16931-R120"},
    "ubl-tc434-example2.xml": {"PEPPOL-EN16931-R120"},
    "ubl-tc434-example3.xml": {"PEPPOL-EN16931-R120"},
    "ubl-tc434-example10.xml": {"PEPPOL-EN16931-R120"},
    "en16931/factur-x-23.xml": {"PEPPOL-EN16931-R120"},
    "05.01a-INVOICE_ubl.xml": {"BR-CO-16"},
}


def found(invoice: Invoice, source: InvoiceFormat = UBL) -> list[tuple[str, str, bool]]:
    """(rule, place, fatal) of every problem."""
    return [(p.rule, p.where, p.is_fatal) for p in check_received(invoice, source)]


def line(**changes: Any) -> Invoice:
    return replace(BASE, lines=(replace(BASE.lines[0], **changes), BASE.lines[1]))


@settings(max_examples=40, deadline=None)
@given(invoices())
def test_an_invoice_that_was_calculated_adds_up(invoice: Invoice) -> None:
    expected = {"credit note sign"} if invoice.kind == "381" and invoice.gross_total < 0 else set()
    assert {p.rule for p in check_received(invoice, UBL) if p.is_fatal} == expected


@pytest.mark.parametrize("source", [InvoiceFormat.UBL_INVOICE, InvoiceFormat.CII, InvoiceFormat.X12])
def test_a_good_invoice_has_no_problem(source: InvoiceFormat) -> None:
    assert check_received(BASE, source) == ()
    bare = replace(BASE, supplier=Party(), buyer=Party(), iban="", buyer_reference="", terms=PaymentTerms())
    assert check_received(bare, source) == ()


@pytest.mark.parametrize(
    ("invoice", "expected"),
    [
        (replace(BASE, number=" "), [("BR-02", "invoice", True)]),
        (replace(BASE, currency=""), [("BR-05", "invoice", True)]),
        (replace(BASE, currency="EURO"), [("BR-CL-04", "invoice", True)]),
        (replace(BASE, lines=()), [("BR-16", "invoice", False)]),
        (replace(BASE, terms=PaymentTerms(due=dt.date(2026, 3, 1))), [("due date", "payment terms", False)]),
        (line(unit_price=D("-11.80")), [("PEPPOL-EN16931-R120", "line 1", True), ("BR-27", "line 1", True)]),
        (line(unit_price=D("11.81")), [("PEPPOL-EN16931-R120", "line 1", True)]),
        (line(unit_price=D("11.804")), [("PEPPOL-EN16931-R120", "line 1", True)]),
        # A price of 11.804, shown as 11.80, explains the line.
        (line(net_amount=D("1180.40")), [("PEPPOL-EN16931-R120", "line 1", False), ("BR-CO-10", "totals", True)]),
        (line(quantity=Quantity(D(101), "EA")), [("PEPPOL-EN16931-R120", "line 1", True)]),
        (
            line(net_amount=D("1181")),
            [("PEPPOL-EN16931-R120", "line 1", True), ("BR-CO-10", "totals", True), ("BR-S-08", "VAT S 19 %", True)],
        ),
        (line(vat_category="Z", vat_rate=D(0)), [("BR-S-08", "VAT S 19 %", True), ("BR-Z-01", "VAT breakdown", True)]),
        (replace(BASE, net_total=D(1)), [("BR-CO-10", "totals", True), ("BR-CO-13", "totals", True)]),
        (replace(BASE, allowance_total=D(1)), [("BR-CO-11", "totals", True), ("BR-CO-13", "totals", True)]),
        (replace(BASE, charge_total=D(1)), [("BR-CO-12", "totals", True), ("BR-CO-13", "totals", True)]),
        (replace(BASE, vat_total=D(1)), [("BR-CO-14", "totals", True), ("BR-CO-15", "totals", True)]),
        (replace(BASE, gross_total=D("2356.21")), [("BR-CO-15", "totals", True), ("BR-CO-16", "totals", True)]),
        (replace(BASE, payable=D("2356.21")), [("BR-CO-16", "totals", True)]),
        (replace(BASE, payable=D("2356.201")), [("BR-CO-16", "totals", True), ("BR-DEC-18", "totals", True)]),
        (replace(BASE, prepaid=D(1)), [("BR-CO-16", "totals", True)]),
        (replace(BASE, vat=()), [("BR-CO-18", "VAT breakdown", True)]),
    ],
)
def test_what_does_not_add_up_is_named(invoice: Invoice, expected: list[tuple[str, str, bool]]) -> None:
    assert found(invoice) == expected
    assert all(problem.next_step and problem.message for problem in check_received(invoice, UBL))


def vat(tax: str, total: str) -> Invoice:
    group = VatBreakdown("S", D(19), D("1980.00"), D(tax))
    return replace(BASE, vat=(group,), vat_total=D(tax), gross_total=D(total), payable=D(total))


@pytest.mark.parametrize(
    ("invoice", "fatal"),
    [
        (vat("376.20", "2356.20"), None),
        (vat("376.21", "2356.21"), None),  # rounded line by line
        (vat("376.25", "2356.25"), False),
        (vat("377.20", "2357.20"), True),
        (vat("0.00", "1980.00"), True),
    ],
)
def test_vat_may_be_rounded_but_not_wrong(invoice: Invoice, fatal: bool | None) -> None:
    expected = [] if fatal is None else [("BR-CO-17", "VAT S 19 %", fatal)]
    assert found(invoice) == expected


def test_sentences_name_both_figures() -> None:
    texts = {p.rule: p.message for p in check_received(line(unit_price=D("11.90")), UBL)}
    assert texts == {"PEPPOL-EN16931-R120": "the amount is 1180.00, but 100 EA at 11.90 are 1190.00"}
    texts = {p.rule: p.message for p in check_received(replace(BASE, payable=D("2400.00")), UBL)}
    assert texts == {"BR-CO-16": "the amount due is 2400.00, not 2356.20"}


def returned(kind: str) -> Invoice:
    negative = replace(BASE.lines[0], quantity=Quantity(D(-100), "EA"), net_amount=D("-1180.00"))
    return replace(
        BASE,
        kind=kind,
        lines=(negative,),
        vat=(VatBreakdown("S", D(19), D("-1180.00"), D("-224.20")),),
        net_total=D("-1180.00"),
        taxable_total=D("-1180.00"),
        vat_total=D("-224.20"),
        gross_total=D("-1404.20"),
        payable=D("-1404.20"),
    )


def test_signs() -> None:
    quantity = ("negative quantity", "line 1", False)
    assert found(returned("380")) == [quantity, ("negative invoice", "totals", False)]
    assert found(returned("381")) == [quantity, ("credit note sign", "totals", True)]
    assert found(replace(BASE, kind="381")) == []


def test_a_price_per_hundred_is_no_wrong_sum() -> None:
    data = write_ubl(BASE).replace(
        b'<cbc:PriceAmount currencyID="EUR">11.80</cbc:PriceAmount>',
        b'<cbc:PriceAmount currencyID="EUR">35.40</cbc:PriceAmount><cbc:BaseQuantity>3</cbc:BaseQuantity>',
    )
    assert check_reading(read_invoice(data)) == ()


def test_an_amount_in_another_currency_is_fatal() -> None:
    data = write_ubl(BASE).replace(
        b'<cbc:TaxInclusiveAmount currencyID="EUR"', b'<cbc:TaxInclusiveAmount currencyID="USD"'
    )
    (problem,) = check_reading(read_invoice(data))
    assert (problem.rule, problem.is_fatal) == ("PEPPOL-EN16931-R051", True)


def x12(*segments: str) -> tuple[Problem, ...]:
    invoice = read_lines("810", "BIG*20260120*R1*20260105*4711***DI*00", "CUR*SE*USD", *segments)[0]
    return check_received(invoice, InvoiceFormat.X12)


LINE = "IT1*1*10*EA*12.5**VP*W-1"


def test_a_plain_810_of_a_seller_without_any_vat_has_no_problem() -> None:
    assert x12(LINE, "TDS*12500") == ()


def test_an_810_with_a_tax_that_no_invoice_holds_is_stopped() -> None:
    (problem,) = x12(LINE, "TDS*13531", "TXI*ST*10.31*8.25")
    assert (problem.rule, problem.is_fatal) == ("BR-CO-15", True)
    assert problem.message == "the total with VAT is 135.31, not 125.00"
    assert "leftovers" in problem.next_step


def test_an_810_with_two_rates_and_unmarked_lines_cannot_be_compared_by_base() -> None:
    problems = x12(LINE, "IT1*2*1*EA*100**VP*B-1", "TDS*25575", "TXI*VA*23.75*19*****125", "TXI*VA*7*7*****100")
    assert [(p.rule, p.is_fatal) for p in problems] == [("BR-CO-04", False)]


def test_published_examples_add_up() -> None:
    seen = {}
    for path in sorted(shared_data("einvoice").rglob("*")):
        if path.suffix.lower() != ".xml" or "unit" in path.parts:
            continue
        data = path.read_bytes()
        if b"CrossIndustryInvoice" not in data and b":Invoice-2" not in data and b":CreditNote-2" not in data:
            continue
        rules = {p.rule for p in check_reading(read_invoice(data)) if p.is_fatal}
        if rules:
            seen[f"{path.parent.name}/{path.name}" if "factur" in path.name else path.name] = rules
    assert seen == MADE_UP


def test_a_line_that_heads_others_is_not_billed_twice() -> None:
    data = shared_data("einvoice", "facturx-2.5.2", "examples", "extended", "factur-x-22.xml").read_bytes()
    reading = read_invoice(data)
    assert sum(line.net_amount for line in reading.invoice.lines) == reading.invoice.net_total
    assert any(leftover.value == "GROUP" for leftover in reading.leftovers)


def test_everything_at_once_is_no_problem() -> None:
    assert [problem for problem in check_received(full_invoice(), UBL) if problem.is_fatal] == []
