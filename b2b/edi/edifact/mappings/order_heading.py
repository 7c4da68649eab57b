"""What stands before and after the lines of an order and of a change to one, which says it all again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import NamedDate, Order, OrderChange, Party, Reference
from b2b.edi.edifact.mappings import dates, money, parties, references, texts
from b2b.edi.edifact.mappings.reading import LoopCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable

# Element 2005. A buyer who only names a ship date means that one.
DOCUMENT_DATE = "137"
REQUESTED = ("2", "10")
CANCEL_AFTER = "61"
REFERENCE_DATE = "171"
_ORDER_DATES = ("4", "137")

# Element 1153.
ORDER_NUMBER = "ON"
RELEASE_NUMBER = "RE"

# Element 6347: all amounts are in it, unless others are said to be in another.
_REFERENCE_CURRENCY = "2"

# Element 6343: the currency is that of an order.
ORDERING = "9"

# Element 6069.
_QUANTITIES, _LINES = "1", "2"


@dataclass(frozen=True, slots=True)
class Heading:
    """What an order and a change of one both say; the names are those of their fields."""

    currency: str | None
    buyer: Party
    supplier: Party
    ship_to: Party | None
    bill_to: Party | None
    requested_date: dt.date | None
    cancel_after: dt.date | None
    payment_terms: str
    references: tuple[Reference, ...]
    notes: tuple[str, ...]
    dates: tuple[NamedDate, ...]


def read(message: LoopCursor) -> Heading:
    """From the dates to the currency; what has a field of its own in the message at hand is taken before.

    Unreadable: it is open which currency is that of the order.
    """
    return Heading(
        currency=_currency(message),
        buyer=parties.find(message, parties.BUYER) or Party(),
        supplier=parties.find(message, parties.SUPPLIER) or Party(),
        ship_to=parties.find(message, parties.SHIP_TO),
        bill_to=parties.find(message, parties.BILL_TO),
        requested_date=dates.find(message, *REQUESTED),
        cancel_after=dates.find(message, CANCEL_AFTER),
        payment_terms=texts.of_kind(message, texts.TERMS_OF_PAYMENT),
        references=references.read(message.loops("RFF")),
        notes=texts.notes(message.all("FTX")),
        dates=dates.named(message.all("DTM")),
    )


def _currency(message: LoopCursor) -> str | None:
    """The reference currency (CUX 2), None where none is named. Unreadable: there are two, or only another kind of."""
    found = money.currency(message)
    for cux in message.all("CUX"):
        kind, other = cux.peek(at(1)), cux.peek(at(1, 2))
        if other and found is None:
            raise cux.unreadable(f"{other} (CUX {kind}) is not said to be the currency of the order (CUX 2)")
        if other != found and kind == _REFERENCE_CURRENCY:
            raise cux.unreadable(f"the order is in {found} and in {other or 'none'} (CUX 2)")
    return found


def write_until_references(body: Body, order: Order | OrderChange) -> None:
    """The dates beside that of the document, and the texts. Errors: NotWritable names the field."""
    dates.write(body, REQUESTED[0], "requested_date", order.requested_date)
    dates.write(body, CANCEL_AFTER, "cancel_after", order.cancel_after)
    dates.write_named(body, order.dates)
    if order.payment_terms:
        texts.write(body, texts.TERMS_OF_PAYMENT, "payment_terms", order.payment_terms)
    texts.write_notes(body, order.notes)


def write_from_references(body: Body, order: Order | OrderChange) -> None:
    """References, parties and currency. Errors: NotWritable names the field."""
    references.write_one(body, RELEASE_NUMBER, "release_number", order.release_number)
    references.write(body, order.references)
    parties.write(body, parties.BUYER[0], order.buyer, "buyer")
    parties.write(body, parties.SUPPLIER[0], order.supplier, "supplier")
    parties.write(body, parties.SHIP_TO[0], order.ship_to, "ship_to")
    parties.write(body, parties.BILL_TO[0], order.bill_to, "bill_to")
    money.write_currency(body, order.currency, purpose=ORDERING)


def document_date(message: LoopCursor) -> dt.date:
    """The day of the message, else that of its interchange. Unreadable: neither is known."""
    found = dates.find(message, DOCUMENT_DATE) or message.context.date
    if found is None:
        raise message.trigger.unreadable("the date of the document (DTM 137) is missing")
    return found


def order(message: LoopCursor) -> tuple[str, dt.date | None]:
    """Number of the order that the message is about, and its date, None where it is not said. Unreadable: no number."""
    found = message.loop("RFF", ORDER_NUMBER)
    if found is None:
        raise message.trigger.unreadable("the number of the order (RFF ON) is missing")
    number, day = found.trigger.required(2), dates.find(found, REFERENCE_DATE, *_ORDER_DATES)
    return number, day or dates.find(message, *_ORDER_DATES[:1])


def write_order(body: Body, number: str, day: dt.date | None) -> None:
    """The RFF of the order that the message is about, with its date where it is known."""
    if not number:
        raise not_writable("the message needs the number of its order", "order_number", "RFF01-02")
    references.write_one(body, ORDER_NUMBER, "order_number", number)
    dates.write(body, REFERENCE_DATE, "order_date", day)


def write_summary(body: Body, lines: int) -> None:
    """What follows the lines: how many they are."""
    body.add("UNS", "S")
    body.add("CNT", [_LINES, lines])


def accept_totals(message: LoopCursor, lines: int, quantities: Iterable[Decimal]) -> None:
    """Take what only counts and adds up what stands in the lines, where it is right."""
    for uns in message.all("UNS"):
        uns.take(1)
    totals = {_LINES: Decimal(lines), _QUANTITIES: sum(quantities, Decimal(0))}
    for cnt in message.all("CNT"):
        total = totals.get(cnt.peek(1))
        if total is not None and cnt.accept_number(2, total):
            cnt.take(1)
