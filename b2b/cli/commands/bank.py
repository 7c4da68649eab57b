"""`b2b bank`: movements on our accounts."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.acting import TokenFile, acting, required_once_known
from b2b.cli.desk import reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, number, text
from b2b.cli.options import DryRun, Json, Limit, examples, word

app = group("Bank statements: what each movement is, and those that nobody understands yet.")

Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="Statement and position, such as 3/2.")]


@app.command("list", epilog=examples("b2b bank list", "b2b bank list --state open"))
def list_entries(
    ctx: typer.Context,
    state: Annotated[str, typer.Option("--state", help="open, matched or ignored.")] = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """Movements, the newest statement first, each with the payment or invoice it belongs to."""
    from b2b.cli.views import bank
    from b2b.store.states import EntryState

    with reading(ctx) as session:
        rows = bank.entries(session, state=word(EntryState, state, "--state"), limit=limit)
    columns = [
        key("entry", "Entry"),
        key("booked_on", "Booked"),
        number("amount", "Amount", lambda row: f"{row['amount']:,} {row['currency']}"),
        text("counterparty", "With"),
        key("state", "State"),
        text("understood_as", "What it is", lambda row: row["understood_as"] or row["note"]),
    ]
    none = "No movements yet: they come with the bank's statements (camt.053)."
    listing(columns, rows, as_json=as_json, empty=none, narrowed=state)


@app.command("match", epilog=examples("b2b bank match 3/2 NORTHWIND-00000007", "b2b bank match 3/4 ACME-000001"))
def match(
    ctx: typer.Context,
    entry: Entry,
    target: Annotated[
        str,
        typer.Argument(
            metavar="PAYMENT", help="An EndToEndId, a payment file's MessageId, or the number of an invoice of ours."
        ),
    ],
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Say which payment of ours, or which invoice of a customer, a movement is.

    Once there is a user with the role payer or payment-approver, it takes one.
    """
    from b2b.procurement.banking import by_hand

    told = _act(
        ctx,
        lambda session, now, actor: by_hand.match(session, now, actor, entry, target),
        entry,
        token_file,
        dry_run=dry_run,
    )
    _say(told, "Would match" if dry_run else "Matched", f"with {target}", as_json=as_json)


@app.command("ignore", epilog=examples('b2b bank ignore 3/3 --reason "account fee"'))
def ignore(
    ctx: typer.Context,
    entry: Entry,
    reason: Annotated[str, typer.Option("--reason", help="What it is, for the audit trail.")],
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Say that a movement is nothing to do with invoices, such as a fee.

    Once there is a user with the role payer or payment-approver, it takes one.
    """
    from b2b.procurement.banking import by_hand

    told = _act(
        ctx,
        lambda session, now, actor: by_hand.ignore(session, now, actor, entry, reason),
        entry,
        token_file,
        dry_run=dry_run,
    )
    _say(told, "Would ignore" if dry_run else "Ignored", f"({reason})", as_json=as_json)


def _act(ctx: typer.Context, act: Any, entry: str, token_file: str, *, dry_run: bool) -> dict[str, Any]:
    from b2b.cli.views import bank
    from b2b.procurement.banking import by_hand
    from b2b.store.states import UserRole

    with acting(ctx, token_file) as (gateway, user):
        required_once_known(gateway, user, UserRole.PAYER, UserRole.PAYMENT_APPROVER)
        with gateway.store.write(dry_run=dry_run) as session:
            act(session, gateway.clock.now(), gateway.actor)
            return {**bank.entry(session, *by_hand.find(session, entry)), "dry_run": dry_run}


def _say(told: dict[str, Any], verb: str, rest: str, *, as_json: bool) -> None:
    if as_json:
        json_output.write(told)
        return
    screen.line(f"{verb} {told['amount']:,} {told['currency']} of {told['booked_on']}, entry {told['entry']}, {rest}.")
