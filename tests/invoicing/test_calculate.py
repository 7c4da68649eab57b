"""Totals are sums of what is printed, every cent of it."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP
from decimal import Decimal as D

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import AllowanceCharge, Invoice, PaymentTerms
from b2b.errors import NotWritable
from b2b.invoicing.calculate import Exemption, build_invoice, round_amount
from tests.invoicing.invoices import BUYER, SELLER, billed, scenario_invoice
from tests.invoicing.strategies import invoices


def _invoice(*lines: object, **more: object) -> Invoice:
    arguments: dict = {
        "number": "1",
        "date": dt.date(2026, 3, 2),
        "currency": "EUR",
        "supplier": SELLER,
        "buyer": BUYER,
    }
    return build_invoice(**{**arguments, "lines": lines, **more})


@pytest.mark.parametrize(
    ("lines", "net", "vat", "gross"),
    [
        ((("100", "11.80"), ("20", "40.00")), "1980.00", "376.20", "2356.20"),
        ((("50", "12.50"),), "625.00", "118.75", "743.75"),
        ((("40", "40.00"),), "1600.00", "304.00", "1904.00"),
        ((("20", "12.50"),), "250.00", "47.50", "297.50"),
    ],
)
def test_the_scenario_adds_up(lines: tuple[tuple[str, str], ...], net: str, vat: str, gross: str) -> None:
    invoice = _invoice(*(billed(str(n), quantity, price) for n, (quantity, price) in enumerate(lines, 1)))
    assert (invoice.net_total, invoice.vat_total, invoice.gross_total) == (D(net), D(vat), D(gross))
    assert invoice.payable == D(gross)


def test_a_line_is_rounded_half_up_and_a_return_the_same_way() -> None:
    invoice = _invoice(billed("1", "1", "0.005"), billed("2", "-1", "0.005"), billed("3", "3", "0.335"))
    assert [line.net_amount for line in invoice.lines] == [D("0.01"), D("-0.01"), D("1.01")]


def test_vat_is_taken_once_per_rate_not_per_line() -> None:
    invoice = _invoice(*(billed(str(n), "1", "0.02") for n in range(10)))
    assert [(group.taxable, group.tax) for group in invoice.vat] == [(D("0.20"), D("0.04"))]


def test_allowances_and_charges_move_the_base_of_their_own_rate() -> None:
    freight = AllowanceCharge(True, D("10"), "Freight", "", "S", D(19))
    bonus = AllowanceCharge(False, D("5"), "Bonus", "", "S", D(7))
    invoice = _invoice(billed("1", "1", "100"), billed("2", "1", "50", rate="7"), allowances_charges=(freight, bonus))
    assert [(g.rate, g.taxable, g.tax) for g in invoice.vat] == [(D(19), D(110), D("20.90")), (D(7), D(45), D("3.15"))]
    assert (invoice.allowance_total, invoice.charge_total, invoice.taxable_total) == (D(5), D(10), D(155))


def test_allowances_of_a_line_take_its_vat() -> None:
    rebate = AllowanceCharge(False, D("0.335"), "Rebate")
    invoice = _invoice(billed("1", "1", "10", rate="7", extras=(rebate,)))
    assert invoice.lines[0].net_amount == D("9.66")
    assert invoice.lines[0].allowances_charges[0].vat_rate == D(7)


def test_paid_and_rounding_change_only_what_is_due() -> None:
    invoice = _invoice(billed("1", "1", "10.02"), prepaid=D(2), rounding=D("-0.02"))
    assert invoice.gross_total == D("11.92")
    assert invoice.payable == D("9.90")


@pytest.mark.parametrize(("currency", "amount"), [("EUR", "3.34"), ("JPY", "3"), ("KWD", "3.34")])
def test_amounts_have_the_decimals_of_their_currency_and_never_more_than_two(currency: str, amount: str) -> None:
    assert str(_invoice(billed("1", "1", "3.3351"), currency=currency).lines[0].net_amount) == amount


def test_reverse_charge_says_so_and_an_exemption_says_why() -> None:
    exempt = {"E": Exemption("Education", "VATEX-EU-132-1I")}
    lines = (billed("1", category="AE", rate="0"), billed("2", category="E", rate="0"), billed("3"))
    reasons = [(g.category, g.exemption_code) for g in _invoice(*lines, exemptions=exempt).vat]
    assert reasons == [("AE", "VATEX-EU-AE"), ("E", "VATEX-EU-132-1I"), ("S", "")]


def test_days_and_due_date_agree() -> None:
    assert _invoice(billed(), terms=PaymentTerms(net_days=30)).terms.due == dt.date(2026, 4, 1)
    assert _invoice(billed(), terms=PaymentTerms(due=dt.date(2026, 4, 1))).terms.net_days == 30
    assert _invoice(billed()).terms == PaymentTerms()


def test_an_invoice_of_nothing_is_zero() -> None:
    invoice = _invoice()
    assert (invoice.payable, invoice.vat) == (D(0), ())


@pytest.mark.parametrize("nonsense", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(nonsense: str) -> None:
    with pytest.raises(NotWritable, match="is not an amount"):
        _invoice(billed("1", "1", nonsense))


def test_the_same_arguments_give_the_same_invoice() -> None:
    assert scenario_invoice() == scenario_invoice()


def test_thirty_digits_lose_nothing() -> None:
    invoice = _invoice(billed("1", "123456789012345", "987654321.0987"), billed("2", "1", "0.01"))
    ten_thousandths = 123456789012345 * 9876543210987
    cents = (ten_thousandths + 50) // 100 + 1
    assert int(invoice.net_total.scaleb(2)) == cents


@given(st.decimals(-(10**9), 10**9, places=5))
def test_rounding_is_half_up_by_hand(amount: D) -> None:
    assert round_amount(amount, "EUR") == amount.quantize(D("0.01"), ROUND_HALF_UP)
    assert round_amount(-amount, "EUR") == -round_amount(amount, "EUR")


@settings(max_examples=40, deadline=None)
@given(invoices())
def test_nothing_is_lost_between_lines_breakdown_and_totals(invoice: Invoice) -> None:
    charges = sum(a.amount for a in invoice.allowances_charges if a.is_charge)
    allowances = sum(a.amount for a in invoice.allowances_charges if not a.is_charge)
    assert invoice.net_total == sum(line.net_amount for line in invoice.lines)
    assert invoice.taxable_total == invoice.net_total - allowances + charges
    assert invoice.taxable_total == sum(group.taxable for group in invoice.vat)
    assert invoice.vat_total == sum(group.tax for group in invoice.vat)
    assert invoice.gross_total == invoice.taxable_total + invoice.vat_total
    assert invoice.payable == invoice.gross_total - invoice.prepaid + invoice.rounding
    half = D(1) / 2 if invoice.currency == "JPY" else D("0.005")
    for group in invoice.vat:
        assert abs(group.tax - group.taxable * group.rate / 100) <= half
    for line in invoice.lines:
        extras = sum(a.amount if a.is_charge else -a.amount for a in line.allowances_charges)
        assert abs(line.net_amount - extras - line.quantity.value * line.unit_price) <= half
