"""Making and removing users at the keyboard: their roles, their token, its file, and who may."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import typer

from b2b.cli import json_output, screen
from b2b.errors import ConfigError, Conflict, NotAllowed
from b2b.procurement.purchasing.approving import RESERVED
from b2b.store import users
from b2b.store.states import UserRole

if TYPE_CHECKING:
    from sqlmodel import Session

    from b2b.store.tables import User

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}", re.ASCII)


def roles(typed: Sequence[str]) -> set[UserRole]:
    """The roles by their words; a usage error lists what can be typed."""
    known = {str(role): role for role in UserRole}
    for word in typed:
        if word not in known:
            raise typer.BadParameter(f"{word!r} is not one of: {', '.join(known)}", param_hint="--role")
    return {known[word] for word in typed}


def check_name(name: str) -> None:
    """ConfigError where a name could be mistaken on a screen, or is that of the program itself."""
    if name in RESERVED or not _NAME.fullmatch(name):
        raise ConfigError(
            f"{name!r} cannot be a user's name",
            where="NAME",
            next_step=f"use letters, digits, dot, dash, underscore, @; not {' or '.join(RESERVED)}",
        )


def require_admin(session: Session, user: User | None) -> None:
    """NotAllowed unless an admin acts; as long as there is none, whoever can open the workspace makes the first."""
    admins = [row.name for row in users.listed(session) if row.active and UserRole.ADMIN in row.roles]
    if admins and (user is None or UserRole.ADMIN not in user.roles):
        raise NotAllowed(
            "only an admin makes and removes users, and gives them tokens",
            where="users",
            next_step=f"an admin ({', '.join(admins[:3])}) has to do it, with B2B_TOKEN or --token-file",
        )


def handed_over(user: User, token: str, write_token: str, *, dry_run: bool) -> dict[str, Any]:
    """What is told of a user's new token, which is put into its file where one is named; a dry run hands over none.

    Conflict, ConfigError as `write`.
    """
    told: dict[str, Any] = {"name": user.name, "roles": user.roles, "dry_run": dry_run}
    if write_token and not dry_run:
        write(write_token, token)
    elif not dry_run:
        told["token"] = token
    return told


def tell(told: Mapping[str, Any], what: str, *, as_json: bool) -> None:
    """What was made, and its token where it was not written to a file."""
    if as_json:
        json_output.write(told)
        return
    screen.line(f"{'Would make' if told['dry_run'] else 'Made'} {what}: {', '.join(told['roles'])}.")
    if "token" in told:
        screen.line(f"Token, shown only now: {told['token']}")
        screen.line("Keep it where only this user can read it; commands take it from B2B_TOKEN or --token-file.")


def write(name: str, token: str) -> None:
    """Make a file that only its owner may read, with the token in it. Conflict: there is one already."""
    try:
        handle = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Conflict("the file is there already", where=name, next_step="name another, or move it away") from error
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", where=name, next_step="name another file") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(token + "\n")
    screen.note(f"Wrote {name}.")
