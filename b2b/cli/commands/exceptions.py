"""`b2b exceptions`: what a person must look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, next_steps, number, record, text
from b2b.cli.options import DryRun, Json, OfPartner, examples

app = group("What a person must look at, and what settles it.")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The exception's number.")]


@app.command("list", epilog=examples("b2b exceptions list", "b2b exceptions list --all --json"))
def list_exceptions(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="The resolved ones too.")] = False,
    partner: OfPartner = "",
    as_json: Json = False,
) -> None:
    """Exceptions that stand open, oldest first."""
    from b2b.cli.views import cases
    from b2b.store import parties
    from b2b.store.states import CaseState

    with reading(ctx) as session:
        partner_id = parties.partner(session, partner).id if partner else None
        rows = cases.cases(session, state=None if everything else CaseState.OPEN, partner_id=partner_id)
    columns = [
        number("number", "No."),
        key("code", "What"),
        key("partner", "Partner"),
        key("about", "About"),
        text("message", "In words"),
    ]
    if everything:
        columns.insert(1, key("state", "State"))
    listing(columns, rows, as_json=as_json, empty="No exceptions. Nothing needs you here.")


@app.command("show", epilog=examples("b2b exceptions show 3", "b2b exceptions show 3 --json"))
def show_exception(ctx: typer.Context, case_number: Number, as_json: Json = False) -> None:
    """One exception: what happened, to what, and what to type."""
    from b2b.cli.views import cases, naming
    from b2b.store import cases as stored

    with reading(ctx) as session:
        found = cases.case(session, stored.by_number(session, case_number), naming.names(session))
    if as_json:
        json_output.write(found)
        return
    screen.heading(f"Exception {found['number']}: {found['code']}")
    screen.line(found["message"])
    screen.line()
    record(
        [
            ("About", found["about"]),
            ("Partner", found["partner"]),
            ("Severity", found["severity"]),
            ("Opened", found["opened_at"]),
            ("State", found["state"]),
            ("Resolved", found["resolved_at"]),
            ("By", found["resolved_by"]),
            ("Resolution", found["resolution"]),
            *((name.capitalize(), value) for name, value in found["details"].items() if _plain(name, value)),
        ]
    )
    if len(found["particulars"]) > 1 or found["details"].get("problems"):
        screen.line()
        for particular in found["particulars"]:
            screen.hanging("- ", particular)
    if found["state"] == "open":
        resolve = f'b2b exceptions resolve {found["number"]} --note "what was done"'
        story = f"b2b why {found['about']}" if found["about"] else ""
        if found["advice"]:
            screen.line()
            screen.line(found["advice"])
        if found["lines_to_add"]:
            screen.line()
            screen.block(found["lines_to_add"])
        next_steps(step for step in (*found["steps"], story, resolve) if step)


def _plain(name: str, value: object) -> bool:
    """Details that fit a line; the others are in --json."""
    return name != "next_step" and isinstance(value, str | int | Decimal)


@app.command(
    "resolve",
    epilog=examples(
        'b2b exceptions resolve 3 --note "customer sends a new order"', "b2b exceptions resolve 3 --dry-run"
    ),
)
def resolve_exception(
    ctx: typer.Context,
    case_number: Number,
    note: Annotated[str, typer.Option("--note", "-m", help="What was done, for whoever reads it later.")] = "",
    dry_run: DryRun = False,
) -> None:
    """Close an exception that somebody has dealt with; who and why is kept."""
    from b2b.store import cases as stored

    with desk(ctx).gateway() as gateway:
        if dry_run:
            with gateway.store.read() as session:
                case = stored.by_number(session, case_number)
        else:
            with gateway.store.write() as session:
                case = stored.by_number(session, case_number)
                resolution = note or "resolved by hand"
                stored.resolve(session, case, now=gateway.clock.now(), actor=gateway.actor, resolution=resolution)
        screen.line(
            f"{'Would resolve' if dry_run else 'Resolved'} exception {case.number} ({case.code}): {case.message}"
        )
