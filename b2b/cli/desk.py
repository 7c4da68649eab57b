"""Where a command works: the workspace it was given or stands in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from b2b.gateway.bootstrap import Gateway
    from b2b.gateway.workspace import Workspace


@dataclass(slots=True)
class Desk:
    """What the global options said; `folder` is None where they named no workspace."""

    folder: Path | None = None

    def workspace(self) -> Workspace:
        """The workspace named, else the one we stand in or below. NotFound or ConfigError: there is none."""
        from b2b.gateway import workspace

        return workspace.find(Path.cwd()) if self.folder is None else workspace.load(self.folder)

    def gateway(self) -> Gateway:
        """The gateway of this workspace, opened."""
        from b2b.gateway.bootstrap import open_gateway

        return open_gateway(self.workspace().folder)


def desk(ctx: typer.Context) -> Desk:
    """The desk of this run."""
    found = ctx.find_object(Desk)
    assert found is not None
    return found
