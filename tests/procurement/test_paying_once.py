"""A bank that says one thing and does another: nothing is paid again before somebody has looked."""

from __future__ import annotations

import pytest
from sqlmodel import select

from b2b.errors import NotAllowed
from b2b.procurement.banking import by_hand
from b2b.store.tables import PaymentRun, PurchaseInvoice, StatementEntry
from tests.procurement.bank import Bank, debit, euro
from tests.procurement.payer import Buyer


@pytest.fixture
def bank(payer: Buyer) -> Bank:
    return Bank(payer)


def refused(payer: Buyer, bank: Bank) -> PaymentRun:
    """An invoice whose payment the bank has refused."""
    payer.owes("A", 10000)
    run = payer.pays()
    bank.report(run, group="RJCT")
    return run


def test_a_bank_that_accepts_after_all_stops_the_next_run(payer: Buyer, bank: Bank) -> None:
    first = refused(payer, bank)
    payer.resolve("payment-rejected")
    second = payer.proposes()
    assert second
    bank.report(first, group="ACSC")
    with pytest.raises(NotAllowed, match="its payment was rejected, exception 2 is open"):
        payer.approves(second)
    payer.resolve("payment-status-contradicts")
    payer.approves(second)


def test_a_bank_that_books_after_all_stops_the_next_run(payer: Buyer, bank: Bank) -> None:
    first = refused(payer, bank)
    payer.resolve("payment-rejected")
    second = payer.proposes()
    assert second
    bank.books(payer.payments(first))
    assert sorted(payer.open_codes()) == ["bank-entry-open", "payment-status-contradicts"]
    with pytest.raises(NotAllowed, match="exception 2 is open"):
        payer.approves(second)
    payer.cancels(second)
    assert payer.proposes() is None


def test_a_refused_payment_is_not_booked_for_another_amount_than_is_payable_now(payer: Buyer, bank: Bank) -> None:
    """A credit note was taken off the invoice after the bank had refused to pay all of it."""
    run = refused(payer, bank)
    with payer.store.write() as session:
        row = session.exec(select(PurchaseInvoice)).one()
        row.payable = 9000
        session.add(row)
    bank.books(payer.payments(run))
    (entry,) = payer.rows(StatementEntry)
    assert (entry.state, payer.invoice("A").state, payer.payments(run)[0].state) == ("open", "matched", "rejected")
    payer.resolve("payment-rejected")
    assert payer.proposes() is None
    assert "payment-status-contradicts" in payer.open_codes()


def test_a_cancelled_payment_that_the_bank_accepts_is_not_paid_again(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 10000)
    run = payer.pays()
    payer.cancels(run)
    bank.report(run, group="ACSC")
    assert payer.open_codes() == ["payment-status-contradicts"]
    assert payer.proposes() is None
    payer.resolve("payment-status-contradicts")
    assert payer.proposes()


def test_a_file_that_went_to_the_bank_past_us_is_not_approved(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 10000)
    run = payer.proposes()
    assert run
    bank.books(payer.payments(run))
    assert sorted(payer.open_codes()) == ["bank-entry-open", "payment-status-contradicts"]
    with pytest.raises(NotAllowed, match=r"the bank speaks of payment .* exception 1 is open") as raised:
        payer.approves(run)
    assert raised.value.next_step == "b2b exceptions show 1"
    payer.cancels(run)
    assert payer.proposes() is None
    with payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/1", payer.payments(run)[0].end_to_end_id)
    assert payer.states() == {"A": "paid"}
    assert not payer.open_codes()


def test_a_batch_of_two_files_is_booked_wholly_or_not(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 10000)
    first = payer.pays()
    payer.owes("B", 5000)
    second = payer.proposes()
    assert second
    one, two = payer.payments(first)[0], payer.payments(second)[0]
    both = euro(-one.amount - two.amount)
    entry = debit(one, amount=both, details=(), message_id=first.message_id, batch_id=second.message_id)
    bank.brings(bank.statement(entry))
    assert [row.state for row in payer.rows(StatementEntry)] == ["open"]
    assert [row.state for row in payer.payments()] == ["proposed", "proposed"]
