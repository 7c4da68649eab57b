"""862: shipping schedules as buyers send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    DeliveryPattern,
    ItemId,
    ItemScheme,
    JustInTimeCall,
    NamedDate,
    Party,
    Quantity,
    Reference,
    ScheduledQuantity,
    ShippingSchedule,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.schedule_examples import SHIPPING

BSS = "BSS*05*SS-1*20260124*SH*20260126*20260130*12*F-7***A"
LIN = "LIN*1*BP*NW-4711*PO*4500000900*PL*10*PD*WIDGET, BLUE"


def test_what_to_ship_this_week_by_the_clock() -> None:
    document, leftovers = read_lines(
        "862", BSS, "DTM*193*20260126*0600", "N1*SI*NORTHWIND*92*NW", "REF*RU*TOUR-4", "PER*CN*DISPATCH*TE*555",
        "N1*SU*ACME*92*4711", "N1*MI*NORTHWIND AG", "N1*CA*DHL", "REF*SCA*DHLC", LIN, "UIT*EA", "PRS*4", "QTY*01*80*EA",
        "REF*DK*21", "SDP*A*D", "FST*80*C*D*20260126**010*1615*DO*A-17", "DTM*002*20260127*0700", "SDQ*EA*92*1*80",
        "JIT*50*0700", "REF*LU*A3", "JIT*30*133000", "SHP*02*1400*051*20250101", "REF*SI*DN-1", "TD5**2*DHLC",
        "CTT*1*80",
    )  # fmt: skip
    assert isinstance(document, ShippingSchedule)
    assert (document.number, document.release_number, document.forecast_number) == ("SS-1", "12", "F-7")
    assert document.dates == (NamedDate("193", dt.date(2026, 1, 26), dt.time(6)),)
    assert (document.buyer.name, document.supplier.name) == ("NORTHWIND", "ACME")
    assert [(one.role, one.party.name) for one in document.parties] == [("MI", "NORTHWIND AG"), ("CA", "DHL")]
    assert document.references == (Reference("RU", "TOUR-4"), Reference("SCA", "DHLC"))
    (item,) = document.lines
    assert (item.number, item.order_number, item.order_line) == ("1", "4500000900", "10")
    assert (item.description, item.items) == ("WIDGET, BLUE", (ItemId(ItemScheme.BUYER, "NW-4711", "BP"),))
    (row,) = item.schedule
    assert (row.pattern, row.time) == ((DeliveryPattern("A", "D"),), dt.time(16, 15))
    assert row.dates == (NamedDate("002", dt.date(2026, 1, 27), dt.time(7)),)
    assert row.calls == (
        JustInTimeCall(each(50), dt.time(7), (Reference("LU", "A3"),)),
        JustInTimeCall(each(30), dt.time(13, 30)),
    )
    assert (item.to_date, item.carrier) == (each(1400), "DHLC")
    assert leftovers == ()


def test_calls_are_in_the_unit_of_the_line() -> None:
    document, _ = read_lines("862", BSS, LIN, "UIT*TN", "FST*1*C*D*20260126", "JIT*.500*1952")
    assert document.lines[0].schedule[0].calls[0].quantity == Quantity(Decimal("0.500"), "STN")


def test_what_has_no_place_stays_and_wrong_totals_are_shown() -> None:
    _, leftovers = read_lines(
        "862", BSS, "N1*SU*ACME", "FOB*CC", LIN, "UIT*EA", "PKG*F****PALLET", "SDP*A*D", "PID*F****BLUE", "CTT*1*9"
    )
    assert unread(leftovers) == [
        "FOB01@4=CC", "PKG01@7=F", "PKG05@7=PALLET", "SDP01@8=A", "SDP02@8=D", "PID01@9=F", "PID05@9=BLUE",
        "CTT02@10=9",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        ((LIN, "UIT*EA"), "segment BSS is missing"),
        (("BSS*00**20260124*SH*20260126*20260130*12", LIN), "BSS02 is missing"),
        (("BSS*00*1*20260124*SH*20260126**12", LIN), "BSS06 is missing"),
        ((BSS, LIN, "UIT*EA", "FST*1*C*D*20260126", "JIT*5"), "JIT02 is missing"),
        ((BSS, LIN, "UIT*EA", "FST*1*C*D*20260126", "JIT*5*2460"), "JIT02 is not a time of day"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("862", *segments)


_LINE = SHIPPING.lines[0]
_ROW = _LINE.schedule[0]
_PATTERN = (DeliveryPattern("D", "D"),)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        (replace(SHIPPING, release_number="", forecast_number=""), "release_number"),
        (replace(SHIPPING, lines=(replace(_LINE, unit="", schedule=(), history=()),)), "UIT"),
        (replace(SHIPPING, buyer=Party(), supplier=Party(), ship_to=None), "references"),
        (replace(SHIPPING, lines=(replace(_LINE, ship_to=Party("DC 2")),)), "lines[0].ship_to"),
        (
            replace(SHIPPING, lines=(replace(_LINE, schedule=(_ROW, replace(_ROW, pattern=_PATTERN))),)),
            "lines[0].schedule[1].pattern",
        ),
        (
            replace(SHIPPING, lines=(replace(_LINE, schedule=(ScheduledQuantity(Quantity(Decimal(1), "KGM"), _ROW.start),)),)),
            "lines[0].schedule[0].quantity.unit",
        ),
        (replace(SHIPPING, parties=(replace(SHIPPING.parties[0], role="?"),)), "parties[0].role"),
        (replace(SHIPPING, parties=(replace(SHIPPING.parties[0], party=Party()),)), "parties[0].party"),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_refused_by_its_field(changed: ShippingSchedule, field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("862", changed)
    assert field in caught.value.where
