"""`b2b invoices`: what was billed, by us and to us."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import typer

from b2b.cli import json_output, received, screen
from b2b.cli.acting import TokenFile, acting, required_once_known
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import amount, key, listing, next_steps, number, quantity, record, table, text, unit_price
from b2b.cli.options import DryRun, Json, Limit, OfCompany, OfPartner, Output, examples, one_of, word
from b2b.cli.words import invoice_word

app = group("Invoices, ours and suppliers': what was billed, what is blocked and why, the files, our word on them.")
app.add_typer(received.app)

Number = Annotated[str, typer.Argument(metavar="INVOICE", help="The invoice's number.")]


@app.command("list", epilog=examples("b2b invoices list", "b2b invoices list --way received --state blocked"))
def list_invoices(
    ctx: typer.Context,
    way: Annotated[str, typer.Option("--way", help="issued: to customers; received: suppliers'.")] = "",
    state: Annotated[
        str,
        typer.Option(
            "--state",
            help="draft, issued, blocked; of suppliers' also matched, in-payment, paid, settled, rejected.",
        ),
    ] = "",
    partner: OfPartner = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """Invoices both ways, newest first, with what may be paid of suppliers'."""
    from b2b.cli.views import bills, invoices
    from b2b.store import parties

    way, state = one_of(invoices.WAYS, way, "--way"), one_of(invoices.STATES, state, "--state")
    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        rows = invoices.listed(session, way=way, state=state, partner_id=partner_id, limit=limit)
    both = any(row["way"] == bills.RECEIVED for row in rows)
    credits = any(row["kind"] == "381" for row in rows)
    columns = [
        key("number", "Invoice"),
        *([key("kind", "Kind", lambda row: invoice_word(row["kind"]))] if credits else []),
        *([key("way", "Way")] if both else []),
        key("partner", "Partner"),
        *([] if both else [key("order", "Order"), key("date", "Dated")]),
        key("due", "Due"),
        *([] if both else [amount("net", "Net", rows)]),
        amount("gross", "Gross", rows),
        *([amount("payable", "Payable", rows)] if both else []),
        key("state", "State"),
    ]
    listing(columns, rows, as_json=as_json, empty="No invoices yet.", narrowed=way or state or partner)


def _amount(row: Any, name: str) -> str:
    return "" if row[name] is None else f"{row[name]:,} {row['currency']}"


@app.command("show", epilog=examples("b2b invoices show ACME-000001", "b2b invoices show bill:7 --json"))
def show_invoice(ctx: typer.Context, invoice: Number, company: OfCompany = "", as_json: Json = False) -> None:
    """One invoice: lines, VAT, totals, what blocks it; of a supplier's how it was matched and what unblocks it."""
    from b2b.cli.views import bills, invoices
    from b2b.store.tables import SalesInvoice

    with reading(ctx) as session:
        row = bills.find(session, invoice, company)
        found = invoices.invoice(session, row) if isinstance(row, SalesInvoice) else bills.bill(session, row)
    if as_json:
        json_output.write(found)
        return
    if found["way"] == bills.RECEIVED:
        received.show(found)
        return
    screen.heading(
        f"{invoice_word(found['kind']).capitalize()} {found['number']} to {found['partner']}: {found['state']}"
    )
    record(
        [
            ("Order", found["order"]),
            ("Bill to", found["bill_to"]),
            ("Dated", found["date"]),
            ("Due", found["due"]),
            ("Issued", found["issued_at"]),
            ("Net", _amount(found, "net")),
            ("VAT", _amount(found, "vat")),
            ("Gross", _amount(found, "gross")),
            ("Files", found["files"]),
            (
                "Document",
                f"{found['document_set']}, doc {found['document_number']}" if found["document_number"] else None,
            ),
            ("Blocked by", found["blocked_by"]),
        ]
    )
    if found["document"]:
        screen.line()
        _lines(found["document"]["lines"])
    next_steps([found["next"] or f"b2b why invoice:{found['number']}"])


def _billed(line: Any) -> str:
    return f"{quantity(Decimal(line['quantity']['value']))} {line['quantity']['unit']}"


def _lines(lines: list[dict[str, Any]]) -> None:
    columns = [
        key("number", "Line"),
        text("description", "Description"),
        number("quantity", "Quantity", _billed),
        number("unit_price", "Price", lambda row: unit_price(Decimal(row["unit_price"]))),
        number("vat_rate", "VAT %", lambda row: quantity(Decimal(row["vat_rate"]))),
        number("net_amount", "Net", lambda row: f"{Decimal(row['net_amount']):,}"),
    ]
    table(columns, lines)


@app.command(
    "pdf",
    epilog=examples("b2b invoices pdf ACME-000001", "b2b invoices pdf ACME-000001 --form ubl -o invoice.xml"),
)
def pdf(
    ctx: typer.Context,
    invoice: Number,
    form: Annotated[str, typer.Option("--form", help="pdf (with the CII inside), ubl or cii.")] = "pdf",
    company: OfCompany = "",
    output: Output = "",
) -> None:
    """Write an issued invoice to a file: the PDF, or its UBL or CII."""
    from b2b.cli.named_files import write_bytes
    from b2b.cli.views import invoices
    from b2b.cli.views.invoices import Form

    chosen = word(Form, form, "--form") or Form.PDF
    with desk(ctx).looking() as (gateway, session):
        row = invoices.find(session, invoice, company)
        content = invoices.file(session, gateway.store, row, chosen)
        name = f"{row.number}.{'pdf' if chosen is Form.PDF else f'{chosen}.xml'}"
    write_bytes(output or name, content)


@app.command("retry", epilog=examples("b2b invoices retry ACME-000001", "b2b invoices retry ACME-000001 --dry-run"))
def retry(ctx: typer.Context, invoice: Number, company: OfCompany = "", dry_run: DryRun = False) -> None:
    """Try to issue a blocked invoice again, once what it lacked is there."""
    from b2b.cli.retrying import retry_invoice
    from b2b.cli.views import invoices

    with desk(ctx).gateway() as gateway:
        with gateway.store.read() as session:
            row = invoices.find(session, invoice, company)
        told = retry_invoice(gateway, row, dry_run=dry_run)
    screen.line(told)
    if not dry_run:
        next_steps(["b2b run --once"])


@app.command(
    "credit",
    epilog=examples(
        'b2b invoices credit ACME-000001 --line 1=2 --reason "two were broken" --dry-run',
        "b2b invoices credit ACME-000001",
    ),
)
def credit_invoice(
    ctx: typer.Context,
    invoice: Number,
    lines: Annotated[
        list[str] | None,
        typer.Option("--line", metavar="N=QUANTITY", help="Only so much of this line; else all that is left."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, as the customer reads it.")] = "",
    company: OfCompany = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give an issued invoice back, wholly or by lines: a credit note is made, checked and sent as an invoice is.

    Once there is a user with the role payer or payment-approver, it takes one.
    """
    from b2b.cli.views import goods, invoices
    from b2b.procurement.billing import credit
    from b2b.store.states import UserRole

    wanted = dict(goods.line_quantity(line) for line in lines) if lines else None
    with acting(ctx, token_file) as (gateway, user):
        required_once_known(gateway, user, UserRole.PAYER, UserRole.PAYMENT_APPROVER)
        with gateway.store.write(dry_run=dry_run) as session:
            row = invoices.find(session, invoice, company)
            note = credit.plan(session, gateway.clock.now(), gateway.actor, row, wanted, reason)
            given = dict((note.credit or {})["lines"])
            told = {"number": note.number, "credits": row.number, "lines": given, "reason": reason, "dry_run": dry_run}
    if as_json:
        json_output.write(told)
        return
    amounts = ", ".join(f"{amount} of line {line}" for line, amount in given.items())
    verb = "Would credit" if dry_run else "Credited"
    screen.line(f"{verb} {amounts} of invoice {told['credits']}, as credit note {told['number']}.")
    if not dry_run:
        next_steps(["b2b run --once", f"b2b receivables show {told['credits']}"])
