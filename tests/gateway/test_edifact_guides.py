"""Guides of a partner that writes EDIFACT: what comes is held to them, and so is what goes."""

from __future__ import annotations

from b2b.cli.retrying import retry_exchange
from b2b.edi.guides.shelf import finder
from b2b.store.apply_settings import apply_partner
from b2b.store.settings import load_toml
from b2b.store.tables import ExceptionCase
from tests.e2e.buyers import EDIFACT, FILES
from tests.gateway.desk import Desk
from tests.gateway.edifact import interchange, order, orders, sent, speak

HEAD = 'name = "northwind"\nrelease = "D96A"\n'
DELIVERY = """
[sets.ORDERS]
lines = [
  { at = "DTM[2]", use = "M", say = "the day of delivery" },
  { at = "DTM[2]01-03", codes = "102" },
  { at = "LIN/QTY[21]01-03", use = "M", codes = "EA PCE" },
]
"""
ANSWERS = """
[sets.ORDRSP]
lines = [
  { at = "RFF[ON]01-02", length = [4, 22], say = "the order number" },
  { at = "LIN", check = "QTY[21]01-02 > 0" },
]
"""


def agree(desk: Desk, text: str, message: str) -> None:
    """The agreement on that message with the guide northwind of that text, in a partner that speaks EDIFACT."""
    speak(desk)
    partner = load_toml(EDIFACT.settings(FILES / "partner.toml"), "partner")
    for one in partner["partner"]["agreement"]:
        if one["document"] == message:
            one["guide"] = "northwind"

    def find(name: str) -> str:
        if name == "northwind":
            return HEAD + text
        return finder()(name)

    with desk.store.write() as session:
        apply_partner(session, partner, now=desk.clock.now(), actor="test", where="partner", find_guide=find)


def delivered(number: str, day: str) -> list[str]:
    body = order(number)
    return [*body[:2], day, *body[2:]]


def test_what_breaks_the_guide_is_rejected_alone_and_contrl_tells_where(desk: Desk) -> None:
    agree(desk, DELIVERY, "ORDERS")
    desk.sell()
    good, other, missing = delivered("PO1", "DTM+2:20260309:102"), delivered("PO2", "DTM+2:202611:616"), order("PO3")
    desk.put(interchange("101", [good, other, missing]))
    desk.run()
    came = desk.exchanges("in", "ORDERS")
    assert [one.verdict for one in came] == ["accepted", "rejected", "rejected"]
    assert [[f["guide"] for f in one.findings] for one in came] == [[], ["northwind line 2"], ["northwind line 1"]]
    assert [one.guide_revision_id is not None for one in came] == [True, True, True]
    (contrl,) = sent(desk, "997")
    assert [s for s in contrl if s[0] in ("UCM", "UCS", "UCD")] == [
        ["UCM", "2", "ORDERS:D:96A:UN", "4"], ["UCS", "4"], ["UCD", "12", "2:3"],
        ["UCM", "3", "ORDERS:D:96A:UN", "4"], ["UCS", "3", "13"],
    ]  # fmt: skip
    cases = desk.rows(ExceptionCase)
    assert [case.code for case in cases] == ["set-rejected", "set-rejected"]
    assert "DTM[2]01-03 is none of 102 (guide northwind line 2)" in cases[0].message
    assert "the day of delivery" in cases[1].message


def test_what_we_write_is_held_to_the_guide_and_only_what_breaks_it_stays(desk: Desk) -> None:
    agree(desk, ANSWERS, "ORDRSP")
    desk.sell()
    desk.put(orders("101", "PO-1", "PO2", "PO-3"))
    desk.run()
    assert len(sent(desk, "855")) == 2
    (left,) = [one for one in desk.exchanges("out", "ORDRSP") if one.processing == "failed"]
    (case,) = desk.rows(ExceptionCase)
    assert case.code == "guide-not-kept"
    assert "guide northwind line 1 does not allow it: the order number (RFF[ON]01-02 has 3 characters" in case.message
    assert "order_number (ORDRSP, RFF01 at position" in case.message
    agree(desk, ANSWERS.replace("[4, 22]", "[3, 22]"), "ORDRSP")
    retry_exchange(desk.gateway, left.number, dry_run=False)
    desk.run()
    assert len(sent(desk, "855")) == 3
    assert desk.open_cases() == []


def test_a_guide_may_rest_on_a_layer_that_ships(desk: Desk) -> None:
    agree(desk, 'base = "eancom-1997"\n', "ORDERS")
    desk.sell()
    desk.put(orders("101", "PO1"))
    desk.run()
    (came,) = desk.exchanges("in", "ORDERS")
    missing = [(f["segment"], f["guide"].split()[0]) for f in came.findings if f["severity"] == "error"]
    assert missing == [("NAD", "eancom-1997"), ("NAD", "eancom-1997")]
    assert desk.open_cases() == ["set-rejected"]
