"""`b2b inbox`: files that came."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import screen
from b2b.cli.desk import desk, reading
from b2b.cli.listing import key, listing, next_steps, number, text
from b2b.cli.options import DryRun, Json, Limit, OfPartner, examples

app = typer.Typer(add_completion=False)


@app.command("inbox", epilog=examples("b2b inbox", "b2b inbox --partner NORTHWIND --json", "b2b inbox --accept 12"))
def inbox(
    ctx: typer.Context,
    partner: OfPartner = "",
    limit: Limit = 25,
    accept: Annotated[
        int | None,
        typer.Option("--accept", metavar="FILE", help="Work this file though its control number came before."),
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Files that partners sent, newest first: what they hold, whether it is right, how far it is."""
    if accept is not None:
        _accept(ctx, accept, dry_run=dry_run)
        return
    from b2b.cli.views import traffic
    from b2b.store import parties
    from b2b.store.states import Direction

    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        rows = traffic.files(session, Direction.IN, partner_id=partner_id, limit=limit)
    columns = [
        number("number", "File"),
        key("at", "Received"),
        key("partner", "Partner"),
        text("file", "Name"),
        key("documents", "Holds", traffic.holds),
        key("verdict", "Verdict", traffic.verdict),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing has come yet.", narrowed=partner)


def _accept(ctx: typer.Context, file: int, *, dry_run: bool) -> None:
    from b2b.gateway import accepting

    with desk(ctx).gateway() as gateway:
        if dry_run:
            with gateway.store.read() as session:
                numbers = [row.control_number for row in accepting.held(session, file).interchanges]
        else:
            numbers = accepting.accept(gateway, file)
    screen.line(f"{'Would accept' if dry_run else 'Accepted'} interchange {', '.join(numbers)} of file {file}.")
    if not dry_run:
        next_steps(["b2b run --once"])
