"""`b2b receive FILE`: a file by hand."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import desk
from b2b.cli.listing import next_steps
from b2b.cli.options import DryRun, Json, examples

app = typer.Typer(add_completion=False)


@app.command("receive", epilog=examples("b2b receive order.edi", "b2b receive order.edi --channel northwind"))
def receive(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file; - is standard input.")],
    channel: Annotated[
        str, typer.Option("--channel", help="As if it came there; needed where there are several.")
    ] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take in a file by hand, as if the partner had put it into the channel; the file itself stays."""
    from b2b.cli.by_hand import channel_named, take_in
    from b2b.cli.named_files import read_bytes

    content = read_bytes(file)
    name = "stdin.edi" if file == "-" else PurePath(file).name
    with desk(ctx).gateway() as gateway:
        found = channel_named(gateway, channel)
        number = None if dry_run else take_in(gateway, found, name, content)
    if as_json:
        json_output.write(
            {"file": number, "name": name, "channel": found.name, "size": len(content), "dry_run": dry_run}
        )
        return
    if dry_run:
        screen.line(f"Would receive {name} ({len(content):,} bytes) on channel {found.name}.")
        return
    screen.line(f"Received {name} ({len(content):,} bytes) on channel {found.name} as file {number}.")
    next_steps(["b2b run --once", f"b2b why file:{number}"])
