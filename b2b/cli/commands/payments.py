"""`b2b payments`: what we pay."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.acting import TokenFile, acting, required, required_once_known
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, next_steps, number, record, shown, table, text
from b2b.cli.options import DryRun, Json, Limit, OfCompany, Output, examples, word
from b2b.cli.words import counted

app = group("Payments: which invoices are paid when, who approves, what the bank says.")

Run = Annotated[int, typer.Argument(metavar="RUN", help="The run's number.")]


def _amount(row: Any) -> str:
    return f"{row['amount']:,} {row['currency']}"


def _total(row: Any) -> str:
    return f"{row['total']:,} {row['currency']}"


@app.command(
    "propose",
    epilog=examples("b2b payments propose --dry-run", "b2b payments propose --due-before 2026-04-01"),
)
def propose(
    ctx: typer.Context,
    due_before: Annotated[
        str,
        typer.Option("--due-before", metavar="DATE", help="Pay what is due before this day, not before the next run."),
    ] = "",
    company: OfCompany = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Propose a payment run: what is due before the next one; it is sent once another person has approved it."""
    from b2b.cli.views import payments
    from b2b.cli.views.naming import names
    from b2b.gateway import paying
    from b2b.store import parties
    from b2b.store.states import UserRole

    try:
        before = payments.date(due_before)
    except ValueError:
        raise typer.BadParameter("type a day such as 2026-04-01", param_hint="--due-before") from None
    with acting(ctx, token_file) as (gateway, user):
        payer = required(user, UserRole.PAYER)
        with gateway.store.read() as session:
            row = parties.company(session, company) if company else parties.only_company(session)
        done = paying.propose(gateway, row, payer, due_before=before, dry_run=dry_run)
        with gateway.store.read() as session:
            told = payments.proposal(session, done.proposal)
            run = payments.row(done.run, names(session)) if done.run else None
    if as_json:
        json_output.write({**told, "run": run, "dry_run": dry_run})
        return
    _tell_proposal(told, run, dry_run=dry_run)


def _tell_proposal(told: dict[str, Any], run: dict[str, Any] | None, *, dry_run: bool) -> None:
    if run is None:
        screen.line(f"Nothing is to be paid that is due before {told['due_before']}.")
    else:
        verb = "Would propose" if dry_run else "Proposed"
        size = f"{counted(run['count'], 'payment')}, {_total(run)}"
        screen.line(f"{verb} run {run['number']}: {size}, on {run['execution_date']}.")
        screen.line()
        columns = [
            key("supplier", "Supplier"),
            text("invoices", "Invoices"),
            text("set_off", "Set off"),
            key("due", "Due"),
            number("amount", "Pays", _amount),
        ]
        table(columns, told["pays"])
    if told["leaves"]:
        screen.line()
        screen.heading("Left out")
        columns = [
            key("supplier", "Supplier"),
            key("invoice", "Invoice"),
            number("amount", "Amount", _amount),
            text("reason", "Because"),
        ]
        table(columns, told["leaves"])
    if run is not None and not dry_run:
        next_steps([f"b2b payments show {run['number']}", run["next"]])


@app.command("list", epilog=examples("b2b payments list", "b2b payments list --state proposed"))
def list_runs(
    ctx: typer.Context,
    state: Annotated[
        str,
        typer.Option("--state", help="proposed, approved, sent, accepted, rejected, booked or cancelled."),
    ] = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """Payment runs, newest first."""
    from b2b.cli.views import payments
    from b2b.store.states import PaymentRunState

    with reading(ctx) as session:
        rows = payments.listed(session, state=word(PaymentRunState, state, "--state"), limit=limit)
    columns = [
        number("number", "Run"),
        key("execution_date", "On"),
        number("count", "Payments"),
        number("total", "Total", _total),
        key("proposed_by", "Proposed"),
        key("approved_by", "Approved"),
        key("state", "State"),
    ]
    first = "b2b payments propose --dry-run"
    listing(columns, rows, as_json=as_json, empty="No payment runs yet.", first=first, narrowed=state)


@app.command("show", epilog=examples("b2b payments show 1", "b2b payments show 1 --json"))
def show_run(ctx: typer.Context, run: Run, as_json: Json = False) -> None:
    """One run: each payment, what it settles, where it stands, and the hash that the approval is for."""
    from b2b.cli.views import payments
    from b2b.procurement.paying import runs

    with reading(ctx) as session:
        found = payments.run(session, runs.by_number(session, run))
    if as_json:
        json_output.write(found)
        return
    screen.heading(f"Payment run {found['number']} to {found['bank']}: {found['state']}")
    record(
        [
            ("Total", f"{_total(found)} in {counted(found['count'], 'payment')}"),
            ("Executed on", found["execution_date"]),
            ("MessageId", found["message_id"]),
            ("Proposed", f"{found['proposed_by']}, {shown(found['proposed_at'])}"),
            ("Approved", found["approved_by"] and f"{found['approved_by']}, {shown(found['approved_at'])}"),
            ("SHA-256", found["sha256"]),
            ("Document", f"pain.001, doc {found['document_number']}" if found["document_number"] else None),
        ]
    )
    screen.line()
    columns = [
        key("end_to_end_id", "Payment"),
        key("supplier", "Supplier"),
        number("amount", "Amount", _amount),
        text("settles", "Settles", lambda row: ", ".join(one["invoice"] for one in row["settles"])),
        key("state", "State"),
        text("status", "Bank says"),
    ]
    table(columns, found["payments"])
    screen.line()
    columns = [
        key("supplier", "Supplier"),
        key("iban", "Account"),
        number("amount", "Gets", _amount),
        text("paid_before", "", lambda row: "" if row["paid_before"] else "no earlier run paid to it"),
    ]
    table(columns, found["accounts"])
    next_steps([found["next"] or f"b2b why run:{found['number']}"])


@app.command("approve", epilog=examples("b2b payments approve 1 --dry-run", "b2b payments approve 1"))
def approve(
    ctx: typer.Context, run: Run, token_file: TokenFile = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Approve a run that another person has proposed, for exactly the bytes of its file; it goes to the bank then."""
    from b2b.cli.views import payments
    from b2b.cli.views.naming import names
    from b2b.gateway import paying
    from b2b.store.states import UserRole

    with acting(ctx, token_file) as (gateway, user):
        done = paying.approve(gateway, run, required(user, UserRole.PAYMENT_APPROVER), dry_run=dry_run)
        with gateway.store.read() as session:
            told = payments.row(done, names(session))
    if as_json:
        json_output.write({**told, "dry_run": dry_run})
        return
    verb = "Would approve" if dry_run else "Approved"
    screen.line(f"{verb} run {run}: {counted(told['count'], 'payment')}, {_total(told)}, SHA-256 {told['sha256']}.")
    if not dry_run:
        next_steps(["b2b run --once"])


@app.command("cancel", epilog=examples('b2b payments cancel 1 --reason "wrong supplier"'))
def cancel(
    ctx: typer.Context,
    run: Run,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the audit trail.")],
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give up a run that the bank has not got; its invoices can be paid by another.

    Once there is a user with the role payer or payment-approver, it takes one.
    """
    from b2b.procurement.paying import approval, runs
    from b2b.store.states import UserRole

    with acting(ctx, token_file) as (gateway, user):
        required_once_known(gateway, user, UserRole.PAYER, UserRole.PAYMENT_APPROVER)
        with gateway.store.write(dry_run=dry_run) as session:
            approval.cancel(session, gateway.clock.now(), gateway.actor, runs.by_number(session, run), reason)
    if as_json:
        json_output.write({"number": run, "reason": reason, "dry_run": dry_run})
        return
    screen.line(f"{'Would cancel' if dry_run else 'Cancelled'} run {run}: its invoices are open again.")


@app.command("file", epilog=examples("b2b payments file 1", "b2b payments file 1 -o run-1.xml"))
def file(ctx: typer.Context, run: Run, output: Output = "") -> None:
    """Write a run's pain.001 to a file, as the bank gets it."""
    from b2b.cli.named_files import write_bytes
    from b2b.gateway import paying

    with desk(ctx).gateway() as gateway:
        content = paying.file_of(gateway, run)
    write_bytes(output or f"payment-run-{run}.xml", content)
