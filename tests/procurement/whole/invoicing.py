"""Invoices and credit notes, of the seller's program and of others, right and wrong."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

from hypothesis import strategies as st
from hypothesis.stateful import rule

from b2b.documents import AllowanceCharge, Invoice, json_form
from tests.procurement.dock import billed, credit_note, invoice
from tests.procurement.whole.bank import BUYER
from tests.procurement.whole.house import Letter, of
from tests.procurement.whole.standing import PICKS, Standing, has


class Invoicing(Standing):
    """Invoices are issued, credited and judged; odd ones come too."""

    @has("drafts")
    @rule(pick=PICKS)
    def issue(self, pick: int) -> None:
        self.market.issues(of(self.drafts(), pick))

    @has("issued")
    @rule(pick=PICKS, units=st.sampled_from([0, 1, 3]))
    def give_credit(self, pick: int, units: int) -> None:
        bill = of(self.issued(), pick)
        document = json_form.from_json(bill.document)
        assert isinstance(document, Invoice)
        line = of(document.lines, pick // 3)
        self.market.credits(bill, {line.number: D(units)} if units else None)

    @has("given")
    @rule(
        pick=PICKS,
        units=st.sampled_from([20, 5, 1, 30, -2]),
        over=st.sampled_from(["1", "1", "1.02", "1.5", "0.5"]),
        freight=st.sampled_from([0, 0, 0, 5]),
        odd=st.sampled_from(["", "", "", "sums", "currency", "prepaid", "fraction", "order", "negative", "two-orders"]),
    )
    def odd_invoice(self, pick: int, units: int, over: str, freight: int, odd: str) -> None:
        """An invoice that the seller's own program knows nothing of: too much, too early, wrong."""
        order = of(self.given(), pick)
        lines = []
        for row in self.lines_of(order)[: 1 + pick % 3]:
            agreed = row.price if row.agreed_price is None else row.agreed_price
            lines.append(billed(row.line_number, units, str((agreed * D(over)).quantize(D("0.01")))))
        if odd == "two-orders":
            other = of(self.given(), pick // 3)
            row = self.lines_of(other)[0]
            lines.append(billed(row.line_number, 2, str(row.price), order_number=other.order_number))
        extras = [AllowanceCharge(True, D(freight), "freight", vat_rate=D(19))] if freight else []
        number = self.market.number("X") if pick % 6 else "X-1"
        found = invoice(number, order.order_number if odd != "order" else "nobody's", *lines, extras=extras)
        self.market.letters.append(Letter(BUYER, "810", _spoilt(found, odd)))

    @has("bills")
    @rule(
        pick=PICKS,
        units=st.sampled_from([1, 2, 5, 20]),
        price=st.sampled_from(["11.80", "12.50", "40.00", "0.01", "7.00"]),
        odd=st.sampled_from(["", "", "", "untaxed", "nothing", "unknown", "sums", "rounded", "currency"]),
    )
    def odd_credit(self, pick: int, units: int, price: str, odd: str) -> None:
        bill = of(self.bills(), pick)
        named = {"nothing": "", "unknown": "later"}.get(odd, bill.invoice_number)
        line = billed(("1", "2", "")[pick % 3], units, price)
        found = credit_note(self.market.number("C") if pick % 6 else "C-1", named, bill.order_number, line)
        self.market.letters.append(Letter(BUYER, "810", _spoilt(found, odd)))

    @has("bills")
    @rule(
        pick=PICKS,
        how=st.sampled_from(["approve", "reject", "rematch"]),
        who=st.sampled_from(["anna", "anna", "paula"]),
    )
    def judge(self, pick: int, how: str, who: str) -> None:
        self.market.judges(of(self.bills(), pick), how, who)


def _spoilt(found: Invoice, odd: str) -> Invoice:
    cent = D("0.01")
    if odd == "sums":
        return replace(found, gross_total=found.gross_total + cent)
    if odd == "currency":
        return replace(found, currency="USD")
    if odd == "prepaid":
        return replace(found, prepaid=D(5), payable=found.payable - 5)
    if odd == "fraction":
        return replace(found, rounding=D("-0.001"), payable=found.payable - D("0.001"))
    if odd == "rounded":
        return replace(found, rounding=-cent, payable=found.payable - cent)
    if odd == "negative":
        return replace(found, gross_total=-found.gross_total, payable=-found.payable)
    if odd == "untaxed":
        group = replace(found.vat[0], rate=D(0), tax=D(0), category="Z")
        lines = tuple(replace(one, vat_rate=D(0), vat_category="Z") for one in found.lines)
        bare = replace(found, vat=(group,), lines=lines, vat_total=D(0), gross_total=found.taxable_total)
        return replace(bare, payable=found.taxable_total)
    return found
