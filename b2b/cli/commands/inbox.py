"""`b2b inbox`: files that came."""

from __future__ import annotations

import typer

from b2b.cli.desk import reading
from b2b.cli.listing import key, listing, number, text
from b2b.cli.options import Json, Limit, OfPartner, examples

app = typer.Typer(add_completion=False)


@app.command("inbox", epilog=examples("b2b inbox", "b2b inbox --partner NORTHWIND --json"))
def inbox(ctx: typer.Context, partner: OfPartner = "", limit: Limit = 25, as_json: Json = False) -> None:
    """Files that partners sent, newest first: what they hold, whether it is right, how far it is."""
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
    listing(columns, rows, as_json=as_json, empty="Nothing has come yet.")
