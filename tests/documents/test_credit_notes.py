"""Credit adjustments and credit notes: what one says, the other says; what cannot be told is not made up."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    AllowanceCharge,
    CreditDebit,
    CreditDebitLine,
    Invoice,
    InvoiceLine,
    ItemId,
    ItemScheme,
    Party,
    Quantity,
    VatBreakdown,
)
from b2b.documents.credit_notes import adjustment, credit_note
from b2b.errors import NotWritable, Unreadable

WIDGET = (ItemId(ItemScheme.SUPPLIER, "WIDGET-002"),)
BOOK = (ItemId(ItemScheme.SUPPLIER, "BOOK-1"),)


def each(value: int) -> Quantity:
    return Quantity(Decimal(value), "EA")


def sold(number: str, items: tuple[ItemId, ...], net: str, rate: int) -> InvoiceLine:
    return InvoiceLine(
        number, each(60), Decimal(40), Decimal(net), items, f"article {number}", "S", Decimal(rate), number
    )


INVOICE = Invoice(
    number="R-2",
    date=dt.date(2026, 3, 2),
    kind="380",
    currency="EUR",
    supplier=Party("Acme Supply GmbH"),
    buyer=Party("Northwind Retail GmbH"),
    lines=(sold("1", WIDGET, "2400.00", 19),),
    vat=(VatBreakdown("S", Decimal(19), Decimal("2400.00"), Decimal("456.00")),),
    net_total=Decimal("2400.00"),
    taxable_total=Decimal("2400.00"),
    vat_total=Decimal("456.00"),
    gross_total=Decimal("2856.00"),
    payable=Decimal("2856.00"),
    order_number="4500001002",
)
LINE = CreditDebitLine("06", True, Decimal("80.00"), "1", each(2), Decimal("40.00"), items=WIDGET)
CREDIT = CreditDebit(
    "G-1", dt.date(2026, 3, 9), True, Decimal("95.20"), "EUR", (LINE,), Decimal("15.20"), invoice_number="R-2"
)


def test_a_credit_of_two_pieces_at_the_rate_of_the_invoice() -> None:
    note = credit_note(CREDIT, INVOICE)
    assert (note.number, note.kind, note.preceding_invoice) == ("G-1", "381", "R-2")
    assert (note.net_total, note.vat_total, note.payable) == (Decimal("80.00"), Decimal("15.20"), Decimal("95.20"))
    (line,) = note.lines
    assert (line.quantity, line.unit_price, line.description, line.order_line) == (
        each(2),
        Decimal(40),
        "article 1",
        "1",
    )
    assert note.order_number == "4500001002"


def test_back_to_the_adjustment() -> None:
    note = credit_note(CREDIT, INVOICE)
    again = adjustment(note, "06")
    assert (again.amount, again.tax, again.lines) == (CREDIT.amount, CREDIT.tax, CREDIT.lines)
    assert credit_note(again, INVOICE) == note


def test_an_amount_alone_is_one_unit_of_it() -> None:
    (line,) = credit_note(replace(CREDIT, lines=(CreditDebitLine("01", True, Decimal("80.00")),)), INVOICE).lines
    assert (line.quantity, line.unit_price) == (Quantity(Decimal(1), "C62"), Decimal("80.00"))
    assert line.description == "adjustment 01"


def test_a_price_difference_is_the_price_of_the_credit() -> None:
    wrong = CreditDebitLine(
        "01", True, Decimal("80.00"), "", each(20), Decimal(40), price_difference=Decimal(-4), items=WIDGET
    )
    (line,) = credit_note(replace(CREDIT, lines=(wrong,)), INVOICE).lines
    assert (line.quantity, line.unit_price, line.net_amount) == (each(20), Decimal(4), Decimal("80.00"))


def test_a_line_that_takes_back_is_negative() -> None:
    back = CreditDebitLine("54", False, Decimal("10.00"))
    note = credit_note(replace(CREDIT, lines=(LINE, back), amount=Decimal("83.30"), tax=Decimal("13.30")), INVOICE)
    assert [line.net_amount for line in note.lines] == [Decimal("80.00"), Decimal("-10.00")]
    assert [part.credit for part in adjustment(note, "06").lines] == [True, False]


def test_the_rate_is_that_of_the_article() -> None:
    mixed = replace(
        INVOICE,
        lines=(*INVOICE.lines, sold("2", BOOK, "100.00", 7)),
        vat=(*INVOICE.vat, VatBreakdown("S", Decimal(7), Decimal("100.00"), Decimal("7.00"))),
    )
    book = CreditDebitLine("12", True, Decimal("10.00"), items=BOOK)
    note = credit_note(replace(CREDIT, lines=(LINE, book), amount=Decimal("105.90"), tax=Decimal("15.90")), mixed)
    assert [(part.rate, part.tax) for part in note.vat] == [(19, Decimal("15.20")), (7, Decimal("0.70"))]
    with pytest.raises(Unreadable, match="several rates"):
        credit_note(replace(CREDIT, lines=(CreditDebitLine("01", True, Decimal("80.00")),)), mixed)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        (replace(CREDIT, purpose="01"), "purpose"),
        (replace(CREDIT, purpose="05"), "purpose"),
        (replace(CREDIT, credit=False), "credit"),
        (replace(CREDIT, invoice_number="R-3"), "invoice_number"),
        (replace(CREDIT, currency="USD"), "currency"),
        (replace(CREDIT, tax=None), "tax"),
        (replace(CREDIT, tax=Decimal("15.19")), "tax"),
        (replace(CREDIT, amount=Decimal("95.21")), "amount"),
        (replace(CREDIT, lines=()), "lines"),
        (replace(CREDIT, lines=(replace(LINE, amount=None),)), "lines[0].amount"),
    ],
)
def test_what_cannot_be_told_is_for_people(changed: CreditDebit, where: str) -> None:
    with pytest.raises(Unreadable) as caught:
        credit_note(changed, INVOICE)
    assert caught.value.where == where
    assert "by hand" in caught.value.next_step


def test_what_an_812_cannot_say_is_not_made_one() -> None:
    note = credit_note(CREDIT, INVOICE)
    for changed in (
        INVOICE,
        replace(note, prepaid=Decimal(5), payable=Decimal("90.20")),
        replace(note, allowances_charges=(AllowanceCharge(True, Decimal(1), "freight"),)),
    ):
        with pytest.raises(NotWritable):
            adjustment(changed, "06")


def test_who_was_billed_gets_the_credit_note() -> None:
    billed = replace(INVOICE, bill_to=Party("Head Office"))
    assert credit_note(CREDIT, billed).bill_to == Party("Head Office")
    assert credit_note(replace(CREDIT, bill_to=Party("Depot")), billed).bill_to == Party("Depot")
    assert adjustment(credit_note(CREDIT, billed), "06").bill_to == Party("Head Office")
