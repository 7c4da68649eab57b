"""`b2b user`: who may do what."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import json_output, screen
from b2b.cli.acting import TokenFile, acting
from b2b.cli.desk import reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, text
from b2b.cli.options import DryRun, Json, examples

app = group("Users: who may ask for goods, approve, pay, or call our SOAP service.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The user's name, as the audit trail shall have it.")]

WriteToken = Annotated[
    str,
    typer.Option("--write-token", metavar="FILE", help="Write the token to this new file instead of showing it."),
]


@app.command(
    "add",
    epilog=examples(
        "b2b user add ada --role approver",
        "b2b user add erp --role erp --role requester --write-token erp.token",
    ),
)
def add_user(
    ctx: typer.Context,
    name: Name,
    roles: Annotated[
        list[str],
        typer.Option("--role", help="requester, approver, payer, payment-approver, erp or admin; may be repeated."),
    ],
    write_token: WriteToken = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Make a user with a token, which is shown this once; once there is an admin, only an admin may."""
    from b2b.cli import user_tokens
    from b2b.store import users

    wanted = user_tokens.roles(roles)
    user_tokens.check_name(name)
    with acting(ctx, token_file) as (gateway, user), gateway.store.write(dry_run=dry_run) as session:
        user_tokens.require_admin(session, user)
        made, token = users.add(session, gateway.clock.now(), gateway.actor, name, wanted)
        told = user_tokens.handed_over(made, token, write_token, dry_run=dry_run)
    user_tokens.tell(told, f"user {name}", as_json=as_json)


@app.command("token", epilog=examples("b2b user token ada", "b2b user token ada --write-token ada.token"))
def new_token(
    ctx: typer.Context,
    name: Name,
    write_token: WriteToken = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Give a user a new token, which is shown this once; the old one is refused from now on.

    A user who was removed is back with it. Once there is an admin, only an admin may.
    """
    from b2b.cli import user_tokens
    from b2b.store import users

    with acting(ctx, token_file) as (gateway, user), gateway.store.write(dry_run=dry_run) as session:
        user_tokens.require_admin(session, user)
        renewed, token = users.renew(session, gateway.clock.now(), gateway.actor, name)
        told = user_tokens.handed_over(renewed, token, write_token, dry_run=dry_run)
    user_tokens.tell(told, f"a new token for {name}", as_json=as_json)


@app.command("list", epilog=examples("b2b user list", "b2b user list --json"))
def list_users(ctx: typer.Context, as_json: Json = False) -> None:
    """Users with their roles, those that were removed too."""
    from b2b.store import users

    with reading(ctx) as session:
        rows = [
            {"name": row.name, "roles": row.roles, "active": row.active, "created_at": row.created_at}
            for row in users.listed(session)
        ]
    columns = [
        key("name", "User"),
        text("roles", "Roles"),
        key("active", "Active"),
        key("created_at", "Since"),
    ]
    listing(columns, rows, as_json=as_json, empty="No users yet.", first="b2b user add NAME --role admin")


@app.command("remove", epilog=examples("b2b user remove ada", "b2b user remove ada --dry-run"))
def remove_user(
    ctx: typer.Context, name: Name, token_file: TokenFile = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Refuse a user's token from now on; what it did stays under its name."""
    from b2b.cli import user_tokens
    from b2b.store import users

    with acting(ctx, token_file) as (gateway, user), gateway.store.write() as session:
        user_tokens.require_admin(session, user)
        users.remove(session, gateway.clock.now(), gateway.actor, name)
        if dry_run:
            session.rollback()
    if as_json:
        json_output.write({"name": name, "dry_run": dry_run})
        return
    screen.line(f"{'Would remove' if dry_run else 'Removed'} user {name}.")
