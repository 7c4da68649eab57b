"""`b2b report`: how it has gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli.desk import desk
from b2b.cli.group import group
from b2b.cli.listing import Row, key, listing, number, text
from b2b.cli.options import Json, examples, word

if TYPE_CHECKING:
    from sqlmodel import Session

    from b2b.cli.views.reports.period import Period

app = group("Reports: money spent, orders, acknowledgments, and how much went by itself.")

From = Annotated[
    dt.datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="The first day; else thirty days before the last."),
]
To = Annotated[
    dt.datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The last day, included; else today.")
]


@app.command("spend", epilog=examples("b2b report spend", "b2b report spend --by month --from 2026-01-01 --json"))
def report_spend(
    ctx: typer.Context,
    by: Annotated[str, typer.Option("--by", metavar="WHAT", help="supplier, item or month.")] = "supplier",
    from_day: From = None,
    to_day: To = None,
    as_json: Json = False,
) -> None:
    """What was ordered, received, invoiced and credited (net), and paid (what left the account), by supplier.

    Each amount counts on the day of its own event: order date, arrival, invoice date, booking.
    """
    from b2b.cli.views.reports.spend import By, spend

    what = word(By, by, "--by") or By.SUPPLIER
    rows = _rows(ctx, from_day, to_day, lambda session, period: spend(session, period, what))
    columns = [
        key(str(what), what.capitalize()),
        *(number(name, name.capitalize(), _money(name)) for name in ("ordered", "received", "invoiced", "credited")),
        number("paid", "Paid", _money("paid")),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing was bought in this time.")


@app.command("orders", epilog=examples("b2b report orders", "b2b report orders --from 2026-01-01 --json"))
def report_orders(ctx: typer.Context, from_day: From = None, to_day: To = None, as_json: Json = False) -> None:
    """Orders by direction and partner: where they stand, how their lines were answered, how long each step took.

    The times are medians from the beginning of an order: the 850 came, or the order was asked for.
    """
    from b2b.cli.views.reports import orders

    rows = _rows(ctx, from_day, to_day, orders.orders)
    columns = [
        key("partner", "Partner", lambda row: f"{row['partner']} {'buys' if row['direction'] == 'in' else 'sells'}"),
        number("orders", "Orders"),
        text("states", "State", lambda row: ", ".join(f"{count} {state}" for state, count in row["states"].items())),
        text("answers", "Lines", _answers),
        number("net", "Net", _money("net")),
        text("times", "Median time to", _times),
    ]
    listing(columns, rows, as_json=as_json, empty="No orders in this time.")


@app.command("acks", epilog=examples("b2b report acks", "b2b report acks --from 2026-01-01 --json"))
def report_acks(ctx: typer.Context, from_day: From = None, to_day: To = None, as_json: Json = False) -> None:
    """Acknowledgments by partner and document, the slowest partner first: how many, how late, how soon.

    What we sent was acknowledged by the partner, what came by us.
    """
    from b2b.cli.views.reports import acks
    from b2b.cli.views.reports.times import said

    rows = _rows(ctx, from_day, to_day, acks.acknowledgments)
    columns = [
        key("partner", "Partner"),
        key("set", "Document", lambda row: f"{row['set']} {row['direction']}"),
        number("documents", "Sum"),
        text("answers", "Acknowledged", _acknowledged),
        number("late", "Late"),
        number("median_seconds", "Median", lambda row: said(row["median_seconds"])),
        number("slowest_seconds", "Slowest", lambda row: said(row["slowest_seconds"])),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing came or went in this time.")


@app.command("touchless", epilog=examples("b2b report touchless", "b2b report touchless --from 2026-01-01 --json"))
def report_touchless(ctx: typer.Context, from_day: From = None, to_day: To = None, as_json: Json = False) -> None:
    """Documents and orders that no person had to touch, and why the others were touched.

    An approval, a correction, a retry, an exception (an open one too) is a touch; typing in that goods left is none.
    """
    from b2b.cli.views.reports import touchless

    rows = _rows(ctx, from_day, to_day, touchless.touchless)
    columns = [
        key("kind", "What"),
        number("total", "Sum"),
        number("alone", "By itself"),
        number("rate", "Rate", lambda row: f"{row['rate']:.0f} %"),
        text("touched", "The others", lambda row: "; ".join(map(_touched, row["touched"]))),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing came or went in this time.")


def _rows(
    ctx: typer.Context,
    from_day: dt.datetime | None,
    to_day: dt.datetime | None,
    report: Callable[[Session, Period], list[dict[str, Any]]],
) -> list[dict[str, Any]]:
    from b2b.cli.views.reports.period import period

    with desk(ctx).looking() as (gateway, session):
        return report(session, period(from_day, to_day, gateway.clock.now()))


def _money(name: str) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        amount: Decimal = row[name]
        return f"{amount:,.2f} {row['currency']}" if amount or name == "net" else "-"

    return told


def _acknowledged(row: Row) -> str:
    states = ("accepted", "rejected", "awaited", "overdue")
    told = [f"{row[state]} {state}" for state in states if row[state]]
    return ", ".join(told) or "none due"


def _answers(row: Row) -> str:
    words = {"as_ordered": "as ordered", "changed": "changed", "back_ordered": "later", "rejected": "rejected"}
    return ", ".join(f"{row[name]} {said}" for name, said in words.items() if row[name])


def _times(row: Row) -> str:
    from b2b.cli.views.reports.times import said

    steps = {"answered": "answer", "goods": "goods", "invoiced": "invoice", "paid": "money"}
    told = {name: said(row[f"to_{step}_seconds"]) for step, name in steps.items()}
    return ", ".join(f"{name} {time}" for name, time in told.items() if time)


def _touched(row: Row) -> str:
    return f"{row['number']}: {', '.join(row['why'])}"
