"""What comes in is stored with its verdict and answered at once, whatever becomes of the order."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from b2b.edi.engine.limits import Limits
from b2b.edi.x12.validate import validate_bytes
from b2b.erp.memory import InMemoryErp
from b2b.errors import Unreadable
from b2b.gateway import assemble, examination, intake, sending
from b2b.gateway.examination import FoundFile
from b2b.store import blobs
from b2b.store.tables import SalesOrder, Transmission
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange, order, orders

ORDER = "850-4500001001.edi"


def answers(desk: Desk) -> list[list[list[str]]]:
    intake.process_received(desk.gateway)
    assemble.assemble_due(desk.gateway)
    sending.send_due(desk.gateway)
    return [segments(content) for content in desk.sent()]


def test_an_order_is_kept_and_acknowledged(desk: Desk) -> None:
    desk.put(desk.file(ORDER))
    (answer,) = answers(desk)
    assert first(answer, "ISA")[5:9] == ["ZZ", "ACMESUPPLY     ", "ZZ", "NORTHWIND      "]
    assert first(answer, "GS")[1:4] == ["FA", "ACMESUPPLY", "NORTHWIND"]
    assert first(answer, "AK1") == ["AK1", "PO", "101"]
    assert first(answer, "AK2") == ["AK2", "850", "0001"]
    assert first(answer, "AK5") == ["AK5", "A"]
    assert first(answer, "AK9") == ["AK9", "A", "1", "1", "1"]
    (exchange,) = desk.exchanges()
    assert (exchange.set_id, exchange.verdict, exchange.processing, exchange.answer) == (
        "850",
        "accepted",
        "new",
        "awaited",
    )
    assert desk.cases() == []


def test_a_cap_of_the_workspace_refuses_what_is_beyond_it(desk: Desk) -> None:
    desk.gateway.workspace = replace(desk.gateway.workspace, limits=Limits(set_segments=5))
    desk.put(desk.file(ORDER))
    (answer,) = answers(desk)
    assert first(answer, "AK5") == ["AK5", "R", "5"]
    (exchange,) = desk.exchanges()
    assert [finding["code"] for finding in exchange.findings] == ["set-too-large"]


def test_a_character_that_was_not_agreed_on_is_noted_and_worked(desk: Desk) -> None:
    """The partner's set is X12's extended one: letters of Latin-1, but no others."""
    desk.put(desk.file(ORDER).replace(b"Northwind Retail", "Nørthwind Ńetail".encode()))
    (answer,) = answers(desk)
    assert first(answer, "AK5") == ["AK5", "A"]
    (exchange,) = desk.exchanges()
    assert "character-not-agreed" in [finding["code"] for finding in exchange.findings]


def test_what_we_answer_is_itself_valid(desk: Desk) -> None:
    desk.put(desk.file("850-unreadable.edi"))
    answers(desk)
    (content,) = desk.sent()
    assert validate_bytes(content).result.verdict == "accepted"


def test_the_same_file_again_gets_the_same_content_in_a_new_envelope(desk: Desk) -> None:
    for _ in range(3):
        desk.put(desk.file(ORDER))
        sent = answers(desk)
    assert len(sent) == 3
    assert len({first(answer, "ISA")[13] for answer in sent}) == 3
    bodies = [[s for s in answer if s[0].startswith("AK")] for answer in sent]
    assert bodies[0] == bodies[1] == bodies[2]
    assert len(desk.exchanges()) == 1
    assert desk.cases() == []


@pytest.mark.parametrize(("policy", "expected"), [("silence", []), ("ta1-025", ["TA1"])])
def test_duplicates_by_policy(desk: Desk, policy: str, expected: list[str]) -> None:
    desk.change_x12(duplicates=policy)
    desk.put(desk.file(ORDER))
    answers(desk)
    desk.put(desk.file(ORDER))
    again = answers(desk)[1:]
    assert [segment[0] for answer in again for segment in answer if segment[0] == "TA1"] == expected
    for answer in again:
        assert first(answer, "TA1")[1:] == ["000000101", "260302", "0915", "R", "025"]
        assert first(answer, "IEA")[1] == "0"


def test_the_same_number_with_other_content_is_quarantined(desk: Desk) -> None:
    desk.put(desk.file(ORDER))
    desk.put(desk.file(ORDER).replace(b"PO1*1*100*", b"PO1*1*900*"))
    sent = answers(desk)
    assert len(sent) == 2
    assert [segment[4:] for answer in sent for segment in answer if segment[0] == "TA1"] == [["R", "025"]]
    assert len(desk.exchanges()) == 1
    assert desk.cases() == [("control-number-conflict", "open")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"*ZZ*NORTHWIND      *", b"*ZZ*SOUTHWIND      *", "unknown-sender"),
        (b"*ZZ*NORTHWIND      *", b"*01*NORTHWIND      *", "unknown-sender"),
        (b"*ZZ*ACMESUPPLY     *", b"*ZZ*ACMESUPPLIES   *", "unknown-receiver"),
    ],
)
def test_whoever_is_not_agreed_is_quarantined_unanswered(desk: Desk, old: bytes, new: bytes, code: str) -> None:
    desk.put(desk.file(ORDER).replace(old, new))
    assert answers(desk) == []
    (exchange,) = desk.exchanges()
    assert exchange.processing == "quarantined"
    assert desk.cases() == [(code, "open")]


def test_group_codes_that_are_not_agreed_are_quarantined(desk: Desk) -> None:
    desk.put(desk.file(ORDER).replace(b"GS*PO*NORTHWIND*", b"GS*PO*SOMEBODY*"))
    (answer,) = answers(desk)
    assert first(answer, "AK5") == ["AK5", "R"]
    assert first(answer, "AK9") == ["AK9", "R", "1", "1", "0", "1"]
    assert desk.exchanges()[0].processing == "quarantined"
    assert desk.cases() == [("unknown-group-codes", "open")]


def test_a_test_message_is_acknowledged_as_such(desk: Desk) -> None:
    desk.put(desk.file(ORDER).replace(b"*0*P*>", b"*0*T*>"))
    (answer,) = answers(desk)
    assert first(answer, "ISA")[15] == "T"
    assert first(answer, "AK5") == ["AK5", "A"]


def test_a_test_with_faults_troubles_the_partner_and_nobody_here(desk: Desk) -> None:
    desk.put(desk.file("850-unreadable.edi").replace(b"*0*P*>", b"*0*T*>"))
    (answer,) = answers(desk)
    assert first(answer, "AK5")[1] == "R"
    (exchange,) = desk.exchanges()
    assert exchange.processing == "done"
    assert exchange.reason.startswith("a test: 850 0001: ")
    assert desk.cases() == []


def test_ta1_where_it_is_asked_for(desk: Desk) -> None:
    desk.put(desk.file(ORDER).replace(b"*0*P*>", b"*1*P*>"))
    sent = answers(desk)
    assert sorted(segment[0] for answer in sent for segment in answer if segment[0] in ("TA1", "AK9")) == ["AK9", "TA1"]
    (ta1,) = [first(answer, "TA1") for answer in sent if answer[1][0] == "TA1"]
    assert ta1[1:] == ["000000101", "260302", "0915", "A", "000"]


def test_a_rejected_interchange_gets_a_ta1_and_no_997(desk: Desk) -> None:
    desk.put(desk.file(ORDER).replace(b"IEA*1*", b"IEA*2*"))
    (answer,) = answers(desk)
    assert first(answer, "TA1")[4:] == ["R", "021"]
    assert desk.exchanges()[0].processing == "failed"
    assert desk.cases() == [("interchange-rejected", "open")]


def test_a_colon_in_isa12_is_rejected_as_x12(desk: Desk) -> None:
    desk.put(desk.file(ORDER).replace(b"*00401*", b"*0:401*"))
    (answer,) = answers(desk)
    assert first(answer, "TA1")[4:] == ["R", "017"]
    assert desk.cases() == [("interchange-rejected", "open")]


def test_every_set_is_answered_also_an_unknown_one(desk: Desk) -> None:
    raw = desk.file(ORDER).decode()
    body = raw[raw.index("ST*850") : raw.index("GE*")]
    unknown = "ST*299*0002~\nBGN*00*1*20260302~\nSE*3*0002~\n"
    bad = body.replace("*0001~", "*0003~").replace("BEG*00*SA*4500001001", "BEG*XX*SA*4500001009")
    content = raw.replace(body, body + unknown + bad).replace("GE*1*", "GE*3*")
    desk.put(content.encode())
    (answer,) = answers(desk)
    assert [s[2] for s in answer if s[0] == "AK2"] == ["0001", "0002", "0003"]
    assert [s[1] for s in answer if s[0] == "AK5"] == ["A", "R", "R"]
    assert first(answer, "AK9") == ["AK9", "P", "3", "3", "1"]
    assert [e.processing for e in desk.exchanges()] == ["new", "quarantined", "failed"]
    assert desk.cases() == [("set-unsupported", "open"), ("set-rejected", "open")]


def test_a_set_that_is_not_agreed_is_quarantined(desk: Desk) -> None:
    desk.change_partner(lambda partner: partner.update(agreement=partner["agreement"][:2]))
    raw = desk.file(ORDER).decode()
    body = raw[raw.index("ST*850") : raw.index("GE*")]
    remittance = "ST*820*0001~\nBPR*I*10*C*ACH************20260302~\nTRN*1*7~\nENT*1~\nRMR*IV*1**10~\nSE*6*0001~\n"
    desk.put(raw.replace(body, remittance).replace("GS*PO*", "GS*RA*").encode())
    answers(desk)
    (exchange,) = desk.exchanges()
    assert (exchange.verdict, exchange.processing) == ("accepted", "quarantined")
    assert desk.cases() == [("no-agreement", "open")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"\x00" * 500,
        b"ISA",
        b"<?xml version='1.0'?><Order/>",
        bytes(range(256)) * 40,
        random.Random(11).randbytes(20_000),
        "ISA*00*          *00*          *ZZ*NORTHWIND      *".encode("utf-16"),
    ],
    ids=["empty", "text", "zeros", "isa", "xml", "all-bytes", "random", "utf-16"],
)
def test_a_file_that_is_no_x12_is_kept_and_named(desk: Desk, content: bytes) -> None:
    desk.put(content)
    assert answers(desk) == []
    assert desk.cases() == [("unreadable-file", "open")]
    intake.process_received(desk.gateway)
    assert desk.cases() == [("unreadable-file", "open")]
    with desk.store.read() as session:
        assert blobs.get(session, desk.store, desk.rows(Transmission)[0].blob_sha256) == content


def test_a_whole_order_in_utf_16_is_kept_and_named(desk: Desk) -> None:
    desk.put(desk.file(ORDER).decode().encode("utf-16"))
    assert answers(desk) == []
    assert desk.cases() == [("unreadable-file", "open")]


@pytest.mark.parametrize("rest", [b"\n-- and now for something else --\n", b"ISA*00*"])
def test_what_stands_behind_an_interchange_is_named_and_the_interchange_is_worked(desk: Desk, rest: bytes) -> None:
    desk.put(desk.file(ORDER) + rest)
    assert len(answers(desk)) == 1
    assert desk.exchanges()[0].processing == "new"
    assert desk.cases() == [("unreadable-file", "open")]


@pytest.mark.parametrize("padding", [b"\n", b"\r\n\r\n", b"\x1a", b"\x00" * 80])
def test_padding_behind_the_last_line_is_nothing(desk: Desk, padding: bytes) -> None:
    desk.put(desk.file(ORDER) + padding)
    assert len(answers(desk)) == 1
    assert desk.cases() == []


def test_several_interchanges_in_a_file_are_worked_each_for_itself(desk: Desk) -> None:
    second = desk.file("850-4500001002.edi")
    unknown = orders(7, "PO7").replace(b"NORTHWIND      ", b"SOMEBODY       ")
    desk.put(desk.file(ORDER) + b"\n" + unknown + second)
    acknowledged = [segment[2] for answer in answers(desk) for segment in answer if segment[0] == "AK1"]
    assert acknowledged == ["101", "102"]
    assert [exchange.processing for exchange in desk.exchanges()] == ["new", "quarantined", "new"]
    assert desk.cases() == [("unknown-sender", "open")]


def test_the_same_interchange_twice_in_one_file_is_worked_once(desk: Desk) -> None:
    desk.put(desk.file(ORDER) + desk.file(ORDER))
    acknowledged = [segment[2] for answer in answers(desk) for segment in answer if segment[0] == "AK1"]
    assert acknowledged == ["101", "101"], "answered each time"
    assert len(desk.exchanges()) == 1


@pytest.mark.parametrize("problem", [ZeroDivisionError("division by zero"), AssertionError(), Unreadable("damaged")])
def test_a_file_on_which_something_breaks_does_not_stop_the_others(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, problem: Exception
) -> None:
    looked_at = []

    def examine(content: bytes, *agreed: Any) -> FoundFile:
        looked_at.append(content)
        if b"POISON" in content:
            raise problem
        return examination.examine(content, *agreed)

    desk.sell()
    desk.put(orders(1, "POISON"))
    desk.put(orders(2, "PO2"))
    with monkeypatch.context() as patch:
        patch.setattr(intake, "examine", examine)
        for _ in range(3):
            desk.run()
        assert len(looked_at) == 2, "the poisoned one is not tried again at once"
        desk.clock.advance(seconds=2)
        desk.run()
        assert len(looked_at) == 3
    assert [exchange.business_key for exchange in desk.exchanges()] == ["PO2"]
    assert desk.open_cases() == ["internal-error"]
    desk.clock.advance(minutes=5)
    desk.run()
    assert [exchange.business_key for exchange in desk.exchanges()] == ["PO2", "POISON"]
    assert desk.cases()[0] == ("internal-error", "resolved")


def test_a_test_order_is_answered_and_forgotten(with_erp: Desk, erp: InMemoryErp) -> None:
    lines = [("WIDGET-002", "100", "40.00"), ("NOPE", "1", "1.00")]
    with_erp.put(interchange(1, [order("PO1", lines)], test=True))
    with_erp.run()
    envelopes = [segments(content) for content in with_erp.sent()]
    assert [envelope[0][15] for envelope in envelopes] == ["T", "T"]
    response = envelopes[1]
    assert first(response, "BAK")[3] == "PO1"
    assert [segment[1:3] for segment in response if segment[0] == "ACK"] == [["IA", "60"], ["IB", "40"], ["IR", "1"]]
    (exchange,) = with_erp.exchanges()
    assert (exchange.processing, exchange.answer) == ("done", "received")
    assert exchange.reason == "a test: order PO1 was decided"
    assert with_erp.rows(SalesOrder) == []
    assert with_erp.tasks() == []
    assert erp.entries == []
    assert with_erp.cases() == []
    with_erp.put(orders(2, "PO1", lines=[("WIDGET-002", "60", "40.00")]))
    with_erp.run()
    assert [row.state for row in with_erp.rows(SalesOrder)] == ["open"], "the real one comes under the same number"
    assert len(erp.entries) == 1


def test_a_test_of_a_number_that_is_used_is_not_answered_and_troubles_nobody(desk: Desk) -> None:
    desk.sell()
    desk.put(orders(1, "PO1"))
    desk.run()
    desk.put(interchange(2, [order("PO1")], test=True))
    desk.run()
    assert len(desk.exchanges("out", "855")) == 1
    assert desk.exchanges()[1].reason.startswith("a test: ")
    assert desk.cases() == []


def test_tolerated_findings_do_not_reject(desk: Desk) -> None:
    content = desk.file(ORDER).replace(b"BEG*00*SA*", b"BEG*XX*SA*")
    desk.change_x12(tolerate=["element-invalid-code"])
    desk.put(content)
    (answer,) = answers(desk)
    assert first(answer, "AK5")[1] == "E"
    assert desk.exchanges()[0].processing == "new"
