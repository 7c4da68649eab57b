"""INVOIC: invoices as partners write them, and in the terms of EN 16931 as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import AllowanceCharge, Invoice, PartyId, Quantity, VatBreakdown
from b2b.edi.edifact.mappings import for_message, normal
from b2b.errors import NotWritable, Unreadable
from b2b.invoicing.check_received import check_received
from b2b.invoicing.formats import InvoiceFormat
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, lines, read_body, read_lines, unread
from tests.edi.mappings.examples import INVOICE
from tests.edi.mappings.test_set810 import FULL

BGM = "BGM+380+R1+9"
DTM = "DTM+137:20260120:102"
CUX = "CUX+2:EUR:4"
LINE = ("LIN+1++4012345000016:EN", "QTY+47:10", "MOA+203:125", "PRI+AAA:12.5")
SUM = ("UNS+S", "MOA+77:125")


def invoice(*segments: str) -> Invoice:
    found: Invoice = read_lines("INVOIC", BGM, DTM, *segments)[0]
    return found


def test_a_plain_invoice_without_any_tax() -> None:
    found = invoice("RFF+ON:4711", "DTM+171:20260105:102", CUX, *LINE, *SUM)
    assert (found.number, found.kind, found.currency, found.date) == ("R1", "380", "EUR", dt.date(2026, 1, 20))
    assert (found.order_number, found.order_date) == ("4711", dt.date(2026, 1, 5))
    assert (found.net_total, found.gross_total, found.payable) == (Decimal(125), Decimal(125), Decimal(125))
    assert (found.vat, found.vat_total, found.rounding) == ((), 0, 0)
    assert found.lines[0].quantity == Quantity(Decimal(10), "")


def test_an_invoice_in_the_habits_of_retail() -> None:
    """Totals beside the tax of each rate, allowances with 204, numbers with a comma, the account at the supplier."""
    found, leftovers = read_lines(
        "INVOIC",
        "BGM+380+R1+9", "DTM+137:20260120:102", "DTM+35:20260119:102", "RFF+ON:4711", "RFF+DQ:LS-1",
        "NAD+SU+4012345000009::9", "FII+RB+DE89370400440532013000", "RFF+VA:DE123456789",
        "NAD+BY+4012345000016::9", "CUX+2:EUR:4",
        "ALC+A++++FC:::Freight", "MOA+204:5,00", "TAX+7+VAT+++:::19+S",
        "LIN+1++4012345000023:EN", "IMD+F++:::Widget", "QTY+47:10:PCE", "MOA+203:125,00", "PRI+AAA:125:::10:PCE",
        "TAX+7+VAT+++:::19+S",
        "UNS+S", "CNT+2:1", "MOA+77:142,80", "MOA+79:125", "MOA+125:120", "MOA+124:22,80", "MOA+260:5", "MOA+131:-5",
        "TAX+7+VAT+++:::19+S", "MOA+125:120", "MOA+124:22.8",
    )  # fmt: skip
    assert unread(leftovers) == ["MOA01@28=131", "MOA01@28=-5"]
    assert (found.despatch_number, found.iban, found.supplier.vat_id) == (
        "LS-1", "DE89370400440532013000", "DE123456789",
    )  # fmt: skip
    assert found.supplier.ids == (PartyId("UL", "4012345000009"),)
    assert found.lines[0].quantity == Quantity(Decimal(10), "H87")
    assert found.lines[0].unit_price == Decimal("12.5")
    assert found.allowances_charges == (
        AllowanceCharge(False, Decimal("5.00"), "Freight", "FC", "S", Decimal(19)),
    )  # fmt: skip
    assert found.vat == (VatBreakdown("S", Decimal(19), Decimal(120), Decimal("22.80")),)
    assert (found.taxable_total, found.gross_total) == (Decimal(120), Decimal("142.80"))


def test_a_credit_note_names_the_invoice_that_it_corrects() -> None:
    found, _ = read_lines("INVOIC", "BGM+381+G1+9", DTM, "RFF+IV:R1", "DTM+171:20260110:102", CUX, *LINE, *SUM)
    assert (found.kind, found.preceding_invoice, found.preceding_date) == ("381", "R1", dt.date(2026, 1, 10))
    assert invoice("RFF+IV:R0", CUX, *LINE, *SUM).references[0].value == "R0"


def test_the_vat_of_the_summary_holds_for_lines_that_say_none() -> None:
    found = invoice(CUX, *LINE, "UNS+S", "MOA+77:148.75", "TAX+7+VAT+++:::19+S", "MOA+124:23.75")
    assert found.vat == (VatBreakdown("S", Decimal(19), Decimal(125), Decimal("23.75")),)
    assert (found.lines[0].vat_category, found.lines[0].vat_rate) == ("S", Decimal(19))


def test_vat_without_a_rate_is_a_total_and_no_zero_rate() -> None:
    found, leftovers = read_lines(
        "INVOIC", BGM, DTM, "NAD+SU+1", CUX, *LINE, "UNS+S", "MOA+77:148.75", "TAX+7+VAT", "MOA+124:23.75"
    )
    assert (found.vat, found.vat_total, found.lines[0].vat_category) == ((), Decimal("23.75"), "")
    assert leftovers == ()
    assert check_received(found, InvoiceFormat.X12) == ()


def test_totals_that_are_wrong_stay_visible() -> None:
    _, leftovers = read_lines("INVOIC", BGM, DTM, CUX, *LINE, "UNS+S", "CNT+2:3", "MOA+77:125", "MOA+79:124")
    assert unread(leftovers) == ["CNT01@10=2", "CNT01@10=3", "MOA01@12=79", "MOA01@12=124"]


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((CUX, *LINE, "UNS+S", "MOA+79:1"), "neither its total"),
        ((*LINE, *SUM), "no CUX"),
        ((CUX, "LIN+1", "QTY+47:1", "MOA+203:1", *SUM), "no price"),
        ((CUX, "LIN+1", "MOA+203:1", "PRI+AAA:1", *SUM), "no quantity"),
        ((CUX, "LIN+1", "QTY+47:ten", "MOA+203:1", "PRI+AAA:1", *SUM), "QTY01-02 is not a number: 'ten'"),
    ],
)
def test_what_an_invoice_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("INVOIC", BGM, DTM, *segments, known=context(currency=None))
    assert "at position" in caught.value.where


@pytest.mark.parametrize(
    ("function", "said", "step"),
    [
        ("1", r"invoice R1 comes as 1 \(cancellation\), not as an original", "take it back by hand"),
        ("5", r"5 \(replacement\)", "compare it with what has been booked as invoice R1"),
        ("7", r"7 \(duplicate\)", "there is nothing to do; else ask the partner for the original"),
        ("31", r"31 \(copy\)", "there is nothing to do"),
        ("16", r"16 \(proposal\)", "ask the partner what it is for"),
    ],
)
def test_what_is_no_original_is_not_payable(function: str, said: str, step: str) -> None:
    with pytest.raises(Unreadable, match=said) as caught:
        read_lines("INVOIC", f"BGM+380+R1+{function}", DTM, CUX, *LINE, *SUM)
    assert step in caught.value.next_step
    assert caught.value.where == "BGM at position 2"


def test_an_invoice_that_does_not_say_what_it_is_for_is_the_original() -> None:
    assert read_lines("INVOIC", "BGM+380+R1", DTM, CUX, *LINE, *SUM)[0] == invoice(CUX, *LINE, *SUM)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("325", r"325 \(proforma invoice\), on which nothing is owed"),
        ("130", r"130 \(invoicing data sheet\), on which nothing is owed"),
        ("383", r"383 \(debit note\), which is not matched and paid"),
        ("384", r"384 \(corrected invoice\)"),
        ("386", r"386 \(prepayment invoice\)"),
        ("393", r"393 \(factored invoice\)"),
        ("999", "of kind 999"),
    ],
)
def test_kinds_that_are_not_paid_as_an_invoice_is_go_to_a_person(kind: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_lines("INVOIC", f"BGM+{kind}+R1+9", DTM, CUX, *LINE, *SUM)
    with pytest.raises(NotWritable) as caught:
        lines("INVOIC", replace(INVOICE, kind=kind))
    assert caught.value.where == "kind (BGM01)"


@pytest.mark.parametrize("kind", ["380", "381", "261", "326", "389"])
def test_kinds_that_are_paid_or_credited(kind: str) -> None:
    assert read_lines("INVOIC", f"BGM+{kind}+R1+9", DTM, CUX, *LINE, *SUM)[0].kind == kind


@pytest.mark.parametrize("due", ["124.01", "125.99"])
def test_what_is_due_may_be_rounded(due: str) -> None:
    found = invoice(CUX, *LINE, *SUM, f"MOA+9:{due}")
    assert (found.payable, found.rounding) == (Decimal(due), Decimal(due) - 125)


@pytest.mark.parametrize("amounts", [("MOA+9:126",), ("MOA+9:124",), ("MOA+113:25", "MOA+9:125"), ("MOA+9:-125",)])
def test_an_amount_due_that_nothing_explains_is_no_rounding(amounts: tuple[str, ...]) -> None:
    found = invoice(CUX, *LINE, *SUM, *amounts)
    (problem,) = (one for one in check_received(found, InvoiceFormat.X12) if one.is_fatal)
    assert "nothing says why they differ" in problem.message


@pytest.mark.parametrize(
    ("amounts", "problem"),
    [
        (("MOA+9:80:USD",), "MOA 9 is in USD only, the message is in EUR"),
        (("MOA+113:20:USD",), "MOA 113 is in USD only, the message is in EUR"),
        (("MOA+9:125", "MOA+9:130"), "several amounts are due"),
        (("MOA+113", "MOA+113:30"), "MOA01-02 is missing"),
        (("MOA+113:30", "MOA+113"), "MOA01-02 is missing"),
    ],
)
def test_what_is_due_or_paid_in_an_amount_that_is_not_known_is_not_passed_over(
    amounts: tuple[str, ...], problem: str
) -> None:
    with pytest.raises(Unreadable, match=problem):
        invoice(CUX, *LINE, *SUM, *amounts)


def test_more_than_rounding_is_not_written() -> None:
    strange = replace(INVOICE, payable=INVOICE.payable + 1, rounding=INVOICE.rounding + 1)
    with pytest.raises(NotWritable, match="more or less than rounding") as caught:
        lines("INVOIC", strange)
    assert caught.value.where == "payable (MOA)"


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_everything_en_16931_knows_goes_there_and_back(directory: str) -> None:
    known = context(directory)
    written = lines("INVOIC", FULL, known)
    document, leftovers = read_body("INVOIC", for_message("INVOIC").write(FULL, known), known)
    assert document == normal(FULL)
    assert unread(leftovers) == []
    assert "FTX+TXD+++AE VATEX-EU-AE Reverse charge" in written
    assert "RFF+OI:R-2026-0001" in written
    assert "PCD+12:2.5:13" in written
    assert "FII+RB+DE89370400440532013000:Acme Supply GmbH+COBADEFFXXX:25:5" in written


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"net_total": Decimal("1980.01")}, "net_total (INVOIC)"),
        ({"payable": Decimal("2356.21")}, "rounding (INVOIC)"),
        ({"number": "R" * 36}, "number (BGM02)"),
        ({"kind": ""}, "kind (BGM01)"),
        ({"notes": ("",)}, "notes[0] (FTX04)"),
        ({"lines": (replace(INVOICE.lines[0], number="1234567"),)}, "lines[0].number (LIN01)"),
        ({"lines": (replace(INVOICE.lines[0], number="", items=()),)}, "lines[0].number (LIN)"),
    ],
)
def test_what_an_invoic_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("INVOIC", replace(INVOICE, **changes))
    assert caught.value.where == field


@pytest.mark.parametrize(
    ("nads", "buyer", "billed"),
    [
        (("NAD+BY+4012345000016::9", "NAD+IV+4012345000023::9"), "4012345000016", "4012345000023"),
        (("NAD+IV+4012345000023::9", "NAD+DP+4012345000030::9"), "4012345000023", None),
    ],
)
def test_who_is_billed_stands_beside_the_buyer_and_is_the_buyer_where_nobody_else_is_named(
    nads: tuple[str, ...], buyer: str, billed: str | None
) -> None:
    found, leftovers = read_lines("INVOIC", BGM, DTM, *nads, CUX, *LINE, *SUM)
    assert found.buyer.ids == (PartyId("UL", buyer),)
    assert (found.bill_to and found.bill_to.ids) == (billed and (PartyId("UL", billed),))
    assert leftovers == ()
    assert [one for one in lines("INVOIC", found) if one.startswith("NAD+IV")] == ([nads[1]] if billed else [])


def test_amounts_in_another_currency_are_not_those_of_the_invoice() -> None:
    """Some say totals in the currency of their country as well, and before their own."""
    found, leftovers = read_lines(
        "INVOIC", BGM, DTM, "NAD+SU+1", CUX, "ALC+C++++FC", "MOA+8:50:SEK",
        "LIN+1++4012345000016:EN", "QTY+47:10", "MOA+203:1250:SEK", "PRI+AAA:12.5",
        "UNS+S", "MOA+77:1487.5:SEK:11", "MOA+77:148.75:EUR:4", "MOA+79:125:EUR:4", "MOA+79:1250:SEK",
        "TAX+7+VAT+++:::19+S", "MOA+124:237.5:SEK", "MOA+124:23.75:EUR",
        known=context(currency="USD"),
    )  # fmt: skip
    assert (found.lines[0].net_amount, found.gross_total, found.payable) == (125, Decimal("148.75"), Decimal("148.75"))
    assert (found.vat[0].tax, found.allowances_charges) == (Decimal("23.75"), ())
    assert [one.value for one in leftovers if one.segment == "MOA"] == [
        "8", "50", "SEK", "203", "1250", "SEK", "77", "1487.5", "SEK", "11", "79", "1250", "SEK", "124", "237.5", "SEK",
    ]  # fmt: skip


def test_a_total_in_another_currency_alone_is_none() -> None:
    with pytest.raises(Unreadable, match=r"nor what is due \(MOA 9\) in EUR"):
        invoice(CUX, *LINE, "UNS+S", "MOA+77:125:USD")


def test_several_payments_are_added_up() -> None:
    found = invoice(CUX, *LINE, *SUM, "MOA+113:25", "MOA+113:30")
    assert (found.prepaid, found.payable) == (55, 70)
