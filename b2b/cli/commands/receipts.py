"""`b2b receipts`: what is on its way to us, and what has arrived."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.acting import TokenFile, acting
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, next_steps, number, quantity, record, table, text
from b2b.cli.options import DryRun, Json, Limit, OfPartner, examples

app = group("Goods: what suppliers have announced, what has arrived, what is late.")


@app.command("list", epilog=examples("b2b receipts list", "b2b receipts list --partner ACME --json"))
def list_receipts(ctx: typer.Context, partner: OfPartner = "", limit: Limit = 25, as_json: Json = False) -> None:
    """What is expected, with what is late, and the newest receipts."""
    from b2b.cli.views import receipts
    from b2b.store import parties

    with desk(ctx).looking() as (gateway, session):
        partner_id = parties.partner(session, partner).id if partner else None
        coming = receipts.coming(session, gateway.clock.now(), partner_id=partner_id)
        arrived = receipts.arrived(session, partner_id=partner_id, limit=limit)
    if as_json:
        json_output.write({"expected": coming, "received": arrived})
        return
    if not coming and not arrived:
        screen.line("Nothing is on its way, and nothing has arrived.")
    if coming:
        screen.heading("Expected")
        columns = [
            key("notice", "Notice"),
            key("partner", "Supplier"),
            key("orders", "Order"),
            key("expected_on", "Expected", lambda row: f"{row['expected_on'] or ''}{' late' if row['late'] else ''}"),
            number("missing", "Units"),
            key("state", "State"),
        ]
        table(columns, coming)
    if arrived:
        if coming:
            screen.line()
        screen.heading("Received")
        columns = [
            key("receipt", "Receipt"),
            key("partner", "Supplier"),
            key("order", "Order"),
            key("received_at", "At"),
            key("posted_by", "By"),
            key("differences", "Differs", lambda row: ", ".join(one["kind"] for one in row["differences"])),
        ]
        table(columns, arrived)
    next_steps(row["next"] for row in coming)


@app.command("show", epilog=examples("b2b receipts show 000002", "b2b receipts show WE-4711 --json"))
def show_receipt(
    ctx: typer.Context,
    receipt: Annotated[str, typer.Argument(metavar="NUMBER", help="A receipt's number, or a ship notice's.")],
    as_json: Json = False,
) -> None:
    """One receipt, or one ship notice: its lines, and where it differs."""
    from b2b.cli.views import receipts

    with reading(ctx) as session:
        found = receipts.shown(session, receipts.find(session, receipt))
    if as_json:
        json_output.write(found)
    elif "receipt" in found:
        _show_receipt(found)
    else:
        _show_notice(found)


def _show_receipt(found: dict[str, Any]) -> None:
    screen.heading(f"Receipt {found['receipt']} for order {found['order']} to {found['partner']}")
    record([("Arrived", found["received_at"]), ("Posted by", found["posted_by"]), ("Ship notice", found["notice"])])
    screen.line()
    columns = [
        key("line", "Line"),
        key("sku", "Item"),
        number("quantity", "Quantity", lambda row: f"{quantity(row['quantity'])} {row['unit']}"),
        key("condition", "Condition"),
        key("lot", "Lot"),
        key("sscc", "Pack"),
    ]
    table(columns, found["lines"])
    if found["differences"]:
        screen.line()
        for one in found["differences"]:
            screen.hanging("- ", one["message"])
    next_steps([f"b2b why {found['order']}"])


def _show_notice(found: dict[str, Any]) -> None:
    screen.heading(f"Ship notice {found['notice']} from {found['partner']}: {found['state']}")
    record(
        [("Shipped", found["shipped_at"]), ("Expected", found["expected_on"]), ("Document", found["document_number"])]
    )
    screen.line()
    columns = [
        key("order", "Order"),
        key("line", "Line"),
        key("sku", "Item"),
        number("announced", "Announced", lambda row: f"{quantity(row['announced'])} {row['unit']}"),
        number("arrived", "Arrived"),
        key("sscc", "Pack"),
        text("lot", "Lot"),
    ]
    table(columns, found["lines"])
    if found["missing"]:
        next_steps(f"b2b receipts post {order} --despatch {found['notice']}" for order in found["orders"])


@app.command(
    "post",
    epilog=examples(
        "b2b receipts post 4500000002 --line 1=58 --despatch 000002",
        "b2b receipts post 4500000002 --line 1=2 --condition damaged --dry-run",
    ),
)
def post(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The number of our order.")],
    lines: Annotated[
        list[str] | None,
        typer.Option(
            "--line",
            metavar="N=QUANTITY",
            help="What came of this line; below 0 takes back. Else all that is announced.",
        ),
    ] = None,
    despatch: Annotated[str, typer.Option("--despatch", metavar="NUMBER", help="The supplier's ship notice.")] = "",
    receipt: Annotated[
        str, typer.Option("--number", metavar="NUMBER", help="Your number of the receipt; else one is made.")
    ] = "",
    condition: Annotated[str, typer.Option("--condition", help="good, damaged or refused; only good counts.")] = "good",
    lot: Annotated[str, typer.Option("--lot", help="The lot it came in.")] = "",
    sscc: Annotated[str, typer.Option("--sscc", help="The number on the pack it came in.")] = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record what arrived for an order of ours; invoices that waited for it are matched."""
    from b2b.cli.options import word
    from b2b.cli.views import either, receipts
    from b2b.documents import GoodsCondition, GoodsReceipt
    from b2b.procurement.receiving.service import post_receipt
    from b2b.procurement.shipping.sscc import check_sscc
    from b2b.store import counters

    state = word(GoodsCondition, condition, "--condition") or GoodsCondition.GOOD
    typed = receipts.lines_typed(lines or (), state, lot, check_sscc(sscc))
    with acting(ctx, token_file) as (gateway, _), gateway.store.write(dry_run=dry_run) as session:
        row = either.bought(session, order)
        came = typed or receipts.announced(session, row, despatch)
        named = receipt or f"BY-HAND-{counters.take(session, 'receipt by hand'):06d}"
        now = gateway.clock.now()
        document = GoodsReceipt(named, row.order_number, now, came, despatch)
        done = post_receipt(session, now, gateway.actor, document, row.company_id)
        found = receipts.shown(session, done.receipt)
        told = {**found, "duplicate": done.duplicate, "exceptions": list(done.cases), "dry_run": dry_run}
    if as_json:
        json_output.write(told)
        return
    screen.line(f"{'Would post' if dry_run else 'Posted'} receipt {told['receipt']} for order {told['order']}:")
    _show_posted(told)
    if not dry_run:
        cases = [f"b2b exceptions show {case}" for case in done.cases]
        next_steps([*cases, f"b2b receipts show {told['receipt']}", f"b2b why {told['order']}"])


def _show_posted(told: dict[str, Any]) -> None:
    columns = [
        key("line", "Line"),
        key("sku", "Item"),
        number("quantity", "Came", lambda row: f"{quantity(row['quantity'])} {row['unit']}"),
        key("condition", "Condition"),
    ]
    table(columns, told["lines"])
    if told["duplicate"]:
        screen.line("It had been posted before; nothing is booked twice.")
    for one in told["differences"]:
        screen.hanging("- ", one["message"])
