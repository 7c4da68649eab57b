"""What the bank says of a payment file: every state and word, late and contradicting reports, the supplier's advice."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D
from itertools import product

import pytest
from sqlmodel import col

from b2b.documents import BatchStatus, Money, PaymentStatus, Remittance, StatusReason, TransactionStatus, json_form
from b2b.procurement.paying.progress import Word, meaning, refuses_a_copy, standing, step
from b2b.store.states import PaymentRunState, PaymentState
from b2b.store.tables import Exchange, PaymentItem, PaymentRun
from tests.procurement.bank import Bank
from tests.procurement.payer import Buyer


@pytest.fixture
def bank(payer: Buyer) -> Bank:
    return Bank(payer)


def three(payer: Buyer) -> PaymentRun:
    for number, amount in (("A", 238714), ("B", 276080), ("C", 892500)):
        payer.owes(number, amount, order_number=f"PO-{number}")
    return payer.pays()


def states(payer: Buyer, run: PaymentRun) -> list[str]:
    return [one.state for one in payer.payments(run)]


def advices(payer: Buyer) -> list[Remittance]:
    found = payer.rows(Exchange, col(Exchange.set_id) == "820")
    documents = [json_form.from_json(one.document) for one in found]
    return [one for one in documents if isinstance(one, Remittance)]


def test_an_accepted_file_is_advised_to_the_supplier(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    assert bank.report(run, group="ACCP") == "done"
    assert payer.run(run.number).state == "accepted"
    assert states(payer, run) == ["accepted"] * 3
    found = advices(payer)
    assert [one.trace for one in found] == [one.end_to_end_id for one in payer.payments(run)]
    assert sum(one.total for one in found) == D("14072.94")
    assert found[0].items[0].order_number == "PO-A"
    (sent,) = payer.rows(Exchange, col(Exchange.set_id) == "pain.001")
    assert sent.acknowledgment == "accepted"


def test_accepting_again_advises_once(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    for status in ("ACTC", "ACCP", "ACSP", "ACSC"):
        bank.report(run, group=status)
    assert len(advices(payer)) == 3


def test_a_rejected_file_releases_its_invoices_and_is_not_retried_by_itself(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    bank.report(run, group="RJCT")
    assert payer.run(run.number).state == "rejected"
    assert payer.states() == dict.fromkeys("ABC", "matched")
    assert payer.open_codes() == ["payment-rejected"] * 3
    assert not any(one.active for one in payer.rows(PaymentItem))
    assert not advices(payer)
    assert payer.proposes() is None
    assert {one.because for one in payer.proposal().left_out} == {"refused-before"}
    payer.resolve("payment-rejected")
    again = payer.proposes()
    assert again
    assert again.control_sum == run.control_sum
    (sent,) = payer.rows(Exchange, col(Exchange.set_id) == "pain.001")
    assert sent.acknowledgment == "rejected"


def test_one_rejected_payment_leaves_the_others(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    second = payer.payments(run)[1].end_to_end_id.replace("-", "_")
    bank.report(run, group="PART", **{second: "RJCT AC04"})
    assert states(payer, run) == ["proposed", "rejected", "proposed"]
    assert payer.payments(run)[1].status_reason == "AC04"
    bank.report(run, group="ACSC")
    assert states(payer, run) == ["accepted", "rejected", "accepted"]
    assert payer.run(run.number).state == "accepted"
    assert len(advices(payer)) == 2
    assert payer.open_codes() == ["payment-rejected", "payment-status-contradicts"]


def test_the_refusal_of_a_copy_leaves_what_was_accepted(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    bank.report(run, group="ACCP")
    copy = PaymentStatus("S2", payer.clock.at, run.message_id, group_status="RJCT", reasons=(StatusReason("DUPL"),))
    assert bank.sends(copy) == "done"
    assert states(payer, run) == ["accepted"] * 3
    assert payer.open_codes() == []


def test_a_file_that_was_sent_once_and_is_refused_as_a_duplicate_is_refused(payer: Buyer, bank: Bank) -> None:
    """Its number was used before, by a system that is no more: nobody will pay it."""
    run = three(payer)
    bank.sends(
        PaymentStatus("S1", payer.clock.at, run.message_id, group_status="RJCT", reasons=(StatusReason("DUPL"),))
    )
    assert states(payer, run) == ["rejected"] * 3
    assert payer.open_codes() == ["payment-rejected"] * 3


@pytest.mark.parametrize(
    ("status", "reason", "copy"),
    [("RJCT", "DUPL", True), ("RJCT", "AM05", True), ("RJCT", "AC04", False), ("ACCP", "DUPL", False)],
)
def test_what_refuses_a_copy(status: str, reason: str, copy: bool) -> None:
    assert refuses_a_copy(status, [reason]) is copy


def test_a_late_report_does_not_turn_back_a_newer_one(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    early, newer = payer.clock.at, payer.clock.at + dt.timedelta(hours=1)
    bank.report(run, group="RJCT", made=newer)
    bank.report(run, group="ACCP", made=early)
    assert payer.open_codes() == ["payment-rejected"] * 3
    assert states(payer, run) == ["rejected"] * 3


def test_a_report_on_a_file_that_is_not_ours_can_be_worked_again(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    assert bank.sends(PaymentStatus("S1", payer.clock.at, "SOMEBODY-1", group_status="ACCP")) == "failed"
    payer.supplier("OTHERBANK")
    stranger = Bank(payer, partner="OTHERBANK")
    assert stranger.report(run, group="ACCP") == "failed"
    assert payer.open_codes() == ["payment-unknown"] * 2
    assert states(payer, run) == ["proposed"] * 3


@pytest.mark.parametrize("fields", [{"count": 2}, {"control_sum": D("14072.93")}])
def test_a_report_on_other_payments_changes_nothing(payer: Buyer, bank: Bank, fields: dict[str, object]) -> None:
    run = three(payer)
    found = PaymentStatus("S1", payer.clock.at, run.message_id, group_status="ACCP", **fields)  # type: ignore[arg-type]
    assert bank.sends(found) == "failed"
    assert payer.open_codes() == ["payment-status-unclear"]
    assert states(payer, run) == ["proposed"] * 3


def test_a_payment_that_is_not_in_the_file_is_said_and_the_others_move_on(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    first = payer.payments(run)[0].end_to_end_id.replace("-", "_")
    assert bank.report(run, NOBODY_1="ACSC", **{first: "ACSC"}) == "done"
    assert states(payer, run) == ["accepted", "proposed", "proposed"]
    assert payer.open_codes() == ["payment-unknown"]


def test_another_amount_contradicts(payer: Buyer, bank: Bank) -> None:
    run = three(payer)
    first = payer.payments(run)[0]
    said = TransactionStatus(first.end_to_end_id, "ACSC", amount=Money(D("1.00"), "EUR"))
    bank.sends(PaymentStatus("S1", payer.clock.at, run.message_id, batches=(BatchStatus("", transactions=(said,)),)))
    assert payer.open_codes() == ["payment-status-contradicts"]
    assert states(payer, run)[0] == "proposed"


def test_a_report_on_a_run_that_was_never_approved_changes_nothing(payer: Buyer, bank: Bank) -> None:
    payer.owes("A", 100)
    run = payer.proposes()
    assert run
    bank.report(run, group="ACSC")
    assert states(payer, run) == ["proposed"]
    assert payer.open_codes() == ["payment-status-contradicts"]


def test_the_words_of_iso_20022() -> None:
    assert [meaning(code) for code in ("ACSC", "RJCT", "PDNG", "BLCK")] == [
        Word.ACCEPTED,
        Word.REJECTED,
        Word.PENDING,
        Word.UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("state", "word", "approved", "late"), list(product(PaymentState, Word, (True, False), (True, False)))
)
def test_no_report_undoes_what_is_done(state: PaymentState, word: Word, approved: bool, late: bool) -> None:
    """Whatever a bank says: money on the account, a refusal and a cancellation stay; nothing goes back to sent."""
    found = step(state, word, approved=approved, late=late)
    if state in (PaymentState.BOOKED, PaymentState.RETURNED, PaymentState.REJECTED, PaymentState.CANCELLED):
        assert found.state is state
    if found.state is not state:
        assert approved
        assert not found.trouble
        assert found.state in (PaymentState.ACCEPTED, PaymentState.REJECTED)
    if word is Word.PENDING:
        assert found.state is state
        assert not found.trouble


@pytest.mark.parametrize(
    ("states", "run"),
    [
        ("proposed proposed", "approved"),
        ("sent sent", "sent"),
        ("sent accepted", "accepted"),
        ("rejected rejected", "rejected"),
        ("rejected sent", "sent"),
        ("booked accepted", "accepted"),
        ("booked rejected", "booked"),
        ("booked returned", "booked"),
    ],
)
def test_a_run_stands_where_its_payments_stand(states: str, run: str) -> None:
    assert standing(PaymentRunState.APPROVED, [PaymentState(one) for one in states.split()]) == run
