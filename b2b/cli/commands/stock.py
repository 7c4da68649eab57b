"""`b2b stock`: what is free of each item."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, number, quantity, text
from b2b.cli.options import DryRun, Json, OfCompany, examples

app = group("Stock: what may be promised.")


@app.command("show", epilog=examples("b2b stock show", "b2b stock show WIDGET-001 --json"))
def show_stock(
    ctx: typer.Context,
    skus: Annotated[list[str] | None, typer.Argument(metavar="[SKU...]", help="Only these items.")] = None,
    company: OfCompany = "",
    as_json: Json = False,
) -> None:
    """What the workspace knows to be free, as of when and from where; with an ERP the ERP is asked for each order."""
    from b2b.cli.views import goods
    from b2b.store import parties

    with reading(ctx) as session:
        row = parties.company(session, company) if company else parties.only_company(session)
        rows = goods.stock(session, row, skus or [])
        asks_erp = parties.company_settings(row).erp is not None
    columns = [
        key("sku", "Item"),
        text("description", "Description"),
        number("quantity", "Free", _free),
        key("as_of", "As of"),
        key("source", "Source"),
    ]
    listing(columns, rows, as_json=as_json, empty="No items yet. Next: b2b catalog import FILE")
    if asks_erp and not as_json:
        screen.note("This company has an ERP: orders are decided by what the ERP says at that moment.")


def _free(row: Any) -> str:
    return "not counted" if row["quantity"] is None else f"{quantity(row['quantity'])} {row['unit']}"


@app.command("set", epilog=examples("b2b stock set WIDGET-001 500", "b2b stock set WIDGET-001 480 --dry-run"))
def set_stock(
    ctx: typer.Context,
    sku: Annotated[str, typer.Argument(metavar="SKU", help="The item.")],
    amount: Annotated[str, typer.Argument(metavar="QUANTITY", help="How many are free, in the item's own unit.")],
    company: OfCompany = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Say what is free of an item."""
    from b2b.cli.views import goods
    from b2b.store import parties

    free = goods.parsed_quantity(amount)
    with desk(ctx).gateway() as gateway, gateway.store.write() as session:
        row = parties.company(session, company) if company else parties.only_company(session)
        changed = goods.set_stock(session, row, sku, free, now=gateway.clock.now(), actor=gateway.actor)
        if dry_run:
            session.rollback()
    if as_json:
        json_output.write({**changed, "dry_run": dry_run})
        return
    before = "not counted" if changed["before"] is None else quantity(changed["before"])
    verb = "Would set" if dry_run else "Set"
    screen.line(f"{verb} {sku}: {before} -> {quantity(free)} {changed['unit']}.")
