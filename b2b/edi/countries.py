"""Countries: the three-letter codes of ISO 3166-1 that partners write, as the two-letter codes of documents."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache

from b2b import resources


def alpha2(code: str) -> str:
    """`USA` -> `US`; a code that is no three-letter country code stays as it is."""
    return _table().get(code, code)


@cache
def _table() -> Mapping[str, str]:
    data = tomllib.loads(resources.path("schemas", "countries.toml").read_text(encoding="utf-8"))
    table: Mapping[str, str] = data["alpha2"]
    return table
