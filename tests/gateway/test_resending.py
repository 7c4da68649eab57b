"""What a partner rejected, or never acknowledged, is sent again as a new document: once, and with new numbers."""

from __future__ import annotations

import pytest
from sqlmodel import col

from b2b.errors import NotAllowed
from b2b.gateway import overdue, resending
from b2b.store import exchanges
from b2b.store.tables import Audit, ExceptionCase, Exchange, Group, Interchange, Link
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, orders
from tests.gateway.test_reconcile import Sent, note, sent, sent_once

__all__ = ["sent", "sent_once"]


def again(desk: Desk, number: int, *, deliberate: bool = False) -> Exchange:
    with desk.store.write() as session:
        row = exchanges.by_number(session, number)
        return resending.send_again(session, desk.gateway, row, deliberate=deliberate)


def rejected(sent: Sent) -> Exchange:
    """The second of the two, which the partner's 997 has rejected."""
    sent.answered(f"AK2*855*{sent.second}", "AK5*R*5", "AK9*P*2*2*1")
    return sent.desk.exchanges("out", "855")[1]


def envelope(desk: Desk, exchange: Exchange) -> tuple[str, str, str]:
    (interchange_row,) = desk.rows(Interchange, col(Interchange.id) == exchange.interchange_id)
    (group,) = desk.rows(Group, col(Group.id) == exchange.group_id)
    return interchange_row.control_number, group.control_number, exchange.control_number


def test_a_rejected_document_goes_again_as_a_new_one(sent: Sent) -> None:
    old = rejected(sent)
    assert sent.desk.open_cases() == ["rejected-by-partner"]
    new = again(sent.desk, old.number)
    assert sent.desk.open_cases() == []
    sent.desk.run()
    new = next(row for row in sent.desk.exchanges("out", "855") if row.number == new.number)
    assert (new.document, new.business_key, new.acknowledgment) == (old.document, old.business_key, "awaited")
    assert all(
        before != after for before, after in zip(envelope(sent.desk, old), envelope(sent.desk, new), strict=True)
    )
    assert len(sent.desk.outgoing()) == 3, "the 997, the two answers, and the one again"
    links = {(row.kind, row.to_exchange) for row in sent.desk.rows(Link, col(Link.from_exchange) == new.id)}
    (order,) = (row for row in sent.desk.exchanges("in", "850") if row.business_key == old.business_key)
    assert links == {("answers", order.id), ("duplicate-of", old.id)}
    (resolved,) = sent.desk.rows(ExceptionCase)
    assert resolved.resolution == f"sent again as document {new.number}"
    assert [row.details["as"] for row in sent.desk.rows(Audit, col(Audit.action) == "sent again")] == [new.number]


def test_its_new_number_is_what_the_partner_acknowledges(sent: Sent) -> None:
    new = again(sent.desk, rejected(sent).number)
    sent.desk.run()
    row = next(row for row in sent.desk.exchanges("out", "855") if row.number == new.number)
    _, sent.group, number = envelope(sent.desk, row)
    sent.answered(f"AK2*855*{number}", "AK5*A", "AK9*A*1*1*1")
    assert sent.states() == ["accepted", "rejected", "accepted"]
    assert sent.desk.open_cases() == []


def test_it_is_written_under_the_settings_of_now(sent: Sent) -> None:
    old = rejected(sent)
    sent.desk.change_x12(release="005010")
    again(sent.desk, old.number)
    sent.desk.run()
    assert b"*005010~" in sent.desk.sent()[-1]
    assert b"*004010~" in sent.desk.sent()[1]


def test_twice_is_once(sent: Sent) -> None:
    old = rejected(sent)
    new = again(sent.desk, old.number)
    with pytest.raises(NotAllowed, match=f"sent again as document {new.number}"):
        again(sent.desk, old.number, deliberate=True)
    sent.desk.run()
    assert len(sent.desk.exchanges("out", "855")) == 3


def test_what_is_rejected_again_can_be_sent_again(sent: Sent) -> None:
    first = again(sent.desk, rejected(sent).number)
    sent.desk.run()
    row = next(row for row in sent.desk.exchanges("out", "855") if row.number == first.number)
    _, sent.group, _ = envelope(sent.desk, row)
    sent.answered("AK9*R*1*1*0")
    assert sent.desk.open_cases() == ["rejected-by-partner"]
    again(sent.desk, first.number)
    assert sent.desk.open_cases() == []


def test_what_nobody_acknowledged_is_sent_again_only_deliberately(sent: Sent) -> None:
    sent.desk.clock.advance(hours=25)
    overdue.open_overdue(sent.desk.gateway)
    first, _ = sent.desk.exchanges("out", "855")
    with pytest.raises(NotAllowed, match="may have it twice") as refused:
        again(sent.desk, first.number)
    assert refused.value.next_step.endswith(f"b2b docs retry {first.number} --again")
    again(sent.desk, first.number, deliberate=True)
    assert sent.desk.open_cases() == ["acknowledgment-overdue"], "of the other one"
    sent.desk.run()
    assert sent.states() == ["not-expected", "overdue", "awaited"]


def test_a_late_acknowledgment_of_the_first_still_counts(sent: Sent) -> None:
    first, _ = sent.desk.exchanges("out", "855")
    again(sent.desk, first.number, deliberate=True)
    sent.answered("AK9*A*2*2*2")
    assert sent.states() == ["accepted", "accepted", "awaited"]


def test_a_file_that_was_rejected_as_a_whole_is_sent_again_as_a_whole(sent: Sent) -> None:
    note(sent, "R", "006")
    (file,) = (row for row in sent.desk.outgoing() if row.name.startswith("855"))
    with sent.desk.store.read() as session:
        left = resending.rejected_in(session, file)
    assert [row.business_key for row in left] == ["PO1", "PO2"]
    again(sent.desk, left[0].number)
    assert sent.desk.open_cases() == ["envelope-rejected-by-partner"]
    again(sent.desk, left[1].number)
    assert sent.desk.open_cases() == []
    sent.desk.run()
    assert sent.states() == ["rejected", "rejected", "awaited", "awaited"]
    with sent.desk.store.read() as session:
        assert resending.rejected_in(session, file) == []


def test_a_rejected_acknowledgment_of_ours_answers_the_same_group(sent: Sent) -> None:
    (answer,) = sent.desk.exchanges("out", "997")
    (row,) = sent.desk.rows(Interchange, col(Interchange.id) == answer.interchange_id)
    note(sent, "R", "006", row.control_number)
    again(sent.desk, answer.number)
    sent.desk.run()
    first, second = sent.desk.sent()[0], sent.desk.sent()[-1]
    assert first.split(b"~\nST*")[1].split(b"SE*")[0][8:] == second.split(b"~\nST*")[1].split(b"SE*")[0][8:]


def test_what_is_not_agreed_any_more_is_not_sent(sent: Sent) -> None:
    old = rejected(sent)
    sent.desk.change_partner(
        lambda partner: partner.update(agreement=[one for one in partner["agreement"] if one["document"] != "855"])
    )
    with pytest.raises(NotAllowed, match="not agreed"):
        again(sent.desk, old.number)


def test_what_is_not_delivered_yet_is_not_doubled(desk: Desk) -> None:
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.channel.problem = OSError("down")
    desk.run()
    (row,) = desk.exchanges("out", "855")
    with pytest.raises(NotAllowed, match="still unknown"):
        again(desk, row.number, deliberate=True)


def test_test_messages_stay_tests(desk: Desk) -> None:
    desk.sell()
    desk.put(interchange(1, [["BEG*00*SA*PO1**20260302", "PO1*1*1*EA*12.50**VP*WIDGET-001", "CTT*1"]], test=True))
    desk.run()
    (row,) = desk.exchanges("out", "855")
    assert again(desk, row.number, deliberate=True).test
    desk.run()
    assert desk.sent()[-1].split(b"*")[15] == b"T"
