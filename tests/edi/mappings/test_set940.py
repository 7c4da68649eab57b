"""940: orders to ship as depositors send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    Carriage,
    NamedDate,
    NamedParty,
    Note,
    Party,
    PartyId,
    Quantity,
    Reference,
    WarehouseOrder,
    WarehouseOrderLine,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.warehouse_examples import CASES, DEPOSITOR, ORDER

W05 = "W05*N*538686*PO-77"


def line(*segments: str) -> WarehouseOrderLine:
    document, _ = read_lines("940", W05, "LX*1", *segments)
    (found,) = document.lines
    assert isinstance(found, WarehouseOrderLine)
    return found


def test_an_order_of_a_grocer() -> None:
    document, leftovers = read_lines(
        "940", "W05*N*538686*PO-77*001001*538686*SA", "N1*ST*STORE 7*92*0007", "N3*1 MAIN ST", "N4*AVA*MN*55101",
        "N1*DE*MILLS*9*1234567890000", "N1*WH*DEPOT*9*1234567890140", "N1*CA*CARRIER", "N9*BR*R1121", "G62*10*20260204",
        "G62*02*20260207", "G62*54*20260208", "NTE*WHI*SHIP ON CHEP PALLETS", "NTE*DEL*CALL BEFORE", "NTE*ADD*ARRIVAL",
        "W66*PP*M**01*MTEN*****RDWY",
        "LX*1", "W01*12*CA*000100000010*VN*000100*UC*DEC0199******L-9", "G69*11.5 OZ", "G69*STRUDEL", "N9*PC*DEC0199",
        "W76*12*500*LB*24*CF",
    )  # fmt: skip
    assert isinstance(document, WarehouseOrder)
    assert (document.number, document.order_number, document.status, document.kind) == ("538686", "PO-77", "N", "SA")
    assert (document.link, document.link_sequence) == ("538686", "001001")
    assert document.depositor.ids == (PartyId("9", "1234567890000"),)
    assert document.warehouse.name == "DEPOT"
    assert document.parties == (NamedParty("CA", Party("CARRIER")),)
    assert document.ship_to is not None
    assert document.ship_to.address.city == "AVA"
    assert (document.requested_ship, document.requested_delivery) == (dt.date(2026, 2, 4), dt.date(2026, 2, 7))
    assert document.dates == (NamedDate("063", dt.date(2026, 2, 8)),)
    assert document.notes == (Note("WHI", "SHIP ON CHEP PALLETS"), Note("DEL", "CALL BEFORE ARRIVAL"))
    assert document.carriage == Carriage("M", "RDWY", "MTEN", "PP", unit_load="01")
    assert (document.gross_weight, document.volume) == (Quantity(Decimal(500), "LBR"), Quantity(Decimal(24), "FTQ"))
    assert document.references == (Reference("BR", "R1121"),)
    (one,) = document.lines
    assert (one.number, one.quantity, one.lot) == ("1", Quantity(Decimal(12), "XCS"), "L-9")
    assert [(item.qualifier, item.value) for item in one.items] == [
        ("UA", "000100000010"), ("VN", "000100"), ("UC", "DEC0199"),
    ]  # fmt: skip
    assert one.description == "11.5 OZ STRUDEL"
    assert unread(leftovers) == []


def test_the_number_of_a_line_is_its_own_or_that_of_its_counter() -> None:
    document, _ = read_lines(
        "940", W05,
        "LX*1", "W01*1*EA**VN*A", "N9*LI*0010", "W01*2*EA**VN*B", "N9*LI*0020", "LX*2", "W01*3*EA**VN*C",
    )  # fmt: skip
    assert [(one.number, one.quantity.value) for one in document.lines] == [("0010", 1), ("0020", 2), ("2", 3)]


def test_a_line_is_written_below_a_counter_and_keeps_its_number() -> None:
    written = lines("940", ORDER)
    assert [text for text in written if text.startswith("LX")] == ["LX*1", "LX*2"]
    assert [text for text in written if text.startswith("N9*LI")] == ["N9*LI*10"]


@pytest.mark.parametrize(
    "segments",
    [
        ("W01*1*EA**VN*A********L-9",),
        ("W01*1*EA**VN*A*LT*L-9",),
        ("W01*1*EA**VN*A", "N9*LT*L-9"),
    ],
)
def test_a_lot_in_each_of_its_places(segments: tuple[str, ...]) -> None:
    found = line(*segments)
    assert (found.lot, [item.value for item in found.items]) == ("L-9", ["A"])


def test_a_second_lot_is_not_lost() -> None:
    found = line("W01*1*EA**VN*A*LT*L-8******L-9", "N9*LT*L-7")
    assert (found.lot, [item.value for item in found.items]) == ("L-9", ["A", "L-8"])
    assert found.references == (Reference("LT", "L-7"),)


def test_a_long_lot_goes_where_it_fits() -> None:
    (first, *_) = ORDER.lines
    written = lines("940", replace(ORDER, lines=(replace(first, lot="L-1234567890-A"),)))
    assert "N9*LT*L-1234567890-A" in written


def test_item_numbers_beyond_the_places_of_the_segment_stand_beside_it() -> None:
    (first, *_) = ORDER.lines
    five = (CASES[0], *(replace(CASES[1], value=str(number)) for number in range(4)))
    written = lines("940", replace(ORDER, lines=(replace(first, items=five),)))
    assert "W01*100*EA*000100000010*VN*0*VN*1********VN*2" in written
    assert "N9*IX*3*VN" in written
    assert read_lines("940", *written)[0].lines[0].items == five
    # Neither a description in words nor a number without one is a qualifier.
    found = line("W01*1*EA**VN*A", "N9*IX*4711", "N9*IX*4712*SIX PACK")
    assert [item.value for item in found.items] == ["A"]
    assert found.references == (Reference("IX", "4711"), Reference("IX", "4712", "SIX PACK"))


def test_what_has_no_place_stays() -> None:
    _, leftovers = read_lines(
        "940", W05, "N9*VX*DE1*SU", "W09*CZ*-10*FA", "LX*1", "MAN*GM*1", "W01*5*EA**VN*A",
        "W20*6*12*OZ", "W76*6",
    )  # fmt: skip
    assert unread(leftovers) == [
        "W0901@4=CZ", "W0902@4=-10", "W0903@4=FA", "MAN01@6=GM", "MAN02@6=1", "W2001@8=6", "W2002@8=12", "W2003@8=OZ",
        "W7601@9=6",
    ]  # fmt: skip


def test_a_registration_in_n9_belongs_to_the_party_that_it_names() -> None:
    document, _ = read_lines("940", W05, "N1*DE*ACME", "N9*VX*DE123456789*DE", "N9*VX*DE2*WH", "N9*VX*DE3")
    assert document.depositor.vat_id == "DE123456789"
    assert document.references == (Reference("VX", "DE2", "WH"), Reference("VX", "DE3"))


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("LX*1",), "segment W05 is missing"),
        (("W05*N",), "W0502 is missing"),
        ((W05, "LX*1", "W01**EA**VN*A"), "the line has no quantity"),
        ((W05, "LX*1", "W01*many*EA**VN*A"), "W0101 is not a number: 'many'"),
        ((W05, "G62*10*20260231"), "G6202 is not a date"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("940", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (first, second) = ORDER.lines
    for changed, field in (
        (replace(ORDER, status="?"), "status"),
        (replace(ORDER, link_sequence=""), "link"),
        (replace(ORDER, lines=(replace(first, number=""), second)), "lines[0].number"),
        (replace(ORDER, lines=(replace(first, items=()),)), "W0103"),
        (replace(ORDER, lines=(replace(first, quantity=Quantity(Decimal(1), "")),)), "W0102"),
        (replace(ORDER, notes=(Note("WHI", ""),)), "notes[0].text"),
        (replace(ORDER, notes=(Note("WHI", "One"), Note("ADD", "Two"))), "notes"),
        (replace(ORDER, carriage=Carriage(mode="M")), "carriage.payment"),
        (replace(ORDER, carriage=Carriage(mode="M", payment="PP", seals=("S-1",))), "carriage.seals"),
        (replace(ORDER, carriage=Carriage()), "carriage"),
        (replace(ORDER, dates=(NamedDate("118", dt.date(2026, 1, 5)),)), "dates[0].kind"),
        (replace(ORDER, depositor=replace(DEPOSITOR, ids=(*DEPOSITOR.ids, PartyId("UL", "1")))), "depositor.ids"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("940", changed)
        assert field in caught.value.where
