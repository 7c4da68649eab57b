"""A status report says for every transfer what became of it, however much of it the bank spells out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from b2b.documents import BatchStatus, PaymentStatus, StatusReason, TransactionStatus
from b2b.errors import NotWritable, Unreadable
from b2b.payments import pain001, pain002
from tests.payments.examples import NOON, assert_valid, second_day, status_reports

CLOSED = StatusReason("AC04", "account closed")


def report(**changes: object) -> PaymentStatus:
    return replace(PaymentStatus("STS-1", NOON, "PR1", "pain.001"), **changes)  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(status_reports)
def test_what_is_written_is_read(status: PaymentStatus) -> None:
    data = pain002.write(status)
    assert_valid(data, "pain.002.001.10")
    assert pain002.write(status) == data
    reading = pain002.read(data)
    assert reading.status == status
    assert reading.leftovers == ()


def test_the_nearest_word_counts() -> None:
    status = report(
        group_status="PART",
        batches=(
            BatchStatus(
                "B1", "PART", (), (TransactionStatus("E1", "RJCT", (CLOSED,)), TransactionStatus("E2", "ACSC"))
            ),
        ),
    )
    rejected = status.outcome("E1")
    assert rejected is not None
    assert (rejected.status, rejected.reasons) == ("RJCT", (CLOSED,))
    assert [one.status for name in ("E2", "E3") if (one := status.outcome(name))] == ["ACSC", "PART"]


def test_a_batch_speaks_for_its_own_transfers_only() -> None:
    status = report(batches=(BatchStatus("B1", "RJCT", (CLOSED,)), BatchStatus("B2", "ACCP")))
    assert status.outcome("E1") is None
    answers = [status.outcome("E1", batch) for batch in ("B1", "B2", "B3")]
    assert [answer.status if answer else None for answer in answers] == ["RJCT", "ACCP", None]


def test_the_group_speaks_for_all() -> None:
    answer = report(group_status="RJCT", reasons=(StatusReason("DUPL"),)).outcome("E1", "B1")
    assert answer == TransactionStatus("E1", "RJCT", (StatusReason("DUPL"),))


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        (report(), {"NO_STATUS"}),
        (report(group_status="ACCP", original_message_id=""), {"NO_ORIGINAL"}),
        (
            report(
                batches=(BatchStatus("B", "", (), (TransactionStatus("E", "ACCP"), TransactionStatus("E", "RJCT"))),)
            ),
            {"DUPLICATE"},
        ),
    ],
)
def test_what_is_odd_is_told(status: PaymentStatus, codes: set[str]) -> None:
    assert {finding.code for finding in pain002.read(pain002.write(status)).findings} == codes


def test_another_kind_of_file_is_named() -> None:
    with pytest.raises(Unreadable, match="this is Document/CstmrCdtTrfInitn, not Document/CstmrPmtStsRpt"):
        pain002.read(pain001.write(second_day()))


def test_what_does_not_fit_is_not_written() -> None:
    with pytest.raises(NotWritable, match="36 characters, 35 are allowed"):
        pain002.write(report(message_id="M" * 36))
