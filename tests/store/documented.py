"""The settings of docs/interfaces.md as dicts: what is documented is what is tested."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from b2b.store.settings import load_toml

_PAGE = Path(__file__).resolve().parents[2] / "docs" / "interfaces.md"


def company(**changes: Any) -> dict[str, Any]:
    """The company of the page, with keys of `[company]` changed; None leaves a key out."""
    return {"company": _changed(load_toml(text("company"), "company.toml")["company"], changes)}


def partner(**changes: Any) -> dict[str, Any]:
    """The partner of the page, with keys of `[partner]` changed; None leaves a key out."""
    return {"partner": _changed(load_toml(text("partner"), "partner.toml")["partner"], changes)}


@cache
def text(table: str) -> str:
    """The TOML block of the page that begins with this table."""
    blocks = re.findall(r"```toml\n(.*?)```", _PAGE.read_text(encoding="utf-8"), re.DOTALL)
    return next(str(block) for block in blocks if block.startswith(f"[{table}]"))


def _changed(section: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in (section | changes).items() if value is not None}
