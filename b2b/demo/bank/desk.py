"""The reference bank at work: takes in payment files, books them, hands out reports and statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from b2b.demo.bank import booking
from b2b.demo.bank.faults import Misbehaviour
from b2b.demo.bank.judging import REJECTED, Circumstances, judge, not_understood
from b2b.demo.bank.memory import DuePayment, Memory
from b2b.documents import Money, PaymentStatus, StatementEntry
from b2b.documents.iban import iban_problem
from b2b.errors import ConfigError, NotWritable, Unreadable
from b2b.payments import camt053, pain001, pain002
from b2b.payments.pain001 import PaymentReading
from b2b.ports import Arrival, Clock
from b2b.transport.folder import FolderTransport


@dataclass(frozen=True, slots=True)
class Customer:
    """An account holder: IBAN, opening balance in euros (only for an account that is new), and the two folders: what
    the customer sends is in `inbox`, what it gets in `outbox`."""

    iban: str
    opening: Decimal
    inbox: Path
    outbox: Path


class BankDesk:
    """The bank over its SQLite file. Killed at any moment and started again it books nothing twice and loses nothing;
    only a file it was just handing out may come again, under the same name with the same bytes.

    `today` says which day and instant it is (statements carry it); `clock` is the real one, by which files settle.
    `waiting`: transfers wait for their execution date, otherwise they are booked at once.
    """

    def __init__(
        self,
        file: Path,
        customers: Sequence[Customer],
        *,
        today: Clock,
        clock: Clock,
        settle_seconds: float = 0.2,
        waiting: bool = True,
    ) -> None:
        self._memory = Memory(file)
        self._today = today
        self._waiting = waiting
        self._folders: dict[str, FolderTransport] = {}
        for one in customers:
            problem = iban_problem(one.iban)
            if problem:
                raise ConfigError(f"{one.iban} is no IBAN: {problem}", next_step="give the customer a valid one")
            self._folders[one.iban] = FolderTransport(one.inbox, one.outbox, clock=clock, settle_seconds=settle_seconds)
            with self._memory.writing():
                self._memory.open_account(one.iban, one.opening)

    def close(self) -> None:
        """Let go of the file."""
        self._memory.close()

    def tick(self) -> None:
        """Book what earlier ticks accepted, take in what is new, hand out everything; nothing of it while down."""
        if self._memory.planned(Misbehaviour.DOWN):
            return
        self.book()
        self.take_in()
        self.publish()

    def take_in(self) -> None:
        """Judge every complete file in the customers' folders and answer it."""
        for iban, folder in self._folders.items():
            for arrival in folder.collect():
                with self._memory.writing():
                    if not self._memory.has_arrived(iban, arrival.token):
                        self._judge(iban, arrival)
                folder.release(arrival)

    def book(self) -> None:
        """Book every accepted transfer that is due, in one transaction with its statements."""
        with self._memory.writing():
            today = self._today.now()
            due = list(self._due(today.date()))
            entries = self._entries(due, today.date())
            for iban, posted in entries.items():
                self._state(iban, posted, today)

    def publish(self) -> None:
        """Put what was answered into the customers' folders, whole files only."""
        for number, iban, name, content in self._memory.unpublished():
            if iban in self._folders:
                self._folders[iban].send(name, content)
                with self._memory.writing():
                    self._memory.mark_published(number)

    def misbehave(self, misbehaviour: Misbehaviour) -> None:
        """Let this go wrong once, next time there is an occasion (`DOWN`: from now on)."""
        with self._memory.writing():
            self._memory.plan(misbehaviour)

    def behave(self) -> None:
        """Forget every planned misbehaviour."""
        with self._memory.writing():
            self._memory.forget_faults()

    def balances(self) -> dict[str, Decimal]:
        """Every account and its booked balance in euros."""
        return self._memory.balances()

    def counts(self) -> dict[str, int]:
        """Files `accepted` and `rejected`, transfers `waiting` and `booked`, files `sent`."""
        return self._memory.counts()

    def _judge(self, iban: str, arrival: Arrival) -> None:
        number, at = self._memory.next_file(), self._today.now()
        report_id = f"STS-{number:06d}"
        reading = None
        try:
            reading = pain001.examine(arrival.content)
            status = judge(reading, self._circumstances(iban, reading), report_id, at)
            report = pain002.write(status)
            booking.rehearse(reading.files, at)
        except (Unreadable, NotWritable) as error:
            status = not_understood(str(error), report_id, at)
            report = pain002.write(status)
        original = status.original_message_id
        self._memory.keep_file(number, iban, arrival.token, original, status.group_status, arrival.content)
        self._memory.keep_outgoing(iban, f"pain002-{number:06d}.xml", report)
        if reading is not None and status.group_status != REJECTED:
            self._accept(number, reading, status)

    def _circumstances(self, iban: str, reading: PaymentReading) -> Circumstances:
        return Circumstances(
            customer=iban,
            seen_before=self._memory.was_accepted(iban, reading.files[0].message_id),
            available=self._memory.available(iban),
            reject_one=self._memory.use_up(Misbehaviour.REJECT_ONE),
        )

    def _accept(self, number: int, reading: PaymentReading, status: PaymentStatus) -> None:
        for batch, (file, answer) in enumerate(zip(reading.files, status.batches, strict=True)):
            for position, one in enumerate(answer.transactions):
                if one.status != REJECTED:
                    amount = file.transfers[position].amount.amount
                    self._memory.keep_payment(number, batch, position, amount, file.execution_date.isoformat())

    def _due(self, today: dt.date) -> Iterator[tuple[DuePayment, booking.Transfer]]:
        for payment in self._memory.due(today.isoformat() if self._waiting else ""):
            file = pain001.examine(payment.content).files[payment.batch]
            transfer = file.transfers[payment.position]
            amount = transfer.amount
            if self._memory.use_up(Misbehaviour.WRONG_AMOUNT):
                amount = Money(amount.amount - Decimal("0.01"), amount.currency)
            self._memory.mark_booked(payment.id)
            yield payment, booking.Transfer(payment.id, file, transfer, amount)

    def _entries(
        self, due: Sequence[tuple[DuePayment, booking.Transfer]], day: dt.date
    ) -> dict[str, list[StatementEntry]]:
        """The entries of every account of ours that moves."""
        entries: dict[str, list[StatementEntry]] = {}
        batches: dict[tuple[str, int, int], list[booking.Transfer]] = {}
        for payment, one in due:
            batches.setdefault((payment.iban, payment.file, payment.batch), []).append(one)
        for (iban, _, _), transfers in batches.items():
            entries.setdefault(iban, []).extend(booking.debits(transfers, day))
            for one in transfers:
                creditor = one.transfer.account.iban
                if self._memory.use_up(Misbehaviour.RETURN_ONE):
                    entries[iban].append(booking.returned(one, day))
                elif self._memory.is_customer(creditor):
                    entries.setdefault(creditor, []).append(booking.credit(one, day))
        return entries

    def _state(self, iban: str, entries: Sequence[StatementEntry], at: dt.datetime) -> None:
        opening = self._memory.balance(iban)
        sequence = self._memory.move(iban, sum((entry.amount.amount for entry in entries), Decimal(0)))
        slip = Decimal(1) if self._memory.use_up(Misbehaviour.WRONG_BALANCE) else Decimal(0)
        content = camt053.write([booking.statement(iban, sequence, opening, entries, at, slip)])
        name = f"camt053-{iban}-{sequence:05d}"
        self._memory.keep_outgoing(iban, f"{name}.xml", content)
        if self._memory.use_up(Misbehaviour.STATEMENT_TWICE):
            self._memory.keep_outgoing(iban, f"{name}-again.xml", content)
