"""What fires by the clock: folder polls and overdue alarms, each slot once, however many processes watch.

APScheduler only says when. Its executor inserts (schedule, slot) under a unique key and passes the kind on only where
it won.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from b2b.gateway.bootstrap import Gateway
from b2b.store import ids
from b2b.store.tables import Schedule, ScheduleSlot

POLL = "poll"
OVERDUE = "overdue"
DEFAULTS = {"poll-channels": (POLL, 5), "overdue-alarms": (OVERDUE, 60)}
KEEP_SLOTS = dt.timedelta(days=7)


def ensure_defaults(session: Session, now: dt.datetime) -> None:
    """The schedules every workspace has, where they are not there yet."""
    present = set(session.exec(select(Schedule.name)).all())
    for name, (kind, seconds) in DEFAULTS.items():
        if name not in present:
            session.add(Schedule(id=ids.new(now), name=name, kind=kind, trigger={"every_seconds": seconds}))


def win(session: Session, schedule_id: str, slot: dt.datetime, now: dt.datetime) -> bool:
    """True for the one caller who takes this slot."""
    try:
        with session.begin_nested():
            session.add(ScheduleSlot(schedule_id=schedule_id, slot=slot, won_at=now))
    except IntegrityError:
        return False
    return True


def forget_old_slots(session: Session, now: dt.datetime) -> None:
    """Slots older than a week have done their duty."""
    session.exec(delete(ScheduleSlot).where(col(ScheduleSlot.slot) < now - KEEP_SLOTS))


class Schedules:
    """Fires `wake(kind)` for each slot won, from `start` to `stop`."""

    def __init__(self, gateway: Gateway, wake: Callable[[str], None]) -> None:
        self._gateway = gateway
        self._scheduler = BackgroundScheduler(
            executors={"default": _SlotExecutor(gateway, wake)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=dt.UTC,
        )

    def start(self) -> None:
        """Read the schedules and begin to fire; they are written first where the workspace is new."""
        now = self._gateway.clock.now()
        with self._gateway.store.write() as session:
            ensure_defaults(session, now)
            forget_old_slots(session, now)
            schedules = session.exec(select(Schedule).where(col(Schedule.enabled))).all()
            for schedule in schedules:
                self._scheduler.add_job(
                    _fires,
                    "interval",
                    seconds=int(schedule.trigger["every_seconds"]),
                    id=schedule.id,
                    name=schedule.kind,
                    start_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
                )
        self._scheduler.start()

    def stop(self) -> None:
        """Fire no more."""
        self._scheduler.shutdown(wait=True)


class _SlotExecutor(BaseExecutor):  # type: ignore[misc]
    """Takes the slot instead of running code; runs on the scheduler's own thread."""

    def __init__(self, gateway: Gateway, wake: Callable[[str], None]) -> None:
        super().__init__()
        self._gateway = gateway
        self._wake = wake

    def _do_submit_job(self, job: Any, run_times: list[dt.datetime]) -> None:
        now = self._gateway.clock.now()
        with self._gateway.store.write() as session:
            won = [slot for slot in run_times if win(session, job.id, slot.astimezone(dt.UTC), now)]
        if won:
            self._wake(job.name)
        self._run_job_success(job.id, [])


def _fires() -> None:
    """APScheduler wants a function; the executor never calls it."""
