"""`b2b outbox`: files that went or are to go."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import screen
from b2b.cli.desk import desk, reading
from b2b.cli.listing import key, listing, number, text
from b2b.cli.options import DryRun, Json, Limit, OfPartner, examples

app = typer.Typer(add_completion=False)


@app.command("outbox", epilog=examples("b2b outbox", "b2b outbox --partner NORTHWIND --json", "b2b outbox --retry 12"))
def outbox(
    ctx: typer.Context,
    partner: OfPartner = "",
    limit: Limit = 25,
    retry: Annotated[
        int | None, typer.Option("--retry", metavar="FILE", help="Send a failed or rejected file again, by its number.")
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Files for partners, newest first: what they hold, whether they were delivered and acknowledged."""
    if retry is not None:
        from b2b.cli.retrying import retry_delivery

        with desk(ctx).gateway() as gateway:
            screen.line(retry_delivery(gateway, retry, dry_run=dry_run))
        return
    from b2b.cli.views import traffic
    from b2b.store import parties
    from b2b.store.states import Direction

    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        rows = traffic.files(session, Direction.OUT, partner_id=partner_id, limit=limit)
    columns = [
        number("number", "File"),
        key("at", "Written"),
        key("partner", "Partner"),
        text("file", "Name"),
        key("documents", "Holds", traffic.holds),
        key("state", "State"),
        key("acknowledgment", "Acknowledged"),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing has been written for a partner yet.", narrowed=partner)
