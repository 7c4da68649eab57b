"""`b2b edi guide infer`, `diff` and `test`: guides proposed from samples, compared, and tried on files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli import edi_guide, failures, json_output, screen
from b2b.cli.listing import key, next_steps, table, text
from b2b.cli.options import Json, Output, examples
from b2b.cli.words import counted
from b2b.errors import ConfigError, Unreadable

if TYPE_CHECKING:
    from b2b.edi.guides.infer import Inference, Proposal
    from b2b.edi.guides.inference.samples import Sample
    from b2b.edi.guides.trial import Breach, Tried

app = typer.Typer()

_BREACHES_SHOWN = 20
_FILES_SHOWN = 5

Samples = Annotated[list[str], typer.Argument(metavar="SAMPLE", help="Files of one partner; - is standard input.")]


@app.command(
    "infer",
    epilog=examples(
        "b2b edi guide infer samples/*.edi -o guides/northwind.toml",
        "b2b edi guide infer order.edi --name northwind --confidence 0.6",
    ),
)
def infer(
    files: Samples,
    output: Output = "-",
    name: Annotated[
        str, typer.Option("--name", help="The guide's name; else that of the file to write, else the sender's id.")
    ] = "",
    confidence: Annotated[
        float, typer.Option("--confidence", min=0, max=1, help="From which confidence a line rejects what breaks it.")
    ] = 0.9,
    as_json: Json = False,
) -> None:
    """Propose a guide from sample files: what all of them have in common, each line with its evidence.

    Every sample fits it. Lines with less confidence only remark, and those with little are comments for you to decide
    on; nothing rejects by default before eighteen sets bear it out. What breaks the standard is left out, and told.
    Samples of several releases make a guide each, NAME-RELEASE.
    """
    from fractions import Fraction

    from b2b.cli.named_files import write_text
    from b2b.edi.guides import infer as inferring
    from b2b.edi.guides.inference.evidence import at_confidence

    if not name and output != "-":
        name = inferring.name_from(Path(output).stem)
    found = inferring.infer(_read(files), name, at_confidence(Fraction(str(confidence))))
    if not as_json:
        _tell_left_out(found)
    if not found.proposals:
        raise Unreadable(
            "none of these files has a transaction set to infer from",
            where=", ".join(files),
            next_step="b2b edi validate says what is wrong with them",
        )
    targets = _targets(found.proposals, output, as_json=as_json)
    for proposal, target in targets:
        if target:
            write_text(target, proposal.text)
        if not as_json:
            _tell(proposal, on_screen=output != "-")
    if as_json:
        json_output.write(_inference_json(found))
    elif output != "-":
        samples = " ".join(files) if len(files) <= _FILES_SHOWN else "SAMPLE..."
        next_steps(f"b2b edi guide test {target} {samples}" for _, target in targets)


def _read(files: Iterable[str]) -> list[Sample]:
    from b2b.cli.named_files import read_bytes
    from b2b.edi.guides.inference.samples import Sample

    return [Sample("stdin" if name == "-" else name, read_bytes(name)) for name in files]


def _targets(proposals: Sequence[Proposal], output: str, *, as_json: bool) -> list[tuple[Proposal, str]]:
    """Where each guide is written; nowhere for JSON on the screen. Several are called as their files, because guides
    are found by the names of their files.
    """
    if output == "-":
        if len(proposals) > 1 and not as_json:
            releases = ", ".join(one.release for one in proposals)
            raise ConfigError(
                f"the samples have several releases ({releases}), and each needs a guide of its own",
                next_step="name a file with -o, such as -o northwind.toml: each release gets its own beside it",
            )
        return [(one, "" if as_json else output) for one in proposals]
    if len(proposals) == 1:
        return [(proposals[0], output)]
    path = Path(output)
    return [(one, str(path.with_name(f"{one.name}{path.suffix}"))) for one in proposals]


def _tell(proposal: Proposal, *, on_screen: bool) -> None:
    """One sentence a set; beside the guide itself on stderr."""
    say = screen.line if on_screen else screen.note
    for one in proposal.sets:
        of_set = f"{proposal.name}, {one.set_id} of {proposal.release}"
        say(f"{of_set}, from {counted(one.samples, 'set')}: {one.summary}.")


def _tell_left_out(found: Inference) -> None:
    for one in found.left_out:
        what = f"{one.file}, set {one.set_id} {one.control_number}" if one.set_id else one.file
        screen.note(f"Left out: {what} ({one.verdict}): {one.reason}")


def _inference_json(found: Inference) -> dict[str, Any]:
    from b2b.edi.guides.inference.text import confidence_words, line_toml

    guides = [
        {
            "name": proposal.name,
            "release": proposal.release,
            "toml": proposal.text,
            "sets": [
                {
                    "set": one.set_id,
                    "samples": one.samples,
                    "surprised": one.surprised,
                    "lines": [
                        {
                            "at": str(line.at),
                            "line": line_toml(line, standing),
                            "standing": standing.value,
                            "confidence": confidence_words(line.evidence.confidence),
                            "sets": line.evidence.sets,
                            "seen": line.evidence.seen,
                            "values": dict(line.evidence.values),
                        }
                        for line, standing in one.lines
                    ],
                }
                for one in proposal.sets
            ],
        }
        for proposal in found.proposals
    ]
    left_out = [
        {
            "file": one.file,
            "set": one.set_id,
            "control_number": one.control_number,
            "verdict": one.verdict.value,
            "reason": one.reason,
        }
        for one in found.left_out
    ]
    return {"guides": guides, "left_out": left_out}


@app.command("diff", epilog=examples("b2b edi guide diff northwind", "b2b edi guide diff old.toml northwind.toml"))
def diff(
    ctx: typer.Context,
    one: Annotated[str, typer.Argument(metavar="A", help="A guide, or its TOML file.")],
    other: Annotated[str, typer.Argument(metavar="B", help="Another; none: A is compared with the standard.")] = "",
    folder: edi_guide.Folder = None,
    as_json: Json = False,
) -> None:
    """Show what B says differently from A, or A from the standard, by what the lines mean, bases included.

    Exit code 1 where two guides differ.
    """
    from b2b.edi.guides.compare import compare
    from b2b.edi.guides.shelf import open_guide

    searched = edi_guide.folders(ctx, folder)
    first = open_guide(one, searched).guide
    found = compare(first, open_guide(other, searched).guide) if other else compare(None, first)
    rows = [
        {
            "change": it.change.value,
            "set": it.set_id,
            "at": it.at or "(the set)",
            "what": it.what,
            "before": it.before,
            "after": it.after,
            "when": it.when,
        }
        for it in found
    ]
    if as_json:
        json_output.write({"same": not rows, "differences": rows})
    elif rows:
        columns = [key("change", "Change"), key("set", "Set"), key("at", "Place"), key("what", "What")]
        columns += [text("before", "Before"), text("after", "After")]
        columns += [text("when", "When")] if any(row["when"] for row in rows) else []
        table(columns, rows)
    else:
        screen.line(f"{one} says what {other or 'the standard'} says.")
    raise typer.Exit(failures.REJECTED if rows and other else failures.DONE)


@app.command("test", epilog=examples("b2b edi guide test northwind samples/*.edi", "b2b edi guide test ./n.toml a.edi"))
def try_files(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="GUIDE", help="A guide, or its TOML file.")],
    files: Annotated[list[str], typer.Argument(metavar="SAMPLE", help="Files to try; - is standard input.")],
    folder: edi_guide.Folder = None,
    as_json: Json = False,
) -> None:
    """Hold files against a guide: each passes, or breaks these lines. Exit code 1 where one fails, or none was tried.

    What a guide only warns of is told and fails nothing; what breaks the standard fails too.
    """
    from b2b.edi.guides import trial
    from b2b.edi.guides.shelf import open_guide

    guide = open_guide(name, edi_guide.folders(ctx, folder)).guide
    tried = trial.try_files(guide, _read(files))
    if as_json:
        json_output.write({"guide": guide.name, "files": [_tried_json(one) for one in tried]})
    else:
        for one in tried:
            _tell_tried(one, guide.name)
    outcomes = {one.outcome for one in tried}
    good = trial.Outcome.FAILS not in outcomes and trial.Outcome.PASSES in outcomes
    raise typer.Exit(failures.DONE if good else failures.REJECTED)


def _tell_tried(one: Tried, guide: str) -> None:
    held = f"{one.outcome}, {counted(one.held, 'set')} held against {guide}"
    screen.heading(f"{one.file}: {held}" if one.held else f"{one.file}: {one.outcome}")
    for breach in one.breaches[:_BREACHES_SHOWN]:
        screen.hanging(f"{breach.finding.severity.value:<8}", f"{_place(breach)}: {breach.finding.message}")
    if len(one.breaches) > _BREACHES_SHOWN:
        screen.line(f"... and {len(one.breaches) - _BREACHES_SHOWN} more; --json lists them all")
    for set_id, release in one.beside:
        screen.line(f"{guide} says nothing of {set_id} in {release}.", "dim")


def _place(breach: Breach) -> str:
    """Which line is broken, in which set and segment."""
    finding = breach.finding
    line = finding.guide or "the standard"
    of_set = f", set {breach.set_id} {breach.control_number}" if breach.set_id else ""
    at = f", segment {finding.position}" if finding.position else ""
    return f"{line}{of_set}{at}"


def _tried_json(one: Tried) -> dict[str, Any]:
    from b2b.edi.report import finding_json

    return {
        "file": one.file,
        "outcome": one.outcome.value,
        "verdict": one.verdict.value,
        "held": one.held,
        "breaches": [
            {"set": it.set_id, "control_number": it.control_number, **finding_json(it.finding)} for it in one.breaches
        ],
        "beside": [{"set": set_id, "release": release} for set_id, release in one.beside],
    }
