"""810: invoices as partners write them, and in the terms of EN 16931 as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import (
    AllowanceCharge,
    Contact,
    Endpoint,
    Invoice,
    Party,
    PartyId,
    PaymentTerms,
    Reference,
    VatBreakdown,
)
from b2b.edi.x12.mappings import normal
from b2b.errors import NotWritable, Unreadable
from b2b.invoicing.check_received import check_received
from b2b.invoicing.formats import InvoiceFormat
from tests.edi.mappings.examples import INVOICE
from tests.edi.mappings.messages import context, lines, read_lines, unread

BIG = "BIG*20260120*R1*20260105*4711***DI*00"
CUR = "CUR*SE*EUR"
LINE = "IT1*1*10*EA*12.5**VP*W-1"


def invoice(*segments: str) -> Invoice:
    """An invoice over one line of 125.00."""
    found: Invoice = read_lines("810", BIG, CUR, *segments)[0]
    return found


def test_a_plain_invoice_without_any_tax() -> None:
    found = invoice(LINE, "PID*F****Widget", "TDS*12500", "CTT*1")
    assert (found.number, found.kind, found.currency) == ("R1", "380", "EUR")
    assert (found.order_number, found.order_date) == ("4711", dt.date(2026, 1, 5))
    assert (found.net_total, found.taxable_total, found.gross_total, found.payable) == (
        Decimal("125.00"),
        Decimal("125.00"),
        Decimal("125.00"),
        Decimal("125.00"),
    )
    assert (found.vat, found.vat_total, found.rounding) == ((), 0, 0)
    assert (found.lines[0].vat_category, found.payment_means) == ("", "")
    assert (found.lines[0].net_amount, found.lines[0].description) == (Decimal("125.00"), "Widget")


@pytest.mark.parametrize(("code", "kind"), [("DI", "380"), ("", "380"), ("PR", "380"), ("CR", "381"), ("CN", "381")])
def test_the_type_tells_an_invoice_from_a_credit_note(code: str, kind: str) -> None:
    found, _ = read_lines("810", f"BIG*20260120*R1*****{code}", CUR, LINE, "TDS*12500")
    assert found.kind == kind


@pytest.mark.parametrize(
    ("purpose", "step"),
    [
        ("01", "take it back by hand"),
        ("05", "compare it"),
        ("07", "nothing to do"),
        ("22", "nothing to do"),
        ("08", "ask"),
    ],
)
def test_what_is_no_original_is_not_payable(purpose: str, step: str) -> None:
    with pytest.raises(Unreadable, match=rf"invoice R1 comes as {purpose} \(.*not as an original") as caught:
        read_lines("810", f"BIG*20260120*R1*****DI*{purpose}", CUR, LINE, "TDS*12500")
    assert step in caught.value.next_step


@pytest.mark.parametrize("purpose", ["", "00", "53"])
def test_what_is_an_original(purpose: str) -> None:
    assert read_lines("810", f"BIG*20260120*R1*****DI*{purpose}", CUR, LINE, "TDS*12500")[0].number == "R1"


@pytest.mark.parametrize("code", ["DR", "CO", "PP", "DU", "RG", "ME", "XX"])
def test_types_that_are_not_paid_as_an_invoice_is_go_to_a_person(code: str) -> None:
    with pytest.raises(Unreadable, match=f"invoice R1 is of kind {code}"):
        read_lines("810", f"BIG*20260120*R1*****{code}", CUR, LINE, "TDS*12500")


def test_amounts_have_two_implied_decimals_and_nothing_else() -> None:
    assert invoice(LINE, "TDS*12500").gross_total == Decimal("125.00")
    with pytest.raises(Unreadable, match="2 implied decimals") as caught:
        invoice(LINE, "TDS*125.00")
    assert caught.value.where == "TDS at position 5"


def test_the_vat_of_the_summary_holds_for_lines_that_say_none() -> None:
    found = invoice(LINE, "TDS*14875", "TXI*VA*23.75*19*****125")
    assert found.vat == (VatBreakdown("S", Decimal(19), Decimal(125), Decimal("23.75")),)
    assert (found.lines[0].vat_category, found.lines[0].vat_rate) == ("S", Decimal(19))
    assert (found.vat_total, found.gross_total) == (Decimal("23.75"), Decimal("148.75"))


@pytest.mark.parametrize("rate", [(), ("TXI*VA**19",)])
def test_vat_without_a_rate_is_a_total_and_no_zero_rate(rate: tuple[str, ...]) -> None:
    found, leftovers = read_lines("810", BIG, CUR, LINE, *rate, "TDS*14875", "TXI*VA*20", "TXI*VA*3.75")
    assert (found.vat, found.vat_total, found.gross_total) == ((), Decimal("23.75"), Decimal("148.75"))
    assert (found.lines[0].vat_category, found.lines[0].vat_rate) == (("S", 19) if rate else ("", 0))
    assert leftovers == ()
    assert check_received(found, InvoiceFormat.X12) == ()


def test_two_rates_are_not_mixed_up() -> None:
    found = invoice(
        LINE, "TXI*VA**19", "IT1*2*1*EA*100**VP*B-1", "TXI*VA**7", "TDS*25575", "TXI*VA*23.75*19", "TXI*VA*7*7"
    )
    assert [(line.vat_category, line.vat_rate) for line in found.lines] == [("S", 19), ("S", 7)]
    assert [(part.rate, part.taxable, part.tax) for part in found.vat] == [
        (19, Decimal("125.00"), Decimal("23.75")),
        (7, Decimal("100.00"), 7),
    ]


@pytest.mark.parametrize(
    ("txi", "category"),
    [
        ("TXI*VA**19", "S"),
        ("TXI*VA**0", "Z"),
        ("TXI*VA**0***1", "E"),
        ("TXI*VA**0*******AE", "AE"),
        ("TXI*VA**0***0", "G"),
        ("TXI*VA**19***0", "S"),
    ],
)
def test_the_category_of_vat(txi: str, category: str) -> None:
    assert invoice(LINE, txi, "TDS*12500").lines[0].vat_category == category


def test_other_taxes_stay_visible() -> None:
    found, leftovers = read_lines("810", BIG, CUR, LINE, "TXI*ST*10*8*VD*CA", "TDS*13500", "SAC*C*H850***1000")
    assert (found.vat, found.allowances_charges) == ((), ())
    assert unread(leftovers) == [
        "TXI01@5=ST", "TXI02@5=10", "TXI03@5=8", "TXI04@5=VD", "TXI05@5=CA", "SAC01@7=C", "SAC02@7=H850", "SAC05@7=1000",
    ]  # fmt: skip


def test_allowances_and_charges_of_a_line_and_of_the_invoice() -> None:
    found = invoice(
        LINE, "SAC*A*C310***500**********DISCOUNT", "SAC*C**UN*FC*300",
        "TDS*12900", "SAC*C*G830***600", "SAC*N*B840***999",
    )  # fmt: skip
    assert found.lines[0].allowances_charges == (
        AllowanceCharge(False, Decimal("5.00"), "DISCOUNT", "x12:C310", "", Decimal(0)),
        AllowanceCharge(True, Decimal("3.00"), "", "FC", "", Decimal(0)),
    )
    assert found.lines[0].net_amount == Decimal("123.00")
    assert found.allowances_charges == (AllowanceCharge(True, Decimal("6.00"), "", "x12:G830", "", Decimal(0)),)
    assert (found.charge_total, found.allowance_total, found.taxable_total) == (Decimal("6.00"), 0, Decimal("129.00"))


def test_what_is_due_may_differ_from_the_total() -> None:
    found = invoice(LINE, "TDS*12500", "AMT*D*25", "AMT*BAP*100.01", "AMT*1*125")
    assert (found.prepaid, found.payable, found.rounding) == (25, Decimal("100.01"), Decimal("0.01"))


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (("AMT*BAP*500",), "the amount due is 500, the total is 125.00, and nothing says why they differ"),
        (("AMT*D*50", "AMT*BAP*25"), "the amount due is 25, the total is 125.00 less 50 paid before, and"),
        (("AMT*D*50", "AMT*BAP*75.04"), None),
    ],
)
def test_an_amount_due_that_nothing_explains_is_no_rounding(said: tuple[str, ...], problem: str | None) -> None:
    found = invoice(LINE, "TDS*12500", *said)
    told = [one.message for one in check_received(found, InvoiceFormat.X12) if one.is_fatal]
    assert len(told) == bool(problem)
    assert all(one.startswith(problem or "") for one in told)


def test_several_payments_and_taxes_are_added_up() -> None:
    found = invoice(LINE, "TDS*14000", "AMT*T*10", "AMT*D*25", "AMT*T*5", "AMT*D*30")
    assert (found.vat_total, found.prepaid, found.payable) == (15, 55, Decimal("85.00"))


def test_a_total_of_taxes_beside_their_breakdown_is_taken_where_it_is_right() -> None:
    body = (BIG, CUR, LINE, "TDS*14875", "TXI*VA*23.75*19")
    assert read_lines("810", *body, "AMT*T*23.75")[1] == ()
    found, leftovers = read_lines("810", *body, "AMT*T*99")
    assert (found.vat_total, unread(leftovers)) == (Decimal("23.75"), ["AMT02@7=99"])


def test_lines_are_in_the_currency_of_the_invoice() -> None:
    with pytest.raises(Unreadable, match="this line is in USD, others or the heading in EUR"):
        invoice(LINE, "CUR*SE*USD", "TDS*12500")
    found, leftovers = read_lines("810", BIG, LINE, "CUR*SE*USD", "TDS*12500", known=context(currency=None))
    assert (found.currency, leftovers) == ("USD", ())


def test_lines_name_their_order_and_its_line() -> None:
    line = invoice("IT1*1*10*EA*12.5**VP*W-1*PO*4711*PL*30", "TDS*12500").lines[0]
    assert (line.order_number, line.order_line, [i.value for i in line.items]) == ("4711", "30", ["W-1"])


def test_net_amounts_are_rounded_to_the_minor_unit_of_the_currency() -> None:
    assert invoice("IT1*1*3*EA*33.335**VP*W", "TDS*10001").lines[0].net_amount == Decimal("100.01")
    yen, _ = read_lines("810", BIG, "CUR*SE*JPY", "IT1*1*3*EA*33.5**VP*W", "TDS*10100")
    assert yen.lines[0].net_amount == Decimal(101)


# Three at 33.5 yen are 101, twice: each line is rounded by itself.
YEN = (BIG, "CUR*SE*JPY", "IT1*1*3*EA*33.5**VP*W", "IT1*2*3*EA*33.5**VP*W")


@pytest.mark.parametrize(
    ("total", "read_as", "left_over"),
    [
        ("20200", "202", []),  # type N2, as the standard has it
        ("202", "202", []),  # whole yen, as the lines bear out
        ("20100", "201", []),  # rounded once for all lines: somebody has to look
        ("20150", "202", ["20150"]),  # a fraction of a yen can be paid by nobody
        ("20149", "201", ["20149"]),
        ("203", "2", ["203"]),  # neither is what the lines come to: nothing is guessed
        ("-20200", "-202", []),
    ],
)
def test_a_total_in_a_currency_without_cents(total: str, read_as: str, left_over: list[str]) -> None:
    found, leftovers = read_lines("810", *YEN, f"TDS*{total}")
    assert [line.net_amount for line in found.lines] == [Decimal(101), Decimal(101)]
    assert (found.net_total, found.gross_total, found.payable) == (Decimal(202), Decimal(read_as), Decimal(read_as))
    assert [one.value for one in leftovers if one.segment == "TDS"] == left_over
    adds_up = [one.rule for one in check_received(found, InvoiceFormat.X12)] == []
    assert adds_up == (read_as == "202")


def test_a_total_in_yen_is_written_with_the_decimals_of_the_standard() -> None:
    found, _ = read_lines("810", *YEN, "TDS*202")
    assert "TDS*20200" in lines("810", found)
    with pytest.raises(NotWritable, match="gross_total"):
        lines("810", replace(found, gross_total=Decimal("202.5")))


def test_a_currency_of_three_decimals_says_two() -> None:
    dinars, leftovers = read_lines("810", BIG, "CUR*SE*KWD", "IT1*1*3*EA*33.333**VP*W", "TDS*10000")
    assert (dinars.gross_total, dinars.net_total, unread(leftovers)) == (Decimal(100), Decimal(100), [])


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((CUR, LINE), "segment TDS is missing"),
        ((LINE, "TDS*1"), "no CUR"),
        ((CUR, "IT1*1*10*EA**NC", "TDS*1"), None),
        ((CUR, "IT1*1*10*EA", "TDS*1"), "no price"),
        ((CUR, "IT1*1*****VP*W", "TDS*1"), "no quantity"),
    ],
)
def test_what_an_invoice_cannot_do_without(segments: tuple[str, ...], problem: str | None) -> None:
    if problem is None:
        assert read_lines("810", BIG, *segments)[0].lines[0].unit_price == 0
        return
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("810", BIG, *segments, known=context(currency=None))
    assert "at position" in caught.value.where


FULL = replace(
    INVOICE,
    kind="381",
    supplier=replace(
        INVOICE.supplier,
        tax_registration="27/123/45678",
        endpoint=Endpoint("0088", "4012345000009"),
        contact=Contact("Order desk", "+49 30 1234567", "orders@acme.example"),
    ),
    lines=(
        replace(
            INVOICE.lines[0],
            vat_category="AE",
            vat_rate=Decimal(0),
            net_amount=Decimal("1180.00") - Decimal("18.00"),
            allowances_charges=(AllowanceCharge(False, Decimal("18.00"), "Pallet discount", "95", "AE", Decimal(0)),),
        ),
    ),
    vat=(VatBreakdown("AE", Decimal(0), Decimal("1172.00"), Decimal(0), "Reverse charge", "VATEX-EU-AE"),),
    net_total=Decimal("1162.00"),
    charge_total=Decimal("10.00"),
    taxable_total=Decimal("1172.00"),
    vat_total=Decimal(0),
    gross_total=Decimal("1172.00"),
    prepaid=Decimal("72.00"),
    payable=Decimal("1100.00"),
    allowances_charges=(AllowanceCharge(True, Decimal("10.00"), "Freight", "FC", "AE", Decimal(0)),),
    terms=PaymentTerms(dt.date(2026, 2, 19), 30, Decimal("2.5"), 10, "2.5 % within 10 days"),
    preceding_invoice="R-2026-0001",
    preceding_date=dt.date(2026, 1, 20),
    buyer_reference="04011000-12345-03",
    notes=("Goods returned", "x" * 40 + " " + "y" * 70),
)


@pytest.mark.parametrize("release", ["004010", "005010"])
def test_everything_en_16931_knows_goes_there_and_back(release: str) -> None:
    known = context(release)
    written = lines("810", FULL, known)
    document, leftovers = read_lines("810", *written, known=known)
    assert document == normal(FULL)
    assert leftovers == ()
    assert "NTE*CAM*AE VATEX-EU-AE Reverse charge" in written
    assert "PER*CN*Order desk*TE*+49 30 1234567*EM*orders@acme.example*ED*0088 4012345000009" in written
    assert "REF*OI*R-2026-0001*2026-01-20" in written


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "326"}, "kind (BIG07)"),
        ({"net_total": Decimal("1980.01")}, "net_total (810)"),
        ({"payable": Decimal("2356.21")}, "rounding (810)"),
        ({"gross_total": Decimal("2356.205")}, "gross_total (TDS01)"),
        ({"supplier": replace(INVOICE.supplier, ids=INVOICE.buyer.ids * 2)}, "supplier.ids[1] (810)"),
        ({"supplier": Party(vat_id="DE123456789")}, "supplier.name (N102)"),
        ({"notes": ("",)}, "notes[0] (NTE02)"),
        ({"iban": "MT84MALT011000012345MTLCAST001SX"}, "iban (REF02)"),
    ],
)
def test_what_an_810_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("810", replace(INVOICE, **changes))
    assert caught.value.where == field


def test_an_invoice_over_ten_million_keeps_its_taxable_amount() -> None:
    line = replace(
        INVOICE.lines[0], quantity=replace(INVOICE.lines[0].quantity, value=Decimal(1000)), unit_price=Decimal("11234.5"),
        net_amount=Decimal("11234500.00"),
    )  # fmt: skip
    big = replace(
        INVOICE,
        lines=(line,),
        vat=(VatBreakdown("S", Decimal(19), Decimal("11234500.00"), Decimal("2134555.00")),),
        net_total=Decimal("11234500.00"),
        taxable_total=Decimal("11234500.00"),
        vat_total=Decimal("2134555.00"),
        gross_total=Decimal("13369055.00"),
        payable=Decimal("13369055.00"),
    )
    assert read_lines("810", *lines("810", big))[0] == normal(big)


def test_more_references_than_an_810_takes() -> None:
    many = tuple(Reference("DP", str(number)) for number in range(13))
    with pytest.raises(NotWritable, match="17 of REF, where set 810 takes 12") as caught:
        lines("810", replace(INVOICE, references=many))
    assert caught.value.where == "references[8].kind (REF)"


@pytest.mark.parametrize("field", ["number", "order_number", "buyer_reference"])
def test_a_number_of_blanks_is_none(field: str) -> None:
    with pytest.raises(NotWritable, match="nothing but blanks") as caught:
        lines("810", replace(INVOICE, **{field: "  "}))
    assert field in caught.value.where


def test_the_numbers_that_buyers_match_on() -> None:
    """The vendor number that the buyer gave, beside the seller's own; department and contract as references."""
    supplier = replace(INVOICE.supplier, ids=(PartyId("UL", "4012345000092"), PartyId("92", "V-4711")))
    buyer = replace(INVOICE.buyer, ids=(PartyId("92", "NW-01"), PartyId("91", "C-100")))
    invoice = replace(
        INVOICE, supplier=supplier, buyer=buyer, references=(Reference("IA", "V-4711"), Reference("DP", "038"))
    )
    written = lines("810", invoice)
    assert "N1*SU*Acme Supply GmbH*UL*4012345000092" in written
    assert "N1*BY*Northwind Retail GmbH*92*NW-01" in written
    assert [line for line in written if line.startswith(("REF*IA", "REF*DP", "REF*IT"))] == [
        "REF*IA*V-4711", "REF*DP*038", "REF*IA*V-4711", "REF*IT*C-100",
    ]  # fmt: skip


def test_a_vendor_number_in_the_loop_of_a_buyer_is_not_the_buyers() -> None:
    invoice, leftovers = read_lines("810", BIG, CUR, "N1*BY*NORTHWIND*92*NW", "REF*IA*4711", LINE, "TDS*13500")
    assert invoice.buyer.ids == (PartyId("92", "NW"),)
    assert unread(leftovers) == ["REF01@5=IA", "REF02@5=4711"]


@pytest.mark.parametrize(
    ("parties", "buyer", "billed"),
    [
        (("N1*BY*STORE 12*92*12", "N1*BT*HEAD OFFICE*92*01"), "STORE 12", "HEAD OFFICE"),
        (("N1*BT*HEAD OFFICE*92*01", "N1*ST*STORE 12*92*12", "N1*SO*STORES*92*02"), "STORES", "HEAD OFFICE"),
        (("N1*BT*HEAD OFFICE*92*01", "N1*ST*STORE 12*92*12"), "HEAD OFFICE", None),
        (("N1*BY*STORE 12*92*12", "N1*ST*STORE 12*92*12"), "STORE 12", None),
    ],
)
def test_who_is_billed_stands_beside_the_buyer_and_is_the_buyer_where_nobody_else_is_named(
    parties: tuple[str, ...], buyer: str, billed: str | None
) -> None:
    found, leftovers = read_lines("810", BIG, CUR, *parties, LINE, "TDS*12500")
    assert (found.buyer.name, found.bill_to and found.bill_to.name) == (buyer, billed)
    assert leftovers == ()
    assert [one for one in lines("810", found) if one.startswith("N1*BT")] == (
        ["N1*BT*HEAD OFFICE*92*01"] * bool(billed)
    )


def test_where_to_pay_is_said_by_two_codes() -> None:
    assert invoice("N1*RE*ACME TREASURY", LINE, "TDS*12500").account_name == "ACME TREASURY"
    assert invoice("N1*RE*ACME", "N1*RI*ACME TREASURY*31*COBADEFF", LINE, "TDS*12500").bic == "COBADEFF"


def test_a_bill_to_without_a_buyer_cannot_be_told_from_one() -> None:
    with pytest.raises(NotWritable, match="buyer"):
        lines("810", replace(INVOICE, buyer=Party(), bill_to=INVOICE.buyer))
