"""Every problem of a catalog file is named: file, row, item, column, and what to write instead."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.catalogs import (
    Catalog,
    CatalogItem,
    CatalogUnreadable,
    PriceTier,
    read_catalog,
    read_csv,
    read_toml,
    write_csv,
    write_toml,
)

HEADING = '[catalog]\ncompany = "ACME"\nname = "standard"\ncurrency = "EUR"\n'
ITEM = '[[item]]\nsku = "A"\ndescription = "An A"\nunit = "EA"\n'
COLUMNS = "sku,description,unit,gtin,pack,minimum,from,price,currency,valid_from,valid_to,partner,buyer_code\n"


def toml_problems(text: str) -> list[str]:
    with pytest.raises(CatalogUnreadable) as caught:
        read_toml(text.encode(), file="c.toml")
    assert caught.value.next_step
    return [str(problem) for problem in caught.value.problems]


def csv_problems(text: str | bytes, currency: str = "EUR") -> list[str]:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(CatalogUnreadable) as caught:
        read_csv(data, file="c.csv", company="ACME", name="standard", currency=currency)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "prices = [{ from = 1, price = 12.50 }]",
            'column prices[1].price: 12.50 is a floating-point number, which is not exact; write "12.50" in quotes',
        ),
        ('prices = [{ from = 1, price = "-1" }]', "column prices[1].price: -1 is not above 0; write a number above 0, or leave it out"),
        ('prices = [{ from = 1, price = "0.00" }]', "column prices[1].price: 0.00 is not above 0; write a number above 0, or leave it out"),
        ("prices = [{ from = 1 }]", 'column prices[1].price: it is missing; write price = "12.50"'),
        (
            'prices = [{ from = 1, price = "1,50" }]',
            "column prices[1].price: '1,50' is not a number; write it with a point, without thousands marks: 1234.50",
        ),
        (
            'prices = [{ from = 1, price = "1.1234567" }]',
            "column prices[1].price: 1.1234567 has more than 6 decimals; round it to 6 decimals",
        ),
        (
            'prices = [{ from = 10, price = "1" }]',
            "column prices: a gap: the lowest EUR price begins at 10, orders begin at 1; add a price from 1, or set minimum = 10",
        ),
        (
            'prices = [{ from = 1, price = "1" }, { from = 1, price = "2" }]',
            "column prices: two EUR prices from 1 hold on the same day; keep one, or end the earlier one with valid_to",
        ),
        (
            'prices = [{ price = "1", valid_from = 2026-02-01, valid_to = 2026-01-01 }]',
            "column prices: the price from 1 ends 2026-01-01 before it begins 2026-02-01; swap valid_from and valid_to, or correct one",
        ),
        (
            'prices = [{ price = "1", valid_from = 2026-02-01T10:00:00 }]',
            "column prices[1].valid_from: 2026-02-01 10:00:00 is not a date; write YYYY-MM-DD, for instance 2026-01-31",
        ),
        ('prices = "12.50"', "column prices: it is not a list of tables; write it as in the example: prices = [{ ... }]"),
        (
            'gtin = "04012345000017"',
            "column gtin: 04012345000017 has the check digit 7, and 6 would be right; compare it with the article's bar code",
        ),
        ('gtin = "123"', "column gtin: '123' is not a GTIN; write 8, 12, 13 or 14 digits (in TOML in quotes)"),
        ("pack = 0", "column pack: 0 is not above 0; write a number above 0, or leave it out"),
        ("pack = true", 'column pack: True is not a number; write a number such as 12 or "12.50"'),
        ("minimum = 1000000000000", "column minimum: 1000000000000 is too large; stay below 1,000,000,000,000"),
        ('colour = "blue"', "column colour: nothing has this name; use one of sku, description, unit, gtin, pack, minimum, prices, vat_category, vat_rate, buyer_codes, contract, units, reorder, active"),
        ('units = [{ unit = "EA", factor = 1 }]', "column units: EA is the item's own unit; list only the other units it is ordered in"),
        ('units = [{ unit = "XCT" }]', "column units[1].factor: it is missing; write how many of the item's own unit it holds"),
        ('units = [{ unit = "carton", factor = 2 }]', "column units[1].unit: 'carton' does not fit; write a UN/ECE Recommendation 20 code such as EA, KGM or XCT"),
        ('vat_category = "S"\nvat_rate = "0"', "column vat_rate: category S has a rate above 0; write the rate, or category Z or E for 0 %"),
        ('vat_category = "Z"\nvat_rate = "7"', "column vat_rate: category Z has no rate above 0, yet 7 is written; write 0, or category S"),
        ('vat_category = "X"', "column vat_category: 'X' does not fit; write one of S, Z, E, AE, K, G, O, L, M"),
        ("reorder = 3", 'column reorder: it is not a table; write it as in the example: reorder = { supplier = "...", point = 50, up_to = 200 }'),
        ('reorder = { supplier = "S", point = 50, up_to = 20 }', "column reorder.up_to: 20 is below the reorder point 50; write the stock that an order fills up to; 0, with a reorder point of 0, ends the reordering"),
        ('reorder = { supplier = "S", point = -1, up_to = 20 }', "column reorder.point: -1 is below 0; write a number, 0 or more"),
        ('reorder = { supplier = "S", point = 0 }', "column reorder.up_to: it is missing; write a number, 0 or more"),
        ('reorder = { supplier = "S", point = 0, up_to = 1, lead_days = 1000 }', "column reorder.lead_days: 1000 is not a number of days; write a whole number from 0 to 999"),
        ('buyer_codes = [{ code = "1" }]', "column buyer_codes[1].partner: it is missing; write a buyer_codes[1].partner"),
    ],
)  # fmt: skip
def test_an_item_of_a_toml_file(line: str, problem: str) -> None:
    assert toml_problems(f"{HEADING}\n{ITEM}{line}\n") == [f"c.toml: row 6, item A, {problem}"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "c.toml: column [catalog]: it is missing; begin the file with [catalog], company = \"...\", name = \"...\""),
        ("[catalog", "c.toml: this is not TOML: Expected ']' at the end of a table declaration (at end of document); correct the line it names"),
        (HEADING.replace('"EUR"', '"euro"'), "c.toml: column currency: 'euro' does not fit; write three capital letters such as EUR (ISO 4217)"),
        (HEADING.replace('"ACME"', '""'), "c.toml: column company: it is missing; write a company"),
        (HEADING + "item = 5\n", "c.toml: column item: nothing has this name; use one of company, name, currency, valid_from"),
        (HEADING + ITEM + ITEM.replace("An A", "Another"), "c.toml: row 9, item A, column sku: A stands there twice (first in row 5); keep one of the two"),
        (HEADING + ITEM + ITEM.replace('"A"', '"A\\u0007"'), "c.toml: row 9, item A\x07, column sku: it holds the control character U+0007; delete that character"),
    ],
)  # fmt: skip
def test_a_toml_file(text: str, problem: str) -> None:
    assert toml_problems(text)[0] == problem


def test_numbers_that_two_items_share() -> None:
    same = 'gtin = "4012345000016"\nbuyer_codes = [{ partner = "NORTHWIND", code = "N1" }]\n'
    other = same.replace('"4012', '"04012')
    text = HEADING + ITEM + same + ITEM.replace('"A"', '"B"') + other
    assert toml_problems(text) == [
        "c.toml: row 11, item B, column gtin: GTIN 04012345000016 is also that of A; an article has one GTIN: correct one of the two",
        "c.toml: row 11, item B, column buyer_codes: NORTHWIND would mean both A and B by N1; keep it at one of the two items",
    ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ("A,An A,EA,,,,1,\"12,50\",EUR,,,,", "c.csv: row 2, item A, column price: '12,50' is not a number; write it with a point, without thousands marks: 1234.50"),
        ("A,An A,EA,,,,1,-2,EUR,,,,", "c.csv: row 2, item A, column price: -2 is not above 0; write a number above 0, or leave it out"),
        ("A,An A,EA,,0,,1,2,EUR,,,,", "c.csv: row 2, item A, column pack: 0 is not above 0; write a number above 0, or leave it out"),
        ("A,An A,EA,,,,5,2,EUR,,,,", "c.csv: row 2, item A, column prices: a gap: the lowest EUR price begins at 5, orders begin at 1; add a price from 1, or set minimum = 5"),
        ("A,An A,EA,,,,1,2,EUR,,,,\nA,A thing,,,,,9,1,EUR,,,,", "c.csv: row 3, item A, column description: 'A thing' differs from 'An A' in row 2; keep one of them"),
        ("A,An A,EA,,,,1,2,EUR,,,,N1", "c.csv: row 2, item A, column partner: whose number N1 is, is missing; write the partner's code"),
        ("A,An A,EA,,,,5,,EUR,,,,", "c.csv: row 2, item A, column price: from is given without a price; write the price, or clear it"),
        (",An A,EA,,,,1,2,EUR,,,,", "c.csv: row 2, column sku: it is missing; write a sku"),
        ("A,,EA,,,,1,2,EUR,,,,", "c.csv: row 2, item A, column description: it is missing; write a description"),
        ("A,An A,EA,,,,1,2,EUR,31.12.2026,,,", "c.csv: row 2, item A, column valid_from: 31.12.2026 is not a date; write YYYY-MM-DD, for instance 2026-01-31"),
        ("A,An A,EA,,,,1,2,EUR,,,,,,,", "c.csv: row 2: the row has 16 cells, the heading 13; put text that holds the separator in double quotes"),
        ('A,"An A,EA', "c.csv: row 2: this is not CSV: unexpected end of data; close the double quotes"),
    ],
)  # fmt: skip
def test_a_row_of_a_csv_file(rows: str, problem: str) -> None:
    assert csv_problems(COLUMNS + rows + "\n") == [problem]


def test_a_csv_heading() -> None:
    assert csv_problems("sku,price,colour\nA,1,red\n") == [
        "c.csv: row 1, column colour: nothing has this name; use one of sku, description, unit, gtin, pack, minimum, from, price, currency, valid_from, valid_to, partner, buyer_code, vat_category, vat_rate, units, active, supplier, reorder_point, order_up_to, order_pack, order_minimum, lead_days",
        f"c.csv: row 1, column description: the heading lacks it; begin the file with {COLUMNS.strip()}",
        f"c.csv: row 1, column unit: the heading lacks it; begin the file with {COLUMNS.strip()}",
    ]


def test_a_csv_price_without_any_currency() -> None:
    rows = COLUMNS + "A,An A,EA,,,,1,2,,,,,\n"
    assert csv_problems(rows, currency="") == [
        "c.csv: row 2, item A, column currency: it is missing; write EUR, or say --currency when you import"
    ]


def test_what_a_spreadsheet_in_german_saves() -> None:
    rows = "\ufeff" + COLUMNS.replace(",", ";") + "A;Ein A, blau;EA;;;;1;12.50;EUR;;;;\r\n\r\n"
    catalog = read_csv(rows.encode(), file="c.csv", company="ACME", name="standard")
    assert [(item.description, item.prices[0].price) for item in catalog.items] == [("Ein A, blau", Decimal("12.50"))]
    assert catalog.currency == "EUR"


def test_bytes_that_are_not_utf_8_are_named() -> None:
    assert csv_problems(COLUMNS.encode() + b"A,Rad gr\xfcn,EA,,,,1,2,EUR,,,,\n") == [
        'c.csv: row 2: byte 106 (0xFC) is not UTF-8; save the file as "UTF-8" (in Excel: CSV UTF-8)'
    ]


def test_the_error_tells_all_problems_and_that_nothing_was_imported() -> None:
    with pytest.raises(CatalogUnreadable) as caught:
        read_catalog((COLUMNS + "A,,,,,,,,,,,,\n" * 400).encode(), file="c.csv")
    assert caught.value.total == 4
    assert str(caught.value).startswith(
        "c.csv: 4 problems, nothing was imported:\nc.csv: a CSV file does not say its company"
    )
    with pytest.raises(CatalogUnreadable) as caught:
        read_catalog(b"", file="c.xlsx")
    assert "c.xlsx: a catalog is a .toml or a .csv file" in str(caught.value)


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text("sku,price\n[]={}\"'1.", max_size=80).map(str.encode)
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_catalog_or_named_problems(data: bytes) -> None:
    for name in ("c.toml", "c.csv"):
        try:
            read_catalog(data, file=name, company="ACME", name="standard")
        except CatalogUnreadable as error:
            found = error
        else:
            continue
        assert found.problems
        assert all(problem.next_step for problem in found.problems)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "toml"])
def test_ten_thousand_items_take_ten_times_as_long_as_a_thousand(ending: str) -> None:
    def seconds(count: int) -> float:
        tiers = (PriceTier(Decimal(1), Decimal("12.50"), "EUR"), PriceTier(Decimal(100), Decimal("11.80"), "EUR"))
        items = tuple(CatalogItem(f"S{n}", f"Thing {n}", "EA", prices=tiers) for n in range(count))
        catalog = Catalog("ACME", "standard", "EUR", items)
        data = (write_toml(catalog) if ending == "toml" else write_csv(catalog)).encode()
        started = time.process_time()
        read = read_catalog(data, file=f"c.{ending}", company="ACME", name="standard", currency="EUR")
        assert read == catalog
        return time.process_time() - started

    seconds(100)
    assert seconds(10_000) < 50 * seconds(1_000), "ten times as many items: a hundred times would be quadratic"
