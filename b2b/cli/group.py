"""A group of commands that shows its help when no command is named."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup


class Group(TyperGroup):
    """No arguments at all asks for help."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """What was typed, or `--help`."""
        return super().parse_args(ctx, args or ["--help"])


def group(help_text: str) -> typer.Typer:
    """An empty group; `help_text` is its line in the list of commands."""
    return typer.Typer(cls=Group, help=help_text)
