"""Options that many commands share, and how a command's examples stand in its help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

Word = TypeVar("Word", bound=StrEnum)
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout instead of a table.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="How many, the newest first.")]
Assignments = Annotated[
    list[str],
    typer.Argument(metavar="SETTING=VALUE", help="Keys as in the TOML file, such as address.country=DE."),
]
Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="Write to this new file; - is standard output.")
]
OfPartner = Annotated[str, typer.Option("--partner", "-p", metavar="CODE", help="Only this partner's.")]
OfCompany = Annotated[
    str, typer.Option("--company", "-c", metavar="CODE", help="The company, where the workspace has several.")
]

Zone = Annotated[str, typer.Option("--time-zone", help="In which times of day are meant, such as Europe/Berlin.")]
Currency = Annotated[
    str | None, typer.Option("--currency", help="Of amounts of which the file does not say it, such as EUR.")
]


def word(words: type[Word], typed: str, option: str) -> Word | None:
    """A member of `words` by its text, None where nothing was typed; a usage error lists what can be typed."""
    found = one_of(list(words), typed, option)
    return words(found) if found else None


def one_of(known: Sequence[str], typed: str, option: str) -> str:
    """What was typed, in small letters, empty where nothing was; a usage error lists what can be typed."""
    found = typed.lower()
    if found and found not in known:
        raise typer.BadParameter(f"{typed!r} is not one of: {', '.join(known)}", param_hint=option)
    return found


def examples(*commands: str) -> str:
    """The foot of a help page: one or more command lines as someone would type them."""
    title = "Example:" if len(commands) == 1 else "Examples:"
    return "\n".join([title, *(f"  {command}" for command in commands)])


def zone(name: str) -> ZoneInfo:
    """The time zone that was typed; a usage error where there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise typer.BadParameter(f"{name!r} is no time zone", param_hint="--time-zone") from error


def require_currency(code: str | None) -> None:
    """A usage error where a currency was typed that does not look like one."""
    if code is not None and not re.fullmatch("[A-Z]{3}", code):
        raise typer.BadParameter(f"{code!r} is no currency such as EUR", param_hint="--currency")
