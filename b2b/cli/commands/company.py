"""`b2b company`: the legal entities of this workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import addresses, json_output, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, number, record, text
from b2b.cli.options import Assignments, DryRun, Json, OfCompany, Output, examples

app = group("Your own companies: who you are, how you are addressed and paid.")

Code = Annotated[str, typer.Argument(metavar="CODE", help="The company; needed only where there are several.")]
File = Annotated[str, typer.Argument(metavar="FILE", help="A TOML file (docs/interfaces.md); - for standard input.")]


@app.command("apply", epilog=examples("b2b company apply company.toml", "b2b company apply company.toml --dry-run"))
def apply_company(ctx: typer.Context, file: File, dry_run: DryRun = False, as_json: Json = False) -> None:
    """Make or change a company from its TOML file; applying the same file again changes nothing."""
    from b2b.cli.applying import apply_file
    from b2b.cli.named_files import read_text
    from b2b.store import apply_settings, parties
    from b2b.store.settings import load_toml, parse_company

    data = load_toml(read_text(file), file)
    code = parse_company(data, file).code
    with desk(ctx).gateway() as gateway:
        with gateway.store.read() as session:
            held = next((row.settings for row in parties.companies(session) if row.code == code), {})
        what = f"company {code}"
        apply_file(gateway, file, apply_settings.apply_company, held, data, what=what, dry_run=dry_run, as_json=as_json)


@app.command("set", epilog=examples("b2b company set net_days=14", "b2b company set address.country=DE --dry-run"))
def set_company(
    ctx: typer.Context, settings: Assignments, company: OfCompany = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Change single settings of a company; an empty value takes one away."""
    from b2b.cli.applying import apply_file
    from b2b.cli.assigning import assigned
    from b2b.store import apply_settings, parties
    from b2b.store.settings import parse_company

    with desk(ctx).gateway() as gateway:
        with gateway.store.read() as session:
            row = parties.company(session, company) if company else parties.only_company(session)
        where, held = f"company {row.code}", row.settings
        data = assigned(held, "company", settings, lambda changed: parse_company(changed, where))
        apply = apply_settings.apply_company
        apply_file(gateway, where, apply, held, data, what=where, dry_run=dry_run, as_json=as_json)


@app.command("list", epilog=examples("b2b company list", "b2b company list --json"))
def list_companies(ctx: typer.Context, as_json: Json = False) -> None:
    """The companies of this workspace."""
    from b2b.store import parties

    with reading(ctx) as session:
        rows = []
        for row in parties.companies(session):
            settings = parties.company_settings(row)
            rows.append(
                {
                    "code": row.code,
                    "name": row.name,
                    "currency": settings.currency,
                    "vat_id": settings.vat_id,
                    "erp": settings.erp.url if settings.erp else "",
                    "partners": len(parties.partners(session, row.id)),
                    "revision": row.revision,
                }
            )
    columns = [
        key("code", "Code"),
        text("name", "Name"),
        key("currency", "Currency"),
        key("vat_id", "VAT id"),
        text("erp", "ERP"),
        number("partners", "Partners"),
        number("revision", "Revision"),
    ]
    listing(columns, rows, as_json=as_json, empty="No company yet.", first="b2b company apply FILE")


@app.command("show", epilog=examples("b2b company show", "b2b company show ACME --json"))
def show_company(ctx: typer.Context, code: Code = "", as_json: Json = False) -> None:
    """One company with everything that is set."""
    from b2b.store import parties

    with reading(ctx) as session:
        row = parties.company(session, code) if code else parties.only_company(session)
        settings = parties.company_settings(row)
    if as_json:
        json_output.write({**row.settings, "revision": row.revision})
        return
    screen.heading(f"{row.code}  {row.name}")
    record(
        [
            ("Revision", row.revision),
            ("Address", ", ".join(filter(None, _address(settings.address)))),
            ("VAT id", settings.vat_id),
            ("Register", settings.legal_registration),
            ("Currency", settings.currency),
            ("Time zone", settings.time_zone),
            ("VAT", f"{settings.vat_category} {settings.vat_rate} %" if settings.vat_rate is not None else None),
            ("Account", " ".join(filter(None, (settings.iban, settings.bic, settings.account_name)))),
            ("Net days", settings.net_days),
            ("Endpoint", f"{settings.endpoint.scheme}:{settings.endpoint.value}" if settings.endpoint else None),
            *addresses.lines(settings.identities),
            ("ERP", f"{settings.erp.profile} at {settings.erp.url}" if settings.erp else "none: stock is kept here"),
        ]
    )


def _address(address: object) -> list[str]:
    """The parts of an address in the order of a label."""
    lines = list(getattr(address, "lines", ()))
    rest = (getattr(address, name, "") for name in ("postal_code", "city", "country"))
    return [*lines, " ".join(part for part in rest if part)]


@app.command("export", epilog=examples("b2b company export", "b2b company export ACME -o acme.toml"))
def export_company(ctx: typer.Context, code: Code = "", output: Output = "-") -> None:
    """The company's TOML, as `company apply` takes it."""
    from b2b.cli.named_files import write_text
    from b2b.store import parties
    from b2b.store.settings import write_toml

    with reading(ctx) as session:
        row = parties.company(session, code) if code else parties.only_company(session)
    write_text(output, write_toml(row.settings))
