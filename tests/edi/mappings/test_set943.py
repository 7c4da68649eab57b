"""943: stock on its way to a warehouse, as depositors announce it, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import Carriage, NamedDate, Party, Quantity, Reference, StockTransfer
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.messages import context, lines, read_lines, unread
from tests.edi.mappings.warehouse_examples import TRANSFER

W06 = "W06*F*TR-1*20260108*SH-1*T-9*PO-7*LOAD*000001"


def test_a_transfer_of_a_plant() -> None:
    document, leftovers = read_lines(
        "943", W06, "N1*WH*DEPOT*91*D1", "N1*SF*PLANT*92*P1", "N9*BM*BL-1", "N9*2I*TRACK", "N9*ZZ*X", "G62*11*20260108",
        "G62*17*20260109", "G62*BF*20260101", "NTE*WHI*GATE 4", "W27*M*SCAC*ROUTE*PP*TL*ABCD*4711", "W10*01*22*1*S1*S2",
        "W04*100*CA**VN*A-1*UP*012345678905*******LT*L-7", "G69*RED WIDGET", "N9*LI*10", "N9*IV*INV-1",
        "W04*50*CA*000100000010", "N9*LI*20", "W03*150*1200*LB*30*CF*22*PL",
    )  # fmt: skip
    assert isinstance(document, StockTransfer)
    assert (document.number, document.date, document.report) == ("TR-1", dt.date(2026, 1, 8), "F")
    assert (document.shipment_number, document.carrier_number, document.order_number) == ("SH-1", "T-9", "PO-7")
    assert (document.link, document.link_sequence) == ("LOAD", "000001")
    assert (document.bill_of_lading, document.tracking) == ("BL-1", "TRACK")
    assert document.references == (Reference("ZZ", "X"),)
    assert (document.shipped, document.estimated_delivery) == (dt.date(2026, 1, 8), dt.date(2026, 1, 9))
    assert document.dates == (NamedDate("432:BF", dt.date(2026, 1, 1)),)
    assert document.carriage == Carriage(
        "M", "SCAC", "ROUTE", "PP", "TL", "ABCD", "4711", ("S1", "S2"), "01", "1", pallets=22
    )
    assert (document.gross_weight, document.volume, document.packages) == (
        Quantity(Decimal(1200), "LBR"),
        Quantity(Decimal(30), "FTQ"),
        Quantity(Decimal(22), "XPX"),
    )
    first, second = document.lines
    assert (first.number, first.lot, first.description) == ("10", "L-7", "RED WIDGET")
    assert [item.value for item in first.items] == ["A-1", "012345678905"]
    assert first.references == (Reference("IV", "INV-1"),)
    assert (second.number, second.quantity) == ("20", Quantity(Decimal(50), "XCS"))
    assert unread(leftovers) == []


def test_the_day_of_the_group_where_the_advice_has_none() -> None:
    known = context(date=dt.date(2026, 1, 9))
    assert read_lines("943", "W06*F*TR-1", "W27*M*SCAC", known=known)[0].date == dt.date(2026, 1, 9)
    with pytest.raises(Unreadable, match="W0603 is missing"):
        read_lines("943", "W06*F*TR-1", "W27*M*SCAC")


def test_wrong_totals_and_what_has_no_place_are_shown() -> None:
    _, leftovers = read_lines("943", "W06*F*TR-1*20260108**********RR", "W28*C", "W04*5*EA**VN*A*****A", "W03*6*10*LB")
    assert unread(leftovers) == ["W0613@2=RR", "W2801@3=C", "W0410@4=A", "W0301@5=6"]


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("W27*M*SCAC",), "segment W06 is missing"),
        ((W06, "W04**EA**VN*A"), "the line has no quantity"),
        ((W06, "W03*1*heavy*LB"), "W0302 is not a number"),
        ((W06, "W10*01*2.5"), "W1002 is not a whole number"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("943", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (first, _) = TRANSFER.lines
    for changed, field in (
        (replace(TRANSFER, carriage=None), "W27"),
        (replace(TRANSFER, lines=()), "W04"),
        (replace(TRANSFER, depositor=Party(), warehouse=Party(), ship_from=None), "N1"),
        (replace(TRANSFER, report=""), "report"),
        (replace(TRANSFER, carrier_number="1234567890123"), "carrier_number"),
        (replace(TRANSFER, packages=Quantity(Decimal("1.5"), "XPX")), "packages.value"),
        (replace(TRANSFER, gross_weight=Quantity(Decimal(1), "furlong")), "gross_weight.unit"),
        (replace(TRANSFER, lines=(replace(first, references=(Reference("LI", "9"),), number=""),)), "lines[0].number"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("943", changed)
        assert field in caught.value.where
