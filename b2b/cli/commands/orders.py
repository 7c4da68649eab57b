"""`b2b orders`: customers' orders, and ours to suppliers."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import json_output, purchased, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, next_steps, number, quantity, record, table, text, unit_price
from b2b.cli.options import DryRun, Json, Limit, OfCompany, OfPartner, examples, one_of

app = group("Orders, customers' and ours: where they are, what was answered and why, and our word on them.")
app.add_typer(purchased.app)


@app.command("list", epilog=examples("b2b orders list", "b2b orders list --way bought --state awaiting-approval"))
def list_orders(
    ctx: typer.Context,
    way: Annotated[str, typer.Option("--way", help="sold: customers' orders; bought: ours to suppliers.")] = "",
    state: Annotated[
        str,
        typer.Option(
            "--state",
            help="open, rejected, shipped, invoiced, cancelled; of ours also awaiting-approval, refused, closed.",
        ),
    ] = "",
    partner: OfPartner = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """Orders both ways, newest first, with what is still to be shipped or to come."""
    from b2b.cli.views import either
    from b2b.store import parties

    way, state = one_of((either.SOLD, either.BOUGHT), way, "--way"), one_of(either.STATES, state, "--state")
    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        rows = either.listed(session, way=way, state=state, partner_id=partner_id, limit=limit)
    both = any(row["way"] == either.BOUGHT for row in rows)
    late = any(row.get("back_ordered") for row in rows)
    columns = [
        key("order", "Order"),
        *([key("way", "Way")] if both else []),
        key("partner", "Partner"),
        *([] if both and late else [key("date", "Dated")]),
        number("net", "Net" if both else "Net confirmed", lambda row: f"{row['net']:,.2f} {row['currency']}"),
        number("to_ship", "Open" if both else "To ship", lambda row: row.get("to_ship", row.get("to_come"))),
        *([number("back_ordered", "Back order", lambda row: row.get("back_ordered") or "")] if late else []),
        key("state", "State"),
    ]
    listing(columns, rows, as_json=as_json, empty="No orders yet.", narrowed=way or state or partner)


@app.command("show", epilog=examples("b2b orders show 4500001001", "b2b orders show 4500001001 --json"))
def show_order(
    ctx: typer.Context,
    order: Annotated[
        str, typer.Argument(metavar="ORDER", help="The order's number; our:12 or bought:12 is our short one.")
    ],
    partner: OfPartner = "",
    as_json: Json = False,
) -> None:
    """One order: every line with what was ordered, answered, shipped or received, and invoiced."""
    from b2b.cli.views import either, orders, purchases
    from b2b.store import parties
    from b2b.store.tables import PurchaseOrder

    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        row = either.find(session, order, partner_id)
        bought = isinstance(row, PurchaseOrder)
        found = purchases.purchase(session, row) if isinstance(row, PurchaseOrder) else orders.order(session, row)
    if as_json:
        json_output.write(found)
    elif bought:
        purchased.show(found)
    else:
        _show_sold(found)


def _show_sold(found: dict[str, Any]) -> None:
    screen.heading(f"Order {found['order']} of {found['partner']}")
    record(
        [
            ("Our number", found["number"]),
            ("Dated", found["date"]),
            ("Received", found["received_at"]),
            ("State", found["state"]),
            ("Net confirmed", f"{found['net']:,.2f} {found['currency']}"),
            ("Waits for", found["waits_for"]),
            ("Shipments", found["shipments"]),
            ("Invoices", found["invoices"]),
        ]
    )
    screen.line()
    _lines(found["lines"])
    next_steps([found["next"] or f"b2b why {found['reference']}"])


def _lines(lines: list[dict[str, Any]]) -> None:
    from b2b.cli.views.events import answer

    columns = [
        key("line", "Line"),
        key("sku", "Item", lambda row: row["sku"] or next(iter(row["asked_for"]), "")),
        number("ordered", "Ordered", lambda row: f"{quantity(row['ordered'])} {row['unit']}"),
        number("price", "Price", lambda row: "" if row["price"] is None else unit_price(row["price"])),
        number("confirmed", "Now"),
        number("back_ordered", "Later"),
        number("shipped", "Shipped"),
        number("invoiced", "Billed"),
        text("status", "Answer", lambda row: answer(row["status"])),
    ]
    table(columns, lines)


@app.command(
    "decide",
    epilog=examples("b2b orders decide 17 --price accept-theirs --dry-run", "b2b orders decide 17 --price answer-ours"),
)
def decide_order(
    ctx: typer.Context,
    doc: Annotated[int, typer.Argument(metavar="DOC", help="The number of the document that waits.")],
    price: Annotated[str, typer.Option("--price", help="Which price holds: answer-ours, accept-theirs or reject.")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Say which price holds for an order that waits for a person; the next run answers and books it."""
    from b2b.cli.deciding import decide
    from b2b.procurement.orders.terms import PricePolicy

    known = [policy for policy in PricePolicy if policy is not PricePolicy.HOLD]
    if not price:
        raise typer.BadParameter(f"choose one of: {', '.join(known)}", param_hint="--price")
    policy = PricePolicy(one_of(known, price, "--price"))
    with desk(ctx).gateway() as gateway:
        decide(gateway, doc, policy, dry_run=dry_run)
    if as_json:
        json_output.write({"document": doc, "price": str(policy), "dry_run": dry_run})
        return
    screen.line(f"{'Would decide' if dry_run else 'Decided'}: {policy} holds for the order in document {doc}.")
    if not dry_run:
        next_steps(["b2b run --once", f"b2b why doc:{doc}"])


@app.command("release", epilog=examples("b2b orders release --dry-run", "b2b orders release --company ACME"))
def release_orders(ctx: typer.Context, company: OfCompany = "", dry_run: DryRun = False, as_json: Json = False) -> None:
    """Confirm back-orders of which there is stock now, the oldest order first; they can be shipped then."""
    from b2b.cli.deciding import release
    from b2b.cli.progress import waiting
    from b2b.store import parties

    with desk(ctx).gateway() as gateway, waiting("Asking for stock", quiet=as_json):
        with gateway.store.read() as session:
            row = parties.company(session, company) if company else parties.only_company(session)
        found = release(gateway, row, dry_run=dry_run)
    rows = [
        {
            "order": each.order_number,
            "line": each.line_number,
            "sku": each.sku,
            "released": each.quantity.value,
            "unit": each.quantity.unit,
            "left": each.left,
            "next": "" if dry_run else f"b2b ship {each.order_number}",
        }
        for each in found
    ]
    columns = [
        key("order", "Order"),
        key("line", "Line"),
        key("sku", "Item"),
        number(
            "released", "Would go" if dry_run else "Can go", lambda row: f"{quantity(row['released'])} {row['unit']}"
        ),
        number("left", "Still later"),
    ]
    listing(columns, rows, as_json=as_json, empty="There is no stock for any back-order yet.")
