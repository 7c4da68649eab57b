"""Paying through the gateway: bytes from proposal to bank, and the bank's files back; a changed byte stops everything."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal as D
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from b2b.documents import PaymentStatus, StatusReason
from b2b.errors import NotAllowed, NotWritable
from b2b.gateway import dispatcher, paying, sending
from b2b.payments import pain001, pain002, statement_writing
from b2b.procurement import work
from b2b.store import audit, blobs
from b2b.store.states import TaskKind
from b2b.store.tables import Blob, Company, Exchange, PaymentRun, Task, Transmission
from tests.procurement.bank import Bank, debit
from tests.procurement.payer import COMPANY, DAY, SUPPLIER, THEIR_IBAN, Buyer, make_buyer


@pytest.fixture
def payer(tmp_path: Path) -> Buyer:
    buyer = make_buyer(tmp_path / "northwind")
    buyer.apply(
        COMPANY + '\n[[company.identity]]\nqualifier = "ZZ"\nid = "NORTHWIND"\ngs_id = "NORTHWIND"\n', "company"
    )
    for number, amount, payable in (("A-1", 238714, None), ("A-2", 285600, 276080), ("A-3", 892500, None)):
        buyer.owes(number, amount, payable=payable)
    buyer.credit("CN-1", 9520, taken_off="A-2")
    return buyer


def proposed(payer: Buyer, user: str = "paula", **options: object) -> PaymentRun | None:
    (company,) = payer.rows(Company)
    return paying.propose(payer.gateway, company, payer.users[user], **options).run  # type: ignore[arg-type]


def approved(payer: Buyer) -> PaymentRun:
    run = proposed(payer)
    assert run
    return paying.approve(payer.gateway, run.number, payer.users["boris"])


def outbox(payer: Buyer, partner: str) -> list[bytes]:
    folder = payer.store.folder / "channels" / partner / "out"
    return [file.read_bytes() for file in sorted(folder.glob("*"))] if folder.is_dir() else []


def bring(payer: Buyer, name: str, content: bytes) -> None:
    folder = payer.store.folder / "channels" / "hausbank" / "in"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_bytes(content)
    made = payer.clock.at.timestamp() - 5
    os.utime(file, (made, made))
    dispatcher.run_once(payer.gateway)


def spoil(payer: Buyer, run: PaymentRun) -> None:
    """A byte of the stored file is changed behind our back."""
    with payer.store.write() as session:
        content = bytearray(blobs.get(session, payer.store, run.file_sha256))
        content[len(content) // 2] ^= 1
        session.exec(update(Blob).where(col(Blob.sha256) == run.file_sha256).values(content=bytes(content)))


def test_the_second_day_from_proposal_to_statement(payer: Buyer) -> None:
    run = approved(payer)
    assert (run.count, run.control_sum, run.state) == (3, 1407294, "approved")
    dispatcher.run_once(payer.gateway)
    (content,) = outbox(payer, "hausbank")
    sent = pain001.read(content)
    assert (sent.count, sent.control_sum) == (3, D("14072.94"))
    assert {one.account.iban for one in sent.transfers} == {THEIR_IBAN}
    assert payer.run(run.number).state == "sent"
    with payer.store.read() as session:
        acts = [act.action for act in audit.history(session, "payment_run", run.id)]
    assert acts == ["proposed", "approved", "sent"]
    report = PaymentStatus("S1", payer.clock.at, run.message_id, "pain.001.001.09", "ACCP")
    bring(payer, "status.xml", pain002.write(report))
    assert payer.run(run.number).state == "accepted"
    advices = outbox(payer, "acme")
    assert sum(content.count(b"ST*820*") for content in advices) == 3
    assert any(b"RMR*IV*A-2**2760.8*2856~" in content for content in advices)
    assert any(b"ADX*-95.2*CM*CM*CN-1~" in content for content in advices)
    statement = Bank(payer).statement(*(debit(one) for one in payer.payments(run)))
    bring(payer, "statement.xml", statement_writing.write([statement]))
    assert payer.run(run.number).state == "booked"
    assert payer.states() == {"A-1": "paid", "A-2": "paid", "A-3": "paid", "CN-1": "settled"}
    assert not payer.open_codes()


def test_a_file_handed_over_twice_by_a_crash_is_not_refused_by_the_refusal_of_its_copy(
    payer: Buyer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bank took the file, the gateway died before it could note that and sent it again; the copy's refusal may even
    come before the report on the first.
    """
    run = approved(payer)
    with monkeypatch.context() as crash:
        crash.setattr(sending, "_succeed", power_cut)
        with pytest.raises(KeyboardInterrupt):
            dispatcher.run_once(payer.gateway)
    (taken,) = (payer.store.folder / "channels" / "hausbank" / "out").iterdir()
    taken.unlink()
    dispatcher.run_once(payer.gateway)
    assert len(outbox(payer, "hausbank")) == 1
    later = payer.clock.at + dt.timedelta(seconds=9)
    refusal = PaymentStatus("S2", later, run.message_id, "pain.001", "RJCT", (StatusReason("DUPL", "accepted before"),))
    bring(payer, "copy.xml", pain002.write(refusal))
    assert payer.run(run.number).state == "sent"
    assert payer.proposes() is None
    bring(payer, "first.xml", pain002.write(PaymentStatus("S1", payer.clock.at, run.message_id, "pain.001", "ACCP")))
    assert payer.run(run.number).state == "accepted"
    assert not payer.open_codes()


def power_cut(*arguments: object) -> None:
    raise KeyboardInterrupt


def test_the_file_is_the_same_whenever_it_is_rendered(payer: Buyer) -> None:
    run = proposed(payer)
    assert run
    first = paying.file_of(payer.gateway, run.number)
    payer.tick(days=1)
    assert paying.render(paying.document_of(payer.run(run.number))) == first
    assert paying.file_of(payer.gateway, run.number) == first


def test_a_dry_run_keeps_nothing(payer: Buyer) -> None:
    run = proposed(payer, dry_run=True)
    assert run
    assert run.control_sum == 1407294
    assert not payer.rows(PaymentRun)
    assert payer.invoice("A-1").state == "matched"
    real = proposed(payer)
    assert real
    assert (real.number, real.message_id, real.file_sha256) == (run.number, run.message_id, run.file_sha256)


def test_only_a_payer_proposes(payer: Buyer) -> None:
    with pytest.raises(NotAllowed, match="boris is not a payer"):
        proposed(payer, "boris")


def test_a_changed_byte_stops_the_approval(payer: Buyer) -> None:
    run = proposed(payer)
    assert run
    spoil(payer, run)
    with pytest.raises(NotAllowed, match="not what was proposed"):
        paying.approve(payer.gateway, run.number, payer.users["boris"])
    assert payer.run(run.number).state == "proposed"


def test_a_changed_byte_after_the_approval_voids_it_and_nothing_is_sent(payer: Buyer) -> None:
    run = approved(payer)
    spoil(payer, run)
    dispatcher.run_once(payer.gateway)
    assert outbox(payer, "hausbank") == []
    assert not payer.rows(Transmission)
    found = payer.run(run.number)
    assert (found.state, found.approved_by, found.approved_sha256) == ("proposed", None, None)
    assert sorted(payer.open_codes()) == ["cannot-be-written", "payment-file-changed"]
    payer.cancels(found)
    second = approved(payer)
    dispatcher.run_once(payer.gateway)
    assert len(outbox(payer, "hausbank")) == 1
    assert payer.run(second.number).state == "sent"


def test_a_run_that_says_something_else_than_its_file_is_not_approved(payer: Buyer) -> None:
    run = proposed(payer)
    assert run
    with payer.store.write() as session:
        row = session.get_one(PaymentRun, run.id)
        row.document = {**row.document, "execution_date": "2026-03-03"}
        session.add(row)
    with pytest.raises(NotAllowed, match="other bytes"):
        paying.approve(payer.gateway, run.number, payer.users["boris"])


def test_a_file_that_nobody_approved_is_not_sent(payer: Buyer) -> None:
    run = approved(payer)
    with payer.store.write() as session:
        exchange = session.get_one(Exchange, run.exchange_id)
        other = blobs.put(session, payer.store, b"<Document/>", payer.clock.at)
        exchange.blob_sha256 = other
        session.add(exchange)
    dispatcher.run_once(payer.gateway)
    assert outbox(payer, "hausbank") == []
    assert payer.run(run.number).state == "proposed"


def test_a_supplier_that_no_transfer_can_be_written_to_holds_up_nobody(payer: Buyer) -> None:
    text = SUPPLIER.format(code="SOUTH", channel="south", account=f'iban = "{THEIR_IBAN}"')
    payer.apply(text.replace('city = "Berlin", ', ""))
    payer.owes("S-1", 100, supplier="SOUTH")
    run = proposed(payer)
    assert run
    assert run.count == 3
    assert payer.open_codes() == ["payment-cannot-be-written"]
    assert payer.invoice("S-1").state == "matched"


def test_what_is_wrong_with_ourselves_stops_the_run(payer: Buyer) -> None:
    payer.apply(COMPANY.replace('city = "Hamburg", ', ""), "company")
    with pytest.raises(NotWritable, match="town"):
        proposed(payer)
    assert payer.invoice("A-1").state == "matched"


def test_a_scheduled_run_proposes_once_and_waits_for_a_person(payer: Buyer) -> None:
    (company,) = payer.rows(Company)
    with payer.store.write() as session:
        for slot in ("1", "2"):
            now = payer.tick()
            keys = {"row_id": company.id, "key": f"payment.run:{slot}", "lock_key": "payment.run"}
            work.schedule(session, now, TaskKind.PAYMENT_RUN, company_id=company.id, **keys)
    dispatcher.run_once(payer.gateway)
    assert [one.result for one in payer.rows(Task)] == [
        {"number": 1, "duplicate": False},
        {"number": 0, "duplicate": False},
    ]
    (run,) = payer.rows(PaymentRun)
    assert (run.state, run.proposed_by, run.count) == ("proposed", "gateway", 3)
    assert paying.approve(payer.gateway, run.number, payer.users["carla"]).state == "approved"


def test_a_run_may_look_further_ahead(payer: Buyer) -> None:
    payer.owes("LATER", 100, due=DAY + dt.timedelta(days=30))
    run = proposed(payer, due_before=DAY + dt.timedelta(days=31))
    assert run
    assert run.count == 4
