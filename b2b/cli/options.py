"""Options that many commands share, and how a command's examples stand in its help."""

from __future__ import annotations

from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="JSON on stdout instead of a table.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]


def examples(*commands: str) -> str:
    """The foot of a help page: one or more command lines as someone would type them."""
    title = "Example:" if len(commands) == 1 else "Examples:"
    return "\n".join([title, *(f"  {command}" for command in commands)])
