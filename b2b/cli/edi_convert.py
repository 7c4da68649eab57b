"""Files beside other files: compared with each other, as JSON and back, schemas as maps of pyx12.

These are commands of `b2b edi`, which adds them to its own.
"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.listing import key, table, text
from b2b.cli.named_files import read_bytes, read_text, told_of, write_bytes, write_text
from b2b.cli.options import Currency, Json, Output, Zone, examples, require_currency, zone
from b2b.errors import ConfigError, Unreadable

app = typer.Typer()
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]', re.DOTALL)
_DEEPEST = 200


@app.command("diff", epilog=examples("b2b edi diff before.edi after.edi", "b2b edi diff a.edi b.edi --json"))
def diff(
    left: Annotated[str, typer.Argument(metavar="A", help="An X12 or EDIFACT file.")],
    right: Annotated[str, typer.Argument(metavar="B", help="Another; - is standard input.")],
    as_json: Json = False,
    most: Annotated[int, typer.Option("--most", min=1, help="How many differences to show; --json has all.")] = 100,
) -> None:
    """Compare two files by what they mean: delimiters, control numbers, order within a kind and the like say nothing.

    Both are X12, or both EDIFACT. Exit code 0 where they mean the same, 1 where they differ, 2 where they cannot be
    compared.
    """
    from b2b.edi.views.compare import compare

    found = compare(read_bytes(left), read_bytes(right))
    if as_json:
        json_output.write({"same": not found, "differences": [dataclasses.asdict(one) for one in found]})
    elif not found:
        screen.line("They mean the same.")
    else:
        rows = [
            {
                "where": " > ".join(one.place),
                "what": ", ".join(part for part in (f"{one.label} {one.name}".strip(), one.qualifier) if part),
                "left": "-" if one.left is None else one.left,
                "right": "-" if one.right is None else one.right,
            }
            for one in found[:most]
        ]
        table([key("where", "Where"), text("what", "What"), text("left", "A"), text("right", "B")], rows)
        if len(found) > most:
            screen.line(f"... and {len(found) - most:,} more; --most shows more of them, --json all")
    raise typer.Exit(1 if found else 0)


@app.command(
    "to-json", epilog=examples("b2b edi to-json orders.edi", "b2b edi to-json orders.edi --documents -o o.json")
)
def to_json(
    file: Annotated[str, typer.Argument(metavar="FILE", help="An X12 or EDIFACT file; - is standard input.")],
    documents: Annotated[
        bool,
        typer.Option(
            "--documents", help="Sets and messages as business documents, not as segments; what has no place is named."
        ),
    ] = False,
    time_zone: Zone = "UTC",
    currency: Currency = None,
    output: Output = "-",
) -> None:
    """Write a file as JSON, segments in their loops; `b2b edi from-json` makes the same file of it again."""
    from b2b.edi import files_as_json

    known_zone = zone(time_zone)
    require_currency(currency)
    content = read_bytes(file)
    with told_of(file):
        form = files_as_json.to_json(content, documents=documents, time_zone=known_zone, currency=currency)
    write_text(output, f"{_laid_out(form)}\n")


@app.command("from-json", epilog=examples("b2b edi from-json orders.json -o orders.edi"))
def from_json(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What to-json wrote; - is standard input.")],
    time_zone: Zone = "UTC",
    output: Output = "-",
) -> None:
    """Write the file of its JSON form, X12 or EDIFACT. Segments are counted anew; b2b edi validate says whether it is
    well.
    """
    from b2b.edi import files_as_json

    text = read_text(file)
    _require_flat(text, file)
    try:
        form = json.loads(text)
    except ValueError as error:
        raise Unreadable(
            f"this is not JSON: {error}", where=file, next_step="b2b edi to-json shows the form"
        ) from error
    write_bytes(output, files_as_json.from_json(form, time_zone=zone(time_zone)))


@app.command("export-map", epilog=examples("b2b edi export-map maps --release 005010"))
def export_map(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to write the maps; it is made if need be.")],
    release: Annotated[str, typer.Option("--release", help="The X12 release.")] = "004010",
) -> None:
    """Write the schemas of a release as maps of pyx12, for its map_path; GS08 leads it to a set, such as 004010-850."""
    from b2b.edi.load import load_release, release_named
    from b2b.edi.x12.pyx12_maps import interchange_version, write_maps

    known = load_release(release_named(release))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ConfigError("the folder is not empty", where=str(folder), next_step="name another")
        write_maps(folder, known)
    except OSError as error:
        raise ConfigError(f"it cannot be written: {error.strerror}", where=str(folder)) from error
    version = interchange_version(known)
    screen.line(f"Wrote the maps of {len(known.sets)} sets to {folder}, for interchanges of version {version}.")


def _require_flat(text: str, file: str) -> None:
    """Unreadable where brackets are nested deeper than any file is: Python's reader of JSON recurses, and may crash."""
    depth = 0
    for found in _BRACKETS.finditer(text):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
        if depth > _DEEPEST:
            raise Unreadable(
                f"it is nested deeper than {_DEEPEST}", where=file, next_step="b2b edi to-json shows the form"
            )


def _laid_out(value: Any, indent: str = "") -> str:
    """JSON with a line for each segment."""
    inner = f"{indent} "
    if isinstance(value, dict) and value:
        parts = [f"{json.dumps(name)}: {_laid_out(one, inner)}" for name, one in value.items()]
        return f"{{\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}}}"
    if isinstance(value, list) and value and not isinstance(value[0], str):
        return f"[\n{inner}" + f",\n{inner}".join(_laid_out(one, inner) for one in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)
