"""`b2b edi guide`: partners' guides, listed, held against the standard, and shown as pages that can be sent."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from b2b.cli import failures, json_output, screen
from b2b.cli.group import group
from b2b.cli.listing import key, listing, text
from b2b.cli.options import Json, examples
from b2b.cli.words import counted
from b2b.errors import B2BError, NotFound

if TYPE_CHECKING:
    from b2b.edi.guides.held import Held
    from b2b.edi.guides.page import Page

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
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Guides as TOML files.")],
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


@app.command(
    "show",
    epilog=examples(
        "b2b edi guide show retailer --set 850 --html orders.html",
        "b2b edi guide show --set 850 --release 005010",
        "b2b edi guide show --set ORDERS --release D01B",
    ),
)
def show(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME|FILE", help="A guide, or its TOML file; none: the standard itself.")
    ] = "",
    set_id: Annotated[str, typer.Option("--set", help="The transaction set; needed where the guide has several.")] = "",
    release: Annotated[
        str, typer.Option("--release", help="Where no guide is named: 004010 or D96A unless it is said.")
    ] = "",
    html: Annotated[str, typer.Option("--html", metavar="OUT", help="Write a web page: one file, to be sent.")] = "",
    markdown: Annotated[str, typer.Option("--markdown", metavar="OUT", help="Write Markdown; - is the screen.")] = "",
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """Show what a guide asks of a set: segments, usage, codes and their meaning, an example, and where it is narrower.

    The example is the sample that lies beside the guide (samples/NAME-850.edi) where it is valid, else made up.
    """
    from b2b.cli.named_files import require_page, write_page
    from b2b.edi.guides.page_html import html as as_html
    from b2b.edi.guides.page_markdown import markdown as as_markdown

    if html:
        require_page(html)
    page = _page(name, set_id, release, folders(ctx, folder))
    if html:
        write_page(html, as_html(page))
    if as_json:
        json_output.write(page)
    elif markdown or not html:
        _write_markdown(markdown or "-", as_markdown(page))


def _write_markdown(name: str, text: str) -> None:
    """Into a file or down a pipe as it is; for a person at a screen laid out."""
    from b2b.cli.named_files import write_text

    if name == "-" and screen.is_terminal(sys.stdout):
        screen.markdown(text)
    else:
        write_text(name, text)


def _page(name: str, set_id: str, release: str, searched: list[Path]) -> Page:
    from b2b.edi.guides import example
    from b2b.edi.guides.build_page import guide_page, standard_page
    from b2b.edi.guides.shelf import open_guide
    from b2b.edi.load import load_release, release_for, syntax_of

    if not name:
        release = release_for(set_id, release)
        known = load_release(release, syntax_of(release))
        _require(set_id, list(known.sets), f"release {release}")
        return standard_page(known, set_id, example.of_standard(known, set_id))
    found = open_guide(name, searched)
    guide = found.guide
    set_id = set_id or (next(iter(guide.sets)) if len(guide.sets) == 1 else "")
    _require(set_id, list(guide.sets), f"guide {guide.name}")
    sample = found.sample(set_id)
    lines = example.of_sample(sample.read_bytes(), set_id, guide) if sample is not None else ()
    return guide_page(
        guide, load_release(guide.release, syntax_of(guide.release)), set_id, lines or example.of_guide(guide, set_id)
    )


def _require(set_id: str, sets: list[str], where: str) -> None:
    known = ", ".join(sets)
    if not set_id:
        raise typer.BadParameter(f"name one of {known}", param_hint="--set")
    if set_id not in sets:
        raise NotFound(f"it has no set {set_id!r}", where=where, next_step=f"use one of: {known}")
