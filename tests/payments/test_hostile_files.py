"""Cut, flipped, bombed or oversized: a named refusal, never a traceback."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.documents import BatchStatus, EntryDetail, PaymentStatus, TransactionStatus
from b2b.errors import Unreadable
from b2b.payments import camt053, message, pain001, pain002
from tests.payments.examples import NOON, euros, second_day
from tests.payments.test_camt053 import entry, statement

FILE = pain001.write(second_day())
REPORT = pain002.write(
    PaymentStatus("S", NOON, "PR1", batches=(BatchStatus("B", transactions=(TransactionStatus("E", "ACSC"),)),))
)
STATEMENT = camt053.write([statement("90.00", entry("-10.00", EntryDetail("E1", euros("-10.00"))))])
READERS: list[tuple[Callable[[bytes], object], bytes]] = [
    (pain001.examine, FILE),
    (pain001.read, FILE),
    (pain002.read, REPORT),
    (camt053.read, STATEMENT),
]


def read_or_refused(read: Callable[[bytes], object], data: bytes) -> bool:
    """True where it was read; a refusal must say something; anything else is a traceback and fails."""
    try:
        read(data)
    except Unreadable as refusal:
        return not (refusal.message and refusal.next_step)
    return True


@pytest.mark.parametrize(("read", "data"), READERS)
def test_every_cut_is_refused(read: Callable[[bytes], object], data: bytes) -> None:
    for end in range(0, len(data) - len(b"</Document>\n"), 17):
        with pytest.raises(Unreadable):
            read(data[:end])


@pytest.mark.parametrize(("read", "data"), READERS)
def test_every_flipped_byte_is_read_or_refused(read: Callable[[bytes], object], data: bytes) -> None:
    outcomes = [
        read_or_refused(read, data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :])
        for place in range(0, len(data), 3)
        for bit in (0x01, 0x80)
    ]
    assert not all(outcomes)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.integers(0, 2000), st.integers(0, 3))
def test_any_bytes_in_the_middle(junk: bytes, place: int, which: int) -> None:
    read, data = READERS[which]
    read_or_refused(read, data[:place] + junk + data[place + len(junk) :])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no well-formed XML"),
        (b"hello", "no well-formed XML"),
        (b"<a/>", "this is a, not Document"),
        (b"<Document/>", "this is Document, not"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>', "document type"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><Document/>', "document type"),
        ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><Document/>'.encode("utf-16"), "document type"),
        (b"<Document>" * 41 + b"</Document>" * 41, "nested more than 40"),
        (b"<Document>" * 100_000, "no well-formed XML"),
        (b'<?xml version="1.0" encoding="nonsense"?><Document/>', "no well-formed XML"),
    ],
)
def test_what_is_no_bank_file(data: bytes, said: str) -> None:
    for read, _ in READERS:
        with pytest.raises(Unreadable, match=said):
            read(data)


def test_size_is_checked_before_anything_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(message, "MAX_BYTES", 100)
    for read, data in READERS:
        with pytest.raises(Unreadable, match="more than the 100 that are read"):
            read(data)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (b'Ccy="EUR">10.00', b'Ccy="EUR">1e9', "'1e9' is no number"),
        (b'Ccy="EUR">10.00', b'Ccy="EUR">NaN', "'NaN' is no number"),
        (b'Ccy="EUR">10.00', 'Ccy="EUR">١٠'.encode(), "is no number"),
        (b'Ccy="EUR">10.00', b">10.00", "is no currency"),
        (b"<CdtDbtInd>DBIT", b"<CdtDbtInd>WHAT", "not CRDT or DBIT"),
        (b"<Dt>2026-11-23", b"<Dt>2026-13-23", "is no date"),
        (b"2026-11-20T12:00:00Z", b"0001-01-01T00:00:00+23:59", "is no date and time"),
        (b"<ElctrncSeqNb>1<", b"<ElctrncSeqNb>one<", "is no whole number"),
    ],
)
def test_a_value_that_cannot_be_right(old: bytes, new: bytes, said: str) -> None:
    assert old in STATEMENT
    with pytest.raises(Unreadable, match=said) as caught:
        camt053.read(STATEMENT.replace(old, new))
    assert caught.value.where


def test_a_negative_amount_in_a_payment_file_is_read_as_it_stands() -> None:
    """Amounts in a bank file have no sign; whoever sends one is shown with it, not with its opposite."""
    reading = pain001.examine(FILE.replace(b">2387.14<", b">-2387.14<"))
    assert str(reading.files[0].transfers[0].amount) == "-2,387.14 EUR"
    assert "CONTROL_SUM" in {finding.code for finding in reading.findings}
