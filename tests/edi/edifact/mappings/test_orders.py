"""ORDERS: an order of a retailer, as EANCOM writes it, and what partners do otherwise."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from b2b.documents import Destination, ItemId, ItemScheme, NamedDate, Order, PartyId, Quantity, Reference
from b2b.edi.edifact.mappings import for_message, normal
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.engine.tree import build
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, lines, read_lines, unread
from tests.edi.edifact.messages import orders
from tests.edi.mappings.examples import ORDER

HEADING = ("BGM+220+4711+9", "DTM+137:20260105:102")
SUMMARY = ("UNS+S", "CNT+2:1")
FIVE = ("QTY+21:5:PCE",)


def test_what_a_retailer_orders() -> None:
    order, leftovers = read_lines(
        "ORDERS",
        "BGM+220::9+4711+9",
        "DTM+137:202601050815:203",
        "DTM+2:20260119:102",
        "DTM+63:202601191200:203",
        "FTX+AAI+++By the back door:please",
        "FTX+AAB+++30 days net",
        "RFF+CT:C-9",
        "NAD+BY+5412345000013::9++Northwind Retail GmbH+Marktplatz 5+Hamburg++20095+DE",
        "RFF+VA:DE987654321",
        "CTA+OC+:Ms Orders",
        "COM+0403344:TE",
        "NAD+SU+4012345500004::9",
        "NAD+DP+DC1::92",
        "CUX+2:EUR:9",
        "LIN+1++4000862141404:SRV",
        "PIA+1+NW-4711:IN+WIDGET-001:SA::91",
        "IMD+F++:::Widget, blue,:40 mm",
        "QTY+21:100:PCE",
        "PRI+AAA:118,0:::10:PCE",
        "LOC+7+0001::92",
        "QTY+11:40",
        "UNS+S",
        "MOA+86:1180",
        "CNT+2:1",
        "CNT+1:100",
    )
    line = order.lines[0]
    assert (order.number, order.date, order.kind, order.purpose) == ("4711", dt.date(2026, 1, 5), "SA", "00")
    assert order.requested_date == dt.date(2026, 1, 19)
    assert order.dates == (NamedDate("063", dt.date(2026, 1, 19), dt.time(12)),)
    assert (order.notes, order.payment_terms) == (("By the back door please",), "30 days net")
    assert order.references == (Reference("CT", "C-9"),)
    assert order.buyer.ids == (PartyId("UL", "5412345000013"),)
    assert (order.buyer.vat_id, order.buyer.address.country) == ("DE987654321", "DE")
    assert order.buyer.contact is not None
    assert (order.buyer.contact.name, order.buyer.contact.phone) == ("Ms Orders", "0403344")
    assert order.ship_to is not None
    assert order.ship_to.ids == (PartyId("92", "DC1"),)
    assert order.currency == "EUR"
    assert line.items == (
        ItemId(ItemScheme.GTIN, "4000862141404", "EN"),
        ItemId(ItemScheme.BUYER, "NW-4711", "IN"),
        ItemId(ItemScheme.SUPPLIER, "WIDGET-001", "VP"),
    )
    assert line.quantity == Quantity(Decimal(100), "H87")
    assert line.unit_price == Decimal("11.8")
    assert line.description == "Widget, blue, 40 mm"
    assert line.destinations == (Destination(PartyId("92", "0001"), Quantity(Decimal(40), "")),)
    # The time of day of the order, and its total, have no place.
    assert unread(leftovers) == ["DTM01@3=202601050815", "MOA01@24=86", "MOA01@24=1180"]


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_the_order_of_the_story_comes_back(directory: str) -> None:
    known = context(directory)
    order, leftovers = read_lines("ORDERS", *lines("ORDERS", ORDER, known), known=known)
    assert order == normal(ORDER)
    assert leftovers == ()


def test_how_an_order_is_written() -> None:
    assert lines("ORDERS", ORDER)[:8] == [
        "BGM+220+4500001001+9",
        "DTM+137:20260105:102",
        "DTM+2:20260119:102",
        "RFF+ZZZ:DP=038",
        "NAD+BY+4012345000009::9++Northwind Retail GmbH+Marktplatz 5+Hamburg++20095+DE",
        "RFF+VA:DE987654321",
        "NAD+SU+ACME::92++Acme Supply GmbH",
        "NAD+DP+DC1::92++Northwind DC 1",
    ]
    assert lines("ORDERS", ORDER)[-7:] == [
        "PRI+AAA:40",
        "LOC+7+0001::92",
        "QTY+11:5:EA",
        "LOC+7+0002::92",
        "QTY+11:15:EA",
        "UNS+S",
        "CNT+2:2",
    ]


@pytest.mark.parametrize(
    ("price", "named"),
    [("PRI+AAA:12:::1:KGM", "12 AAA"), ("PRI+AAB:12", "12 AAB"), ("PRI+AAA:10:::3", "10 AAA")],
)
def test_a_price_that_is_not_that_of_one_unit_is_for_people(price: str, named: str) -> None:
    order, leftovers = read_lines("ORDERS", *HEADING, "LIN+1", "QTY+21:5:PCE", price, *SUMMARY)
    assert (order.lines[0].unit_price, order.lines[0].other_price) == (None, named)
    assert {left.segment for left in leftovers} == {"PRI"}


def test_charges_are_named_and_left_over() -> None:
    order, leftovers = read_lines("ORDERS", *HEADING, "ALC+C", "MOA+23:5", "LIN+1", "QTY+21:5:PCE", *SUMMARY)
    assert order.allowances_charges == ("C 23 5",)
    assert unread(leftovers) == ["ALC01@4=C", "MOA01@5=23", "MOA01@5=5"]


def test_free_goods_are_named_and_left_over() -> None:
    order, leftovers = read_lines("ORDERS", *HEADING, "LIN+7", *FIVE, "QTY+192:1:PCE", "QTY+193:2", *SUMMARY)
    assert order.lines[0].quantity == Quantity(Decimal(5), "H87")
    assert order.allowances_charges == ("line 7: free goods 1 PCE (QTY 192)", "line 7: free goods 2 (QTY 193)")
    assert unread(leftovers) == ["QTY01@6=192", "QTY01@6=1", "QTY01@6=PCE", "QTY01@7=193", "QTY01@7=2"]


def test_what_is_said_twice_alike_is_said_once() -> None:
    twice = ("QTY+21:5,0:PCE", "PRI+AAA:12:::1:PCE", "PRI+INV:120:::10:PCE")
    order, leftovers = read_lines("ORDERS", *HEADING, "CUX+2:EUR:9", "LIN+1+1", *FIVE, *twice, *SUMMARY)
    assert (order.lines[0].quantity, order.lines[0].unit_price) == (Quantity(Decimal(5), "H87"), Decimal(12))
    assert {left.segment for left in leftovers} == {"PRI"}


def test_a_gross_price_and_one_for_another_unit_do_not_contradict_the_net_price() -> None:
    prices = ("PRI+AAB:15", "PRI+AAA:12", "CUX+2:EUR:10", "PRI+AAA:100:::1:XCT")
    order, _ = read_lines("ORDERS", *HEADING, "CUX+2:EUR:9+3:USD:11", "LIN+1", *FIVE, *prices, *SUMMARY)
    assert (order.currency, order.lines[0].unit_price) == ("EUR", Decimal(12))


@pytest.mark.parametrize(("code", "kind"), [("225", "RR"), ("230", "CP"), ("231", "1001:231"), ("22E", "1001:22E")])
def test_what_kind_of_document_it_is(code: str, kind: str) -> None:
    order, leftovers = read_lines("ORDERS", f"BGM+{code}+4711+9", HEADING[1], "LIN+1", *FIVE, *SUMMARY)
    assert (order.kind, leftovers) == (kind, ())


def test_a_total_that_is_wrong_is_left_over() -> None:
    _, leftovers = read_lines("ORDERS", *HEADING, "LIN+1", "QTY+21:5:PCE", "UNS+S", "CNT+2:3")
    assert unread(leftovers) == ["CNT01@7=2", "CNT01@7=3"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (("BGM+220+4711+9", "DTM+2:20260105:102", *SUMMARY), "DTM 137"),
        (("BGM+220+4711+9", "DTM+137:20260230:102", *SUMMARY), "no day of the calendar"),
        (("BGM+220+4711+9", "DTM+137:202601:102", *SUMMARY), "not in format 102"),
        (("BGM+220", "DTM+137:20260105:102", *SUMMARY), "BGM02-01 is missing"),
        ((*HEADING, "LIN+1", *SUMMARY), "no quantity"),
        ((*HEADING, "LIN+7+2", *FIVE, *SUMMARY), "line 7: action '2'"),
        ((*HEADING, "LIN+7+3", *FIVE, *SUMMARY), "line 7: action '3'"),
        ((*HEADING, "LIN+7+++1:6", *FIVE, *SUMMARY), "line 7 is a sub-line or a part of a configuration"),
        ((*HEADING, "LIN+7++++2", *FIVE, *SUMMARY), "line 7 is a sub-line or a part of a configuration"),
        ((*HEADING, "LIN+7", *FIVE, "QTY+21:6:PCE", *SUMMARY), "line 7 orders 5 H87 and 6 H87"),
        ((*HEADING, "LIN+7", *FIVE, "QTY+21:5:XCT", *SUMMARY), "line 7 orders 5 H87 and 5 XCT"),
        ((*HEADING, "LIN+7", *FIVE, "PRI+AAA:12", "PRI+AAA:11", *SUMMARY), "line 7 is to be paid at 12 and 11"),
        ((*HEADING, "LIN+7", *FIVE, "PRI+AAA:12", "PRI+INV:11", *SUMMARY), "line 7 is to be paid at 12 and 11"),
        ((*HEADING, "CUX+2:EUR:9", "LIN+7", *FIVE, "PRI+AAA:12", "CUX+2:USD:10", *SUMMARY), "line 7 is priced in USD"),
        ((*HEADING, "LIN+7", *FIVE, "PRI+AAA:12", "CUX+2:USD:10", *SUMMARY), "line 7 is priced in USD"),
        ((*HEADING, "CUX+3:USD:9", "LIN+7", *FIVE, *SUMMARY), "USD \\(CUX 3\\) is not said"),
        ((*HEADING, "CUX+2:EUR:9", "CUX+2:USD:4", "LIN+7", *FIVE, *SUMMARY), "in EUR and in USD"),
    ],
)
def test_what_makes_an_order_unreadable(body: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read_lines("ORDERS", *body)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("number", "", "number"),
        ("purpose", "473:B", "purpose"),
        ("references", (Reference("CT", "1", "of words"),), "references"),
        ("references", (Reference("1225:9", "1"),), r"references\[0\].kind"),
        ("dates", (NamedDate("405", dt.date(2026, 1, 5)),), r"dates\[0\].kind"),
        ("notes", ("x " * 200,), r"notes\[0\]"),
        ("allowances_charges", ("5",), "allowances_charges"),
    ],
)
def test_what_an_orders_cannot_carry_is_refused_by_name(field: str, value: object, named: str) -> None:
    order = dataclasses.replace(ORDER, **{field: value})
    with pytest.raises(NotWritable, match=named):
        for_message("ORDERS").write(order, context())


def test_an_order_as_it_comes_released_characters_and_all() -> None:
    sent = orders((":WIDGET, BLUE", ":WIDGET 1?+1?'"))
    (interchange,) = validate_bytes(sent).interchanges
    message = interchange.groups[0].sets[0]
    known = context()
    order, leftovers = for_message("ORDERS").read(build(message.segments, known.release.sets["ORDERS"]), known)
    assert isinstance(order, Order)
    assert order.lines[0].description == "WIDGET 1+1'"
    assert leftovers == ()


def test_a_date_in_a_format_that_names_no_day_is_left_over() -> None:
    order, leftovers = read_lines("ORDERS", *HEADING, "DTM+2:202604:616", "LIN+1", "QTY+21:5:PCE", *SUMMARY)
    assert order.requested_date is None
    assert unread(leftovers) == ["DTM01@4=2", "DTM01@4=202604", "DTM01@4=616"]
