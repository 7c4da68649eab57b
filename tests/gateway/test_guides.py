"""A partner's guide in force: what comes is held to it beside the standard, and so is what goes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col, select

from b2b.cli.retrying import retry_exchange
from b2b.gateway import accepting
from b2b.store import guides as stored
from b2b.store.tables import ExceptionCase, Exchange, GuideRevision, Transmission
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk
from tests.gateway.orders import WIDGETS, interchange, order, orders

HEAD = 'name = "northwind"\nrelease = "004010"\n'
DEPARTMENT = """
[sets.850]
lines = [
  { at = "REF[DP]", use = "M", say = "your department number" },
  { at = "REF[DP]02", length = [3, 3] },
]
"""


def agree(desk: Desk, text: str, *documents: str, advice: bool = False, **named: str) -> None:
    """Agreements on these documents with the guide northwind of that text, resting on those named."""
    texts = {"northwind": HEAD + text, **named}

    def change(partner: dict[str, Any]) -> None:
        for one in partner["agreement"]:
            if one["document"] in documents:
                one["guide"] = "northwind"
            if one["document"] == "850" and advice:
                one["application_advice"] = True
        if advice:
            partner["agreement"].append({"document": "824", "direction": "out"})

    desk.change_partner(change, texts.__getitem__)


def with_department(number: str, department: str) -> list[str]:
    body = order(number)
    return [*body[:2], f"REF*DP*{department}", *body[2:]]


def acknowledgments(desk: Desk) -> list[list[list[str]]]:
    sent = [segments(content) for content in desk.sent()]
    return [found for found in sent if any(s[:2] == ["ST", "997"] for s in found)]


def responses(desk: Desk) -> list[str]:
    return [s[3] for content in desk.sent() for s in segments(content) if s[0] == "BAK"]


def revisions(desk: Desk) -> dict[str, int]:
    return {row.id: row.revision for row in desk.rows(GuideRevision)}


def ran_under(desk: Desk, exchange: Exchange) -> int | None:
    """The revision of the guide that an exchange ran under."""
    return revisions(desk)[exchange.guide_revision_id] if exchange.guide_revision_id else None


def test_what_breaks_the_guide_is_rejected_alone_and_the_line_is_named(desk: Desk) -> None:
    agree(desk, DEPARTMENT, "850")
    desk.sell()
    desk.put(interchange(1, [with_department("PO1", "014"), with_department("PO2", "14"), order("PO3")]))
    desk.run()
    good, short, missing = desk.exchanges("in", "850")
    assert [one.verdict for one in (good, short, missing)] == ["accepted", "rejected", "rejected"]
    assert [one.processing for one in (good, short, missing)] == ["done", "failed", "failed"]
    assert [ran_under(desk, one) for one in (good, short, missing)] == [1, 1, 1]
    assert [finding["guide"] for finding in short.findings] == ["northwind line 2"]
    assert responses(desk) == ["PO1"]
    (answer,) = acknowledgments(desk)
    assert [s for s in answer if s[0] in ("AK3", "AK4", "AK5")] == [
        ["AK5", "A"],
        ["AK3", "REF", "4", "", "8"], ["AK4", "2", "127", "4", "14"], ["AK5", "R", "5"],
        ["AK3", "REF", "4", "", "3"], ["AK5", "R", "5"],
    ]  # fmt: skip
    assert first(answer, "AK9")[1:] == ["P", "3", "3", "1"]
    cases = desk.rows(ExceptionCase)
    assert [case.code for case in cases] == ["set-rejected", "set-rejected"]
    assert cases[0].message.endswith("REF[DP]02 has 2 characters; 3 are agreed (guide northwind line 2)")
    assert "your department number" in cases[1].message
    assert "b2b partner apply FILE" in cases[0].details["next_step"]


def test_a_check_goes_out_as_an_824_where_that_is_agreed(desk: Desk) -> None:
    agree(desk, '[sets.850]\nlines = [{ at = "PO1", check = "PO102 >= 10", say = "ten at least" }]', "850", advice=True)
    desk.sell()
    desk.put(orders(1, "PO1", lines=[("WIDGET-001", "9", "12.50")]))
    desk.run()
    (answer,) = acknowledgments(desk)
    assert [s for s in answer if s[0] in ("AK3", "AK4", "AK5")] == [["AK5", "R"]]
    (advice,) = [segments(content) for content in desk.sent() if b"ST*824" in content]
    assert first(advice, "OTI")[1] == "TR"
    assert "ten at least" in first(advice, "TED")[2]
    assert desk.open_cases() == ["set-rejected"]


def test_a_warning_is_told_and_worked(desk: Desk) -> None:
    agree(desk, '[sets.850]\nlines = [{ at = "CUR", use = "-", level = "warning" }]', "850")
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.run()
    (exchange,) = desk.exchanges("in", "850")
    assert (exchange.verdict, exchange.processing) == ("accepted-with-errors", "done")
    assert [(f["severity"], f["guide"]) for f in exchange.findings] == [("warning", "northwind line 1")]
    assert responses(desk) == ["PO1"]
    assert desk.open_cases() == []


def test_a_finding_of_a_guide_can_be_tolerated(desk: Desk) -> None:
    agree(desk, DEPARTMENT, "850")
    with_guide = desk.rows(Transmission)
    assert with_guide == []

    def tolerate(partner: dict[str, Any]) -> None:
        partner["x12"]["tolerate"] = ["guide-required"]
        partner["agreement"][0]["guide"] = "northwind"

    desk.change_partner(tolerate)
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.run()
    assert [one.processing for one in desk.exchanges("in", "850")] == ["done"]


def test_a_guide_is_for_its_release_and_its_direction_only(desk: Desk) -> None:
    agree(desk, DEPARTMENT, "850")
    desk.sell()
    desk.put(orders(1, "PO1").replace(b"*00401*", b"*00501*").replace(b"X*004010", b"X*005010"))
    desk.run()
    (other,) = desk.exchanges("in", "850")
    assert (other.verdict, other.guide_revision_id) == ("accepted", None)
    (sent,) = desk.exchanges("out", "855")
    assert sent.guide_revision_id is None


RESPONSES = """
[sets.855]
lines = [
  { at = "BAK03", length = [4, 22], say = "the order number" },
  { at = "PO1", check = "PO102 > 0" },
]
"""


def test_what_we_write_is_held_to_the_guide_and_only_what_breaks_it_stays(desk: Desk) -> None:
    agree(desk, RESPONSES, "855")
    desk.sell()
    desk.put(orders(1, "PO-1", "PO2", "PO-3"))
    desk.run()
    assert responses(desk) == ["PO-1", "PO-3"]
    went, left, _ = desk.exchanges("out", "855")
    assert (went.processing, ran_under(desk, went), went.findings) == ("done", 1, [])
    assert (left.processing, ran_under(desk, left)) == ("failed", 1)
    assert [f["guide"] for f in left.findings] == ["northwind line 1"]
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "guide-not-kept"
    assert "guide northwind line 1 does not allow it: the order number (BAK03 has 3 characters" in case.message
    assert "order_number (855, BAK03 at position 2)" in case.message
    assert case.details["next_step"].endswith(f"then: b2b docs retry {left.number}")
    agree(desk, RESPONSES.replace("[4, 22]", "[3, 22]"), "855")
    retry_exchange(desk.gateway, left.number, dry_run=False)
    desk.run()
    assert responses(desk) == ["PO-1", "PO-3", "PO2"]
    assert ran_under(desk, desk.exchanges("out", "855")[1]) == 2
    assert desk.open_cases() == []


def test_what_the_guide_notes_of_ours_goes_and_is_kept_with_the_document(desk: Desk) -> None:
    agree(desk, RESPONSES.replace("say =", 'level = "warning", say ='), "855")
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.run()
    (sent,) = desk.exchanges("out", "855")
    assert responses(desk) == ["PO1"]
    assert [(f["severity"], f["guide"], f["offset"]) for f in sent.findings] == [("warning", "northwind line 1", None)]


def test_an_acknowledgment_has_a_guide_where_it_has_an_agreement(desk: Desk) -> None:
    def change(partner: dict[str, Any]) -> None:
        partner["agreement"].append({"document": "997", "direction": "out", "guide": "northwind"})

    text = HEAD + '[sets.997]\nlines = [{ at = "AK9", check = "AK904 > 0", say = "one at least is accepted" }]'
    desk.change_partner(change, {"northwind": text}.__getitem__)
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.put(interchange(2, [["BEG*XX"]]))
    desk.run()
    assert [one.processing for one in desk.exchanges("out", "997")] == ["done", "failed"]
    assert sorted(desk.open_cases()) == ["guide-not-kept", "set-rejected"]


def test_what_came_before_a_change_keeps_the_revision_it_ran_under(desk: Desk) -> None:
    agree(desk, DEPARTMENT, "850")
    desk.sell()
    desk.put(interchange(1, [with_department("PO1", "014")]))
    desk.run()
    agree(desk, DEPARTMENT.replace("[3, 3]", "[2, 2]"), "850")
    desk.put(interchange(2, [with_department("PO2", "014"), with_department("PO3", "14")]))
    desk.run()
    found = desk.exchanges("in", "850")
    assert [(ran_under(desk, one), one.verdict) for one in found] == [(1, "accepted"), (2, "rejected"), (2, "accepted")]
    assert [one.agreement_revision for one in found] == [2, 3, 3]


def test_without_a_guide_only_the_standard_counts_again(desk: Desk) -> None:
    agree(desk, DEPARTMENT, "850")
    desk.change_partner(lambda partner: None)
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.run()
    (exchange,) = desk.exchanges("in", "850")
    assert (exchange.verdict, exchange.guide_revision_id) == ("accepted", None)


def test_a_revision_is_parsed_once_by_a_gateway(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    agree(desk, DEPARTMENT + RESPONSES, "850", "855")
    parsed = stored.parsed
    read: list[str] = []

    def counted(row: GuideRevision) -> object:
        read.append(row.name)
        return parsed(row)

    monkeypatch.setattr(stored, "parsed", counted)
    desk.sell()
    for control in (1, 2, 3):
        desk.put(interchange(control, [with_department(f"PO-{control}", "014")]))
        desk.run()
    assert read == ["northwind"]
    desk.restarted()
    desk.put(interchange(4, [with_department("PO-4", "014")]))
    desk.run()
    assert read == ["northwind"] * 2
    assert len(responses(desk)) == 4


def test_a_base_is_in_force_with_its_guide(desk: Desk) -> None:
    base = 'name = "retail"\nrelease = "004010"\n' + DEPARTMENT
    agree(desk, 'base = "retail"\n[sets.850]\nlines = [{ at = "REF[DP]02", codes = "014" }]', "850", retail=base)
    desk.sell()
    desk.restarted()
    desk.put(interchange(1, [with_department("PO1", "0015")]))
    desk.run()
    (exchange,) = desk.exchanges("in", "850")
    assert [f["guide"] for f in exchange.findings] == ["retail line 2", "northwind line 1"]


def test_what_is_taken_after_all_is_held_to_the_guide(desk: Desk) -> None:
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.run()
    agree(desk, DEPARTMENT, "850")
    desk.put(interchange(1, [with_department("PO2", "014"), order("PO3")]))
    desk.run()
    assert desk.open_cases() == ["control-number-conflict"]
    (second,) = desk.rows(Transmission, col(Transmission.direction) == "in")[1:]
    accepting.accept(desk.gateway, second.number)
    desk.run()
    first_order, *taken = desk.exchanges("in", "850")
    assert first_order.guide_revision_id is None
    assert [(one.verdict, ran_under(desk, one)) for one in taken] == [("accepted", 1), ("rejected", 1)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{ at = "PO1/ACK02", codes = "1" }', "lines[0].answers[0].quantity.value (855, ACK02 at position 12)"),
        ('{ at = "PO107", length = [1, 3] }', "lines[0].items[0].value (855, PO107 at position 10)"),
        ('{ at = "BAK02", codes = "AC" }', "status (855, BAK02 at position 2)"),
        ('{ at = "REF[DP]", use = "M" }', "855, REF at position 4"),
        ('{ at = "PO1", check = "PO102 > 99" }', "855, PO1 at position 10"),
    ],
)
def test_the_field_of_the_document_is_named_where_the_mapping_tells_it(desk: Desk, line: str, told: str) -> None:
    agree(desk, f"[sets.855]\nlines = [{line}]", "855")
    desk.sell()
    desk.put(orders(1, "PO1", lines=WIDGETS))
    desk.run()
    assert responses(desk) == []
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "guide-not-kept"
    assert f"cannot be written: {told}: guide northwind line 1 does not allow it" in case.message


def test_a_guide_that_this_program_cannot_read_stops_what_needs_it_and_nothing_else(desk: Desk) -> None:
    other = desk.add_partner("SOUTHWIND")
    agree(desk, RESPONSES, "855")
    desk.sell()
    desk.put(orders(1, "PO-1"))
    with desk.store.write() as session:
        (row,) = session.exec(select(GuideRevision)).all()
        row.texts = [["northwind", HEAD + "sets = 1"]]
        session.add(row)
    desk.restarted()
    other.put("file.edi", interchange(1, [order("PO-9")], sender="SOUTHWIND"))
    desk.run()
    assert desk.open_cases() == ["cannot-be-written"]
    assert [one.set_id for one in desk.exchanges("out") if one.processing == "failed"] == ["855"]
    assert len(other.sent) == 2
