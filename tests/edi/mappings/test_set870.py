"""870: reports as suppliers send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    NamedDate,
    NamedQuantity,
    OrderStatusReport,
    Reference,
    ReportedLine,
    ReportedOrder,
    StatusDetail,
    order_status,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.status_examples import INQUIRY, REPORT

BSR = "BSR*1*PP*ST-1*20260121***1100*ASK-7*20260121*0930*00"


def order(*segments: str) -> ReportedOrder:
    document, _ = read_lines("870", BSR, *segments)
    (found,) = document.orders
    assert isinstance(found, ReportedOrder)
    return found


def test_an_order_that_was_shipped_in_part() -> None:
    document, leftovers = read_lines(
        "870", BSR, "TD5**2*DHLC", "DTM*009*20260121", "REF*IA*4711", "N1*SU*ACME", "N1*BY*NORTHWIND", "HL*1**O*1",
        "PRF*4500001001*7**20260105", "ISR*BP*20260126", "DTM*002*20260119*0700", "REF*VN*SO-17", "N1*ST*DC 1",
        "HL*2*1*I*0", "DTM*067*20260126", "REF*DP*038", "N1*ST*DC 2", "PO1*1*100*EA*11.8**VP*A-1", "CUR*SE*EUR",
        "PID*F****WIDGET, BLUE", "ISR*CP*20260119", "QTY*39*80*EA", "DTM*011*20260119*1630", "TD5*****DHL FREIGHT",
        "REF*CN*4711", "ISR*BO*20260126*A01", "PID*F****WAITING FOR PAINT", "QTY*BQ*20*EA", "CTT*2*100",
    )  # fmt: skip
    assert isinstance(document, OrderStatusReport)
    assert (document.reason, document.scope, document.number) == ("1", "PP", "ST-1")
    assert (document.inquiry_number, document.inquiry_time) == ("ASK-7", dt.time(9, 30))
    assert (document.carrier, document.references) == ("DHLC", (Reference("IA", "4711"),))
    (found,) = document.orders
    assert (found.order_number, found.release_number, found.order_date) == ("4500001001", "7", dt.date(2026, 1, 5))
    assert found.statuses == (StatusDetail("BP", dt.date(2026, 1, 26)),)
    assert found.dates == (NamedDate("002", dt.date(2026, 1, 19), dt.time(7)),)
    assert found.references == (Reference("VN", "SO-17"),)
    (line,) = found.lines
    assert (line.number, line.ordered, line.unit_price, line.currency) == ("1", each(100), Decimal("11.8"), "EUR")
    assert (line.references, line.description) == ((Reference("DP", "038"),), "WIDGET, BLUE")
    assert line.statuses == (
        StatusDetail(
            "CP",
            dt.date(2026, 1, 19),
            quantities=(NamedQuantity("39", each(80)),),
            dates=(NamedDate("011", dt.date(2026, 1, 19), dt.time(16, 30)),),
            carrier="DHL FREIGHT",
            references=(Reference("CN", "4711"),),
        ),
        StatusDetail("BO", dt.date(2026, 1, 26), "A01", "WAITING FOR PAINT", (NamedQuantity("BQ", each(20)),)),
    )
    assert line.quantity(order_status.OPEN, order_status.BACK_ORDERED) == each(20)
    assert line.quantity(order_status.SHIPPED) == each(80)
    assert line.quantity(order_status.CANCELLED) is None
    assert leftovers == ()


def test_lines_on_the_level_of_the_order() -> None:
    found = order(
        "HL*1**O", "PRF*PO-1", "DTM*002*20260119", "PO1*1*5*EA***VP*A-1", "ISR*CC*20260120", "PO1**7*EA***VP*A-2*PL*2",
        "ISR*BO",
    )  # fmt: skip
    assert [(line.number, [s.status for s in line.statuses]) for line in found.lines] == [("1", ["CC"]), ("2", ["BO"])]
    assert found.lines[0].dates == ()


def test_the_status_on_the_level_of_an_item_is_its_lines() -> None:
    found = order("HL*1**O", "PRF*PO-1", "HL*2*1*I", "ISR*BO", "QTY*BQ*20*EA", "PO1*1*20*EA***VP*A-1", "ISR*IN")
    assert found.statuses == ()
    assert [status.status for status in found.lines[0].statuses] == ["BO", "IN"]


def test_items_alone_go_with_the_order_that_they_name() -> None:
    document, leftovers = read_lines(
        "870", BSR, "HL*1**I", "PRF*PO-1***20260105", "PO1*1*5*EA***VP*A-1", "HL*2**I", "PRF*PO-2", "PO1*1*5*EA***VP*A-1",
    )  # fmt: skip
    assert [(found.order_number, len(found.lines)) for found in document.orders] == [("PO-1", 1), ("PO-2", 1)]
    assert leftovers == ()


@pytest.mark.parametrize("total", ["CTT*3*12", "CTT*2*12", "CTT*2"])
def test_partners_count_levels_or_lines(total: str) -> None:
    _, leftovers = read_lines(
        "870", BSR, "HL*1**O", "PRF*PO-1", "HL*2*1*I", "PO1*1*5*EA***VP*A-1", "HL*3*1*I", "PO1*2*7*EA***VP*A-2", total
    )
    assert leftovers == ()


def test_what_has_no_place_stays_and_wrong_totals_are_shown() -> None:
    _, leftovers = read_lines(
        "870", BSR + "*1", "HL*1**S", "ISR*CC", "HL*2**O", "PRF*PO-1", "PER*CN*DESK", "HL*3*2*I", "ISR*BO", "HL*4*2*I",
        "PO1*1*5*EA*9*RE*VP*A-1", "PO3*R1****5*EA", "ISR*CC", "SAC*C*D240", "CTT*9*9",
    )  # fmt: skip
    assert unread(leftovers) == [
        "BSR12@2=1", "HL03@3=S", "ISR01@4=CC", "PER01@7=CN", "PER02@7=DESK", "ISR01@9=BO", "PO104@11=9", "PO105@11=RE",
        "PO301@12=R1", "PO305@12=5", "PO306@12=EA", "SAC01@14=C", "SAC02@14=D240", "CTT01@15=9", "CTT02@15=9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("HL*1**O",), "segment BSR is missing"),
        (("BSR*1*PA**20260121", "HL*1**O"), "BSR03 is missing"),
        (("BSR*1*PA*1", "HL*1**O"), "BSR04 is missing"),
        ((BSR, "HL*1**O", "ISR*CC*tomorrow"), "ISR02 is not a date"),
        ((BSR, "HL*1**O", "PO1*1*many*EA"), "PO102 is not a number"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("870", *segments)


def test_a_report_answers_with_what_the_inquiry_named() -> None:
    assert (REPORT.inquiry_number, REPORT.inquiry_date) == (INQUIRY.number, INQUIRY.date)
    written = lines("870", REPORT)
    assert written[0] == "BSR*1*PP*ST-2026-0042*20260121***1100*ASK-7*20260121*0930"
    asked = [segment for segment in lines("869", INQUIRY) if segment.startswith("PRF")]
    assert [segment for segment in written if segment.startswith("PRF")] == asked


_ORDER = REPORT.orders[0]
_LINE = _ORDER.lines[0]


def _with(line: ReportedLine) -> OrderStatusReport:
    return replace(REPORT, orders=(replace(_ORDER, lines=(line,)),))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(REPORT, orders=()), "HL"),
        (replace(REPORT, reason="9A"), "reason"),
        (replace(REPORT, orders=(replace(_ORDER, order_number=""),)), "orders[0].order_number"),
        (_with(ReportedLine((), ())), "orders[0].lines[0].items"),
        (_with(replace(_LINE, statuses=(StatusDetail("??"),))), "orders[0].lines[0].statuses[0].status"),
        (_with(replace(_LINE, statuses=(StatusDetail("CC", quantities=(NamedQuantity("39", each(1)),) * 5),))), "QTY"),
        (
            replace(REPORT, orders=(replace(_ORDER, statuses=(StatusDetail("CC", carrier="DHL"),)),)),
            "orders[0].statuses[0].carrier",
        ),
        (replace(REPORT, orders=(ReportedOrder("1", (_LINE,) * 1000),)), "HL"),
    ],
)
def test_what_cannot_be_said_is_refused_by_its_field(changed: OrderStatusReport, field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("870", changed)
    assert field in caught.value.where
