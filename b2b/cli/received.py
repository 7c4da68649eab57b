"""Suppliers' invoices at the keyboard: shown with their match, matched again, approved or rejected.

These are commands of `b2b invoices`, which adds them to its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.acting import TokenFile, acting, required
from b2b.cli.desk import reading
from b2b.cli.listing import key, next_steps, number, quantity, record, table, unit_price
from b2b.cli.options import DryRun, Json, OfCompany, examples
from b2b.cli.words import invoice_word

if TYPE_CHECKING:
    from sqlmodel import Session

    from b2b.store.tables import PurchaseInvoice, User

app = typer.Typer()
Bill = Annotated[str, typer.Argument(metavar="INVOICE", help="The supplier's number, or ours: 7 or bill:7.")]
Reason = Annotated[str, typer.Option("--reason", "-m", help="Why; it is kept with the invoice.")]
_LINES_SHOWN = 40


@app.command("match", epilog=examples("b2b invoices match 7", "b2b invoices match 7 --replay"))
def match(
    ctx: typer.Context,
    invoice: Bill,
    replay: Annotated[
        bool, typer.Option("--replay", help="Make every match of it again from what it looked at.")
    ] = False,
    company: OfCompany = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Match a supplier's invoice with order and receipt again; or check that its matches come out the same again."""
    from b2b.cli.views import bills
    from b2b.procurement.matching import service as matching

    if replay:
        with reading(ctx) as session:
            row = _find(session, invoice, company)
            _tell_replays(row.invoice_number, bills.replays(session, row), as_json)
        return
    with acting(ctx) as (gateway, _), gateway.store.write(dry_run=dry_run) as session:
        row = _find(session, invoice, company)
        matching.rematch(session, gateway.clock.now(), gateway.actor, row)
        found = {**bills.bill(session, row), "dry_run": dry_run}
    if as_json:
        json_output.write(found)
    else:
        show(found)


@app.command("approve", epilog=examples('b2b invoices approve 7 --reason "agreed with Acme by phone"'))
def approve(
    ctx: typer.Context,
    invoice: Bill,
    reason: Reason = "",
    company: OfCompany = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Pay a supplier's blocked invoice as it is, or set its credit note off. Takes a user with the role approver."""
    from b2b.procurement.matching import service as matching

    found = _decided(ctx, invoice, company, token_file, dry_run, matching.approve, reason)
    told = f"payable {found['payable']:,} {found['currency']}"
    _tell(found, f"{'Would approve' if dry_run else 'Approved'} invoice {found['number']}: {told}.", as_json)


@app.command("reject", epilog=examples('b2b invoices reject 7 --reason "never ordered"'))
def reject(
    ctx: typer.Context,
    invoice: Bill,
    reason: Reason = "",
    company: OfCompany = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Pay nothing of a supplier's invoice; a corrected one may come. Takes a user with the role approver."""
    from b2b.procurement.matching import service as matching

    found = _decided(ctx, invoice, company, token_file, dry_run, matching.reject, reason)
    _tell(found, f"{'Would reject' if dry_run else 'Rejected'} invoice {found['number']}; nothing is paid.", as_json)


def _find(session: Session, number: str, company_code: str) -> PurchaseInvoice:
    from b2b.cli.views import bills
    from b2b.errors import NotFound
    from b2b.procurement.matching import service as matching
    from b2b.store import parties

    company_id = parties.company(session, company_code).id if company_code else None
    try:
        return matching.find(session, number, company_id)
    except NotFound as error:
        bills.find(session, number, company_code)
        raise NotFound(
            f"{number} is an invoice of ours, and this is for suppliers' invoices",
            where="invoices",
            next_step="b2b invoices list --way received",
        ) from error


def _decided(
    ctx: typer.Context,
    invoice: str,
    company: str,
    token_file: str,
    dry_run: bool,
    decide: Callable[[Session, dt.datetime, User, PurchaseInvoice, str], Sequence[PurchaseInvoice]],
    reason: str,
) -> dict[str, Any]:
    """The invoice as an approver's decision leaves it, with the others that it changed."""
    from b2b.cli.views import bills
    from b2b.store.states import UserRole

    with acting(ctx, token_file) as (gateway, user), gateway.store.write(dry_run=dry_run) as session:
        approver = required(user, UserRole.APPROVER)
        row = _find(session, invoice, company)
        others = decide(session, gateway.clock.now(), approver, row, reason)
        changed = [{"number": one.invoice_number, "bill": one.number, "state": one.state} for one in others]
        return {**bills.bill(session, row), "others": changed, "dry_run": dry_run}


def _tell(found: dict[str, Any], told: str, as_json: bool) -> None:
    if as_json:
        json_output.write(found)
        return
    screen.line(told)
    now = "would be" if found["dry_run"] else "is now"
    for one in found["others"]:
        screen.line(f"Invoice {one['number']} bills the same goods: it {now} {one['state']}.")
    if not found["dry_run"]:
        next_steps([f"b2b invoices show bill:{one['bill']}" for one in (found, *found["others"])])


def _tell_replays(called: str, runs: list[dict[str, Any]], as_json: bool) -> None:
    from b2b.errors import Conflict

    if as_json:
        json_output.write(runs)
    elif not runs:
        screen.line(f"{called} is a credit note: it was never matched.")
    for run in runs if not as_json else ():
        said = "comes out the same" if run["same"] else "comes out otherwise"
        by = "" if run["same_rules"] else f"; it was made by rules {run['rules']}, which are not today's"
        screen.line(f"match {run['run']} ({run['verdict']}) {said}{by}")
    wrong = [str(run["run"]) for run in runs if not run["same"] and run["same_rules"]]
    if wrong:
        raise Conflict(
            f"match {', '.join(wrong)} of {called} does not come out the same again",
            where=f"invoice {called}",
            next_step="its row was changed, or the program: b2b audit verify",
        )


def show(found: dict[str, Any]) -> None:
    """One supplier's invoice: figures, the match line by line, why it is blocked, what unblocks it."""
    what = invoice_word(found["kind"]).capitalize()
    screen.heading(f"{what} {found['number']} from {found['partner']}: {found['state']}")
    matched = found["match"]
    override = matched["override"] if matched else None
    record(
        [
            ("Our number", f"bill:{found['bill']}"),
            ("Order", found["order"]),
            ("Bill to", found["bill_to"]),
            ("Dated", found["date"]),
            ("Due", found["due"]),
            ("Net", _amount(found, "net")),
            ("VAT", _amount(found, "vat")),
            ("Gross", _amount(found, "gross")),
            ("Credit notes", [f"{one['number']} of {_amount(found | one, 'gross')}" for one in found["credit_notes"]]),
            ("Names invoice", found["names_invoice"]),
            ("Taken off", found["taken_off"]),
            ("Payable", _amount(found, "payable")),
            ("Document", f"{found['set']}, doc {found['document_number']}" if found["document_number"] else None),
            ("Approved", f"by {override['by']}: {override['reason']}" if override else None),
        ]
    )
    if matched and matched["lines"]:
        screen.line()
        _lines(matched["lines"])
    _reasons(found)
    unblocks = matched["unblocks"] if matched else []
    if unblocks:
        screen.line()
        screen.heading("What unblocks it")
        for one in unblocks:
            screen.hanging("- ", one["what"])
    next_steps([*(one["command"] for one in unblocks if one["command"]), f"b2b why bill:{found['bill']}"])


def _reasons(found: dict[str, Any]) -> None:
    reasons = [one["text"] for one in found["match"]["reasons"]] if found["match"] else found["exceptions"]
    if reasons:
        screen.line()
        screen.heading("Why")
        for reason in reasons:
            screen.hanging("- ", reason)


def _amount(found: dict[str, Any], name: str) -> str:
    return f"{found[name]:,} {found['currency']}"


def _lines(lines: list[dict[str, Any]]) -> None:
    columns = [
        key("number", "Line"),
        key("sku", "Item"),
        number("ordered", "Ordered", lambda row: f"{quantity(row['ordered'])} {row['unit']}"),
        number("received", "Received"),
        number("billed", "Billed"),
        number("price", "Agreed", lambda row: unit_price(row["price"])),
        number("net", "Net", lambda row: f"{row['net']:,.2f}"),
        number("excess", "Too much", lambda row: f"{row['excess']:,.2f}" if row["excess"] else ""),
    ]
    wrong_first = sorted(lines, key=lambda row: not row["excess"])
    table(columns, wrong_first[:_LINES_SHOWN] if len(lines) > _LINES_SHOWN else lines)
    if len(lines) > _LINES_SHOWN:
        screen.line(f"... and {len(lines) - _LINES_SHOWN} more: --json")
