"""The service over a buyer's workspace: orders placed, their status, goods received, stock, suppliers' invoices."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal as D
from typing import TypeVar

import pytest
from sqlmodel import select

from b2b.documents import (
    Invoice,
    InvoiceLine,
    ItemId,
    ItemScheme,
    Party,
    Quantity,
    VatBreakdown,
    json_form,
)
from b2b.errors import Conflict, LogicalError, NotAllowed, NotFound
from b2b.store import blobs, cases, counters, ids
from b2b.store.states import PurchaseInvoiceState
from b2b.store.tables import (
    Channel,
    Exchange,
    Match,
    PurchaseInvoice,
    PurchaseOrder,
    Receipt,
    Transmission,
)
from b2b.web.business import BusinessOperations
from b2b.web.operations import (
    Difference,
    GetInvoice,
    GetOrderStatus,
    Invalid,
    OrderLine,
    PostGoodsReceipt,
    ReceiptLine,
    SubmitPurchaseOrder,
    Unit,
)
from tests.procurement.buyer import Buyer

Answer = TypeVar("Answer")


def line(sku: str, quantity: str, price: str | None = None, number: str = "1", unit: str = "EA") -> OrderLine:
    return OrderLine(number, sku, "", Quantity(D(quantity), unit), None if price is None else D(price), None)


def order(*lines: OrderLine, **other: str) -> SubmitPurchaseOrder:
    call = SubmitPurchaseOrder("k", "NORTHWIND", "ACME", "", "sap-user", "EUR", lines or (line("WIDGET-002", "100"),))
    return replace(call, **other)  # type: ignore[arg-type]


def done(buyer: Buyer, work: Callable[[BusinessOperations, Unit], Answer]) -> Answer:
    """The work in a transaction, as the door does it."""
    with buyer.store.write() as session:
        return work(BusinessOperations(buyer.store), Unit(session, buyer.clock.now(), "sap"))


def submits(buyer: Buyer, call: SubmitPurchaseOrder) -> tuple[str, str]:
    answer = done(buyer, lambda service, unit: service.submit_purchase_order(unit, call))
    assert answer.explanation
    return answer.order_number, answer.state


def status(buyer: Buyer, number: str, **other: str):
    call = replace(GetOrderStatus("NORTHWIND", number, "buyer", ""), **other)
    return done(buyer, lambda service, unit: service.get_order_status(unit, call))


class TestOrdering:
    def test_within_the_limit_it_is_approved_by_rule_and_goes_out_as_an_850(self, buyer: Buyer) -> None:
        assert submits(buyer, order()) == ("4500000001", "approved")
        (row,) = buyer.rows(PurchaseOrder)
        assert (row.net, row.currency, row.source, row.requested_by) == (400_000, "EUR", "soap", "sap-user")
        (exchange,) = buyer.rows(Exchange)
        assert (exchange.set_id, exchange.direction, exchange.business_key) == ("850", "out", "4500000001")

    def test_above_it_waits_for_somebody_else(self, buyer: Buyer) -> None:
        assert submits(buyer, order(line("BIG-7", "3"))) == ("4500000001", "awaiting-approval")
        assert buyer.rows(Exchange) == []

    def test_number_line_numbers_price_and_date_are_the_callers(self, buyer: Buyer) -> None:
        wanted = replace(line("WIDGET-001", "10", "12.00", "10"), requested_date=dt.date(2026, 3, 9))
        theirs = OrderLine("20", "", "W-2", Quantity(D(1), "EA"), None, None)
        assert submits(buyer, order(wanted, theirs, order_number="PO-77")) == ("PO-77", "approved")
        first, second = buyer.lines("PO-77")
        assert (first.line_number, first.price, first.requested_on) == ("10", D("12"), dt.date(2026, 3, 9))
        assert (second.line_number, second.sku, second.price) == ("20", "WIDGET-002", D("40"))
        (exchange,) = buyer.rows(Exchange)
        document = json_form.from_json(exchange.document)
        assert [one.number for one in document.lines] == ["10", "20"]

    @pytest.mark.parametrize(
        ("call", "path"),
        [
            (order(currency="USD"), "/submitPurchaseOrder/currency"),
            (order(line("WIDGET-001", "1"), line("WIDGET-002", "1")), "/submitPurchaseOrder/line[2]/number"),
            (order(OrderLine("1", "", "NOPE", Quantity(D(1), "EA"), None, None)), "/submitPurchaseOrder/line[1]/supplierItem"),
            (order(requested_by="rule"), "/submitPurchaseOrder/requestedBy"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_named_with_its_path(self, buyer: Buyer, call: SubmitPurchaseOrder, path: str) -> None:
        with pytest.raises(Invalid) as refused:
            submits(buyer, call)
        assert refused.value.path == path
        assert refused.value.next_step
        assert buyer.rows(PurchaseOrder) == []

    @pytest.mark.parametrize(
        ("call", "kind"),
        [
            (order(company="NOBODY"), NotFound),
            (order(supplier="NOBODY"), NotFound),
            (order(line("NOPE-1", "1")), NotFound),
            (order(line("WIDGET-001", "1", unit="XPX")), NotAllowed),
        ],
    )
    def test_what_nobody_knows(self, buyer: Buyer, call: SubmitPurchaseOrder, kind: type[LogicalError]) -> None:
        with pytest.raises(kind) as refused:
            submits(buyer, call)
        assert refused.value.next_step
        assert buyer.rows(PurchaseOrder) == []

    def test_a_number_names_one_order(self, buyer: Buyer) -> None:
        submits(buyer, order(order_number="PO-77"))
        with pytest.raises(Conflict, match="PO-77"):
            submits(buyer, order(order_number="PO-77"))
        assert len(buyer.rows(PurchaseOrder)) == 1


class TestStatus:
    def test_a_new_order(self, buyer: Buyer) -> None:
        number, _ = submits(buyer, order(line("WIDGET-001", "170")))
        told = status(buyer, number)
        assert (told.role, told.partner, told.state, told.currency) == ("buyer", "ACME", "open", "EUR")
        (only,) = told.lines
        assert (only.number, only.sku, only.unit_price, only.ordered, only.received) == (
            "1",
            "WIDGET-001",
            D("11.8"),
            170,
            0,
        )
        (document,) = told.documents
        assert (document.type, document.direction, document.acknowledgment) == ("850", "out", "not-expected")
        assert told.exceptions == ()

    def test_open_exceptions_about_it_are_told_with_their_next_step_and_others_are_not(self, buyer: Buyer) -> None:
        number, _ = submits(buyer, order())
        (row,) = buyer.rows(PurchaseOrder)
        with buyer.store.write() as session:
            now = buyer.clock.now()
            about = {"table_name": "purchase_order", "row_id": row.id}
            cases.open_case(session, now, "price-differs", "40.00 was ordered, 41.00 confirmed", **about)
            resolved = cases.open_case(session, now, "late", "too late", **about)
            cases.resolve(session, resolved, now=now, actor="jo", resolution="accepted")
            cases.open_case(session, now, "other", "about something else", row_id=ids.new(now))
        (told,) = status(buyer, number).exceptions
        assert (told.code, told.message) == ("price-differs", "40.00 was ordered, 41.00 confirmed")
        assert told.next_step == f"b2b exceptions show {told.number}"

    @pytest.mark.parametrize(
        "other", [{"number": "4711"}, {"role": "supplier"}, {"partner": "OTHER"}, {"company": "X"}]
    )
    def test_no_such_order(self, buyer: Buyer, other: dict[str, str]) -> None:
        number, _ = submits(buyer, order())
        with pytest.raises(NotFound) as refused:
            status(buyer, other.pop("number", number), **other)
        assert refused.value.next_step


def receipt(number: str, quantity: str, order_number: str = "PO-1", **other: str) -> PostGoodsReceipt:
    came = ReceiptLine("1", "", Quantity(D(quantity), "EA"), "", "", other.get("condition", "good"))
    return PostGoodsReceipt(
        "k", "NORTHWIND", order_number, number, "", dt.datetime(2026, 3, 2, 8, tzinfo=dt.UTC), (came,)
    )


class TestReceiving:
    def test_what_came_is_counted_and_a_shortage_is_told(self, buyer: Buyer) -> None:
        submits(buyer, order(line("WIDGET-002", "60"), order_number="PO-1"))
        posted = done(buyer, lambda service, unit: service.post_goods_receipt(unit, receipt("R1", "58")))
        (short,) = posted.differences
        assert (posted.receipt_number, posted.duplicate) == ("R1", False)
        assert replace(short, message="") == Difference(
            "1", "WIDGET-002", "short", Quantity(D(60), "EA"), Quantity(D(58), "EA"), ""
        )
        told = status(buyer, "PO-1")
        assert told.lines[0].received == 58

    def test_more_than_was_ordered_becomes_an_exception_about_the_order(self, buyer: Buyer) -> None:
        submits(buyer, order(line("WIDGET-002", "60"), order_number="PO-1"))
        posted = done(buyer, lambda service, unit: service.post_goods_receipt(unit, receipt("R1", "62")))
        assert [one.kind for one in posted.differences] == ["over"]
        told = status(buyer, "PO-1")
        assert len(told.exceptions) == 1
        assert [case.code for case in told.exceptions] == buyer.open_codes()

    def test_the_same_receipt_under_another_key_is_a_duplicate_and_another_a_conflict(self, buyer: Buyer) -> None:
        submits(buyer, order(line("WIDGET-002", "60"), order_number="PO-1"))
        done(buyer, lambda service, unit: service.post_goods_receipt(unit, receipt("R1", "60")))
        again = replace(receipt("R1", "60"), idempotency_key="k2")
        assert done(buyer, lambda service, unit: service.post_goods_receipt(unit, again)).duplicate
        with pytest.raises(Conflict):
            done(buyer, lambda service, unit: service.post_goods_receipt(unit, receipt("R1", "59")))
        assert len(buyer.rows(Receipt)) == 1
        assert status(buyer, "PO-1").lines[0].received == 60

    def test_an_order_nobody_gave(self, buyer: Buyer) -> None:
        with pytest.raises(NotFound):
            done(buyer, lambda service, unit: service.post_goods_receipt(unit, receipt("R1", "60", "NOPE")))


NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
INVOICE = Invoice(
    number="R 1/2026", date=dt.date(2026, 3, 2), kind="380", currency="EUR", supplier=Party("Acme Supply GmbH"), buyer=Party("Northwind"),
    lines=(InvoiceLine("1", Quantity(D(60), "EA"), D(40), D("2400.00"), (ItemId(ItemScheme.SUPPLIER, "W-2"), ItemId(ItemScheme.BUYER, "WIDGET-002")), "Widget", "S", D(19), order_line="1"),),
    vat=(VatBreakdown("S", D(19), D("2400.00"), D("456.00")),),
    net_total=D("2400.00"), taxable_total=D("2400.00"), vat_total=D("456.00"), gross_total=D("2856.00"), payable=D("2856.00"), order_number="PO-1",
)  # fmt: skip


def arrived(buyer: Buyer, state: PurchaseInvoiceState, payable: int, content: bytes | None = None) -> PurchaseInvoice:
    """The invoice as intake leaves it, with the file it came in."""
    now = buyer.clock.now()
    with buyer.store.write() as session:
        exchange_id = None
        if content is not None:
            exchange_id = buyer_file(buyer, session, content)
        row = PurchaseInvoice(
            id=ids.new(now), number=1, company_id=buyer.company().id, partner_id=buyer.partner().id,
            invoice_number=INVOICE.number, invoice_key="R12026", kind="380", currency="EUR", net=240_000, vat=45_600, gross=285_600,
            payable=payable, date=INVOICE.date, due=dt.date(2026, 4, 1), order_number="PO-1", document=json_form.to_json(INVOICE),
            format="ubl", exchange_id=exchange_id, state=state.value, received_at=now,
        )  # fmt: skip
        session.add(row)
        session.flush()
        return row


def buyer_file(buyer: Buyer, session, content: bytes) -> str:

    now = buyer.clock.now()
    transmission = Transmission(
        id=ids.new(now), number=counters.take(session, "transmission"), direction="in", channel_id=session.exec(select(Channel.id)).first(),
        name="r1.xml", blob_sha256=blobs.put(session, buyer.store, content, now), size=len(content), delivery="processed", due_at=now, created_at=now,
    )  # fmt: skip
    exchange = Exchange(
        id=ids.new(now), number=counters.take(session, "exchange"), direction="in", transmission_id=transmission.id, set_id="ubl",
        company_id=buyer.company().id, partner_id=buyer.partner().id, created_at=now,
    )  # fmt: skip
    session.add(transmission)
    session.add(exchange)
    session.flush()
    return exchange.id


def asked(buyer: Buyer, format: str = "", number: str = INVOICE.number, supplier: str = "ACME"):
    call = GetInvoice("NORTHWIND", number, supplier, "", format)
    return done(buyer, lambda service, unit: service.get_invoice(unit, call))


class TestInvoices:
    def test_a_blocked_one_says_why(self, buyer: Buyer) -> None:
        row = arrived(buyer, PurchaseInvoiceState.BLOCKED, 0)
        with buyer.store.write() as session:
            session.add(
                Match(id=ids.new(NOW), purchase_invoice_id=row.id, run=1, rules="1", inputs={}, result={}, verdict="blocked", payable=0, actor="gateway", matched_at=NOW)
            )  # fmt: skip
            cases.open_case(
                session, NOW, "above-receipt", "2 x 40.00 above receipt", table_name="purchase_invoice", row_id=row.id
            )
        told = asked(buyer)
        assert (told.role, told.partner, told.kind, told.order_number) == ("buyer", "ACME", "380", "PO-1")
        assert [str(amount) for amount in (told.net, told.vat, told.gross, told.payable)] == [
            "2400.00",
            "456.00",
            "2856.00",
            "0.00",
        ]
        assert (told.state, told.match_state, told.payment_state) == ("blocked", "blocked", "open")
        assert told.match_reasons == ("2 x 40.00 above receipt; b2b exceptions show 1",)
        (line,) = told.lines
        assert (line.sku, line.order_line, line.net) == ("WIDGET-002", "1", D("2400.00"))
        assert told.vat_breakdown[0].tax == D("456.00")

    @pytest.mark.parametrize(
        ("state", "payment"),
        [
            ("matched", "open"),
            ("in-payment", "in-payment"),
            ("paid", "paid"),
            ("settled", "settled"),
            ("rejected", "not-due"),
        ],
    )
    def test_its_payment(self, buyer: Buyer, state: str, payment: str) -> None:
        arrived(buyer, PurchaseInvoiceState(state), 285_600)
        told = asked(buyer)
        assert (told.match_state, told.payment_state, told.payable) == ("pending", payment, D("2856.00"))

    @pytest.mark.parametrize("format", ["original", "ubl"])
    def test_its_file_is_the_one_that_came(self, buyer: Buyer, format: str) -> None:
        arrived(buyer, PurchaseInvoiceState.MATCHED, 285_600, b"<Invoice/>")
        file = asked(buyer, format).file
        assert file is not None
        assert (file.content, file.format, file.media_type, file.file_name) == (
            b"<Invoice/>", format, "application/xml", "R_1_2026.xml",
        )  # fmt: skip

    def test_files_that_are_not_there(self, buyer: Buyer) -> None:
        arrived(buyer, PurchaseInvoiceState.MATCHED, 285_600)
        for format in ("pdf", "original"):
            with pytest.raises(NotFound) as refused:
                asked(buyer, format)
            assert refused.value.next_step

    def test_invoices_that_are_not_there(self, buyer: Buyer) -> None:
        for number, supplier in (("R2", "ACME"), (INVOICE.number, "NOBODY"), (INVOICE.number, "")):
            with pytest.raises(NotFound) as refused:
                asked(buyer, number=number, supplier=supplier)
            assert refused.value.next_step
