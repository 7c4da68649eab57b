"""b2b doctor says what agreements on a syntax need and do not have."""

from __future__ import annotations

from typing import Any

from b2b.cli import syntax_checks
from b2b.store.settings import parse_company, parse_partner
from tests.store import documented

EDIFACT = {"syntax": "edifact", "qualifier": "14", "id": "4012345000009"}
X12 = {"id": "NORTHWIND"}
ORDERS = {"document": "ORDERS", "direction": "in"}


def told(partner: dict[str, Any], **company: Any) -> list[tuple[str, str]]:
    settings = parse_partner(documented.partner(**partner))
    return [
        (one.what, one.says) for one in syntax_checks.agreed(settings, parse_company(documented.company(**company)))
    ]


def test_nothing_is_missing_where_both_have_an_address_of_the_syntax() -> None:
    assert told({"agreement": [ORDERS], "identity": [EDIFACT]}, identity=[X12, EDIFACT]) == []
    assert told({}) == []


def test_an_address_of_another_syntax_is_none() -> None:
    missing = '[[{}.identity]] with syntax = "edifact"'
    assert told({"agreement": [ORDERS], "identity": [X12]}) == [
        (
            "addresses of NORTHWIND",
            f"EDIFACT is agreed on, and there is no address of it: add {missing.format('partner')}",
        ),
        (
            "company ACME",
            f"EDIFACT is agreed on with NORTHWIND, and we have no address of it: add {missing.format('company')}",
        ),
    ]


def test_messages_and_sets_that_a_release_does_not_have_are_named() -> None:
    agreements = [
        {**ORDERS, "release": "D97A"},
        {"document": "CONTRL", "direction": "in"},
        {"document": "999", "direction": "in", "release": "004010"},
    ]
    found = told({"agreement": agreements, "identity": [X12, EDIFACT]}, identity=[X12, EDIFACT])
    assert found == [("agreements of NORTHWIND", "there are no schemas of 999 in 004010, ORDERS in D97A")]


def test_the_schemas_of_both_syntaxes_are_there() -> None:
    assert [(one.what, one.state) for one in syntax_checks.schemas()] == [
        ("X12 schemas", "ok"),
        ("EDIFACT schemas", "ok"),
    ]
