"""The commands: one module a group, each holds `app`. A module is imported when its command is asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import typer.main

PANELS = {
    "Every day": (
        "today",
        "why",
        "orders",
        "ship",
        "receipts",
        "invoices",
        "exceptions",
        "inbox",
        "outbox",
        "docs",
        "report",
    ),
    "Money": ("payments", "bank", "receivables"),
    "Partners and master data": ("init", "company", "partner", "catalog", "stock", "user"),
    "Running it": ("run", "serve", "receive", "erp", "contract", "audit", "doctor"),
    "Files, without a workspace": ("edi",),
    "Try it": ("demo",),
}


class Commands(Mapping[str, Any]):
    """Command or group by name, in the order of the panels; each is built when first asked for, once a process."""

    def __init__(self) -> None:
        self._panels = {name: panel for panel, names in PANELS.items() for name in names}

    def __getitem__(self, name: str) -> Any:
        return _build(name, self._panels[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self._panels)

    def __len__(self) -> int:
        return len(self._panels)


@cache
def _build(name: str, panel: str) -> Any:
    """A module whose only command bears its name is that command, any other is a group."""
    app: typer.Typer = importlib.import_module(f"b2b.cli.commands.{name}").app
    alone = [command.name for command in app.registered_commands] == [name]
    built: Any = typer.main.get_command(app) if alone else typer.main.get_group(app)
    built.name, built.rich_help_panel = name, panel
    _unwrap(built)
    return built


def _unwrap(command: Any) -> None:
    """Help is wrapped at the width of the terminal, not where a docstring's lines end."""
    command.help = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    for child in getattr(command, "commands", {}).values():
        _unwrap(child)
