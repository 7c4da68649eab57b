"""Where a command works: the workspace it was given or stands in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from b2b.cli import told_commands

if TYPE_CHECKING:
    from sqlmodel import Session

    from b2b.gateway.bootstrap import Gateway
    from b2b.gateway.workspace import Workspace
    from b2b.store.tables import User


# Where a person's token is; never an argument, which everybody on the machine sees.
VARIABLE = "B2B_TOKEN"


@dataclass(slots=True)
class Desk:
    """What the global options said; `folder` is None where they named no workspace."""

    folder: Path | None = None

    def workspace(self) -> Workspace:
        """The workspace named, else the one we stand in or below. NotFound or ConfigError: there is none."""
        from b2b.gateway import workspace

        return workspace.find(Path.cwd()) if self.folder is None else workspace.load(self.folder)

    @contextmanager
    def gateway(self, *, actor: str = "") -> Iterator[Gateway]:
        """The gateway of this workspace, open for the length of a `with`; what it does is done by the user whose token
        the environment holds, else by the person at the keyboard, unless another `actor` is named.

        NotAllowed: nobody has that token.
        """
        from b2b.gateway.bootstrap import open_gateway

        gateway = open_gateway(self.workspace().folder, actor=actor or at_keyboard())
        told_commands.opened(gateway.workspace.folder)
        try:
            token = token_set()
            if token and not actor:
                gateway.actor = user_of(gateway, token, VARIABLE).name
            yield gateway
        finally:
            gateway.close()

    @contextmanager
    def looking(self) -> Iterator[tuple[Gateway, Session]]:
        """The gateway and one snapshot of the workspace that cannot write. Looking takes no token, so that one which
        is nobody's, or another workspace's, does not stand in the way of finding out whose it should be.
        """
        with self.gateway(actor=at_keyboard()) as gateway, gateway.store.read() as session:
            yield gateway, session


def token_set() -> str:
    """The token that the environment holds, empty where there is none."""
    return os.environ.get(VARIABLE, "").strip()


def user_of(gateway: Gateway, token: str, origin: str) -> User:
    """The user whose token this is; `origin` says where it was typed. NotAllowed: nobody's."""
    from b2b.errors import NotAllowed
    from b2b.store import users

    try:
        with gateway.store.read() as session:
            return users.by_token(session, token)
    except NotAllowed as error:
        unset = f"unset {VARIABLE}, or set it to" if origin == VARIABLE else "name a file with"
        raise NotAllowed(
            error.message,
            where=origin,
            next_step=f"{unset} a token of this workspace; an admin makes a new one: b2b user token NAME",
        ) from error


def at_keyboard() -> str:
    """The person at the keyboard, as the audit trail names them."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "cli"


def desk(ctx: typer.Context) -> Desk:
    """The desk of this run."""
    found = ctx.find_object(Desk)
    assert found is not None
    return found


@contextmanager
def reading(ctx: typer.Context) -> Iterator[Session]:
    """A session that sees one snapshot of the workspace and cannot write."""
    with desk(ctx).looking() as (_, session):
        yield session
