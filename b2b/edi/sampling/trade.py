"""The made-up trades that usual samples tell of: who buys what of whom, and when (`schemas/samples/trade.toml`)."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from b2b import resources
from b2b.documents.gtin import check_digit
from b2b.edi.schema_files import read_table

TRADE = "trade"

_FIRST_DAY = dt.date(2026, 1, 5)
_SPAN = 300  # days
_LINES, _CARTONS = 4, 24  # at most
_CENT = Decimal("0.01")
# Prefix 952 is GS1's own for examples; the digit before it tells apart who numbers his packs with it.
_SSCC = "3952"

Names = Mapping[str, Any]


def trade(seed: int, number: int, syntax: str) -> dict[str, Any]:
    """What templates of sample documents name, in the form of their JSON: the same for the same arguments.

    Days, parties and the currency are those of the seed and of `syntax`, `x12` or `edifact`; `number` tells its trades
    apart. A day is there as `NAME`, with the hour of eight (UTC) as `NAME_at`. `lines` has the names of each line that
    is ordered, and shipped in `cartons` of its own.
    """
    table = read_table(resources.path("schemas", "samples", f"{TRADE}.toml"))
    where = table[syntax]
    between = random.Random(f"parties {seed}")  # noqa: S311 - a sample is to be the same again
    chance = random.Random(f"trade {seed} {number}")  # noqa: S311
    first = _FIRST_DAY + dt.timedelta(days=between.randrange(_SPAN))
    days = {"ordered": first} | {name: first + dt.timedelta(days=after) for name, after in table["days"].items()}
    goods = chance.sample(table["goods"], chance.randint(1, _LINES))
    lines = [_line(place, one, chance) for place, one in enumerate(goods, start=1)]
    return {
        **{name: one.isoformat() for name, one in days.items()},
        **{f"{name}_at": f"{one.isoformat()}T08:00:00+00:00" for name, one in days.items()},
        **{name: _number(pattern, chance) for name, pattern in table["numbers"].items()},
        **between.choice(where["buyers"]),
        **between.choice(where["suppliers"]),
        **_totals(lines, Decimal(where["vat"])),
        **where["names"],
        "qualifier": where["qualifier"],
        "lines": lines,
        "nothing": None,
    }


def _number(pattern: str, chance: random.Random) -> str:
    return re.sub("#", lambda _: str(chance.randrange(1, 10)), pattern)


def _line(number: int, goods: Mapping[str, Any], chance: random.Random) -> dict[str, Any]:
    cartons = chance.randint(2, _CARTONS)
    case, price = goods["case"], Decimal(goods["price"])
    sscc = _SSCC + "".join(str(chance.randrange(10)) for _ in range(13))
    return {
        **goods,
        "line": str(number),
        "items": [{"scheme": "gtin", "value": goods["gtin"]}, {"scheme": "supplier", "value": goods["sku"]}],
        "cartons": str(cartons),
        "quantity": str(cartons * case),
        "more": str((cartons + 1) * case),
        "added": str(case),
        "amount": str(_rounded(cartons * case * price)),
        "gross_weight": str(cartons * case * Decimal(goods["weight"])),
        "sscc": sscc + check_digit(sscc),
        "lot": f"L{chance.randrange(1000, 10_000)}",
    }


def _totals(lines: list[dict[str, Any]], vat: Decimal) -> dict[str, Any]:
    """What all lines come to; `taxes` has one part, or none where nothing is taxed."""
    net = sum((Decimal(line["amount"]) for line in lines), Decimal(0))
    tax = _rounded(net * vat / 100)
    return {
        "net": str(net),
        "tax": str(tax),
        "gross": str(net + tax),
        "category": "S" if vat else "",
        "rate": str(vat),
        "taxes": [{}] if vat else [],
        "packs": len(lines),
        "cartons": str(sum(int(line["cartons"]) for line in lines)),
        "unit_prices": str(sum((Decimal(line["price"]) for line in lines), Decimal(0))),
        "weight": str(sum((Decimal(line["gross_weight"]) for line in lines), Decimal(0))),
    }


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)
