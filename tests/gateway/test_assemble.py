"""What goes out is gathered, numbered and checked; what cannot be written stays behind alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlmodel import col

from b2b.edi.x12 import mappings
from b2b.edi.x12.validate import validate_bytes
from b2b.gateway import assemble, intake, working
from b2b.store import counters
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


def batching(minutes: int) -> Callable[[dict[str, Any]], None]:
    def change(partner: dict[str, Any]) -> None:
        for agreement in partner["agreement"]:
            if agreement["document"] == "855":
                agreement["batch_minutes"] = minutes

    return change


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


def test_a_file_holds_so_many_sets_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "SETS_A_FILE", 2)
    desk.sell()
    desk.put(orders(1, "PO1", "PO2", "PO3"))
    desk.run()
    assert [numbers(sent, "BAK", 3) for sent in answers(desk)] == [["PO1", "PO2"], ["PO3"]]


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
    assert "BAK at position 2" in case.message
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
