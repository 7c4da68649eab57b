"""What comes in EDIFACT goes the way of X12: kept, told apart, answered by CONTRL, and worked."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col

from b2b.edi.validation import validate_bytes
from b2b.gateway import accepting
from b2b.gateway.document_bytes import document_bytes
from b2b.store.tables import Exchange, Group, Interchange, SalesOrder, SalesOrderLine
from tests.e2e.buyers import EDIFACT
from tests.gateway.desk import Desk
from tests.gateway.edifact import ASKED, TEST, interchange, order, orders, sent, speak
from tests.gateway.orders import orders as x12_orders

ACCEPTED, DUPLICATE = ["7"], ["4", "26"]


def answers(desk: Desk) -> list[list[str]]:
    """Action and code of each CONTRL that the buyer has got."""
    return [body[1][4:6] for body in sent(desk, "997")]


def test_an_order_is_kept_by_its_names_and_answered(desk: Desk) -> None:
    speak(desk)
    desk.sell()
    desk.put(orders("101", "PO1"))
    desk.run()
    (exchange,) = desk.exchanges()
    assert (exchange.set_id, exchange.document_type, exchange.control_number) == ("ORDERS", "850", "1")
    assert (exchange.processing, exchange.business_key) == ("done", "PO1")
    (row,) = desk.rows(Interchange, col(Interchange.direction) == "in")
    assert (row.sender, row.control_number, row.version) == ("4098765000002", "101", "UNOC:3")
    (group,) = desk.rows(Group, col(Group.interchange_id) == row.id)
    assert (group.functional_id, group.control_number, group.version) == ("ORDERS", "101", "D96A")
    assert answers(desk) == [ACCEPTED]
    ((order_, parts),) = EDIFACT.answers(sent(desk, "855")).items()
    assert (order_, str(parts)) == (("PO1", "1"), "(Decimal('12.5'), [('IA', Decimal('10'))])")


def test_a_message_of_a_file_can_be_read_alone(desk: Desk) -> None:
    speak(desk)
    content = orders("101", "PO1", "PO2")
    desk.put(content)
    desk.run()
    with desk.store.read() as session:
        found = [document_bytes(session, desk.store, row) for row in desk.exchanges()]
    assert [one.raw in content for one in found] == [True, True]
    assert [one.raw.startswith(b"UNH+%d+" % n) for n, one in enumerate(found, start=1)] == [True, True]
    assert all(one.alone.endswith(b"\nUNZ+1+101'\n") for one in found)


def test_the_same_file_again_gets_the_same_answer_in_a_new_envelope(desk: Desk) -> None:
    speak(desk)
    for name in ("first.edi", "again.edi"):
        desk.put(orders("101", "PO1"), name)
        desk.run()
    first, again = sent(desk, "997")
    assert first[1] == again[1]
    assert first[0] != again[0]
    assert len(desk.exchanges()) == 1


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("acknowledge-again", [ACCEPTED, ACCEPTED]), ("reject", [ACCEPTED, DUPLICATE]), ("silence", [ACCEPTED])],
)
def test_duplicates_by_policy(desk: Desk, policy: str, expected: list[list[str]]) -> None:
    speak(desk, duplicates=policy)
    for name in ("first.edi", "again.edi"):
        desk.put(orders("101", "PO1"), name)
        desk.run()
    assert answers(desk) == expected


def test_the_same_reference_with_other_content_is_held_until_a_person_accepts_it(desk: Desk) -> None:
    speak(desk)
    desk.put(orders("101", "PO1"))
    desk.put(orders("101", "PO2"), "other.edi")
    desk.run()
    assert answers(desk) == [ACCEPTED, DUPLICATE]
    assert "control-number-conflict" in desk.open_cases()
    assert accepting.accept(desk.gateway, 2) == ["101"]
    desk.run()
    assert [row.business_key for row in desk.exchanges()] == ["PO1", "PO2"]


@pytest.mark.parametrize("duplicates", ["acknowledge-again", "reject"])
def test_who_gets_no_contrl_gets_none_for_what_came_before(desk: Desk, duplicates: str) -> None:
    speak(desk, duplicates=duplicates)
    desk.put(orders("101", "PO1"))
    desk.run()
    speak(desk, contrl="never", duplicates=duplicates)
    for n, number in enumerate(("PO1", "PO2")):
        desk.put(orders("101", number), f"again{n}.edi")
        desk.run()
    assert answers(desk) == [ACCEPTED]


def in_both(address: str) -> list[dict[str, str]]:
    """The same address in X12 and in EDIFACT."""
    return [{"id": address}, {"syntax": "edifact", "qualifier": "ZZ", "id": address}]


def test_the_same_number_in_x12_is_another_interchange(desk: Desk) -> None:
    def both(partner: dict[str, Any]) -> None:
        partner["identity"] = in_both("NORTHWIND")
        partner["agreement"].append({"document": "850", "direction": "in"})

    speak(desk, both, ours=in_both("ACMESUPPLY"))
    desk.put(orders("000000101", "PO1", sender="NORTHWIND:ZZ", receiver="ACMESUPPLY:ZZ"))
    desk.put(x12_orders(101, "PO2"), "x12.edi")
    desk.run()
    assert [(row.set_id, row.document_type, row.business_key) for row in desk.exchanges()] == [
        ("ORDERS", "850", "PO1"),
        ("850", "850", "PO2"),
    ]
    assert {row.duplicate_of for row in desk.rows(Interchange)} == {None}
    assert {row.set_id for row in desk.exchanges("out")} == {"997", "CONTRL", "ORDRSP"}


@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        ({"receiver": "4000001000005:14"}, "unknown-receiver"),
        ({"sender": "4098765000002:91"}, "unknown-sender"),
        ({"sender": "4098765000002"}, "unknown-sender"),
    ],
)
def test_whoever_is_not_agreed_is_quarantined_unanswered(desk: Desk, envelope: dict[str, str], code: str) -> None:
    speak(desk)
    desk.put(orders("101", "PO1", **envelope))
    desk.run()
    assert [row.processing for row in desk.exchanges()] == ["quarantined"]
    assert desk.open_cases() == [code]
    assert desk.sent() == []


def test_what_routes_behind_an_address_is_not_looked_at(desk: Desk) -> None:
    speak(desk)
    desk.put(orders("101", "PO1", sender="4098765000002:14:BRANCH7"))
    desk.run()
    assert answers(desk) == [ACCEPTED]


def _of_group(partner: dict[str, Any]) -> None:
    partner["identity"][0]["gs_id"] = "SOUTHWIND"


def test_group_codes_that_are_not_agreed_are_told_in_the_answer(desk: Desk) -> None:
    speak(desk, _of_group)
    desk.put(orders("101", "PO1", group="7"))
    desk.run()
    assert desk.open_cases() == ["unknown-group-codes"]
    (body,) = sent(desk, "997")
    assert body[1][4] == "7"
    assert ["UCF", "7", "NORTHWIND", "ACMESUPPLY", "4", "7", "UNG"] in body


def test_messages_without_a_group_have_no_codes_to_be_wrong(desk: Desk) -> None:
    speak(desk, _of_group)
    desk.put(orders("101", "PO1"))
    desk.run()
    assert answers(desk) == [ACCEPTED]


def test_what_cannot_be_taken_is_named_and_the_rest_is_worked(desk: Desk) -> None:
    speak(desk)
    desk.sell()
    broken = [segment for segment in order("PO2") if not segment.startswith("DTM")]
    desk.put(interchange("101", [order("PO1"), broken]))
    desk.run()
    assert [(row.verdict, row.processing) for row in desk.exchanges()] == [("accepted", "done"), ("rejected", "failed")]
    (body,) = sent(desk, "997")
    assert [segment[:2] for segment in body[1:-1]] == [["UCI", "101"], ["UCM", "2"], ["UCS", "2"]]
    assert desk.open_cases() == ["set-rejected"]


def test_a_broken_interchange_is_rejected_as_a_whole(desk: Desk) -> None:
    speak(desk)
    desk.put(orders("101", "PO1").replace(b"UNZ+1+", b"UNZ+2+"))
    desk.run()
    assert desk.open_cases() == ["interchange-rejected"]
    assert answers(desk) == [["4", "29"]]
    desk.put(orders("101", "PO1"), "corrected.edi")
    desk.run()
    assert "interchange-rejected" not in desk.open_cases()
    assert answers(desk) == [["4", "29"], ACCEPTED]


def _no_orders(partner: dict[str, Any]) -> None:
    partner["agreement"] = [one for one in partner["agreement"] if one["document"] != "ORDERS"]


def test_a_message_that_is_not_agreed_is_quarantined_and_acknowledged(desk: Desk) -> None:
    speak(desk, _no_orders)
    desk.put(orders("101", "PO1"))
    desk.run()
    assert desk.open_cases() == ["no-agreement"]
    assert answers(desk) == [ACCEPTED]


def test_a_directory_that_we_do_not_have_is_unsupported(desk: Desk) -> None:
    speak(desk)
    desk.put(interchange("101", [order("PO1")], type="ORDERS:D:99Z:UN"))
    desk.run()
    assert desk.open_cases() == ["set-unsupported"]
    (body,) = sent(desk, "997")
    assert ["UCM", "1"] in [segment[:2] for segment in body]


def test_a_test_is_answered_as_one_and_forgotten(desk: Desk) -> None:
    speak(desk)
    desk.sell()
    desk.put(orders("101", "PO1", flags=TEST))
    desk.run()
    assert [row.test for row in desk.rows(Exchange)] == [True] * 3
    assert {EDIFACT.segments(content)[0][-1] for content in desk.sent()} == {"1"}
    assert desk.open_cases() == []


def test_a_contrl_goes_back_between_the_addresses_of_what_it_answers(desk: Desk) -> None:
    def branch(partner: dict[str, Any]) -> None:
        partner["identity"].append({"syntax": "edifact", "qualifier": "14", "id": "4098765000019"})

    ours = [{"syntax": "edifact", "qualifier": "14", "id": one} for one in ("4012345000009", "4012345000016")]
    speak(desk, branch, ours=ours)
    desk.sell()
    desk.put(orders("101", "PO1"))
    desk.put(orders("102", "PO2", sender="4098765000019:14", receiver="4012345000016:14"), "branch.edi")
    desk.run()
    contrls = [EDIFACT.segments(content) for content in desk.sent() if b"+CONTRL:" in content]
    parties = [[one[2:4], [s[2:4] for s in whole if s[0] == "UCI"]] for whole in contrls for one in whole[:1]]
    usual, other = ["4012345000009:14", "4098765000002:14"], ["4012345000016:14", "4098765000019:14"]
    assert sorted(parties) == [[usual, [usual[::-1]]], [other, [other[::-1]]]]
    responses = [EDIFACT.segments(content)[0] for content in desk.sent() if b"+ORDRSP:" in content]
    assert [one[2:4] for one in responses] == [usual], "business documents go between the usual addresses"


def test_a_contrl_goes_back_to_where_its_interchange_was_routed_from(desk: Desk) -> None:
    speak(desk, lambda partner: partner["identity"][0].update(routing="STORES"))
    desk.sell()
    for n, routing in enumerate((":WEST", ":EAST", ":EAST", ""), start=101):
        desk.put(orders(str(n), f"PO{n}", sender=f"4098765000002:14{routing}"), f"{n}.edi")
    desk.run()
    routed: dict[str, list[str]] = {}
    for content in desk.sent():
        if b"+CONTRL:" in content:
            whole = EDIFACT.segments(content)
            routed.setdefault(whole[0][3], []).extend(s[1] for s in whole if s[0] == "UCI")
    assert routed == {
        "4098765000002:14:WEST": ["101"],
        "4098765000002:14:EAST": ["102", "103"],
        "4098765000002:14:STORES": ["104"],
    }


@pytest.mark.parametrize(
    ("syntax", "receiver"), [("answered", "A-LONG-INTERNAL-NAME:SUB"), ("agreed", "A-LONG-INTERNA")]
)
def test_it_is_routed_as_far_as_its_own_syntax_can_say(desk: Desk, syntax: str, receiver: str) -> None:
    speak(desk, contrl_syntax=syntax)
    sender = "4098765000002:14:A-LONG-INTERNAL-NAME:SUB"
    desk.put(orders("101", "PO1", sender=sender).replace(b"UNOC:3", b"UNOC:4").replace(b"+260302:", b"+20260302:"))
    desk.run()
    (content,) = [content for content in desk.sent() if b"CONTRL:" in content]
    assert validate_bytes(content).result.verdict.accepted
    head, *_ = EDIFACT.segments(content)
    (uci,) = [s for s in EDIFACT.segments(content) if s[0] == "UCI"]
    assert (head[3], uci[2]) == (f"4098765000002:14:{receiver}",) * 2


def _quiet(partner: dict[str, Any]) -> None:
    for one in partner["agreement"]:
        if one["direction"] == "in":
            one["acknowledge"] = False


@pytest.mark.parametrize(
    ("policy", "flags", "accepted", "rejected"),
    [
        ("always", "", True, True),
        ("requested", "", False, True),
        ("requested", ASKED, True, True),
        ("rejections", ASKED, False, True),
        ("never", ASKED, False, False),
    ],
)
def test_answers_go_as_agreed(desk: Desk, policy: str, flags: str, accepted: bool, rejected: bool) -> None:
    speak(desk, contrl=policy)
    desk.put(orders("101", "PO1", flags=flags))
    desk.run()
    assert bool(answers(desk)) is accepted
    desk.put(interchange("102", [order("PO2")[1:]], flags=flags), "bad.edi")
    desk.run()
    assert len(answers(desk)) == accepted + rejected


def test_what_is_not_to_be_acknowledged_is_answered_only_where_unb_asks(desk: Desk) -> None:
    speak(desk, _quiet)
    desk.put(orders("101", "PO1"))
    desk.run()
    assert answers(desk) == []
    desk.put(orders("102", "PO2", flags=ASKED), "asked.edi")
    desk.run()
    assert answers(desk) == [ACCEPTED]


def test_tolerated_findings_do_not_reject(desk: Desk) -> None:
    number = "A" * 36
    speak(desk)
    desk.put(orders("101", number))
    desk.run()
    speak(desk, tolerate=["element-too-long"])
    desk.put(orders("102", number), "again.edi")
    desk.run()
    assert [row.verdict for row in desk.exchanges()] == ["rejected", "accepted-with-errors"]


@pytest.mark.parametrize(
    ("change", "processing", "case"),
    [
        (("BGM+220", "BGM+225"), "done", "repair-requested"),
        (("BGM+220", "BGM+230"), "done", "change-requested"),
        (("BGM+220", "BGM+380"), "done", "purpose-unsupported"),
        (("LIN+1", "LIN+1+2"), "failed", "document-failed"),
        (("QTY+21:10:EA", "QTY+21:10:EA'QTY+21:5:EA"), "failed", "document-failed"),
    ],
)
def test_what_is_no_plain_order_is_not_booked(desk: Desk, change: tuple[str, str], processing: str, case: str) -> None:
    speak(desk)
    desk.sell()
    body = "'".join(order("PO1", [("WIDGET-001", "10", "12.50")])).replace(*change).split("'")
    desk.put(interchange("101", [body]))
    desk.run()
    (exchange,) = desk.exchanges()
    assert exchange.processing == processing
    assert desk.open_cases() == [case]
    assert desk.rows(SalesOrder) == []
    assert sent(desk, "855") == []


def test_lines_of_one_number_are_not_taken(desk: Desk) -> None:
    speak(desk)
    desk.sell()
    lines = [("WIDGET-001", "10", "12.50"), ("WIDGET-002", "5", "40.00"), ("WIDGET-001", "20", "12.50")]
    body = [segment.replace("LIN+2", "LIN+1") for segment in order("PO1", lines)]
    desk.put(interchange("101", [body]))
    desk.run()
    assert desk.open_cases() == ["line-number-repeated"]
    (answer,) = sent(desk, "855")
    assert [(s[1], s[2]) for s in answer if s[0] == "LIN"] == [("1", "7"), ("1", "7"), ("3", "5")]


def test_a_change_that_names_its_order_by_number_alone_is_worked(desk: Desk) -> None:
    speak(desk)
    desk.sell()
    desk.put(orders("101", "PO1"))
    desk.run()
    change = ["BGM+230+1+4", "DTM+137:20260303:102", "RFF+ON:PO1", "LIN+1+3", "QTY+21:20:EA", "UNS+S", "CNT+2:1"]
    desk.put(interchange("102", [change], type="ORDCHG:D:96A:UN"), "change.edi")
    desk.run()
    (exchange,) = desk.exchanges("in", "ORDCHG")
    assert (exchange.processing, exchange.reason) == ("done", "change 1 of order PO1 is taken")
    (line,) = desk.rows(SalesOrderLine)
    assert line.ordered == 20
