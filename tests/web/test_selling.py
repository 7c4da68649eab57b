"""The service over a supplier's workspace: a customer's order from receipt to a paid invoice, and its files."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlmodel import col

from b2b.errors import NotFound
from b2b.gateway import issuing
from b2b.store import ids
from b2b.store.states import SettlementState
from b2b.store.tables import SalesInvoice, SalesOrder, Settlement, Transmission
from b2b.web.business import BusinessOperations
from b2b.web.operations import GetInvoice, GetOrderStatus, InvoiceStatus, OrderStatus, Unit
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order


class Passed:
    passed = True


@pytest.fixture(scope="module")
def sold(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """40 of 60 WIDGET-002 shipped and invoiced, the rest back-ordered; a second order nobody can fill."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(issuing.rendering, "verify", lambda rendered, **packs: Passed())
        desk = Desk(tmp_path_factory.mktemp("web") / "acme")
        desk.sell({"WIDGET-002": 40})
        desk.put(
            interchange(1, [order("4711", [("WIDGET-002", "60", "40.00")]), order("4712", [("NOPE-1", "1", "1.00")])])
        )
        desk.run()
        desk.ship("4711")
        desk.run()
        assert [row.state for row in desk.rows(SalesInvoice)] == ["issued"]
        return desk


def status(desk: Desk, number: str, partner: str = "", role: str = "supplier") -> OrderStatus:
    with desk.store.read() as session:
        unit = Unit(session, desk.clock.now(), "sap")
        return BusinessOperations(desk.store).get_order_status(unit, GetOrderStatus("ACME", number, role, partner))


def invoice(desk: Desk, number: str, format: str = "", customer: str = "") -> InvoiceStatus:
    with desk.store.read() as session:
        unit = Unit(session, desk.clock.now(), "sap")
        return BusinessOperations(desk.store).get_invoice(unit, GetInvoice("ACME", number, "", customer, format))


def number(desk: Desk) -> str:
    return desk.rows(SalesInvoice)[0].number


def test_an_order_line_by_line_with_all_its_documents(sold: Desk) -> None:
    told = status(sold, "4711")
    assert (told.role, told.partner, told.currency, told.order_date) == (
        "supplier",
        "NORTHWIND",
        "EUR",
        dt.date(2026, 3, 2),
    )
    (line,) = told.lines
    assert (line.ordered, line.confirmed, line.back_ordered, line.shipped, line.invoiced) == (60, 40, 20, 40, 40)
    assert (line.sku, line.unit_price, line.received) == ("WIDGET-002", D(40), None)
    assert [(one.type, one.direction) for one in told.documents] == [
        ("850", "in"),
        ("855", "out"),
        ("856", "out"),
        ("810", "out"),
    ]
    assert all(one.control_number for one in told.documents)
    assert told.exceptions == ()


def test_an_order_that_needs_somebody_says_so(sold: Desk) -> None:
    told = status(sold, "4712", "NORTHWIND")
    (case,) = told.exceptions
    assert "NOPE-1" in case.message
    assert case.next_step == f"b2b exceptions show {case.number}"


@pytest.mark.parametrize(
    ("named", "partner", "role"), [("9", "", "supplier"), ("4711", "OTHER", "supplier"), ("4711", "", "buyer")]
)
def test_no_such_order(sold: Desk, named: str, partner: str, role: str) -> None:
    with pytest.raises(NotFound) as refused:
        status(sold, named, partner, role)
    assert refused.value.next_step


def test_an_unknown_company_is_answered_for_whoever_calls_not_for_whoever_runs_the_gateway(sold: Desk) -> None:
    asked = GetOrderStatus("NOPE", "4711", "supplier", "")
    with sold.store.read() as session:
        unit = Unit(session, sold.clock.now(), "sap")
        with pytest.raises(NotFound, match="no company 'NOPE'") as refused:
            BusinessOperations(sold.store).get_order_status(unit, asked)
    assert "check the company's code" in refused.value.next_step
    assert "ACME" not in str(refused.value)


def test_two_customers_with_one_number_are_told_apart_by_name(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "acme")
    desk.sell()
    other = desk.add_partner("SOUTHWIND")
    desk.put(interchange(1, [order("4711")]))
    other.put("file.edi", interchange(1, [order("4711")], sender="SOUTHWIND"))
    desk.run()
    assert len(desk.rows(SalesOrder)) == 2
    with pytest.raises(NotFound, match="NORTHWIND, SOUTHWIND"):
        status(desk, "4711")
    assert status(desk, "4711", "SOUTHWIND").partner == "SOUTHWIND"


def test_an_invoice_of_ours(sold: Desk) -> None:
    told = invoice(sold, number(sold), customer="NORTHWIND")
    assert (told.role, told.partner, told.kind, told.order_number) == ("supplier", "NORTHWIND", "380", "4711")
    assert [str(amount) for amount in (told.net, told.vat, told.gross, told.payable)] == [
        "1600.00",
        "304.00",
        "1904.00",
        "1904.00",
    ]
    assert (told.state, told.match_state, told.payment_state) == ("issued", "not-applicable", "open")
    assert [(line.sku, line.quantity.value, line.net) for line in told.lines] == [("WIDGET-002", 40, D("1600.00"))]
    assert told.file is None


@pytest.mark.parametrize(
    ("format", "start", "media_type"),
    [("ubl", b"<?xml", "application/xml"), ("cii", b"<?xml", "application/xml"), ("pdf", b"%PDF", "application/pdf"), ("original", b"ISA*", "application/edi-x12")],
)  # fmt: skip
def test_its_files(sold: Desk, format: str, start: bytes, media_type: str) -> None:
    file = invoice(sold, number(sold), format).file
    assert file is not None
    assert file.content.startswith(start)
    assert (file.format, file.media_type) == (format, media_type)
    assert file.sha256 == hashlib.sha256(file.content).hexdigest()
    if format == "original":
        assert file.sha256 in {row.blob_sha256 for row in sold.rows(Transmission, col(Transmission.direction) == "out")}


def test_no_such_invoice(sold: Desk) -> None:
    for named, customer in (("R-9", ""), (number(sold), "OTHER")):
        with pytest.raises(NotFound) as refused:
            invoice(sold, named, customer=customer)
        assert refused.value.next_step


def test_what_was_paid_of_it(sold: Desk) -> None:
    (row,) = sold.rows(SalesInvoice)
    for amount, after in ((100_000, "part-paid"), (90_400, "paid")):
        with sold.store.write() as session:
            now = sold.clock.now()
            state = SettlementState.ADVISED.value
            session.add(
                Settlement(id=ids.new(now), sales_invoice_id=row.id, trace=f"T{amount}", amount=amount, currency="EUR", state=state, at=now)
            )  # fmt: skip
        assert invoice(sold, row.number).payment_state == after
    with sold.store.write() as session:
        session.execute(delete(Settlement))
    assert invoice(sold, row.number).payment_state == "open"
