"""What holds after every step, whoever has done what: looked up in the tables, told in the words of the issue."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal as D
from typing import Any

from b2b.documents import Invoice, json_form
from b2b.procurement.matching.record import replay
from b2b.store.tables import (
    ExceptionCase,
    Match,
    Payment,
    PaymentItem,
    PaymentRun,
    PurchaseInvoice,
    PurchaseOrder,
    PurchaseOrderLine,
    ReceiptLine,
    SalesInvoice,
    SalesOrderLine,
    Settlement,
    StatementEntry,
)
from tests.procurement.whole.house import House

HOLDS = ("proposed", "sent", "accepted", "booked")
COUNTED = ("matched", "in-payment", "paid", "settled")
CENT = D("0.01")
# What a billed line may be off by rounding, VAT included.
SLACK = D("0.03")


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The supplier's, as its settings have them."""

    price: D = D(0)
    quantity: D = D(0)
    amount: D = D(0)

    @property
    def words(self) -> dict[str, str]:
        return {
            "price_tolerance_percent": str(self.price),
            "quantity_tolerance_percent": str(self.quantity),
            "amount_tolerance": str(self.amount),
        }


class Books:
    """The buyer's books at a moment."""

    def __init__(self, house: House) -> None:
        self.orders = {row.id: row for row in house.rows(PurchaseOrder)}
        self.lines = {row.id: row for row in house.rows(PurchaseOrderLine)}
        self.bills = {row.id: row for row in house.rows(PurchaseInvoice)}
        self.runs = {row.id: row for row in house.rows(PaymentRun)}
        self.payments = {row.id: row for row in house.rows(Payment)}
        self.items = house.rows(PaymentItem)
        self.entries = house.rows(StatementEntry)
        self.received = Counter[str]()
        for row in house.rows(ReceiptLine):
            if row.condition == "good":
                self.received[row.purchase_order_line_id] += row.quantity
        self.matches: dict[str, Match] = {}
        for match in sorted(house.rows(Match), key=lambda row: row.run):
            self.matches[match.purchase_invoice_id] = match
        self.cases = [row for row in house.rows(ExceptionCase) if row.state == "open"]

    def invoices(self) -> list[PurchaseInvoice]:
        return [row for row in self.bills.values() if row.kind == "380"]

    def claims(self, bill: PurchaseInvoice) -> dict[str, D]:
        if bill.kind != "380" or bill.state not in COUNTED:
            return {}
        return {id: D(units) for id, units in self.matches[bill.id].result["claims"].items()}

    def by_rule(self, bill: PurchaseInvoice) -> bool:
        return bill.id in self.matches and self.matches[bill.id].verdict == "matched"

    def beyond_approval(self, bill: PurchaseInvoice) -> bool:
        """Whether its payment has been approved: what was true then cannot be taken back."""
        held = [one for one in self.items if one.active and one.purchase_invoice_id == bill.id]
        return any(self.run_of(one).state != "proposed" for one in held)

    def run_of(self, item: PaymentItem) -> PaymentRun:
        run = self.runs[self.payments[item.payment_id].payment_run_id]
        assert isinstance(run, PaymentRun)
        return run


def buyers_laws(books: Books, tolerance: Tolerance) -> None:
    quantities(books)
    claims_are_counted(books)
    nothing_beyond_the_receipt_is_payable(books, tolerance)
    an_invoice_is_in_one_payment(books)
    payments_are_explained_by_invoices(books)
    the_account_is_explained_by_payments(books)
    four_eyes(books)
    somebody_is_told(books)


def quantities(books: Books) -> None:
    for row in books.lines.values():
        assert row.received == books.received[row.id] >= 0
        assert 0 <= row.cancelled <= row.ordered
        assert min(row.confirmed, row.back_ordered, row.rejected, row.announced, row.given_up, row.invoiced) >= 0
    for bill in books.bills.values():
        assert 0 <= bill.payable <= bill.gross


def claims_are_counted(books: Books) -> None:
    """Each order line knows what invoices have used of it, and each match can be made again."""
    counted: dict[str, D] = defaultdict(D)
    for bill in books.invoices():
        for id, units in books.claims(bill).items():
            assert units > 0
            counted[id] += units
    assert {id: row.invoiced for id, row in books.lines.items() if row.invoiced} == dict(counted)
    for match in books.matches.values():
        assert replay(match) == match.result


def nothing_beyond_the_receipt_is_payable(books: Books, tolerance: Tolerance) -> None:
    """Of each order line no more is payable by rule than came in good order, with the tolerance; what is payable is no
    more than that is worth at the price agreed.
    """
    for id, row in books.lines.items():
        if row.received > 0:
            entitled = min(row.received, row.ordered - row.cancelled)
            entitled += (row.ordered - row.cancelled) * tolerance.quantity / 100
        else:
            entitled = D(0)
        fixed = sum((books.claims(b).get(id, D(0)) for b in books.invoices() if _stands(books, b)), D(0))
        free = sum((books.claims(b).get(id, D(0)) for b in books.invoices() if not _stands(books, b)), D(0))
        assert free <= max(D(0), entitled - fixed), f"{row.sku}: {free} of {entitled} beside {fixed}"
    for bill in books.invoices():
        if bill.state != "matched" or not books.by_rule(bill):
            continue
        worth = tolerance.amount
        for id, units in books.claims(bill).items():
            row = books.lines[id]
            agreed = row.price if row.agreed_price is None else row.agreed_price
            worth += units * (agreed + row.price * tolerance.price / 100)
        lines = len(books.matches[bill.id].inputs["lines"]) + sum(
            1 for one in books.bills.values() if one.credited_invoice_id == bill.id
        )
        assert D(bill.payable) / 100 <= worth * D("1.19") + SLACK * (1 + lines), bill.invoice_number


def _stands(books: Books, bill: PurchaseInvoice) -> bool:
    """By a person's word, or being paid: it is not judged by the receipts of today. A run that is not approved is."""
    if not books.by_rule(bill):
        return True
    return bill.state in ("in-payment", "paid")


def an_invoice_is_in_one_payment(books: Books) -> None:
    active = Counter(one.purchase_invoice_id for one in books.items if one.active)
    assert all(count == 1 for count in active.values())
    booked = Counter(one.purchase_invoice_id for one in books.items if books.payments[one.payment_id].state == "booked")
    assert all(count == 1 for count in booked.values()), "an invoice is paid twice"
    for item in books.items:
        assert item.active == (books.payments[item.payment_id].state in HOLDS)


def payments_are_explained_by_invoices(books: Books) -> None:
    for run in books.runs.values():
        mine = [one for one in books.payments.values() if one.payment_run_id == run.id]
        assert (run.count, run.control_sum) == (len(mine), sum(one.amount for one in mine))
    for payment in books.payments.values():
        assert payment.amount == sum(one.amount for one in books.items if one.payment_id == payment.id) > 0
    held = {one.purchase_invoice_id: one for one in books.items if one.active}
    for bill in books.bills.values():
        item = held.get(bill.id)
        booked = item is not None and books.payments[item.payment_id].state == "booked"
        called = f"{bill.invoice_number} is {bill.state}, {bill.payable} of {bill.gross} payable"
        if bill.kind == "380":
            assert (bill.state == "in-payment") == (item is not None and not booked), called
            assert (bill.state == "paid") == booked, called
            if item is not None:
                assert item.amount == bill.payable, called
            _invoice_is_whole(books, bill, called)
        else:
            _credit_note_is_whole(bill, item, booked, called)


def _document(bill: PurchaseInvoice) -> Invoice:
    found = json_form.from_json(bill.document)
    assert isinstance(found, Invoice)
    return found


def due(bill: PurchaseInvoice) -> int:
    """What the document asks for, or gives back, in cents."""
    return int(min(_document(bill).payable, _document(bill).gross_total) * 100)


def _invoice_is_whole(books: Books, bill: PurchaseInvoice, called: str) -> None:
    """Not a cent is lost: what is asked for is what is payable and what credit notes took off."""
    assert (bill.net, bill.gross) == (bill.gross - bill.vat, int(_document(bill).gross_total * 100)), called
    off = sum(due(one) for one in books.bills.values() if one.credited_invoice_id == bill.id)
    if bill.state in COUNTED:
        assert bill.payable == max(0, due(bill) - off), called
        assert (bill.payable == 0) == (bill.state == "settled"), called
    else:
        assert bill.payable == 0, called


def _credit_note_is_whole(bill: PurchaseInvoice, item: PaymentItem | None, booked: bool, called: str) -> None:
    """It is worth its amount once: taken off an invoice, set off in a payment, or still open."""
    taken_off = bill.credited_invoice_id is not None
    assert not (taken_off and item is not None), called
    assert (bill.state == "settled") == (taken_off or booked), called
    assert bill.state in ("matched", "settled", "blocked", "rejected"), called
    assert bill.payable == (due(bill) if bill.state == "matched" else 0), called
    if item is not None:
        assert -item.amount == due(bill), called
        assert bill.state == ("settled" if booked else "matched"), called


def the_account_is_explained_by_payments(books: Books) -> None:
    moved: dict[str, list[int]] = defaultdict(list)
    for entry in books.entries:
        assert (entry.payment_id is not None) == (entry.state == "matched"), entry
        if entry.payment_id is not None:
            moved[entry.payment_id].append(entry.amount)
    for payment in books.payments.values():
        entries = moved.get(payment.id, [])
        expected = {"booked": [-payment.amount], "returned": [-payment.amount, payment.amount]}
        assert sorted(entries) == sorted(expected.get(payment.state, [])), f"{payment.end_to_end_id}: {entries}"


def four_eyes(books: Books) -> None:
    for run in books.runs.values():
        assert run.approved_by != run.proposed_by
        if run.state not in ("proposed", "cancelled"):
            assert run.approved_by is not None
            assert run.approved_sha256 == run.file_sha256
    for order in books.orders.values():
        assert order.approval != "person" or order.approved_by != order.requested_by
        if order.state in ("open", "closed"):
            assert order.approval is not None


def somebody_is_told(books: Books) -> None:
    """What waits for a person has an exception: a movement, an invoice that is blocked by more than missing goods."""
    about = {(case.code, case.subject) for case in books.cases}
    for entry in books.entries:
        assert (("bank-entry-open", entry.id) in about) == (entry.state == "open")
    for bill in books.invoices():
        reasons = books.matches[bill.id].result["reasons"] if bill.id in books.matches else []
        waits = bill.state == "blocked" and any(one["code"] != "not-received" for one in reasons)
        assert (("invoice-not-matched", bill.id) in about) == waits, bill.invoice_number
    for bill in books.bills.values():
        if bill.kind == "381":
            assert (("credit-note-not-taken", bill.id) in about) == (bill.state == "blocked"), bill.invoice_number


def sellers_laws(house: House) -> None:
    """What a customer owes is billed less credited less paid; money on the account is in settlements to the cent."""
    bills = {row.id: row for row in house.rows(SalesInvoice)}
    settlements: list[Any] = house.rows(Settlement)
    for row in house.rows(SalesOrderLine):
        assert 0 <= row.invoiced <= row.shipped
    for bill in bills.values():
        mine = [one for one in settlements if one.sales_invoice_id == bill.id]
        assert bill.kind == "380" or not mine
        credited = sum(one.amount for one in mine if one.state == "credited")
        notes = [one for one in bills.values() if one.credited_invoice_id == bill.id and one.state == "issued"]
        assert credited == sum(_given_back(one) for one in notes) <= bill.gross
        assert len({one.trace for one in mine}) == len(mine)
    confirmed = sum(one.amount for one in settlements if one.state == "confirmed")
    assert confirmed == sum(one.amount for one in house.rows(StatementEntry) if one.state == "matched")


def _given_back(note: SalesInvoice) -> int:
    found = json_form.from_json(note.document)
    assert isinstance(found, Invoice)
    return int(found.payable * 100)
