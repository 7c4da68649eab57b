"""`b2b partner`: whom you trade with."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli import addresses, json_output, partner_onboard, partner_test, screen
from b2b.cli.acting import TokenFile, acting
from b2b.cli.desk import reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, number, record, shown, table, text
from b2b.cli.options import Assignments, DryRun, Json, OfCompany, Output, examples
from b2b.cli.words import counted

if TYPE_CHECKING:
    from b2b.store.settings import PartnerSettings, X12Settings

app = group("Trading partners: addresses, channel, X12 and EDIFACT settings, terms, agreements.")

app.add_typer(partner_onboard.app)
app.add_typer(partner_test.app)

Code = Annotated[str, typer.Argument(metavar="CODE", help="The partner's code.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="A TOML file (docs/interfaces.md); - for standard input.")]


@app.command("apply", epilog=examples("b2b partner apply partner.toml", "b2b partner apply partner.toml --dry-run"))
def apply_partner(
    ctx: typer.Context, file: File, token_file: TokenFile = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Make or change a partner from its TOML file; every change is kept as a revision.

    Guides that its agreements name are looked for in guides/ beside the file, in guides/ of the workspace, then among
    the shipped ones; they hold as they are now until the file is applied again.

    Where a supplier is paid is changed by a user with the role payer, once there is one.
    """
    from b2b.cli.applying import apply_file, partner_notes, require_payer
    from b2b.cli.named_files import read_text
    from b2b.edi.guides.shelf import finder
    from b2b.store import apply_settings, parties
    from b2b.store.settings import load_toml, parse_partner

    data = load_toml(read_text(file), file)
    settings = parse_partner(data, file)
    with acting(ctx, token_file) as (gateway, user):
        with gateway.store.read() as session:
            company = parties.company(session, settings.company)
            row = parties.find_partner(session, company.id, settings.code)
            held = row.settings if row else {}
        require_payer(gateway, user, held, data)
        what, has_channel = f"partner {settings.code}", settings.channel is not None
        after = partial(partner_notes, gateway, has_channel=has_channel, dry_run=dry_run)
        beside = [Path(file).parent / "guides"] if file != "-" else []
        find = finder([*beside, gateway.workspace.guides])
        apply = partial(apply_settings.apply_partner, find_guide=find)
        apply_file(gateway, file, apply, held, data, what=what, dry_run=dry_run, as_json=as_json, after=after)


@app.command(
    "set",
    epilog=examples("b2b partner set NORTHWIND terms.net_days=14", "b2b partner set NORTHWIND terms.price_policy=hold"),
)
def set_partner(
    ctx: typer.Context,
    code: Code,
    settings: Assignments,
    company: OfCompany = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Change single settings of a partner; an empty value takes one away.

    Where a supplier is paid is changed by a user with the role payer, once there is one.
    """
    from b2b.cli.applying import apply_file, partner_notes, require_payer
    from b2b.cli.assigning import assigned
    from b2b.store import apply_settings, parties
    from b2b.store.settings import parse_partner

    with acting(ctx, token_file) as (gateway, user):
        with gateway.store.read() as session:
            row = parties.partner(session, code, parties.company(session, company).id if company else None)
        where, held = f"partner {row.code}", row.settings
        data = assigned(held, "partner", settings, lambda changed: parse_partner(changed, where))
        require_payer(gateway, user, held, data)
        has_channel = parse_partner(data, where).channel is not None
        after = partial(partner_notes, gateway, has_channel=has_channel, dry_run=dry_run)
        apply = apply_settings.apply_partner
        apply_file(gateway, where, apply, held, data, what=where, dry_run=dry_run, as_json=as_json, after=after)


@app.command("list", epilog=examples("b2b partner list", "b2b partner list --json"))
def list_partners(ctx: typer.Context, company: OfCompany = "", as_json: Json = False) -> None:
    """The partners and what is traded with them."""
    from b2b.cli.views import naming
    from b2b.store import parties
    from b2b.store.agreements import current_agreements

    with reading(ctx) as session:
        called = naming.names(session)
        company_id = parties.company(session, company).id if company else None
        rows = [
            {
                "code": row.code,
                "company": called.company(row.company_id),
                "name": row.name,
                "role": row.role,
                "trades": [f"{each.document} {each.direction}" for each in current_agreements(session, row.id)],
                "revision": row.revision,
            }
            for row in parties.partners(session, company_id)
        ]
    columns = [
        key("code", "Code"),
        key("company", "Of"),
        text("name", "Name"),
        key("role", "Role"),
        text("trades", "Trades"),
        number("revision", "Revision"),
    ]
    listing(columns, rows, as_json=as_json, empty="No partners yet.", first="b2b partner apply FILE")


@app.command("show", epilog=examples("b2b partner show NORTHWIND", "b2b partner show NORTHWIND --json"))
def show_partner(ctx: typer.Context, code: Code, company: OfCompany = "", as_json: Json = False) -> None:
    """One partner with everything that is set."""
    from b2b.store import parties

    with reading(ctx) as session:
        row = parties.partner(session, code, parties.company(session, company).id if company else None)
        settings = parties.partner_settings(row)
    if as_json:
        json_output.write({**row.settings, "revision": row.revision})
        return
    channel = settings.channel
    screen.heading(f"{row.code}  {row.name}, {row.role} of {settings.company}")
    record(
        [
            ("Revision", row.revision),
            ("Changed", row.updated_at),
            *addresses.lines(settings.identities),
            ("VAT id", settings.vat_id),
            ("Time zone", settings.time_zone),
            ("Sends to", channel.inbox if channel else "no channel"),
            ("We send to", channel.outbox if channel else None),
            *_syntaxes(settings),
            *_terms(settings),
        ]
    )
    if settings.agreements:
        screen.line()
        rows = [{name: getattr(item, name) for name in item.__slots__} for item in settings.agreements]
        columns = [
            key("document", "Document"),
            key("direction", "Way"),
            key("release", "Release"),
            *([key("guide", "Guide")] if any(item.guide for item in settings.agreements) else []),
            key("acknowledge", "We acknowledge", _acknowledged),
            number("business_answer_hours", "Answer within h"),
            number("expect_acknowledgment_hours", "Acknowledged in h"),
        ]
        table(columns, rows)


def _acknowledged(agreement: Mapping[str, Any]) -> str:
    """Nobody acknowledges an acknowledgment, nor what he sends himself."""
    answered = agreement["direction"] == "in" and agreement["document"] not in ("997", "999", "TA1", "CONTRL")
    return shown(agreement["acknowledge"]) if answered else ""


def _syntaxes(settings: PartnerSettings) -> list[tuple[str, Any]]:
    """How what goes out is written, in each syntax that the agreements ask for; X12 where there are none."""
    from b2b.edi import counterparts

    messages = [counterparts.is_message(one.document) for one in settings.agreements]
    x12, told = settings.x12, list[tuple[str, Any]]()
    if not all(messages) or not messages:
        told.append(("X12", f"{x12.release}{', test' if x12.test else ''}, duplicates: {x12.duplicates}"))
        told += _unusual(x12)
    if any(messages):
        edifact = settings.edifact
        characters = f"{edifact.character_set}:{edifact.syntax}{', test' if edifact.test else ''}"
        told.append(("EDIFACT", f"{edifact.release}, {characters}, duplicates: {edifact.duplicates}"))
        told.append(("Answered by", f"CONTRL, {edifact.contrl}"))
    return told


def _unusual(x12: X12Settings) -> list[tuple[str, Any]]:
    """What is agreed on answers, envelopes and characters beyond what is usual."""
    version = f" in {x12.acknowledgment_version}" if x12.acknowledgment_version else ""
    notes = f", TA1 {x12.ta1}" if x12.ta1 != "requested" else ""
    answers = x12.acknowledgment + version + notes
    several = counted(x12.groups_an_interchange, "group")
    characters = f"{x12.character_set}, other text is transliterated" if x12.transliterate else x12.character_set
    return [
        ("Answered by", answers if answers != "997" else None),
        ("Envelopes", f"up to {several} in one" if x12.groups_an_interchange > 1 else None),
        ("Characters", characters if characters != "extended" else None),
    ]


def _terms(settings: PartnerSettings) -> list[tuple[str, Any]]:
    """What was agreed, as far as it counts for a partner of this role."""
    from b2b.store.states import Role

    terms, purchase = settings.terms, settings.purchase
    if settings.role == Role.CUSTOMER:
        return [
            ("Currency", terms.currency),
            ("Price", f"{terms.price_policy} beyond {terms.price_tolerance_percent} %"),
            ("Packs", terms.pack_policy),
            ("Back orders", terms.back_orders),
            ("Net days", terms.net_days),
        ]
    if settings.role == Role.SUPPLIER:
        return [
            ("Currency", terms.currency),
            ("Net days", terms.net_days),
            ("Back orders", "taken" if purchase.accept_back_orders else "a person decides"),
            (
                "Tolerances",
                f"price {purchase.price_tolerance_percent} %, quantity {purchase.quantity_tolerance_percent} %,"
                f" date {counted(purchase.date_tolerance_days, 'day')},"
                f" whole invoice {purchase.amount_tolerance:,.2f} {terms.currency or 'in its currency'}",
            ),
            ("Paid to", " ".join(filter(None, (purchase.iban, purchase.bic, purchase.account_name)))),
        ]
    return []


@app.command(
    "export",
    epilog=examples(
        "b2b partner export NORTHWIND -o northwind.toml", "b2b partner export NORTHWIND -o x.toml --guides guides"
    ),
)
def export_partner(
    ctx: typer.Context,
    code: Code,
    company: OfCompany = "",
    output: Output = "-",
    guides: Annotated[
        Path | None,
        typer.Option("--guides", metavar="FOLDER", help="Write the guides in force there too, with their bases."),
    ] = None,
) -> None:
    """The partner's TOML, as `partner apply` takes it."""
    from b2b.cli.named_files import write_text
    from b2b.store import parties
    from b2b.store.guides import in_force
    from b2b.store.settings import write_toml

    with reading(ctx) as session:
        row = parties.partner(session, code, parties.company(session, company).id if company else None)
        texts = {name: text for _, revision in in_force(session, row.id) for name, text in revision.texts}
    if guides is not None:
        from b2b.cli.applying import write_guides

        write_guides(guides, texts)
    write_text(output, write_toml(row.settings))
