"""Where a command works: the workspace it was given or stands in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sqlmodel import Session

    from b2b.gateway.bootstrap import Gateway
    from b2b.gateway.workspace import Workspace


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

        gateway = open_gateway(self.workspace().folder, actor=actor or _who())
        try:
            token = os.environ.get(VARIABLE, "").strip()
            if token and not actor:
                gateway.actor = _user(gateway, token)
            yield gateway
        finally:
            gateway.close()


def _user(gateway: Gateway, token: str) -> str:
    from b2b.store import users

    with gateway.store.read() as session:
        return users.by_token(session, token).name


def _who() -> str:
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
    with desk(ctx).gateway() as gateway, gateway.store.read() as session:
        yield session
