"""What the reference bank answers to a payment file: pure functions of the file and of what the bank knows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from b2b.documents import BatchStatus, CreditTransfer, Party, PaymentStatus, StatusReason, TransactionStatus
from b2b.documents.iban import iban_problem
from b2b.payments.pain001 import PaymentReading

BANK = Party("Reference bank (a simulator)")
ACCEPTED = "ACCP"
PARTLY = "PART"
REJECTED = "RJCT"
_TOTALS = {"CONTROL_SUM": "AM10", "COUNT": "AM18", "DUPLICATE": "AM05"}


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the bank knows when a file comes: whose folder it came from, whether the message id was accepted before,
    what the account can still pay, whether the first transfer is to be rejected without a cause."""

    customer: str
    seen_before: bool
    available: Decimal
    reject_one: bool = False


def judge(reading: PaymentReading, known: Circumstances, message_id: str, at: dt.datetime) -> PaymentStatus:
    """The status report, named `message_id`, on a file that could be read."""
    first = reading.files[0]
    reason = _objection(reading, known)
    if reason is not None:
        return _report(message_id, at, first.message_id, REJECTED, (reason,))
    batches, to_reject = [], known.reject_one
    for file in reading.files:
        answers = []
        for transfer in file.transfers:
            problem = StatusReason("AC04", "account closed") if to_reject else _fault(transfer)
            to_reject = False
            answers.append(
                TransactionStatus(
                    transfer.end_to_end_id, REJECTED if problem else ACCEPTED, (problem,) if problem else ()
                )
            )
        batches.append(BatchStatus(file.batch_id, _together(answers), (), tuple(answers), file.count, file.control_sum))
    everything = [answer for batch in batches for answer in batch.transactions]
    return PaymentStatus(
        message_id=message_id,
        created_at=at,
        original_message_id=first.message_id,
        original_message_name="pain.001",
        group_status=_together(everything),
        batches=tuple(batches),
        count=sum(file.count for file in reading.files),
        control_sum=sum((file.control_sum for file in reading.files), Decimal(0)),
        bank=BANK,
    )


def not_understood(why: str, message_id: str, at: dt.datetime) -> PaymentStatus:
    """The report on bytes that are no payment file."""
    return _report(message_id, at, "NOTPROVIDED", REJECTED, (StatusReason("FF01", why[:105]),))


def _objection(reading: PaymentReading, known: Circumstances) -> StatusReason | None:
    """Why the whole file is refused, None where it is not."""
    if known.seen_before:
        return StatusReason("DUPL", "a file with this message id was accepted before")
    for finding in reading.findings:
        if finding.code in _TOTALS:
            return StatusReason(_TOTALS[finding.code], finding.text[:105])
    if any(file.account.iban != known.customer for file in reading.files):
        return StatusReason("AC02", "this debtor account is not the customer's")
    total = sum((file.control_sum for file in reading.files), Decimal(0))
    if total > known.available:
        return StatusReason("AM04", f"{total} is more than the {known.available} that the account has")
    return None


def _fault(transfer: CreditTransfer) -> StatusReason | None:
    problem = iban_problem(transfer.account.iban)
    if problem:
        return StatusReason("AC03", f"creditor account: {problem}"[:105])
    if transfer.amount.currency != "EUR":
        return StatusReason("AM03", f"{transfer.amount.currency} is not paid here")
    if transfer.amount.amount <= 0 or transfer.amount.amount != transfer.amount.amount.quantize(Decimal("0.01")):
        return StatusReason("AM12", f"{transfer.amount.amount} is no amount above zero with two decimals")
    return None


def _together(answers: list[TransactionStatus]) -> str:
    states = {answer.status for answer in answers}
    return next(iter(states)) if len(states) == 1 else PARTLY


def _report(
    message_id: str, at: dt.datetime, original: str, status: str, reasons: tuple[StatusReason, ...]
) -> PaymentStatus:
    return PaymentStatus(message_id, at, original, "pain.001", status, reasons, bank=BANK)
