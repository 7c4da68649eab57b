"""The settings of docs/interfaces.md as dicts: what is documented is what is tested."""

from __future__ import annotations

from typing import Any

from b2b.store.settings import load_toml
from tests.store.page import example


def company(**changes: Any) -> dict[str, Any]:
    """The company of the page, with keys of `[company]` changed; None leaves a key out."""
    return {"company": _changed(load_toml(text("company"), "company.toml")["company"], changes)}


def partner(**changes: Any) -> dict[str, Any]:
    """The partner of the page, with keys of `[partner]` changed; None leaves a key out."""
    return {"partner": _changed(load_toml(text("partner"), "partner.toml")["partner"], changes)}


def text(table: str) -> str:
    """The TOML example of the page that begins with this table."""
    return example(table)


def _changed(section: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in (section | changes).items() if value is not None}
