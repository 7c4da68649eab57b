"""`b2b partner onboard`: a partner's files become settings and guides for review."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import desk
from b2b.cli.listing import key, next_steps, table, text
from b2b.cli.options import Json, OfCompany, examples
from b2b.errors import ConfigError, Conflict, NotFound, Unreadable

if TYPE_CHECKING:
    from b2b.edi.guides.inference.samples import Sample
    from b2b.onboarding.found import Found
    from b2b.onboarding.proposal import Proposal
    from b2b.onboarding.questions import Known, Question
    from b2b.onboarding.sides import Address

app = typer.Typer()


@app.command(
    "onboard",
    epilog=examples(
        "b2b partner onboard --from samples/*.edi",
        "b2b partner onboard --from samples/*.edi --code NORTHWIND --answers answers.toml --out northwind",
    ),
)
def onboard(
    ctx: typer.Context,
    more: Annotated[list[str] | None, typer.Argument(metavar="[SAMPLE...]", help="Further files.")] = None,
    files: Annotated[
        list[str] | None, typer.Option("--from", metavar="SAMPLE...", help="Files of the partner; - is standard input.")
    ] = None,
    code: Annotated[str, typer.Option("--code", help="By what you call the partner.")] = "",
    answers: Annotated[
        str, typer.Option("--answers", metavar="FILE", help="A TOML file with answers; then nothing is asked.")
    ] = "",
    out: Annotated[
        str, typer.Option("--out", metavar="DIR", help="The new folder to write; else the code, in small letters.")
    ] = "",
    sender: Annotated[
        str, typer.Option("--sender", metavar="ID", help="Who of several senders is the partner, such as ZZ/NORTHWIND.")
    ] = "",
    confidence: Annotated[
        float, typer.Option("--confidence", min=0, max=1, help="From which confidence a line of a guide rejects.")
    ] = 0.9,
    company: OfCompany = "",
    as_json: Json = False,
) -> None:
    """Read a partner's files and write its settings and guides for review; nothing is applied.

    What the files cannot tell is asked on a terminal, else taken from --answers, else assumed; README.md in the folder
    says what was found, in how much, what was assumed, and what was not understood.
    """
    from fractions import Fraction

    from b2b.edi.guides.inference.evidence import at_confidence
    from b2b.onboarding.found import read
    from b2b.onboarding.proposal import propose
    from b2b.onboarding.questions import answered, read_answers
    from b2b.onboarding.readme import next_commands
    from b2b.store.settings import load_toml

    samples = _samples([*(files or []), *(more or [])])
    known, ours = _known(ctx, code, company)
    given: Mapping[str, str] = {}
    if answers:
        from b2b.cli.named_files import read_text

        given = read_answers(load_toml(read_text(answers), answers), answers)
    found = read(samples, ours, sender)
    ask = _ask if _may_ask(answers, as_json=as_json) else None
    if ask is not None:
        _show(found)
    replies = answered(found, known, given, ask)
    proposal = propose(found, replies, known, at_confidence(Fraction(str(confidence))))
    folder = Path(out or proposal.code.lower())
    _write(folder, found, proposal)
    if as_json:
        json_output.write(_json(found, proposal, folder))
        return
    if ask is None:
        _show(found)
    _tell(found, proposal, folder)
    next_steps(next_commands(proposal, str(folder)))


def _samples(names: Sequence[str]) -> list[Sample]:
    from b2b.cli.named_files import read_bytes
    from b2b.edi.guides.inference.samples import Sample

    if not names:
        raise Unreadable("no sample is named", next_step="b2b partner onboard --from SAMPLE...")
    return [Sample("stdin" if name == "-" else name, read_bytes(name)) for name in names]


def _known(ctx: typer.Context, code: str, company: str) -> tuple[Known, list[Address]]:
    """What the workspace we stand in knows, if we stand in one: its company, and that company's addresses."""
    from b2b.onboarding.questions import Known
    from b2b.onboarding.sides import Address
    from b2b.store import parties

    try:
        desk(ctx).workspace()
    except NotFound:
        return Known(code=code), []
    with desk(ctx).gateway() as gateway, gateway.store.read() as session:
        rows = parties.companies(session)
        if not rows:
            return Known(code=code), []
        row = parties.company(session, company) if company else parties.only_company(session)
        settings = parties.company_settings(row)
    return Known(settings.code, settings.currency, code), [Address(i.qualifier, i.id) for i in settings.identities]


def _may_ask(answers: str, *, as_json: bool) -> bool:
    return not answers and not as_json and screen.is_terminal(sys.stdin) and screen.is_terminal(sys.stdout)


def _ask(question: Question) -> str:
    """One question on the terminal, again until the answer can be right."""
    from b2b.onboarding.questions import check

    screen.line()
    screen.line(f"({question.why})", "dim")
    choices = f" [{' / '.join(question.choices)}]" if question.choices else ""
    while True:
        answer = str(typer.prompt(screen.clean(question.ask + choices), default=question.default)).strip()
        try:
            check(question, answer)
        except ConfigError as problem:
            screen.note(problem.message)
        else:
            return answer


def _write(folder: Path, found: Found, proposal: Proposal) -> None:
    from b2b.onboarding.readme import readme

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict("there is something already", where=str(folder), next_step="name a new folder with --out DIR")
    written = {"partner.toml": proposal.partner, "README.md": readme(found, proposal, str(folder))}
    written |= {"company.toml": proposal.company} if proposal.company else {}
    written |= {f"guides/{name}.toml": text for name, text in proposal.guides.items()}
    try:
        for name, content in written.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        message = f"the folder cannot be written: {error.strerror}"
        raise ConfigError(message, where=str(folder), next_step="name another with --out DIR") from error


def _show(found: Found) -> None:
    from b2b.onboarding.readme import facts

    rows = [{"what": what, "seen": seen, "where": where} for what, seen, where in facts(found)]
    table([key("what", "Found"), text("seen", "Seen"), text("where", "In")], rows)


def _tell(found: Found, proposal: Proposal, folder: Path) -> None:
    screen.line()
    screen.heading("Assumed")
    for one in proposal.assumed:
        screen.hanging("- ", one)
    if found.obstacles:
        screen.line()
        screen.heading("Not understood")
        for obstacle in found.obstacles:
            helps = f"; tolerate {', '.join(obstacle.tolerate)} would take it" if obstacle.tolerate else ""
            screen.hanging("- ", f"{obstacle.file}: {obstacle.what}{helps}", "yellow")
    screen.line()
    guides = "".join(f", guides/{name}.toml" for name in proposal.guides)
    company = ", company.toml" if proposal.company else ""
    screen.line(f"Wrote {folder}: partner.toml{company}{guides}, README.md. Nothing is in force yet.")


def _json(found: Found, proposal: Proposal, folder: Path) -> dict[str, Any]:
    from b2b.onboarding.readme import facts

    return {
        "code": proposal.code,
        "folder": str(folder),
        "found": [{"what": what, "seen": seen, "in": where} for what, seen, where in facts(found)],
        "assumed": list(proposal.assumed),
        "not_understood": [
            {"file": one.file, "what": one.what, "tolerate": list(one.tolerate)} for one in found.obstacles
        ],
        "guides": list(proposal.guides),
    }
