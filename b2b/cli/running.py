"""Running the jobs: once with a summary, or as a daemon that ends cleanly when it is told to."""

from __future__ import annotations

import logging
import math
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import FrameType
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from b2b.cli import json_output, screen, told_commands
from b2b.cli.listing import next_steps, shown
from b2b.cli.progress import waiting
from b2b.cli.words import counted
from b2b.gateway import dispatcher, receive
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.dispatcher import RunSummary
from b2b.ports import Settling
from b2b.store.states import Severity
from b2b.store.tables import ExceptionCase

_STEPS = {
    "received": "received",
    "processed": "checked",
    "decided": "worked",
    "tasks": "booked or invoiced",
    "assembled": "written",
    "sent": "sent",
    "overdue": "overdue",
}


def once(gateway: Gateway, *, as_json: bool) -> int:
    """Work what is there; how many exceptions were opened that need somebody, which those that merely tell do not."""
    before = _last_case(gateway)
    with log_to_stderr(), waiting("Working", quiet=as_json):
        summary = dispatcher.run_once(gateway)
        settling = receive.settling(gateway)
    opened = _cases_since(gateway, before)
    needy = len([case for case in opened if case["severity"] != Severity.INFO])
    if as_json:
        unsettled = [{"channel": name, "file": one.name, "counts_at": one.counts_at} for name, one in settling]
        json_output.write({**asdict(summary), "exceptions": opened, "settling": unsettled})
        return needy
    screen.line(said(summary) or ("Nothing to do yet." if settling else "Nothing to do."))
    for name, one in settling:
        screen.line(f"{one.name} on channel {name} may still be being written; {_counts(gateway, one)}.")
    for case in opened:
        screen.hanging(f"exception {case['number']}  ", f"{case['code']}: {case['message']}")
    next_steps(
        [*(f"b2b exceptions show {case['number']}" for case in opened), *(["b2b run --once"] if settling else [])]
    )
    return needy


def _counts(gateway: Gateway, one: Settling) -> str:
    seconds = math.ceil((one.counts_at - gateway.clock.now()).total_seconds())
    return f"it counts in {counted(seconds, 'second')}" if seconds > 0 else "it counts now"


def forever(gateway: Gateway, *, as_json: bool) -> int:
    """Work until SIGINT or SIGTERM; a second one ends at once."""
    stop = threading.Event()
    told = _last_case(gateway)

    def report(summary: RunSummary) -> None:
        nonlocal told
        opened = _cases_since(gateway, told)
        told = opened[-1]["number"] if opened else told
        now = gateway.clock.now()
        if as_json:
            json_output.write({"at": now, **asdict(summary), "exceptions": opened}, indent=None)
        else:
            screen.line(f"{shown(now)}  {said(summary)}")
            for case in opened:
                screen.hanging("  ", f"exception {case['number']}, {case['code']}: {case['message']}")
        sys.stdout.flush()

    if not as_json and not told_commands.run_is_at_it():
        screen.line(f"Working on {gateway.workspace.name}. Ctrl-C ends it.")
        sys.stdout.flush()
    with log_to_stderr(), _told_to_stop(stop):
        dispatcher.run_forever(gateway, stop, report)
    if not as_json:
        screen.line("Ended.")
    return 0


def said(summary: RunSummary) -> str:
    """`4 received, 4 checked, 9 sent`; empty where nothing was done."""
    done: dict[str, int] = asdict(summary)
    return ", ".join(f"{done[name]:,} {word}" for name, word in _STEPS.items() if done[name])


@contextmanager
def _told_to_stop(stop: threading.Event) -> Iterator[None]:
    def handle(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        screen.note("Ending after this step; once more ends at once.")

    before = {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def log_to_stderr() -> Iterator[None]:
    """What rooms log, errors nobody foresaw among it, goes to stderr while jobs run."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_CleanFormatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logger = logging.getLogger("b2b")
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _CleanFormatter(logging.Formatter):
    """A partner's text in a log line steers no terminal either."""

    def format(self, record: logging.LogRecord) -> str:
        return screen.clean_block(super().format(record))


def _last_case(gateway: Gateway) -> int:
    with gateway.store.read() as session:
        return int(session.exec(select(func.coalesce(func.max(ExceptionCase.number), 0))).one())


def _cases_since(gateway: Gateway, number: int) -> list[dict[str, Any]]:
    with gateway.store.read() as session:
        query = select(ExceptionCase).where(col(ExceptionCase.number) > number).order_by(col(ExceptionCase.number))
        rows = session.exec(query)
        return [{name: getattr(row, name) for name in ("number", "code", "severity", "message")} for row in rows]
