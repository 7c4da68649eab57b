"""Units of measure: X12 element 355 to UN/ECE Recommendation 20 and 21, and back (`schemas/units.toml`).

A unit made of others (composite C001: codes, exponents, multipliers) is kept as it came, its components parted by `>`
whatever the partner's separator is: `x12:PC>>>LB>>3.25` are pieces of 3.25 pounds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

from b2b import resources
from b2b.errors import ConfigError

PARTED = ">"
_UNTRANSLATED = "x12:"
# What was read before components were parted alike has the separator of its partner.
_ANY_SEPARATOR = re.compile(r"[^A-Za-z0-9.\-]")


def from_x12(code: str) -> str:
    """The unit of an X12 code: `DZ` -> `DZN`; `x12:ZZ` where the table has none; "" for none given."""
    if not code:
        return ""
    return _tables()[0].get(code, _UNTRANSLATED + code)


def to_x12(unit: str) -> str:
    """The X12 code of a unit, its components parted by `>` where it has several; one that came from X12 untranslated
    goes back as it came.

    "" for a unit that X12 has no code for (the caller says so) and for none given.
    """
    if unit.startswith(_UNTRANSLATED):
        code = _ANY_SEPARATOR.sub(PARTED, unit.removeprefix(_UNTRANSLATED))
        return "" if code in _tables()[0] else code
    return _tables()[1].get(unit, "")


@cache
def _tables() -> tuple[Mapping[str, str], Mapping[str, str]]:
    file = resources.path("schemas", "units.toml")
    units = tomllib.loads(file.read_text(encoding="utf-8"))["units"]
    back = {unit: code for code, unit in units.items()}
    if len(back) < len(units):
        raise ConfigError(
            "two codes stand for one unit", where=str(file), next_step="leave one of them out: the table is one to one"
        )
    return units, back
