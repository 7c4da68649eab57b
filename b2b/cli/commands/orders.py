"""`b2b orders`: customers' orders."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, next_steps, number, quantity, record, table, text, unit_price
from b2b.cli.options import Json, Limit, OfPartner, examples, word

app = group("Customers' orders: where they are, what was answered and why.")


@app.command("list", epilog=examples("b2b orders list", "b2b orders list --state open --partner NORTHWIND"))
def list_orders(
    ctx: typer.Context,
    state: Annotated[str, typer.Option("--state", help="open, rejected, shipped, invoiced or cancelled.")] = "",
    partner: OfPartner = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """Orders, newest first, with what is still to be shipped."""
    from b2b.cli.views import orders
    from b2b.store import parties
    from b2b.store.states import SalesOrderState

    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        rows = orders.orders(session, state=word(SalesOrderState, state, "--state"), partner_id=partner_id, limit=limit)
    columns = [
        key("order", "Order"),
        key("partner", "Partner"),
        key("date", "Dated"),
        number("line_count", "Lines"),
        number("net", "Net", lambda row: f"{row['net']:,.2f} {row['currency']}"),
        number("to_ship", "To ship"),
        key("state", "State"),
    ]
    listing(columns, rows, as_json=as_json, empty="No orders yet.")


@app.command("show", epilog=examples("b2b orders show 4500001001", "b2b orders show 4500001001 --json"))
def show_order(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The customer's order number, or our short number.")],
    partner: OfPartner = "",
    as_json: Json = False,
) -> None:
    """One order: every line with what was ordered, answered, shipped and invoiced."""
    from b2b.cli.views import orders
    from b2b.store import parties

    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        found = orders.order(session, orders.find(session, order, partner_id))
    if as_json:
        json_output.write(found)
        return
    screen.heading(f"Order {found['order']} of {found['partner']}")
    record(
        [
            ("Our number", found["number"]),
            ("Dated", found["date"]),
            ("Received", found["received_at"]),
            ("State", found["state"]),
            ("Net", f"{found['net']:,.2f} {found['currency']}"),
            ("Waits for", found["waits_for"]),
            ("Shipments", found["shipments"]),
            ("Invoices", found["invoices"]),
        ]
    )
    screen.line()
    _lines(found["lines"])
    next_steps([found["next"] or f"b2b why {found['order']}"])


def _lines(lines: list[dict[str, Any]]) -> None:
    columns = [
        key("line", "Line"),
        key("sku", "Item"),
        number("ordered", "Ordered", lambda row: f"{quantity(row['ordered'])} {row['unit']}"),
        number("price", "Price", lambda row: "" if row["price"] is None else unit_price(row["price"])),
        number("confirmed", "Confirmed"),
        number("back_ordered", "Later"),
        number("shipped", "Shipped"),
        number("invoiced", "Invoiced"),
        text("status", "Answer"),
    ]
    table(columns, lines)
