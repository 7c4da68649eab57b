"""Whatever this room shows to a person comes with what to do about it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import b2b.procurement
from b2b.cli.views.advice import advice

CODES = {
    "agreement-received",
    "allowances-not-reckoned",
    "cancel-date-past",
    "cancellation-requested",
    "change-requested",
    "confirmation-received",
    "copy-received",
    "currency-not-agreed",
    "currency-unknown",
    "destinations-differ",
    "duplicate-announced",
    "figure-out-of-range",
    "invoice-data-missing",
    "item-not-sold",
    "item-numbers-disagree",
    "line-number-repeated",
    "no-price",
    "notice-cancelled",
    "notice-number-used",
    "notice-order-cancelled",
    "notice-over-order",
    "notice-purpose-unsupported",
    "notice-unknown",
    "notice-unknown-line",
    "notice-unknown-order",
    "order-number-used",
    "pack-not-met",
    "price-held",
    "price-not-comparable",
    "price-not-positive",
    "purpose-unsupported",
    "quantity-not-positive",
    "repair-requested",
    "replacement-requested",
    "several-destinations",
    "stock-unknown",
    "unknown-item",
    "unknown-unit",
}
# Codes of reasons that a policy has settled: nobody needs to look.
SETTLED = {
    "back-order-released",
    "back-ordered",
    "out-of-stock",
    "price-accepted-theirs",
    "price-agreed",
    "price-answered-ours",
    "price-ours",
    "price-rejected",
    "price-within-tolerance",
    "quantity-rounded-up",
    "unit-converted",
    "unit-of-gtin",
}


def test_the_lists_are_complete() -> None:
    """Every code in the room's sources is in one of the two lists."""
    found = set()
    for path in Path(b2b.procurement.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            call = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in ("Reason", "ExceptionDraft")
            )
            if call and node.args and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    assert found <= CODES | SETTLED
    assert "unknown-item" in found


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_has_its_advice(code: str) -> None:
    known = dict.fromkeys(("partner", "company", "doc", "invoice", "file", "about", "number"), "X")
    found = advice(code, {}, **known)
    assert found.words
    assert found.command.startswith("b2b ")
