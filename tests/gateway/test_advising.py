"""What a 997 cannot say goes out as an 824; what a partner's 824 says is set beside what we sent."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from b2b.cli.retrying import retry_exchange
from b2b.edi.x12 import mappings
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import ConfigError, Unreadable
from b2b.gateway import advising
from b2b.store.states import AcknowledgmentState
from b2b.store.tables import ExceptionCase, Exchange, Link, SalesOrder
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders


def agree(desk: Desk, *, x12: dict[str, object] | None = None) -> None:
    """What the 997 cannot say of an 850 goes out as an 824, and the partner's own 824 is taken."""

    def change(partner: dict[str, Any]) -> None:
        partner["x12"].update(x12 or {})
        for one in partner["agreement"]:
            if (one["document"], one["direction"]) == ("850", "in"):
                one["application_advice"] = True
        partner["agreement"] += [{"document": "824", "direction": way} for way in ("in", "out")]

    desk.change_partner(change)


def advices(desk: Desk) -> list[list[list[str]]]:
    sent = []
    for content in desk.sent():
        found = segments(content)
        if any(segment[:2] == ["ST", "824"] for segment in found):
            assert validate_bytes(content).result.verdict == "accepted", content
            sent.append(found)
    return sent


def body(answer: list[list[str]]) -> list[list[str]]:
    return [s for s in answer if s[0] in ("OTI", "TED", "NTE")]


WRONG_COUNT = [*order("PO1")[:-1], "CTT*7"]


def test_a_total_that_does_not_agree_is_told_by_an_824(desk: Desk) -> None:
    agree(desk)
    desk.sell()
    desk.put(interchange(1, [WRONG_COUNT]))
    desk.run()
    (answer,) = advices(desk)
    assert first(answer, "GS")[1] == "AG"
    oti = first(answer, "OTI")
    assert oti[1:4] == ["TE", "PO", "PO1"]
    assert oti[8:] == ["1", "0001", "850", "004010"]
    ted = first(answer, "TED")
    assert (ted[1], ted[3:6], ted[7]) == ("010", ["CTT", "5", "1"], "7")
    assert ted[2].startswith("CTT01 says 7 line items")
    assert first(answer, "DTM")[1:] == ["050", "20260302"]
    (advice,) = desk.exchanges("out", "824")
    (received,) = desk.exchanges("in", "850")
    assert [(one.kind, one.to_exchange) for one in desk.rows(Link) if one.from_exchange == advice.id] == [
        ("answers", received.id)
    ]
    (acknowledged,) = [segments(content) for content in desk.sent() if b"ST*997" in content]
    assert first(acknowledged, "AK5") == ["AK5", "A"], "the 997 has no code for it"


def test_nothing_is_told_where_it_is_not_agreed_or_nothing_is_wrong(desk: Desk) -> None:
    desk.sell()
    desk.put(interchange(1, [WRONG_COUNT]))
    desk.run()
    agree(desk)
    desk.put(orders(2, "PO2"))
    desk.run()
    assert advices(desk) == []


def test_a_number_that_stands_for_another_order_is_rejected_by_an_824_once(desk: Desk) -> None:
    agree(desk)
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.put(orders(2, "PO1", lines=[("WIDGET-002", "7", "40.00")]))
    desk.run()
    (answer,) = advices(desk)
    assert first(answer, "OTI")[1:4] == ["TR", "PO", "PO1"]
    assert first(answer, "TED")[1] == "006"
    assert "order-number-used" in desk.open_cases()
    desk.run()
    assert len(advices(desk)) == 1


def test_a_document_that_cannot_be_read_is_rejected_by_an_824(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(tree: object, context: object) -> object:
        raise Unreadable("BEG05 is no date of an order", where="850", next_step="ask the sender")

    monkeypatch.setattr(mappings.for_set("850"), "read", refuse)
    agree(desk)
    desk.put(orders(1, "PO1"))
    desk.run()
    (answer,) = advices(desk)
    assert first(answer, "OTI")[1:4] == ["TR", "TN", "0001"]
    assert first(answer, "TED")[1:] == ["848", "BEG05 is no date of an order"]
    assert desk.open_cases() == ["document-failed"]


def test_a_document_that_was_rejected_and_is_worked_after_all_is_accepted_by_an_824(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(tree: object, context: object) -> object:
        raise Unreadable("BEG05 is no date of an order", where="850", next_step="ask the sender")

    agree(desk)
    desk.sell()
    with monkeypatch.context() as refusing:
        refusing.setattr(mappings.for_set("850"), "read", refuse)
        desk.put(orders(1, "PO1"))
        desk.run()
        retry(desk)
        desk.run()
    assert [first(one, "OTI")[1:4] for one in advices(desk)] == [["TR", "TN", "0001"]], "nothing new to say"
    retry(desk)
    desk.run()
    assert [first(one, "OTI")[1] for one in advices(desk)] == ["TR", "TA"]
    accepted = advices(desk)[1]
    assert first(accepted, "OTI")[2:4] == ["PO", "PO1"]
    assert first(accepted, "OTI")[8:] == ["1", "0001", "850", "004010"]
    assert [one for one in accepted if one[0] == "TED"] == []
    assert desk.exchanges("out", "824")[1].reason == "accepted"
    assert len(desk.rows(SalesOrder)) == 1


def retry(desk: Desk) -> None:
    """`b2b docs retry` of the order that came."""
    (received,) = desk.exchanges("in", "850")
    retry_exchange(desk.gateway, received.number, dry_run=False)


def test_an_error_of_our_own_is_told_to_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(tree: object, context: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(mappings.for_set("850"), "read", fail)
    agree(desk)
    desk.put(orders(1, "PO1"))
    desk.run()
    assert desk.open_cases() == ["document-failed"]
    assert advices(desk) == []


def test_of_a_rejected_document_it_tells_what_the_997_cannot(desk: Desk) -> None:
    agree(desk)
    desk.put(interchange(1, [[*[s.replace("CUR*BY", "CUR*!!") for s in order("PO1")[:-1]], "CTT*7"]]))
    desk.run()
    (answer,) = advices(desk)
    assert first(answer, "OTI")[1:4] == ["TR", "TN", "0001"]
    assert [s[1] for s in answer if s[0] == "TED"] == ["010"], "the code that is none stands in the 997"


def test_it_is_told_in_characters_that_the_partner_can_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(tree: object, context: object) -> object:
        raise Unreadable("'2026#01ü' is no date")

    monkeypatch.setattr(mappings.for_set("850"), "read", refuse)
    agree(desk, x12={"element_separator": "#", "character_set": "ascii"})
    desk.put(orders(1, "PO1"))
    desk.run()
    (advice,) = [content for content in desk.sent() if b"ST#824" in content]
    assert b"TED#848#'2026?01?' is no date~" in advice


def test_a_test_gets_its_advice_as_a_test(desk: Desk) -> None:
    agree(desk)
    desk.sell()
    desk.put(interchange(1, [WRONG_COUNT], test=True))
    desk.run()
    (answer,) = advices(desk)
    assert first(answer, "ISA")[15] == "T"


@pytest.mark.parametrize("document", ["824", "997"])
def test_advice_on_an_advice_is_never_agreed(desk: Desk, document: str) -> None:
    def change(partner: dict[str, Any]) -> None:
        partner["agreement"] += [
            {"document": document, "direction": "in", "application_advice": True},
            {"document": "824", "direction": "out"},
        ]

    with pytest.raises(ConfigError, match="never answered by an 824"):
        desk.change_partner(change)


def test_advice_needs_an_agreement_on_the_824_itself(desk: Desk) -> None:
    def change(partner: dict[str, Any]) -> None:
        partner["agreement"] += [{"document": "860", "direction": "in", "application_advice": True}]

    with pytest.raises(ConfigError, match='document = "824", direction = "out"'):
        desk.change_partner(change)


def test_every_finding_about_totals_and_levels_has_its_code() -> None:
    """Whatever the page of findings lists for sets as a warning that no acknowledgment can name."""
    page = (Path(__file__).parents[2] / "docs" / "findings.md").read_text()
    section = page.split("## Transaction sets")[1].split("\n## ")[0]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in section.splitlines() if line.startswith("| `")]
    silent = {code for row in rows if "W" in row[1] and not row[3].strip() for code in re.findall("`([^`]+)`", row[0])}
    assert "line-count-differs" in silent
    assert silent - set(advising.TOLD) == set()


def advice(control: int, oti: str, *errors: str) -> bytes:
    content = ["BGN*00*ADV-1*20260302*1200", oti, *errors]
    return interchange(control, [content], set_id="824", functional_id="AG")


def answered(desk: Desk) -> Exchange:
    """Our 855 to an order, delivered."""
    agree(desk)
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.run()
    (sent,) = desk.exchanges("out", "855")
    return sent


@pytest.mark.parametrize("by", ["place", "number"])
def test_a_rejection_by_the_partners_application_is_found_and_told(desk: Desk, by: str) -> None:
    sent = answered(desk)
    (ours,) = [s for s in (segments(c) for c in desk.sent()) if any(x[:2] == ["ST", "855"] for x in s)]
    place = f"{first(ours, 'GS')[6]}*{first(ours, 'ST')[2]}*855" if by == "place" else ""
    number = "UNKNOWN" if by == "place" else "PO1"
    oti = f"OTI*TR*PO*{number}*****{place}".rstrip("*")
    desk.put(advice(2, oti, "TED*011*PRICE NOT AGREED*PO1*9*4**12.50"))
    desk.run()
    (sent,) = desk.exchanges("out", "855")
    assert sent.acknowledgment == AcknowledgmentState.REJECTED
    (case,) = desk.rows(ExceptionCase)
    assert (case.code, case.severity, case.exchange_id) == ("rejected-by-application", "error", sent.id)
    assert "855 PO1: rejected: PO104 at position 9: PRICE NOT AGREED ('12.50') [011]" in case.message
    (came,) = desk.exchanges("in", "824")
    assert (came.processing, came.business_key) == ("done", "PO1")
    assert came.reason.startswith("855 PO1: rejected")
    assert [(one.kind, one.to_exchange) for one in desk.rows(Link) if one.from_exchange == came.id] == [
        ("answers", sent.id)
    ]
    assert advices(desk) == [], "an advice is never answered by one"


def test_a_whole_group_that_is_rejected(desk: Desk) -> None:
    agree(desk)
    desk.sell()
    desk.put(orders(1, "PO1", "PO2"))
    desk.run()
    (ours,) = [s for s in (segments(c) for c in desk.sent()) if any(x[:2] == ["ST", "855"] for x in s)]
    desk.put(advice(2, f"OTI*GR*TN*1*****{first(ours, 'GS')[6]}"))
    desk.run()
    assert [one.acknowledgment for one in desk.exchanges("out", "855")] == ["rejected", "rejected"]
    assert desk.open_cases() == ["rejected-by-application"] * 2


def test_an_acceptance_closes_what_stood_open(desk: Desk) -> None:
    answered(desk)
    desk.put(advice(2, "OTI*TE*PO*PO1", "TED*024*CHECKED BY HAND"))
    desk.run()
    assert desk.open_cases() == ["advised-by-partner"]
    desk.put(advice(3, "OTI*TA*PO*PO1"), "b.edi")
    desk.run()
    assert desk.open_cases() == []


def test_an_acceptance_takes_a_rejection_back(desk: Desk) -> None:
    answered(desk)
    desk.put(advice(2, "OTI*TR*PO*PO1"))
    desk.run()
    assert desk.open_cases() == ["rejected-by-application"]
    desk.put(advice(3, "OTI*TA*PO*PO1"), "b.edi")
    desk.run()
    assert desk.open_cases() == []
    (sent,) = desk.exchanges("out", "855")
    assert sent.acknowledgment == AcknowledgmentState.ACCEPTED


def test_what_is_none_of_ours_is_told(desk: Desk) -> None:
    answered(desk)
    desk.put(advice(2, "OTI*TR*IV*R-99"))
    desk.run()
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "advice-unclear"
    assert "IV R-99, which we did not send" in case.message


def test_a_rejected_document_is_sent_again_by_a_person(desk: Desk) -> None:
    sent = answered(desk)
    desk.put(advice(2, "OTI*TR*PO*PO1"))
    desk.run()
    retry_exchange(desk.gateway, sent.number, dry_run=False)
    desk.run()
    assert desk.open_cases() == []
    assert len(desk.exchanges("out", "855")) == 2
