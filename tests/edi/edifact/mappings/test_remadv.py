"""REMADV: what a payment pays, as partners write it and as we do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import Adjustment, Remittance, RemittanceItem
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import context, lines, read_lines, unread
from tests.edi.mappings.examples import REMITTANCE

HEAD = ("BGM+481+PAY-7+9", "DTM+138:20260219:102")
PLAIN = replace(REMITTANCE, payer=replace(REMITTANCE.payer, vat_id=""))


def remittance(*segments: str) -> Remittance:
    found: Remittance = read_lines("REMADV", *HEAD, *segments)[0]
    return found


def test_the_segments_of_a_remittance_advice() -> None:
    assert lines("REMADV", PLAIN) == [
        "BGM+481+PAY-7+9", "DTM+138:20260219:102", "FII+RB+DE89370400440532013000+COBADEFFXXX:25:5", "PAI+::SWT::116",
        "NAD+PR+4012345000009::9++Northwind Retail GmbH+Marktplatz 5+Hamburg++20095+DE",
        "NAD+PE+ACME::92++Acme Supply GmbH", "CUX+2:EUR:11",
        "DOC+380+R-2026-0001", "MOA+12:2356.2", "DTM+137:20260120:102", "RFF+ON:4500001001",
        "DOC+381+G-2026-0001", "MOA+12:-100",
        "UNS+S", "MOA+12:2256.2",
    ]  # fmt: skip


def test_a_remittance_advice_as_partners_write_it() -> None:
    found, leftovers = read_lines(
        "REMADV", "BGM+481+Z1+9", "DTM+137:20260218:102", "DTM+138:20260219:102", "PAI+::30", "CUX+2:EUR:11",
        "DOC+380+R1", "MOA+77:119,00", "MOA+52:2,38", "MOA+12:116,62", "DTM+171:20260120:102",
        "UNS+S", "MOA+12:116,62",
    )  # fmt: skip
    assert (found.trace, found.date, found.total) == ("Z1", dt.date(2026, 2, 19), Decimal("116.62"))
    assert found.items == (
        RemittanceItem("IV", "R1", Decimal("116.62"), Decimal(119), Decimal("2.38"), dt.date(2026, 1, 20)),
    )  # fmt: skip
    assert found.method == "4461:30"
    assert unread(leftovers) == ["DTM01@3=137", "DTM01@3=20260218", "DTM01@3=102"]


def test_amounts_in_the_currency_of_the_invoice_are_not_those_of_the_payment() -> None:
    said = remittance(
        "CUX+2:EUR:11", "DOC+380+R1", "MOA+12:130,00:USD", "MOA+12:119,00:EUR", "MOA+77:130,00:USD",
        "UNS+S", "MOA+12:130,00:USD", "MOA+12:119,00",
    )  # fmt: skip
    (item,) = said.items
    assert (said.total, said.currency, item.paid, item.gross) == (Decimal("119"), "EUR", Decimal("119"), None)


def test_adjustments_say_why_in_the_code_of_either_list() -> None:
    coded = remittance(
        "CUX+2:EUR:11", "DOC+380+R1", "MOA+12:90", "AJT+4", "MOA+165:-10", "RFF+CD:G1", "UNS+S", "MOA+12:90"
    )
    assert coded.items[0].adjustments[0].reason == "4465:4"
    ours = replace(
        PLAIN.items[0], adjustments=(Adjustment(Decimal(-10), "04", "IV", "R9"), Adjustment(Decimal(1), "59"))
    )
    for document in (coded, replace(PLAIN, items=(ours,))):
        assert read_lines("REMADV", *lines("REMADV", document)) == (document, ())


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        (("BGM+481+Z1", "UNS+S", "MOA+12:1"), "the date of the payment"),
        ((*HEAD, "UNS+S", "MOA+52:1"), "the amount of the payment"),
        ((*HEAD, "MOA+12:1"), "segment UNS is missing"),
        ((*HEAD, "DOC+380+R1", "MOA+77:1", "UNS+S", "MOA+12:1"), "what is paid of the document"),
        ((*HEAD, "DOC+380+R1", "MOA+12:1:USD", "UNS+S", "MOA+12:1"), "what is paid of the document"),
        ((*HEAD, "DOC+380", "MOA+12:1", "UNS+S", "MOA+12:1"), "DOC02-01 is missing"),
    ],
)
def test_what_a_remittance_advice_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("REMADV", *segments)
    assert "at position" in caught.value.where


@pytest.mark.parametrize(
    ("function", "said"), [("1", "cancellation"), ("5", "replacement"), ("7", "duplicate"), ("31", "copy")]
)
def test_what_is_no_original_is_not_booked(function: str, said: str) -> None:
    with pytest.raises(Unreadable, match=rf"remittance advice PAY-7 comes as {function} \({said}\)"):
        read_lines("REMADV", f"BGM+481+PAY-7+{function}", *HEAD[1:], "CUX+2:EUR:11", "UNS+S", "MOA+12:1")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"trace": ""}, "trace (BGM02)"),
        ({"payer": REMITTANCE.payer}, "payer.vat_id (RFF)"),
        ({"adjustments": (Adjustment(Decimal(1), "59"),)}, "adjustments (AJT)"),
        ({"items": (RemittanceItem("ZZ", "1", Decimal(1)),)}, "items[0].kind (DOC)"),
        ({"items": (RemittanceItem("IV", "", Decimal(1)),)}, "items[0].number (DOC)"),
        ({"method": "ABCD"}, "method (PAI01-03)"),
    ],
)
def test_what_a_remadv_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("REMADV", replace(PLAIN, **changes))
    assert caught.value.where == field


def test_a_later_directory_has_room_for_the_numbers_of_the_payer() -> None:
    known = context("D01B")
    assert "RFF+VA:DE987654321" in lines("REMADV", REMITTANCE, known)
