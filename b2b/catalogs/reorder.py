"""The reorder rule of an item as catalog files write it, in TOML and in CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from b2b.catalogs import fields
from b2b.catalogs.model import ReorderRule
from b2b.catalogs.problems import Place, Problems

KEYS = ("supplier", "point", "up_to", "pack", "minimum", "lead_days")
COLUMNS = ("supplier", "reorder_point", "order_up_to", "order_pack", "order_minimum", "lead_days")


def read(values: Mapping[str, Any], at: Callable[[str], Place], problems: Problems) -> ReorderRule | None:
    """The rule that `values` (by the names in `KEYS`) state, `at` the place of each; None where they do not make one,
    which is a problem.
    """
    supplier = fields.text(values.get("supplier"), at("supplier"), problems, required=True)
    point = _level(values.get("point"), at("point"), problems)
    up_to = _level(values.get("up_to"), at("up_to"), problems)
    pack = fields.figure(values.get("pack"), at("pack"), problems)
    minimum = fields.figure(values.get("minimum"), at("minimum"), problems)
    lead_days = fields.days(values.get("lead_days"), at("lead_days"), problems)
    if not supplier or point is None or up_to is None:
        return None
    if up_to < point:
        problems.add(
            at("up_to"),
            f"{up_to:f} is below the reorder point {point:f}",
            "write the stock that an order fills up to; 0, with a reorder point of 0, ends the reordering",
        )
        return None
    return ReorderRule(supplier, point, up_to, pack, minimum, lead_days)


def _level(value: object, place: Place, problems: Problems) -> Decimal | None:
    """A stock level, 0 or more; it must be written."""
    if value is None or value == "":
        problems.add(place, "it is missing", "write a number, 0 or more")
        return None
    level = fields.figure(value, place, problems, above_zero=False)
    if level is not None and level < 0:
        problems.add(place, f"{level:f} is below 0", "write a number, 0 or more")
        return None
    return level
