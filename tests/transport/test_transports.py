"""The contract of a transport, run over each one we have."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from b2b.errors import ConfigError, Conflict, Unreachable
from b2b.ports import Transport
from b2b.transport.folder import FolderTransport
from b2b.transport.memory import MemoryTransport
from tests.clock import FixedClock

Put = Callable[[str, bytes], object]
FAR = FixedClock(dt.datetime(2126, 1, 1, tzinfo=dt.UTC))


def folder(tmp_path: Path, clock: FixedClock = FAR, **settings: float) -> FolderTransport:
    return FolderTransport(tmp_path / "in", tmp_path / "out", clock=clock, **settings)


@pytest.fixture(params=["folder", "memory"])
def channel(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Transport, Put, Callable[[], dict[str, bytes]]]:
    if request.param == "memory":
        memory = MemoryTransport()
        return memory, memory.put, lambda: memory.sent
    (tmp_path / "in").mkdir()
    return (
        folder(tmp_path),
        lambda name, content: (tmp_path / "in" / name).write_bytes(content),
        lambda: {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()},
    )


def test_collects_until_released(channel: tuple[Transport, Put, object]) -> None:
    transport, put, _ = channel
    put("a.edi", b"one")
    (first,) = transport.collect()
    (again,) = transport.collect()
    assert (first.name, first.content) == ("a.edi", b"one")
    assert again == first
    transport.release(first)
    transport.release(first)
    assert list(transport.collect()) == []


def test_same_name_later_is_a_new_arrival(channel: tuple[Transport, Put, object]) -> None:
    transport, put, _ = channel
    put("a.edi", b"one")
    (first,) = transport.collect()
    transport.release(first)
    put("a.edi", b"one")
    (second,) = transport.collect()
    assert second.content == b"one"
    assert second.token != first.token


def test_sending_twice_delivers_once(channel: tuple[Transport, Put, Callable[[], dict[str, bytes]]]) -> None:
    transport, _, sent = channel
    transport.send("997_1.edi", b"x")
    transport.send("997_1.edi", b"x")
    assert sent() == {"997_1.edi": b"x"}
    with pytest.raises(Conflict):
        transport.send("997_1.edi", b"y")
    assert sent() == {"997_1.edi": b"x"}


def test_unfinished_and_odd_entries_are_left_alone(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for name in (".hidden", "a.tmp", "b.part", "c.filepart"):
        (inbox / name).write_bytes(b"x")
    (inbox / "folder").mkdir()
    secret = tmp_path / "secret"
    secret.write_bytes(b"do not read")
    (inbox / "link.edi").symlink_to(secret)
    os.mkfifo(inbox / "pipe.edi")
    assert list(folder(tmp_path).collect()) == []


def test_a_file_still_being_written_waits(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.edi"
    path.write_bytes(b"ISA")
    os.utime(path, (1_000_000, 1_000_000))
    clock = FixedClock(dt.datetime.fromtimestamp(1_000_001, dt.UTC))
    assert list(folder(tmp_path, clock, settle_seconds=2).collect()) == []
    clock.advance(seconds=1)
    assert [a.name for a in folder(tmp_path, clock, settle_seconds=2).collect()] == ["a.edi"]


def test_oldest_first(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for age, name in enumerate(("c.edi", "a.edi", "b.edi")):
        (tmp_path / "in" / name).write_bytes(b"x")
        os.utime(tmp_path / "in" / name, (1_000_000 + age, 1_000_000 + age))
    assert [a.name for a in folder(tmp_path).collect()] == ["c.edi", "a.edi", "b.edi"]


def test_released_files_are_kept_under_done(tmp_path: Path) -> None:
    transport = folder(tmp_path)
    for content in (b"1", b"2"):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / "a.edi").write_bytes(content)
        (arrival,) = transport.collect()
        transport.release(arrival)
    assert sorted(p.read_bytes() for p in (tmp_path / "in" / "done").iterdir()) == [b"1", b"2"]


@pytest.mark.parametrize("name", ["../escape", "a/b", "", ".", "..", ".hidden", "x.tmp", "/etc/passwd"])
def test_no_name_leaves_the_outbox(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError):
        folder(tmp_path).send(name, b"x")
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_a_file_too_large_is_named_and_does_not_hold_up_the_others(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "big.edi").write_bytes(b"x" * 11)
    (tmp_path / "in" / "small.edi").write_bytes(b"x")
    arrivals = folder(tmp_path, largest=10).collect()
    assert next(arrivals).name == "small.edi"
    with pytest.raises(ConfigError, match="more than the 10"):
        next(arrivals)
    assert (tmp_path / "in" / "big.edi").exists()


def test_an_outbox_that_is_a_file_is_unreachable_and_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_bytes(b"")
    transport = FolderTransport(tmp_path / "in", tmp_path / "blocked" / "out", clock=FAR)
    with pytest.raises(Unreachable) as caught:
        transport.send("a.edi", b"x")
    assert caught.value.retryable
    assert caught.value.next_step


def test_a_file_that_cannot_be_read_does_not_hold_up_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    for name in ("a.edi", "b.edi", "c.edi"):
        (inbox / name).write_bytes(name.encode())
    read = os.open

    def guarded(path: os.PathLike[str], *arguments: int) -> int:
        if Path(path).name == "b.edi":
            raise PermissionError(13, "Permission denied")
        return read(path, *arguments)

    monkeypatch.setattr(os, "open", guarded)
    arrivals, found = folder(tmp_path).collect(), []
    with pytest.raises(Unreachable, match="not permitted") as caught:
        found.extend(arrival.name for arrival in arrivals)
    assert found == ["a.edi", "c.edi"]
    assert caught.value.where.endswith("b.edi")


def test_what_a_crash_left_unfinished_goes_when_the_file_is_sent_again(tmp_path: Path) -> None:
    transport = folder(tmp_path)
    transport.outbox.mkdir()
    for leftover in (".855_1.edi.0a1b2c.tmp", ".855_2.edi.0a1b2c.tmp"):
        (transport.outbox / leftover).write_bytes(b"ISA")
    transport.send("855_1.edi", b"ISA*...")
    transport.send("855_1.edi", b"ISA*...")
    assert sorted(path.name for path in transport.outbox.iterdir()) == [".855_2.edi.0a1b2c.tmp", "855_1.edi"]


def test_a_folder_that_was_in_use_and_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    transport = folder(tmp_path, make_inbox=False, make_outbox=False)
    with pytest.raises(Unreachable, match="not there") as lost:
        list(transport.collect())
    assert "b2b doctor --fix" in lost.value.next_step
    with pytest.raises(Unreachable, match="not there"):
        transport.send("a.edi", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_has_just_changed_is_settling(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    clock = FixedClock()
    now = clock.now().timestamp()
    for name, age in (("old.edi", 2), ("new.edi", 1), ("newest.edi", 0), (".hidden", 0), ("half.part", 0)):
        (tmp_path / "in" / name).write_bytes(b"x")
        os.utime(tmp_path / "in" / name, (now - age, now - age))
    transport = folder(tmp_path, clock)
    assert [arrival.name for arrival in transport.collect()] == ["old.edi"]
    assert [(one.name, (one.counts_at - clock.now()).total_seconds()) for one in transport.settling()] == [
        ("new.edi", 1),
        ("newest.edi", 2),
    ]
    assert list(MemoryTransport().settling()) == []
