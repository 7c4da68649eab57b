"""`b2b stock`: what is free of each item."""

from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import PurePath
from typing import Annotated, Any

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.acting import TokenFile, acting, required_once_known
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, next_steps, number, quantity, text
from b2b.cli.options import DryRun, Json, OfCompany, examples
from b2b.cli.words import counted

app = group("Stock: what may be promised, and what has to be ordered again.")


@app.command("show", epilog=examples("b2b stock show", "b2b stock show WIDGET-001 --json"))
def show_stock(
    ctx: typer.Context,
    skus: Annotated[list[str] | None, typer.Argument(metavar="SKU", help="Only these items.")] = None,
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
    listing(columns, rows, as_json=as_json, empty="No items yet.", first="b2b catalog import FILE")
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


@app.command("import", epilog=examples("b2b stock import stock.csv", "b2b stock import stock.csv --dry-run"))
def import_stock(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="CSV with sku, quantity and optionally unit.")],
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%dT%H:%M"], help="When it was counted, UTC; else now."),
    ] = None,
    company: OfCompany = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Say what is free of many items; figures older than those we hold are left out and named."""
    from b2b.catalogs import read_stock
    from b2b.cli.named_files import read_bytes
    from b2b.documents import Quantity
    from b2b.procurement.purchasing.levels import Level, set_levels
    from b2b.store import parties

    rows = read_stock(read_bytes(file), file=file)
    levels = [Level(row.sku, Quantity(row.quantity, row.unit)) for row in rows]
    with acting(ctx, token_file) as (gateway, _), gateway.store.write() as session:
        owner = parties.company(session, company) if company else parties.only_company(session)
        now = gateway.clock.now()
        counted_at = as_of.replace(tzinfo=dt.UTC) if as_of else now
        taken = set_levels(session, now, gateway.actor, owner, levels, counted_at, PurePath(file).name)
        if dry_run:
            session.rollback()
    if as_json:
        json_output.write({**dataclasses.asdict(taken), "dry_run": dry_run})
        return
    screen.line(f"{'Would set' if dry_run else 'Set'} the stock of {len(taken.set)} of {counted(len(levels), 'item')}.")
    if taken.said:
        screen.line(f"Left out: {taken.said}")


@app.command("propose", epilog=examples("b2b stock propose --dry-run", "b2b stock propose --company NORTHWIND"))
def propose(
    ctx: typer.Context,
    company: OfCompany = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Order again what is short by its reorder rule: approved by the company's rule, or waiting for a second person.

    Once there is a user with the role requester, it takes one.

    Exit code 1 where an item could not be decided, or an ERP not be asked.
    """
    from b2b.cli.progress import waiting
    from b2b.cli.views import purchases
    from b2b.gateway.reordering import propose_all
    from b2b.store.states import UserRole

    with acting(ctx, token_file) as (gateway, user), waiting("Asking for stock", quiet=as_json):
        if not dry_run:
            required_once_known(gateway, user, UserRole.REQUESTER)
        runs = propose_all(gateway, company, dry_run=dry_run)
    rows = [row for run in runs for row in purchases.proposals(run)]
    problems = [{"company": run.company, "problem": str(run.problem)} for run in runs if run.problem is not None]
    if as_json:
        json_output.write({"proposals": rows, "problems": problems, "dry_run": dry_run})
    else:
        _show_proposals(rows, problems, dry_run=dry_run)
    if problems or any(row["decision"] == "blocked" for row in rows):
        raise typer.Exit(failures.REJECTED)


def _show_proposals(rows: list[dict[str, Any]], problems: list[dict[str, Any]], *, dry_run: bool) -> None:
    columns = [
        key("sku", "Item"),
        key("supplier", "Supplier"),
        number("quantity", "Orders", lambda row: f"{quantity(row['quantity'])} {row['unit']}"),
        number("net", "Net", lambda row: f"{row['net']:,.2f} {row['currency']}"),
        key("order", "Would be" if dry_run else "Order"),
        key("state", "State"),
    ]
    ordered = [row for row in rows if row["decision"] == "order"]
    listing(columns, ordered, as_json=False, empty="Nothing is to be ordered.")
    for row in rows:
        screen.line()
        screen.hanging(f"{row['sku']}  ", row["text"])
    for one in problems:
        screen.line()
        screen.hanging(f"{one['company']}  ", one["problem"])
    if dry_run:
        next_steps(["b2b stock propose"] if ordered else [])
        return
    blocked = ["b2b exceptions list"] if problems or any(row["decision"] == "blocked" for row in rows) else []
    waiting = [f"b2b orders approve {row['order']}" for row in ordered if row["state"] == "awaiting-approval"]
    next_steps([*blocked, *waiting, *(["b2b run --once"] if len(waiting) < len(ordered) else [])])
