"""Statements: every movement once, matched for certain or left to a person; nothing from a statement that is wrong."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest
from sqlmodel import col

from b2b.documents import BankAccount, BankStatement, EntryDetail, Money, StatementEntry
from b2b.errors import NotAllowed, NotFound
from b2b.procurement.banking import by_hand
from b2b.procurement.banking.assign import Candidate
from b2b.store.tables import Exchange, Link, Payment, PaymentRun, Statement
from b2b.store.tables import StatementEntry as Entry
from tests.procurement.bank import Bank, back, debit, euro
from tests.procurement.payer import DAY, OTHER_IBAN, THEIR_IBAN, Buyer


@pytest.fixture
def bank(payer: Buyer) -> Bank:
    return Bank(payer)


def three(payer: Buyer) -> PaymentRun:
    payer.owes("A-1", 238714)
    payer.owes("B-2", 285600, payable=276080)
    payer.owes("C-3", 892500)
    return payer.pays()


def entries(payer: Buyer) -> list[Entry]:
    numbers = {one.id: one.number for one in payer.rows(Statement)}
    return sorted(payer.rows(Entry), key=lambda one: (numbers[one.statement_id], one.position))


def test_the_second_days_statement_pays_three_invoices(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    bank.report(run, group="ACSC")
    assert bank.books(payer.payments(run)) == "done"
    assert payer.run(run.number).state == "booked"
    assert payer.states() == dict.fromkeys(["A-1", "B-2", "C-3"], "paid")
    assert sum(one.amount for one in entries(payer)) == -1407294
    assert {one.state for one in entries(payer)} == {"matched"}
    assert {one.booked_on for one in payer.payments(run)} == {DAY}
    assert not payer.open_codes()
    assert len(payer.rows(Exchange, col(Exchange.set_id) == "820")) == 3


def test_money_without_a_report_books_and_advises(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    bank.books(payer.payments(run))
    assert payer.run(run.number).state == "booked"
    assert len(payer.rows(Exchange, col(Exchange.set_id) == "820")) == 3


def test_the_same_statement_again_books_nothing(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    found = bank.statement(*(debit(one) for one in payer.payments(run)))
    assert [bank.brings(found), bank.brings(replace(found, message_id="again"))] == ["done", "done"]
    assert len(payer.rows(Statement)) == 1
    assert len(entries(payer)) == 3
    (link,) = payer.rows(Link, col(Link.kind) == "duplicate-of")
    assert link.to_exchange == payer.rows(Statement)[0].exchange_id


def test_the_same_number_with_other_content_books_nothing(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    first, second, _ = payer.payments(run)
    found = bank.statement(debit(first))
    bank.brings(found)
    other = replace(bank.statement(debit(second)), statement_id=found.statement_id)
    assert bank.brings(other) == "failed"
    assert payer.open_codes() == ["statement-conflict"]
    assert len(entries(payer)) == 1


def wrong_sum(found: BankStatement) -> BankStatement:
    return replace(found, balances=(found.balances[0], replace(found.balances[1], amount=euro(1))))


def other_currency(found: BankStatement) -> BankStatement:
    first = replace(found.entries[0], amount=Money(found.entries[0].amount.amount, "USD"))
    return replace(found, entries=(first, *found.entries[1:]))


def broken_cents(found: BankStatement) -> BankStatement:
    first = replace(found.entries[0], amount=Money(D("-0.001"), "EUR"))
    return replace(found, entries=(first, *found.entries[1:]), balances=())


def wrong_parts(found: BankStatement) -> BankStatement:
    parts = (EntryDetail("X-1", euro(-1)), EntryDetail("X-2", euro(-2)))
    return replace(found, entries=(replace(found.entries[0], details=parts), *found.entries[1:]))


def undated(found: BankStatement) -> BankStatement:
    return replace(found, entries=(replace(found.entries[0], booking_date=None), *found.entries[1:]))


def foreign_balance(found: BankStatement) -> BankStatement:
    return replace(found, balances=(replace(found.balances[0], amount=Money(D(1), "USD")), found.balances[1]))


def interim(found: BankStatement) -> BankStatement:
    return replace(found, kind="report")


def unnamed_currency(found: BankStatement) -> BankStatement:
    return replace(found, currency="", balances=())


@pytest.mark.parametrize(
    "spoil",
    [wrong_sum, other_currency, broken_cents, wrong_parts, undated, foreign_balance, interim, unnamed_currency],
)
def test_a_statement_that_does_not_add_up_books_nothing(payer: Buyer, bank: Bank, spoil: Any) -> None:
    run = three(payer)
    found = bank.statement(*(debit(one) for one in payer.payments(run)))
    assert bank.brings(spoil(found)) == "failed"
    assert payer.open_codes() == ["statement-sums-wrong"]
    assert not entries(payer)
    assert {one.state for one in payer.payments(run)} == {"proposed"}
    assert bank.brings(found) == "done"
    assert payer.run(run.number).state == "booked"


@pytest.mark.parametrize("iban", ["", OTHER_IBAN])
def test_an_account_that_is_not_ours_books_nothing(payer: Buyer, bank: Bank, iban: str) -> None:
    run = three(payer)
    found = replace(bank.statement(*(debit(one) for one in payer.payments(run))), account=BankAccount(iban))
    assert bank.brings(found) == "failed"
    assert payer.open_codes() == ["statement-account-unknown"]
    assert not entries(payer)


def test_what_is_only_announced_is_not_booked(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    pending = replace(debit(payer.payments(run)[0]), status="PDNG")
    assert bank.brings(bank.statement(pending)) == "done"
    assert not entries(payer)
    assert payer.payments(run)[0].state == "proposed"


def test_a_missing_statement_is_noticed_and_forgotten_when_it_comes(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    days = [DAY + dt.timedelta(days=n) for n in range(3)]
    found = [bank.statement(debit(one)) for one in payer.payments(run)]
    dated = [
        replace(one, balances=tuple(replace(balance, date=day) for balance in one.balances))
        for one, day in zip(found, days, strict=True)
    ]
    bank.brings(dated[0])
    bank.brings(dated[2])
    assert payer.open_codes() == ["statement-gap"]
    bank.brings(dated[1])
    assert payer.open_codes() == []
    assert payer.run(run.number).state == "booked"


def test_a_jump_in_the_count_is_a_gap(payer: Buyer, bank: Bank) -> None:
    first, second = bank.statement(), bank.statement()
    bank.brings(first)
    bank.brings(replace(second, sequence=4))
    assert payer.open_codes() == ["statement-gap"]


def test_pages_of_a_statement_are_each_taken(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    first, second, third = payer.payments(run)
    one = replace(bank.statement(debit(first)), last_page=False)
    two = replace(bank.statement(debit(second), debit(third)), statement_id=one.statement_id, page=2)
    bank.brings(one)
    bank.brings(two)
    assert payer.run(run.number).state == "booked"


def test_a_batch_that_is_booked_in_one_sum_becomes_an_entry_for_each_payment(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    whole = StatementEntry(euro(-1407294), booking_date=DAY, batch_id=run.message_id, batch_count=3)
    bank.brings(bank.statement(whole))
    found = entries(payer)
    assert [one.amount for one in found] == [-238714, -276080, -892500]
    assert [one.position for one in found] == [1, 2, 3]
    assert {one.payment_id for one in found} == {one.id for one in payer.payments(run)}
    assert payer.run(run.number).state == "booked"


def test_a_batch_less_what_was_rejected(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    second = payer.payments(run)[1].end_to_end_id.replace("-", "_")
    bank.report(run, group="PART", **{second: "RJCT AC01"})
    bank.brings(bank.statement(StatementEntry(euro(-1131214), booking_date=DAY, message_id=run.message_id)))
    assert [one.state for one in payer.payments(run)] == ["booked", "rejected", "booked"]
    assert payer.run(run.number).state == "booked"


def test_a_batch_with_another_sum_is_left_to_a_person(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    bank.brings(bank.statement(StatementEntry(euro(-1407293), booking_date=DAY, batch_id=run.message_id)))
    assert payer.open_codes() == ["bank-entry-open"]
    assert {one.state for one in payer.payments(run)} == {"proposed"}


def test_amount_account_and_number_together_are_a_payment(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    first = payer.payments(run)[0]
    detail = EntryDetail(account=BankAccount(THEIR_IBAN), text="your invoice a-1, thank you")
    bank.brings(bank.statement(debit(first, details=(detail,))))
    assert payer.payments(run)[0].state == "booked"


@pytest.mark.parametrize(
    "detail",
    [
        EntryDetail(account=BankAccount(THEIR_IBAN), text="no number"),
        EntryDetail(account=BankAccount(OTHER_IBAN), text="A-1"),
        EntryDetail(end_to_end_id="SOMEBODY-1", text="A-1"),
        EntryDetail(end_to_end_id="NOTPROVIDED"),
    ],
)
def test_two_of_the_three_are_not_enough(payer: Buyer, bank: Bank, detail: EntryDetail) -> None:
    run = three(payer)
    bank.brings(bank.statement(debit(payer.payments(run)[0], details=(detail,))))
    assert [one.state for one in entries(payer)] == ["open"]
    assert payer.open_codes() == ["bank-entry-open"]


def test_a_payment_booked_twice_or_with_another_amount_is_left_to_a_person(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    first, second, _ = payer.payments(run)
    bank.brings(bank.statement(debit(first), debit(first), debit(second, amount=euro(-1))))
    assert [one.state for one in entries(payer)] == ["matched", "open", "open"]
    assert "paid it twice" in entries(payer)[1].note
    assert "another amount" in entries(payer)[2].note
    assert payer.payments(run)[1].state == "proposed"


def test_a_payment_that_went_to_another_account_is_left_to_a_person(payer: Buyer, bank: Bank) -> None:
    payment, *_ = payer.payments(three(payer))
    elsewhere = EntryDetail(end_to_end_id=payment.end_to_end_id, account=BankAccount(OTHER_IBAN))
    bank.brings(bank.statement(debit(payment, details=(elsewhere,))))
    (entry,) = entries(payer)
    assert (entry.state, payer.states()["A-1"]) == ("open", "in-payment")
    assert f"was to go to {THEIR_IBAN}, and went to {OTHER_IBAN}" in entry.note
    unsaid = EntryDetail(end_to_end_id=payment.end_to_end_id)
    bank.brings(bank.statement(debit(payment, details=(unsaid,))))
    assert payer.states()["A-1"] == "paid"


def test_returned_money_opens_the_invoice_again(payer: Buyer, bank: Bank) -> None:
    payer.credit("N", 30)
    payer.owes("A", 100)
    run = payer.pays()
    (payment,) = payer.payments(run)
    bank.books([payment])
    assert payer.states() == {"A": "paid", "N": "settled"}
    bank.brings(bank.statement(back(payment)))
    assert payer.states() == {"A": "matched", "N": "matched"}
    assert payer.invoice("N").payable == 30
    (found,) = payer.payments(run)
    assert (found.state, found.status_reason) == ("returned", "AC04 closed")
    assert payer.open_codes() == ["payment-returned"]
    assert payer.proposes() is None
    payer.resolve("payment-returned")
    again = payer.proposes()
    assert again
    assert again.control_sum == 70


def test_a_return_that_comes_before_its_booking_waits_for_it(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 100)
    (payment,) = payer.payments(payer.pays())
    booking, returning = bank.statement(debit(payment)), bank.statement(back(payment))
    bank.brings(returning)
    assert [one.state for one in entries(payer)] == ["open"]
    bank.brings(booking)
    assert {one.state for one in entries(payer)} == {"matched"}
    assert payer.payments()[0].state == "returned"
    assert payer.states() == {"A": "matched"}
    assert "bank-entry-open" not in payer.open_codes()


def test_a_return_of_a_part_is_left_to_a_person(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 100)
    (payment,) = payer.payments(payer.pays())
    bank.books([payment])
    bank.brings(bank.statement(replace(back(payment), amount=euro(99))))
    assert payer.payments()[0].state == "booked"
    assert payer.open_codes() == ["bank-entry-open"]


def test_money_of_a_refused_payment_takes_its_invoices_back(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 100)
    run = payer.pays()
    bank.report(run, group="RJCT")
    bank.books(payer.payments(run))
    assert payer.states() == {"A": "paid"}
    assert payer.run(run.number).state == "booked"
    assert payer.open_codes() == ["payment-status-contradicts"]


def test_money_of_a_refused_payment_that_is_paid_otherwise_by_now_is_left_to_a_person(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 100)
    run = payer.pays()
    bank.report(run, group="RJCT")
    payer.resolve("payment-rejected")
    second = payer.pays()
    bank.books(payer.payments(run))
    assert [one.state for one in entries(payer)] == ["open"]
    bank.books(payer.payments(second))
    assert payer.states() == {"A": "paid"}
    assert [one.state for one in payer.payments()] == ["rejected", "booked"]
    assert sorted(payer.open_codes()) == ["bank-entry-open", "payment-status-contradicts"]


def test_a_person_says_what_a_movement_is(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    first, second, _ = payer.payments(run)
    fee = StatementEntry(euro(-250), booking_date=DAY, text="fee")
    unclear = debit(first, details=(EntryDetail(text="?"),))
    bank.brings(bank.statement(fee, unclear))
    with payer.store.write() as session:
        by_hand.ignore(session, payer.tick(), "paula", "1/1", "a fee")
    with pytest.raises(NotAllowed, match="it is ignored"), payer.store.write() as session:
        by_hand.ignore(session, payer.tick(), "paula", "1/1", "a fee")
    with pytest.raises(NotAllowed, match=r"2760\.80"), payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/2", second.end_to_end_id)
    with payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/2", first.end_to_end_id)
    assert [one.state for one in entries(payer)] == ["ignored", "matched"]
    assert payer.payments(run)[0].state == "booked"
    assert not payer.open_codes()


@pytest.mark.parametrize("place", ["9/9", "1", "x/y", "", "1/99999999999"])
def test_there_is_no_such_entry(payer: Buyer, place: str) -> None:
    with pytest.raises(NotFound), payer.store.read() as session:
        by_hand.find(session, place)


def test_an_entry_is_matched_with_something_that_exists(payer: Buyer, bank: Bank) -> None:
    bank.brings(bank.statement(StatementEntry(euro(-250), booking_date=DAY)))
    with pytest.raises(NotFound, match="NOPE"), payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/1", "NOPE")


def test_a_batch_of_which_one_payment_cannot_be_booked_books_none(
    payer: Buyer, bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = three(payer)
    second = payer.payments(run)[1]
    bank.books([second])
    monkeypatch.setattr(Candidate, "is_awaited", property(lambda self: True))
    bank.brings(bank.statement(StatementEntry(euro(-1407294), booking_date=DAY, batch_id=run.message_id)))
    assert [one.state for one in payer.payments(run)] == ["proposed", "booked", "proposed"]
    assert [(one.amount, one.state) for one in entries(payer)] == [(-276080, "matched"), (-1407294, "open")]
    assert payer.states() == {"A-1": "in-payment", "B-2": "paid", "C-3": "in-payment"}


def cancelled(payer: Buyer) -> PaymentRun:
    payer.owes("A", 100)
    run = payer.pays()
    payer.cancels(run)
    return run


def unnamed(payment: Payment) -> StatementEntry:
    return debit(payment, details=(EntryDetail(account=BankAccount(payment.iban), text="invoice A"),))


def in_one_sum(payment: Payment) -> StatementEntry:
    file = payment.end_to_end_id.partition("-")[0] + "-R0000001"
    return StatementEntry(euro(-payment.amount), booking_date=DAY, batch_id=file)


@pytest.mark.parametrize("written", [debit, unnamed, in_one_sum])
def test_a_cancelled_payment_that_the_bank_books_is_not_paid_again(payer: Buyer, bank: Bank, written: Any) -> None:
    run = cancelled(payer)
    (payment,) = payer.payments(run)
    bank.brings(bank.statement(written(payment)))
    assert [one.state for one in entries(payer)] == ["open"]
    assert sorted(payer.open_codes()) == ["bank-entry-open", "payment-status-contradicts"]
    assert payer.proposes() is None
    with payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/1", payment.end_to_end_id)
    assert payer.states() == {"A": "paid"}
    assert [one.state for one in entries(payer)] == ["matched"]
    assert not payer.open_codes()
    assert payer.proposes() is None


def test_a_cancelled_file_that_is_booked_in_one_sum_is_matched_by_its_name(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    payer.cancels(run)
    bank.brings(bank.statement(StatementEntry(euro(-1407294), booking_date=DAY, batch_id=run.message_id)))
    assert payer.proposes() is None
    with payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/1", run.message_id)
    assert set(payer.states().values()) == {"paid"}
    assert [one.amount for one in entries(payer)] == [-238714, -276080, -892500]
    assert not payer.open_codes()


def test_a_cancelled_payment_whose_invoice_is_in_another_stops_that_one(payer: Buyer, bank: Bank) -> None:
    run = cancelled(payer)
    second = payer.proposes()
    assert second is not None
    bank.books(payer.payments(run))
    with pytest.raises(NotAllowed, match="exception"):
        payer.approves(second)
    with pytest.raises(NotAllowed, match="in another payment"), payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/1", payer.payments(run)[0].end_to_end_id)
    payer.cancels(second)
    with payer.store.write() as session:
        by_hand.match(session, payer.tick(), "paula", "1/1", payer.payments(run)[0].end_to_end_id)
    assert payer.states() == {"A": "paid"}
    assert not payer.open_codes()
