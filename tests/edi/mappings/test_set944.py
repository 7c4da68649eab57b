"""944: what warehouses received, as they report it, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import Carriage, Party, Quantity, ReceiptException, Reference, StockTransferReceipt
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import context, lines, read_lines, unread
from tests.edi.mappings.warehouse_examples import RECEIPT

W17 = "W17*F*20260109*WR-1*TR-1*SH-1"


def test_a_receipt_with_damage() -> None:
    document, leftovers = read_lines(
        "944", "W17*F*20260109*WR-1*TR-1*SH-1*5*0930*LOAD*000001", "N1*WH*DEPOT*91*D1", "N9*BM*BL-1", "G62*19*20260109",
        "W08*M*SCAC**ABCD*4711*S1*S2*01", "W18*01*-18*FA",
        "W07*98*CA**VN*A-1***L-7", "G69*RED WIDGET", "N9*LI*10", "W20*12", "W13*2*CA*01*L-7*PP", "N9*ZZ*PHOTO",
        "W13*1*CA*02", "W14*98*100*3",
    )  # fmt: skip
    assert isinstance(document, StockTransferReceipt)
    assert (document.number, document.date, document.report) == ("WR-1", dt.date(2026, 1, 9), "F")
    assert (document.transfer_number, document.shipment_number) == ("TR-1", "SH-1")
    assert (document.link, document.link_sequence, document.bill_of_lading) == ("LOAD", "000001", "BL-1")
    assert document.carriage == Carriage("M", "SCAC", equipment_owner="ABCD", equipment="4711", seals=("S1", "S2"))
    (line,) = document.lines
    assert (line.number, line.quantity, line.description) == ("10", Quantity(Decimal(98), "XCS"), "RED WIDGET")
    assert line.exceptions == (
        ReceiptException(Quantity(Decimal(2), "XCS"), "01", "L-7", "PP", (Reference("ZZ", "PHOTO"),)),
        ReceiptException(Quantity(Decimal(1), "XCS"), "02"),
    )
    assert unread(leftovers) == [
        "W1706@2=5", "W1707@2=0930", "W0808@6=01", "W1801@7=01", "W1802@7=-18", "W1803@7=FA", "W2001@11=12",
        "W1402@15=100", "W1403@15=3",
    ]  # fmt: skip


def test_since_005010_lines_stand_below_a_counter() -> None:
    known = context("005010")
    document, leftovers = read_lines(
        "944", W17, "N1*WH*DEPOT", "LX*1", "W07*5*EA**VN*A", "LX*2", "MAN*GM*00340123450000000018", "W07*7*EA**VN*B",
        "LX*3", "MAN*CP*1Z999", "W07*8*EA**VN*C", "W14*20", known=known,
    )  # fmt: skip
    assert [(line.quantity, line.sscc) for line in document.lines] == [
        (each(5), ""),
        (each(7), "340123450000000018"),
        (each(8), ""),
    ]
    assert unread(leftovers) == ["MAN01@10=CP", "MAN02@10=1Z999"]
    assert [text for text in lines("944", RECEIPT, known) if text.startswith("LX")] == ["LX*1"]
    assert not [text for text in lines("944", RECEIPT) if text.startswith("LX")]


def test_lines_of_one_pack_stand_together() -> None:
    first, second = RECEIPT.lines
    packed = replace(first, sscc="340123450000000018")
    document = replace(RECEIPT, lines=(packed, replace(packed, number="3"), second))
    written = lines("944", document, context("005010"))
    assert [text for text in written if text.startswith(("LX", "MAN", "W07"))] == [
        "LX*1",
        "MAN*GM*00340123450000000018",
        "W07*498*EA**BP*NW-4711*VP*WIDGET-001*L-8",
        "W07*498*EA**BP*NW-4711*VP*WIDGET-001*L-8",
        "LX*2",
        "W07*60*EA**EN*4012345000016",
    ]
    with pytest.raises(NotWritable) as caught:
        lines("944", document)
    assert caught.value.where == "lines[0].sscc (944)"


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("W14*1",), "segment W17 is missing"),
        (("W17*F**WR-1",), "W1702 is missing"),
        (("W17*F*20260109",), "W1703 is missing"),
        ((W17, "W07**EA**VN*A"), "the line has no quantity"),
        ((W17, "W07*1*EA**VN*A", "W13**EA*01"), "the exception has no quantity"),
        ((W17, "W07*1*EA**VN*A", "W13*1*EA"), "W1303 is missing"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("944", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (first, _) = RECEIPT.lines
    wrong = (ReceiptException(each(1), ""),)
    for changed, field in (
        (replace(RECEIPT, number=""), "number"),
        (replace(RECEIPT, lines=()), "W07"),
        (replace(RECEIPT, depositor=Party(), warehouse=Party(), ship_from=None), "N1"),
        (replace(RECEIPT, lines=(replace(first, quantity=each(12_345_678)),)), "lines[0].quantity.value"),
        (replace(RECEIPT, lines=(replace(first, exceptions=wrong),)), "lines[0].exceptions[0].condition"),
        (replace(RECEIPT, carriage=Carriage(mode="M", carrier="DHLA", payment="PP")), "carriage.payment"),
        (replace(RECEIPT, carriage=Carriage(mode="M", carrier="DHLA", equipment="4711")), "W0804"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("944", changed)
        assert field in caught.value.where
