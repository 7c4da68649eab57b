"""`b2b doctor`: is everything in place?"""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.desk import desk
from b2b.cli.listing import next_steps
from b2b.cli.options import Json, examples

app = typer.Typer(add_completion=False)

_MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "wrong": ("WRONG", "bold red")}


@app.command("doctor", epilog=examples("b2b doctor", "b2b doctor --fix", "b2b doctor --erp --json"))
def doctor(
    ctx: typer.Context,
    fix: Annotated[bool, typer.Option("--fix", help="Bring the database up to date and make missing folders.")] = False,
    erp: Annotated[bool, typer.Option("--erp", help="Ask the ERP too.")] = False,
    as_json: Json = False,
) -> None:
    """Look at everything that must be in place: settings, database, folders, partners, the audit chain.

    Exit code 2 where something is wrong.
    """
    from dataclasses import asdict

    from b2b.cli.health import examine
    from b2b.cli.progress import waiting

    with waiting("Looking", quiet=as_json):
        found = list(examine(desk(ctx).workspace(), fix=fix, ask_erp=erp))
    wrong = [check for check in found if check.state == "wrong"]
    if as_json:
        json_output.write({"healthy": not wrong, "checks": [asdict(check) for check in found]})
    else:
        for check in found:
            word, style = _MARKS[check.state]
            screen.hanging(f"{word:<6}", f"{check.what}: {check.says}", style)
        next_steps(check.next for check in found if check.next)
    if wrong:
        raise typer.Exit(failures.UNUSABLE)
