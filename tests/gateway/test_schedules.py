"""Each slot of a schedule fires once, however many processes watch the clock."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlmodel import select

from b2b.gateway import schedules
from b2b.gateway.bootstrap import Gateway, SystemClock
from b2b.gateway.schedules import OVERDUE, POLL, Schedules
from b2b.gateway.workspace import load
from b2b.store.engine import Store
from b2b.store.tables import Schedule, ScheduleSlot
from tests.gateway.desk import Desk
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
        for days in (1, 8):
            assert schedules.win(session, poll.id, now - dt.timedelta(days=days), now)
        assert not schedules.win(session, poll.id, now - dt.timedelta(days=1), now), "won already"
        schedules.forget_old_slots(session, now)
    assert [slot.slot for slot in desk.rows(ScheduleSlot)] == [now - dt.timedelta(days=1)]
