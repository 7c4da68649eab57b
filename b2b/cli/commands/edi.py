"""`b2b edi`: X12 files and what the standard says of them, without a workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli.group import group
from b2b.cli.options import Json, examples

app = group("X12 files: check them, read them, answer them; no workspace needed.")


@app.command(
    "schema",
    epilog=examples("b2b edi schema", "b2b edi schema 850", "b2b edi schema 850 --segment PO1"),
)
def schema(
    set_id: Annotated[str, typer.Argument(metavar="SET", help="A transaction set, such as 850; none: list them.")] = "",
    release: Annotated[str, typer.Option("--release", help="The X12 release.")] = "004010",
    segment: Annotated[str, typer.Option("--segment", help="One segment of the set, element by element.")] = "",
    as_json: Json = False,
) -> None:
    """Show what a transaction set may hold, as the shipped schemas say it."""
    from b2b.cli import edi_schema

    if not set_id:
        edi_schema.show_sets(as_json=as_json)
    elif segment:
        edi_schema.show_segment(set_id, release, segment.upper(), as_json=as_json)
    else:
        edi_schema.show_set(set_id, release, as_json=as_json)
