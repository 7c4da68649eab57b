"""`b2b run`: the work itself."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import failures
from b2b.cli.desk import desk
from b2b.cli.options import Json, examples

app = typer.Typer(add_completion=False)


@app.command("run", epilog=examples("b2b run", "b2b run --once"))
def run(
    ctx: typer.Context,
    once: Annotated[bool, typer.Option("--once", help="Work what is there, then end.")] = False,
    as_json: Json = False,
) -> None:
    """Receive, acknowledge, decide, book, send: as a daemon until Ctrl-C, or once.

    With --once the exit code is 1 where an exception was opened that needs somebody: an error or a warning.
    """
    from b2b.cli import running

    with desk(ctx).gateway(actor="gateway") as gateway:
        opened = running.once(gateway, as_json=as_json) if once else running.forever(gateway, as_json=as_json)
    if once and opened:
        raise typer.Exit(failures.REJECTED)
