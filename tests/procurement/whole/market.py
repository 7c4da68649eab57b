"""A buyer, a seller and their bank, and everything that may happen between them. Every act is one call of a service."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal as D
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import (
    BankStatement,
    GoodsCondition,
    GoodsReceipt,
    Invoice,
    Order,
    OrderChange,
    OrderChangeResponse,
    OrderResponse,
    PaymentFile,
    PaymentStatus,
    Quantity,
    ReceivedLine,
    Remittance,
    ShipNotice,
    json_form,
)
from b2b.errors import B2BError, NotAllowed
from b2b.gateway import issuing, paying
from b2b.invoicing.check_received import check_received
from b2b.invoicing.formats import InvoiceFormat as Form
from b2b.procurement.banking import by_hand
from b2b.procurement.banking import service as banking
from b2b.procurement.billing import credit
from b2b.procurement.billing import service as billing
from b2b.procurement.billing.draft import InvoiceDraft
from b2b.procurement.matching import service as matching
from b2b.procurement.orders import changes
from b2b.procurement.orders import service as orders
from b2b.procurement.paying import approval, runs, settling, status
from b2b.procurement.purchasing import answers, approving, change_answers, changing, requesting
from b2b.procurement.purchasing.changing import LineChange
from b2b.procurement.purchasing.requesting import RequestedLine
from b2b.procurement.receivables import advice
from b2b.procurement.receiving import announce
from b2b.procurement.receiving import service as receiving
from b2b.procurement.shipping import service as shipping
from b2b.store import blobs, cases, catalog, purchases
from b2b.store.states import InvoiceFormat, PaymentRunState, Processing, PurchaseOrderSource, UserRole
from b2b.store.tables import (
    ExceptionCase,
    Exchange,
    Item,
    Partner,
    PaymentRun,
    PurchaseInvoice,
    PurchaseOrder,
    SalesInvoice,
    SalesOrder,
)
from tests.clock import FixedClock
from tests.procurement.whole.bank import BUYER, SELLER, Account, TheirBank
from tests.procurement.whole.house import FILES, House, Letter, make_house

PEOPLE: Mapping[str, tuple[UserRole, ...]] = {
    "rita": (UserRole.REQUESTER, UserRole.APPROVER),
    "anna": (UserRole.APPROVER,),
    "paula": (UserRole.PAYER,),
    "carla": (UserRole.PAYER, UserRole.PAYMENT_APPROVER),
    "boris": (UserRole.PAYMENT_APPROVER,),
}
Do = Callable[[Session, dt.datetime], Any]


class Market:
    """`letters` are on their way, `old` came before and may come again."""

    def __init__(self, folder: Path, *, tolerances: Mapping[str, str] | None = None) -> None:
        self.clock = FixedClock()
        self.buyer = _buyer(folder / BUYER, self.clock, tolerances or {})
        self.seller = _seller(folder / SELLER, self.clock)
        ibans = {BUYER: "DE85999999990001234567", SELLER: "DE89370400440532013000"}
        self.bank = TheirBank(self.clock, {name: Account(iban) for name, iban in ibans.items()})
        self.letters: list[Letter] = []
        self.old: list[Letter] = []
        self.receipts: list[GoodsReceipt] = []
        self.made = 0

    def close(self) -> None:
        self.buyer.store.close()
        self.seller.store.close()

    def posts(self) -> None:
        """Whatever was put out is on its way; payment files are taken to the bank by `hands_over`."""
        for house, to in ((self.buyer, SELLER), (self.seller, BUYER)):
            for exchange in house.sends():
                if exchange.set_id != "pain.001":
                    self.letters.append(Letter(to, exchange.set_id, json_form.from_json(exchange.document)))

    def delivers(self, letter: Letter) -> tuple[Exchange, B2BError | None]:
        """A letter arrives and is worked."""
        house, partner = (self.buyer, "ACME") if letter.to == BUYER else (self.seller, "NORTHWIND")
        if isinstance(letter.document, PaymentStatus | BankStatement):
            partner = "HAUSBANK"
        found = house.takes(partner, letter, lambda s, now, exchange: _work(s, now, exchange, letter))
        self.posts()
        return found

    def number(self, letter: str) -> str:
        self.made += 1
        return f"{letter}-{self.made}"

    # The buyer.

    def asks(self, lines: Mapping[str, tuple[D, D | None]], who: str = "rita") -> B2BError | None:
        wanted = [RequestedLine(sku, Quantity(quantity, ""), price) for sku, (quantity, price) in lines.items()]

        def act(session: Session, now: dt.datetime) -> None:
            supplier = session.exec(select(Partner).where(col(Partner.code) == "ACME")).one()
            requesting.request_order(session, now, who, PurchaseOrderSource.MANUAL, supplier, wanted)

        return self._act(self.buyer, act)

    def decides(self, order: PurchaseOrder, who: str, *, refuse: bool = False) -> B2BError | None:
        user = self.buyer.people[who]

        def act(session: Session, now: dt.datetime) -> None:
            row = session.get_one(PurchaseOrder, order.id)
            if refuse:
                approving.refuse(session, now, user, row, "too dear")
            else:
                approving.approve(session, now, user, row)

        refused = self._act(self.buyer, act)
        if refused is None and not refuse:
            assert who != order.requested_by, "somebody approved his own order"
        return refused

    def changes(self, order: PurchaseOrder, changes: list[LineChange] | None) -> B2BError | None:
        def act(session: Session, now: dt.datetime) -> None:
            row = session.get_one(PurchaseOrder, order.id)
            if changes is None:
                changing.cancel(session, now, "rita", row, "not needed")
            else:
                changing.change(session, now, "rita", row, changes)

        return self._act(self.buyer, act)

    def accepts_answer(self, order: PurchaseOrder) -> B2BError | None:
        return self._act(
            self.buyer, lambda s, now: answers.accept(s, now, "rita", purchases.order(s, order.order_number))
        )

    def receives(
        self, order: str, line: str, quantity: D, condition: GoodsCondition, despatch: str = ""
    ) -> B2BError | None:
        self.receipts.append(
            GoodsReceipt(
                self.number("R"),
                order,
                self.clock.at,
                (ReceivedLine(Quantity(quantity, ""), line, condition=condition),),
                despatch,
            )
        )
        return self.receives_receipt(self.receipts[-1])

    def receives_receipt(self, receipt: GoodsReceipt) -> B2BError | None:
        company = self.buyer.company().id
        return self._act(self.buyer, lambda s, now: receiving.post_receipt(s, now, "erp", receipt, company))

    def judges(self, bill: PurchaseInvoice, how: str, who: str = "anna") -> B2BError | None:
        user = self.buyer.people[who]

        def act(session: Session, now: dt.datetime) -> None:
            row = session.get_one(PurchaseInvoice, bill.id)
            if how == "rematch":
                matching.rematch(session, now, "gateway", row)
            else:
                judge = matching.approve if how == "approve" else matching.reject
                judge(session, now, user, row, "agreed by phone")

        return self._act(self.buyer, act)

    def proposes(self, who: str) -> B2BError | None:
        company, user = self.buyer.company(), self.buyer.people[who]
        return self.buyer.tries(lambda: paying.propose(self.buyer.gateway, company, user))

    def approves(self, run: PaymentRun, who: str) -> B2BError | None:
        user = self.buyer.people[who]
        refused = self.buyer.tries(lambda: paying.approve(self.buyer.gateway, run.number, user))
        if refused is None:
            assert who != run.proposed_by, "somebody approved his own payment run"
        self.posts()
        return refused

    def approves_other_bytes(self, run: PaymentRun) -> None:
        """A byte is changed on the way to the approver, who approves nothing then."""
        boris = self.buyer.people["boris"]

        def act(session: Session, now: dt.datetime) -> None:
            row = session.get_one(PaymentRun, run.id)
            sha256 = blobs.put(session, self.buyer.store, b"other bytes", now)
            approval.approve(session, now, boris, row, sha256)

        assert self._act(self.buyer, act) is not None

    def cancels(self, run: PaymentRun) -> B2BError | None:
        return self._act(
            self.buyer, lambda s, now: approval.cancel(s, now, "paula", runs.by_number(s, run.number), "wrong")
        )

    def hands_over(self, run: PaymentRun) -> B2BError | None:
        """An approved file goes to the bank, if it is still the one that was approved."""
        gateway = self.buyer.gateway

        def act(session: Session, now: dt.datetime) -> None:
            exchange = session.get_one(Exchange, run.exchange_id)
            if exchange.processing != Processing.NEW:
                raise NotAllowed("it was sent, or taken back", next_step="b2b payments list")
            paying.require_approved(session, gateway, exchange)
            exchange.processing, exchange.done_at = Processing.DONE.value, now
            session.add(exchange)

        refused = self._act(self.buyer, act)
        if refused is None:
            document = json_form.from_json(run.document)
            assert isinstance(document, PaymentFile)
            with self.buyer.store.read() as session:
                self.bank.gets(blobs.get(session, self.buyer.store, run.file_sha256), document)
        return refused

    def notes_sent(self, run: PaymentRun) -> None:
        def act(session: Session, now: dt.datetime) -> None:
            row = session.get_one(PaymentRun, run.id)
            if row.state == PaymentRunState.APPROVED:
                settling.note_sent(session, now, "gateway", row)

        self.buyer.does(act)

    def by_hand(self, house: House, place: str, target: str | None) -> B2BError | None:
        if target is None:
            return self._act(house, lambda s, now: by_hand.ignore(s, now, "carla", place, "a fee"))
        return self._act(house, lambda s, now: by_hand.match(s, now, "carla", place, target))

    def resolves(self, case: ExceptionCase) -> None:
        self.buyer.does(
            lambda s, now: cases.resolve(
                s, s.get_one(ExceptionCase, case.id), now=now, actor="carla", resolution="looked at"
            )
        )

    # The seller.

    def ships(self, order: SalesOrder, quantities: Mapping[str, D] | None) -> B2BError | None:
        return self._act(
            self.seller,
            lambda s, now: shipping.ship(s, now, "ulf", s.get_one(SalesOrder, order.id), quantities),
        )

    def issues(self, bill: SalesInvoice) -> B2BError | None:
        """An invoice or credit note of the seller is calculated and goes out."""

        def act(session: Session, now: dt.datetime) -> None:
            found = billing.prepare(session, now, "ulf", bill.id)
            assert isinstance(found, InvoiceDraft), found
            billing.record_issued(session, now, "ulf", bill.id, issuing.calculate(found))

        return self._act(self.seller, act)

    def credits(self, bill: SalesInvoice, quantities: Mapping[str, D] | None) -> B2BError | None:
        def act(session: Session, now: dt.datetime) -> None:
            credit.plan(session, now, "ulf", session.get_one(SalesInvoice, bill.id), quantities, "broken")

        return self._act(self.seller, act)

    def _act(self, house: House, act: Do) -> B2BError | None:
        refused = house.tries(house.does, act)
        self.posts()
        return refused


def _work(session: Session, now: dt.datetime, exchange: Exchange, letter: Letter) -> None:
    """The gateway's dispatch, of what these two send each other."""
    match letter.document:
        case Order() as order:
            orders.take(session, now, exchange, order, (), now, "gateway")
        case OrderChange() as change:
            changes.take(session, now, exchange, change, "gateway")
        case OrderResponse() as response:
            answers.take(session, now, exchange, response, "gateway")
        case OrderChangeResponse() as response:
            change_answers.take(session, now, exchange, response, "gateway")
        case ShipNotice() as notice:
            announce.take(session, now, exchange, notice, "gateway")
        case Invoice() as invoice:
            form = InvoiceFormat(letter.form or "x12")
            problems = [one.message for one in check_received(invoice, Form.X12) if one.is_fatal]
            matching.take(session, now, exchange, invoice, form, "gateway", problems)
        case Remittance() as remittance:
            advice.take(session, now, exchange, remittance, "gateway")
        case PaymentStatus() as report:
            status.take(session, now, exchange, report, "gateway")
        case BankStatement() as statement:
            banking.take(session, now, exchange, statement, "gateway")
        case other:
            raise AssertionError(other)


def _buyer(folder: Path, clock: FixedClock, tolerances: Mapping[str, str]) -> House:
    house = make_house(folder, clock)
    files = FILES / "northwind"

    def change(partner: dict[str, Any]) -> None:
        if "purchase" in partner["partner"]:
            partner["partner"]["purchase"] |= dict(tolerances)

    house.settings(files / "supplier.toml", files / "bank.toml", company=files / "company.toml", change=change)
    house.catalog(files / "catalog.toml")
    for name, roles in PEOPLE.items():
        house.person(name, *roles)
    return house


def _seller(folder: Path, clock: FixedClock) -> House:
    house = make_house(folder, clock)
    house.settings(FILES / "partner.toml", FILES / "bank.toml", company=FILES / "company.toml")
    house.catalog(FILES / "catalog.toml", FILES / "machines.toml")

    def stock(session: Session, now: dt.datetime) -> None:
        for item in session.exec(select(Item)).all():
            catalog.set_stock(session, now, item, D(100_000), source="a count")

    house.does(stock)
    return house


def other_form(letter: Letter) -> Letter:
    """The same invoice as another program writes it."""
    return replace(letter, form="ubl" if letter.form != "ubl" else "cii")
