"""The embedded engine: one elected process works whatever is due, in the order in which documents flow."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields

from b2b.errors import B2BError
from b2b.gateway import assemble, intake, paying, receive, sending, tasks, working
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.overdue import open_overdue
from b2b.gateway.schedules import OVERDUE, POLL, Schedules
from b2b.gateway.waiting import backoff
from b2b.store import jobs, seals

TICK_SECONDS = 1.0
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class RunSummary:
    """How many steps of each kind were done."""

    received: int = 0
    processed: int = 0
    decided: int = 0
    tasks: int = 0
    assembled: int = 0
    sent: int = 0
    overdue: int = 0

    @property
    def steps(self) -> int:
        """All of them."""
        return sum(getattr(self, field.name) for field in fields(self))


def run_once(gateway: Gateway) -> RunSummary:
    """Collect, work until nothing is due, seal what was done. Busy: another process runs the jobs of this workspace."""
    with jobs.run(gateway.store):
        _recover(gateway)
        summary = RunSummary(received=receive.collect(gateway))
        drain(gateway, summary)
        summary.overdue = open_overdue(gateway)
        seals.seal(gateway.store)
        return summary


def run_forever(gateway: Gateway, stop: threading.Event, report: Callable[[RunSummary], None]) -> None:
    """The daemon: schedules fire and what is due is worked until `stop` is set; `report` hears of rounds with work.

    A round that fails, because the disk is full or another program holds the database, is logged and tried again after
    a pause. Busy: another process runs the jobs of this workspace.
    """
    gateway.stopping = stop
    with jobs.run(gateway.store) as confirm:
        fired: set[str] = {POLL}
        awake = threading.Event()

        def wake(kind: str) -> None:
            fired.add(kind)
            awake.set()

        schedules = Schedules(gateway, wake)
        schedules.start()
        try:
            failures, recovered = 0, False
            while not stop.is_set():
                awake.clear()
                kinds, summary = set(fired), RunSummary()
                fired.difference_update(kinds)
                try:
                    confirm()
                    if not recovered:
                        _recover(gateway)
                    if OVERDUE in kinds:
                        schedules.refresh()
                    _round(gateway, kinds, summary)
                except Exception as error:
                    failures, recovered = failures + 1, False
                    fired.update(kinds)
                    _complain(error)
                else:
                    failures, recovered = 0, True
                if summary.steps:
                    report(summary)
                if failures:
                    stop.wait(backoff(failures).total_seconds())
                else:
                    awake.wait(TICK_SECONDS)
        finally:
            schedules.stop()


def drain(gateway: Gateway, summary: RunSummary) -> None:
    """Work until a whole round finds nothing due. Acknowledgments leave before any order is decided, and what a chunk
    of orders has decided is booked before the next one asks for the stock.
    """
    while True:
        before = summary.steps
        summary.processed += intake.process_received(gateway)
        _book(gateway, summary)
        for worked in working.work_due(gateway):
            summary.decided += worked
            _book(gateway, summary)
        if summary.steps == before or gateway.stopping.is_set():
            return


def _round(gateway: Gateway, kinds: set[str], summary: RunSummary) -> None:
    if POLL in kinds:
        summary.received = receive.collect(gateway)
    drain(gateway, summary)
    if OVERDUE in kinds:
        summary.overdue = open_overdue(gateway)
        seals.seal(gateway.store)


def _book(gateway: Gateway, summary: RunSummary) -> None:
    _out(gateway, summary)
    if attempts := tasks.run_due(gateway):
        summary.tasks += attempts
        _out(gateway, summary)


def _out(gateway: Gateway, summary: RunSummary) -> None:
    summary.assembled += assemble.assemble_due(gateway)
    summary.sent += sending.send_due(gateway)
    paying.note_sent(gateway)


def _recover(gateway: Gateway) -> None:
    """What a process that died, or a round that failed, has left half done."""
    sending.recover(gateway)
    tasks.recover(gateway)


def _complain(error: Exception) -> None:
    if isinstance(error, B2BError):
        _log.warning("%s%s", error, f"; {error.next_step}" if error.next_step else "")
    else:
        _log.error("a round failed", exc_info=error)
