"""Invoices as XML or PDF and a bank's messages: one file, one document, no envelope."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import Remittance
from b2b.errors import IndeterminateError
from b2b.gateway import file_reading, whole_files
from b2b.invoicing.ubl import write_ubl
from b2b.procurement import outgoing
from b2b.store import blobs, parties
from b2b.store.states import LinkKind
from b2b.store.tables import Link, Transmission
from tests.gateway.desk import Desk
from tests.gateway.orders import orders
from tests.invoicing.invoices import full_invoice

CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
STATEMENT = "<Stmt><Id>{id}</Id><Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct></Stmt>"


def statements(*ids: str) -> bytes:
    body = "".join(STATEMENT.format(id=one) for one in ids)
    return f'<Document xmlns="{CAMT}"><BkToCstmrStmt>{body}</BkToCstmrStmt></Document>'.encode()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (statements("1"), "camt.053"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n' + statements("1"), "camt.053"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"/>', "pain.002"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08"/>', None),
        (b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>', "ubl"),
        (b'<CreditNote xmlns="urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"/>', "ubl"),
        (b"%PDF-1.7 broken", "pdf"),
        (b"<html/>", None),
        (orders(1, "PO1"), None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_beginning(content: bytes, kind: str | None) -> None:
    assert whole_files.kind_of(content) == kind


def agree(desk: Desk, *agreements: dict[str, Any]) -> None:
    desk.change_partner(lambda partner: partner["agreement"].extend(agreements))


def incoming(desk: Desk, kind: str) -> list[tuple[str, str]]:
    return [(row.processing, row.reason) for row in desk.exchanges("in", kind)]


def test_what_is_not_agreed_is_kept_and_told(desk: Desk) -> None:
    desk.put(statements("1"), "statement.xml")
    desk.run()
    assert incoming(desk, "camt.053") == [("quarantined", "camt.053 is not agreed with this partner")]
    assert desk.open_cases() == ["no-agreement"]
    assert desk.outgoing() == [], "nobody gets a 997 for it"


def test_each_statement_of_a_file_is_a_document_of_its_own(desk: Desk) -> None:
    desk.put(statements("1", "2"), "statements.xml")
    desk.run()
    assert [(row.position, row.number) for row in desk.exchanges("in", "camt.053")] == [(1, 1), (2, 2)]


def test_the_same_file_again_is_a_duplicate(desk: Desk) -> None:
    for name in ("a.xml", "b.xml"):
        desk.put(statements("1"), name)
        desk.run()
    first, second = desk.exchanges("in", "camt.053")
    assert (second.processing, second.reason) == ("done", f"the same file came before as document {first.number}")
    (link,) = desk.rows(Link)
    assert (link.from_exchange, link.kind, link.to_exchange) == (second.id, "duplicate-of", first.id)
    assert desk.open_cases() == ["no-agreement"]


def test_a_file_that_cannot_be_read_fails_alone_and_says_what_to_do(desk: Desk) -> None:
    agree(desk, {"document": "pdf", "direction": "in"})
    desk.put(b"%PDF-1.7 broken", "invoice.pdf")
    desk.run()
    ((processing, reason),) = incoming(desk, "pdf")
    assert processing == "failed"
    assert "PDF" in reason
    assert desk.open_cases() == ["document-failed"]


def enqueue(desk: Desk, kind: str, content: bytes) -> None:
    now = desk.clock.now()
    with desk.store.write() as session:
        partner = parties.partner(session, "NORTHWIND")
        outgoing.enqueue(
            session,
            now,
            company_id=partner.company_id,
            partner_id=partner.id,
            set_id=kind,
            document=Remittance("T1", now.date(), Decimal(1), "EUR", ()),
            business_key="T1",
            link=LinkKind.FOLLOWS,
            to_exchange=None,
            blob_sha256=blobs.put(session, desk.store, content, now),
        )


def test_stored_bytes_leave_as_they_are_under_a_name_of_their_kind(desk: Desk) -> None:
    agree(desk, {"document": "ubl", "direction": "out"})
    enqueue(desk, "ubl", b"<Invoice/>")
    desk.run()
    assert desk.channel.sent == {"ubl_1.xml": b"<Invoice/>"}
    (exchange,) = desk.exchanges("out")
    assert exchange.processing == "done"
    assert exchange.transmission_id == desk.outgoing()[0].id


def test_an_invoice_file_awaits_no_acknowledgment(desk: Desk) -> None:
    agree(desk, {"document": "pdf", "direction": "out", "expect_acknowledgment_hours": 4})
    enqueue(desk, "pdf", b"%PDF-1.7")
    desk.run()
    assert list(desk.channel.sent) == ["pdf_1.pdf"]
    assert [row.acknowledgment for row in desk.exchanges("out")] == ["not-expected"]


def test_what_cannot_be_sent_stays_with_an_exception_and_goes_after_a_retry(desk: Desk) -> None:
    agree(desk, {"document": "ubl", "direction": "out"})
    enqueue(desk, "ubl", b"<Invoice/>")
    desk.change_partner(lambda partner: None)
    desk.run()
    assert desk.open_cases() == ["cannot-be-written"]
    assert desk.rows(Transmission) == []
    (exchange,) = desk.exchanges("out")
    assert (exchange.processing, "ubl is not agreed with NORTHWIND" in exchange.reason) == ("failed", True)


def test_an_invoice_that_cannot_be_judged_waits_for_the_rules(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(desk, {"document": "ubl", "direction": "in"})
    problem = IndeterminateError("the rules cannot be run")

    def judge(*arguments: object, **options: object) -> None:
        raise problem

    monkeypatch.setattr(file_reading, "judge", judge)
    desk.put(write_ubl(full_invoice("380")), "invoice.xml")
    desk.run()
    assert incoming(desk, "ubl") == [("waiting", "the rules cannot be run")]
    assert desk.open_cases() == ["document-undecided"]
    monkeypatch.undo()
    desk.clock.advance(seconds=301)
    desk.run()
    assert incoming(desk, "ubl")[0][0] != "waiting"
    assert ("document-undecided", "resolved") in desk.cases()


def test_what_is_odd_about_a_file_is_kept_with_its_document(desk: Desk) -> None:
    agree(desk, {"document": "camt.053", "direction": "in"})
    desk.put(statements("1").replace(b"<Id>1</Id>", b""), "statement.xml")
    desk.run()
    (exchange,) = desk.exchanges("in", "camt.053")
    assert [(one["code"], one["severity"]) for one in exchange.findings] == [("MISSING", "warning")]
    assert exchange.findings[0]["message"] == "the statement has no Id"
