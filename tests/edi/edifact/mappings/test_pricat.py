"""PRICAT: catalogs and price lists, as suppliers write them and as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import Characteristic, Contact, Measure, Packing, Party, Price, PriceCatalog, Quantity, Restriction
from b2b.edi.edifact.mappings import normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.report_examples import CATALOG

_WIDGET = replace(
    CATALOG.items[0],
    characteristics=(Characteristic("blue", "35"), Characteristic("", "7081:98", "ZZ", "40")),
)
LISTED = replace(CATALOG, items=(_WIDGET, CATALOG.items[1]))

HEAD = ("BGM+9+PL-7+9", "DTM+137:20260301:102")
ITEM = "LIN+1++4012345000016:EN"


def catalog(*segments: str) -> PriceCatalog:
    found: PriceCatalog = read_lines("PRICAT", *HEAD, *segments)[0]
    return found


def prices(*segments: str) -> tuple[Price, ...]:
    return catalog("PGI+2", ITEM, *segments).items[0].prices


def pieces(value: int) -> Quantity:
    return Quantity(Decimal(value), "H87")


def test_the_segments_of_a_catalog_in_both_directories() -> None:
    heading = [
        *("DTM+7:20260301:102", "DTM+36:20260831:102", "FTX+AAI+++Widgets and brackets", "FTX+AAB+++net 30 days"),
        "NAD+SU+ACME::92++Acme Supply GmbH",
        *("NAD+BY+4012345000009::9++Northwind Retail GmbH+Marktplatz 5+Hamburg++20095+DE", "RFF+VA:DE987654321"),
        "CUX+2:EUR:8",
    ]
    item = [
        *("PGI+2", "LIN+1+1", "PIA+5+NW-4711:BP+WIDGET-001:SA", "IMD+F++:::Widget, blue, 40 mm", "IMD+F+35+:::blue"),
        *("IMD+C+98+40:ZZ:116", "MEA+PD+LN+MMT:40", "QTY+52:1:EA", "QTY+53:10"),
    ]
    maker, contract = ["NAD+MF+++Widget Works"], ["RFF+CT:C-17"]
    details = [
        "PRI+AAA:11.8::CAT::EA",
        *("PRI+AAA:10.5::CAT::EA", "RNG+4+EA:100", "DTM+7:20260401:102"),
        *("PRI+AAA:12.9::MSR::EA", "CUX+2:USD:10"),
        *("PAC+24++CTN25::116", "MEA+WT+G+KGM:6.5", "MEA+PD+LN+CMT:40", "MEA+PD+WD+CMT:30", "MEA+PD+HT+CMT:22.5"),
    ]
    last = ["LIN+2+2+4012345000016:EN", "DTM+36:20260331:102"]
    version = "RFF+PL:SPRING::2026"
    earlier = [*heading[:4], version, *heading[4:], *item, *maker, *contract, *details, *last]
    assert lines("PRICAT", LISTED) == ["BGM+9+SPRING+9", *earlier]
    later = [*heading, *item, *contract, *details, *maker, *last]
    assert lines("PRICAT", LISTED, context("D01B")) == ["BGM+9+SPRING:2026+9", *later]


@pytest.mark.parametrize("directory", ["D96A", "D01B"])
def test_the_catalog_comes_back(directory: str) -> None:
    known = context(directory)
    assert read_lines("PRICAT", *lines("PRICAT", LISTED, known), known=known) == (normal(LISTED), ())


def test_a_price_list_in_the_habits_of_retail() -> None:
    found, leftovers = read_lines(
        "PRICAT", *HEAD, "DTM+273:20260401-20260930:718", "FTX+PUR+++no returns", "RFF+CT:C-1", "NAD+BY+1::9",
        "NAD+SU+2::9", "CUX+2:EUR:8",
        "PGI+11+A:::Snacks", "LIN+1+1+4012345000016:EN", "PIA+1+S-1:SA", "IMD+F++:::Crisps", "IMD+C+35+RED::9",
        "QTY+59:12:PCE", "QTY+53:5:PCE", "PRI+AAA:1.20:CA::1:PCE", "PRI+AAE:1.99::SRP", "TAX+7+VAT+++:::19",
        "PGI+11+B", "LIN+2+3+4012345000023:EN", "PRI+AAA:24:::12:PCE",
    )  # fmt: skip
    assert (found.number, found.purpose, found.currency) == ("PL-7", "00", "EUR")
    assert (found.valid_from, found.valid_to) == (dt.date(2026, 4, 1), dt.date(2026, 9, 30))
    crisps, dip = found.items
    assert crisps.change == "021"
    assert crisps.prices == (
        Price(Decimal("1.20"), quantity=pieces(1), basis="CA"), Price(Decimal("1.99"), "5387:SRP"),
    )  # fmt: skip
    assert crisps.characteristics == (Characteristic("", "35", "3055:9", "RED"),)
    assert crisps.restrictions == (Restriction("OR", quantity_kind="57", quantity=Decimal(5)),)
    assert (dip.change, dip.prices) == ("001", (Price(Decimal(2), quantity=pieces(1)),))
    # Groups of items have no field, nor have the other kind of a price, units of limits and taxes.
    assert [left for left in unread(leftovers) if left[:3] in ("PGI", "PRI", "TAX", "QTY", "FTX")] == [
        "FTX01@5=PUR", "FTX04@5=no returns", "PGI01@10=11", "PGI02@10=A", "PGI02@10=Snacks",
        "QTY01@15=59", "QTY01@15=12", "QTY01@15=PCE", "QTY01@16=PCE", "PRI01@18=AAE",
        "TAX01@19=7", "TAX02@19=VAT", "TAX05@19=19", "PGI01@20=11", "PGI02@20=B",
    ]  # fmt: skip


def test_the_day_on_which_it_is_made_is_no_date_of_a_catalog() -> None:
    known = context(date=dt.date(2026, 2, 27))
    timeless = replace(LISTED, valid_from=None, valid_to=None)
    body = lines("PRICAT", timeless, known)
    assert body[1] == "DTM+137:20260227:102"
    assert read_lines("PRICAT", *body, known=known) == (normal(timeless), ())
    assert [date.kind for date in read_lines("PRICAT", *body)[0].dates] == ["2005:137"]


@pytest.mark.parametrize(
    ("segments", "price"),
    [
        (("PRI+AAB:5",), Price(Decimal(5), "5125:AAB")),
        (("PRI+AAA:5:::100:KGM",), Price(Decimal(5), quantity=Quantity(Decimal(1), "KGM"), basis="HP")),
        (("PRI+AAA:5::RTP", "RNG+4+PCE:10"), Price(Decimal(5), "RTL", pieces(10))),
        (("PRI+AAA", "APR+RS+0.9:DIS"), Price(None, trade_class="RS", multiplier=Decimal("0.9"), multiplier_kind="DIS")),
        (("PRI+AAA:5", "CUX+2:USD:10", "DTM+194:20260401:102", "DTM+206:20260430:102"),
         Price(Decimal(5), currency="USD", valid_from=dt.date(2026, 4, 1), valid_to=dt.date(2026, 4, 30))),
    ],
)  # fmt: skip
def test_prices(segments: tuple[str, ...], price: Price) -> None:
    assert prices(*segments) == (price,)


def test_how_much_a_pack_holds_can_be_all_that_is_known_of_it() -> None:
    found = catalog("PGI+2", ITEM, "QTY+52:6:PCE").items[0]
    assert found.packing == Packing(size=pieces(6))
    sized = replace(LISTED, items=(found,))
    assert read_lines("PRICAT", *lines("PRICAT", sized)) == (normal(sized), ())


@pytest.mark.parametrize("segments", [("PRI+AAA:1:::3:PCE",), ("PRI+AAA",)])
def test_a_price_that_cannot_be_told_for_one_stays_visible(segments: tuple[str, ...]) -> None:
    found, leftovers = read_lines("PRICAT", *HEAD, "PGI+2", ITEM, *segments)
    assert found.items[0].prices == ()
    assert unread(leftovers)[0] == "PRI01@6=AAA"


def test_a_range_of_another_unit_and_its_end_stay_visible() -> None:
    found, leftovers = read_lines(
        "PRICAT", *HEAD, "PGI+2", ITEM, "PRI+AAA:5:::1:PCE", "RNG+4+KGM:10", "PRI+AAA:4:::1:PCE", "RNG+4+PCE:5:9",
    )  # fmt: skip
    assert [price.quantity for price in found.items[0].prices] == [pieces(1), pieces(5)]
    assert unread(leftovers) == ["RNG01@7=4", "RNG02@7=KGM", "RNG02@7=10", "RNG02@9=9"]


def test_rules_for_the_whole_catalog_are_those_of_its_only_group() -> None:
    assert catalog("PGI+3", "PRI+AAA", "APR++0.95:DIS", ITEM).prices == (
        Price(None, multiplier=Decimal("0.95"), multiplier_kind="DIS"),
    )
    assert catalog("PGI+10", "PRI+AAA:5", ITEM, "PGI+10", "PRI+AAA:6").prices == ()


def test_measures_that_are_no_numbers_stay_visible() -> None:
    found, leftovers = read_lines(
        "PRICAT", *HEAD, "PGI+2", ITEM, "MEA+PD+LN+CMT:12-14", "MEA+PD+WD+CMT:3", known=context("D01B")
    )
    assert found.items[0].measures == (Measure("WD", Quantity(Decimal(3), "CMT"), "PD"),)
    assert unread(leftovers)[-1] == "MEA03@6=12-14"


def test_what_only_x12_has_a_code_for_is_said_in_later_directories() -> None:
    vendors = replace(LISTED, items=(replace(_WIDGET, characteristics=(Characteristic("azure", "73"),)),))
    body = lines("PRICAT", vendors, context("D01B"))
    assert "IMD+F+73::116+:::azure" in body
    assert read_lines("PRICAT", *body, known=context("D01B")) == (normal(vendors), ())


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((*HEAD, "PGI+2", ITEM, "PRI+AAA:much"), "is not a number: 'much'"),
        ((*HEAD, "DTM+7:20260230:102"), "no day of the calendar"),
    ],
)
def test_what_makes_a_catalog_unreadable(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("PRICAT", *segments)
    assert "at position" in caught.value.where


def _with(**changes: Any) -> dict[str, Any]:
    return {"items": (replace(_WIDGET, **changes),)}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"valid_from": None, "valid_to": None}, "valid_from (DTM)"),
        ({"purpose": "ZZ"}, "purpose (BGM03)"),
        ({"kind": ""}, "kind (BGM01)"),
        ({"revision": "2"}, "revision (PRICAT)"),
        (_with(change="005"), "items[0].change (LIN02)"),
        (_with(prices=(Price(Decimal(1), "UCP"),)), "items[0].prices[0].kind (PRI01-04)"),
        (_with(prices=(Price(Decimal(1), basis="PP"),)), "items[0].prices[0].basis (PRI01-03)"),
        (_with(prices=(Price(Decimal(1), trade_class="AC"),)), "items[0].prices[0].trade_class (APR)"),
        (_with(characteristics=(Characteristic("azure", "73"),)), "items[0].characteristics[0] (IMD02)"),
        (_with(characteristics=(Characteristic("", "73", "ZZ", "4"),)), "items[0].characteristics[0].kind (IMD02)"),
        (_with(characteristics=(Characteristic("x" * 90, "35"),)), "items[0].characteristics[0].text (IMD03-04)"),
        (_with(measures=(Measure("ZZ", each(1)),)), "items[0].measures[0].kind (MEA)"),
        (_with(restrictions=(Restriction("OR", "by phone"),)), "items[0].restrictions[0] (QTY)"),
        (_with(characteristics=(Characteristic("azure"),)), "items[0].characteristics[0].text (IMD02)"),
        (_with(packing=Packing(weight=each(1))), "items[0].packing.count (PAC)"),
        (_with(packing=Packing(24, inner=2)), "items[0].packing.inner (PAC)"),
        (_with(manufacturer=Party("Works", vat_id="DE1")), "items[0].manufacturer.vat_id (RFF)"),
        (_with(manufacturer=Party("Works", contact=Contact("desk"))), "items[0].manufacturer.contact"),
    ],
)
def test_what_a_pricat_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("PRICAT", replace(LISTED, **changes))
    assert caught.value.where.startswith(field)
