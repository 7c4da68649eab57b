"""Which acknowledgment a partner gets, in which release, and where the TA1 stands."""

from __future__ import annotations

import pytest

from b2b.edi.x12.validate import validate_bytes
from b2b.gateway import assemble, intake, sending
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders

LATER = [
    "ISA*00*          *00*          *ZZ*NORTHWIND      *ZZ*ACMESUPPLY     *260302*0915*^*00501*000000007*0*P*>",
    "GS*PO*NORTHWIND*ACMESUPPLY*20260302*0915*7*X*005010",
]


def answers(desk: Desk) -> list[list[list[str]]]:
    intake.process_received(desk.gateway)
    assemble.assemble_due(desk.gateway)
    sending.send_due(desk.gateway)
    for content in desk.sent():
        assert validate_bytes(content).result.verdict == "accepted", content
    return [segments(content) for content in desk.sent()]


def later(body: list[str], st03: str = "") -> bytes:
    """An 850 in release 005010."""
    st = "ST*850*0001" + (f"*{st03}" if st03 else "")
    parts = [*LATER, st, *body, f"SE*{len(body) + 2}*0001", "GE*1*7", "IEA*1*000000007"]
    return "".join(f"{part}~\n" for part in parts).encode()


def earlier() -> bytes:
    """An 850 in release 003060, whose dates have six digits."""
    content = orders(1, "PO1").replace(b"*U*00401*", b"*U*00306*").replace(b"*X*004010", b"*X*003060")
    return content.replace(b"*20260302", b"*260302")


def sent_as(answer: list[list[str]]) -> tuple[str, str, str, str]:
    """ISA12, GS08, ST01 and ST03."""
    st = first(answer, "ST")
    return first(answer, "ISA")[12], first(answer, "GS")[8], st[1], st[3] if len(st) > 3 else ""


@pytest.mark.parametrize(
    ("settings", "content", "expected"),
    [
        ({}, orders(1, "PO1"), ("00401", "004010", "997", "")),
        ({}, later(order("PO1")), ("00501", "005010", "997", "")),
        ({}, earlier(), ("00306", "003060", "997", "")),
        ({"acknowledgment": "999"}, orders(1, "PO1"), ("00401", "004010", "997", "")),
        ({"acknowledgment": "999"}, later(order("PO1")), ("00501", "005010", "999", "")),
        (
            {"acknowledgment": "999", "acknowledgment_version": "005010X231A1"},
            orders(1, "PO1"),
            ("00501", "005010X231A1", "999", "005010X231A1"),
        ),
        ({"acknowledgment_version": "004010"}, later(order("PO1")), ("00401", "004010", "997", "")),
        ({}, orders(1, "PO1").replace(b"X*004010", b"X*003010"), ("00401", "004010", "997", "")),
        ({"release": "005010"}, orders(1, "PO1").replace(b"X*004010", b"X*003010"), ("00501", "005010", "997", "")),
    ],
)
def test_the_set_and_its_release(
    desk: Desk, settings: dict[str, str], content: bytes, expected: tuple[str, str, str, str]
) -> None:
    desk.change_x12(**settings)
    desk.put(content)
    (answer,) = answers(desk)
    assert sent_as(answer) == expected


def test_a_999_names_the_order_that_a_fault_is_in(desk: Desk) -> None:
    desk.change_x12(acknowledgment="999")
    desk.put(later([s.replace("CUR*BY*EUR", "CUR*!!*EUR") for s in order("PO1")], "005010X220"))
    (answer,) = answers(desk)
    assert first(answer, "AK2")[1:] == ["850", "0001", "005010X220"]
    assert first(answer, "CTX")[1] == "BEG03>PO1"
    assert [s[0] for s in answer if s[0][:2] in ("AK", "IK", "CT")] == ["AK1", "AK2", "IK3", "CTX", "IK4", "IK5", "AK9"]


def test_every_set_of_a_file_gets_its_answer_also_an_unknown_one(desk: Desk) -> None:
    content = interchange(1, [order("PO1"), ["XYZ*1"], order("PO3")]).replace(b"ST*850*0002", b"ST*866*0002")
    desk.put(content)
    (answer,) = answers(desk)
    assert [s[1:] for s in answer if s[0] in ("AK2", "AK5")] == [
        ["850", "0001"], ["A"], ["866", "0002"], ["R", "1"], ["850", "0003"], ["A"],
    ]  # fmt: skip
    assert first(answer, "AK9")[1:] == ["P", "3", "3", "2"]


@pytest.mark.parametrize(
    ("policy", "asks", "expected"),
    [
        ("requested", "0", ["AK9"]),
        ("requested", "1", ["AK9", "TA1"]),
        ("always", "0", ["AK9", "TA1"]),
        ("always", "1", ["AK9", "TA1"]),
        ("never", "1", ["AK9"]),
    ],
)
def test_a_ta1_is_sent_as_agreed(desk: Desk, policy: str, asks: str, expected: list[str]) -> None:
    desk.change_x12(ta1=policy)
    desk.put(orders(1, "PO1").replace(b"000000001*0*P", f"000000001*{asks}*P".encode()))
    assert sorted(s[0] for answer in answers(desk) for s in answer if s[0] in ("TA1", "AK9")) == expected


def test_an_interchange_without_groups_is_answered_by_a_ta1_alone(desk: Desk) -> None:
    desk.change_x12(ta1="always")
    desk.put(interchange(1, []))
    (answer,) = answers(desk)
    assert [s[0] for s in answer] == ["ISA", "TA1", "IEA"]
    assert answer[1][1] == "000000001"
    assert answer[2] == ["IEA", "0", "000000001"]


@pytest.mark.parametrize("settings", [{}, {"ta1": "always"}, {"ta1": "always", "groups_an_interchange": 5}])
def test_acknowledgments_are_not_acknowledged(desk: Desk, settings: dict[str, object]) -> None:
    """A TA1 may confirm the interchange that carries a 997, never one of TA1s alone; and there is no 997 of a 997."""
    desk.change_x12(**settings)
    ours = ["AK1*PR*1", "AK9*A*1*1*1"]
    desk.put(interchange(1, [ours], set_id="997", functional_id="FA"), "a.edi")
    desk.put(interchange(2, [["AK1*PR*1*005010", "AK9*A*1*1*1"]], set_id="999", functional_id="FA"), "b.edi")
    desk.put(interchange(3, [], between=["TA1*000000001*260302*0915*A*000"]), "c.edi")
    found = answers(desk)
    assert [s[1] for answer in found for s in answer if s[0] == "ST"] == []
    confirmed = sorted(s[1] for answer in found for s in answer if s[0] == "TA1")
    assert confirmed == (["000000001", "000000002"] if settings else [])


def test_the_ta1_stands_before_the_groups_that_share_its_envelope(desk: Desk) -> None:
    desk.change_x12(ta1="always", groups_an_interchange=5, acknowledgment="999")
    desk.put(later(order("PO1")))
    (answer,) = answers(desk)
    assert [s[0] for s in answer if s[0] in ("ISA", "TA1", "GS", "ST", "IEA")] == ["ISA", "TA1", "GS", "ST", "IEA"]
    assert first(answer, "ISA")[12] == "00501"


def test_groups_of_two_versions_never_share_an_envelope(desk: Desk) -> None:
    desk.change_x12(groups_an_interchange=5)
    desk.put(orders(1, "PO1"), "a.edi")
    desk.put(later(order("PO2")), "b.edi")
    found = answers(desk)
    assert sorted((first(answer, "ISA")[12], first(answer, "GS")[8]) for answer in found) == [
        ("00401", "004010"),
        ("00501", "005010"),
    ]
