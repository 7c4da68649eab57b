"""The figures of the day: what they must be, and what the companies' own books say, both as a clerk says them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal as D

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.demo.house import House
from b2b.demo.stage import Stage
from b2b.demo.wording import ANSWERS, money, plain, price
from b2b.documents import OrderResponse, json_form
from b2b.gateway.bootstrap import Gateway
from b2b.procurement.purchasing.open_quantity import to_come as still_to_come
from b2b.procurement.receivables import account
from b2b.store import blobs
from b2b.store.money import from_minor
from b2b.store.states import EntryState, LinkKind, PurchaseInvoiceState, SalesInvoiceState, Verdict
from b2b.store.tables import (
    ExceptionCase,
    Exchange,
    ExpectedLine,
    Interchange,
    Link,
    Match,
    PaymentRun,
    PurchaseInvoice,
    PurchaseOrder,
    PurchaseOrderLine,
    SalesInvoice,
    SalesOrder,
    SalesOrderLine,
    StatementEntry,
    Transmission,
)

ORDERED = {
    "WIDGET-001": "170 at 11.80 = 2,006.00 EUR, approved by rule",
    "WIDGET-002": "100 at 40.00 = 4,000.00 EUR, approved by rule",
    "BIG-7": "3 at 2,500.00 = 7,500.00 EUR, approved by chief",
}
ANSWERED = {"WIDGET-001": "170 accepted", "WIDGET-002": "60 accepted, 40 back-ordered", "BIG-7": "3 accepted"}
PALLETS = {
    "WIDGET-001": "340123450000000017",
    "WIDGET-002": "340123450000000024",
    "BIG-7": "340123450000000031",
}
ANNOUNCED = {
    "WIDGET-001": "170 on pallet 340123450000000017",
    "WIDGET-002": "60 on pallet 340123450000000024",
    "BIG-7": "3 on pallet 340123450000000031",
}
INVOICED = {
    "WIDGET-001": "2,006.00 + 381.14 = 2,387.14 EUR",
    "WIDGET-002": "2,400.00 + 456.00 = 2,856.00 EUR",
    "BIG-7": "7,500.00 + 1,425.00 = 8,925.00 EUR",
}
MATCHED = {
    "WIDGET-001": "matched, 2,387.14 EUR payable",
    "WIDGET-002": "blocked, 0.00 EUR payable",
    "BIG-7": "matched, 8,925.00 EUR payable",
}


def orders_by_item(session: Session) -> Mapping[str, str]:
    """The number of our order by item; each item of the day is in one."""
    return {line.sku: row.order_number for row, line in _lines(session)}


def ordered(session: Session, sku: str) -> str:
    """Quantity, price, amount and who approved."""
    row, line = _line(session, sku)
    by = "rule" if row.approval == "rule" else row.approved_by
    amount = money(from_minor(row.net, row.currency), row.currency)
    approved = f"approved by {by}" if row.approval else row.state
    return f"{plain(line.ordered)} at {price(line.price)} = {amount}, {approved}"


def answered(session: Session, sku: str) -> str:
    """The supplier's answer to an order of one line."""
    row, _ = _line(session, sku)
    found = json_form.from_json(row.response) if row.response else None
    if not isinstance(found, OrderResponse):
        return "nothing"
    answers = [answer for line in found.lines for answer in line.answers]
    return ", ".join(f"{plain(one.quantity)} {ANSWERS.get(one.status, one.status)}" for one in answers)


def announced(session: Session, sku: str) -> str:
    """What ship notices have announced, and the number of the pallet (SSCC)."""
    _, line = _line(session, sku)
    rows = session.exec(select(ExpectedLine).where(col(ExpectedLine.purchase_order_line_id) == line.id)).all()
    return ", ".join(f"{plain(row.quantity)} on pallet {row.sscc}" for row in rows)


def invoice_of(session: Session, order: str) -> str:
    """The number of our invoice for a customer's order."""
    query = (
        select(SalesInvoice.number)
        .join(SalesOrder, col(SalesOrder.id) == col(SalesInvoice.sales_order_id))
        .where(col(SalesOrder.order_number) == order, col(SalesInvoice.kind) == "380")
    )
    return session.exec(query).one()


def invoiced(session: Session, number: str) -> str:
    """Net, VAT and gross of an invoice of ours."""
    return _sum(session.exec(select(SalesInvoice).where(col(SalesInvoice.number) == number)).one())


def standing(session: Session, number: str) -> str:
    """Where a supplier's invoice stands and what may be paid of it."""
    row = _bill(session, number)
    return f"{row.state}, {money(from_minor(row.payable, row.currency), row.currency)} payable"


def blocked_by(session: Session, number: str) -> str:
    """The amount by which an invoice does not match."""
    query = select(Match).where(col(Match.purchase_invoice_id) == _bill(session, number).id)
    found = session.exec(query.order_by(col(Match.run).desc())).first()
    return f"{found.result['difference']} EUR net" if found is not None else "nothing"


def credit_note_to(session: Session, number: str) -> str:
    """Net, VAT and gross of the supplier's credit note to an invoice."""
    query = select(PurchaseInvoice).where(col(PurchaseInvoice.credited_invoice_id) == _bill(session, number).id)
    found = session.exec(query).first()
    return _sum(found) if found is not None else "none"


def count_invoices(session: Session) -> int:
    """Suppliers' invoices on file, without credit notes."""
    query = select(func.count()).select_from(PurchaseInvoice).where(col(PurchaseInvoice.kind) == "380")
    return session.exec(query).one()


def count_copies(session: Session) -> int:
    """Files and documents that were recognised as copies of another."""
    files = select(func.count()).select_from(Interchange).where(col(Interchange.duplicate_of).is_not(None))
    documents = select(func.count()).select_from(Link).where(col(Link.kind) == LinkKind.DUPLICATE_OF)
    return session.exec(files).one() + session.exec(documents).one()


def file_of_invoice(session: Session, gateway: Gateway, number: str) -> bytes:
    """The bytes of the file in which an invoice of ours was sent."""
    query = (
        select(Transmission.blob_sha256)
        .join(Exchange, col(Exchange.transmission_id) == col(Transmission.id))
        .join(SalesInvoice, col(SalesInvoice.exchange_id) == col(Exchange.id))
        .where(col(SalesInvoice.number) == number)
    )
    return blobs.get(session, gateway.store, session.exec(query).one())


def open_exceptions(session: Session) -> str:
    """The codes of the exceptions that stand open."""
    query = select(ExceptionCase.code).where(col(ExceptionCase.state) == "open")
    return ", ".join(sorted(session.exec(query))) or "none"


def payment_run(session: Session) -> str:
    """The one payment run."""
    run = session.exec(select(PaymentRun)).one()
    return f"{run.count} payments, {money(from_minor(run.control_sum, run.currency), run.currency)}, {run.state}"


def reconciled(session: Session) -> str:
    """How many movements on our account are understood."""
    states = session.exec(select(StatementEntry.state)).all()
    return f"{sum(state == EntryState.MATCHED for state in states)} of {len(states)}"


def receivables(session: Session) -> str:
    """What our customers owe."""
    issued = col(SalesInvoice.state) == SalesInvoiceState.ISSUED, col(SalesInvoice.kind) == "380"
    rows = session.exec(select(SalesInvoice).where(*issued)).all()
    return money(from_minor(sum(account.position_of(session, row).open for row in rows), "EUR"), "EUR")


def to_come(session: Session, sku: str) -> str:
    """What of an order of ours is still to come."""
    return plain(still_to_come(_line(session, sku)[1]))


def to_ship(session: Session, sku: str) -> str:
    """What of a customer's order is back-ordered."""
    query = select(SalesOrderLine).where(col(SalesOrderLine.sku) == sku)
    return plain(session.exec(query).one().back_ordered)


def account_of(stage: Stage, house: House) -> str:
    """What a house has at the bank."""
    return money(stage.bank.balances()[house.cast.iban], "EUR")


def count_exchanged(session: Session) -> int:
    """Documents that were exchanged and accepted, acknowledgments too."""
    accepted = col(Exchange.verdict).in_([Verdict.ACCEPTED, Verdict.ACCEPTED_WITH_ERRORS])
    return session.exec(select(func.count()).select_from(Exchange).where(accepted, ~col(Exchange.test))).one()


def money_of_the_buyer(session: Session) -> dict[str, str]:
    """What was ordered, received, invoiced and credited (net), what was paid, what is open."""
    lines = [line for _, line in _lines(session)]
    bills = session.exec(select(PurchaseInvoice)).all()
    paid = [row for row in bills if row.state == PurchaseInvoiceState.PAID]
    gone = sum(row.payable for row in paid)
    unpaid = sum(row.gross for row in bills if row.kind == "380" and row.state != PurchaseInvoiceState.PAID)
    amounts = {
        "ordered": sum((line.ordered * line.price for line in lines), D(0)),
        "received": sum((line.received * line.price for line in lines), D(0)),
        "invoiced": sum((from_minor(row.net, "EUR") for row in bills if row.kind == "380"), D(0)),
        "credited": sum((from_minor(row.net, "EUR") for row in bills if row.kind == "381"), D(0)),
        "paid with VAT": from_minor(gone, "EUR"),
        "unpaid": from_minor(unpaid, "EUR"),
        "still to come": sum((still_to_come(line) * line.price for line in lines), D(0)),
    }
    return {name: money(amount, "EUR") for name, amount in amounts.items()}


def _lines(session: Session) -> list[tuple[PurchaseOrder, PurchaseOrderLine]]:
    query = select(PurchaseOrder, PurchaseOrderLine).join(
        PurchaseOrderLine, col(PurchaseOrderLine.purchase_order_id) == col(PurchaseOrder.id)
    )
    return list(session.exec(query.order_by(col(PurchaseOrder.number))))


def _line(session: Session, sku: str) -> tuple[PurchaseOrder, PurchaseOrderLine]:
    return next((row, line) for row, line in _lines(session) if line.sku == sku)


def _bill(session: Session, number: str) -> PurchaseInvoice:
    return session.exec(select(PurchaseInvoice).where(col(PurchaseInvoice.invoice_number) == number)).one()


def _sum(row: SalesInvoice | PurchaseInvoice) -> str:
    net, vat = (f"{from_minor(amount, row.currency):,}" for amount in (row.net, row.vat))
    return f"{net} + {vat} = {money(from_minor(row.gross, row.currency), row.currency)}"
