"""How far a payment is, by what the bank says: a small state machine, pure.

Reports may come late, twice, or in the wrong order; what counts is when the bank made them. Money on the account is
stronger than any report.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from b2b.store.states import PaymentRunState, PaymentState


class Word(StrEnum):
    """What a status means for the payment."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"
    UNKNOWN = "unknown"


# ISO 20022 ExternalPaymentTransactionStatus1Code and its like for groups and batches.
_ACCEPTED = frozenset({"ACTC", "ACCP", "ACSP", "ACSC", "ACWC", "ACCC", "ACWP", "ACFC"})
_REJECTED = frozenset({"RJCT", "CANC"})
_PENDING = frozenset({"RCVD", "PDNG", "PART"})


# ISO 20022 ExternalStatusReason1Code: the bank has this file, or payment, already.
_DUPLICATE = frozenset({"AM05", "DUPL", "DU01", "DU02", "DU03", "DU04", "DU05"})


def meaning(status: str) -> Word:
    """What a status code says."""
    for word, codes in ((Word.ACCEPTED, _ACCEPTED), (Word.REJECTED, _REJECTED), (Word.PENDING, _PENDING)):
        if status in codes:
            return word
    return Word.UNKNOWN


def refuses_a_copy(status: str, reasons: Collection[str]) -> bool:
    """Whether a status with these reasons refuses what the bank has already: then the first one stands."""
    return meaning(status) is Word.REJECTED and not _DUPLICATE.isdisjoint(reasons)


@dataclass(frozen=True, slots=True)
class Step:
    """What a report does to a payment: its state afterwards, or what is wrong with the report (then nothing)."""

    state: PaymentState
    trouble: str = ""


_UNDECIDED = (PaymentState.SENT, PaymentState.ACCEPTED)


def step(state: PaymentState, word: Word, *, approved: bool, late: bool) -> Step:
    """The payment after a report. `approved`: its run is, so that the bank can have it. `late`: a newer report came
    before this one.
    """
    if word is Word.UNKNOWN:
        return Step(state, "the bank uses a status that is not known here")
    if word is Word.PENDING or (late and word is Word.ACCEPTED):
        return Step(state)
    if not approved or state is PaymentState.CANCELLED:
        return Step(state, "the bank answers to a payment that was never sent")
    if word is Word.ACCEPTED:
        if state is PaymentState.REJECTED:
            return Step(state, "the bank accepts what it had refused before: do not pay it again until it is clear")
        return Step(PaymentState.ACCEPTED if state in (*_UNDECIDED, PaymentState.PROPOSED) else state)
    if state is PaymentState.BOOKED:
        return Step(state, "the bank refuses what it has booked already: watch the account for its return")
    if late and state is PaymentState.ACCEPTED:
        return Step(state, "the bank had refused it before it accepted it: ask which holds")
    return Step(PaymentState.REJECTED if state in (*_UNDECIDED, PaymentState.PROPOSED) else state)


def standing(run: PaymentRunState, states: Collection[PaymentState]) -> PaymentRunState:
    """Where a run stands, from where its payments stand; a run that the bank cannot have stays as it is."""
    if run in (PaymentRunState.PROPOSED, PaymentRunState.CANCELLED) or not states:
        return run
    left = {state for state in states if state is not PaymentState.REJECTED}
    if not left:
        return PaymentRunState.REJECTED
    if left <= {PaymentState.BOOKED, PaymentState.RETURNED}:
        return PaymentRunState.BOOKED
    if left & {PaymentState.ACCEPTED, PaymentState.BOOKED, PaymentState.RETURNED}:
        return PaymentRunState.ACCEPTED
    return PaymentRunState.SENT if PaymentState.SENT in left else PaymentRunState.APPROVED
