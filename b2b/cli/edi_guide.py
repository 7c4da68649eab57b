"""`b2b edi guide`: partners' guides, listed, held against the standard, and shown as pages that can be sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.group import group
from b2b.cli.listing import key, listing, text
from b2b.cli.options import Json, examples
from b2b.cli.words import counted
from b2b.errors import B2BError

if TYPE_CHECKING:
    from b2b.edi.guides.held import Held

app = group("Partners' guides: what they narrow in a standard, as rules and as pages to send.")

Folder = Annotated[
    Path | None,
    typer.Option("--in", metavar="FOLDER", help="Guides of this folder too; else guides/ of the workspace."),
]


def folders(ctx: typer.Context, named: Path | None) -> list[Path]:
    """Where guides are looked for before the shipped ones."""
    if named is not None:
        return [named]
    desk = ctx.obj
    try:
        return [desk.workspace().folder / "guides"]
    except B2BError:
        if desk.folder is not None:
            raise
        return []


def held(ctx: typer.Context, name: str) -> Held:
    """The guide of that name or file, to hold the sets of files against. NotFound, Unreadable, ConfigError."""
    from b2b.edi.guides.held import Held
    from b2b.edi.guides.shelf import open_guide

    return Held(open_guide(name, folders(ctx, None)).guide)


def tell_beside(guide: Held, name: str) -> None:
    """Which sets were held against the standard alone."""
    if guide.beside:
        sets = ", ".join(f"{set_id} of {release}" for set_id, release in sorted(guide.beside))
        screen.note(f"Guide {name} says nothing of {sets}: held against the standard alone.")


@app.command("list", epilog=examples("b2b edi guide list", "b2b edi guide list --in guides"))
def list_guides(ctx: typer.Context, folder: Folder = None, as_json: Json = False) -> None:
    """List the guides there are: the workspace's, or a folder's, and those that ship with b2b."""
    from b2b.edi.guides import shelf

    rows = []
    for file in shelf.files(folders(ctx, folder)):
        try:
            guide = shelf.read_file(file, [file.parent]).guide
        except B2BError as error:
            rows.append({"guide": file.stem, "release": "", "sets": "", "title": f"broken: {error.message}"})
            continue
        narrowed = {"base": guide.bases[0] if guide.bases else "", "file": str(file)}
        rows.append(
            {
                "guide": guide.name,
                "release": guide.release,
                "sets": " ".join(guide.sets),
                "title": guide.title,
                **narrowed,
            }
        )
    columns = [key("guide", "Guide"), key("release", "Release"), text("sets", "Sets"), text("title", "Title")]
    listing(columns, rows, as_json=as_json, empty="There are no guides.")


@app.command("check", epilog=examples("b2b edi guide check guides/northwind.toml"))
def check(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Guides as TOML files.")],
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Read guides and hold every line against the standard; a mistake is told with its line, and exit code 2."""
    from b2b.edi.guides import shelf

    searched = folders(ctx, folder)
    rows: list[dict[str, object]] = []
    broken = False
    for file in files:
        try:
            guide = shelf.read_file(file, searched).guide
        except B2BError as error:
            broken = True
            failures.present(error)
            rows.append({"file": file, "error": error.message, "where": error.where, "next_step": error.next_step})
            continue
        rules = sum(len(one.rules) for one in guide.sets.values())
        rows.append(
            {"file": file, "guide": guide.name, "release": guide.release, "sets": list(guide.sets), "rules": rules}
        )
        if not as_json:
            sets = ", ".join(guide.sets) or "no set"
            screen.line(f"{file}: {guide.name} narrows {sets} of {guide.release} by {counted(rules, 'rule')}.")
    if as_json:
        json_output.write({"guides": rows})
    raise typer.Exit(failures.UNUSABLE if broken else failures.DONE)
