"""`b2b init`: a new workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from b2b.cli import screen
from b2b.cli.listing import next_steps
from b2b.cli.options import DryRun, examples

app = typer.Typer(add_completion=False)


@app.command("init", epilog=examples("b2b init acme", 'b2b init acme --name "Acme Supply"'))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder; it is made if it is not there.")],
    name: Annotated[str, typer.Option("--name", help="What the workspace is called; else the folder's name.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Make a workspace: one folder with its settings and its database."""
    from b2b.errors import Conflict
    from b2b.gateway import workspace
    from b2b.gateway.bootstrap import SystemClock
    from b2b.store.engine import open_store

    if dry_run:
        if (folder / workspace.FILE).exists():
            raise Conflict("this folder is a workspace already", where=str(folder), next_step=f"b2b -w {folder} doctor")
        screen.line(f"Would make {folder}/{workspace.FILE} and {folder}/b2b.db.")
        return
    made = workspace.create(folder, name)
    store = open_store(made.database, made.folder, SystemClock())
    try:
        store.migrate()
    finally:
        store.close()
    screen.line(f"Made workspace {made.name} in {made.folder}.")
    next_steps([f"cd {folder}", "b2b company apply FILE", "b2b partner apply FILE", "b2b catalog import FILE"])
