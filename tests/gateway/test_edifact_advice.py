"""What a CONTRL cannot say goes out as an APERAK, and one that comes is set beside what we sent."""

from __future__ import annotations

from typing import Any

from sqlmodel import col

from b2b.store.tables import ExceptionCase, Link
from tests.gateway.desk import Desk
from tests.gateway.edifact import interchange, order, orders, sent, speak


def advised(partner: dict[str, Any]) -> None:
    """APERAK is agreed on in both directions, about orders."""
    for one in partner["agreement"]:
        if one["document"] == "ORDERS":
            one["application_advice"] = True
    partner["agreement"] += [{"document": "APERAK", "direction": way} for way in ("in", "out")]


def test_an_order_whose_number_is_used_is_refused_by_name(desk: Desk) -> None:
    speak(desk, advised)
    desk.sell()
    desk.put(orders("101", "PO1"))
    desk.put(orders("102", "PO1"), "again.edi")
    desk.run()
    assert desk.open_cases() == ["order-number-used"]
    (body,) = sent(desk, "824")
    assert ["RFF", "ON:PO1"] in body
    assert [one[1].split(":")[1] for one in body if one[0] == "RFF" and one[1].startswith("ACE:")] == ["102"]
    (advice,) = desk.exchanges("out", "APERAK")
    assert (advice.document_type, advice.processing) == ("824", "done")


def test_totals_that_do_not_agree_are_told(desk: Desk) -> None:
    speak(desk, advised)
    desk.sell()
    desk.put(interchange("101", [order("PO1", total=7)]))
    desk.run()
    (exchange,) = desk.exchanges()
    told = {finding["code"] for finding in exchange.findings}
    assert told == {"line-count-differs"}
    assert len(sent(desk, "824")) == 1


def test_an_advice_is_said_once_and_about_no_advice(desk: Desk) -> None:
    speak(desk, advised)
    desk.sell()
    for reference in ("101", "102"):
        desk.put(orders(reference, "PO1"), f"{reference}.edi")
    desk.run()
    desk.run()
    assert len(sent(desk, "824")) == 1


def test_what_the_partners_application_refuses_is_an_exception(desk: Desk) -> None:
    speak(desk, advised)
    desk.sell()
    desk.put(orders("101", "PO1"))
    desk.run()
    (response,) = desk.exchanges("out", "ORDRSP")
    body = ["BGM+313+A1+27", "DTM+137:20260302:102", f"RFF+ACW:{response.control_number}", "RFF+ON:PO1", "ERC+1:116"]
    desk.put(interchange("102", [body], type="APERAK:D:96A:UN"), "aperak.edi")
    desk.run()
    (advice,) = desk.exchanges("in", "APERAK")
    assert (advice.document_type, advice.processing) == ("824", "done"), advice.reason
    assert "rejected-by-application" in desk.open_cases()
    (case,) = desk.rows(ExceptionCase, col(ExceptionCase.code) == "rejected-by-application")
    assert "ORDRSP PO1" in case.message
    linked = desk.rows(Link, col(Link.from_exchange) == advice.id)
    assert [link.to_exchange for link in linked] == [response.id]
