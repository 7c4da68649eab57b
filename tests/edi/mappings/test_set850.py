"""850: how partners really write orders, and what becomes of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import Destination, ItemScheme, NamedDate, PartyId, Quantity, Reference
from b2b.edi.engine.delimiters import Delimiters
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.examples import ORDER
from tests.edi.mappings.messages import context, lines, read_lines, unread

BEG = "BEG*00*SA*4711**20260105"


def one_line(*segments: str):
    """The first line of an order with these segments, and what is left over."""
    order, leftovers = read_lines("850", BEG, *segments)
    return order.lines[0], unread(leftovers)


def test_an_order_with_everything_in_its_usual_place() -> None:
    order, leftovers = read_lines(
        "850",
        "BEG*05*NE*4500001001*REL7*20260105*CONTRACT-9",
        "CUR*BY*EUR",
        "REF*DP*038*DEPARTMENT",
        "ITD*01*3*2**10**30",
        "DTM*002*20260119",
        "DTM*001*20260201",
        "DTM*037*20260112",
        "N9*ZZ*0",
        "MSG*RING BEFORE DELIVERY",
        "N9*IA*4711",
        "N1*BY*NORTHWIND RETAIL*UL*4012345000009",
        "N1*ST*DC HAMBURG*92*DC1",
        "N2*GATE 4",
        "N3*HAFENSTRASSE 12*TOR 3",
        "N4*HAMBURG**20457*DE",
        "PER*CN*DOCK OFFICE*TE*+49 40 1234",
        "PO1*10*100*EA*11.8**BP*NW-4711*VP*WIDGET-001*UP*012345678905",
        "PID*F****WIDGET, BLUE",
        "CTT*1*100",
    )
    assert (order.number, order.date, order.purpose, order.kind) == ("4500001001", dt.date(2026, 1, 5), "05", "NE")
    assert (order.release_number, order.currency) == ("REL7", "EUR")
    assert order.references == (
        Reference("CT", "CONTRACT-9"),
        Reference("DP", "038", "DEPARTMENT"),
        Reference("IA", "4711"),
    )
    assert order.payment_terms == "2 % within 10 days, net 30 days"
    assert (order.requested_date, order.cancel_after) == (dt.date(2026, 1, 19), dt.date(2026, 2, 1))
    assert order.dates == (NamedDate("037", dt.date(2026, 1, 12)),)
    assert order.notes == ("RING BEFORE DELIVERY",)
    assert order.buyer.ids == (PartyId("UL", "4012345000009"),)
    assert order.ship_to.name == "DC HAMBURG GATE 4"
    assert order.ship_to.address.lines == ("HAFENSTRASSE 12", "TOR 3")
    assert (order.ship_to.address.city, order.ship_to.address.country) == ("HAMBURG", "DE")
    assert order.ship_to.contact.phone == "+49 40 1234"
    line = order.lines[0]
    assert (line.number, line.quantity, line.unit_price) == ("10", Quantity(Decimal(100), "EA"), Decimal("11.8"))
    assert [(i.scheme, i.value, i.qualifier) for i in line.items] == [
        (ItemScheme.BUYER, "NW-4711", "BP"),
        (ItemScheme.SUPPLIER, "WIDGET-001", "VP"),
        (ItemScheme.GTIN, "012345678905", "UP"),
    ]
    assert line.description == "WIDGET, BLUE"
    assert unread(leftovers) == ["ITD01@5=01", "ITD02@5=3", "N901@9=ZZ", "N902@9=0"]


@pytest.mark.parametrize(
    ("itd", "words"),
    [
        ("ITD*****14", "discount within 14 days"),
        ("ITD*****14**30", "discount within 14 days, net 30 days"),
        ("ITD****20260119", "discount until 2026-01-19"),
        ("ITD***0**10**30", "0 % within 10 days, net 30 days"),
    ],
)
def test_every_figure_of_the_terms_is_said(itd: str, words: str) -> None:
    order, leftovers = read_lines("850", BEG, itd, "PO1*1*1*EA*2**VP*A")
    assert order.payment_terms == words
    assert leftovers == ()


def test_a_line_without_a_number_has_none_unless_it_stands_among_the_item_numbers() -> None:
    assert one_line("PO1**1*EA*2**VP*A")[0].number == ""
    line, _ = one_line("PO1**1*EA*2**VP*A*PL*0030")
    assert (line.number, [i.value for i in line.items]) == ("0030", ["A"])


def test_an_order_need_not_say_a_price_and_what_it_says_is_not_guessed() -> None:
    assert one_line("PO1*1*5*EA***VP*A")[0].unit_price is None
    assert one_line("PO1*1*5*EA**NC*VP*A")[0].unit_price == 0
    assert one_line("PO1*1*5*EA*0**VP*A")[0].unit_price == 0


@pytest.mark.parametrize(
    ("po1", "price", "left"),
    [
        ("PO1*1*5*EA*9.25*PE*VP*A", "9.25", []),
        ("PO1*1*5*YD*2.53*WE*VP*A", "2.53", ["PO105@3=WE"]),
        ("PO1*1*5*EA*925*HP*VP*A", "9.25", []),
        ("PO1*1*5*EA*9250*TP*VP*A", "9.25", []),
        ("PO1*1*5*LB*9.25*PP*VP*A", "9.25", []),
        ("PO1*1*5*EA*9.25*PP*VP*A", None, ["PO104@3=9.25", "PO105@3=PP"]),
        ("PO1*1*5*DZ*12*PD*VP*A", "12", []),
        ("PO1*1*5*EA*19.99*SR*VP*A", None, ["PO104@3=19.99", "PO105@3=SR"]),
    ],
)
def test_the_basis_of_a_price(po1: str, price: str | None, left: list[str]) -> None:
    line, leftovers = one_line(po1)
    assert line.unit_price == (None if price is None else Decimal(price))
    assert leftovers == left


def test_a_price_may_stand_in_ctp_but_not_a_retail_one() -> None:
    line, leftovers = one_line("PO1*1*5*EA***VP*A", "CTP**RTL*19.99", "CTP**NET*9.5")
    assert line.unit_price == Decimal("9.5")
    assert leftovers == ["CTP02@4=RTL", "CTP03@4=19.99", "CTP02@5=NET"]


def test_a_quantity_may_stand_in_the_delivery_schedule_else_the_order_cannot_be_read() -> None:
    line, _ = one_line("PO1*1*****VP*A", "SCH*6*EA***002*20260110", "SCH*4*EA***002*20260120")
    assert line.quantity == Quantity(Decimal(10), "EA")
    with pytest.raises(Unreadable, match="no quantity") as caught:
        read_lines("850", BEG, "PO1*1*****VP*A")
    assert caught.value.where == "PO1 at position 3"
    assert caught.value.next_step


def test_a_single_schedule_for_the_whole_line_is_its_date() -> None:
    line, leftovers = one_line("PO1*1*25*EA*36*PE*MG*XYZ-1234", "SCH*25*EA***106*20170615")
    assert line.requested_date == dt.date(2017, 6, 15)
    assert leftovers == []


def test_units_that_we_do_not_know_are_kept_and_a_missing_one_is_not_invented() -> None:
    assert one_line("PO1*1*5*KI*1**VP*A")[0].quantity.unit == "x12:KI"
    assert one_line("PO1*1*5*DZ*1**VP*A")[0].quantity.unit == "DZN"
    assert one_line("PO1*1*5**1**VP*A")[0].quantity.unit == ""


def test_an_order_for_several_places_cannot_be_taken_for_a_plain_one() -> None:
    line, leftovers = one_line("PO1*1*30*EA*1**VP*A", "SDQ*EA*92*0001*10*0002*20")
    assert line.destinations == (
        Destination(PartyId("92", "0001"), Quantity(Decimal(10), "EA")),
        Destination(PartyId("92", "0002"), Quantity(Decimal(20), "EA")),
    )
    assert leftovers == []


def test_the_currency_may_stand_in_every_line() -> None:
    order, _ = read_lines("850", BEG, "PO1*1*1*EA*1", "CUR*BY*USD", "PO1*2*1*EA*1", "CUR*BY*USD")
    assert order.currency == "USD"
    order, _ = read_lines("850", BEG, "PO1*1*1*EA*1")
    assert order.currency is None


@pytest.mark.parametrize(
    "segments",
    [
        ("PO1*1*1*EA*1", "CUR*BY*USD", "PO1*2*1*EA*1", "CUR*BY*CAD"),
        ("PO1*1*1*EA*1", "CUR*BY*USD", "PO1*2*1*EA*1"),
        ("CUR*BY*EUR", "PO1*1*1*EA*1", "CUR*BY*USD"),
    ],
)
def test_lines_in_several_currencies_are_no_order(segments: tuple[str, ...]) -> None:
    with pytest.raises(Unreadable, match=r"this line is in"):
        read_lines("850", BEG, *segments)


def test_charges_and_sublines_stay_visible() -> None:
    _, leftovers = one_line("PO1*1*1*EA*1**VP*A", "SAC*C*D240***500", "SLN*1**I*2*EA")
    assert leftovers == [
        "SAC01@4=C", "SAC02@4=D240", "SAC05@4=500", "SLN01@5=1", "SLN03@5=I", "SLN04@5=2", "SLN05@5=EA",
    ]  # fmt: skip


def test_notes_in_nte_are_read_although_an_850_has_none() -> None:
    order, leftovers = read_lines("850", BEG, "NTE*ADD*This order is a follow-up", "PO1*1*1*EA*1")
    assert order.notes == ("This order is a follow-up",)
    assert unread(leftovers) == ["NTE01@3=ADD"]


def test_a_scheme_without_a_number_is_no_identifier_and_stays_visible() -> None:
    order, leftovers = read_lines("850", BEG, "N1*ST*CARGO LIMITED*92", "N1*SF*MILL", "PO1*1*1*EA*1")
    assert (order.ship_to.name, order.ship_to.ids) == ("CARGO LIMITED", ())
    assert unread(leftovers) == ["N103@3=92", "N101@4=SF", "N102@4=MILL"]


def test_wrong_control_totals_stay_visible() -> None:
    _, leftovers = read_lines("850", BEG, "PO1*1*5*EA*1", "CTT*2*6")
    assert unread(leftovers) == ["CTT01@4=2", "CTT02@4=6"]


def test_a_lone_component_separator_behind_a_value_is_no_part_of_it() -> None:
    known = context(delimiters=Delimiters("*", "~", "", "\n"))
    order, _ = read_lines("850", "BEG*05*CP*740150**20191001~", "PO1*10*1*SF***ST*F07~", known=known)
    assert order.date == dt.date(2019, 10, 1)
    assert order.lines[0].items[0].value == "F07"


@pytest.mark.parametrize(
    ("beg", "problem"),
    [
        ("BEG*00*SA***20260105", "BEG03 is missing"),
        ("BEG*00*SA*1", "BEG05 is missing"),
        ("BEG*00*SA*1**20261301", "BEG05 is not a date"),
        ("REF*DP*1", "segment BEG is missing"),
    ],
)
def test_what_an_order_cannot_do_without(beg: str, problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("850", beg, "PO1*1*1*EA*1")
    assert "at position" in caught.value.where


@pytest.mark.parametrize("value", ["abc", "1,5", "NaN", "1E9999", "--1", "0x1", "９"])
def test_a_quantity_that_is_no_number_is_not_guessed(value: str) -> None:
    with pytest.raises(Unreadable, match="PO102 is not a number"):
        read_lines("850", BEG, f"PO1*1*{value}*EA*1")


def test_what_is_written() -> None:
    assert lines("850", ORDER) == [
        "BEG*00*SA*4500001001**20260105",
        "CUR*BY*EUR",
        "REF*DP*038",
        "DTM*002*20260119",
        "N1*BY*Northwind Retail GmbH*UL*4012345000009",
        "N3*Marktplatz 5",
        "N4*Hamburg**20095*DE",
        "REF*VX*DE987654321",
        "N1*SU*Acme Supply GmbH*92*ACME",
        "N1*ST*Northwind DC 1*92*DC1",
        "PO1*1*100*EA*11.8**BP*NW-4711*VP*WIDGET-001",
        "PID*F****Widget, blue, 40 mm",
        "PO1*2*20*EA*40**EN*4012345000016",
        "SDQ*EA*92*0001*5*0002*15",
        "CTT*2",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "X" * 23}, "number (BEG03)"),
        ({"number": ""}, "number (BEG03)"),
        ({"number": "47*11"}, "number (BEG03)"),
        ({"number": "47\n11"}, "number (BEG03)"),
        ({"number": "４７"}, "number (BEG03)"),
        ({"number": " 4711"}, "number (850)"),
        ({"kind": "??"}, "kind (BEG02)"),
        ({"currency": "EURO"}, "currency (CUR02)"),
        ({"lines": ()}, "PO1"),
        ({"references": (Reference("DP", ""),)}, "references[0].value (REF02)"),
    ],
)
def test_what_cannot_be_written_is_refused_by_the_name_of_the_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("850", replace(ORDER, **changes))
    assert caught.value.where == field
    assert caught.value.next_step


def test_a_price_for_another_unit_is_kept_as_written() -> None:
    assert one_line("PO1*1*5*EA*3.00*PD*VP*A")[0].other_price == "3.00 PD"
    for said in ("EA*3.00", "EA*300*HP", "DZ*3.00*PD", "EA*9.99*RS", "EA"):
        assert one_line(f"PO1*1*5*{said}{'*' * (2 - said.count('*'))}*VP*A")[0].other_price == ""


def test_allowances_and_charges_are_kept_as_written() -> None:
    order, _ = read_lines("850", BEG, "SAC*A*C310***500", "PO1*1*5*EA*3**VP*A", "SAC*C*D240***100", "SAC*N*C310")
    assert order.allowances_charges == ("A C310 500", "line 1: C D240 100")
