"""Loops of an explained file, folded where many are alike."""

from __future__ import annotations

from collections.abc import Iterable

from b2b.edi.views.explain import Line, Role, explain
from b2b.edi.views.explain_html import page
from b2b.edi.views.fold import Block, blocks, unfolded
from tests.edi.x12.messages import SHIP_NOTICE, message

DATES = {9: "20260231"}


def order(lines: int) -> bytes:
    body = ["BEG*00*SA*4711**20260105", "N1*BY*Example Buyer"]
    for number in range(1, lines + 1):
        body += [f"PO1*{number}*10*EA*1.5**VP*W-{number}", "PID*F****Widget"]
        body.append(f"DTM*002*{DATES.get(number, '20260119')}")
    return message([*body, f"CTT*{lines}"])


def flat(items: Iterable[Line | Block]) -> list[Line]:
    found: list[Line] = []
    for item in items:
        found += [item.head, *flat(item.body)] if isinstance(item, Block) else [item]
    return found


def test_nothing_is_lost_or_moved() -> None:
    for data in (order(12), message(), message(SHIP_NOTICE, "856", "SH"), b"noise", order(4)[:400]):
        lines = list(explain(data))
        assert flat(blocks(lines)) == lines


def test_a_loop_holds_what_is_in_it() -> None:
    loops = [item for item in blocks(explain(order(2))) if isinstance(item, Block)]
    assert [loop.head.label for loop in loops] == ["N1", "PO1", "PO1", "CTT"]
    inside = [item.head.label if isinstance(item, Block) else item.label for item in loops[1].body]
    assert inside == ["PO101", "PO102", "PO103", "PO104", "PO106", "PO107", "PID", "DTM", "DTM01", "DTM02"]


def test_levels_of_a_ship_notice_are_in_each_other() -> None:
    (shipment,) = (
        i for i in blocks(explain(message(SHIP_NOTICE, "856", "SH"))) if isinstance(i, Block) and i.head.label == "HL"
    )
    (inner,) = (i for i in shipment.body if isinstance(i, Block) and i.head.label == "HL")
    assert [i.head.label for i in inner.body if isinstance(i, Block)] == ["HL"]


def test_of_many_alike_the_first_and_those_with_findings_are_open() -> None:
    shown = list(unfolded(explain(order(12))))
    assert [line.value.split("*")[1] for line in shown if line.label == "PO1"] == ["1", "2", "3", "9"]
    hidden = [line.text for line in shown if line.role is Role.INFO and line.text.startswith("...")]
    assert hidden == ["... 5 more PO1 without findings", "... 3 more PO1 without findings"]
    html = "".join(page(explain(order(12)), "orders"))
    # N1, four PO1 and their PID, CTT; a folded PO1 has an open PID in it.
    assert (html.count("<details>"), html.count("<details open>"), html.count("</details>")) == (8, 18, 26)


def test_few_are_not_folded() -> None:
    lines = list(explain(order(3)))
    assert list(unfolded(lines)) == lines
