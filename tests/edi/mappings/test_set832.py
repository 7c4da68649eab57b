"""832: catalogs as suppliers send them, and what is refused of ours."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.documents import (
    CatalogEntry,
    Characteristic,
    ListedCode,
    Measure,
    NamedDate,
    Packing,
    Price,
    PriceCatalog,
    Quantity,
    Reference,
    Restriction,
    price_catalog,
)
from b2b.errors import NotWritable, Unreadable
from tests.edi.mappings.example_parts import each
from tests.edi.mappings.messages import lines, read_lines, unread
from tests.edi.mappings.report_examples import CATALOG

BCT = "BCT*PC*SPRING*2026*1*****WIDGETS AND BRACKETS*04"


def entry(*segments: str) -> CatalogEntry:
    catalog, _ = read_lines("832", BCT, "LIN*1*VP*A-1", *segments)
    (found,) = catalog.items
    assert isinstance(found, CatalogEntry)
    return found


def test_a_catalog_of_a_supplier() -> None:
    catalog, leftovers = read_lines(
        "832", BCT, "CTP*WH*****DIS*.67", "REF*CT*C-1", "PER*IC*SALES", "DTM*007*20260301", "DTM*036*20260831",
        "DTM*196*20260201", "CUR*SE*EUR", "ITD*01*3*2**10**30", "N1*SE*ACME*92*4711", "N1*MF*WIDGET WORKS",
        "LIN*1*UP*012345678905*VP*A-1", "G53*001", "DTM*007*20260401", "REF*DP*038", "CTB*OR**57*10",
        "CTB*SR*PALLETS ONLY", "PID*F*08***RED WIDGET", "PID*F*73***RED", "PID*S**BI*TI*A TITLE", "MEA*PD*LN*40*MM",
        "MEA*PD*HT**MM*20*30", "PO4*24*1*EA*CTN25*G*6.5*KG", "CTP**CAT*11.8*1*EA", "CTP**CAT*10.5*100*EA",
        "DTM*007*20260401", "CUR*SE*USD", "N1*MF*WIDGET WORKS", "LM*ZZ", "LQ**8471", "SLN*1**O*2*EA", "CTT*1",
    )  # fmt: skip
    assert isinstance(catalog, PriceCatalog)
    assert (catalog.kind, catalog.number, catalog.version, catalog.revision) == ("PC", "SPRING", "2026", "1")
    assert (catalog.title, catalog.purpose) == ("WIDGETS AND BRACKETS", "04")
    assert (catalog.valid_from, catalog.valid_to) == (dt.date(2026, 3, 1), dt.date(2026, 8, 31))
    assert catalog.dates == (NamedDate("196", dt.date(2026, 2, 1)),)
    assert (catalog.currency, catalog.payment_terms) == ("EUR", "2 % within 10 days, net 30 days")
    assert catalog.prices == (Price(None, trade_class="WH", multiplier=Decimal("0.67"), multiplier_kind="DIS"),)
    assert catalog.supplier.name == "ACME"
    assert [(named.role, named.party.name) for named in catalog.parties] == [("MF", "WIDGET WORKS")]
    (item,) = catalog.items
    assert (item.change, item.description, item.valid_from) == ("001", "RED WIDGET", dt.date(2026, 4, 1))
    assert item.prices == (
        Price(Decimal("11.8"), "CAT", each(1)),
        Price(Decimal("10.5"), "CAT", each(100), currency="USD", valid_from=dt.date(2026, 4, 1)),
    )
    assert item.characteristics == (Characteristic("RED", "73"), Characteristic("A TITLE", agency="BI", code="TI"))
    assert item.measures == (Measure("LN", Quantity(Decimal(40), "MMT"), "PD"),)
    assert item.packing == Packing(
        24, Quantity(Decimal(1), "EA"), packaging="CTN25", weight=Quantity(Decimal("6.5"), "KGM"), weight_kind="G"
    )
    assert item.restrictions == (
        Restriction(price_catalog.ORDERING, quantity_kind=price_catalog.MINIMUM, quantity=Decimal(10)),
        Restriction("SR", "PALLETS ONLY"),
    )
    assert item.manufacturer is not None
    assert item.codes == (ListedCode("ZZ", "8471"),)
    assert item.references == (Reference("DP", "038"),)
    assert unread(leftovers) == [
        "PER01@5=IC", "PER02@5=SALES", "ITD01@10=01", "ITD02@10=3", "MEA01@23=PD", "MEA02@23=HT", "MEA04@23=MM",
        "MEA05@23=20", "MEA06@23=30", "SLN01@32=1", "SLN03@32=O", "SLN04@32=2", "SLN05@32=EA",
    ]  # fmt: skip


def test_prices_by_kind() -> None:
    found = entry("CTP**RES*19.99*1*EA", "CTP**CAT*11.80*1*EA", "CTP**CAT*10.50*100*EA", "CTP*WH")
    assert len(found.prices) == 3
    assert found.price("CON", "CAT") == Price(Decimal("11.80"), "CAT", each(1))
    assert found.price("CON") is None


def test_a_price_for_another_unit_keeps_its_basis() -> None:
    assert entry("CTP**CAT*2.40*1*CA****PP").prices == (
        Price(Decimal("2.40"), "CAT", Quantity(Decimal(1), "XCS"), basis="PP"),
    )
    _, leftovers = read_lines("832", BCT, "LIN*1*VP*A-1", "CTP**CAT*2.40*10*CA***24.00")
    assert unread(leftovers) == ["CTP08@4=24.00"]


def test_amounts_of_restrictions_have_two_implied_decimals() -> None:
    assert entry("CTB*OR****TT*2500").restrictions == (Restriction("OR", amount_kind="TT", amount=Decimal("25.00")),)


def test_an_item_of_which_nothing_is_said() -> None:
    found = entry()
    assert (found.prices, found.packing, found.description) == ((), None, "")


@pytest.mark.parametrize(
    ("segments", "says"),
    [
        (("LIN*1*VP*A-1",), "segment BCT is missing"),
        ((BCT, "LIN*1*VP*A-1", "CTP**CAT*cheap*1*EA"), "CTP03 is not a number: 'cheap'"),
        ((BCT, "LIN*1*VP*A-1", "PO4*2.5"), "PO401 is not a whole number"),
        ((BCT, "DTM*007*20260231"), "DTM02 is not a date"),
        ((BCT, "LIN*1*VP*A-1", "CTB*OR****TT*25.00"), "CTB06 must be digits with 2 implied decimals"),
    ],
)
def test_what_cannot_be_read_says_where(segments: tuple[str, ...], says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_lines("832", *segments)


def test_what_cannot_be_said_is_refused_by_its_field() -> None:
    first = CATALOG.items[0]
    price = first.prices[0]
    for changed, field in (
        (replace(CATALOG, kind="??"), "kind"),
        (replace(CATALOG, number="x" * 16), "number"),
        (replace(CATALOG, items=(replace(first, items=()),)), "LIN02"),
        (replace(CATALOG, items=(replace(first, change="?"),)), "items[0].change"),
        (replace(CATALOG, items=(replace(first, packing=Packing()),)), "items[0].packing"),
        (replace(CATALOG, items=(replace(first, prices=(replace(price, amount=None),)),)), "items[0].prices"),
        (replace(CATALOG, items=(replace(first, prices=(replace(price, currency="Euro"),)),)), "prices[0].currency"),
        (replace(CATALOG, prices=(replace(price, currency="USD"),)), "prices[0].currency"),
        (replace(CATALOG, items=(replace(first, characteristics=(Characteristic("blue"),)),)), "description"),
        (replace(CATALOG, items=(replace(first, characteristics=(Characteristic(code="9"),)),)), "characteristics[0]"),
        (replace(CATALOG, items=(replace(first, restrictions=(Restriction("OR"),)),)), "restrictions[0]"),
        (
            replace(CATALOG, items=(replace(first, measures=(Measure("LN", Quantity(Decimal(4), "parsec")),)),)),
            "measures[0].quantity.unit",
        ),
    ):
        with pytest.raises(NotWritable) as caught:
            lines("832", changed)
        assert field in caught.value.where
