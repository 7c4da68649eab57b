"""`b2b audit`: who did what, and that nobody has changed it since."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, number, text
from b2b.cli.options import DryRun, Json, Limit, examples
from b2b.cli.words import counted

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
_HEAD = re.compile(r"[0-9a-f]{64}")

app = group("The audit trail: who did what, chained so that a change shows.")


@app.command("list", epilog=examples("b2b audit list", "b2b audit list --action decided --limit 100 --json"))
def list_audit(
    ctx: typer.Context,
    action: Annotated[str, typer.Option("--action", help="Only this, such as received, decided, retried.")] = "",
    actor: Annotated[str, typer.Option("--actor", help="Only what this person or process did.")] = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """What was done, newest first."""
    from b2b.cli.views import acts

    with reading(ctx) as session:
        rows = acts.acts(session, action=action, actor=actor, limit=limit)
    columns = [
        number("id", "No."),
        key("at", "At"),
        key("actor", "Who"),
        key("action", "Did"),
        key("about", "About"),
        text("details", "Details", _details),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing has been done yet.", narrowed=action or actor)


def _details(row: Any) -> str:
    """Particulars that fit a line; a list only says how long it is."""
    short = ((name, len(value) if isinstance(value, list | dict) else value) for name, value in row["details"].items())
    return ", ".join(
        f"{name} {value}" for name, value in short if value not in (None, "") and not _ID.fullmatch(str(value))
    )


@app.command("seal", epilog=examples("b2b audit seal", "b2b audit seal --dry-run"))
def seal(ctx: typer.Context, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Chain what was done since the last seal; `b2b run` does it too."""
    from b2b.cli.progress import waiting
    from b2b.store import seals

    with desk(ctx).gateway() as gateway, waiting("Sealing", quiet=as_json):
        count = seals.verify(gateway.store).unsealed if dry_run else seals.seal(gateway.store)
    if as_json:
        json_output.write({"sealed": count, "dry_run": dry_run})
    else:
        screen.line(f"{'Would seal' if dry_run else 'Sealed'} {counted(count, 'act')}.")


@app.command("verify", epilog=examples("b2b audit verify", "b2b audit verify --head 3f2a... --json"))
def verify(
    ctx: typer.Context,
    head: Annotated[str, typer.Option("--head", help="A head written down earlier; it must still be there.")] = "",
    as_json: Json = False,
) -> None:
    """Walk along the chain: exit code 1 where something was changed, added or removed."""
    if head and not _HEAD.fullmatch(head.lower()):
        raise typer.BadParameter(f"{head!r} is no head: a head is 64 hexadecimal digits", param_hint="--head")
    from b2b.cli.progress import waiting
    from b2b.store import seals

    with desk(ctx).gateway() as gateway, waiting("Verifying", quiet=as_json):
        found = seals.verify(gateway.store, head.lower() or None)
    if as_json:
        json_output.write(found)
    elif found.intact:
        screen.line(f"Intact: {counted(found.sealed, 'act')} under {counted(found.seals, 'seal')}.")
        screen.line(f"Head: {found.head}")
        if found.unsealed:
            screen.line(f"{counted(found.unsealed, 'act')} not sealed yet: b2b audit seal")
    else:
        screen.complain("error:", f"the audit trail was changed: {found.table} {found.row} {found.problem}")
        screen.complain("next: ", "compare with the last backup; nothing before this row is affected")
    if not found.intact:
        raise typer.Exit(failures.REJECTED)
