"""Who acts: the user whose token the environment or a file holds, else the person at the keyboard by login name.

A token is never an argument: arguments are seen by everybody on the machine.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from b2b.cli.desk import VARIABLE, at_keyboard, desk, token_set, user_of

if TYPE_CHECKING:
    from b2b.gateway.bootstrap import Gateway
    from b2b.store.states import UserRole
    from b2b.store.tables import User

TokenFile = Annotated[
    str, typer.Option("--token-file", metavar="FILE", help=f"Your token, in a file; else {VARIABLE} is read.")
]


@contextmanager
def acting(ctx: typer.Context, token_file: str = "") -> Iterator[tuple[Gateway, User | None]]:
    """The gateway with the user who acts on it, None where no token is given; the audit trail then has the login name.

    NotAllowed: nobody has that token. Unreadable: the file cannot be read.
    """
    token = _token(token_file)
    with desk(ctx).gateway(actor=at_keyboard()) as gateway:
        user = user_of(gateway, token, token_file or VARIABLE) if token else None
        if user is not None:
            gateway.actor = user.name
        yield gateway, user


def required(user: User | None, role: UserRole) -> User:
    """The user, who must be known by a token and have the role. NotAllowed."""
    from b2b.errors import NotAllowed
    from b2b.store import users

    if user is None:
        raise NotAllowed(
            f"this takes a user with the role {role}",
            where=VARIABLE,
            next_step=f"set {VARIABLE} to your token, or name its file with --token-file; b2b user list shows who may",
        )
    users.require(user, role)
    return user


def required_once_known(gateway: Gateway, user: User | None, *roles: UserRole) -> None:
    """NotAllowed where the user has none of the roles; while nobody has one, whoever can open the workspace may."""
    from b2b.store import users

    with gateway.store.read() as session:
        known = {role for row in users.listed(session) if row.active for role in row.roles}
    if known.isdisjoint(roles) or (user is not None and not set(roles).isdisjoint(user.roles)):
        return
    required(user, next(role for role in roles if role in known))


def _token(token_file: str) -> str:
    from b2b.cli.named_files import read_text

    return read_text(token_file).strip() if token_file else token_set()
