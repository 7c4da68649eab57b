"""880: invoices of the grocery trade as suppliers send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    AllowanceCharge,
    Contact,
    Endpoint,
    Invoice,
    InvoiceLine,
    Party,
    PartyId,
    PaymentTerms,
    Reference,
    VatBreakdown,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import SELLER
from tests.edi.mappings.grocery_examples import INVOICE, cases
from tests.edi.mappings.messages import context, lines, read_lines, unread

G01 = "G01*20260120*R-1*20260105*4711"
TOTAL = "G33*100000"


def invoice(*segments: str) -> Invoice:
    found, _ = read_lines("880", G01, *segments, TOTAL)
    assert isinstance(found, Invoice)
    return found


def line(*segments: str) -> InvoiceLine:
    (found,) = invoice(*segments).lines
    return found


def test_an_invoice_of_a_mill() -> None:
    found, leftovers = read_lines(
        "880", "G01*20260120*R-1*20260105*4711*SO-9***DI", "N9*SI*DN-1", "N9*DP*038", "G61*SR*J SELLER*TE*555-0100",
        "G62*35*20260119", "NTE*GEN*THANK YOU", "G23*01*3***2**10*20260219*30", "N1*VN*MILLS*92*V-1",
        "N1*BT*GROCER*9*1234567890000", "N1*ST*DC 1*92*DC1",
        "G72*504*06******2500", "G73*FREIGHT",
        "G17*100*CA*11.8*000100000010*VN*A-1", "G69*RED WIDGET", "N9*BV*1", "N9*PO*4712", "G72*97*02******-5000",
        "G17*20*CA*40**UP*012345678905", "G31*120*CA", "G33*195500",
    )  # fmt: skip
    assert isinstance(found, Invoice)
    assert (found.number, found.date, found.kind, found.currency) == ("R-1", dt.date(2026, 1, 20), "380", "EUR")
    assert (found.order_number, found.order_date, found.despatch_number) == ("4711", dt.date(2026, 1, 5), "DN-1")
    assert found.references == (Reference("VN", "SO-9"), Reference("DP", "038"))
    assert (found.supplier.name, found.supplier.contact) == ("MILLS", Contact("J SELLER", "555-0100"))
    assert found.buyer.ids == (PartyId("9", "1234567890000"),)
    assert found.terms == PaymentTerms(dt.date(2026, 2, 19), 30, Decimal(2), 10)
    assert (found.delivery_date, found.notes) == (dt.date(2026, 1, 19), ("THANK YOU",))
    first, second = found.lines
    assert (first.quantity, first.unit_price, first.net_amount) == (cases(100), Decimal("11.8"), Decimal("1130.00"))
    assert (first.order_line, first.order_number, first.description) == ("1", "4712", "RED WIDGET")
    assert first.allowances_charges == (AllowanceCharge(False, Decimal(50), "", "x12:97", ""),)
    assert (second.net_amount, second.vat_category) == (Decimal("800.00"), "")
    assert found.allowances_charges == (AllowanceCharge(True, Decimal(25), "FREIGHT", "x12:504", ""),)
    assert (found.net_total, found.taxable_total, found.gross_total, found.payable) == (1930, 1955, 1955, 1955)
    assert (found.vat, found.vat_total) == ((), 0)
    assert unread(leftovers) == ["G6101@5=SR"]


def test_a_tax_with_its_basis_is_the_breakdown_of_all_lines() -> None:
    found = invoice("G72*501*06*******7*800", "G17*20*CA*40**VN*A")
    assert found.vat == (VatBreakdown("S", Decimal(7), Decimal(800), Decimal("56.00")),)
    assert (found.vat_total, found.lines[0].vat_category, found.lines[0].vat_rate) == (56, "S", 7)


def test_a_line_may_have_a_rate_of_its_own() -> None:
    found, leftovers = read_lines(
        "880", G01, "G72*501*06*******7*800", "G72*501*06*******19*100", "G17*20*CA*40**VN*A",
        "G72*501*06*******7*800", "G17*10*EA*10**VN*B", "G72*501*06*******19*100", TOTAL,
    )  # fmt: skip
    assert [one.vat_rate for one in found.lines] == [7, 19]
    assert found.vat_total == Decimal("75.00")
    assert unread(leftovers) == []


def test_taxes_of_which_only_the_amount_is_said_are_added_up() -> None:
    found, leftovers = read_lines(
        "880", G01, "G72*501*06******1000", "G17*1*EA*1**VN*A", "G72*537*06******250", TOTAL
    )  # fmt: skip
    assert (found.vat, found.vat_total, found.lines[0].allowances_charges) == ((), Decimal("12.50"), ())
    assert unread(leftovers) == ["G7201@5=537"]


@pytest.mark.parametrize(
    ("g72", "expected", "left"),
    [
        ("G72*97*02******-5000", AllowanceCharge(False, Decimal(50), "", "x12:97", ""), []),
        ("G72*97*02******5000", AllowanceCharge(False, Decimal(50), "", "x12:97", ""), []),
        ("G72*88*06******5000", AllowanceCharge(True, Decimal(50), "", "", ""), []),
        ("G72*97*08******-5000", AllowanceCharge(False, Decimal(50), "", "x12:97", ""), ["G7202@3=08"]),
        (
            "G72*97*02***-.5*100*CA",
            AllowanceCharge(False, Decimal("50.00"), "", "x12:97", ""),
            ["G7205@3=-.5", "G7206@3=100", "G7207@3=CA"],
        ),
        (
            "G72*504*06*******2.5*2000",
            AllowanceCharge(True, Decimal("50.00"), "", "x12:504", ""),
            ["G7209@3=2.5", "G7210@3=2000"],
        ),
        ("G72*97*01******-5000", None, ["G7201@3=97", "G7202@3=01", "G7208@3=-5000"]),
        ("G72*97*02*DEAL", None, ["G7201@3=97", "G7202@3=02", "G7203@3=DEAL"]),
    ],
)
def test_allowances_and_charges(g72: str, expected: AllowanceCharge | None, left: list[str]) -> None:
    found, leftovers = read_lines("880", G01, g72, TOTAL)
    assert found.allowances_charges == (() if expected is None else (expected,))
    assert unread(leftovers) == left


@pytest.mark.parametrize(
    ("g17", "price", "net"),
    [
        ("G17*3*CA*10**VN*A", "10", "30.00"),
        ("G17*3*CA*10**VN*A********30", "10", "30.00"),
        ("G17*3*CA*10**VN*A********29.5", "10", "29.5"),
        ("G17*3*CA***VN*A********10", "3.3333", "10"),
    ],
)
def test_price_and_amount_of_a_line(g17: str, price: str, net: str) -> None:
    found = line(g17)
    assert (found.unit_price, found.net_amount) == (Decimal(price), Decimal(net))


def test_a_credit_note_names_the_invoice_that_it_corrects() -> None:
    found, _ = read_lines("880", "G01*20260120*R-2*****" + "*CR", "N9*OI*R-1**20260105", TOTAL)
    assert (found.kind, found.preceding_invoice, found.preceding_date) == ("381", "R-1", dt.date(2026, 1, 5))
    credit = replace(INVOICE, kind="381", preceding_invoice="R-1", preceding_date=dt.date(2026, 1, 5))
    assert "N9*OI*R-1**20260105" in lines("880", credit)


@pytest.mark.parametrize("code", ["DR", "CO", "PP", "XX"])
def test_types_that_are_not_paid_as_an_invoice_is_go_to_a_person(code: str) -> None:
    with pytest.raises(Unreadable, match=f"invoice R-1 is of kind {code}"):
        read_lines("880", f"G01*20260120*R-1******{code}", known=context(currency="USD"))


def test_terms_in_words_stand_in_the_segment_or_in_a_note() -> None:
    words = "Net thirty days after the goods have been received, or two percent within ten days"
    assert read_lines("880", G01, f"NTE*PMT*{words}", TOTAL)[0].terms == PaymentTerms(text=words)
    short = PaymentTerms(dt.date(2026, 2, 19), text="Net 30")
    assert "G23*01*3******20260219*******Net 30" in lines("880", replace(INVOICE, terms=short))
    written = lines("880", replace(INVOICE, terms=replace(short, text=words)))
    assert "G23*01*3******20260219" in written
    assert [text for text in written if text.startswith("NTE*PMT")] == [f"NTE*PMT*{words[:77]}", "NTE*PMT*days"]


def test_the_seller_is_known_by_his_registrations_and_can_be_asked() -> None:
    written = lines("880", INVOICE)
    assert "N9*VX*DE123456789*SU" in written
    assert "N9*ME*9930 DE123456789*SU" in written
    assert [text for text in written if text.startswith("G61")] == [
        "G61*SU*Order desk*TE*+49 30 1234567",
        "G61*SU*Order desk*EM*orders@acme.example",
    ]
    found, _ = read_lines("880", *written)
    assert (found.supplier.vat_id, found.supplier.endpoint) == (SELLER.vat_id, Endpoint("9930", "DE123456789"))


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        ((TOTAL,), "segment G01 is missing"),
        ((G01,), "segment G33 is missing"),
        ((G01, "G33"), "the total of the invoice, is missing"),
        ((G01, "G33*12.50"), "G3301 must be digits with 2 implied decimals: '12.50'"),
        ((G01, "G17**EA*1**VN*A", TOTAL), "the line has no quantity"),
        ((G01, "G17*1*EA***VN*A", TOTAL), "the line has no price"),
        ((G01, "G17*0*EA***VN*A********10", TOTAL), "the line has no price"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("880", *segments)


def test_without_an_agreed_currency_there_is_no_invoice() -> None:
    none = context(currency=None)
    with pytest.raises(Unreadable, match="the agreement names no currency"):
        read_lines("880", G01, TOTAL, known=none)
    for known in (none, context(currency="USD")):
        with pytest.raises(NotWritable) as caught:
            lines("880", INVOICE, known)
        assert caught.value.where == "currency (880)"


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (first, second), (charge,), (vat,) = INVOICE.lines, INVOICE.allowances_charges, INVOICE.vat
    exempt = replace(vat, category="E", rate=Decimal(0), tax=Decimal(0))
    for changed, field in (
        (replace(INVOICE, kind="384"), "kind"),
        (replace(INVOICE, vat=(exempt,)), "vat[0].category"),
        (replace(INVOICE, vat=(replace(vat, tax=Decimal(1)),)), "vat[0].tax"),
        (replace(INVOICE, lines=(replace(first, vat_category="AE", vat_rate=Decimal(0)), second)), "vat_category"),
        (replace(INVOICE, allowances_charges=(replace(charge, reason_code="FC"),)), "[0].reason_code"),
        (replace(INVOICE, allowances_charges=(replace(charge, reason_code="95"),)), "[0].reason_code"),
        (replace(INVOICE, prepaid=Decimal(1)), "prepaid"),
        (replace(INVOICE, payable=Decimal(1)), "payable"),
        (replace(INVOICE, gross_total=Decimal("1.001")), "gross_total"),
        (replace(INVOICE, terms=PaymentTerms(discount_percent=Decimal(2), discount_days=10)), "G23"),
        (replace(INVOICE, supplier=replace(SELLER, contact=Contact(phone="1"))), "supplier.contact.name"),
        (replace(INVOICE, ship_to=Party("Gate 4", contact=Contact("Clerk"))), "ship_to.contact"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("880", changed)
        assert field in caught.value.where


def test_the_largest_numbers_that_can_be_written_are_reckoned_with() -> None:
    found, _ = read_lines("880", G01, "G17*1E99*EA*1E99**VN*A", TOTAL, known=context("005010"))
    assert found.lines[0].net_amount == Decimal("1E198")


def test_who_is_billed_stands_beside_the_buyer_with_numbers_of_his_own() -> None:
    found = invoice("N9*VX*DE1*BT", "N1*BY*STORE 12", "N1*BT*GROCER*9*1234567890000", "G17*1*CA*1")
    assert (found.buyer.name, found.buyer.vat_id) == ("STORE 12", "")
    assert found.bill_to is not None
    assert (found.bill_to.name, found.bill_to.vat_id) == ("GROCER", "DE1")
