"""`b2b edi`: X12 and EDIFACT files and what the standard says of them, without a workspace."""

from __future__ import annotations

from typing import Annotated

import typer

from b2b.cli import edi_convert, edi_guide, edi_guide_infer, edi_translate
from b2b.cli.group import group
from b2b.cli.options import Json, Output, examples

app = group("X12 and EDIFACT files: check them, read them, answer them; no workspace needed.")

app.add_typer(edi_convert.app)
app.add_typer(edi_translate.app)
edi_guide.app.add_typer(edi_guide_infer.app)
app.add_typer(edi_guide.app, name="guide")

Files = Annotated[list[str], typer.Argument(metavar="FILE", help="X12 or EDIFACT files; - is standard input.")]
Guide = Annotated[
    str,
    typer.Option("--guide", metavar="NAME|FILE", help="Hold the sets against this guide too, whoever sent them."),
]
File = Annotated[str, typer.Argument(metavar="FILE", help="An X12 or EDIFACT file; - is standard input.")]


@app.command(
    "validate", epilog=examples("b2b edi validate orders.edi", "b2b edi validate a.edi b.edi --guide retailer --json")
)
def validate(
    ctx: typer.Context,
    files: Files,
    guide: Guide = "",
    as_json: Json = False,
    infos: Annotated[bool, typer.Option("--info", help="Remarks too, not only errors and warnings.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="How many groups and findings of a file to show.")] = 50,
    second_opinion: Annotated[
        bool, typer.Option("--second-opinion", help="Ask pyx12 too, and say where it differs; slow.")
    ] = False,
) -> None:
    """Check files against the standard: what is right and wrong, with segment, element and byte.

    Exit code 1 where something is rejected or unsupported, 2 where a file cannot be read.
    """
    held = edi_guide.held(ctx, guide) if guide else None
    if second_opinion:
        from b2b.cli.edi_second_opinion import check
    else:
        from b2b.cli.edi_validate import check
    code = check(files, as_json=as_json, infos=infos, most=most, guides=held)
    if held is not None:
        edi_guide.tell_beside(held, guide)
    raise typer.Exit(code)


@app.command("show", epilog=examples("b2b edi show orders.edi", "b2b edi show orders.edi --html orders.html"))
def show(
    ctx: typer.Context,
    file: File,
    guide: Guide = "",
    html: Annotated[str, typer.Option("--html", metavar="OUT", help="Write a web page instead.")] = "",
    most_sets: Annotated[int, typer.Option("--most-sets", min=0, help="How many sets to show in full.")] = 100,
    unfold: Annotated[bool, typer.Option("--unfold", help="All loops, also where many are alike.")] = False,
    as_json: Json = False,
) -> None:
    """Show a file for people: names of segments and elements, meanings of codes, findings in their place.

    Of more than three loops of a kind in a row, those without findings are folded.
    """
    from b2b.cli.edi_show import show as explained
    from b2b.cli.named_files import read_bytes

    if html and as_json:
        raise typer.BadParameter("use --html or --json, not both")
    held = edi_guide.held(ctx, guide) if guide else None
    explained(file, read_bytes(file), most_sets=most_sets, html=html, as_json=as_json, unfold=unfold, guides=held)
    if held is not None:
        edi_guide.tell_beside(held, guide)


@app.command(
    "ack", epilog=examples("b2b edi ack orders.edi", "b2b edi ack orders.edi -o 999.edi --set 999 --control-number 42")
)
def ack(
    file: File,
    output: Output = "-",
    control_number: Annotated[
        int, typer.Option("--control-number", min=1, max=999_999_999, help="ISA13, or UNB 0020, of the answer.")
    ] = 1,
    set_id: Annotated[str, typer.Option("--set", help="997, or 999 where the release has it.")] = "997",
) -> None:
    """Write the 997 (and the TA1, where one is due), or the CONTRL, that would go back for a file.

    The gateway takes real control numbers; here they count from --control-number. Exit code 1 where an interchange
    cannot be answered.
    """
    import datetime as dt

    from b2b.cli import screen
    from b2b.cli.named_files import read_bytes, told_of, write_bytes
    from b2b.edi.answers import answers
    from b2b.errors import Rejected

    content = read_bytes(file)
    with told_of(file):
        found = answers(content, dt.datetime.now().astimezone(), control_number, set_id)
    for number, failure in found.failures:
        screen.note(f"interchange {number} cannot be answered: {failure}")
    if not found.content:
        reason = "" if found.failures else ": acknowledgments are not acknowledged"
        raise Rejected(f"nothing is answered{reason}", where=file)
    write_bytes(output, found.content)
    raise typer.Exit(1 if found.failures else 0)


@app.command(
    "schema",
    epilog=examples("b2b edi schema", "b2b edi schema 850 --segment PO1", "b2b edi schema ORDERS --release D01B"),
)
def schema(
    set_id: Annotated[
        str, typer.Argument(metavar="SET", help="A transaction set or message, such as 850 or ORDERS; none: list them.")
    ] = "",
    release: Annotated[
        str, typer.Option("--release", help="The X12 release or EDIFACT directory: 004010 or D96A unless it is said.")
    ] = "",
    segment: Annotated[str, typer.Option("--segment", help="One segment of the set, element by element.")] = "",
    as_json: Json = False,
) -> None:
    """Show what a transaction set may hold, as the shipped schemas say it."""
    from b2b.cli import edi_schema
    from b2b.edi.load import release_for

    set_id = set_id.upper()
    release = release_for(set_id, release)
    if not set_id:
        edi_schema.show_sets(as_json=as_json)
    elif segment:
        edi_schema.show_segment(set_id, release, segment.upper(), as_json=as_json)
    else:
        edi_schema.show_set(set_id, release, as_json=as_json)


@app.command(
    "sample",
    epilog=examples(
        "b2b edi sample 850",
        "b2b edi sample ORDERS | b2b edi convert - --to x12",
        "b2b edi sample 856 --release 005010 --seed 7 -o 856.edi",
        "b2b edi sample 850 --guide retailer --sets 3",
    ),
)
def sample(
    ctx: typer.Context,
    set_id: Annotated[
        str, typer.Argument(metavar="SET", help="A transaction set or message, such as 850 or ORDERS; or TA1.")
    ],
    release: Annotated[
        str,
        typer.Option("--release", help="The X12 release, or EDIFACT directory; else the guide's, 004010, or D96A."),
    ] = "",
    guide: Annotated[
        str, typer.Option("--guide", metavar="NAME|FILE", help="A message with what this guide asks for.")
    ] = "",
    seed: Annotated[int, typer.Option("--seed", help="Another number, another message.")] = 0,
    sets: Annotated[int, typer.Option("--sets", min=1, max=9999, help="How many transaction sets.")] = 1,
    minimal: Annotated[bool, typer.Option("--minimal", help="Only what must be there.")] = False,
    full: Annotated[bool, typer.Option("--full", help="All that may be there.")] = False,
    drawn: Annotated[
        bool, typer.Option("--drawn", help="Drawn from the schema at random: valid, and it means nothing.")
    ] = False,
    output: Output = "-",
) -> None:
    """Write a valid message, as partners send it: a test message, marked as one, for trying things out.

    Messages of one seed tell of one trade: an order, its answer, what was shipped, the invoice. A set that no document
    is known for is drawn from its schema. The same options give the same message again.
    """
    from b2b.cli import edi_sample
    from b2b.cli.named_files import write_bytes
    from b2b.edi.sampling.breadth import Breadth

    if sum((minimal, full, drawn, bool(guide))) > 1:
        raise typer.BadParameter("use one of --guide, --minimal, --full and --drawn, not both")
    breadth = Breadth.MINIMAL if minimal else Breadth.FULL if full else Breadth.USUAL if drawn else None
    if guide:
        searched = edi_guide.folders(ctx, None)
        made = edi_sample.of_guide(set_id.upper(), guide, searched, release=release, seed=seed, sets=sets)
    else:
        made = edi_sample.of_release(set_id.upper(), release, seed=seed, sets=sets, breadth=breadth)
    write_bytes(output, made)
