"""Finds the data that ships with b2b (`schemas/`, `catalogs/`), in a checkout and in an installed wheel alike."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from b2b.errors import ConfigError

_PACKAGE = Path(__file__).resolve().parent


@cache
def root() -> Path:
    """The folder that holds `schemas/` and `catalogs/`: `b2b/_data` in a wheel, else the checkout."""
    for folder in (_PACKAGE / "_data", _PACKAGE.parent):
        if (folder / "schemas").is_dir():
            return folder
    raise ConfigError(
        "the shipped schemas are missing",
        where=str(_PACKAGE),
        next_step="install b2b again: pip install --force-reinstall b2b",
    )


def path(*parts: str) -> Path:
    """A shipped file or folder, such as `path("schemas", "x12", "004010")`; it need not exist."""
    return root().joinpath(*parts)
