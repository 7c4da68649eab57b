"""`b2b receivables`: what customers owe us."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import reading
from b2b.cli.group import group
from b2b.cli.listing import amount, key, listing, next_steps, number, record, table, text
from b2b.cli.options import Json, Limit, OfCompany, OfPartner, examples, word

app = group("Receivables: what customers owe, have announced, have paid.")


@app.command("list", epilog=examples("b2b receivables list", "b2b receivables list --state open --partner NORTHWIND"))
def list_receivables(
    ctx: typer.Context,
    state: Annotated[str, typer.Option("--state", help="open, advised (by an 820) or paid.")] = "",
    partner: OfPartner = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """Issued invoices and what is open of each; with --state the earliest due comes first."""
    from b2b.cli.views import receivables
    from b2b.procurement.receivables.position import Standing
    from b2b.store import parties

    with reading(ctx) as session:
        rows = receivables.listed(
            session,
            standing=word(Standing, state, "--state"),
            partner_id=parties.partner(session, partner).id if partner else None,
            limit=limit,
        )
    columns = [
        key("invoice", "Invoice"),
        key("partner", "Partner"),
        key("due", "Due"),
        amount("gross", "Gross", rows),
        amount("advised", "Advised", rows, zero=False),
        amount("open", "Open", rows),
        key("standing", "State"),
    ]
    listing(columns, rows, as_json=as_json, empty="No invoices yet.", narrowed=state or partner)


@app.command("show", epilog=examples("b2b receivables show ACME-000001", "b2b receivables show ACME-000001 --json"))
def show_receivable(
    ctx: typer.Context,
    invoice: Annotated[str, typer.Argument(metavar="INVOICE", help="The invoice's number.")],
    company: OfCompany = "",
    as_json: Json = False,
) -> None:
    """One invoice: what closes it, by which payment, advice or credit note."""
    from b2b.cli.views import invoices, receivables

    with reading(ctx) as session:
        found = receivables.invoice(session, invoices.find(session, invoice, company))
    if as_json:
        json_output.write(found)
        return
    screen.heading(f"Invoice {found['invoice']} to {found['partner']}: {found['standing']}")
    record(
        [
            ("Dated", found["date"]),
            ("Due", found["due"]),
            ("Gross", f"{found['gross']:,} {found['currency']}"),
            ("Open", f"{found['open']:,} {found['currency']}"),
        ]
    )
    if found["settlements"]:
        screen.line()
        columns = [
            key("at", "When", lambda row: f"{row['at'].astimezone():%Y-%m-%d}"),
            text("trace", "Payment or note"),
            number("amount", "Amount", lambda row: f"{row['amount']:,} {row['currency']}"),
            key("state", "State"),
            key("document", "Document", lambda row: f"doc {row['document']}" if row["document"] else ""),
            key("entry", "Bank entry"),
        ]
        table(columns, found["settlements"])
    next_steps([f"b2b why invoice:{found['invoice']}"])
