"""Which sets become an order: by purpose, by kind, and by what the partner's agreement allows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from b2b.documents import Order
from b2b.procurement.orders.purposes import not_an_order
from tests.procurement.orders_by_hand import line, order, own


def asked(purpose: str, kind: str) -> Order:
    return replace(order(line(own("A"), 1, "1")), purpose=purpose, kind=kind)


@pytest.mark.parametrize(
    ("purpose", "kind", "as_new", "code"),
    [
        ("00", "SA", (), None),
        ("05", "SA", (), "replacement-requested"),
        ("05", "SA", ("05",), None),
        ("05", "CP", ("05",), "change-requested"),
        ("05", "CP", ("05", "CP"), None),
        ("00", "CP", ("CP",), None),
        ("01", "SA", ("05", "CP"), "cancellation-requested"),
        ("00", "1001:22E", (), None),
        ("00", "1001:402", (), None),
        ("00", "1001:231", (), "purpose-unsupported"),
        ("00", "1001:380", (), "purpose-unsupported"),
        ("00", "1001:ABC", (), "purpose-unsupported"),
        ("00", "1001:ABC", ("1001:ABC",), None),
    ],
)
def test_what_is_a_new_order(purpose: str, kind: str, as_new: tuple[str, ...], code: str | None) -> None:
    draft = not_an_order(asked(purpose, kind), "we hold none", as_new)
    assert (draft.code if draft else None) == code
