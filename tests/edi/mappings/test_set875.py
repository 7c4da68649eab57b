"""875: orders of the grocery trade as buyers send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import Contact, Destination, NamedDate, Order, OrderLine, Party, PartyId, Quantity, Reference
from b2b.edi.x12.mappings import normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import BUYER, each
from tests.edi.mappings.grocery_examples import ORDER, cases
from tests.edi.mappings.messages import context, lines, read_lines, unread

G50 = "G50*N*20260105*4711"


def line(*segments: str) -> OrderLine:
    document, _ = read_lines("875", G50, *segments)
    (found,) = document.lines
    assert isinstance(found, OrderLine)
    return found


def test_an_order_of_a_grocer() -> None:
    document, leftovers = read_lines(
        "875", "G50*N*20260105*4711****SA", "N9*DP*038", "N9*RE*REL-7", "G61*BD*J BUYER*TE*555-0100", "G62*02*20260119",
        "G62*01*20260131", "G62*53*20260118", "NTE*GEN*NO SUBSTITUTES", "G23*01*3***2**10**30", "N1*BY*GROCER*9*1234567890000",
        "N3*1 MAIN ST", "N4*AVA*MN*55101", "N1*VN*MILLS*92*V-1", "N1*ST*DC 1*92*DC1",
        "G68*100*CA*11.8*000100000010*VN*A-1", "G69*RED", "G69*WIDGET", "N9*LI*1", "N9*PD*DEAL-1",
        "G68*20*CA*40**UP*012345678905", "N9*BV*20", "G76*120*CA",
    )  # fmt: skip
    assert isinstance(document, Order)
    assert (document.number, document.date, document.purpose, document.kind) == (
        "4711",
        dt.date(2026, 1, 5),
        "00",
        "SA",
    )
    assert (document.release_number, document.currency) == ("REL-7", "EUR")
    assert document.buyer.contact == Contact("J BUYER", "555-0100")
    assert document.buyer.address.city == "AVA"
    assert document.supplier.ids == (PartyId("92", "V-1"),)
    assert document.ship_to == Party("DC 1", (PartyId("92", "DC1"),))
    assert (document.requested_date, document.cancel_after) == (dt.date(2026, 1, 19), dt.date(2026, 1, 31))
    assert document.dates == (NamedDate("064", dt.date(2026, 1, 18)),)
    assert (document.payment_terms, document.notes) == ("2 % within 10 days, net 30 days", ("NO SUBSTITUTES",))
    assert document.references == (Reference("DP", "038"),)
    first, second = document.lines
    assert (first.number, first.quantity, first.unit_price) == ("1", cases(100), Decimal("11.8"))
    assert [(item.qualifier, item.value) for item in first.items] == [("UA", "000100000010"), ("VN", "A-1")]
    assert (first.description, first.references) == ("RED WIDGET", (Reference("PD", "DEAL-1"),))
    assert (second.number, second.quantity) == ("20", cases(20))
    assert unread(leftovers) == ["G2301@10=01", "G2302@10=3"]


@pytest.mark.parametrize(
    ("status", "purpose"), [("N", "00"), ("F", "01"), ("R", "04"), ("C", "06"), ("B", "473:B"), ("S", "473:S")]
)
def test_what_the_order_is_for(status: str, purpose: str) -> None:
    document, _ = read_lines("875", G50.replace("N", status), "G76*0*CA")
    assert document.purpose == purpose
    assert lines("875", replace(ORDER, purpose=purpose))[0].startswith(f"G50*{status}*")


def test_a_line_is_split_among_stores() -> None:
    found = line("G68*20*CA*40**VN*A-1", "N1*ST**92*0001", "QTY*01*5*CA", "N1*ST**92*0002", "QTY*38*15*CA", "N9*ZZ*X")
    assert found.destinations == (
        Destination(PartyId("92", "0001"), cases(5)),
        Destination(PartyId("92", "0002"), cases(15)),
    )
    assert found.ship_to is None
    assert line("G68*20*CA*40**VN*A-1", "N1*ST*STORE 1*92*0001").ship_to == Party("STORE 1", (PartyId("92", "0001"),))


def test_allowances_and_charges_are_shown_as_they_stand_and_not_reckoned_with() -> None:
    document, leftovers = read_lines(
        "875", G50, "N1*BY*GROCER", "G72*54*02******-500", "G68*20*CA*40**VN*A-1", "N9*LI*1", "G72*97*02***-.5*20*CA",
        "G73*PROMOTION",
    )  # fmt: skip
    assert document.allowances_charges == ("54 02 -500", "line 1: 97 02 -.5 20 CA")
    assert unread(leftovers) == [
        "G7201@4=54", "G7202@4=02", "G7208@4=-500", "G7201@7=97", "G7202@7=02", "G7205@7=-.5", "G7206@7=20",
        "G7207@7=CA", "G7301@8=PROMOTION",
    ]  # fmt: skip


def test_what_has_no_place_stays_and_wrong_totals_are_shown() -> None:
    _, leftovers = read_lines(
        "875", "G50*N*20260105*4711*9*REF*000001", "G61*BD*A*TE*1", "G66*PP*M", "G68*5*EA*1**VN*A****9.99*EA",
        "G70*6*12*OZ", "G76*6*EA*10*LB",
    )  # fmt: skip
    assert unread(leftovers) == [
        "G5004@2=9", "G5005@2=REF", "G5006@2=000001", "G6101@3=BD", "G6102@3=A", "G6103@3=TE", "G6104@3=1",
        "G6601@4=PP", "G6602@4=M", "G6810@5=9.99", "G6811@5=EA", "G7001@6=6", "G7002@6=12", "G7003@6=OZ", "G7601@7=6",
        "G7602@7=EA", "G7603@7=10", "G7604@7=LB",
    ]  # fmt: skip


def test_the_currency_is_that_of_the_agreement() -> None:
    known = context(currency="USD")
    assert read_lines("875", G50, known=known)[0].currency == "USD"
    assert read_lines("875", G50, known=context(currency=None))[0].currency is None
    with pytest.raises(NotWritable) as caught:
        lines("875", ORDER, known)
    assert caught.value.where == "currency (875)"


def test_totals_of_several_units_have_a_unit_of_their_own() -> None:
    first, second = ORDER.lines
    assert lines("875", ORDER)[-1] == "G76*120*CA"
    mixed = replace(ORDER, lines=(first, replace(second, quantity=each(20), destinations=())))
    assert lines("875", mixed)[-1] == "G76*120*ZZ"


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("G76*1*EA",), "segment G50 is missing"),
        (("G50*N*20260105",), "G5003 is missing"),
        (("G50*N**4711",), "G5002 is missing"),
        ((G50, "G68**EA*1**VN*A"), "the line has no quantity"),
        ((G50, "G68*1*EA*free**VN*A"), "G6803 is not a number: 'free'"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("875", *segments)


NINTH, TENTH = dt.date(2026, 1, 9), dt.date(2026, 1, 10)


@pytest.mark.parametrize("of_order", [None, NINTH])
def test_a_date_of_all_lines_is_one_of_the_order(of_order: dt.date | None) -> None:
    dated = replace(ORDER, requested_date=of_order, lines=tuple(replace(o, requested_date=NINTH) for o in ORDER.lines))
    written = lines("875", dated)
    assert [line for line in written if line.startswith("G62*02")] == ["G62*02*20260109"]
    document, _ = read_lines("875", *written)
    assert document == normal(replace(ORDER, requested_date=NINTH))


@pytest.mark.parametrize(
    ("of_order", "of_lines"), [(None, (NINTH, TENTH)), (None, (NINTH, None)), (TENTH, (NINTH, NINTH))]
)
def test_dates_that_differ_are_no_date_of_the_order(
    of_order: dt.date | None, of_lines: tuple[dt.date | None, ...]
) -> None:
    dated = tuple(replace(line, requested_date=day) for line, day in zip(ORDER.lines, of_lines, strict=True))
    with pytest.raises(NotWritable) as caught:
        lines("875", replace(ORDER, requested_date=of_order, lines=dated))
    assert "requested_date" in caught.value.where


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    (first, second) = ORDER.lines
    for changed, field in (
        (replace(ORDER, purpose="05"), "purpose"),
        (replace(ORDER, lines=()), "G68"),
        (replace(ORDER, lines=(replace(first, requested_date=NINTH), second)), "lines[0].requested_date"),
        (replace(ORDER, lines=(replace(first, notes=("Soon",)), second)), "lines[0].notes"),
        (replace(ORDER, lines=(replace(first, unit_price=Decimal("12345.67891")),)), "lines[0].unit_price"),
        (replace(ORDER, lines=(replace(first, quantity=Quantity(Decimal(1), "")),)), "G6802"),
        (replace(ORDER, buyer=replace(BUYER, contact=Contact(phone="1"))), "buyer.contact.name"),
        (replace(ORDER, allowances_charges=("54 02",)), "allowances_charges"),
        (replace(ORDER, notes=("",)), "notes[0]"),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("875", changed)
        assert field in caught.value.where
