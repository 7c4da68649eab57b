"""`b2b partner onboard`: a partner's files become settings and guides for review."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
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
    from b2b.onboarding.readme import Here
    from b2b.onboarding.sides import Address

app = typer.Typer()

More = Annotated[list[str] | None, typer.Argument(metavar="SAMPLE", help="Further files.")]
Files = Annotated[
    list[str] | None, typer.Option("--from", metavar="SAMPLE", help="Files of the partner; - is standard input.")
]
Code = Annotated[str, typer.Option("--code", help="By what you call the partner.")]
AnswersFile = Annotated[
    str, typer.Option("--answers", metavar="FILE", help="A TOML file with answers; then nothing is asked.")
]
Out = Annotated[
    str, typer.Option("--out", metavar="DIR", help="The new folder to write; else the code, in small letters.")
]
Sender = Annotated[
    str, typer.Option("--sender", metavar="ID", help="Who of several senders is the partner, such as ZZ/NORTHWIND.")
]
Confidence = Annotated[
    float,
    typer.Option(
        "--confidence",
        min=0,
        max=1,
        help="From which confidence a line of a guide rejects, else it only remarks or is a comment: 0.9 takes "
        "eighteen samples without a surprise, 0.75 two, 0.6 one.",
    ),
]


@app.command(
    "onboard",
    epilog=examples(
        "b2b partner onboard --from samples/*.edi",
        "b2b partner onboard --from samples/*.edi --code NORTHWIND --answers answers.toml --out northwind",
    ),
)
def onboard(
    ctx: typer.Context,
    more: More = None,
    files: Files = None,
    code: Code = "",
    answers: AnswersFile = "",
    out: Out = "",
    sender: Sender = "",
    confidence: Confidence = 0.9,
    company: OfCompany = "",
    as_json: Json = False,
) -> None:
    """Read a partner's files and write its settings and guides for review; nothing is applied.

    What the files cannot tell is asked on a terminal, else taken from --answers, else assumed; README.md in the folder
    says what was found, in how much, what was assumed, and what was not understood.
    """
    from fractions import Fraction

    from b2b.edi.guides.inference.evidence import at_confidence
    from b2b.onboarding.answers import answered
    from b2b.onboarding.found import read
    from b2b.onboarding.proposal import propose

    samples = _samples([*(files or []), *(more or [])])
    stand = _stand(ctx, code, company)
    given = _given(answers)
    found = read(samples, stand.addresses, sender)
    ask = _ask if _may_ask(answers, as_json=as_json) else None
    if ask is not None:
        _show(found)
    replies = answered(found, stand.known, given, ask)
    proposal = propose(found, replies, stand.known, at_confidence(Fraction(str(confidence))))
    folder = Path(out or proposal.code.lower())
    _write(folder, found, proposal, stand.here)
    if as_json:
        json_output.write(_json(found, proposal, folder))
        return
    if ask is None:
        _show(found)
    _tell(found, proposal, folder, stand.here)


def _samples(names: Sequence[str]) -> list[Sample]:
    from b2b.cli.named_files import read_bytes
    from b2b.edi.guides.inference.samples import Sample

    if not names:
        raise Unreadable("no sample is named", next_step="b2b partner onboard --from SAMPLE...")
    return [Sample("stdin" if name == "-" else name, read_bytes(name)) for name in names]


def _given(answers: str) -> Mapping[str, str]:
    """The answers in a file, none where no file is named."""
    from b2b.cli.named_files import read_text
    from b2b.onboarding.answers import read_answers
    from b2b.store.settings import load_toml

    return read_answers(load_toml(read_text(answers), answers), answers) if answers else {}


@dataclass(frozen=True, slots=True)
class _Stand:
    """What is known before a file is read: from the command line, and from the workspace we stand in if we do."""

    known: Known
    addresses: Collection[Address]
    here: Here


def _stand(ctx: typer.Context, code: str, company: str) -> _Stand:
    from b2b.cli.views import catalog
    from b2b.onboarding import surroundings
    from b2b.onboarding.questions import Known
    from b2b.onboarding.readme import NOWHERE, Here
    from b2b.store import parties

    try:
        desk(ctx).workspace()
    except NotFound:
        return _Stand(Known(code=code), [], NOWHERE)
    named = desk(ctx).folder
    command = f"b2b -w {shlex.quote(str(named))}" if named else "b2b"
    with desk(ctx).looking() as (_, session):
        rows = parties.companies(session)
        if not rows:
            return _Stand(Known(code=code), [], Here(command))
        row = parties.company(session, company) if company else parties.only_company(session)
        settings, has_catalog = parties.company_settings(row), bool(catalog.imports(session, row))
    addresses = surroundings.addresses_of(settings.identities)
    return _Stand(Known(settings.code, settings.currency, code), addresses, Here(command, has_catalog))


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


def _write(folder: Path, found: Found, proposal: Proposal, here: Here) -> None:
    from b2b.onboarding.readme import readme

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict("there is something already", where=str(folder), next_step="name a new folder with --out DIR")
    written = {"partner.toml": proposal.partner, "README.md": readme(found, proposal, str(folder), here)}
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
    from b2b.onboarding.facts import facts

    rows = [{"what": what, "seen": seen, "where": where} for what, seen, where in facts(found)]
    table([key("what", "Found"), text("seen", "Seen"), text("where", "In")], rows)


def _tell(found: Found, proposal: Proposal, folder: Path, here: Here) -> None:
    from b2b.onboarding.obstacles import by_files
    from b2b.onboarding.readme import help_said, next_commands, rejecting_said

    screen.line()
    screen.heading("Assumed")
    for one in proposal.assumed:
        screen.hanging("- ", one)
    if found.obstacles:
        screen.line()
        screen.heading("Not understood")
        for files, obstacle in by_files(found.obstacles):
            screen.hanging("- ", f"{files}: {obstacle.what}{help_said(obstacle, proposal.tolerate)}", "yellow")
    screen.line()
    guides = "".join(f", guides/{name}.toml" for name in proposal.guides)
    company = ", company.toml" if proposal.company else ""
    screen.line(f"Wrote {folder}: partner.toml{company}{guides}, README.md. Nothing is in force yet.")
    for one in rejecting_said(proposal):
        screen.hanging("", one)
    next_steps(next_commands(proposal, str(folder), here))


def _json(found: Found, proposal: Proposal, folder: Path) -> dict[str, Any]:
    from b2b.onboarding.facts import facts

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
