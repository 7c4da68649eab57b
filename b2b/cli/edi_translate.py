"""`b2b edi convert`: a file in another form, and what was lost on the way, for people or as JSON."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.listing import shown
from b2b.cli.named_files import read_bytes, told_of, write_bytes
from b2b.cli.options import Currency, Json, Zone, examples, require_currency, word, zone
from b2b.errors import ConfigError
from b2b.translation.form import Form

app = typer.Typer()

_IDENTITY = re.compile(r"([^:]*):(.+)")
_REPEATED = re.compile(r"""['"].* (?=has no place in |cannot be expressed; )""", re.DOTALL)
_SHOWN = 60  # characters of a value


@app.command(
    "convert",
    epilog=examples(
        "b2b edi convert orders.edi --to edifact -o orders.unb",
        "b2b edi convert invoic.edi --to x12 --release 005010 --json",
        "b2b edi convert invoice.xml --to edifact --sender 14:9520000000011 --receiver 14:9520000000028",
    ),
)
def convert(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="X12, EDIFACT, UBL, or an invoice in CII or PDF; - is standard input.")
    ],
    to: Annotated[str, typer.Option("--to", metavar="FORM", help="x12, edifact or ubl.")],
    output: Annotated[
        str,
        typer.Option("--output", "-o", metavar="FILE", help="Write to this new file; several in UBL: a new folder."),
    ] = "",
    release: Annotated[
        str, typer.Option("--release", help="The release or directory to write: 004010 or D96A unless it is said.")
    ] = "",
    sender: Annotated[
        str, typer.Option("--sender", metavar="QUALIFIER:ID", help="Who sends, as ISA or UNB has it; else as in FILE.")
    ] = "",
    receiver: Annotated[
        str, typer.Option("--receiver", metavar="QUALIFIER:ID", help="Who receives; else as in FILE.")
    ] = "",
    control_number: Annotated[
        int | None,
        typer.Option("--control-number", min=1, max=999_999_999, help="Of the first interchange; else as in FILE."),
    ] = None,
    time_zone: Zone = "UTC",
    currency: Currency = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit code 1 where anything is lost.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="How many losses of a message to show.")] = 50,
    as_json: Json = False,
) -> None:
    """Convert a file through its documents, and list what the other form cannot carry.

    The result goes to standard output, the list to standard error; with --output the list goes to standard output. With
    --json it is JSON, and the result is only written with --output. Exit code 1 where a message cannot be converted,
    or more stands in the file than can be read; the others are.
    """
    from b2b.edi.load import release_named
    from b2b.translation.convert import convert as converted
    from b2b.translation.wanted import Wanted

    form = word(Form, to, "--to")
    if form is None:
        raise typer.BadParameter(f"name one of: {', '.join(Form)}", param_hint="--to")
    require_currency(currency)
    if as_json and output == "-":
        raise typer.BadParameter("with --json standard output is taken; name a file", param_hint="--output")
    wanted = Wanted(
        form,
        dt.datetime.now().astimezone(),
        release_named(release),
        _identity(sender, "--sender"),
        _identity(receiver, "--receiver"),
        control_number,
        zone(time_zone),
        currency,
    )
    content = read_bytes(file)
    with told_of(file):
        found = converted(content, wanted)
    _write([one.content for one in found.files], output or ("" if as_json else "-"))
    if as_json:
        json_output.write(_json(found, form, output))
    else:
        _tell(found, file, most, screen.line if output and output != "-" else screen.note)
    raise typer.Exit(1 if found.refused or found.unread or (strict and not found.lossless) else 0)


def _identity(typed: str, option: str) -> Any:
    from b2b.translation.ends import Identity

    if not typed:
        return None
    match = _IDENTITY.fullmatch(typed)
    if match is None:
        raise typer.BadParameter(f"{typed!r} is not QUALIFIER:ID, such as 14:9520000000011", param_hint=option)
    return Identity(match[1], match[2])


def _write(contents: Sequence[bytes], output: str) -> None:
    """One file, or a folder of several; nothing where there is nothing."""
    if not output or not contents:
        return
    if len(contents) == 1:
        write_bytes(output, contents[0])
        return
    if output == "-":
        raise ConfigError(
            f"there are {len(contents)} documents, and each is a file of its own", next_step="name a folder: --output"
        )
    try:
        Path(output).mkdir(parents=True)
    except OSError as error:
        raise ConfigError(
            f"it cannot be made: {error.strerror}", where=output, next_step="name a new folder"
        ) from error
    for number, content in enumerate(contents, start=1):
        write_bytes(str(Path(output) / f"{number:03d}.xml"), content)


def _tell(found: Any, file: str, most: int, say: Callable[[str], None]) -> None:
    for one in (message for written in found.files for message in written.messages):
        say(f"{one.kind} {one.number} -> {one.to_kind} {one.to_number}{'' if one.lossless else ', and lost:'}")
        lines = list(_lost(one))
        for line in lines[:most]:
            say(f"  {line}")
        if len(lines) > most:
            say(f"  ... and {len(lines) - most:,} more; --most shows more of them, --json all")
    for left in (left for written in found.files for left in written.envelope):
        say(f"the envelope lost: {left.where} = {_cut(left.value)}")
    for refused in found.refused:
        say(f"{refused.kind} {refused.number} is not converted: {refused.problem}")
        for finding in refused.findings[:most]:
            place = f"segment {finding.position}: " if finding.position else ""
            say(f"  {place}{finding.message}")
        if refused.next_step and not refused.findings:
            say(f"  next: {refused.next_step}")
    for finding in found.unread[:most]:
        place = "" if finding.offset is None else f" at byte {finding.offset:,}"
        value = f": {_cut(' '.join(finding.value.split()))}" if finding.value else ""
        say(f"not read{place}: {finding.message}{value}")
    if len(found.unread) > most:
        say(f"... and {len(found.unread) - most:,} more that is not read; --json has all")
    if found.unread or any(refused.findings for refused in found.refused):
        say(f"next: b2b edi validate {file}")


def _lost(one: Any) -> Iterator[str]:
    for loss in one.losses:
        yield f"{loss.field} = {_cut(_flat(loss.value))}: {_REPEATED.sub('it ', loss.problem, count=1)}"
    for left in one.leftovers:
        yield f"{left.where} = {_cut(left.value)}: no document has a place for it"


def _flat(value: Any) -> str:
    """A value of a document in one line, without the names of its parts."""
    if dataclasses.is_dataclass(value):
        value = tuple(getattr(value, one.name) for one in dataclasses.fields(value))
    if isinstance(value, tuple):
        return " ".join(part for one in value if (part := _flat(one)))
    return shown(value)


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _json(found: Any, form: Form, output: str) -> dict[str, Any]:
    from b2b.edi.report import finding_json

    return {
        "to": form,
        "output": output or None,
        "lossless": found.lossless,
        "messages": [
            {name: getattr(one, name) for name in ("kind", "number", "to_kind", "to_number", "losses", "leftovers")}
            for written in found.files
            for one in written.messages
        ],
        "envelope": [left for written in found.files for left in written.envelope],
        "refused": [
            {
                **{name: getattr(one, name) for name in ("kind", "number", "problem", "next_step")},
                "findings": [finding_json(finding) for finding in one.findings],
            }
            for one in found.refused
        ],
        "unread": [finding_json(finding) for finding in found.unread],
    }
