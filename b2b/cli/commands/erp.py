"""`b2b erp`: the ERP and what waits for it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, next_steps, number, text
from b2b.cli.options import DryRun, Json, OfCompany, examples
from b2b.cli.words import counted

app = group("The ERP: does it answer, what waits for it.")


@app.command("check", epilog=examples("b2b erp check", "b2b erp check --company ACME"))
def check(ctx: typer.Context, company: OfCompany = "", as_json: Json = False) -> None:
    """Ask the ERP of each company for the stock of one item, which changes nothing there."""
    from b2b.cli.erp_check import answers
    from b2b.cli.progress import waiting

    with desk(ctx).gateway() as gateway, waiting("Asking", quiet=as_json):
        rows = answers(gateway, company)
    columns = [key("company", "Company"), key("url", "ERP"), key("state", "State"), text("says", "It says")]
    listing(columns, rows, as_json=as_json, empty="No company has an ERP: stock and bookings stay in the workspace.")
    if any(row["state"] != "answers" for row in rows):
        raise typer.Exit(failures.UNUSABLE)


@app.command("tasks", epilog=examples("b2b erp tasks", "b2b erp tasks --all --json"))
def tasks(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="What is done too.")] = False,
    company: OfCompany = "",
    as_json: Json = False,
) -> None:
    """Bookings and invoices that are waiting, oldest first, with the last error."""
    from b2b.cli.views import work
    from b2b.store import parties

    with reading(ctx) as session:
        company_id = parties.company(session, company).id if company else None
        rows = work.tasks(session, company_id=company_id, everything=everything)
    columns = [
        number("number", "Task"),
        key("kind", "Does", lambda row: work.WORDS.get(row["kind"], row["kind"])),
        key("about", "For", lambda row: row["about"].partition(":")[2]),
        key("state", "State"),
        number("attempts", "Tried"),
        key("due_at", "Next try"),
        text("error", "Last error"),
    ]
    listing(columns, rows, as_json=as_json, empty="Nothing waits for the ERP.")


@app.command("retry", epilog=examples("b2b erp retry", "b2b erp retry --company ACME --dry-run"))
def retry(ctx: typer.Context, company: OfCompany = "", dry_run: DryRun = False, as_json: Json = False) -> None:
    """Make everything that waits for the ERP due at once, orders that wait for its stock too."""
    from b2b.cli.views import work
    from b2b.store import parties

    with desk(ctx).gateway() as gateway, gateway.store.write() as session:
        company_id = parties.company(session, company).id if company else None
        counts = work.retry(session, gateway.clock.now(), gateway.actor, company_id)
        if dry_run:
            session.rollback()
    if as_json:
        json_output.write({**counts, "dry_run": dry_run})
        return
    if not any(counts.values()):
        screen.line("Nothing waits for the ERP.")
        return
    told: list[Any] = [counted(counts["tasks"], "task"), counted(counts["documents"], "document")]
    screen.line(f"{'Would make' if dry_run else 'Made'} {' and '.join(told)} due now.")
    if not dry_run:
        next_steps(["b2b run --once"])
