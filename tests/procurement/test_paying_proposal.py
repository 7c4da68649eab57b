"""What a run pays: as late as possible, nothing late, credit notes set off, never below zero; each reason for leaving."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.procurement.paying.propose import Because, Payable, Proposal, bank_day, propose, without

MONDAY = dt.date(2026, 3, 2)
IBAN = "DE89370400440532013000"


def invoice(number: str, amount: int, due: dt.date | None = MONDAY, **changes: object) -> Payable:
    base = Payable(number, number, "S1", amount, "EUR", MONDAY - dt.timedelta(days=30), due, our_iban=IBAN)
    return replace(base, **changes)  # type: ignore[arg-type]


def credit(number: str, amount: int, **changes: object) -> Payable:
    return invoice(number, amount, None, is_credit=True, **changes)


def paid(found: Proposal) -> list[tuple[list[str], int]]:
    return [([one.number for one in (*t.invoices, *t.credits)], t.amount) for t in found.transfers]


def reasons(found: Proposal) -> dict[str, Because]:
    return {one.payable.number: one.because for one in found.left_out}


def test_the_second_day_three_payments() -> None:
    found = propose([invoice("A", 238714), invoice("B", 276080), invoice("C", 892500)], MONDAY, 7)
    assert paid(found) == [(["A"], 238714), (["B"], 276080), (["C"], 892500)]
    assert sum(one.amount for one in found.transfers) == 1407294
    assert found.execution_date == MONDAY


@pytest.mark.parametrize(
    ("due", "is_paid"),
    [(dt.date(2026, 3, 1), True), (MONDAY, True), (dt.date(2026, 3, 8), True), (dt.date(2026, 3, 9), False)],
)
def test_it_pays_what_would_be_late_in_the_next_run_only(due: dt.date, is_paid: bool) -> None:
    found = propose([invoice("A", 100, due)], MONDAY, 7)
    assert bool(found.transfers) is is_paid
    assert reasons(found) == ({} if is_paid else {"A": Because.NOT_DUE})


def test_a_run_whose_successor_falls_on_a_weekend_pays_what_is_due_then() -> None:
    """The next run is on Saturday, and its money moves on Monday: too late for what is due on Sunday."""
    friday = dt.date(2026, 3, 6)
    assert propose([invoice("A", 100, dt.date(2026, 3, 8))], friday, 1).transfers
    assert not propose([invoice("A", 100, dt.date(2026, 3, 9))], friday, 1).transfers


def test_a_file_made_on_a_weekend_moves_money_on_monday() -> None:
    assert [bank_day(dt.date(2026, 3, day)) for day in (6, 7, 8, 9)] == [
        dt.date(2026, 3, 6),
        *[dt.date(2026, 3, 9)] * 3,
    ]


def test_an_invoice_without_a_due_date_is_due_at_once() -> None:
    assert propose([invoice("A", 100, None)], MONDAY, 1).transfers


@pytest.mark.parametrize(
    ("changes", "because"),
    [
        ({"our_iban": ""}, Because.NO_ACCOUNT),
        ({"their_iban": "DE02500105170137075030"}, Because.OTHER_ACCOUNT),
        ({"currency": "USD"}, Because.CURRENCY),
        ({"blocked": True}, Because.BLOCKED),
        ({"refused": "its payment was rejected"}, Because.REFUSED_BEFORE),
    ],
)
def test_why_an_invoice_is_left_out(changes: dict[str, object], because: Because) -> None:
    found = propose([invoice("A", 100, **changes), invoice("B", 50)], MONDAY, 7)
    assert reasons(found) == {"A": because}
    assert paid(found) == [(["B"], 50)]


def test_the_same_account_on_the_invoice_is_fine() -> None:
    assert propose([invoice("A", 100, their_iban=IBAN)], MONDAY, 7).transfers


def test_credit_notes_are_set_off_in_the_first_transfer() -> None:
    found = propose([invoice("A", 100), invoice("B", 50), credit("C", 30)], MONDAY, 7)
    assert paid(found) == [(["A", "C"], 70), (["B"], 50)]


def test_a_transfer_takes_in_invoices_until_it_is_above_zero() -> None:
    found = propose([invoice("A", 100), invoice("B", 50), invoice("D", 20), credit("C", 100)], MONDAY, 7)
    assert paid(found) == [(["A", "B", "C"], 50), (["D"], 20)]


@pytest.mark.parametrize("owed", [150, 151, 10_000])
def test_what_credit_notes_cover_is_carried_forward(owed: int) -> None:
    found = propose([invoice("A", 100), invoice("B", 50), credit("C", owed)], MONDAY, 7)
    assert not found.transfers
    assert reasons(found) == dict.fromkeys("ABC", Because.CARRIED_FORWARD)


def test_credit_notes_of_another_supplier_are_not_touched() -> None:
    found = propose([invoice("A", 100), credit("C", 30, supplier="S2")], MONDAY, 7)
    assert paid(found) == [(["A"], 100)]
    assert reasons(found) == {"C": Because.CARRIED_FORWARD}


def test_a_supplier_whose_transfer_cannot_be_written_is_left() -> None:
    found = propose([invoice("A", 100), invoice("B", 50, supplier="S2")], MONDAY, 7)
    left = without(found, {"S1": "an address needs its town"})
    assert paid(left) == [(["B"], 50)]
    assert reasons(left) == {"A": Because.UNWRITABLE}


payables = st.lists(
    st.builds(
        invoice,
        st.integers(0, 10**6).map(str),
        st.integers(1, 10**9),
        st.none() | st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 1)),
        supplier=st.sampled_from(["S1", "S2", "S3"]),
        is_credit=st.booleans(),
        blocked=st.sampled_from([False, False, False, True]),
        currency=st.sampled_from(["EUR", "EUR", "EUR", "USD"]),
        our_iban=st.sampled_from([IBAN, IBAN, ""]),
        their_iban=st.sampled_from(["", IBAN, "DE02500105170137075030"]),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@settings(max_examples=150, deadline=None)
@given(payables, st.integers(1, 40), st.randoms(use_true_random=False))
def test_laws_of_a_proposal(found: list[Payable], every: int, order: random.Random) -> None:
    proposal = propose(found, MONDAY, every)
    in_transfers = [one.id for t in proposal.transfers for one in (*t.invoices, *t.credits)]
    left = [one.payable.id for one in proposal.left_out]
    assert sorted(in_transfers + left) == sorted(one.id for one in found), "everything once: paid or left with a reason"
    for transfer in proposal.transfers:
        assert transfer.amount > 0
        assert transfer.invoices
        assert {one.supplier for one in (*transfer.invoices, *transfer.credits)} == {transfer.supplier}
        assert all(one.our_iban and one.currency == "EUR" and not one.blocked for one in transfer.invoices)
    shuffled = list(found)
    order.shuffle(shuffled)
    assert propose(shuffled, MONDAY, every) == proposal, "the order in which invoices came does not matter"
