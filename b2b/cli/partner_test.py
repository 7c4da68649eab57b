"""`b2b partner test`: a partner's files run through the whole gateway in a scratch workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.desk import desk
from b2b.cli.options import Json, examples
from b2b.cli.words import counted
from b2b.errors import NotFound, Unreadable

if TYPE_CHECKING:
    from b2b.catalogs.model import Catalog
    from b2b.edi.guides.inference.samples import Sample
    from b2b.onboarding.report import Report
    from b2b.onboarding.scratch import Surroundings
    from b2b.onboarding.trial import FileRun, SetRun
    from b2b.procurement.purchasing.levels import Level
    from b2b.store.settings import PartnerSettings

app = typer.Typer()

_FINDINGS_SHOWN = 20


@app.command(
    "test",
    epilog=examples(
        "b2b partner test northwind/partner.toml samples/*.edi",
        "b2b partner test partner.toml *.edi --report report.html --send for-partner.html",
    ),
)
def try_partner(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="PARTNER.toml", help="The partner's settings, applied or not.")],
    files: Annotated[list[str], typer.Argument(metavar="SAMPLE...", help="Files of the partner.")],
    report: Annotated[str, typer.Option("--report", metavar="OUT.html", help="Write all of it as a page.")] = "",
    send: Annotated[
        str, typer.Option("--send", metavar="OUT.html", help="Write a page for the partner: acknowledgments, findings.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Run a partner's files through the whole gateway in a scratch workspace: what would be acknowledged, decided and
    answered, and which lines of its guide break. Nothing of the workspace changes.

    The workspace's company, catalogs and stock are used where it has them; else they are made up from the files, and
    the report says so. Exit code 1 where something is rejected or a person would be needed.
    """
    from b2b.cli.named_files import write_text
    from b2b.onboarding import page
    from b2b.onboarding.report import Report
    from b2b.onboarding.trial import run
    from b2b.store.settings import parse_partner

    data = _partner_file(file)
    settings = parse_partner(data, file)
    samples = _samples(files)
    around, notes, own = _surroundings(ctx, file, settings, samples)
    tried = [one for one in samples if one.name not in own]
    notes += [f"{name} was sent by us and is not tried." for name in own]
    if not tried:
        raise Unreadable("none of these files is from the partner", where=", ".join(files), next_step="name its files")
    found = Report(settings.code, settings.name, settings.role, tuple(run(data, file, tried, around)), tuple(notes))
    if report:
        write_text(report, page.for_us(found))
    if send:
        write_text(send, page.for_partner(found))
    if as_json:
        json_output.write(found.as_json())
    else:
        _tell(found)
    raise typer.Exit(failures.DONE if found.good else failures.REJECTED)


def _partner_file(file: str) -> dict[str, Any]:
    from b2b.cli.named_files import read_text
    from b2b.store.settings import load_toml

    return load_toml(read_text(file), file)


def _samples(names: Sequence[str]) -> list[Sample]:
    from b2b.cli.named_files import read_bytes
    from b2b.edi.guides.inference.samples import Sample

    return [Sample("stdin" if name == "-" else name, read_bytes(name)) for name in names]


def _surroundings(
    ctx: typer.Context, file: str, settings: PartnerSettings, samples: Sequence[Sample]
) -> tuple[Surroundings, list[str], list[str]]:
    """What the trial stands on, what of it is made up, and the files that we sent ourselves."""
    from b2b.onboarding import surroundings as made
    from b2b.onboarding.goods import plenty
    from b2b.onboarding.scratch import Surroundings

    reports = made.checked(samples)
    folders = [Path(file).parent / "guides"] if file != "-" else []
    held, more = _held(ctx, settings.company)
    company, notes = _company(file, settings, held)
    if not company:
        company = made.company_for(settings, reports)
        notes = [f"There is no company {settings.company} here: one is made up, at the addresses in the files."]
    catalogs: list[Catalog] = []
    stock: list[Level] = []
    if held is not None:
        _, catalogs, stock = held
    if not catalogs:
        catalogs = [made.catalog_for(settings, reports, str(company["company"].get("currency", "")))]
        stock = []
        notes.append("There is no catalog: one is made up of the items in the files, at the partner's own prices.")
    if not stock:
        stock = [level for one in catalogs for level in plenty(one)]
        notes.append("No stock is known: the trial has plenty of everything.")
    theirs = {(one.qualifier, one.id) for one in settings.identities}
    ours = made.own_addresses(company)
    own = [one.name for one, report in zip(samples, reports, strict=True) if made.is_own(report, ours, theirs)]
    return Surroundings(company, catalogs, stock, [*folders, *more]), notes, own


def _company(file: str, settings: PartnerSettings, held: _Held | None) -> tuple[Mapping[str, Any], list[str]]:
    """The workspace's company, else the one that lies beside the partner's file; nothing where there is neither."""
    from b2b.store.settings import parse_company

    if held is not None:
        return held[0], []
    beside = Path(file).parent / "company.toml"
    if file == "-" or not beside.is_file():
        return {}, []
    data = _partner_file(str(beside))
    if parse_company(data, str(beside)).code != settings.company:
        return {}, []
    return data, [f"The company is the one in {beside}."]


_Held = tuple[Mapping[str, Any], "list[Catalog]", "list[Level]"]


def _held(ctx: typer.Context, code: str) -> tuple[_Held | None, list[Path]]:
    """What the workspace we stand in knows of the company, None where it knows nothing; and its folder of guides."""
    from b2b.store import parties

    try:
        found = desk(ctx).workspace()
    except NotFound:
        return None, []
    with desk(ctx).gateway() as gateway, gateway.store.read() as session:
        company = next((row for row in parties.companies(session) if row.code == code), None)
        if company is None:
            return None, [found.guides]
        return (company.settings, *_goods(session, company)), [found.guides]


def _goods(session: Any, company: Any) -> tuple[list[Catalog], list[Level]]:
    from b2b.cli.views import catalog, goods
    from b2b.documents import Quantity
    from b2b.procurement.purchasing.levels import Level

    catalogs = [catalog.content(session, company, row["name"]) for row in catalog.imports(session, company)]
    rows = goods.stock(session, company, [])
    counted_rows = [row for row in rows if row["quantity"] is not None]
    return catalogs, [Level(row["sku"], Quantity(row["quantity"], row["unit"])) for row in counted_rows]


def _tell(found: Report) -> None:
    for note in found.notes:
        screen.hanging("note  ", note, "dim")
    for one in found.files:
        screen.line()
        screen.heading(f"{one.name}: {one.verdict}")
        for each in one.findings[:_FINDINGS_SHOWN]:
            screen.hanging(f"  {each.severity:<8}", f"{each.place}: {each.message}" if each.place else each.message)
        for run in one.sets:
            _tell_set(run)
        for code, message in one.troubles:
            screen.hanging("  a person  ", f"{code}: {message}", "yellow")
        _tell_written(one)
    screen.line()
    screen.heading(found.summary)


def _tell_set(run: SetRun) -> None:
    about = f" {run.about}" if run.about else ""
    screen.line(f"  set {run.set_id} {run.control_number}{about}: {run.verdict}; {run.processing}")
    for each in run.findings[:_FINDINGS_SHOWN]:
        line = f" [guide {each.line}]" if each.line else ""
        screen.hanging(f"    {each.severity:<8}", f"{each.place}: {each.message}{line}")
    if len(run.findings) > _FINDINGS_SHOWN:
        screen.line(f"    ... and {len(run.findings) - _FINDINGS_SHOWN} more; --report has them all")
    from b2b.onboarding.report import answers_said

    for one in run.decided:
        screen.hanging(f"    line {one.number or '-':<6}", f"{one.items}, {one.ordered}: {answers_said(one)}")


def _tell_written(one: FileRun) -> None:
    if not one.written:
        screen.line("  nothing would be sent")
    for each in one.written:
        sets = ", ".join(dict.fromkeys(each.sets)) or "an interchange"
        screen.line(f"  would send {sets}, {counted(len(each.content), 'byte')}")
