"""Orders of ours as they stand with the supplier, what arrives for them and what is billed, for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP
from decimal import Decimal as D
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from b2b.documents import (
    AllowanceCharge,
    GoodsCondition,
    GoodsReceipt,
    Invoice,
    InvoiceLine,
    ItemId,
    ItemScheme,
    Pack,
    Party,
    PaymentTerms,
    Quantity,
    ReceivedLine,
    ShipNotice,
    ShippedLine,
    ShippedOrder,
    VatBreakdown,
)
from b2b.procurement.matching import service as matching
from b2b.procurement.matching.service import Taken
from b2b.procurement.receiving import announce
from b2b.procurement.receiving import service as receiving
from b2b.procurement.receiving.service import Posted
from b2b.store import counters, ids, parties, purchases
from b2b.store.states import InvoiceFormat, UserRole
from b2b.store.tables import (
    ExceptionCase,
    Exchange,
    ExpectedLine,
    ExpectedReceipt,
    Item,
    Match,
    PurchaseInvoice,
    PurchaseOrder,
    PurchaseOrderLine,
    User,
)
from tests.procurement.buyer import DAY, Buyer, make_buyer

CENT = D("0.01")
Lines = Sequence[tuple[str, str | int, str]]


def shipped(order_line: str, quantity: str | int, sku: str = "", *, unit: str = "EA", lot: str = "") -> ShippedLine:
    items = (ItemId(ItemScheme.BUYER, sku),) if sku else ()
    return ShippedLine(order_line, Quantity(D(quantity), unit), items, lot=lot)


def notice(number: str, order: str, *lines: ShippedLine, packs: Sequence[Pack] = (), **fields: Any) -> ShipNotice:
    at = dt.datetime(2026, 3, 3, 8, tzinfo=dt.UTC)
    return replace(ShipNotice(number, at, (ShippedOrder(order, lines, tuple(packs)),)), **fields)


def received(order_line: str, quantity: str | int, **fields: Any) -> ReceivedLine:
    return ReceivedLine(Quantity(D(quantity), fields.pop("unit", "")), order_line, **fields)


def billed(order_line: str, units: str | int, price: str, **fields: Any) -> InvoiceLine:
    net = (D(units) * D(price)).quantize(CENT, ROUND_HALF_UP)
    line = InvoiceLine("1", Quantity(D(units), "EA"), D(price), net, (), "goods", "S", D(19), order_line=order_line)
    return replace(line, **fields)


def invoice(
    number: str, order: str, *lines: InvoiceLine, extras: Sequence[AllowanceCharge] = (), **fields: Any
) -> Invoice:
    """An invoice that adds up, with one VAT rate for all of it."""
    net = sum((line.net_amount for line in lines), D(0))
    charges = sum((one.amount for one in extras if one.is_charge), D(0))
    allowances = sum((one.amount for one in extras if not one.is_charge), D(0))
    taxable = net + charges - allowances
    vat = (taxable * D("0.19")).quantize(CENT, ROUND_HALF_UP)
    made = Invoice(
        number=number,
        date=dt.date(2026, 3, 4),
        kind="380",
        currency="EUR",
        supplier=Party(name="Acme Supply GmbH"),
        buyer=Party(name="Northwind Retail GmbH", vat_id="DE987654328"),
        lines=tuple(replace(line, number=str(n)) for n, line in enumerate(lines, 1)),
        vat=(VatBreakdown("S", D(19), taxable, vat),),
        net_total=net,
        taxable_total=taxable,
        vat_total=vat,
        gross_total=taxable + vat,
        payable=taxable + vat,
        charge_total=charges,
        allowance_total=allowances,
        allowances_charges=tuple(extras),
        terms=PaymentTerms(due=dt.date(2026, 4, 3)),
        order_number=order,
    )
    return replace(made, **fields)


def credit_note(number: str, named: str, order: str, *lines: InvoiceLine, **fields: Any) -> Invoice:
    return replace(invoice(number, order, *lines), kind="381", preceding_invoice=named, **fields)


@dataclass
class Dock:
    """The buyer's workspace; short numbers of invoices are `bill.number`."""

    buyer: Buyer

    def gives(self, number: str, *lines: tuple[str, str | int, str], state: str = "open", **fields: Any) -> None:
        """An order that the supplier has accepted as it is: (SKU, quantity, price) a line."""
        now = self.buyer.tick()
        with self.buyer.store.write() as session:
            partner = parties.partner(session, fields.pop("partner", "ACME"))
            row = PurchaseOrder(
                id=ids.new(now),
                number=counters.take(session, "purchase_order"),
                company_id=partner.company_id,
                partner_id=partner.id,
                order_number=number,
                order_date=DAY,
                currency=fields.pop("currency", "EUR"),
                net=0,
                state=state,
                source="manual",
                requested_by="rita",
                requested_at=now,
                approval="rule",
                approved_by="rule",
                approved_at=now,
                document={},
            )
            session.add(row)
            session.flush()
            items = {item.sku: item.id for item in session.exec(select(Item))}
            for position, (sku, quantity, price) in enumerate(lines, 1):
                line = PurchaseOrderLine(
                    id=ids.new(now),
                    purchase_order_id=row.id,
                    position=position,
                    line_number=str(position),
                    item_id=items[sku],
                    sku=sku,
                    supplier_sku=fields.get("supplier_sku", ""),
                    unit="EA",
                    ordered=D(quantity),
                    price=D(price),
                    agreed_price=D(price),
                    confirmed=D(quantity),
                    requested_on=dt.date(2026, 3, 10),
                )
                session.add(line)

    def announces(self, found: ShipNotice, exchange_id: str = "") -> Exchange:
        exchange_id = exchange_id or self.buyer.arrives("856")
        now = self.buyer.tick()
        with self.buyer.store.write() as session:
            exchange = session.get_one(Exchange, exchange_id)
            announce.take(session, now, exchange, found, "tests")
            return exchange

    def receives(self, order: str, *lines: ReceivedLine, number: str = "", despatch: str = "") -> Posted:
        now = self.buyer.tick()
        number = number or f"R-{now:%H%M%S}"
        receipt = GoodsReceipt(number, order, now, lines, despatch)
        return self.posts(receipt)

    def posts(self, receipt: GoodsReceipt) -> Posted:
        with self.buyer.store.write() as session:
            company = parties.company(session, "NORTHWIND")
            return receiving.post_receipt(session, self.buyer.tick(), "erp", receipt, company.id)

    def bills(
        self, found: Invoice, format: InvoiceFormat = InvoiceFormat.X12, problems: Sequence[str] = (), **fields: Any
    ) -> Taken:
        exchange_id = self.buyer.arrives("810")
        now = self.buyer.tick()
        with self.buyer.store.write() as session:
            exchange = session.get_one(Exchange, exchange_id)
            if "partner" in fields:
                exchange.partner_id = parties.partner(session, fields["partner"]).id
            return matching.take(session, now, exchange, found, format, "tests", problems)

    def does(self, act: Callable[[Session, dt.datetime], Any]) -> Any:
        now = self.buyer.tick()
        with self.buyer.store.write() as session:
            return act(session, now)

    def approver(self, name: str = "anna") -> User:
        return self.buyer.add_user(name, UserRole.APPROVER)

    def approves(self, user: User, number: str, reason: str = "agreed by phone") -> Sequence[PurchaseInvoice]:
        return self.does(lambda s, now: matching.approve(s, now, user, matching.find(s, number), reason))

    def rejects(self, user: User, number: str, reason: str = "not ours") -> Sequence[PurchaseInvoice]:
        return self.does(lambda s, now: matching.reject(s, now, user, matching.find(s, number), reason))

    def bill(self, number: str) -> PurchaseInvoice:
        with self.buyer.store.read() as session:
            return matching.find(session, number)

    def stands(self, number: str) -> tuple[str, D]:
        """An invoice's state and what may be paid."""
        row = self.bill(number)
        return row.state, D(row.payable) / 100

    def matches(self, number: str) -> list[Match]:
        id = self.bill(number).id
        rows = self.buyer.rows(Match, col(Match.purchase_invoice_id) == id)
        return sorted(rows, key=lambda row: row.run)

    def reasons(self, number: str) -> list[str]:
        return [one["text"] for one in self.matches(number)[-1].result["reasons"]]

    def line(self, order: str, position: int = 1) -> PurchaseOrderLine:
        return self.buyer.lines(order)[position - 1]

    def order_state(self, number: str) -> str:
        with self.buyer.store.read() as session:
            return purchases.order(session, number).state

    def expected(self) -> list[ExpectedReceipt]:
        return self.buyer.rows(ExpectedReceipt)

    def expected_lines(self) -> list[ExpectedLine]:
        return sorted(self.buyer.rows(ExpectedLine), key=lambda row: row.position)

    def open(self) -> list[str]:
        return self.buyer.open_codes()

    def cases(self) -> list[ExceptionCase]:
        return [row for row in self.buyer.rows(ExceptionCase) if row.state == "open"]


def good(order_line: str, quantity: str | int) -> ReceivedLine:
    return received(order_line, quantity, condition=GoodsCondition.GOOD)


def make_dock(folder: Path) -> Dock:
    return Dock(make_buyer(folder))
