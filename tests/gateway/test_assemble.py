"""What goes out is gathered, numbered and checked; what cannot be written stays behind alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col

from b2b.documents import OrderResponse, ResponseStatus
from b2b.edi.x12 import mappings
from b2b.edi.x12.validate import validate_bytes
from b2b.gateway import assemble, intake, sending, working
from b2b.gateway.document_bytes import document_bytes
from b2b.procurement.outgoing import enqueue
from b2b.store import counters, parties
from b2b.store.states import LinkKind
from b2b.store.tables import Counter, ExceptionCase, Exchange
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders


def answers(desk: Desk) -> list[list[list[str]]]:
    """The interchanges sent with 855s, as segments."""
    sent = (segments(content) for content in desk.sent())
    return [found for found in sent if any(segment[:2] == ["ST", "855"] for segment in found)]


def numbers(interchange: list[list[str]], tag: str, element: int) -> list[str]:
    return [segment[element] for segment in interchange if segment[0] == tag]


def batching(minutes: int, **others: int) -> Callable[[dict[str, Any]], None]:
    def change(partner: dict[str, Any]) -> None:
        partner["x12"]["groups_an_interchange"] = others.pop("groups_an_interchange", 1)
        for agreement in partner["agreement"]:
            if agreement["document"] == "855":
                agreement.update(batch_minutes=minutes, **others)

    return change


def groups(interchange: list[list[str]]) -> list[tuple[str, str]]:
    """Kind and number of sets of each group."""
    kinds, counts = numbers(interchange, "GS", 1), numbers(interchange, "GE", 1)
    return list(zip(kinds, counts, strict=True))


def test_within_the_window_answers_gather_and_go_together(desk: Desk) -> None:
    desk.sell()
    desk.change_partner(batching(10))
    for minute, number in enumerate(("PO1", "PO2", "PO3"), start=1):
        desk.put(orders(minute, number))
        desk.run()
        desk.clock.advance(minutes=3)
    assert answers(desk) == [], "nine minutes since the first"
    assert len([exchange for exchange in desk.exchanges("out", "997") if exchange.processing == "done"]) == 3
    desk.clock.advance(minutes=1)
    desk.run()
    (sent,) = answers(desk)
    assert numbers(sent, "BAK", 3) == ["PO1", "PO2", "PO3"]
    assert numbers(sent, "GE", 1) == ["3"]
    desk.clock.advance(hours=1)
    desk.run()
    assert len(answers(desk)) == 1


def test_without_a_window_what_one_round_decides_goes_together(desk: Desk) -> None:
    desk.sell()
    desk.put(orders(1, "PO1", "PO2"))
    desk.run()
    (sent,) = answers(desk)
    assert numbers(sent, "BAK", 3) == ["PO1", "PO2"]


def test_a_group_holds_so_many_sets_and_an_interchange_so_many_groups(desk: Desk) -> None:
    desk.change_partner(batching(0, sets_a_group=2))
    desk.sell()
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    assert [numbers(sent, "BAK", 3) for sent in answers(desk)] == [["PO1", "PO2"], ["PO3"]]
    desk.change_partner(batching(0, sets_a_group=2, groups_an_interchange=3))
    desk.put(orders(2, *(f"PO{n}" for n in range(4, 11))))
    desk.run()
    first_file, second_file = answers(desk)[2:]
    assert groups(first_file) == [("PR", "2"), ("PR", "2"), ("PR", "2")]
    assert numbers(first_file, "BAK", 3) == ["PO4", "PO5", "PO6", "PO7", "PO8", "PO9"]
    assert groups(second_file) == [("PR", "1")]
    for sent in (first_file, second_file):
        assert len(set(numbers(sent, "GS", 6))) == len(groups(sent)) == int(sent[-1][1])


def test_each_document_knows_its_group_and_is_found_in_its_file(desk: Desk) -> None:
    desk.change_partner(batching(0, sets_a_group=2, groups_an_interchange=3))
    desk.sell()
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    sent = desk.exchanges("out", "855")
    assert [one.position for one in sent] == [1, 2, 1]
    assert len({one.group_id for one in sent}) == 2
    assert len({one.control_number for one in sent}) == 3
    with desk.store.read() as session:
        raw = [document_bytes(session, desk.store, one).raw for one in sent]
    assert [one.business_key.encode() in found for one, found in zip(sent, raw, strict=True)] == [True] * 3


def test_what_fills_an_interchange_does_not_wait_for_its_window(desk: Desk) -> None:
    desk.change_partner(batching(60, sets_a_group=2))
    desk.sell()
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    assert [numbers(sent, "BAK", 3) for sent in answers(desk)] == [["PO1", "PO2"]]
    desk.clock.advance(minutes=60)
    desk.run()
    assert [numbers(sent, "BAK", 3) for sent in answers(desk)] == [["PO1", "PO2"], ["PO3"]]


def test_groups_of_several_kinds_share_an_envelope_where_that_is_agreed(desk: Desk) -> None:
    """The TA1 stands before the groups (X12.5)."""
    desk.change_partner(batching(0, groups_an_interchange=10))
    desk.sell()
    desk.put(orders(1, "PO1").replace(b"000000001*0*P", b"000000001*1*P"))
    intake.process_received(desk.gateway)
    for _ in working.work_due(desk.gateway):
        pass
    assemble.assemble_due(desk.gateway)
    sending.send_due(desk.gateway)
    ((name, content),) = desk.channel.sent.items()
    sent = segments(content)
    assert sent[1][:5] == ["TA1", "000000001", "260302", "0915", "A"]
    assert groups(sent) == [("FA", "1"), ("PR", "1")]
    assert sent[-1][1] == "2"
    assert name.startswith("x12_")
    assert validate_bytes(content).result.verdict == "accepted"


@pytest.mark.slow
def test_five_hundred_in_one_window_go_as_agreed(desk: Desk) -> None:
    desk.change_partner(batching(30, sets_a_group=100, groups_an_interchange=2))
    day = dt.date(2026, 3, 2)
    with desk.store.write() as session:
        partner = parties.partner(session, "NORTHWIND")
        for n in range(500):
            enqueue(
                session, desk.clock.now(), company_id=partner.company_id, partner_id=partner.id, set_id="855",
                document=OrderResponse(f"PO{n}", day, day, ResponseStatus.ACCEPTED, "EUR", ()),
                business_key=f"PO{n}", link=LinkKind.ANSWERS, to_exchange=None,
            )  # fmt: skip
    desk.run()
    sent = answers(desk)
    assert [groups(one) for one in sent] == [[("PR", "100")] * 2] * 2, "two interchanges are full"
    desk.clock.advance(minutes=30)
    desk.run()
    assert [groups(one) for one in answers(desk)[2:]] == [[("PR", "100")]]
    said = [number for one in answers(desk) for number in numbers(one, "BAK", 3)]
    assert said == [f"PO{n}" for n in range(500)]


def test_tests_and_the_rest_never_share_an_envelope(desk: Desk) -> None:
    desk.sell()
    desk.change_partner(batching(10))
    desk.put(orders(1, "PO1"))
    desk.put(interchange(2, [order("PO2")], test=True))
    desk.run()
    desk.clock.advance(minutes=10)
    desk.run()
    assert sorted((sent[0][15], numbers(sent, "BAK", 3)) for sent in answers(desk)) == [("P", ["PO1"]), ("T", ["PO2"])]


def test_what_holds_a_delimiter_stays_behind_alone(desk: Desk) -> None:
    """The buyer's own delimiters differ from ours, so a star in a text is no delimiter there."""
    content = orders(1, "PO1", "PO*2", "PO3").replace(b"*", b"|").replace(b"PO|2", b"PO*2")
    desk.sell()
    desk.put(content)
    desk.run()
    (sent,) = answers(desk)
    assert numbers(sent, "BAK", 3) == ["PO1", "PO3"]
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "cannot-be-written"
    assert "PO*2" in case.message
    (left,) = desk.rows(Exchange, col(Exchange.processing) == "failed")
    assert (left.set_id, left.business_key) == ("855", "PO*2")
    desk.change_x12(element_separator="|", component_separator=">")
    with desk.store.write() as session:
        left.processing = "new"
        session.add(left)
    desk.run()
    assert [path for path in desk.sent() if b"BAK|00|" in path and b"PO*2" in path]


@pytest.mark.parametrize("problem", [ZeroDivisionError("division by zero"), AssertionError()])
def test_an_error_nobody_foresaw_in_writing_one_leaves_it_behind(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    desk.sell()
    write = mappings.for_set("855").write

    def poisoned(document: object, context: object) -> object:
        if document.order_number == "PO2":  # type: ignore[attr-defined]
            raise problem
        return write(document, context)

    monkeypatch.setattr(mappings.for_set("855"), "write", poisoned)
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    (sent,) = answers(desk)
    assert numbers(sent, "BAK", 3) == ["PO1", "PO3"]
    assert desk.open_cases() == ["cannot-be-written"]


def test_what_our_own_validator_rejects_stays_behind_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.sell()
    write = mappings.for_set("855").write

    def wrong(document: object, context: object) -> list[list[str]]:
        found = write(document, context)
        if document.order_number == "PO2":  # type: ignore[attr-defined]
            found[0] = ["BAK", "00", "??", *found[0][3:]]
        return found

    monkeypatch.setattr(mappings.for_set("855"), "write", wrong)
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    (sent,) = answers(desk)
    assert numbers(sent, "BAK", 3) == ["PO1", "PO3"]
    assert numbers(sent, "ST", 2) == ["0002", "0003"], "no number is lost to what stays behind"
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "cannot-be-written"
    assert "BAK02 at position 2" in case.message
    assert case.details["next_step"].endswith(f"then: b2b docs retry {case.details['document']}")
    (left,) = desk.rows(Exchange, col(Exchange.processing) == "failed")
    assert [finding["code"] for finding in left.findings] == ["element-invalid-code"]


def test_a_document_that_is_not_agreed_any_more_is_kept_and_not_sent(desk: Desk) -> None:
    def only_orders(partner: dict[str, list[dict[str, object]]]) -> None:
        partner["agreement"] = [a for a in partner["agreement"] if a["document"] == "850"]

    desk.sell()
    desk.put(orders(1, "PO1"))
    intake.process_received(desk.gateway)
    for _ in working.work_due(desk.gateway):
        pass
    desk.change_partner(only_orders)
    assert assemble.assemble_due(desk.gateway) == 1, "the 997 needs no agreement of its own"
    (left,) = desk.exchanges("out", "855")
    assert (left.processing, left.reason) == ("done", "855 is not agreed with this partner: kept, not sent")


def test_what_is_missing_to_send_is_named_with_the_command(desk: Desk) -> None:
    desk.sell()
    desk.put(orders(1, "PO1"))
    intake.process_received(desk.gateway)
    with desk.store.write() as session:
        session.connection().exec_driver_sql("DELETE FROM identity WHERE partner_id IS NOT NULL")
    assert assemble.assemble_due(desk.gateway) == 0
    (case,) = desk.rows(ExceptionCase)
    (left,) = desk.exchanges("out")
    assert case.code == "cannot-be-written"
    assert "[[partner.identity]] is missing" in case.message
    assert case.details["next_step"].endswith(f"b2b docs retry {left.number}")


def test_control_numbers_begin_again_after_nine_nines(desk: Desk) -> None:
    desk.sell()
    desk.put(orders(1, "PO0"))
    desk.run()
    names = [row.name for row in desk.rows(Counter) if row.name.startswith("x12 ")]
    assert len(names) == 3, "interchange, group and set, per pair of addresses"
    with desk.store.write() as session:
        for name in names:
            counters.at_least(session, name, 999_999_998)
    desk.put(orders(2, "PO1", "PO2"))
    desk.run()
    found = [segments(content) for content in desk.sent()][2:]
    assert [interchange[0][13] for interchange in found] == ["999999999", "000000001"]
    assert [first(interchange, "GS")[6] for interchange in found] == ["999999999", "1"]
    assert [numbers(interchange, "ST", 2) for interchange in found] == [["999999999"], ["0001", "0002"]]
    for content in desk.sent():
        assert validate_bytes(content).result.verdict == "accepted"


def test_numbers_run_apart_for_each_partner(desk: Desk) -> None:
    desk.sell()
    other = desk.add_partner("SOUTHWIND")
    desk.put(orders(1, "PO1"))
    other.put("file.edi", interchange(1, [order("PO9")], sender="SOUTHWIND"))
    desk.run()
    ours, theirs = (
        [segments(content)[0][13] for content in channel.sent.values()] for channel in (desk.channel, other)
    )
    assert ours == theirs == ["000000001", "000000002"]


def named(name: str) -> bytes:
    """An order by a buyer of this name, which the answer repeats."""
    body = order("PO1")
    return interchange(1, [[*body[:2], f"N1*BY*{name}*92*NW-01", *body[2:]]]).decode().encode("utf-8")


def test_text_is_written_in_the_partners_characters_where_that_is_agreed(desk: Desk) -> None:
    desk.change_x12(character_set="ascii", transliterate=True)
    desk.sell()
    desk.put(named("Łódź Straße"))
    desk.run()
    (sent,) = answers(desk)
    assert [segment[2] for segment in sent if segment[:2] == ["N1", "BY"]] == ["Lodz Strasse"]
    (exchange,) = desk.exchanges("out", "855")
    assert [(one["code"], one["severity"], one["where"]) for one in exchange.findings] == [
        ("text-transliterated", "warning", "buyer.name")
    ]
    assert "'Łódź Straße' is sent as 'Lodz Strasse'" in exchange.findings[0]["message"]
    assert exchange.document is not None
    assert exchange.document["buyer"]["name"] == "Łódź Straße", "what we mean stays what it is"


@pytest.mark.parametrize(("settings", "name"), [({}, "Łódź"), ({"transliterate": True}, "北京")])
def test_text_that_the_partner_cannot_read_is_not_sent_and_the_field_is_named(
    desk: Desk, settings: dict[str, object], name: str
) -> None:
    desk.change_x12(character_set="ascii", **settings)
    desk.sell()
    desk.put(named(name))
    desk.run()
    assert answers(desk) == []
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "cannot-be-written"
    assert "855 PO1" in case.message
    assert "buyer.name (N102)" in case.message
    assert name[0] in case.message
    assert "transliterate" in case.details["next_step"]
