"""`python -m b2b.demo.bank --state FILE --inbox DIR --outbox DIR --account IBAN --opening 100000.00`: run the reference
bank; further customers with `--customer IBAN OPENING INBOX OUTBOX`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import sys
import threading
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from b2b.errors import B2BError

if TYPE_CHECKING:
    from b2b.demo.bank.desk import BankDesk


class RealClock:
    """The present, in whole seconds."""

    def now(self) -> dt.datetime:
        """The present instant, UTC."""
        return dt.datetime.now(dt.UTC)


class OneDay:
    """Noon of a day that never ends, for a deterministic run."""

    def __init__(self, day: dt.date) -> None:
        self._noon = dt.datetime.combine(day, dt.time(12), dt.UTC)

    def now(self) -> dt.datetime:
        """Noon, UTC."""
        return self._noon


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT (or once, with `--once` or `--book`); returns the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    accounts = list(options.customer)
    if options.account:
        accounts.insert(0, [options.account, options.opening, options.inbox, options.outbox])
    if not accounts or None in accounts[0]:
        parser.error("give --account with --inbox and --outbox, or --customer")
    from b2b.demo.bank.desk import BankDesk, Customer

    customers = [Customer(iban, _euros(opening), Path(sent), Path(got)) for iban, opening, sent, got in accounts]
    clock = RealClock()
    try:
        desk = BankDesk(
            options.state,
            customers,
            today=OneDay(options.date) if options.date else clock,
            clock=clock,
            settle_seconds=options.settle,
            waiting=not options.no_waiting,
        )
        try:
            return _once(desk, options.book) if options.once or options.book else _serve(desk, options)
        finally:
            desk.close()
    except B2BError as error:
        sys.stderr.write(f"{error}. {error.next_step}\n")
        return 1


def _once(desk: BankDesk, book: bool) -> int:
    desk.tick()
    if book:
        desk.book()
        desk.publish()
    return 0


def _serve(desk: BankDesk, options: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if options.until_stdin_closes:
        threading.Thread(target=_follow_stdin, args=(stop,), daemon=True).start()
    sys.stdout.write("reference bank (a simulator) is open\n")
    sys.stdout.flush()
    if options.ready_file:
        options.ready_file.touch()
    while not stop.wait(options.poll):
        try:
            desk.tick()
        except B2BError as error:
            # A folder that is away, a file that cannot be read: the others' business goes on at the next tick.
            sys.stderr.write(f"{error}. {error.next_step}\n")
            sys.stderr.flush()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m b2b.demo.bank", description="The reference bank, a simulator.")
    parser.add_argument("--state", type=Path, required=True, help="SQLite file; made if it is not there")
    parser.add_argument("--account", metavar="IBAN", help="the account of the customer with --inbox and --outbox")
    parser.add_argument("--opening", default="0.00", help="its opening balance in euros, for a new account")
    parser.add_argument("--inbox", help="the folder with what the customer sends")
    parser.add_argument("--outbox", help="the folder with what the customer gets")
    parser.add_argument("--customer", nargs=4, action="append", default=[], metavar=("IBAN", "OPENING", "IN", "OUT"))
    parser.add_argument("--date", type=dt.date.fromisoformat, help="the bank's day, 2026-11-20; without it, today")
    parser.add_argument("--no-waiting", action="store_true", help="book at once, whatever the execution date is")
    parser.add_argument("--poll", type=float, default=0.2, help="seconds between two looks into the folders")
    parser.add_argument("--settle", type=float, default=0.2, help="seconds that a file must not have changed")
    parser.add_argument("--once", action="store_true", help="one round, then end")
    parser.add_argument("--book", action="store_true", help="one round that also books what it accepts, then end")
    parser.add_argument("--ready-file", type=Path, help="made once the bank is open")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the process that started it")
    return parser


def _euros(text: str) -> Decimal:
    try:
        amount = Decimal(text)
        if amount.is_finite() and amount == amount.quantize(Decimal("0.01")):
            return amount
    except InvalidOperation:
        pass
    raise SystemExit(f"{text!r} is no amount in euros, such as 100000.00")


def _follow_stdin(stop: threading.Event) -> None:
    """Not through `sys.stdin`, whose lock this thread would hold while the interpreter ends: that aborts."""
    while os.read(0, 4096):
        pass
    stop.set()


if __name__ == "__main__":
    sys.exit(main())
