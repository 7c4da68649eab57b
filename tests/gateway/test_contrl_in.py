"""A partner's CONTRL closes what we sent, as a 997 does: an interchange, its groups, its messages."""

from __future__ import annotations

import copy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

from b2b.gateway import overdue
from b2b.store.tables import ExceptionCase, Exchange, Group, Interchange, Link
from tests.gateway.desk import Desk
from tests.gateway.edifact import TEST, interchange, orders, speak

OURS = "4012345000009:14+4098765000002:14"


class Sent:
    """Two answers of ours that went out in one interchange, and the partner's CONTRLs about it."""

    def __init__(self, desk: Desk, **edifact: object) -> None:
        self.desk = desk
        speak(desk, **edifact)  # type: ignore[arg-type]
        desk.sell()
        desk.put(orders("1", "PO1", "PO2"))
        desk.run()
        (group,) = desk.rows(Group, col(Group.functional_id) == "ORDRSP")
        (envelope,) = desk.rows(Interchange, col(Interchange.id) == group.interchange_id)
        self.group, self.interchange = group.control_number, envelope.control_number
        self.first, self.second = (row.control_number for row in desk.exchanges("out", "ORDRSP"))
        self._reference = 100

    def twin(self, folder: Path) -> Sent:
        """The same in another folder."""
        twin = copy.copy(self)
        twin.desk = self.desk.twin(folder)
        return twin

    def told(self, action: str, *segments: str, reference: str = "", flags: str = "", parties: str = OURS) -> None:
        """The partner sends a CONTRL with this action in UCI and these segments below it; the gateway works it."""
        self._reference += 1
        body = [f"UCI+{reference or self.interchange}+{parties}+{action}", *segments]
        self.desk.put(interchange(str(self._reference), [body], type="CONTRL:D:3:UN", flags=flags))
        self.desk.run()

    def states(self) -> list[str]:
        return [row.acknowledgment for row in self.desk.exchanges("out", "ORDRSP")]

    def group_state(self) -> str:
        (group,) = self.desk.rows(Group, col(Group.functional_id) == "ORDRSP")
        return group.acknowledgment


@pytest.fixture(scope="module")
def sent_once(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return Sent(Desk(tmp_path_factory.mktemp("sent") / "acme"))


@pytest.fixture
def sent(sent_once: Sent, tmp_path: Path) -> Sent:
    return sent_once.twin(tmp_path / "acme")


def test_what_is_not_named_is_accepted_with_its_interchange(sent: Sent) -> None:
    assert (sent.states(), sent.group_state()) == (["awaited", "awaited"], "awaited")
    sent.told("7")
    assert (sent.states(), sent.group_state()) == (["accepted", "accepted"], "accepted")
    assert sent.desk.cases() == []
    (contrl,) = sent.desk.exchanges("in", "CONTRL")
    assert (contrl.document_type, contrl.processing) == ("997", "done")
    links = sent.desk.rows(Link, col(Link.from_exchange) == contrl.id)
    assert {link.to_exchange for link in links} == {row.id for row in sent.desk.exchanges("out", "ORDRSP")}


def test_no_contrl_is_answered(sent: Sent) -> None:
    before = len(sent.desk.sent())
    sent.told("7")
    assert len(sent.desk.sent()) == before


def test_a_message_that_is_rejected_is_an_exception_with_its_faults(sent: Sent) -> None:
    sent.told("7", f"UCM+{sent.second}+ORDRSP:D:96A:UN+4", "UCS+4+15")
    assert (sent.states(), sent.group_state()) == (["accepted", "rejected"], "rejected")
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "rejected-by-partner"
    assert "ORDRSP PO2: segment 4" in case.message
    assert "(15)" in case.message


def test_a_reason_that_only_the_partner_knows_hides_no_rejection(sent: Sent) -> None:
    sent.told("4+71+UNB+3:1")
    assert sent.states() == ["rejected", "rejected"]
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "envelope-rejected-by-partner"
    assert "(71)" in case.message


def test_an_interchange_that_is_rejected_is_one_exception(sent: Sent) -> None:
    sent.told("4+23")
    assert (sent.states(), sent.group_state()) == (["rejected", "rejected"], "rejected")
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "envelope-rejected-by-partner"
    assert f"interchange {sent.interchange} as a whole" in case.message
    assert "(23)" in case.message


def test_what_was_only_received_stays_awaited(sent: Sent) -> None:
    sent.told("8")
    assert sent.states() == ["awaited", "awaited"]
    assert sent.desk.cases() == []
    sent.told("7")
    assert sent.states() == ["accepted", "accepted"]


def test_groups_are_answered_by_their_own_references(desk: Desk) -> None:
    sent = Sent(desk, groups=True)
    sent.told("7", f"UCF+{sent.group}+4012345000009+4098765000002+7", f"UCM+{sent.first}+ORDRSP:D:96A:UN+4+18")
    assert sent.states() == ["rejected", "accepted"]


def test_a_group_that_is_rejected(desk: Desk) -> None:
    sent = Sent(desk, groups=True)
    sent.told("7", f"UCF+{sent.group}+4012345000009+4098765000002+4+18")
    assert sent.states() == ["rejected", "rejected"]


def test_groups_that_are_not_named_are_accepted(desk: Desk) -> None:
    sent = Sent(desk, groups=True)
    sent.told("7")
    assert sent.states() == ["accepted", "accepted"]


@pytest.mark.parametrize(
    ("parties", "fits"),
    [
        ("4012345000009+4098765000002", True),
        ("4012345000009:14+4098765000002:14", True),
        ("4012345000009+4098765000999", False),
        ("4098765000002+4012345000009", False),
        ("4012345000999+4098765000002", False),
    ],
)
def test_a_group_is_answered_between_its_own_addresses(desk: Desk, parties: str, fits: bool) -> None:
    sent = Sent(desk, groups=True)
    sent.told("7", f"UCF+{sent.group}+{parties}+7", f"UCM+{sent.first}+ORDRSP:D:96A:UN+4+18")
    assert sent.states() == ["rejected", "accepted" if fits else "awaited"]
    assert ("acknowledgment-unclear" in desk.open_cases()) is not fits
    if not fits:
        (case,) = desk.rows(ExceptionCase, col(ExceptionCase.code) == "acknowledgment-unclear")
        assert f"group {sent.group} between other addresses than 4012345000009 and 4098765000002" in case.message


def test_an_interchange_that_we_did_not_send(sent: Sent) -> None:
    sent.told("7", reference="4711")
    assert sent.states() == ["awaited", "awaited"]
    assert sent.desk.open_cases() == ["document-failed"]
    (contrl,) = sent.desk.exchanges("in", "CONTRL")
    assert "interchange 4711 from 4012345000009 to 4098765000002, which we did not send" in contrl.reason


def test_another_interchange_of_that_number_is_not_ours(sent: Sent) -> None:
    sent.told("7", parties="4012345000009:14+4098765000999:14")
    sent.told("7", parties="4012345000009:91+4098765000002:14")
    assert sent.states() == ["awaited", "awaited"]
    assert sent.desk.open_cases() == ["document-failed"] * 2


def test_addresses_need_not_be_repeated_in_full(sent: Sent) -> None:
    sent.told("7", parties="4012345000009+4098765000002")
    assert sent.states() == ["accepted", "accepted"]


@pytest.mark.parametrize(
    "named", ["UCM+9999+ORDRSP:D:96A:UN+4", "UCM+{first}+INVOIC:D:96A:UN+4", "UCF+777+4012345000009+4098765000002+4"]
)
def test_what_is_not_in_the_interchange_accepts_nothing(sent: Sent, named: str) -> None:
    sent.told("7", named.format(first=sent.first))
    assert (sent.states(), sent.group_state()) == (["awaited", "awaited"], "awaited")
    (case,) = sent.desk.rows(ExceptionCase)
    assert case.code == "acknowledgment-unclear"
    assert "which is not in it" in case.message
    sent.told("7")
    assert sent.states() == ["accepted", "accepted"]
    assert sent.desk.open_cases() == []


def test_a_rejection_that_is_found_stands_beside_one_that_is_not(sent: Sent) -> None:
    sent.told("7", f"UCM+{sent.first}+ORDRSP:D:96A:UN+4", "UCM+9999+ORDRSP:D:96A:UN+4")
    assert sent.states() == ["rejected", "awaited"]
    assert set(sent.desk.open_cases()) == {"rejected-by-partner", "acknowledgment-unclear"}


def test_a_later_answer_settles_an_interchange_that_was_rejected(sent: Sent) -> None:
    sent.desk.clock.advance(hours=25)
    overdue.open_overdue(sent.desk.gateway)
    sent.told("4+23")
    assert sent.desk.open_cases() == ["envelope-rejected-by-partner"]
    sent.told("7")
    assert sent.states() == ["accepted", "accepted"]
    assert sent.desk.open_cases() == []


def test_a_test_does_not_answer_the_real_one(sent: Sent) -> None:
    sent.told("7", flags=TEST)
    assert sent.states() == ["awaited", "awaited"]


def test_no_answer_in_time_is_told(sent: Sent) -> None:
    sent.desk.clock.advance(seconds=int(timedelta(hours=25).total_seconds()))
    overdue.open_overdue(sent.desk.gateway)
    assert sent.states() == ["overdue", "overdue"]
    assert set(sent.desk.open_cases()) == {"acknowledgment-overdue"}
    sent.told("7")
    assert sent.desk.open_cases() == []


def test_it_needs_an_agreement(desk: Desk) -> None:
    def none(partner: dict[str, Any]) -> None:
        partner["agreement"] = [one for one in partner["agreement"] if one["document"] != "CONTRL"]

    sent = Sent(desk)
    speak(desk, none)
    sent.told("7")
    assert sent.states() == ["awaited", "awaited"]
    assert [row.processing for row in desk.rows(Exchange, col(Exchange.set_id) == "CONTRL")][-1] == "quarantined"
