"""What goes out in EDIFACT: named, numbered, gathered and written as agreed, and held to our own schemas before."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import col

from b2b.store.tables import Agreement, Group, Interchange
from tests.e2e.buyers import EDIFACT
from tests.gateway.desk import Desk
from tests.gateway.edifact import interchange, order, orders, sent, speak
from tests.gateway.orders import orders as x12_orders


def answered(desk: Desk, *numbers: str) -> None:
    """Orders come in one interchange, and are answered."""
    desk.sell()
    desk.put(orders("101", *numbers))
    desk.run()


def responses(desk: Desk) -> list[bytes]:
    """The files with answers to orders."""
    return [content for content in desk.sent() if b"ORDRSP" in content]


def test_the_envelope_is_the_agreed_one(desk: Desk) -> None:
    def change(partner: dict[str, Any]) -> None:
        partner["identity"][0]["routing"] = "STORES"
        next(one for one in partner["agreement"] if one["document"] == "ORDRSP")["association"] = "EAN005"

    speak(
        desk,
        change,
        service_characters="|*.\\ ~",
        newline=False,
        request_contrl=True,
        application="SUPPLY",
        agreement_id="NW-2026",
    )
    answered(desk, "PO1")
    (content,) = responses(desk)
    assert content.startswith(b"UNA|*.\\ ~UNB*UNOC|3*4012345000009|14*4098765000002|14|STORES*")
    assert b"**SUPPLY**1*NW-2026~UNH*2*ORDRSP|D|96A|UN|EAN005~BGM*" in content
    assert b"\n" not in content


def test_usual_characters_need_no_una(desk: Desk) -> None:
    speak(desk, una=False, syntax=4, service_characters=":+.?*'", character_set="UNOY")
    answered(desk, "PO1")
    (content,) = responses(desk)
    assert content.startswith(b"UNB+UNOY:4+4012345000009:14+4098765000002:14+2026")


@pytest.mark.parametrize(
    ("agreed", "expected"),
    [
        ({}, [("UNOB:2", "CONTRL:D:3:UN"), ("UNOC:3", "CONTRL:D:3:UN"), ("UNOB:4", "CONTRL:4:1:UN")]),
        ({"syntax": 4}, [("UNOB:2", "CONTRL:D:3:UN"), ("UNOB:3", "CONTRL:D:3:UN"), ("UNOC:4", "CONTRL:4:1:UN")]),
        ({"syntax": 4, "contrl_syntax": "agreed"}, [("UNOC:4", "CONTRL:4:1:UN")]),
    ],
)
def test_a_contrl_is_of_the_syntax_of_what_it_answers(
    desk: Desk, agreed: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    speak(desk, **agreed)
    ours = b"UNOC" if not agreed else b"UNOB"
    for reference, version in (("101", b"UNOA:2"), ("102", ours + b":3"), ("103", b"UNOB:4")):
        content = orders(reference, f"PO{reference}").replace(b"UNOC:3", version)
        if version.endswith(b"4"):
            content = content.replace(b"+260302:", b"+20260302:")
        desk.put(content, f"{reference}.edi")
    desk.run()
    contrls = [EDIFACT.segments(content) for content in desk.sent() if b"+CONTRL:" in content]
    assert sorted((whole[0][1], whole[1][2]) for whole in contrls) == sorted(expected)
    answered = sorted(s[1] for whole in contrls for s in whole if s[0] == "UCI")
    assert answered == ["101", "102", "103"]
    assert len(sent(desk, "997")) == 3


def test_messages_of_a_kind_share_an_interchange_as_many_as_agreed(desk: Desk) -> None:
    def two(partner: dict[str, Any]) -> None:
        next(one for one in partner["agreement"] if one["document"] == "ORDRSP")["sets_a_group"] = 2

    speak(desk, two)
    answered(desk, "PO1", "PO2", "PO3")
    assert [len(EDIFACT.messages(EDIFACT.segments(one), "855")) for one in responses(desk)] == [2, 1]
    rows = desk.rows(Group, col(Group.functional_id) == "ORDRSP")
    envelopes = {row.id: row for row in desk.rows(Interchange, col(Interchange.direction) == "out")}
    assert [row.control_number for row in rows] == [envelopes[row.interchange_id].control_number for row in rows]
    assert {row.version for row in envelopes.values()} == {"UNOC:3"}
    references = [body[0][1] for body in sent(desk, "855")]
    assert references == [row.control_number for row in desk.exchanges("out", "ORDRSP")]
    assert len(set(references)) == 3


def test_groups_where_they_are_agreed_but_never_around_a_contrl(desk: Desk) -> None:
    speak(desk, groups=True)
    answered(desk, "PO1", "PO2")
    (content,) = responses(desk)
    tags = [segment[0] for segment in EDIFACT.segments(content) if segment[0].startswith("UN") and segment[0] != "UNS"]
    assert tags == ["UNB", "UNG", "UNH", "UNT", "UNH", "UNT", "UNE", "UNZ"]
    (contrl,) = [one for one in desk.sent() if b"CONTRL" in one]
    assert b"UNG" not in contrl
    (row,) = desk.rows(Group, col(Group.functional_id) == "ORDRSP")
    assert b"UNG+ORDRSP+4012345000009+4098765000002+" in content
    assert f"UNE+2+{row.control_number}'".encode() in content


def test_a_despatch_advice_says_on_which_day_it_was_made(desk: Desk) -> None:
    speak(desk)
    answered(desk, "PO1")
    desk.ship("PO1")
    desk.run()
    (advice,) = sent(desk, "856")
    assert next(one[1] for one in advice if one[0] == "DTM") == f"137:{desk.clock.now():%Y%m%d}:102"


def test_kinds_share_an_interchange_where_that_is_agreed_and_a_contrl_goes_alone(desk: Desk) -> None:
    def gather(partner: dict[str, Any]) -> None:
        for document in ("DESADV", "INVOIC"):
            _gather(partner, document)

    speak(desk, gather, groups_an_interchange=5)
    answered(desk, "PO1")
    desk.ship("PO1")
    desk.run()
    desk.clock.advance(seconds=3600)
    desk.put(orders("102", "PO2"), "second.edi")
    desk.run()
    kinds = [_kinds(content) for content in desk.sent()]
    assert kinds.count({"CONTRL"}) == 2
    assert any({"DESADV", "INVOIC"} <= one for one in kinds)
    assert all("CONTRL" not in one or one == {"CONTRL"} for one in kinds)


def _kinds(content: bytes) -> set[str]:
    """The messages in a file by their types."""
    return {one[2].split(":")[0] for one in EDIFACT.segments(content) if one[0] == "UNH"}


def test_what_the_character_set_does_not_have_stays_behind_and_is_named(desk: Desk) -> None:
    speak(desk, character_set="UNOC")
    desk.sell()
    desk.put(orders("101", "PO1"))
    desk.run()
    speak(desk, character_set="UNOA")
    desk.put(orders("102", "PO2"), "second.edi")
    desk.run()
    failed = [row for row in desk.exchanges("out", "ORDRSP") if row.processing == "failed"]
    assert [row.business_key for row in failed] == ["PO2"]
    assert "is not in the agreed character set" in failed[0].reason
    assert "ORDRSP" in failed[0].reason
    assert "cannot-be-written" in desk.open_cases()


def test_text_is_written_with_what_the_character_set_has_where_that_is_agreed(desk: Desk) -> None:
    speak(desk, character_set="UNOB", transliterate=True)
    desk.sell()
    body = order("PO1")
    body.insert(body.index("PIA+5+WIDGET-001:SA") + 1, "IMD+F++:::Größe L")
    desk.put(interchange("101", [body]))
    desk.run()
    (content,) = responses(desk)
    assert b"IMD+F++:::Groesse L'" in content
    (row,) = desk.exchanges("out", "ORDRSP")
    assert [(one["code"], one["where"]) for one in row.findings] == [("text-transliterated", "lines[0].description")]


def test_what_is_missing_to_send_is_named(desk: Desk) -> None:
    speak(desk)
    answered(desk, "PO1")

    def gone(partner: dict[str, Any]) -> None:
        partner["identity"] = [{"id": "NORTHWIND"}]

    speak(desk, gone)
    desk.ship("PO1")
    desk.run()
    reasons = {row.reason for row in desk.exchanges("out") if row.processing == "failed"}
    assert all('[[partner.identity]] with syntax = "edifact" is missing' in reason for reason in reasons)
    assert reasons


def test_a_document_that_waits_goes_out_in_the_syntax_of_now(desk: Desk) -> None:
    """The answer is gathered under an agreement of X12, which becomes one of EDIFACT before it is due."""
    desk.sell()
    desk.change_partner(lambda partner: _gather(partner, "855"))
    desk.put(x12_orders(101, "PO1"))
    desk.run()
    assert [row.set_id for row in desk.exchanges("out") if row.processing == "new"] == ["855"]
    speak(desk)
    desk.clock.advance(seconds=3600)
    desk.run()
    (row,) = desk.exchanges("out", "ORDRSP")
    assert (row.document_type, row.processing, row.business_key) == ("855", "done", "PO1")


def _gather(partner: dict[str, Any], document: str) -> None:
    next(one for one in partner["agreement"] if one["document"] == document)["batch_minutes"] = 30


def test_the_agreement_says_how_it_was_written(desk: Desk) -> None:
    speak(desk, syntax=4)
    rows = {row.document: row for row in desk.rows(Agreement, col(Agreement.superseded_at).is_(None))}
    assert rows["ORDRSP"].release == "D96A"
    assert rows["ORDRSP"].settings["edifact"]["syntax"] == 4
    assert "x12" not in rows["ORDRSP"].settings


@pytest.mark.parametrize("release", ["D96A", "D01B"])
def test_everything_from_the_answer_to_the_invoice_in_either_directory(desk: Desk, release: str) -> None:
    speak(desk, release=release)
    answered(desk, "PO1")
    desk.ship("PO1")
    desk.run()
    assert [len(sent(desk, kind)) for kind in ("997", "855", "856", "810")] == [1, 1, 1, 1]
    assert desk.open_cases() == []


def test_an_invoice_names_the_parties_by_the_glns_that_the_order_names_them_by(desk: Desk) -> None:
    speak(desk)
    first, day, *rest = order("PO1")
    named = ["NAD+BY+4098765000002::9", "NAD+SU+4012345000009::9", "RFF+IA:V-77"]
    desk.sell()
    desk.put(interchange("1", [[first, day, *named, *rest]]))
    desk.run()
    desk.ship("PO1")
    desk.run()
    (invoice,) = [content for content in desk.sent() if b"+INVOIC:" in content]
    assert b"NAD+SU+4012345000009::9+" in invoice
    assert b"RFF+IA:V-77'" in invoice
    assert b"NAD+BY+4098765000002::9+" in invoice
    assert desk.open_cases() == []
