"""Options that many commands share, and how a command's examples stand in its help."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, TypeVar

import typer

Word = TypeVar("Word", bound=StrEnum)
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout instead of a table.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many, the newest first.")]
Assignments = Annotated[
    list[str],
    typer.Argument(metavar="SETTING=VALUE...", help="Keys as in the TOML file, such as address.country=DE."),
]
Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="Write to this new file; - is standard output.")
]
OfPartner = Annotated[str, typer.Option("--partner", "-p", metavar="CODE", help="Only this partner's.")]
OfCompany = Annotated[
    str, typer.Option("--company", "-c", metavar="CODE", help="The company, where the workspace has several.")
]


def word(words: type[Word], typed: str, option: str) -> Word | None:
    """A member of `words` by its text, None where nothing was typed; a usage error lists what can be typed."""
    if not typed:
        return None
    try:
        return words(typed.lower())
    except ValueError:
        known = ", ".join(words)
        raise typer.BadParameter(f"{typed!r} is not one of: {known}", param_hint=option) from None


def examples(*commands: str) -> str:
    """The foot of a help page: one or more command lines as someone would type them."""
    title = "Example:" if len(commands) == 1 else "Examples:"
    return "\n".join([title, *(f"  {command}" for command in commands)])
