"""Everything that a buyer, a seller, a bank and the people among them may do, in any order, and the laws after each."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from b2b.documents import (
    AllowanceCharge,
    BankStatement,
    GoodsCondition,
    Invoice,
    LineAnswer,
    LineStatus,
    OrderResponse,
    PaymentStatus,
    Quantity,
    ResponseLine,
    ResponseStatus,
    json_form,
)
from b2b.documents import Order as OrderDocument
from b2b.procurement.purchasing.changing import LineChange
from b2b.store.tables import (
    PurchaseOrder,
    PurchaseOrderLine,
    SalesInvoice,
    SalesOrder,
    SalesOrderLine,
    Statement,
    StatementEntry,
)
from tests.procurement.dock import billed, credit_note, invoice, notice, shipped
from tests.procurement.whole.bank import BUYER, SELLER, euro
from tests.procurement.whole.house import Letter, of
from tests.procurement.whole.laws import Books, Tolerance, buyers_laws, sellers_laws
from tests.procurement.whole.market import PEOPLE, Market, other_form

SKUS = ("WIDGET-001", "WIDGET-002", "BIG-7")
TOLERANCES = (Tolerance(), Tolerance(D(2), D(10), D("0.05")))
RESOLVED = (
    "payment-rejected",
    "payment-returned",
    "payment-status-contradicts",
    "paid-beyond-receipt",
    "order-answer-differs",
)
PICKS = st.integers(0, 999)
WHO = st.sampled_from(sorted(PEOPLE))


def has(what: str) -> Any:
    """Only where there is something of the kind."""
    return precondition(lambda self: bool(getattr(self, what)()))


class Trading(RuleBasedStateMachine):
    """`honest`: the bank has not contradicted itself yet."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
        self.market: Market
        self.whole = False

    @initialize(tolerance=st.sampled_from(TOLERANCES), trades=st.integers(1, 3), paid=st.integers(0, 3))
    def begins(self, tolerance: Tolerance, trades: int, paid: int) -> None:
        """The story begins with goods that have come and were billed, some of it in payment."""
        self.tolerance = tolerance
        self.market = Market(self.folder, tolerances=tolerance.words)
        for n in range(trades):
            self._trade((SKUS[n % 2], SKUS[(n + 1) % 2]))
        self.look()
        self._pay(paid)

    def _trade(self, skus: tuple[str, str]) -> None:
        self.market.asks({skus[0]: (D(20), None), skus[1]: (D(10), None)})
        self._mail_comes()
        self.market.ships(self.market.seller.rows(SalesOrder)[-1], None)
        self.market.issues(self.market.seller.rows(SalesInvoice)[-1])
        self._mail_comes()
        order = self.market.buyer.rows(PurchaseOrder)[-1].order_number
        for position, units in (("1", 20), ("2", 10)):
            self.market.receives(order, position, D(units), GoodsCondition.GOOD)

    def _pay(self, far: int) -> None:
        """A run is proposed, approved, handed over: as far as that."""
        if far and self.market.proposes("paula") is None:
            self.look()
            run = of(self.proposed(), 0)
            if far > 1 and run is not None and self.market.approves(run, "boris") is None and far > 2:
                self.look()
                self.market.hands_over(of(self.approved(), 0))

    def look(self) -> None:
        self.books = Books(self.market.buyer)

    def teardown(self) -> None:
        try:
            if self.whole:
                self._everything_arrives()
        finally:
            if hasattr(self, "market"):
                self.market.close()
            shutil.rmtree(self.folder)

    @invariant()
    def laws(self) -> None:
        self.whole = False
        if not hasattr(self, "market"):
            return
        self.look()
        buyers_laws(self.books, self.tolerance)
        sellers_laws(self.market.seller)
        self.whole = True

    # What there is.

    def given(self) -> list[PurchaseOrder]:
        return [row for row in self.books.orders.values() if row.state in ("open", "closed", "cancelled")]

    def open_orders(self) -> list[PurchaseOrder]:
        return [row for row in self.books.orders.values() if row.state == "open"]

    def waiting_orders(self) -> list[PurchaseOrder]:
        return [row for row in self.books.orders.values() if row.state == "awaiting-approval"]

    def lines_of(self, order: PurchaseOrder) -> list[PurchaseOrderLine]:
        mine = [row for row in self.books.lines.values() if row.purchase_order_id == order.id]
        return sorted(mine, key=lambda row: row.position)

    def post(self) -> list[Letter]:
        return self.market.letters

    def came(self) -> list[Letter]:
        return self.market.old

    def came_invoices(self) -> list[Letter]:
        return [one for one in self.market.old if isinstance(one.document, Invoice)]

    def to_ship(self) -> list[SalesOrder]:
        return [row for row in self.market.seller.rows(SalesOrder) if row.state == "open"]

    def drafts(self) -> list[SalesInvoice]:
        return [row for row in self.market.seller.rows(SalesInvoice) if row.state == "draft"]

    def issued(self) -> list[SalesInvoice]:
        return [row for row in self.market.seller.rows(SalesInvoice) if row.state == "issued" and row.kind == "380"]

    def bills(self) -> list[Any]:
        return list(self.books.bills.values())

    def payable(self) -> list[Any]:
        return [row for row in self.books.bills.values() if row.state == "matched"]

    def runs(self, *states: str) -> list[Any]:
        return [row for row in self.books.runs.values() if row.state in states]

    def proposed(self) -> list[Any]:
        return self.runs("proposed")

    def approved(self) -> list[Any]:
        return self.runs("approved")

    def files(self) -> list[str]:
        return list(self.market.bank.files)

    def orders_at_bank(self) -> list[Any]:
        return list(self.market.bank.orders.values())

    def moves(self) -> list[Any]:
        return self.market.bank.waiting()

    def moved(self) -> list[Any]:
        return [one for one in self.orders_at_bank() if one.moved > one.back]

    def receipts(self) -> list[Any]:
        return self.market.receipts

    def unclear(self) -> list[Any]:
        return [one for one in self.books.entries if one.state == "open"]

    def cases(self) -> list[Any]:
        return [one for one in self.books.cases if one.code in RESOLVED]

    # Orders.

    @rule(skus=st.sampled_from([SKUS[:1], SKUS[:2], SKUS]), quantity=st.sampled_from([1, 3, 20, 110]), price=PICKS)
    def order(self, skus: tuple[str, ...], quantity: int, price: int) -> None:
        self.market.asks({sku: (D(quantity), None if price % 4 else D(price % 7) * 5) for sku in skus})

    @has("waiting_orders")
    @rule(pick=PICKS, who=WHO, refuse=st.integers(0, 4))
    def decide(self, pick: int, who: str, refuse: int) -> None:
        self.market.decides(of(self.waiting_orders(), pick), who, refuse=not refuse)

    @has("open_orders")
    @rule(pick=PICKS, left=st.sampled_from([0, 0, 1, 5, 20]), later=st.booleans())
    def change(self, pick: int, left: int, later: bool) -> None:
        order = of(self.open_orders(), pick)
        line = of(self.lines_of(order), pick // 7)
        day = self.market.clock.at.date() + dt.timedelta(days=9) if later else None
        self.market.changes(order, [LineChange(line.line_number, D(left), day)])

    @has("open_orders")
    @rule(pick=PICKS)
    def cancel(self, pick: int) -> None:
        self.market.changes(of(self.open_orders(), pick), None)

    @has("open_orders")
    @rule(pick=PICKS)
    def accept_answer(self, pick: int) -> None:
        self.market.accepts_answer(of(self.open_orders(), pick))

    @has("given")
    @rule(pick=PICKS, price=st.sampled_from(["1", "1", "1.01", "1.5", "0.5"]), units=st.sampled_from([0, 1, 5, 20, 25]))
    def odd_answer(self, pick: int, price: str, units: int) -> None:
        """The seller's people answer by hand, and otherwise."""
        order = of(self.given(), pick)
        document = json_form.from_json(order.document)
        assert isinstance(document, OrderDocument)
        code = (LineStatus.ACCEPTED, LineStatus.BACK_ORDERED, LineStatus.REJECTED)[pick % 3]
        lines = tuple(
            ResponseLine(
                number=line.number,
                ordered=line.quantity,
                unit_price=(line.unit_price or D(1)) * D(price),
                items=line.items,
                answers=(LineAnswer(code, Quantity(D(units), line.quantity.unit)),) if units else (),
            )
            for line in document.lines
        )
        status = ResponseStatus.ACCEPTED if pick % 5 else ResponseStatus.REJECTED
        day = self.market.clock.at.date() + dt.timedelta(days=pick % 2)
        answer = OrderResponse(order.order_number, order.order_date, day, status, lines=lines, currency="EUR")
        self.market.letters.append(Letter(BUYER, "855", answer))

    # The post.

    @has("post")
    @rule(pick=PICKS)
    def one_comes(self, pick: int) -> None:
        self._comes(self.market.letters.pop(pick % len(self.market.letters)))

    @has("post")
    @rule()
    def mail_comes(self) -> None:
        self._mail_comes()

    @has("post")
    @rule()
    def mail_comes_too(self) -> None:
        self._mail_comes()

    @has("came")
    @rule(pick=PICKS)
    def comes_again(self, pick: int) -> None:
        self._comes(of(self.market.old, pick))

    @has("came_invoices")
    @rule(pick=PICKS)
    def comes_in_another_form(self, pick: int) -> None:
        before = len(self.books.bills)
        self._comes(other_form(of(self.came_invoices(), pick)))
        self.look()
        assert len(self.books.bills) == before, "an invoice in another form became a second one"

    def _comes(self, letter: Letter) -> None:
        exchange, refusal = self.market.delivers(letter)
        if exchange.processing == "waiting" and refusal is None:
            self.market.letters.append(letter)
        else:
            self.market.old.append(letter)

    def _mail_comes(self) -> None:
        for _ in range(len(self.market.letters) * 4):
            if not self.market.letters:
                break
            self._comes(self.market.letters.pop(0))

    # Goods.

    @rule(first=st.integers(0, 1))
    def trade(self, first: int) -> None:
        """All the way from an order to an invoice of goods that have come."""
        mail, self.market.letters = self.market.letters, []
        self._trade((SKUS[first], SKUS[1 - first]))
        self.market.letters += mail

    @has("to_ship")
    @rule(pick=PICKS, part=st.booleans())
    def ship(self, pick: int, part: bool) -> None:
        order = of(self.to_ship(), pick)
        quantities = None
        if part:
            rows = [
                row
                for row in self.market.seller.rows(SalesOrderLine)
                if row.sales_order_id == order.id and row.confirmed > row.shipped
            ]
            quantities = {row.line_number: max(D(1), (row.confirmed - row.shipped) // 2) for row in rows} or None
        self.market.ships(order, quantities)

    @has("given")
    @rule(pick=PICKS, units=st.sampled_from([1, 20, 30]))
    def odd_notice(self, pick: int, units: int) -> None:
        order = of(self.given(), pick)
        purpose = ("00", "00", "05", "01")[pick % 4]
        number = self.market.number("N") if pick % 3 else "N-1"
        found = notice(number, order.order_number, shipped(str(1 + pick % 2), units), purpose=purpose)
        self.market.letters.append(Letter(BUYER, "856", found))

    @has("given")
    @rule(pick=PICKS, units=st.sampled_from([0, 0, 0, 1, 5, 30, -1, -20]), damaged=st.integers(0, 4))
    def receive(self, pick: int, units: int, damaged: int) -> None:
        """0: all that was announced and has not come."""
        order = of(self.given(), pick)
        condition = GoodsCondition.GOOD if damaged else GoodsCondition.DAMAGED
        lines = self.lines_of(order) if not units else [of(self.lines_of(order), pick // 5)]
        for line in lines:
            quantity = D(units) or line.announced - line.received
            if quantity:
                self.market.receives(order.order_number, line.line_number, quantity, condition)

    @has("receipts")
    @rule(pick=PICKS)
    def goods_go_back(self, pick: int) -> None:
        found = of(self.receipts(), pick)
        self.market.receives(
            found.order_number, found.lines[0].order_line, -found.lines[0].quantity.value, GoodsCondition.GOOD
        )

    @has("receipts")
    @rule(pick=PICKS, other=st.booleans())
    def receipt_again(self, pick: int, other: bool) -> None:
        found = of(self.receipts(), pick)
        line = replace(found.lines[0], quantity=Quantity(D(7), ""))
        self.market.receives_receipt(replace(found, lines=(line,)) if other else found)

    # Invoices.

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

    # Paying.

    @has("payable")
    @rule(who=st.sampled_from(["paula", "carla", "carla", "boris"]))
    def propose(self, who: str) -> None:
        self.market.proposes(who)

    @has("payable")
    @rule(far=st.integers(1, 3))
    def pay(self, far: int) -> None:
        self._pay(far)

    @has("proposed")
    @rule(pick=PICKS, who=WHO)
    def approve(self, pick: int, who: str) -> None:
        self._approve(of(self.proposed(), pick), who)

    @has("proposed")
    @rule(pick=PICKS)
    def approve_as_boris(self, pick: int) -> None:
        self._approve(of(self.proposed(), pick), "boris")

    def _approve(self, run: Any, who: str) -> None:
        before = self.books
        if self.market.approves(run, who) is None:
            self._what_is_approved_has_come(before, run)

    def _what_is_approved_has_come(self, books: Books, run: Any) -> None:
        """Nothing leaves for goods that went back before the approval, nor for what is paid already."""
        bills = [books.bills[one.purchase_invoice_id] for one in books.items if one.active and books.run_of(one) is run]
        for id, row in books.lines.items():
            claimed = [books.claims(bill).get(id, D(0)) for bill in bills if books.by_rule(bill)]
            most = row.received + row.ordered * self.tolerance.quantity / 100 if row.received else D(0)
            assert sum(claimed) <= most, f"{sum(claimed)} of {row.sku} are approved, {row.received} are here"

    @has("proposed")
    @rule(pick=PICKS)
    def approve_other_bytes(self, pick: int) -> None:
        self.market.approves_other_bytes(of(self.proposed(), pick))

    @precondition(lambda self: self.runs("proposed", "approved", "sent"))
    @rule(pick=PICKS)
    def cancel_run(self, pick: int) -> None:
        self.market.cancels(of(self.runs("proposed", "approved", "sent"), pick))

    @has("approved")
    @rule(pick=PICKS, noted=st.booleans())
    def hand_over(self, pick: int, noted: bool) -> None:
        run = of(self.approved(), pick)
        if self.market.hands_over(run) is None and noted:
            self.market.notes_sent(run)

    @has("files")
    @rule(pick=PICKS, refuse=st.integers(0, 3), group=st.sampled_from(["", "PART", "ACTC"]), early=st.booleans())
    def report(self, pick: int, refuse: int, group: str, early: bool) -> None:
        file = of(self.files(), pick)
        refused = self.market.bank.files[file][: refuse if pick % 2 else 0]
        self.market.letters.append(self.market.bank.report(file, refused, group=group, early=early))

    @has("files")
    @rule(pick=PICKS, twisted=st.sampled_from(["contrary", "sum", "file", "amount"]))
    def bank_is_confused(self, pick: int, twisted: str) -> None:
        letter = self.market.bank.report(of(self.files(), pick), [])
        assert isinstance(letter.document, PaymentStatus)
        if twisted == "contrary":
            letter = self.market.bank.lie(of(self.files(), pick), pick // 3)
        elif twisted == "sum":
            letter = replace(letter, document=replace(letter.document, control_sum=D(1)))
        elif twisted == "file":
            letter = replace(letter, document=replace(letter.document, original_message_id="NOT-OURS"))
        else:
            (batch,) = letter.document.batches
            wrong = tuple(replace(one, amount=euro(1)) for one in batch.transactions)
            letter = replace(letter, document=replace(letter.document, batches=(replace(batch, transactions=wrong),)))
        self.market.letters.append(letter)

    @has("moves")
    @rule(count=st.integers(1, 4), batch=st.booleans())
    def book(self, count: int, batch: bool) -> None:
        orders = self.moves()
        if batch:
            orders = [one for one in orders if one.file == orders[0].file]
            batch = len(orders) == sum(1 for one in self.orders_at_bank() if one.file == orders[0].file)
        self.market.letters += self.market.bank.book(orders if batch else orders[:count], batch=batch)

    @has("orders_at_bank")
    @rule(pick=PICKS)
    def book_what_was_refused(self, pick: int) -> None:
        order = of(self.market.bank.waiting(dishonest=True), pick)
        if order is not None:
            self.market.letters += self.market.bank.book([order])

    @has("moved")
    @rule(pick=PICKS)
    def book_twice(self, pick: int) -> None:
        self.market.letters.append(self.market.bank.twice(of(self.moved(), pick)))

    @has("moved")
    @rule(pick=PICKS)
    def give_back(self, pick: int) -> None:
        self.market.letters += self.market.bank.give_back(of(self.moved(), pick))

    @has("post")
    @rule(pick=PICKS)
    def wrong_statement(self, pick: int) -> None:
        """A copy whose balances, account or entries are not those of the bank books nothing."""
        statements = [one for one in self.market.letters if isinstance(one.document, BankStatement)]
        letter = of(statements, pick)
        if letter is None or not letter.document.entries:
            return
        first = letter.document.entries[0]
        changed = (replace(first, amount=replace(first.amount, amount=first.amount.amount + D("0.01"))),)
        entries = changed + letter.document.entries[1:]
        before = len(self.market.buyer.rows(Statement)), len(self.market.seller.rows(Statement))
        exchange, _ = self.market.delivers(replace(letter, document=replace(letter.document, entries=entries)))
        assert exchange.processing == "failed"
        assert before == (len(self.market.buyer.rows(Statement)), len(self.market.seller.rows(Statement)))

    @has("unclear")
    @rule(pick=PICKS, means=PICKS)
    def by_hand(self, pick: int, means: int) -> None:
        entry = of(self.unclear(), pick)
        (statement,) = self.market.buyer.rows(Statement, Statement.id == entry.statement_id)
        payment = of(self.books.payments.values(), means) if means % 4 else None
        place = f"{statement.number}/{entry.position}"
        self.market.by_hand(self.market.buyer, place, payment.end_to_end_id if payment else None)

    @has("cases")
    @rule(pick=PICKS)
    def resolve(self, pick: int) -> None:
        self.market.resolves(of(self.cases(), pick))

    @rule(days=st.sampled_from([1, 3, 40]))
    def time_passes(self, days: int) -> None:
        self.market.clock.advance(days=days)

    # The end.

    def _everything_arrives(self) -> None:
        """What is under way comes. Every cent that left the account is booked, or somebody has been told."""
        self._mail_comes()
        self.laws()
        for whose, house in ((BUYER, self.market.buyer), (SELLER, self.market.seller)):
            account = self.market.bank.accounts[whose]
            entries = [entry.amount for entry in self._entries(house)]
            assert sum(entries) == account.balance - account.opening
        payments = {one.end_to_end_id: one for one in self.books.payments.values()}
        for order in self.orders_at_bank():
            if not order.tricked and order.end_to_end_id in payments:
                state = payments[order.end_to_end_id].state
                assert (state == "booked") == (order.moved == 1 and not order.back), f"{order}: {state}"
                assert (state == "returned") == (order.back == 1), f"{order}: {state}"

    def _entries(self, house: Any) -> list[Any]:
        return list(house.rows(StatementEntry))


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
