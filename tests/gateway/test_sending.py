"""What is written is delivered once, however the channel behaves; what cannot be delivered is told."""

from __future__ import annotations

import datetime as dt

import pytest

from b2b.errors import ConfigError, Conflict, IndeterminateError, Unreachable
from b2b.gateway import assemble, intake, sending
from b2b.store.tables import Attempt
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders

GONE = Unreachable("the folder is not there", where="out")


def written(desk: Desk, count: int = 1) -> None:
    """So many acknowledgments wait to be delivered, each in a file of its own."""
    for control in range(1, count + 1):
        desk.put(orders(control, f"PO{control}"))
        intake.process_received(desk.gateway)
        assemble.assemble_due(desk.gateway)
    assert len(desk.outgoing()) == count


def pending(desk: Desk, count: int = 1) -> None:
    """They were tried once."""
    written(desk, count)
    desk.channel.problem = GONE
    sending.send_due(desk.gateway)
    assert desk.sent() == []


def later(desk: Desk, **by: float) -> None:
    """Time passes, and what is due is sent."""
    desk.clock.advance(**by)
    sending.send_due(desk.gateway)


def states(desk: Desk) -> list[str]:
    return [row.delivery for row in desk.outgoing()]


def test_what_fails_is_tried_again_after_growing_pauses(desk: Desk) -> None:
    pending(desk)
    pauses = []
    for _ in range(10):
        (row,) = desk.outgoing()
        assert row.due_at is not None
        pauses.append((row.due_at - desk.clock.now()).total_seconds())
        later(desk, seconds=pauses[-1] - 1)
        assert desk.channel.tried == row.attempts, "not before its time"
        later(desk, seconds=1)
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    desk.channel.problem = None
    later(desk, minutes=5)
    assert states(desk) == ["delivered"]
    assert len(desk.sent()) == 1


def test_a_failure_that_lasts_is_told_and_settled_by_itself(desk: Desk) -> None:
    pending(desk)
    assert desk.open_cases() == []
    for _ in range(6):
        later(desk, minutes=5)
    assert states(desk) == ["pending"]
    assert desk.open_cases() == ["delivery-failed"]
    desk.channel.problem = None
    later(desk, minutes=5)
    assert desk.open_cases() == []


def test_it_gives_up_after_a_day_and_a_person_may_try_again(desk: Desk) -> None:
    pending(desk)
    for _ in range(25):
        later(desk, hours=1)
    assert states(desk) == ["failed"]
    tried = desk.channel.tried
    later(desk, hours=1)
    assert desk.channel.tried == tried
    assert desk.open_cases() == ["delivery-failed"]


def test_a_delivery_whose_outcome_is_unknown_is_parked_for_a_person(desk: Desk) -> None:
    written(desk)
    desk.channel.problem, desk.channel.after = IndeterminateError("the line went dead", where="out"), True
    sending.send_due(desk.gateway)
    for _ in range(3):
        later(desk, days=1)
    assert states(desk) == ["unknown"]
    assert desk.channel.tried == 1, "never sent again by itself"
    assert [attempt.outcome for attempt in desk.rows(Attempt)] == ["unknown"]
    assert desk.open_cases() == ["delivery-failed"]


@pytest.mark.parametrize("problem", [Conflict("another file of that name"), ConfigError("no such transport")])
def test_what_will_not_work_next_time_either_is_not_repeated(desk: Desk, problem: Exception) -> None:
    written(desk)
    desk.channel.problem = problem
    sending.send_due(desk.gateway)
    later(desk, hours=1)
    assert desk.channel.tried == 1
    assert states(desk) == ["failed"]
    assert desk.open_cases() == ["delivery-failed"]


def test_an_error_nobody_foresaw_parks_one_delivery_and_not_the_gateway(desk: Desk) -> None:
    written(desk, 2)
    deliver = desk.channel.send

    def send(name: str, content: bytes) -> None:
        if name == desk.outgoing()[0].name:
            raise ZeroDivisionError
        deliver(name, content)

    desk.channel.send = send  # type: ignore[method-assign]
    sending.send_due(desk.gateway)
    assert states(desk) == ["unknown", "delivered"]
    assert desk.open_cases() == ["delivery-failed"]


def test_a_channel_that_fails_does_not_hold_up_another(desk: Desk) -> None:
    other = desk.add_partner("SOUTHWIND")
    desk.channel.problem = GONE
    desk.put(orders(1, "PO1"))
    other.put("file.edi", interchange(1, [order("PO9")], sender="SOUTHWIND"))
    desk.run()
    assert len(other.sent) == 2, "997 and 855"
    assert desk.sent() == []


def test_a_dead_channel_is_asked_once_a_round_and_not_once_a_file(desk: Desk) -> None:
    pending(desk, 5)
    assert desk.channel.tried == 1
    later(desk, seconds=2)
    assert desk.channel.tried == 2
    desk.channel.problem = None
    later(desk, minutes=5)
    assert len(desk.sent()) == 5


def test_one_file_that_cannot_be_delivered_does_not_hold_up_its_channel(desk: Desk) -> None:
    pending(desk, 4)
    bad = desk.outgoing()[0].name
    desk.channel.problem = None
    deliver = desk.channel.send

    def send(name: str, content: bytes) -> None:
        if name == bad:
            raise GONE
        deliver(name, content)

    desk.channel.send = send  # type: ignore[method-assign]
    for _ in range(5):
        later(desk, minutes=5)
    assert states(desk) == ["pending", "delivered", "delivered", "delivered"]


def test_after_a_crash_the_same_bytes_go_under_the_same_name(desk: Desk) -> None:
    written(desk)
    desk.channel.problem, desk.channel.after = KeyboardInterrupt(), True
    with pytest.raises(KeyboardInterrupt):
        sending.send_due(desk.gateway)
    assert states(desk) == ["sending"]
    (sent,) = desk.sent()
    desk.channel.problem = None
    sending.send_due(desk.gateway)
    assert states(desk) == ["sending"], "another process might still be at it"
    sending.recover(desk.gateway)
    sending.send_due(desk.gateway)
    assert states(desk) == ["delivered"]
    assert desk.sent() == [sent]
    attempts = sorted(desk.rows(Attempt), key=lambda attempt: attempt.n)
    assert [attempt.outcome for attempt in attempts] == [None, "delivered"]


def test_a_payload_that_is_gone_fails_its_delivery_and_not_the_gateway(desk: Desk) -> None:
    pending(desk, 2)
    desk.channel.problem = None
    with desk.store.write() as session:
        session.connection().exec_driver_sql(
            "UPDATE blob SET content = NULL WHERE sha256 = (SELECT blob_sha256 FROM transmission WHERE name = ?)",
            (desk.outgoing()[0].name,),
        )
    later(desk, minutes=5)
    assert states(desk) == ["failed", "delivered"]


def test_told_to_stop_it_begins_no_other_delivery(desk: Desk) -> None:
    pending(desk, 3)
    desk.channel.problem = None
    desk.clock.advance(minutes=5)
    deliver = desk.channel.send

    def send(name: str, content: bytes) -> None:
        desk.gateway.stopping.set()
        deliver(name, content)

    desk.channel.send = send  # type: ignore[method-assign]
    assert sending.send_due(desk.gateway) == 1
    assert sorted(states(desk)) == ["delivered", "pending", "pending"]


def test_the_lease_says_until_when_an_attempt_may_last(desk: Desk) -> None:
    written(desk)
    seen = []

    def send(name: str, content: bytes) -> None:
        (row,) = desk.outgoing()
        seen.append((row.delivery, row.lease_until))

    desk.channel.send = send  # type: ignore[method-assign]
    sending.send_due(desk.gateway)
    assert seen == [("sending", desk.clock.now() + dt.timedelta(minutes=10))]
    assert desk.outgoing()[0].lease_until is None
