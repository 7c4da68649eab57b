"""A supplier's workspace, worked by commands alone."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

from tests.cli.running import run, run_json

FILES = Path(__file__).resolve().parents[2] / "b2b" / "demo" / "files"
GOLDEN = Path(__file__).resolve().parent / "golden"
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
ORDERS = tuple(f"850-450000100{n}.edi" for n in (1, 2, 3, 4))


@dataclass(frozen=True)
class Shop:
    """A workspace folder and how to command it."""

    folder: Path

    def b2b(self, *words: str | Path, code: int | None = 0, columns: int = 80, stdin: bytes = b"") -> Result:
        """Run a command in this workspace."""
        return run("--workspace", self.folder, *words, code=code, columns=columns, stdin=stdin)

    def says(self, *words: str | Path, code: int | None = 0, columns: int = 80) -> str:
        """What a command puts on stdout; the workspace's own folder is called WORKSPACE."""
        return self.b2b(*words, code=code, columns=columns).stdout.replace(str(self.folder), "WORKSPACE")

    def complains(self, *words: str | Path, code: int) -> str:
        """What a command that fails puts on stderr; the workspace's own folder is called WORKSPACE."""
        return self.b2b(*words, code=code).stderr.replace(str(self.folder), "WORKSPACE")

    def json(self, *words: str | Path, code: int | None = 0) -> Any:
        """The JSON of a command."""
        return run_json("--workspace", self.folder, *words, code=code)


def stop_the_clock(patch: pytest.MonkeyPatch, at: list[dt.datetime]) -> None:
    """What commands of this process take for now, and for who types them."""
    patch.setattr("b2b.gateway.bootstrap.SystemClock.now", lambda self: at[0])
    patch.setenv("LOGNAME", "clerk")


def set_up(shop: Shop) -> None:
    """Company without an ERP, partner, catalog, stock: as the README does it."""
    run("init", shop.folder, "--name", "acme")
    shop.b2b("company", "apply", FILES / "company.toml")
    shop.b2b("partner", "apply", FILES / "partner.toml")
    shop.b2b("catalog", "import", FILES / "catalog.toml")
    for sku, quantity in (("WIDGET-001", "500"), ("WIDGET-002", "60"), ("GASKET-10", "0")):
        shop.b2b("stock", "set", sku, quantity)


def take_orders(shop: Shop) -> None:
    """The four orders come and are worked; one opens an exception."""
    for name in ORDERS:
        shop.b2b("receive", FILES / name)
    shop.b2b("run", "--once", code=1)


def golden(name: str, text: str) -> None:
    """The screen must be the one that was reviewed; B2B_UPDATE_GOLDEN=1 writes it anew, to be reviewed again."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("B2B_UPDATE_GOLDEN"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8"), f"{file.name} shows another screen"
    assert max(map(len, text.splitlines())) <= 80
