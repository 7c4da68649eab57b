"""`b2b report`: how it has gone."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from b2b.cli.desk import desk
from b2b.cli.group import group
from b2b.cli.listing import key, listing, number
from b2b.cli.options import Json, examples

app = group("Reports: orders by partner, acknowledgments and how long they took.")

Since = Annotated[
    dt.datetime | None, typer.Option("--since", formats=["%Y-%m-%d"], help="From this day on; else the last 30 days.")
]


@app.command("orders", epilog=examples("b2b report orders", "b2b report orders --since 2026-01-01 --json"))
def report_orders(ctx: typer.Context, since: Since = None, as_json: Json = False) -> None:
    """Orders received, by partner: how many, how they were answered, what they are worth."""
    from b2b.cli.views import reports

    with desk(ctx).gateway() as gateway, gateway.store.read() as session:
        rows = reports.orders_by_partner(session, reports.start(since, gateway.clock.now()))
    columns = [
        key("partner", "Partner"),
        number("orders", "Orders"),
        number("lines", "Lines"),
        number("as_ordered", "As ordered"),
        number("changed", "Changed"),
        number("back_ordered", "Later"),
        number("rejected", "Rejected"),
        number("net", "Net", lambda row: f"{row['net']:,.2f} {row['currency']}"),
    ]
    listing(columns, rows, as_json=as_json, empty="No orders in this time.")


@app.command("acks", epilog=examples("b2b report acks", "b2b report acks --since 2026-01-01 --json"))
def report_acks(ctx: typer.Context, since: Since = None, as_json: Json = False) -> None:
    """What we sent, by partner and document: acknowledged, rejected, awaited, overdue."""
    from b2b.cli.views import reports

    with desk(ctx).gateway() as gateway, gateway.store.read() as session:
        rows = reports.acknowledgments(session, reports.start(since, gateway.clock.now()))
    columns = [
        key("partner", "Partner"),
        key("set", "Set"),
        number("sent", "Sent"),
        number("accepted", "Accepted"),
        number("rejected", "Rejected"),
        number("awaited", "Awaited"),
        number("overdue", "Overdue"),
        number("not_expected", "Not asked for"),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing was sent in this time.")
