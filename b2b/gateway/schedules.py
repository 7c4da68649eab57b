"""What fires by the clock: folder polls, overdue alarms, and the runs of each company at its times of day.

Each slot fires once, however many processes watch: APScheduler only says when, and its executor inserts (schedule,
slot) under a unique key. A poll that is won wakes the loop. A run that is won becomes a task in the same transaction,
so that it exists exactly when its slot does, and a crash loses neither. After a stop the missed slots are walked from
the last one: polls and reorder runs as one, payment runs each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import delete, func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from b2b.gateway.bootstrap import Gateway
from b2b.procurement import work
from b2b.store import ids, parties
from b2b.store.settings import CompanySettings
from b2b.store.states import TaskKind
from b2b.store.tables import Company, Schedule, ScheduleSlot

POLL = "poll"
OVERDUE = "overdue"
DEFAULTS = {"poll-channels": (POLL, 5), "overdue-alarms": (OVERDUE, 60)}
RUNS = {str(kind): kind for kind in (TaskKind.REORDER_RUN, TaskKind.PAYMENT_RUN, TaskKind.CONTRACT_ANCHOR)}
KEEP_POLLS = dt.timedelta(days=1)
KEEP_RUNS = dt.timedelta(days=31)
_EPOCH = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def ensure_defaults(session: Session, now: dt.datetime) -> None:
    """The schedules every workspace has, and those that its companies' settings ask for, where they are not there yet
    or have changed.
    """
    present = {row.name: row for row in session.exec(select(Schedule))}
    for name, (kind, seconds) in DEFAULTS.items():
        if name not in present:
            session.add(Schedule(id=ids.new(now), name=name, kind=kind, trigger={"every_seconds": seconds}))
    wanted = {name: found for company in session.exec(select(Company)) for name, found in _runs(company)}
    for name, (kind, trigger) in wanted.items():
        row = present.get(name)
        if row is None:
            session.add(Schedule(id=ids.new(now), name=name, kind=kind, trigger=trigger))
        elif row.trigger != trigger or not row.enabled:
            row.trigger, row.enabled, row.revision = trigger, True, row.revision + 1
            session.add(row)
    for name, row in present.items():
        if row.kind in RUNS and name not in wanted and row.enabled:
            row.enabled, row.revision = False, row.revision + 1
            session.add(row)
    session.flush()


def _runs(company: Company) -> Iterator[tuple[str, tuple[str, dict[str, Any]]]]:
    """(name, (kind, trigger)) of each run that a company's settings ask for."""
    settings = parties.company_settings(company)
    for kind, times, days in _times(settings):
        for time in times:
            trigger = {"at": time, "on": days, "time_zone": settings.time_zone, "company_id": company.id}
            yield f"{kind} {company.code} {time}", (str(kind), trigger)


def _times(settings: CompanySettings) -> Iterator[tuple[TaskKind, Sequence[str], str]]:
    every_day = "mon-sun"
    yield TaskKind.REORDER_RUN, settings.purchasing.reorder_at, every_day
    if settings.payments is not None:
        yield TaskKind.PAYMENT_RUN, settings.payments.run_at, settings.payments.run_on
    if settings.contract is not None:
        yield TaskKind.CONTRACT_ANCHOR, settings.contract.anchor_at, every_day


def win(session: Session, schedule_id: str, slot: dt.datetime, now: dt.datetime) -> bool:
    """True for the one caller who takes this slot."""
    try:
        with session.begin_nested():
            session.add(ScheduleSlot(schedule_id=schedule_id, slot=slot, won_at=now))
    except IntegrityError:
        return False
    return True


def forget_old_slots(session: Session, now: dt.datetime) -> None:
    """Yesterday's polls and last month's runs have done their duty; the last slot of a run stays, to catch up from."""
    for schedule in session.exec(select(Schedule)).all():
        mine = col(ScheduleSlot.schedule_id) == schedule.id
        before = now - (KEEP_RUNS if schedule.kind in RUNS else KEEP_POLLS)
        if schedule.kind in RUNS:
            last = session.exec(select(func.max(col(ScheduleSlot.slot))).where(mine)).one()
            before = min(before, last or before)
        session.exec(delete(ScheduleSlot).where(mine, col(ScheduleSlot.slot) < before))


def take(session: Session, schedule: Schedule, slots: Sequence[dt.datetime], now: dt.datetime) -> bool:
    """Win what can be won of these slots; True where any was. A run becomes a task: payment runs one for each slot, the
    others one for all of them.
    """
    won = [slot for slot in slots if win(session, schedule.id, slot, now)]
    kind = RUNS.get(schedule.kind)
    if kind is not None:
        company_id = schedule.trigger["company_id"]
        for slot in won if kind is TaskKind.PAYMENT_RUN else won[-1:]:
            work.schedule(
                session,
                now,
                kind,
                company_id=company_id,
                row_id=company_id,
                key=f"{kind}:{company_id}:{slot:%Y-%m-%dT%H:%MZ}",
                lock_key=f"{kind}:{company_id}",
            )
    return bool(won)


def missed(session: Session, schedule: Schedule, now: dt.datetime) -> list[dt.datetime]:
    """The slots of a run since the last one that was won, up to now; a schedule that never fired has missed nothing."""
    query = select(func.max(col(ScheduleSlot.slot))).where(col(ScheduleSlot.schedule_id) == schedule.id)
    last = session.exec(query).one()
    slots: list[dt.datetime] = []
    if last is None or schedule.kind not in RUNS:
        return slots
    trigger, after = trigger_of(schedule), max(last, now - KEEP_RUNS)
    fires = trigger.get_next_fire_time(after, after)
    while fires is not None and fires <= now:
        if fires > last:
            slots.append(fires.astimezone(dt.UTC))
        fires = trigger.get_next_fire_time(fires, fires)
    return slots


def trigger_of(schedule: Schedule) -> BaseTrigger:
    """When a schedule fires: every so many seconds, or at a time of day in the company's zone."""
    said = schedule.trigger
    if "every_seconds" in said:
        return IntervalTrigger(seconds=int(said["every_seconds"]), start_date=_EPOCH, timezone=dt.UTC)
    hour, minute = said["at"].split(":")
    return CronTrigger(day_of_week=said["on"], hour=int(hour), minute=int(minute), timezone=said["time_zone"])


class Schedules:
    """Fires `wake(kind)` for each slot won, from `start` to `stop`."""

    def __init__(self, gateway: Gateway, wake: Callable[[str], None]) -> None:
        self._gateway = gateway
        self._wake = wake
        self._revisions: dict[str, int] = {}
        self._scheduler = BackgroundScheduler(
            executors={"default": _SlotExecutor(gateway, wake)},
            job_defaults={"coalesce": False, "max_instances": 1, "misfire_grace_time": None},
            timezone=dt.UTC,
        )

    def start(self) -> None:
        """Read the schedules, catch up with the runs that were missed, and begin to fire."""
        now = self._gateway.clock.now()
        with self._gateway.store.write() as session:
            ensure_defaults(session, now)
            forget_old_slots(session, now)
        self.refresh()
        self._scheduler.start()

    def refresh(self) -> None:
        """Take over what has changed in the settings and in the schedules since they were last read."""
        now = self._gateway.clock.now()
        with self._gateway.store.write() as session:
            ensure_defaults(session, now)
            rows = session.exec(select(Schedule)).all()
            late = {row.kind for row in rows if row.enabled and take(session, row, missed(session, row, now), now)}
        for row in rows:
            if self._revisions.get(row.id) != row.revision:
                self._watch(row)
        for kind in late:
            self._wake(kind)

    def _watch(self, row: Schedule) -> None:
        if self._scheduler.get_job(row.id) is not None:
            self._scheduler.remove_job(row.id)
        if row.enabled:
            self._scheduler.add_job(_fires, trigger_of(row), id=row.id, name=row.kind)
        self._revisions[row.id] = row.revision

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
        slots = [slot.astimezone(dt.UTC) for slot in run_times]
        with self._gateway.store.write() as session:
            schedule = session.exec(select(Schedule).where(col(Schedule.id) == job.id, col(Schedule.enabled))).first()
            won = schedule is not None and take(session, schedule, slots, self._gateway.clock.now())
        if won:
            self._wake(job.name)
        self._run_job_success(job.id, [])


def _fires() -> None:
    """APScheduler wants a function; the executor never calls it."""
