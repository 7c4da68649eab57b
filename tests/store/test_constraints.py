"""What the database refuses, whoever writes: wrong words, doubles, orphans, negative quantities, totals that do not add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError, StatementError

from b2b.store.engine import Store
from b2b.store.tables import (
    Attempt,
    Blob,
    CatalogRevision,
    Channel,
    Company,
    ExceptionCase,
    Group,
    Idempotency,
    Identity,
    Interchange,
    Link,
    Partner,
    Price,
    Row,
    SalesInvoice,
    SalesOrderLine,
    ScheduleSlot,
    Shipment,
    ShipmentLine,
    Stock,
    Task,
    UomConversion,
)
from tests.store.rows import add_parties, agreement, blob, exchange, insert, item, sales_order, transmission
from tests.store.workspace import ENGINES, START, workspace_on


@pytest.fixture(scope="module", params=ENGINES)
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A workspace with one valid row of what the others point to; each test rolls back."""
    with workspace_on(request.param, tmp_path_factory.mktemp("base")) as store:
        with store.write() as session:
            add_parties(session)
            session.add_all([blob(), transmission(), exchange(), agreement(), item("A"), sales_order(), interchange()])
            session.add(CatalogRevision(id="r", company_id="c", name="standard", source="x", imported_at=START))
            session.add_all([order_line(), Shipment(**SHIPMENT), case(), task(), invoice()])
            session.add(Identity(**IDENTITY))
        yield store


SHIPMENT: dict[str, Any] = {
    "id": "s", "number": 1, "company_id": "c", "partner_id": "p", "sales_order_id": "o1", "document": {},
    "shipped_at": START, "state": "new",
}  # fmt: skip
IDENTITY: dict[str, Any] = {
    "id": "i", "company_id": "c", "partner_id": "p", "qualifier": "ZZ", "value": "NW", "gs_id": "NW", "valid_from": START,
}  # fmt: skip


def interchange(n: int = 1, **values: Any) -> Interchange:
    standard: dict[str, Any] = {
        "id": f"x{n}", "transmission_id": "t1", "direction": "in", "sender_qualifier": "ZZ", "sender": "NW",
        "receiver_qualifier": "ZZ", "receiver": "ACME", "control_number": "000000001", "version": "00401",
        "content_sha256": "0" * 64, "identity_key": "ACME|NW|P|000000001|0",
    }  # fmt: skip
    return Interchange(**standard | values)


def group(**values: Any) -> Group:
    standard: dict[str, Any] = {
        "id": "g", "interchange_id": "x1", "position": 1, "functional_id": "PO", "control_number": "1",
        "version": "004010", "sender_code": "NW", "receiver_code": "ACME",
    }  # fmt: skip
    return Group(**standard | values)


def order_line(position: int = 1, **values: Any) -> SalesOrderLine:
    standard: dict[str, Any] = {
        "id": f"l{position}", "sales_order_id": "o1", "position": position, "ordered": Decimal(1), "unit": "EA", "status": "IA",
    }  # fmt: skip
    return SalesOrderLine(**standard | values)


def case(n: int = 1, **values: Any) -> ExceptionCase:
    standard: dict[str, Any] = {
        "id": f"k{n}", "number": n, "code": "unknown-item", "subject": "l1", "message": "m", "opened_at": START,
    }  # fmt: skip
    return ExceptionCase(**standard | values)


def task(n: int = 1, **values: Any) -> Task:
    standard: dict[str, Any] = {
        "id": f"w{n}", "number": n, "kind": "erp.order", "company_id": "c", "row_id": "o1", "key": f"key{n}",
        "lock_key": "o1", "sequence": n, "due_at": START, "created_at": START,
    }  # fmt: skip
    return Task(**standard | values)


def invoice(n: int = 1, **values: Any) -> SalesInvoice:
    standard: dict[str, Any] = {
        "id": f"v{n}", "number": f"R{n}", "company_id": "c", "partner_id": "p", "sales_order_id": "o1", "kind": "380",
        "currency": "EUR", "net": 100, "vat": 19, "gross": 119, "date": START.date(),
    }  # fmt: skip
    return SalesInvoice(**standard | values)


def price(**values: Any) -> Price:
    standard: dict[str, Any] = {
        "id": "y", "company_id": "c", "item_id": "A", "currency": "EUR", "from_quantity": Decimal(1), "price": Decimal(0),
        "catalog_revision_id": "r",
    }  # fmt: skip
    return Price(**standard | values)


def partner(**values: Any) -> Partner:
    standard: dict[str, Any] = {
        "id": "q", "company_id": "c", "code": "Q", "name": "Q", "role": "supplier", "settings": {}, "updated_at": START,
    }  # fmt: skip
    return Partner(**standard | values)


ACCEPTED: dict[str, Row] = {
    "a price of zero": price(),
    "a partner of another code": partner(),
    "a group": group(),
    "a second exception about something else": case(2, subject="l2"),
    "a resolved exception beside the open one": case(2, state="resolved", resolved_at=START),
    "an issued invoice": invoice(2, state="issued", issued_at=START),
    "a credit note to an invoice": invoice(2, kind="381", credited_invoice_id="v1"),
    "an outbound transmission": transmission(2, direction="out", delivery="pending"),
    "the same arrival token nowhere": transmission(2, token=None),
    "a closed agreement": agreement(2, superseded_at=START),
    "a duplicate interchange": interchange(2, identity_key=None, duplicate_of="x1"),
    "the same identity with another GS id": Identity(**IDENTITY | {"id": "j", "gs_id": "OTHER"}),
}

REFUSED: dict[str, Row] = {
    "a company twice": Company(id="d", code="ACME", name="", settings={}, created_at=START),
    "a company without a code": Company(id="d", code="", name="", settings={}, created_at=START),
    "a partner twice": partner(code="NW"),
    "a partner of nobody": partner(company_id="none"),
    "a partner of an unknown role": partner(role="friend"),
    "an identity for two parties": Identity(**IDENTITY | {"id": "j", "partner_id": None}),
    "a channel name twice": Channel(id="d", company_id="c", partner_id="p", name="nw", kind="folder", settings={}),
    "two agreements in force": agreement(2),
    "an agreement revision twice": agreement(1, id="b", superseded_at=START),
    "a direction that is none": agreement(2, direction="up", superseded_at=START),
    "a hash that is none": Blob(sha256="abc", size=1, content=b"x", created_at=START),
    "bytes in two places": Blob(sha256="1" * 64, size=1, content=b"x", path="blobs/x", created_at=START),
    "a transmission number twice": transmission(1, id="d"),
    "a transmission of bytes that are not there": transmission(2, blob_sha256="1" * 64),
    "an inbound transmission that is pending": transmission(2, delivery="pending"),
    "an outbound transmission that is received": transmission(2, direction="out", delivery="received"),
    "an attempt that ended somehow": Attempt(id="d", transmission_id="t1", n=1, started_at=START, outcome="maybe"),
    "a second first interchange": interchange(2),
    "a duplicate that is also the first": interchange(2, identity_key="other", duplicate_of="x1"),
    "a verdict that is none": interchange(2, identity_key=None, verdict="fine"),
    "an acknowledgment that is none": group(acknowledgment="yes"),
    "an exchange number twice": exchange(1, id="d"),
    "an exchange in no state": exchange(2, processing="maybe"),
    "an answer that is none": exchange(2, answer="yes"),
    "a link to nothing": Link(id="d", from_exchange="e1", kind="answers"),
    "a link of no kind": Link(id="d", from_exchange="e1", to_exchange="e1", kind="likes"),
    "the same exception open twice": case(2),
    "an exception resolved at no time": case(2, subject="l2", state="resolved"),
    "an open exception with a time of resolution": case(2, subject="l2", resolved_at=START),
    "an item twice": item("A", id="B"),
    "an item without a number": item("", id="B"),
    "a pack of nothing": item("B", pack=Decimal(0)),
    "a negative minimum": item("B", minimum=Decimal(-1)),
    "a carton of nothing": UomConversion(id="d", item_id="A", unit="XCT", factor=Decimal(0)),
    "a negative price": price(price=Decimal(-1)),
    "a price that ends before it begins": price(valid_from=dt.date(2026, 2, 1), valid_to=dt.date(2026, 1, 1)),
    "a price in no currency": price(currency=""),
    "stock of no item": Stock(
        id="d", company_id="c", item_id="Z", quantity=Decimal(1), unit="EA", as_of=START, source="x"
    ),
    "the same order twice": sales_order(2, order_number="PO1"),
    "an order in no state": sales_order(2, state="maybe"),
    "a line position twice": order_line(1, id="d"),
    "a negative confirmation": order_line(2, confirmed=Decimal(-1)),
    "more than none shipped of nothing": ShipmentLine(
        id="d", shipment_id="s", sales_order_line_id="l1", quantity=Decimal(0)
    ),
    "an invoice number twice": invoice(1, id="d"),
    "an invoice that does not add up": invoice(2, gross=120),
    "an invoice of another kind": invoice(2, kind="325"),
    "an invoice issued at no time": invoice(2, state="issued"),
    "an idempotency key of a task twice": task(2, key="key1"),
    "a task of no kind": task(2, kind="pay"),
    "a slot of no schedule": ScheduleSlot(schedule_id="none", slot=START, won_at=START),
}


@pytest.mark.parametrize("what", ACCEPTED)
def test_accepted(what: str, base: Store) -> None:
    with base.write(dry_run=True) as session:
        insert(session, ACCEPTED[what])


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str, base: Store) -> None:
    with pytest.raises(IntegrityError), base.write(dry_run=True) as session:
        insert(session, REFUSED[what])


def test_a_float_is_never_stored_as_a_quantity(base: Store) -> None:
    with pytest.raises(StatementError, match="is not a Decimal"), base.write(dry_run=True) as session:
        session.add(item("B", pack=1.5))


def test_an_idempotency_key_is_taken_once(base: Store) -> None:
    rows = [Idempotency(client="erp", key="1", request_sha256=str(n), response={}, created_at=START) for n in (1, 2)]
    with pytest.raises(IntegrityError), base.write(dry_run=True) as session:
        session.add_all(rows)


def test_parents_are_inserted_before_their_children(base: Store) -> None:
    """Models have no relationships to read, and still a session knows the order: in whatever order rows are added."""
    rows: list[Row] = [
        ShipmentLine(id="z1", shipment_id="z2", sales_order_line_id="z3", quantity=Decimal(1)),
        Shipment(**SHIPMENT | {"id": "z2", "number": 9, "sales_order_id": "z4"}),
        order_line(1, id="z3", sales_order_id="z4", item_id="z5"),
        sales_order(9, id="z4", exchange_id="z6", company_id="z7", partner_id="z8"),
        item("z5", company_id="z7"),
        exchange(9, id="z6", company_id="z7", partner_id="z8"),
        partner(id="z8", company_id="z7"),
        Company(id="z7", code="Z", name="Z", settings={}, created_at=START),
    ]
    for order in (rows, rows[::-1], rows[4:] + rows[:4]):
        with base.write(dry_run=True) as session:
            session.add_all([type(row)(**row.model_dump()) for row in order])
