"""945: what warehouses shipped, as they advise it, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    NamedDate,
    Quantity,
    Reference,
    WarehousePack,
    WarehouseShipment,
    WarehouseShippedLine,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.warehouse_examples import SHIPMENT

W06 = "W06*F*WO-1*20260117*SH-7**PO-7"


def shipped(*segments: str) -> WarehouseShipment:
    document, _ = read_lines("945", W06, *segments)
    assert isinstance(document, WarehouseShipment)
    return document


def line(*segments: str) -> WarehouseShippedLine:
    (found,) = shipped("LX*1", *segments).lines
    return found


def test_an_advice_with_packs() -> None:
    document, leftovers = read_lines(
        "945", W06, "N1*ST*STORE 7*92*0007", "N9*BM*BL-1", "N9*CN*PRO-1", "N9*DP*038", "G62*11*20260117",
        "W27*M*SCAC**CC***4711", "W10*01*2**S1",
        "LX*1", "MAN*GM*00340123450000000018", "MAN*CP*1Z999", "N9*ZZ*P-1",
        "W12*CC*60*60*0*EA**VN*A-1*L-7********UP*012345678905", "G69*RED WIDGET", "N9*LI*10", "G62*36*20261231",
        "LX*2", "MAN*AA*340123450000000025**CP*1Z998", "W12*CC**40**EA**VN*A-1", "N9*LI*10",
        "W03*100*80.25*KG***2*CT",
    )  # fmt: skip
    assert isinstance(document, WarehouseShipment)
    assert (document.number, document.order_number, document.shipment_number) == ("WO-1", "PO-7", "SH-7")
    assert (document.bill_of_lading, document.tracking) == ("BL-1", "PRO-1")
    assert document.carriage is not None
    assert (document.carriage.equipment, document.carriage.seals, document.carriage.pallets) == ("4711", ("S1",), 2)
    assert document.lines == ()
    first, second = document.packs
    assert (first.sscc, first.tracking, first.references) == (
        "340123450000000018",
        "1Z999",
        (Reference("ZZ", "P-1"),),
    )
    assert (second.sscc, second.tracking) == ("340123450000000025", "1Z998")
    (one,) = first.lines
    assert (one.status, one.quantity, one.ordered, one.order_line) == ("CC", each(60), each(60), "10")
    assert ([item.value for item in one.items], one.lot) == (["A-1", "012345678905"], "L-7")
    assert one.dates == (NamedDate("036", dt.date(2026, 12, 31)),)
    assert second.lines[0].ordered is None
    assert document.packages == Quantity(Decimal(2), "XCT")
    assert unread(leftovers) == []


def test_what_is_in_no_pack_stands_apart() -> None:
    document, leftovers = read_lines(
        "945", W06, "LX*1", "W12*CC*5*5**EA**VN*A", "W12*CC*6*6**EA**VN*B",
        "LX*2", "MAN*UC*10012345678902", "N9*ZZ*X", "W12*CC*7*7**EA**VN*C",
        "LX*3", "MAN*CP*1Z999", "W12*CC*8*8**EA**VN*D",
    )  # fmt: skip
    assert [one.quantity.value for one in document.lines] == [5, 6, 7]
    assert [(pack.sscc, pack.tracking) for pack in document.packs] == [("", "1Z999")]
    assert unread(leftovers) == ["MAN01@7=UC", "MAN02@7=10012345678902", "N901@8=ZZ", "N902@8=X"]


@pytest.mark.parametrize(
    ("w12", "ordered", "quantity", "left"),
    [
        ("W12*PR*12*10*2*EA**VN*A***********01", 12, 10, []),
        ("W12*PR*12*10*-2*EA**VN*A***********01", 12, 10, []),
        ("W12*PR*12*10*3*EA**VN*A***********01", 12, 10, ["W1204@4=3"]),
        ("W12*BO*12**12*EA**VN*A***********01", 12, 0, []),
        ("W12*CC**10**EA**VN*A***********01", None, 10, []),
    ],
)
def test_shipped_and_ordered(w12: str, ordered: int | None, quantity: int, left: list[str]) -> None:
    document, leftovers = read_lines("945", W06, "LX*1", w12)
    (found,) = document.lines
    assert (found.ordered, found.quantity) == (None if ordered is None else each(ordered), each(quantity))
    assert found.reason == "01"
    assert unread(leftovers) == left


def test_the_difference_is_written_where_it_has_room() -> None:
    def w12(ordered: str) -> str:
        short = WarehouseShippedLine("PR", each("0.0001"), SHIPMENT.lines[0].items, ordered=each(ordered))
        return next(text for text in lines("945", replace(SHIPMENT, lines=(short,))) if text.startswith("W12"))

    assert w12("2").startswith("W12*PR*2*0.0001*1.9999*EA")
    assert w12("200000").startswith("W12*PR*200000*0.0001**EA")


def test_weights_and_wrong_totals_stay() -> None:
    _, leftovers = read_lines("945", W06, "LX*1", "PAL*4", "W12*CC*5*5**EA**VN*A**10*G*L", "W03*6")
    assert unread(leftovers) == ["PAL01@4=4", "W1210@5=10", "W1211@5=G", "W1212@5=L", "W0301@6=6"]


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("LX*1",), "segment W06 is missing"),
        (("W06*F*WO-1",), "W0603 is missing"),
        ((W06, "LX*1", "W12*CC*5***EA**VN*A"), "does not say how much was shipped"),
        ((W06, "LX*1", "W12*CC*5*x**EA**VN*A"), "W1203 is not a number: 'x'"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("945", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (loose,), (pack, _) = SHIPMENT.lines, SHIPMENT.packs
    for changed, field in (
        (replace(SHIPMENT, packs=(replace(pack, sscc="1234"),)), "packs[0].sscc"),
        (replace(SHIPMENT, packs=(WarehousePack("", ()),)), "packs"),
        (replace(SHIPMENT, lines=(replace(loose, status=""),)), "lines[0].status"),
        (replace(SHIPMENT, lines=(replace(loose, reason="99"),)), "lines[0].reason"),
        (replace(SHIPMENT, lines=(replace(loose, ordered=each(12)),)), "lines[0].ordered.unit"),
        (replace(SHIPMENT, number="1" * 23), "number"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("945", changed)
        assert field in caught.value.where
