"""A statement is read to the cent, and what does not add up is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from b2b.documents import Balance, BankAccount, BankStatement, EntryDetail, Money, Party, StatementEntry
from b2b.errors import NotWritable
from b2b.payments import camt053
from tests.payments.examples import DAY, NOON, OURS, THEIRS, assert_valid, euros, invoice, statements


def entry(amount: str, *details: EntryDetail, **changes: object) -> StatementEntry:
    return replace(
        StatementEntry(euros(amount), booking_date=DAY, kind="PMNT/ICDT/ESCT", details=details),
        **changes,  # type: ignore[arg-type]
    )


def statement(closing: str, *entries: StatementEntry, opening: str = "100.00", **changes: object) -> BankStatement:
    balances = (Balance("OPBD", euros(opening), DAY), Balance("CLBD", euros(closing), DAY))
    one = BankStatement(OURS, "S-1", entries, balances, 1, "M-1", NOON, currency="EUR")
    return replace(one, **changes)  # type: ignore[arg-type]


def codes(*written: BankStatement) -> list[tuple[str, str]]:
    return [(finding.code, finding.where) for finding in camt053.read(camt053.write(written)).findings]


@settings(max_examples=40, deadline=None)
@given(statements)
def test_what_is_written_is_read(one: BankStatement) -> None:
    data = camt053.write([one])
    assert_valid(data, "camt.053.001.08")
    reading = camt053.read(data)
    assert reading.statements == (one,)
    assert reading.leftovers == ()


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (statement("90.00", entry("-10.00")), []),
        (statement("90.00", entry("-10.01")), [("BALANCE", "Stmt/Bal")]),
        (statement("90.00", entry("-10.00"), entry("-5.00", status="PDNG")), []),
        (statement("-1.00", entry("-101.00")), []),
        (statement("90.00", entry("-9.00"), page=2), []),
        (statement("90.00", entry("-9.00"), last_page=False), []),
        (
            statement("90.00", entry("-10.00", EntryDetail("E1", euros("-4.00")), EntryDetail("E2", euros("-5.99")))),
            [("BATCH_SUM", "Stmt/Ntry[1]")],
        ),
        (statement("90.00", entry("-10.00", EntryDetail("E1"), EntryDetail("E2", euros("-5.99")))), []),
        (
            statement("90.00", entry("-10.00", EntryDetail("E1", euros("-10.00")), batch_count=2)),
            [("BATCH_COUNT", "Stmt/Ntry[1]")],
        ),
        (
            statement("80.00", entry("-10.00", bank_reference="B1"), entry("-10.00", bank_reference="B1")),
            [("DUPLICATE", "Stmt/Ntry[2]")],
        ),
        (statement("80.00", entry("-10.00"), entry("-10.00")), []),
        (
            statement(
                "80.00", entry("-10.00", EntryDetail("E1"), bank_reference="B1"), entry("-10.00", bank_reference="B1")
            ),
            [],
        ),
        (
            statement("100.00", replace(entry("-10.00"), amount=Money(Decimal(-10), "USD"))),
            [("CURRENCY", "Stmt/Ntry[1]")],
        ),
    ],
)
def test_arithmetic(one: BankStatement, found: list[tuple[str, str]]) -> None:
    assert codes(one) == found


def test_several_statements_each_with_its_place() -> None:
    assert codes(statement("100.00"), statement("99.00", statement_id="S-2")) == [("BALANCE", "Stmt[2]/Bal")]


def test_the_other_side_of_a_returned_payment_is_still_the_creditor() -> None:
    globex = Party("Globex")
    back = EntryDetail(
        "E1", euros("10.00"), counterparty=globex, account=THEIRS, return_code="AC04", return_text="account closed"
    )
    data = camt053.write([statement("110.00", entry("10.00", back))])
    assert b"<Cdtr>" in data
    assert camt053.read(data).statements[0].entries[0].details == (back,)


def test_documents_come_through_on_the_creditors_statement() -> None:
    detail = EntryDetail("E1", euros("10.00"), counterparty=Party("ACME"), documents=(invoice("INV-1", "10.00"),))
    read = camt053.read(camt053.write([statement("110.00", entry("10.00", detail))])).statements[0]
    assert read.entries[0].details[0].documents == (invoice("INV-1", "10.00"),)


def test_an_account_without_iban() -> None:
    one = statement("100.00", account=BankAccount("", number="1234567"))
    assert camt053.read(camt053.write([one])).statements == (one,)


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ([], "no statement"),
        ([statement("100.00", balances=())], "no balance"),
        ([statement("100.00", created_at=None)], "created_at is missing"),
        ([statement("100.00"), statement("100.00", message_id="M-2")], "cannot be one file"),
        ([statement("100.00", entry("10.001"))], "no amount that its currency has"),
        ([statement("100.00", entry("1.00", replace(EntryDetail(), text="a\x00b")))], "control character"),
    ],
)
def test_what_cannot_be_written(written: list[BankStatement], message: str) -> None:
    with pytest.raises(NotWritable, match=message):
        camt053.write(written)


def test_currencies_have_their_own_decimals() -> None:
    balances = (Balance("OPBD", Money(Decimal(1000), "JPY"), DAY), Balance("CLBD", Money(Decimal("1.234"), "KWD"), DAY))
    data = camt053.write([statement("0", balances=balances)])
    assert b'Ccy="JPY">1000<' in data
    assert b'Ccy="KWD">1.234<' in data
    with pytest.raises(NotWritable):
        camt053.write([statement("0", balances=(Balance("OPBD", Money(Decimal("0.5"), "JPY"), DAY),))])
