"""Each slot of a schedule fires once, however many processes watch the clock."""

from __future__ import annotations

import datetime as dt
import threading
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import col, select

from b2b.gateway import schedules
from b2b.gateway.bootstrap import Gateway, SystemClock
from b2b.gateway.schedules import OVERDUE, POLL, Schedules
from b2b.gateway.workspace import load
from b2b.store.apply_settings import apply_company
from b2b.store.engine import Store
from b2b.store.tables import Schedule, ScheduleSlot
from tests.gateway.desk import FILES, Desk
from tests.store.workspace import make_workspace


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return make_workspace(tmp_path / "acme", SystemClock())


def gateway(store: Store) -> Gateway:
    return Gateway(load(store.folder), store)


def slots(store: Store) -> list[ScheduleSlot]:
    with store.read() as session:
        return list(session.exec(select(ScheduleSlot)))


def test_two_that_watch_fire_each_slot_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "DEFAULTS", {"poll-channels": (POLL, 1), "overdue-alarms": (OVERDUE, 1)})
    fired: list[str] = []
    enough = threading.Event()

    def wake(kind: str) -> None:
        fired.append(kind)
        if len(fired) >= 6:
            enough.set()

    both = [Schedules(gateway(store), wake) for _ in range(2)]
    for one in both:
        one.start()
    try:
        assert enough.wait(60), "six slots take three seconds"
    finally:
        for one in both:
            one.stop()
    won = slots(store)
    assert len(fired) == len(won) == len({(slot.schedule_id, slot.slot) for slot in won})
    assert min(Counter(fired).values()) >= 2
    assert {slot.slot.microsecond for slot in won} == {0}, "slots are the same instants for everybody"


def test_nothing_fires_after_stop(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "DEFAULTS", {"poll-channels": (POLL, 1)})
    fired: list[str] = []
    watching = Schedules(gateway(store), fired.append)
    watching.start()
    watching.stop()
    before = len(fired)
    time.sleep(1.2)
    assert len(fired) == before


def test_a_schedule_that_is_switched_off_does_not_fire(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedules, "DEFAULTS", {"poll-channels": (POLL, 1), "overdue-alarms": (OVERDUE, 1)})
    with store.write() as session:
        schedules.ensure_defaults(session, store.clock.now())
        off = session.exec(select(Schedule).where(Schedule.kind == OVERDUE)).one()
        off.enabled = False
        session.add(off)
    heard = threading.Event()
    fired: list[str] = []

    def wake(kind: str) -> None:
        fired.append(kind)
        heard.set()

    watching = Schedules(gateway(store), wake)
    watching.start()
    try:
        assert heard.wait(60)
    finally:
        watching.stop()
    assert set(fired) == {POLL}


def test_the_defaults_are_there_once_and_keep_what_was_changed(desk: Desk) -> None:
    for seconds in (30, 30):
        with desk.store.write() as session:
            schedules.ensure_defaults(session, desk.clock.now())
            poll = session.exec(select(Schedule).where(Schedule.kind == POLL)).one()
            poll.trigger = {"every_seconds": seconds}
            session.add(poll)
    rows = {row.name: row.trigger["every_seconds"] for row in desk.rows(Schedule)}
    assert rows == {"poll-channels": 30, "overdue-alarms": 60}


def test_old_slots_are_forgotten(desk: Desk) -> None:
    now = desk.clock.now()
    with desk.store.write() as session:
        schedules.ensure_defaults(session, now)
        poll = session.exec(select(Schedule).where(Schedule.kind == POLL)).one()
        for hours in (23, 25):
            assert schedules.win(session, poll.id, now - dt.timedelta(hours=hours), now)
        assert not schedules.win(session, poll.id, now - dt.timedelta(hours=23), now), "won already"
        schedules.forget_old_slots(session, now)
    assert [slot.slot for slot in desk.rows(ScheduleSlot)] == [now - dt.timedelta(hours=23)]


def runs(desk: Desk, **company: object) -> None:
    """A company with these tables, and its schedules."""
    data = tomllib.loads((FILES / "company.toml").read_text())
    data["company"] |= {"time_zone": "Europe/Berlin"} | company
    with desk.store.write() as session:
        apply_company(session, data, now=desk.clock.now(), actor="test")
        schedules.ensure_defaults(session, desk.clock.now())


def run_schedules(desk: Desk) -> dict[str, Schedule]:
    return {row.name: row for row in desk.rows(Schedule) if row.kind in schedules.RUNS}


def test_the_times_in_the_settings_become_schedules_and_follow_them(desk: Desk) -> None:
    runs(
        desk,
        purchasing={"reorder_at": ["06:00", "14:30"]},
        payments={"bank": "B", "run_at": ["10:00"], "run_on": "mon"},
    )
    assert set(run_schedules(desk)) == {"reorder.run ACME 06:00", "reorder.run ACME 14:30", "payment.run ACME 10:00"}
    runs(desk, purchasing={"reorder_at": ["14:30"]}, payments={"bank": "B", "run_at": ["10:00"], "run_on": "thu"})
    found = {name: (row.enabled, row.revision, row.trigger["on"]) for name, row in run_schedules(desk).items()}
    assert found == {
        "reorder.run ACME 06:00": (False, 2, "mon-sun"),
        "reorder.run ACME 14:30": (True, 1, "mon-sun"),
        "payment.run ACME 10:00": (True, 2, "thu"),
    }


def test_a_time_of_day_stands_still_when_the_clocks_change(desk: Desk) -> None:
    runs(desk, purchasing={"reorder_at": ["06:00"]})
    trigger = schedules.trigger_of(run_schedules(desk)["reorder.run ACME 06:00"])
    saturday = dt.datetime(2026, 3, 28, 12, tzinfo=dt.UTC)
    sunday = trigger.get_next_fire_time(saturday - dt.timedelta(days=1), saturday - dt.timedelta(days=1))
    monday = trigger.get_next_fire_time(saturday, saturday)
    assert [fire.astimezone(dt.UTC).hour for fire in (sunday, monday)] == [5, 4]


def test_after_a_stop_reorder_runs_are_one_and_payment_runs_each(desk: Desk) -> None:
    runs(desk, purchasing={"reorder_at": ["06:00"]}, payments={"bank": "B", "run_at": ["10:00"], "run_on": "mon-sun"})
    begun = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
    later = begun + dt.timedelta(days=3)
    for _ in range(2):
        with desk.store.write() as session:
            for row in session.exec(select(Schedule).where(col(Schedule.kind).in_(schedules.RUNS))):
                if not desk.rows(ScheduleSlot, col(ScheduleSlot.schedule_id) == row.id):
                    assert schedules.missed(session, row, later) == [], "what never fired has missed nothing"
                    assert schedules.win(session, row.id, begun, begun)
                schedules.take(session, row, schedules.missed(session, row, later), later)
    assert sorted((task.kind, task.key.split(":", 2)[2]) for task in desk.tasks()) == [
        ("payment.run", "2026-11-03T09:00Z"),
        ("payment.run", "2026-11-04T09:00Z"),
        ("payment.run", "2026-11-05T09:00Z"),
        ("reorder.run", "2026-11-05T05:00Z"),
    ]
