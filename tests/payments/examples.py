"""Payment files, reports and statements to start from, and strategies for arbitrary ones."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st
from lxml import etree

from b2b.documents import (
    Address,
    Balance,
    BankAccount,
    BankStatement,
    BatchStatus,
    CreditTransfer,
    EntryDetail,
    Money,
    Party,
    PaymentFile,
    PaymentStatus,
    RemittedDocument,
    StatementEntry,
    StatusReason,
    TransactionStatus,
)
from tests.shared_data import shared_data

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 23)
OURS = BankAccount("NL41MOCK0000000001", "MOCKNL2A")
THEIRS = BankAccount("NL14MOCK0000000002", "MOCKNL2A")
ELSEWHERE = BankAccount("DE89370400440532013000")
AMSTERDAM = Address(("Damrak 1",), "Amsterdam", "1012LG", "", "NL")
ACME = Party("ACME Corporation", address=AMSTERDAM)
GLOBEX = Party("Globex Supplies B.V.", address=Address((), "Berlin", "10115", "", "DE"))


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def invoice(number: str, amount: str) -> RemittedDocument:
    return RemittedDocument("CINV", number, dt.date(2026, 11, 1), Decimal(amount))


def credit_note(number: str, amount: str) -> RemittedDocument:
    return RemittedDocument("CREN", number, dt.date(2026, 11, 5), Decimal(amount))


def transfer(end_to_end_id: str = "PR1-0001", paid: str = "2387.14", **changes: object) -> CreditTransfer:
    one = CreditTransfer(end_to_end_id, euros(paid), GLOBEX, THEIRS, (invoice("INV-1", paid),))
    return replace(one, **changes)  # type: ignore[arg-type]


def second_day() -> PaymentFile:
    """The payment run of the scenario: three invoices, one of them less a credit note."""
    return PaymentFile(
        message_id="PR1",
        created_at=NOON,
        execution_date=DAY,
        debtor=ACME,
        account=OURS,
        transfers=(
            transfer("PR1-0001", "2387.14"),
            transfer("PR1-0002", "2760.80", documents=(invoice("INV-2", "2856.00"), credit_note("CN-1", "95.20"))),
            transfer("PR1-0003", "8925.00", documents=(invoice("INV-3", "8925.00"),), account=ELSEWHERE),
        ),
        batch_id="PR1-1",
    )


def one_transfer(**changes: object) -> PaymentFile:
    return replace(second_day(), transfers=(transfer(**changes),))  # type: ignore[arg-type]


def assert_valid(data: bytes, message: str) -> None:
    """The bytes pass the official schema of `message`."""
    schema = etree.XMLSchema(file=str(shared_data("bank", "xsd", f"{message}.xsd")))
    schema.assertValid(etree.fromstring(data))


_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_words = st.lists(st.text(_LETTERS + "/-?:().,'+", min_size=1, max_size=9), min_size=1, max_size=4).map(" ".join)
_ids = st.text(_LETTERS + "-.", min_size=1, max_size=35).filter(lambda text: text != "NOTPROVIDED")
_numbers = st.text(_LETTERS + "-/.", min_size=1, max_size=30)
_cents = st.integers(1, 10**9).map(lambda cents: Decimal(cents).scaleb(-2))
_days = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))
_instants = st.integers(10**9, 4 * 10**9).map(lambda second: dt.datetime.fromtimestamp(second, dt.UTC))
_addresses = st.one_of(
    st.just(Address()),
    st.builds(
        Address,
        lines=st.one_of(st.just(()), st.tuples(_words)),
        city=_words.filter(lambda text: len(text) <= 35),
        postal_code=st.one_of(st.just(""), st.text(_LETTERS, min_size=1, max_size=10)),
        country=st.sampled_from(["NL", "DE", "CH"]),
    ),
)
_parties = st.builds(Party, name=_words, address=_addresses)
_accounts = st.sampled_from([OURS, THEIRS, ELSEWHERE])
_documents = st.builds(
    RemittedDocument, st.sampled_from(["CINV", "CREN"]), _numbers, st.one_of(st.none(), _days), _cents
)


@st.composite
def _transfers(draw: st.DrawFn, end_to_end_id: str) -> CreditTransfer:
    """With its documents where they add up to something to pay, else with a text, a reference or nothing."""
    party, account = draw(_parties), draw(_accounts)
    holder = draw(st.one_of(st.just(""), _words))
    account = replace(account, name="" if holder == party.name else holder)
    documents = draw(st.lists(_documents, max_size=4).map(tuple))
    total = sum((document.signed_amount for document in documents), Decimal(0))
    if 0 < total < 10**9:
        return CreditTransfer(end_to_end_id, Money(total, "EUR"), party, account, documents)
    text, reference = draw(st.sampled_from([("", ""), ("", "RF18539007547034"), ("see our letter", "")]))
    return CreditTransfer(end_to_end_id, Money(draw(_cents), "EUR"), party, account, (), text, reference)


@st.composite
def payment_files(draw: st.DrawFn) -> PaymentFile:
    """Any file in SEPA's characters; what its remittances become depends on their length."""
    ids = draw(st.lists(_ids, min_size=1, max_size=4, unique=True))
    return PaymentFile(
        message_id=draw(_ids),
        created_at=draw(_instants),
        execution_date=draw(_days),
        debtor=draw(_parties),
        account=draw(_accounts),
        transfers=tuple(draw(_transfers(one)) for one in ids),
        batch_id=draw(_ids),
        batch_booking=draw(st.booleans()),
    )


_reasons = st.lists(
    st.builds(StatusReason, st.sampled_from(["AC04", "NARR"]), st.one_of(st.just(""), _words)), max_size=2
)
_transactions = st.builds(
    TransactionStatus,
    end_to_end_id=_ids,
    status=st.sampled_from(["ACCP", "ACSC", "RJCT"]),
    reasons=_reasons.map(tuple),
    amount=st.one_of(st.none(), _cents.map(lambda amount: Money(amount, "EUR"))),
    instruction_id=st.one_of(st.just(""), _ids),
    bank_reference=st.one_of(st.just(""), _ids),
)
_batches = st.builds(
    BatchStatus,
    batch_id=_ids,
    status=st.sampled_from(["", "ACCP", "PART", "RJCT"]),
    reasons=_reasons.map(tuple),
    transactions=st.lists(_transactions, max_size=3).map(tuple),
    count=st.one_of(st.none(), st.integers(0, 9999)),
    control_sum=st.one_of(st.none(), _cents),
)
status_reports = st.builds(
    PaymentStatus,
    message_id=_ids,
    created_at=_instants,
    original_message_id=_ids,
    original_message_name=st.just("pain.001"),
    group_status=st.sampled_from(["", "ACCP", "ACTC", "PART", "RJCT"]),
    reasons=_reasons.map(tuple),
    batches=st.lists(_batches, max_size=3).map(tuple),
    count=st.one_of(st.none(), st.integers(0, 9999)),
    control_sum=st.one_of(st.none(), _cents),
    bank=st.one_of(st.just(Party()), st.builds(Party, name=_words)),
)


@st.composite
def _details(draw: st.DrawFn, sign: int, returned: bool) -> EntryDetail:
    return EntryDetail(
        end_to_end_id=draw(st.one_of(st.just(""), _ids)),
        amount=Money(draw(_cents) * sign, "EUR"),
        message_id=draw(st.one_of(st.just(""), _ids)),
        batch_id=draw(st.one_of(st.just(""), _ids)),
        counterparty=draw(st.one_of(st.just(Party()), _parties)),
        account=draw(st.sampled_from([BankAccount(""), THEIRS, replace(ELSEWHERE, name="Globex")])),
        text=draw(st.sampled_from(["", "thank you", "two\nlines"])),
        documents=draw(st.lists(_documents, max_size=2).map(tuple)),
        creditor_reference=draw(st.sampled_from(["", "RF18539007547034"])),
        return_code="AC04" if returned else "",
        return_text="account closed" if returned else "",
    )


@st.composite
def _entries(draw: st.DrawFn) -> StatementEntry:
    sign, returned = draw(st.sampled_from([1, -1])), draw(st.booleans())
    return StatementEntry(
        amount=Money(draw(_cents) * sign, "EUR"),
        status=draw(st.sampled_from(["BOOK", "PDNG"])),
        booking_date=draw(_days),
        value_date=draw(st.one_of(st.none(), _days)),
        bank_reference=draw(st.one_of(st.just(""), _ids)),
        reference=draw(st.one_of(st.just(""), _ids)),
        kind=draw(st.sampled_from(["PMNT/RCDT/ESCT", "NTRF+1"])),
        reversal=draw(st.booleans()),
        text=draw(st.one_of(st.just(""), _words)),
        batch_id=draw(st.one_of(st.just(""), _ids)),
        batch_count=draw(st.one_of(st.none(), st.integers(1, 99))),
        details=tuple(draw(st.lists(_details(sign, returned), max_size=3))),
    )


statements = st.builds(
    BankStatement,
    account=st.just(OURS),
    statement_id=_ids,
    entries=st.lists(_entries(), max_size=4).map(tuple),
    balances=st.builds(
        lambda opening, closing: (
            Balance("OPBD", Money(opening, "EUR"), DAY),
            Balance("CLBD", Money(closing, "EUR"), DAY),
        ),
        _cents,
        _cents,
    ),
    sequence=st.one_of(st.none(), st.integers(1, 99999)),
    message_id=st.just("MSG-1"),
    created_at=_instants,
    period_start=st.just(NOON),
    period_end=st.just(NOON),
    currency=st.just("EUR"),
    page=st.integers(1, 9),
    last_page=st.booleans(),
)
