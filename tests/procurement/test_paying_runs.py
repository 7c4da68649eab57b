"""A run from proposal to the bank's door: two people, one file, no invoice in two payments."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from b2b.documents import RemittedDocument
from b2b.errors import ConfigError, NotAllowed, NotFound
from b2b.procurement.paying import approval, file, runs
from b2b.store import ids
from b2b.store.tables import Audit, Exchange, PaymentItem, PaymentRun
from tests.procurement.payer import BANK, COMPANY, DAY, OTHER_IBAN, THEIR_IBAN, Buyer


def owe_the_second_day(payer: Buyer) -> None:
    payer.owes("ACME-1", 238714)
    payer.owes("ACME-2", 285600, payable=276080)
    payer.credit("ACME-CN-1", 9520, taken_off="ACME-2")
    payer.owes("ACME-3", 892500)


def test_the_second_days_run(payer: Buyer) -> None:
    owe_the_second_day(payer)
    run = payer.proposes()
    assert run
    assert (run.count, run.control_sum, run.currency, run.state) == (3, 1407294, "EUR", "proposed")
    assert [one.amount for one in payer.payments(run)] == [238714, 276080, 892500]
    assert {one.iban for one in payer.payments(run)} == {THEIR_IBAN}
    assert payer.states() == {
        "ACME-1": "in-payment",
        "ACME-2": "in-payment",
        "ACME-3": "in-payment",
        "ACME-CN-1": "settled",
    }
    document = payer.file(run)
    assert (document.control_sum, document.count) == (D("14072.94"), 3)
    assert document.execution_date == DAY
    assert [one.end_to_end_id for one in document.transfers] == [f"NORTHWIND-0000000{n}" for n in (1, 2, 3)]
    assert document.message_id == "NORTHWIND-R0000001"
    assert document.transfers[1].documents == (
        RemittedDocument("CINV", "ACME-2", DAY - dt.timedelta(days=30), D("2856.00")),
        RemittedDocument("CREN", "ACME-CN-1", DAY - dt.timedelta(days=30), D("95.20")),
    )


def test_the_advice_of_a_transfer_says_the_same(payer: Buyer) -> None:
    owe_the_second_day(payer)
    run = payer.proposes()
    assert run
    with payer.store.read() as session:
        ours = runs.payer(session, payer.company(session)).ours
    paid = payer.file(run).transfers[1]
    advice = file.remittance(paid, DAY, ours, {"ACME-2": "PO-2"})
    (item,) = advice.items
    assert (advice.trace, advice.total, advice.currency) == (paid.end_to_end_id, D("2760.80"), "EUR")
    assert (item.kind, item.number, item.paid, item.gross, item.order_number) == (
        "IV",
        "ACME-2",
        D("2760.80"),
        D("2856.00"),
        "PO-2",
    )
    assert [(a.amount, a.kind, a.number) for a in item.adjustments] == [(D("-95.20"), "CM", "ACME-CN-1")]


def test_the_advice_of_a_transfer_of_several_invoices_lists_credit_notes(payer: Buyer) -> None:
    payer.owes("A", 10000)
    payer.owes("B", 5000)
    payer.credit("C", 12000)
    run = payer.proposes()
    assert run
    with payer.store.read() as session:
        ours = runs.payer(session, payer.company(session)).ours
    advice = file.remittance(payer.file(run).transfers[0], DAY, ours, {})
    assert [(one.kind, one.number, one.paid) for one in advice.items] == [
        ("IV", "A", D("100.00")),
        ("IV", "B", D("50.00")),
        ("CM", "C", D("-120.00")),
    ]
    assert sum(one.paid for one in advice.items) == advice.total == D("30.00")


def test_nothing_due_makes_no_run(payer: Buyer) -> None:
    payer.owes("A", 100, due=DAY + dt.timedelta(days=60))
    assert payer.proposes() is None
    assert payer.proposes(due_before=DAY + dt.timedelta(days=61)) is not None


def test_credit_notes_of_another_cent_than_is_missing_are_not_named(payer: Buyer) -> None:
    payer.owes("A", 10000, payable=9000)
    payer.credit("N", 999, taken_off="A")
    run = payer.proposes()
    assert run
    assert [one.number for one in payer.file(run).transfers[0].documents] == ["A"]


def test_what_is_in_a_run_is_in_no_other(payer: Buyer) -> None:
    payer.owes("A", 100)
    assert payer.proposes()
    assert payer.proposes() is None


def test_the_database_refuses_an_invoice_in_two_payments(payer: Buyer) -> None:
    payer.owes("A", 100)
    payer.owes("B", 100)
    run = payer.proposes()
    first, second = payer.payments(run)
    held = payer.rows(PaymentItem, col(PaymentItem.payment_id) == first.id)[0].purchase_invoice_id
    row = PaymentItem(id=ids.new(payer.tick()), payment_id=second.id, purchase_invoice_id=held, amount=100)
    with pytest.raises(IntegrityError), payer.store.write() as session:
        session.add(row)


def test_another_person_approves_and_the_file_goes_to_the_bank(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.pays()
    assert (run.state, run.proposed_by, run.approved_by) == ("approved", "paula", "boris")
    assert run.approved_sha256 == run.file_sha256
    (exchange,) = payer.rows(Exchange)
    assert (exchange.set_id, exchange.direction, exchange.processing) == ("pain.001", "out", "new")
    assert (exchange.blob_sha256, exchange.business_key) == (run.file_sha256, run.message_id)
    acts = [(one.action, one.actor) for one in payer.rows(Audit, col(Audit.table_name) == "payment_run")]
    assert acts == [("proposed", "paula"), ("approved", "boris")]


def test_who_proposes_cannot_approve(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.proposes("carla")
    assert run
    with pytest.raises(NotAllowed, match="somebody else"):
        payer.approves(run, "carla")
    with pytest.raises(NotAllowed, match="payment-approver"):
        payer.approves(run, "paula")
    assert payer.run(run.number).state == "proposed"
    payer.approves(run, "boris")


def test_the_database_refuses_one_person_for_both(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.proposes("paula")
    assert run
    run.state, run.approved_by, run.approved_sha256 = "approved", "paula", run.file_sha256
    with pytest.raises(IntegrityError, match="four_eyes"), payer.store.write() as session:
        session.add(run)


def test_an_approval_is_for_the_bytes(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.proposes()
    assert run
    with pytest.raises(NotAllowed, match="not what was proposed"):
        payer.approves(run, sha256="0" * 64)


def test_an_approval_is_given_once(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.pays()
    with pytest.raises(NotAllowed, match="it is approved"):
        payer.approves(run)


def test_an_invoice_that_changed_meanwhile_stops_the_approval(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.proposes()
    assert run
    with payer.store.write() as session:
        ((_, invoice),) = runs.items(session, payer.payments(run)[0].id)
        invoice.payable = 90
        session.add(invoice)
    with pytest.raises(NotAllowed, match=r"invoice A is in-payment now, 0\.90 EUR"):
        payer.approves(run)


def test_a_cancelled_run_lets_go(payer: Buyer) -> None:
    payer.owes("A", 100)
    payer.credit("C", 30)
    run = payer.proposes()
    assert run
    payer.cancels(run)
    assert payer.states() == {"A": "matched", "C": "matched"}
    again = payer.proposes()
    assert again
    assert again.control_sum == 70
    with pytest.raises(NotAllowed, match="it is cancelled"):
        payer.cancels(run)


def test_an_approved_run_can_be_cancelled_until_its_file_is_handed_over(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.pays()
    payer.cancels(run)
    (exchange,) = payer.rows(Exchange)
    assert exchange.processing == "done"
    assert "cancelled" in exchange.reason
    second = payer.pays()
    with payer.store.write() as session:
        row = session.get_one(Exchange, second.exchange_id)
        row.processing = "done"
        session.add(row)
    with pytest.raises(NotAllowed, match="on its way"):
        payer.cancels(second)


def test_a_voided_approval_is_proposed_again(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.pays()
    with payer.store.write() as session:
        approval.void_approval(session, payer.tick(), "gateway", runs.by_number(session, run.number), "a byte changed")
    found = payer.run(run.number)
    assert (found.state, found.approved_by, found.approved_sha256, found.exchange_id) == ("proposed", None, None, None)
    assert payer.open_codes() == ["payment-file-changed"]
    payer.cancels(found)
    assert payer.open_codes() == []


def test_an_account_that_is_not_ours_opens_an_exception_until_it_is_settled(payer: Buyer) -> None:
    payer.owes("A", 100, iban=OTHER_IBAN)
    assert payer.proposes() is None
    assert payer.proposes() is None
    assert payer.open_codes() == ["payee-account-differs"]
    payer.supplier(iban=OTHER_IBAN)
    assert payer.proposes()
    assert payer.open_codes() == []


def test_a_supplier_without_an_account_and_a_foreign_currency_are_said(payer: Buyer) -> None:
    payer.supplier("SOUTH", iban="")
    payer.owes("A", 100, supplier="SOUTH", iban="")
    payer.owes("B", 100, currency="USD")
    payer.owes("X", 100, payable=0, state="blocked")
    assert payer.proposes() is None
    assert sorted(payer.open_codes()) == ["payee-account-missing", "payment-currency"]


def test_what_paying_needs_is_said(payer: Buyer) -> None:
    payer.owes("A", 100)
    run = payer.proposes()
    assert run
    payer.apply(BANK.replace('document = "pain.001"', 'document = "997"'))
    with pytest.raises(ConfigError, match=r"pain\.001 out is not agreed with HAUSBANK"):
        payer.approves(run)
    for before, after, said in (
        ('bank = "HAUSBANK"', 'bank = "NOBODY"', "NOBODY"),
        ('bank = "HAUSBANK"', 'bank = "ACME"', "role = 'bank'"),
        ("[company.payments]\n" + 'bank = "HAUSBANK"\nrun_every_days = 7\n', "", "pays nothing"),
    ):
        payer.apply(COMPANY.replace(before, after), "company")
        with pytest.raises(ConfigError, match=said):
            payer.proposal()


def test_there_is_no_such_run(payer: Buyer) -> None:
    for number in (0, 7, 2**40):
        with pytest.raises(NotFound), payer.store.read() as session:
            runs.by_number(session, number)
    assert not payer.rows(PaymentRun)
