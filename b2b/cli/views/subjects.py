"""What a number may mean: an order, an invoice, a document, an interchange, a shipment, a file, an exception."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from b2b.cli.views import bill_story, bought_story, cases, money, naming, orders, story, unbooked
from b2b.cli.words import invoice_word
from b2b.errors import NotFound
from b2b.store.tables import (
    ExceptionCase,
    Exchange,
    Interchange,
    PurchaseInvoice,
    PurchaseOrder,
    Receipt,
    SalesInvoice,
    SalesOrder,
    Shipment,
    Transmission,
)

_LARGEST = 2**31
_NAMED_ONLY = ("bought", "bill")  # their own numbers are found as an order and an invoice already


@dataclass(frozen=True, slots=True)
class Subject:
    """One meaning: `name` is what `b2b why` takes for this and nothing else, `tell` gives its story."""

    name: str
    words: str
    tell: Callable[[], dict[str, Any]]


def matching(session: Session, number: str) -> list[Subject]:
    """Everything that goes by this number; `order:`, `bought:`, `invoice:`, `bill:`, `receipt:`, `doc:`,
    `interchange:`, `shipment:`, `file:`, `run:` or `exception:` before it says which. NotFound: nothing does.
    """
    kind, colon, value = number.partition(":")
    named = bool(colon) and kind in _FINDERS
    finders = [_FINDERS[kind]] if named else [find for name, find in _FINDERS.items() if name not in _NAMED_ONLY]
    wanted = (value if named else number).strip()
    found = [subject for finder in finders for subject in finder(session, wanted)]
    if not found:
        raise NotFound(
            f"nothing here goes by {number}",
            next_step="b2b orders list, b2b docs list and b2b inbox show the numbers there are",
        )
    return found


def _whole(text: str) -> int:
    """The number a text is, -1 (which nothing has) where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) < _LARGEST else -1


def _orders(session: Session, text: str) -> Iterator[Subject]:
    called = naming.names(session)
    for row in orders.candidates(session, text):
        if row.order_number == text:
            words = f"order of {called.partner(row.partner_id)}, {row.state}"
            yield Subject(orders.subject(session, row), words, partial(story.of_order, session, row))
    for document in unbooked.documents(session, text):
        words = f"order of {called.partner(document.partner_id)}, {unbooked.standing(document)}"
        yield Subject(f"doc:{document.number}", words, partial(story.of_document, session, document))
    yield from _bought(session, text)


def _bought(session: Session, text: str) -> Iterator[Subject]:
    """Orders of ours to suppliers, by the number they go by."""
    called = naming.names(session)
    for row in session.exec(select(PurchaseOrder).where(col(PurchaseOrder.order_number) == text)):
        words = f"order to {called.partner(row.partner_id)}, {row.state}"
        yield Subject(f"bought:{row.order_number}", words, partial(bought_story.of_purchase, session, row))


def _bought_alone(session: Session, text: str) -> Iterator[Subject]:
    """The same, also by our short number, where it is said that one of ours is meant."""
    yield from _bought(session, text)
    for row in session.exec(select(PurchaseOrder).where(col(PurchaseOrder.number) == _whole(text))):
        yield from _bought(session, row.order_number)


def _our_orders(session: Session, text: str) -> Iterator[Subject]:
    for row in session.exec(select(SalesOrder).where(col(SalesOrder.number) == _whole(text))):
        words = f"our number of order {row.order_number}, {row.state}"
        yield Subject(f"our:{row.number}", words, partial(story.of_order, session, row))


def _invoices(session: Session, text: str) -> Iterator[Subject]:
    for row in session.exec(select(SalesInvoice).where(col(SalesInvoice.number) == text)):
        order = session.get_one(SalesOrder, row.sales_order_id)
        words = f"{invoice_word(row.kind)} for order {order.order_number}, {row.state}"
        yield Subject(f"invoice:{row.number}", words, partial(story.of_order, session, order))


def _invoices_of_any(session: Session, text: str) -> Iterator[Subject]:
    yield from _invoices(session, text)
    yield from _bills(session, text)


def _bills(session: Session, text: str) -> Iterator[Subject]:
    """Suppliers' invoices, by the supplier's number."""
    for row in session.exec(select(PurchaseInvoice).where(col(PurchaseInvoice.invoice_number) == text)):
        yield _bill(session, row)


def _bills_alone(session: Session, text: str) -> Iterator[Subject]:
    """The same, also by our short number, where it is said that one of these is meant."""
    yield from _bills(session, text)
    for row in session.exec(select(PurchaseInvoice).where(col(PurchaseInvoice.number) == _whole(text))):
        if row.invoice_number != text:
            yield _bill(session, row)


def _bill(session: Session, row: PurchaseInvoice) -> Subject:
    words = f"{invoice_word(row.kind)} of {naming.names(session).partner(row.partner_id)}, {row.state}"
    return Subject(f"bill:{row.number}", words, partial(bill_story.of_bill, session, row))


def _receipts(session: Session, text: str) -> Iterator[Subject]:
    """Goods that came, by the number of their receipt; the order's story tells of them."""
    for row in session.exec(select(Receipt).where(col(Receipt.receipt_number) == text)):
        order = session.get_one(PurchaseOrder, row.purchase_order_id)
        words = f"receipt for order {order.order_number}"
        yield Subject(f"receipt:{row.receipt_number}", words, partial(bought_story.of_purchase, session, order))


def _shipments(session: Session, text: str) -> Iterator[Subject]:
    for row in session.exec(select(Shipment).where(col(Shipment.number) == _whole(text))):
        order = session.get_one(SalesOrder, row.sales_order_id)
        words = f"shipment for order {order.order_number}"
        yield Subject(f"shipment:{row.number}", words, partial(story.of_order, session, order))


def _documents(session: Session, text: str) -> Iterator[Subject]:
    for row in session.exec(select(Exchange).where(col(Exchange.number) == _whole(text))):
        words = " ".join(part for part in ("document,", row.set_id, row.direction, row.business_key) if part)
        yield Subject(f"doc:{row.number}", words, partial(story.of_document, session, row))


def _interchanges(session: Session, text: str) -> Iterator[Subject]:
    """By control number, with or without leading zeros."""
    numbers = {text, text.zfill(9)}
    for row in session.exec(select(Interchange).where(col(Interchange.control_number).in_(numbers))):
        file = session.get_one(Transmission, row.transmission_id)
        words = f"interchange {row.control_number} from {row.sender} to {row.receiver}"
        yield Subject(f"file:{file.number}", words, partial(story.of_file, session, file))


def _files(session: Session, text: str) -> Iterator[Subject]:
    for row in session.exec(select(Transmission).where(col(Transmission.number) == _whole(text))):
        yield Subject(f"file:{row.number}", f"file {row.name}, {row.delivery}", partial(story.of_file, session, row))


def _exceptions(session: Session, text: str) -> Iterator[Subject]:
    """An exception's story is that of what it is about; one about nothing else tells itself."""
    for row in session.exec(select(ExceptionCase).where(col(ExceptionCase.number) == _whole(text))):
        about = cases.about(session, row)
        kind, _, value = about.partition(":")
        words = f"exception {row.code}, {row.state}" + (f", about {about}" if about else "")
        tell = next((found.tell for found in _FINDERS[kind](session, value)), None) if about else None
        yield Subject(f"exception:{row.number}", words, tell or partial(story.of_exception, session, row))


def _runs(session: Session, text: str) -> Iterator[Subject]:
    """A payment run, also by what the bank calls it or one of its payments."""
    row = money.run_of(session, text)
    if row is not None:
        yield Subject(f"run:{row.number}", f"payment run, {row.state}", partial(story.of_run, session, row))


_FINDERS: dict[str, Callable[[Session, str], Iterator[Subject]]] = {
    "order": _orders,
    "our": _our_orders,
    "bought": _bought_alone,
    "invoice": _invoices_of_any,
    "bill": _bills_alone,
    "receipt": _receipts,
    "shipment": _shipments,
    "doc": _documents,
    "interchange": _interchanges,
    "file": _files,
    "run": _runs,
    "exception": _exceptions,
}
