"""A partner's acknowledgment closes what we sent; what nobody answers in time is told."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import col

from b2b.gateway import overdue
from b2b.store.tables import ExceptionCase, Exchange, Group, Interchange, Link
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders


class Sent:
    """Two answers of ours that went out in one group, and the partner's acknowledgments of them."""

    def __init__(self, desk: Desk, **x12: object) -> None:
        self.desk = desk
        desk.sell()
        desk.change_x12(**x12)
        desk.put(orders(1, "PO1", "PO2"))
        desk.run()
        (group,) = desk.rows(Group, col(Group.functional_id) == "PR")
        (envelope,) = desk.rows(Interchange, col(Interchange.id) == group.interchange_id)
        self.group, self.envelope = group.control_number, envelope.control_number
        self.first, self.second = (exchange.control_number for exchange in desk.exchanges("out", "855"))
        self._control = 100

    def twin(self, folder: Path) -> Sent:
        """The same in another folder."""
        twin = copy.copy(self)
        twin.desk = self.desk.twin(folder)
        return twin

    def answered(self, *segments: str, set_id: str = "997", version: str = "004010", test: bool = False) -> None:
        """The partner sends this acknowledgment, and the gateway works it."""
        self._control += 1
        body = [f"AK1*PR*{self.group}", *segments]
        content = interchange(self._control, [body], set_id=set_id, functional_id="FA", test=test)
        self.desk.put(content.replace(b"004010", version.encode()).replace(b"*00401*", f"*{version[:5]}*".encode()))
        self.desk.run()

    def states(self) -> list[str]:
        return [exchange.acknowledgment for exchange in self.desk.exchanges("out", "855")]

    def group_state(self) -> str:
        (group,) = self.desk.rows(Group, col(Group.functional_id) == "PR")
        return group.acknowledgment


@pytest.fixture(scope="module")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return Sent(Desk(tmp_path_factory.mktemp("sent") / "acme"))


@pytest.fixture
def sent(sent_once: Sent, tmp_path: Path) -> Sent:
    return sent_once.twin(tmp_path / "acme")


def test_each_set_by_its_own_code(sent: Sent) -> None:
    assert sent.states() == ["awaited", "awaited"]
    assert sent.group_state() == "awaited"
    sent.answered(f"AK2*855*{sent.first}", "AK5*A", f"AK2*855*{sent.second}", "AK5*R*5", "AK9*P*2*2*1")
    assert sent.states() == ["accepted", "rejected"]
    assert sent.group_state() == "rejected"
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "rejected-by-partner"
    assert "855 PO2" in case.message
    assert "(5)" in case.message


@pytest.mark.parametrize(("code", "state"), [("A", "accepted"), ("E", "accepted"), ("R", "rejected")])
def test_a_group_alone(sent: Sent, code: str, state: str) -> None:
    sent.answered(f"AK9*{code}*2*2*{0 if code == 'R' else 2}")
    assert sent.states() == [state, state]
    assert sent.group_state() == state
    assert len(sent.desk.open_cases()) == (2 if code == "R" else 0)


def test_only_what_is_wrong_is_named(sent: Sent) -> None:
    sent.answered(f"AK2*855*{sent.second}", "AK5*R*5", "AK9*P*2*2*1")
    assert sent.states() == ["accepted", "rejected"]


def test_accepted_with_errors_is_accepted(sent: Sent) -> None:
    sent.answered(f"AK2*855*{sent.first}", "AK5*E*5", "AK9*E*2*2*2")
    assert sent.states() == ["accepted", "accepted"]
    assert sent.desk.cases() == []


def test_a_part_that_is_not_named_cannot_be_told(sent: Sent) -> None:
    sent.answered("AK9*P*2*2*1")
    assert sent.states() == ["awaited", "awaited"]
    assert sent.desk.open_cases() == ["acknowledgment-unclear"]


@pytest.mark.parametrize(
    "said",
    [
        ["AK2*855*4711", "AK5*R*5", "AK9*P*2*2*1"],
        ["AK2*850*{first}", "AK5*R*5", "AK9*P*2*2*1"],
        ["AK2*855*{first}", "AK5*A", "AK9*P*2*2*1"],
        ["AK9*A*2*2*1"],
        ["AK9*A*3*3*3"],
        ["AK9*A*2*1*1"],
    ],
)
def test_what_does_not_fit_the_group_accepts_nothing(sent: Sent, said: list[str]) -> None:
    sent.answered(*(segment.format(first=sent.first) for segment in said))
    assert (sent.states(), sent.group_state()) == (["awaited", "awaited"], "awaited")
    assert sent.desk.open_cases() == ["acknowledgment-unclear"]
    sent.answered("AK9*A*2*2*2")
    assert sent.states() == ["accepted", "accepted"]
    assert sent.desk.open_cases() == []


def test_what_is_said_two_ways_is_not_taken(sent: Sent) -> None:
    sent.answered(f"AK2*855*{sent.first}", "AK5*A", f"AK2*855*{sent.first}", "AK5*R*5", "AK9*P*2*2*1")
    assert sent.states() == ["awaited", "awaited"]
    sent.answered(f"AK2*855*{sent.first}", "AK5*A", "AK9*R*2*2*0")
    assert sent.states() == ["awaited", "rejected"]
    assert set(sent.desk.open_cases()) == {"acknowledgment-unclear", "rejected-by-partner"}


def test_zeros_at_the_front_may_be_missing(sent: Sent) -> None:
    numbers = [number.lstrip("0") for number in (sent.first, sent.second)]
    assert {len(number) for number in numbers} == {1}
    sent.answered(f"AK2*855*{numbers[0]}", "AK5*A", f"AK2*855*{numbers[1]}", "AK5*A", "AK9*A*2*2*2")
    assert sent.states() == ["accepted", "accepted"]


def test_a_later_release_says_the_same(sent: Sent) -> None:
    sent.answered(
        f"AK2*855*{sent.first}", "AK5*A", f"AK2*855*{sent.second}", "AK5*R*5", "AK9*P*2*2*1", version="005010"
    )
    assert sent.states() == ["accepted", "rejected"]


def test_a_999_is_worked_as_a_997_is(sent: Sent) -> None:
    sent.desk.change_partner(lambda partner: partner["agreement"].append({"document": "999", "direction": "in"}))
    rejected = ["IK3*PO1*9*PO1*8", "CTX*BAK03>PO1", "IK4*3*639*7*XX", "IK5*R*5"]
    sent.answered(f"AK2*855*{sent.first}", *rejected, "AK9*P*2*2*1", set_id="999", version="005010")
    assert sent.states() == ["rejected", "accepted"]
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "rejected-by-partner"
    assert "segment PO1 at position 9 (loop PO1), element 3" in case.message
    assert "(BAK03 PO1)" in case.message


def test_the_same_acknowledgment_again_changes_nothing(sent: Sent) -> None:
    for _ in range(2):
        sent.answered("AK9*A*2*2*2")
    assert sent.states() == ["accepted", "accepted"]
    links = sent.desk.rows(Link, col(Link.kind) == "acknowledges", col(Link.to_exchange).is_not(None))
    assert len(links) == 4, "each time it is kept that it came"
    assert sent.desk.cases() == []


def test_a_partner_that_thinks_again_settles_its_rejection(sent: Sent) -> None:
    sent.answered("AK9*R*2*2*0")
    assert sent.desk.open_cases() == ["rejected-by-partner"] * 2
    sent.answered("AK9*A*2*2*2")
    assert sent.states() == ["accepted", "accepted"]
    assert sent.desk.open_cases() == []


def test_a_group_that_we_did_not_send(sent: Sent) -> None:
    sent.group = "4711"
    sent.answered("AK9*A*1*1*1")
    assert sent.states() == ["awaited", "awaited"]
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "document-failed"
    assert "group 4711, which we did not send" in case.message


def test_another_partner_cannot_acknowledge_it(sent: Sent) -> None:
    other = sent.desk.add_partner("SOUTHWIND")
    body = [f"AK1*PR*{sent.group}", "AK9*R*2*2*0"]
    other.put("file.edi", interchange(9, [body], set_id="997", functional_id="FA", sender="SOUTHWIND"))
    sent.desk.run()
    assert sent.states() == ["awaited", "awaited"]
    assert sent.desk.open_cases() == ["document-failed"]


def test_an_acknowledgment_is_never_acknowledged(sent: Sent) -> None:
    before = len(sent.desk.exchanges("out"))
    sent.answered("AK9*A*2*2*2")
    assert len(sent.desk.exchanges("out")) == before


def test_in_a_trade_under_test_acknowledgments_count_too(desk: Desk) -> None:
    sent = Sent(desk, test=True)
    sent.answered("AK9*A*2*2*2")
    assert sent.states() == ["awaited", "awaited"], "a productive 997 is not about a test"
    sent.answered("AK9*A*2*2*2", test=True)
    assert sent.states() == ["accepted", "accepted"]


def note(sent: Sent, code: str, reason: str, number: str = "", control: int = 200) -> None:
    ta1 = f"TA1*{number or sent.envelope}*260302*1000*{code}*{reason}"
    sent.desk.put(interchange(control, [], between=[ta1]))
    sent.desk.run()


def test_an_interchange_that_the_partner_rejects_as_a_whole_is_told(sent: Sent) -> None:
    note(sent, "R", "006")
    assert sent.states() == ["rejected", "rejected"]
    assert sent.group_state() == "rejected"
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "envelope-rejected-by-partner"
    assert case.message.endswith("as a whole: sender ID is invalid (006)")


@pytest.mark.parametrize("change", [lambda number: number.lstrip("0"), lambda number: f"{number} "])
def test_a_note_names_our_interchange_also_without_its_zeros(sent: Sent, change: Callable[[str], str]) -> None:
    note(sent, "R", "006 ", change(sent.envelope))
    assert sent.desk.open_cases() == ["envelope-rejected-by-partner"]


def test_a_later_word_settles_a_rejected_envelope(sent: Sent) -> None:
    note(sent, "R", "006")
    assert sent.desk.open_cases() == ["envelope-rejected-by-partner"]
    note(sent, "A", "000", control=201)
    assert (sent.states(), sent.group_state()) == (["awaited", "awaited"], "awaited")
    assert sent.desk.open_cases() == []


def test_each_set_has_its_own_exception_once_a_rejected_envelope_is_read_after_all(sent: Sent) -> None:
    note(sent, "R", "006")
    sent.answered(f"AK2*855*{sent.second}", "AK5*R*5", "AK9*P*2*2*1")
    assert sent.states() == ["accepted", "rejected"]
    assert sent.desk.open_cases() == ["rejected-by-partner"]


def test_an_interchange_that_the_partner_accepts_is_none_of_anybodys_business(sent: Sent) -> None:
    note(sent, "A", "000")
    assert sent.states() == ["awaited", "awaited"], "a TA1 speaks of the envelope only"
    assert sent.desk.cases() == []


def test_a_note_on_an_interchange_that_we_did_not_send(sent: Sent) -> None:
    note(sent, "R", "006", "000004711")
    assert sent.states() == ["awaited", "awaited"]
    assert sent.desk.open_cases() == ["acknowledgment-unclear"]


def test_what_the_partner_does_not_acknowledge_in_time_is_told_once(sent: Sent) -> None:
    sent.desk.clock.advance(hours=24)
    assert overdue.open_overdue(sent.desk.gateway) == 0
    sent.desk.clock.advance(seconds=1)
    assert [overdue.open_overdue(sent.desk.gateway) for _ in range(2)] == [2, 0]
    assert sent.states() == ["overdue", "overdue"]
    assert sent.group_state() == "overdue"
    assert sent.desk.open_cases() == ["acknowledgment-overdue"] * 2
    sent.answered("AK9*A*2*2*2")
    assert sent.states() == ["accepted", "accepted"]
    assert sent.desk.open_cases() == []


def test_what_we_do_not_answer_in_time_is_told(desk: Desk) -> None:
    def hold(partner: dict[str, dict[str, object]]) -> None:
        partner["terms"]["price_policy"] = "hold"

    desk.sell()
    desk.change_partner(hold)
    desk.put(interchange(1, [order("PO1", [("WIDGET-001", "10", "1.00")])]))
    desk.run()
    assert desk.exchanges()[0].processing == "waiting"
    desk.clock.advance(hours=24, seconds=1)
    overdue.open_overdue(desk.gateway)
    assert desk.exchanges()[0].answer == "overdue"
    assert "answer-overdue" in desk.open_cases()


def test_nothing_is_expected_of_a_partner_with_whom_it_was_not_agreed(desk: Desk) -> None:
    def forget(partner: dict[str, list[dict[str, object]]]) -> None:
        for agreement in partner["agreement"]:
            agreement.pop("expect_acknowledgment_hours", None)
            agreement.pop("business_answer_hours", None)

    desk.sell()
    desk.change_partner(forget)
    desk.put(orders(1, "PO1"))
    desk.run()
    desk.clock.advance(days=99)
    assert overdue.open_overdue(desk.gateway) == 0
    assert [row.acknowledgment for row in desk.rows(Exchange)] == ["not-expected"] * 3
