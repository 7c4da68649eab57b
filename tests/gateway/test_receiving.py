"""Every file that comes is kept once, whatever happens to the others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from b2b.errors import B2BError, Busy, Unreachable
from b2b.gateway import dispatcher, receive
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.workspace import load
from b2b.ports import Arrival
from b2b.store.tables import ExceptionCase, Transmission
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders


def names(desk: Desk) -> list[str]:
    return [row.name for row in desk.rows(Transmission) if row.direction == "in"]


def on_disk(desk: Desk) -> tuple[Gateway, Path]:
    """The same workspace with its real folders, and the inbox."""
    inbox = desk.folder / "channels" / "northwind" / "in"
    inbox.mkdir(parents=True)
    return Gateway(load(desk.folder), desk.store), inbox


def test_an_arrival_that_was_not_let_go_is_not_received_twice(desk: Desk) -> None:
    arrival = desk.channel.put("order.edi", orders(1, "PO1"))
    receive.receive(desk.gateway, desk.channel_row(), arrival)
    receive.collect(desk.gateway)
    assert names(desk) == ["order.edi"]
    assert list(desk.channel.collect()) == []


def test_a_channel_that_fails_is_told_once_and_settled_by_itself(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    other = desk.add_partner("SOUTHWIND")

    def gone() -> None:
        raise Unreachable("the folder is not there", where="in")

    with monkeypatch.context() as patch:
        patch.setattr(desk.channel, "collect", gone)
        other.put("file.edi", interchange(1, [order("PO9")], sender="SOUTHWIND"))
        for _ in range(3):
            receive.collect(desk.gateway)
    assert names(desk) == ["file.edi"], "the other channel goes on"
    assert desk.cases() == [("channel-failed", "open")]
    receive.collect(desk.gateway)
    assert desk.cases() == [("channel-failed", "resolved")]


@pytest.mark.parametrize("problem", [ZeroDivisionError(), AssertionError()])
def test_an_error_nobody_foresaw_fails_one_channel(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    other = desk.add_partner("SOUTHWIND")

    def broken() -> None:
        raise problem

    monkeypatch.setattr(desk.channel, "collect", broken)
    other.put("file.edi", interchange(1, [order("PO9")], sender="SOUTHWIND"))
    receive.collect(desk.gateway)
    assert names(desk) == ["file.edi"]
    assert desk.cases() == [("channel-failed", "open")]


def test_a_file_that_cannot_be_let_go_does_not_hold_up_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    release = desk.channel.release

    def stuck(arrival: Arrival) -> None:
        if arrival.name == "first.edi":
            raise Unreachable("not permitted", where="in/first.edi")
        release(arrival)

    monkeypatch.setattr(desk.channel, "release", stuck)
    desk.channel.put("first.edi", orders(1, "PO1"))
    desk.channel.put("second.edi", orders(2, "PO2"))
    for _ in range(2):
        receive.collect(desk.gateway)
    assert names(desk) == ["first.edi", "second.edi"]
    assert desk.open_cases() == ["channel-failed"]


def test_a_store_that_cannot_write_leaves_the_file_where_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise Busy("the disk is full; nothing was written")

    desk.channel.put("order.edi", orders(1, "PO1"))
    with monkeypatch.context() as patch:
        patch.setattr("b2b.store.blobs.put", full)
        receive.collect(desk.gateway)
    assert names(desk) == []
    receive.collect(desk.gateway)
    assert names(desk) == ["order.edi"]


def test_a_name_that_is_no_text_is_received_once(desk: Desk) -> None:
    gateway, inbox = on_disk(desk)
    path = os.path.join(os.fsencode(inbox), b"order-\xff.edi")
    with open(path, "wb") as file:
        file.write(orders(1, "PO1"))
    os.utime(path, (0, 0))
    assert [receive.collect(gateway) for _ in range(2)] == [1, 0]
    assert names(desk) == ["order-\\udcff.edi"]
    assert desk.cases() == []


def test_a_channel_without_a_transport_is_told_with_the_next_step(desk: Desk) -> None:
    with desk.store.write() as session:
        row = desk.channel_row()
        row.kind = "carrier-pigeon"
        session.add(row)
    gateway, _ = on_disk(desk)
    receive.collect(gateway)
    assert desk.open_cases() == ["channel-failed"]
    with pytest.raises(B2BError, match="carrier-pigeon") as caught:
        gateway.transport(desk.channel_row())
    assert "partner.channel" in caught.value.next_step


def test_how_large_a_file_may_be_is_the_partners_setting(desk: Desk) -> None:
    gateway, inbox = on_disk(desk)
    (inbox / "large.edi").write_bytes(b" " * (1 << 20) + b" ")
    desk.change_partner(lambda partner: partner["channel"].update(largest_mb=1, settle_seconds=0))
    desk.clock.advance(days=9999)
    assert receive.collect(gateway) == 0
    (case,) = desk.rows(ExceptionCase)
    assert "largest_mb" in case.details["next_step"]
    desk.change_partner(lambda partner: partner["channel"].update(largest_mb=2, settle_seconds=0))
    assert receive.collect(gateway) == 1
    assert desk.cases() == [("channel-failed", "resolved")]


def test_an_inbox_that_vanishes_is_told_and_not_made_anew(desk: Desk) -> None:
    gateway, inbox = on_disk(desk)
    inbox.rmdir()
    receive.collect(gateway)
    assert inbox.is_dir(), "the first use makes it"
    inbox.rename(inbox.with_name("elsewhere"))
    receive.collect(gateway)
    assert not inbox.exists()
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "channel-failed"
    assert "mount it again" in case.details["next_step"]
    inbox.with_name("elsewhere").rename(inbox)
    receive.collect(gateway)
    assert desk.cases() == [("channel-failed", "resolved")]


def test_another_folder_is_a_new_one(desk: Desk) -> None:
    gateway, inbox = on_disk(desk)
    receive.collect(gateway)
    desk.change_partner(lambda partner: partner["terms"].update(net_days=7))
    inbox.rmdir()
    receive.collect(gateway)
    assert not inbox.exists(), "a change of other settings forgets nothing"
    desk.change_partner(lambda partner: partner["channel"].update(inbox="channels/other/in"))
    receive.collect(gateway)
    assert (desk.folder / "channels/other/in").is_dir()
    assert desk.open_cases() == []


def test_an_outbox_that_vanishes_waits_for_its_return(desk: Desk) -> None:
    gateway, inbox = on_disk(desk)
    outbox = inbox.with_name("out")
    desk.sell()
    desk.put(orders(1, "PO1"))
    dispatcher.run_once(gateway)
    assert len(list(outbox.iterdir())) == 2
    outbox.rename(inbox.with_name("elsewhere"))
    desk.put(orders(2, "PO2"))
    dispatcher.run_once(gateway)
    assert not outbox.exists()
    assert {row.delivery for row in desk.outgoing()} == {"delivered", "pending"}
    inbox.with_name("elsewhere").rename(outbox)
    desk.clock.advance(minutes=10)
    dispatcher.run_once(gateway)
    assert len(list(outbox.iterdir())) == 4
