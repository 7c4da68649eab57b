"""The SOAP service for tests: operations that only count, envelopes by hand, and the server on a free port."""

from __future__ import annotations

import datetime as dt
import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lxml import etree

from b2b.documents import Quantity
from b2b.erp.envelope import SOAP11, WSSE
from b2b.erp.service import Answer
from b2b.errors import NotFound
from b2b.store import users
from b2b.store.engine import Store
from b2b.store.states import UserRole
from b2b.store.tables import Audit
from b2b.web import server
from b2b.web.app import PATH, soap_app
from b2b.web.operations import (
    Call,
    Difference,
    GetInvoice,
    GetOrderStatus,
    Invalid,
    InvoiceFile,
    InvoiceStatus,
    OrderStatus,
    PostedReceipt,
    PostedStock,
    PostGoodsReceipt,
    PostStockLevels,
    StatusDocument,
    StatusException,
    StatusInvoiceLine,
    StatusLine,
    StatusVat,
    SubmitPurchaseOrder,
    SubmittedOrder,
    Unit,
)
from b2b.web.security import WSU
from b2b.web.soap import SoapDoor

NS = "urn:b2b:gateway:1"
NAME, TOKEN = "sap", "b2b_a-token-of-256-bits"
PDF = b"%PDF-1.7 \x00\xff"
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@dataclass
class Ledger:
    """Operations that keep what they were asked and answer the same for ever; each write leaves one row of the audit
    trail in the call's own transaction. The next call raises `error`, once.
    """

    calls: list[Call] = field(default_factory=list)
    error: Exception | None = None

    def _take(self, unit: Unit, call: Call) -> None:
        self.calls.append(call)
        if not isinstance(call, GetOrderStatus | GetInvoice):
            booked = Audit(at=unit.now, actor=unit.user, action="booked", table_name="test", row_id="1")
            unit.session.add(booked)
            unit.session.flush()
        if self.error is not None:
            error, self.error = self.error, None
            raise error

    def submit_purchase_order(self, unit: Unit, call: SubmitPurchaseOrder) -> SubmittedOrder:
        self._take(unit, call)
        return SubmittedOrder(call.order_number or "PO-1", "awaiting-approval", "7,500.00 EUR is above 5,000.00")

    def get_order_status(self, unit: Unit, call: GetOrderStatus) -> OrderStatus:
        self._take(unit, call)
        if call.order_number != "PO-1":
            raise NotFound(f"there is no order {call.order_number!r}", next_step="b2b orders list")
        line = StatusLine("1", "BIG-7", "EA", Decimal("2500.00"), *map(Decimal, "3300"), Decimal(0), Decimal(2), Decimal(1))  # fmt: skip
        bare = StatusLine("", "", "KGM", None, *[Decimal("0.000001")] * 5, None, Decimal(0))
        exception = StatusException(7, "short-receipt", "warning", "two <short> & so on", "b2b why 7", NOON)
        document = StatusDocument("850", 12, "0001", "out", "accepted", NOON)
        return OrderStatus(
            "PO-1", call.role, "ACME", NOON.date(), "EUR", "open", (line, bare), (exception,), (document,)
        )

    def post_goods_receipt(self, unit: Unit, call: PostGoodsReceipt) -> PostedReceipt:
        self._take(unit, call)
        if any(line.sku == "BOLT" for line in call.lines):
            raise Invalid("BOLT is not on this order", path="/postGoodsReceipt/line[2]/sku", next_step="leave it out")
        received = call.lines[0].quantity
        short = Difference("1", "BIG-7", "short", Quantity(Decimal(60), "EA"), received, "2 EA short")
        return PostedReceipt(call.receipt_number, (short,))

    def post_stock_levels(self, unit: Unit, call: PostStockLevels) -> PostedStock:
        self._take(unit, call)
        return PostedStock(len(call.levels) - 1, ("NOPE-1",), ("OLD-1", "OLD-2"))

    def get_invoice(self, unit: Unit, call: GetInvoice) -> InvoiceStatus:
        self._take(unit, call)
        file = InvoiceFile(call.format, "application/pdf", "R1.pdf", "ab" * 32, PDF) if call.format else None
        line = StatusInvoiceLine("1", "", "Widget, blue", Quantity(Decimal("-1.5"), "EA"), Decimal("11.8"), Decimal("-17.70"), "S", Decimal(19), "")  # fmt: skip
        return InvoiceStatus(
            invoice_number=call.invoice_number, role="buyer", partner=call.supplier or "ACME", kind="380",
            date=NOON.date(), due_date=None, order_number="", currency="EUR",
            net=Decimal("2400.00"), vat=Decimal("456.00"), gross=Decimal("2856.00"), payable=Decimal(0),
            state="blocked", match_state="blocked", match_reasons=("2 above receipt", "a credit note unblocks it"),
            payment_state="open", lines=(line,), vat_breakdown=(StatusVat("S", Decimal(19), Decimal("2400"), Decimal("456")),),
            file=file,
        )  # fmt: skip


def add_user(store: Store, name: str = NAME, token: str = TOKEN, roles: tuple[UserRole, ...] = (UserRole.ERP,)) -> None:
    with store.write() as session:
        users.add(session, store.clock.now(), "test", name, roles, make_token=lambda: token)


def security(
    name: str = NAME,
    token: str = TOKEN,
    *,
    nonce: str = "",
    created: str = "",
    kind: str = "PasswordText",
    more: str = "",
) -> str:
    """A wsse:Security header."""
    profile = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
    return (
        f'<w:Security xmlns:w="{WSSE}" xmlns:u="{WSU}" s:mustUnderstand="1">{more}<w:UsernameToken>'
        f'<w:Username>{name}</w:Username><w:Password Type="{profile}#{kind}">{token}</w:Password>'
        + (f"<w:Nonce>{nonce}</w:Nonce>" if nonce else "")
        + (f"<u:Created>{created}</u:Created>" if created else "")
        + "</w:UsernameToken></w:Security>"
    )


def soap(body: str, version: str = SOAP11, header: str | None = None) -> bytes:
    """An envelope; its header is a good UsernameToken unless another is given."""
    head = f"<s:Header>{security() if header is None else header}</s:Header>"
    return f'<s:Envelope xmlns:s="{version}">{head}<s:Body>{body}</s:Body></s:Envelope>'.encode()


def receipt(key: str = "k1", quantity: str = "58", more: str = "", number: str = "R1") -> str:
    return (
        f'<postGoodsReceipt xmlns="{NS}"><idempotencyKey>{key}</idempotencyKey><company>NORTHWIND</company>'
        f"<orderNumber>PO-1</orderNumber><receiptNumber>{number}</receiptNumber>"
        f"<receivedAt>2026-03-02T10:00:00+01:00</receivedAt>"
        f'<line><lineNumber>1</lineNumber><quantity unit="EA">{quantity}</quantity></line>{more}</postGoodsReceipt>'
    )


STATUS = f'<getOrderStatus xmlns="{NS}"><company>NORTHWIND</company><orderNumber>PO-1</orderNumber></getOrderStatus>'


@dataclass(frozen=True)
class Fault:
    """A fault taken apart; `detail` is the contract's element with its fields, `problems` their paths."""

    code: str
    subcode: str
    text: str
    element: str
    fields: dict[str, str]
    problems: list[str]


def fault(answer: Answer | bytes) -> Fault:
    root = etree.fromstring(answer if isinstance(answer, bytes) else answer.content)
    found = root.find("{*}Body/{*}Fault")
    assert found is not None, etree.tostring(root)
    code = found.findtext("faultcode") or found.findtext("{*}Code/{*}Value") or ""
    detail = found.find("detail") if found.find("detail") is not None else found.find("{*}Detail")
    inner = detail[0] if detail is not None else None
    return Fault(
        code=code.rpartition(":")[2],
        subcode=(found.findtext("{*}Code/{*}Subcode/{*}Value") or "").rpartition(":")[2],
        text=found.findtext("faultstring") or found.findtext("{*}Reason/{*}Text") or "",
        element="" if inner is None else etree.QName(inner).localname,
        fields={} if inner is None else {etree.QName(x).localname: x.text or "" for x in inner},
        problems=[] if inner is None else [x.text for x in inner.iterfind("{*}problem/{*}path")],
    )


def result(answer: Answer) -> Any:
    """The element of a good answer."""
    assert not answer.failed, answer.content
    body = etree.fromstring(answer.content).find("{*}Body")
    assert body is not None
    return body[0]


@contextmanager
def running(door: SoapDoor, **limits: Any) -> Iterator[str]:
    """The service on a free port of 127.0.0.1; its address."""
    with server.listen("127.0.0.1", 0) as bound:
        web = server.http_server(soap_app(door, **limits))
        thread = threading.Thread(target=web.run, args=([bound],))
        thread.start()
        try:
            yield server.address(bound, None, PATH)
        finally:
            web.should_exit = True
            thread.join(timeout=30)
            assert not thread.is_alive()


def port_of(address: str) -> int:
    return int(address.rpartition(":")[2].partition("/")[0])


def post(address: str, body: Any, content_type: str = "text/xml; charset=utf-8", **headers: str) -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port_of(address), timeout=20)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        client.request("POST", PATH, body, {"Content-Type": content_type, **named})
        response = client.getresponse()
        return response.status, response.read()
    finally:
        client.close()


def get(address: str, query: str) -> tuple[int, bytes]:
    client = http.client.HTTPConnection("127.0.0.1", port_of(address), timeout=20)
    try:
        client.request("GET", PATH + query)
        response = client.getresponse()
        return response.status, response.read()
    finally:
        client.close()
