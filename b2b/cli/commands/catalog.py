"""`b2b catalog`: what is sold, at which prices."""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, number, quantity, text, unit_price
from b2b.cli.options import DryRun, Json, OfCompany, Output, examples
from b2b.cli.words import counted

app = group("The catalog: items, prices, packs, the customers' own numbers.")


@app.command(
    "import",
    epilog=examples(
        "b2b catalog import catalog.toml --dry-run",
        "b2b catalog import prices.csv --company ACME --name standard --currency EUR --valid-from 2026-01-01",
    ),
)
def import_catalog(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A .toml or .csv file (docs/interfaces.md).")],
    company: OfCompany = "",
    name: Annotated[str, typer.Option("--name", help="CSV: the catalog's name; else the file's.")] = "",
    currency: Annotated[str, typer.Option("--currency", help="CSV: the currency of rows that name none.")] = "",
    valid_from: Annotated[
        dt.datetime | None, typer.Option("--valid-from", formats=["%Y-%m-%d"], help="CSV: the first day of its prices.")
    ] = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Bring a catalog in; a catalog of the same name has its prices replaced, items it does not list stay."""
    import dataclasses

    from b2b.catalogs import read_catalog
    from b2b.cli.named_files import read_bytes
    from b2b.cli.progress import waiting
    from b2b.procurement.catalog.service import import_catalog as bring_in
    from b2b.store import blobs, parties

    data = read_bytes(file)
    with desk(ctx).gateway() as gateway, waiting(f"Importing {file}", quiet=as_json):
        if not company and file.lower().endswith(".csv"):
            with gateway.store.read() as session:
                company = parties.only_company(session).code
        day = valid_from.date() if valid_from else None
        options = {"company": company, "name": name or PurePath(file).stem, "currency": currency, "valid_from": day}
        content = read_catalog(data, file=file, **options)  # type: ignore[arg-type]
        blobs.stage(gateway.store, data)
        with gateway.store.write() as session:
            now = gateway.clock.now()
            sha256 = blobs.put(session, gateway.store, data, now)
            done = bring_in(session, now, gateway.actor, content, source=PurePath(file).name, blob_sha256=sha256)
            if dry_run:
                session.rollback()
    if as_json:
        head = {"name": content.name, "company": content.company, "dry_run": dry_run}
        json_output.write({**head, **dataclasses.asdict(done)})
        return
    screen.line(f"{'Would import' if dry_run else 'Imported'} catalog {content.name} of {content.company}:")
    screen.line(f"  items   {done.items_added} added, {done.items_changed} changed, {done.items_unchanged} unchanged")
    screen.line(f"  prices  {done.prices}, in place of {done.prices_replaced}")
    also = [counted(done.buyer_codes, "partner's number"), counted(done.units, "other unit")]
    also += [counted(done.rules, "reorder rule")] if done.rules else []
    screen.line(f"  also    {', '.join(also)}")


@app.command("list", epilog=examples("b2b catalog list", "b2b catalog list --company ACME --json"))
def list_catalogs(ctx: typer.Context, company: OfCompany = "", as_json: Json = False) -> None:
    """The catalogs that are in force."""
    from b2b.cli.views import catalog
    from b2b.store import parties

    with reading(ctx) as session:
        rows = catalog.imports(session, parties.company(session, company) if company else parties.only_company(session))
    columns = [
        key("name", "Catalog"),
        key("company", "Of"),
        text("source", "From"),
        key("imported_at", "Imported"),
        key("valid_from", "Valid from"),
        number("prices", "Prices"),
    ]
    listing(columns, rows, as_json=as_json, empty="No catalog yet.", first="b2b catalog import FILE")


@app.command("show", epilog=examples("b2b catalog show", "b2b catalog show WIDGET-001 --json"))
def show_items(
    ctx: typer.Context,
    skus: Annotated[list[str] | None, typer.Argument(metavar="SKU", help="Only these items.")] = None,
    company: OfCompany = "",
    as_json: Json = False,
) -> None:
    """Items with their prices: from which quantity, for whom, valid when."""
    from b2b.cli.views import catalog
    from b2b.store import parties

    with reading(ctx) as session:
        row = parties.company(session, company) if company else parties.only_company(session)
        rows = catalog.items(session, row, skus or [])
    columns = [
        key("sku", "Item"),
        text("description", "Description"),
        key("unit", "Unit"),
        number("pack", "Pack"),
        number("minimum", "Min"),
        text("prices", "Prices", _prices),
        text("buyer_codes", "Customers call it", _codes),
    ]
    listing(columns, rows, as_json=as_json, empty="No items yet.", first="b2b catalog import FILE")


def _prices(row: Any) -> str:
    return "; ".join([_price(price) for price in row["prices"]] + ([] if row["active"] else ["not sold any more"]))


def _price(price: Any) -> str:
    parts = [f"{unit_price(price['price'])} {price['currency']}"]
    if price["from"] > 1:
        parts.append(f"from {quantity(price['from'])}")
    if price["partner"]:
        parts.append(f"for {price['partner']}")
    if price["valid_to"]:
        parts.append(f"until {price['valid_to']}")
    return " ".join(parts)


def _codes(row: Any) -> str:
    return ", ".join(f"{code['code']} ({code['partner']})" for code in row["buyer_codes"])


@app.command("export", epilog=examples("b2b catalog export", "b2b catalog export standard --csv -o standard.csv"))
def export_catalog(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The catalog; needed where there are several.")] = "",
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV instead of TOML.")] = False,
    company: OfCompany = "",
    output: Output = "-",
) -> None:
    """The catalog as a file that `catalog import` takes."""
    from b2b.catalogs import write_csv, write_toml
    from b2b.cli.named_files import write_text
    from b2b.cli.views import catalog
    from b2b.store import parties

    with reading(ctx) as session:
        row = parties.company(session, company) if company else parties.only_company(session)
        content = catalog.content(session, row, name)
    write_text(output, write_csv(content) if as_csv else write_toml(content))
