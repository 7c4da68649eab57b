"""Credit notes: made, checked, sent and posted as invoices are; what is given back is never more than was billed."""

from __future__ import annotations

from decimal import Decimal as D

import pytest
from sqlmodel import Session, col, select

from b2b.documents import Invoice, json_form
from b2b.erp.memory import InMemoryErp
from b2b.errors import NotAllowed, NotFound
from b2b.gateway import issuing
from b2b.procurement.billing import credit
from b2b.procurement.receivables import account
from b2b.procurement.receivables.position import Position
from b2b.store.tables import SalesInvoice, Task
from tests.cli.shop import Shop
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The official rules run in a process of their own and take seconds; one test here is about them."""

    class Passed:
        passed = True

    monkeypatch.setattr(issuing.rendering, "verify", lambda rendered, **packs: Passed())


@pytest.fixture
def billed(with_erp: Desk) -> Desk:
    """A supplier that has shipped and billed one order of 10 widgets at 12.50: 125.00 net, 148.75 gross."""
    with_erp.put(orders(1, "PO1"))
    with_erp.run()
    with_erp.ship("PO1")
    with_erp.run()
    return with_erp


def invoice(desk: Desk, session: Session, number: str = "") -> SalesInvoice:
    wanted = col(SalesInvoice.number) == number if number else col(SalesInvoice.kind) == "380"
    return session.exec(select(SalesInvoice).where(wanted)).one()


def credits(desk: Desk, quantities: dict[str, D] | None = None, reason: str = "") -> str:
    desk.clock.advance(seconds=1)
    with desk.store.write() as session:
        return credit.plan(session, desk.clock.now(), "clerk", invoice(desk, session), quantities, reason).number


def position(desk: Desk) -> Position:
    with desk.store.read() as session:
        return account.position_of(session, invoice(desk, session))


def test_a_credit_note_passes_the_official_rules_and_goes_out_as_an_810(billed: Desk, erp: InMemoryErp) -> None:
    number = credits(billed, {"1": D(2)}, "two were broken")
    billed.run()
    (note,) = billed.rows(SalesInvoice, col(SalesInvoice.number) == number)
    assert (note.kind, note.state, note.net, note.vat, note.gross) == ("381", "issued", 2500, 475, 2975)
    document = json_form.from_json(note.document)
    assert isinstance(document, Invoice)
    (original,) = billed.rows(SalesInvoice, col(SalesInvoice.kind) == "380")
    assert (document.preceding_invoice, document.preceding_date) == (original.number, original.date)
    assert document.notes == ("two were broken",)
    sent = billed.sent()[-1]
    assert b"BIG*" in sent
    assert b"*CR" in sent
    assert original.number.encode() in sent
    assert note.pdf_sha256
    assert note.ubl_sha256
    assert position(billed) == Position(14875, credited=2975)
    (posting,) = [one for one in erp.entries if one.document == number]
    assert posting.kind == "invoice"
    assert not billed.open_cases()


@pytest.mark.usefixtures("quick")
class TestQuickly:
    def test_without_lines_all_that_is_left_is_given_back(self, billed: Desk) -> None:
        credits(billed, {"1": D(3)})
        credits(billed)
        billed.run()
        assert position(billed).open == 0
        assert position(billed).standing == "paid"
        with pytest.raises(NotAllowed, match="all of it was credited"):
            credits(billed)

    def test_who_is_billed_by_the_order_is_named_in_invoice_and_credit_note(self, with_erp: Desk) -> None:
        body = order("PO1")
        with_erp.put(interchange(1, [[*body[:2], "N1*BY*Store 12*92*12", "N1*BT*Head Office*92*01", *body[2:]]]))
        with_erp.run()
        with_erp.ship("PO1")
        with_erp.run()
        credits(with_erp)
        with_erp.run()
        bills = [sent for sent in with_erp.sent() if b"BIG*" in sent]
        assert [b"N1*BT*Head Office*92*01~" in sent for sent in bills] == [True, True]

    def test_never_more_than_was_billed(self, billed: Desk) -> None:
        credits(billed, {"1": D(9)})
        with pytest.raises(NotAllowed, match="1 is left of it"):
            credits(billed, {"1": D(2)})
        for quantity in (D(0), D(-1)):
            with pytest.raises(NotAllowed, match="cannot be credited"):
                credits(billed, {"1": quantity})
        with pytest.raises(NotFound, match="no line 7"):
            credits(billed, {"7": D(1)})

    def test_cents_of_many_small_credits_never_exceed_the_invoice(self, billed: Desk) -> None:
        """Each is rounded for itself, 14.88; the last one is rounded down to what is left."""
        for _ in range(10):
            credits(billed, {"1": D(1)})
        billed.run()
        assert position(billed) == Position(14875, credited=14875)
        notes = billed.rows(SalesInvoice, col(SalesInvoice.kind) == "381")
        documents = [json_form.from_json(one.document) for one in notes]
        payable = [one.payable for one in documents if isinstance(one, Invoice)]
        assert sorted(payable) == [D("14.83"), *[D("14.88")] * 9]

    def test_only_an_issued_invoice_can_be_credited(self, billed: Desk) -> None:
        number = credits(billed, {"1": D(1)})
        with billed.store.write() as session:
            note = invoice(billed, session, number)
            with pytest.raises(NotAllowed, match="a credit note itself"):
                credit.plan(session, billed.clock.now(), "clerk", note)
        billed.put(orders(2, "PO2"))
        billed.run()
        billed.ship("PO2")
        with billed.store.write() as session:
            query = select(SalesInvoice).where(col(SalesInvoice.kind) == "380", col(SalesInvoice.state) == "draft")
            fresh = session.exec(query).one()
            with pytest.raises(NotAllowed, match="draft, not issued"):
                credit.plan(session, billed.clock.now(), "clerk", fresh)

    def test_numbers_run_on_with_the_invoices(self, billed: Desk) -> None:
        first, second = credits(billed, {"1": D(1)}), credits(billed, {"1": D(1)})
        assert [first, second] == ["ACME-000002", "ACME-000003"]
        billed.run()
        assert {one.state for one in billed.rows(Task)} == {"done"}

    def test_at_the_keyboard(self, billed: Desk) -> None:
        shop = Shop(billed.folder)
        line = ("invoices", "credit", "ACME-000001", "--line", "1=2", "--reason", "broken")
        told = shop.json(*line, "--dry-run")
        assert told == {
            "number": "ACME-000002",
            "credits": "ACME-000001",
            "lines": {"1": "2"},
            "reason": "broken",
            "dry_run": True,
        }
        assert not billed.rows(SalesInvoice, col(SalesInvoice.kind) == "381")
        assert "2 of line 1 of invoice ACME-000001" in shop.says(*line)
        assert "left of it" in shop.b2b("invoices", "credit", "ACME-000001", "--line", "1=9", code=1).stderr
