"""`b2b ship ORDER`: goods have left."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import desk
from b2b.cli.listing import key, next_steps, number, quantity, table
from b2b.cli.options import DryRun, Json, OfPartner, examples

app = typer.Typer(add_completion=False)


@app.command(
    "ship",
    epilog=examples(
        "b2b ship 4500001001",
        "b2b ship 4500001001 --line 1=60 --line 2=20 --carrier DHL --tracking 00340434292135100186",
    ),
)
def ship(
    ctx: typer.Context,
    order: Annotated[str, typer.Argument(metavar="ORDER", help="The customer's order number, or our: and ours.")],
    lines: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="N=QUANTITY", help="Only so much of this line; #2 is the second line."),
    ] = None,
    carrier: Annotated[str, typer.Option("--carrier", help="Who carries it: a SCAC or a name.")] = "",
    tracking: Annotated[str, typer.Option("--tracking", help="The carrier's number.")] = "",
    sscc: Annotated[str, typer.Option("--sscc", help="The number on the one pack that holds it all.")] = "",
    partner: OfPartner = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Record that goods have left: everything confirmed, or the lines named; ship notice and invoice follow."""
    from b2b.cli.views import goods, orders
    from b2b.procurement.shipping import service as shipping
    from b2b.store import parties, sales

    wanted = dict(goods.line_quantity(line) for line in lines) if lines else None
    with desk(ctx).gateway() as gateway, gateway.store.write() as session:
        partner_id = parties.partner(session, partner).id if partner else None
        row = orders.find(session, order, partner_id)
        done = shipping.ship(
            session,
            gateway.clock.now(),
            gateway.actor,
            row,
            wanted,
            carrier=carrier,
            tracking=tracking,
            sscc=sscc,
        )
        shipped = [
            {"line": line.line_number, "sku": line.sku, "shipped": filled.quantity, "unit": line.unit}
            for filled, line in sales.shipment_lines(session, done.shipment.id)
        ]
        told = {
            "order": row.order_number,
            "reference": orders.reference(session, row),
            "shipment": done.shipment.number,
            "lines": shipped,
            "notice": done.notice.number if done.notice else None,
            "dry_run": dry_run,
        }
        if dry_run:
            session.rollback()
    if as_json:
        json_output.write(told)
        return
    screen.line(f"{'Would ship' if dry_run else 'Shipped'} of order {told['order']}, shipment {told['shipment']}:")
    amount = number("shipped", "Shipped", lambda line: f"{quantity(line['shipped'])} {line['unit']}")
    table([key("line", "Line"), key("sku", "Item"), amount], shipped)
    if told["notice"] is None:
        screen.line("The partner trades no 856, so no ship notice is sent.")
    if not dry_run:
        next_steps(["b2b run --once", f"b2b why {told['reference']}"])
