"""Partners that begin their ISA13 anew: by agreement, or by a person's word for a single file."""

from __future__ import annotations

import pytest
from sqlmodel import col

from b2b.errors import NotAllowed, NotFound
from b2b.gateway import accepting
from b2b.store.tables import Audit, Interchange, SalesOrder, Transmission
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders


def comes(desk: Desk, content: bytes) -> None:
    desk.put(content)
    desk.run()


def booked(desk: Desk) -> list[str]:
    return [row.order_number for row in desk.rows(SalesOrder)]


def epochs(desk: Desk) -> list[tuple[int, bool]]:
    rows = desk.rows(Interchange, col(Interchange.direction) == "in")
    return [(row.epoch, row.duplicate_of is None) for row in rows]


@pytest.fixture
def desk_that_sells(desk: Desk) -> Desk:
    desk.sell()
    return desk


def test_never_by_default(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    comes(desk, orders(1, "PO1"))
    desk.clock.advance(days=999)
    comes(desk, orders(1, "PO2"))
    assert booked(desk) == ["PO1"]
    assert "control-number-conflict" in desk.open_cases()


def test_each_day_of_the_partners_calendar(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    desk.change_x12(control_number_reuse_days=1)
    comes(desk, orders(1, "PO1"))
    comes(desk, orders(1, "PO2"))
    assert desk.open_cases() == ["control-number-conflict"], "the same day"
    desk.clock.advance(hours=23)
    assert desk.clock.now().hour < 9
    comes(desk, orders(1, "PO3"))
    assert booked(desk) == ["PO1", "PO3"]
    assert sorted(epochs(desk)) == [(0, False), (0, True), (1, True)]


def test_the_same_bytes_stay_a_duplicate_whenever_they_come(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    desk.change_x12(control_number_reuse_days=1)
    comes(desk, orders(1, "PO1"))
    desk.clock.advance(days=1)
    comes(desk, orders(1, "PO2"))
    desk.clock.advance(days=1)
    comes(desk, orders(1, "PO1"))
    comes(desk, orders(1, "PO2"))
    assert booked(desk) == ["PO1", "PO2"]
    assert "control-number-conflict" not in desk.open_cases()
    assert sorted(epochs(desk)) == [(0, False), (0, False), (0, True), (1, True)]


def test_at_once_where_a_partner_always_sends_the_same_number(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    desk.change_x12(control_number_reuse_days=0)
    for number in ("PO1", "PO2", "PO3", "PO2"):
        comes(desk, orders(1, number))
    assert booked(desk) == ["PO1", "PO2", "PO3"]
    assert sorted(epochs(desk)) == [(0, False), (0, True), (1, True), (2, True)]


def test_a_person_releases_a_single_file(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    comes(desk, orders(1, "PO1"))
    comes(desk, orders(1, "PO2", "PO3"))
    (row,) = desk.rows(Interchange, col(Interchange.duplicate_of).is_not(None))
    file = _file_number(desk, row)
    assert accepting.accept(desk.gateway, file) == ["000000001"]
    assert desk.open_cases() == []
    desk.run()
    assert booked(desk) == ["PO1", "PO2", "PO3"]
    assert b"AK9*A*2*2*2" in b"".join(desk.sent())
    (audit,) = desk.rows(Audit, col(Audit.action) == "accepted", col(Audit.table_name) == "interchange")
    assert audit.details == {"file": file, "control_number": "000000001", "epoch": 1}
    with pytest.raises(NotAllowed, match="nothing of it is held"):
        accepting.accept(desk.gateway, file)


def test_the_same_conflict_twice_is_accepted_once(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    comes(desk, orders(1, "PO1"))
    comes(desk, orders(1, "PO2"))
    comes(desk, orders(1, "PO2"))
    first, second = desk.rows(Interchange, col(Interchange.duplicate_of).is_not(None))
    accepting.accept(desk.gateway, _file_number(desk, first))
    with pytest.raises(NotAllowed, match="very same bytes"):
        accepting.accept(desk.gateway, _file_number(desk, second))
    desk.run()
    assert booked(desk) == ["PO1", "PO2"]


def test_of_several_interchanges_only_the_held_ones_are_worked(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    comes(desk, orders(1, "PO1"))
    comes(desk, orders(1, "PO2") + orders(2, "PO3") + orders(1, "PO2"))
    assert 2 in [content.count(b"\nTA1*") for content in desk.sent()], "one answer for each that is held"
    held, _ = desk.rows(Interchange, col(Interchange.duplicate_of).is_not(None))
    accepting.accept(desk.gateway, _file_number(desk, held))
    desk.run()
    assert sorted(booked(desk)) == ["PO1", "PO2", "PO3"]


def test_a_true_duplicate_is_not_released(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    comes(desk, orders(1, "PO1"))
    comes(desk, orders(1, "PO1"))
    (again,) = desk.rows(Interchange, col(Interchange.duplicate_of).is_not(None))
    with pytest.raises(NotAllowed, match="very same bytes"):
        accepting.accept(desk.gateway, _file_number(desk, again))
    with pytest.raises(NotFound):
        accepting.accept(desk.gateway, 4711)


@pytest.mark.parametrize("duplicates", ["acknowledge-again", "ta1-025"])
def test_who_gets_no_ta1_gets_none_for_what_came_before(desk_that_sells: Desk, duplicates: str) -> None:
    desk = desk_that_sells
    desk.change_x12(ta1="always", duplicates=duplicates)
    comes(desk, orders(1, "PO1"))
    desk.change_x12(ta1="never", duplicates=duplicates)
    comes(desk, orders(1, "PO1"))
    comes(desk, orders(1, "PO2"))
    assert b"".join(desk.sent()).count(b"\nTA1*") == 1


def test_a_duplicate_that_holds_ta1s_alone_is_not_answered(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    desk.change_x12(duplicates="ta1-025")
    for _ in range(2):
        comes(desk, interchange(1, [], between=["TA1*000000001*260302*0915*A*000"]))
    assert desk.sent() == []


def test_tests_have_numbers_of_their_own(desk_that_sells: Desk) -> None:
    desk = desk_that_sells
    comes(desk, orders(1, "PO1"))
    comes(desk, interchange(1, [order("PO2")], test=True))
    assert desk.open_cases() == []


def _file_number(desk: Desk, row: Interchange) -> int:
    (file,) = desk.rows(Transmission, col(Transmission.id) == row.transmission_id)
    return file.number
