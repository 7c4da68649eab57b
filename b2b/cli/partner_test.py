"""`b2b partner test`: a partner's files run through the whole gateway in a scratch workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from b2b.cli import failures, json_output
from b2b.cli.options import Json, examples
from b2b.errors import Unreadable

if TYPE_CHECKING:
    from b2b.edi.guides.inference.samples import Sample

app = typer.Typer()


@app.command(
    "test",
    epilog=examples(
        "b2b partner test northwind/partner.toml samples/*.edi",
        "b2b partner test partner.toml *.edi --report report.html --send for-partner.html",
    ),
)
def try_partner(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="PARTNER.toml", help="The partner's settings, applied or not.")],
    files: Annotated[list[str], typer.Argument(metavar="SAMPLE", help="Files of the partner.")],
    report: Annotated[str, typer.Option("--report", metavar="OUT.html", help="Write all of it as a page.")] = "",
    send: Annotated[
        str, typer.Option("--send", metavar="OUT.html", help="Write a page for the partner: acknowledgments, findings.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Run a partner's files through the whole gateway in a scratch workspace: what would be acknowledged, decided and
    answered, and which lines of its guide break. Nothing of the workspace changes.

    The workspace's company, catalogs and stock are used where it has them; else they are made up from the files, and
    the report says so. Exit code 1 where something is rejected or a person would be needed.

    `accepted` means that a set keeps the standard and the guide; `worked`, that its content was decided on by itself.
    Pages of an earlier trial are overwritten.
    """
    from b2b.cli import trial_ground, trial_told
    from b2b.cli.named_files import require_page, write_page
    from b2b.onboarding import page
    from b2b.onboarding.report import Report
    from b2b.onboarding.trial import run
    from b2b.store.settings import parse_partner

    for name in filter(None, (report, send)):
        require_page(name)
    data = trial_ground.settings_in(file)
    settings = parse_partner(data, file)
    samples = _samples(files)
    ground = trial_ground.lay(ctx, file, settings, samples)
    tried = [one for one in samples if one.name not in ground.own]
    if not tried:
        raise Unreadable("none of these files is from the partner", where=", ".join(files), next_step="name its files")
    runs = tuple(run(data, file, tried, ground.around))
    found = Report(settings.code, settings.name, settings.role, runs, ground.notes, ground.needed)
    if report:
        write_page(report, page.for_us(found))
    if send:
        write_page(send, page.for_partner(found))
    if as_json:
        json_output.write(found.as_json())
    else:
        trial_told.tell(found)
    raise typer.Exit(failures.DONE if found.good else failures.REJECTED)


def _samples(names: Sequence[str]) -> list[Sample]:
    from b2b.cli.named_files import read_bytes
    from b2b.edi.guides.inference.samples import Sample

    return [Sample("stdin" if name == "-" else name, read_bytes(name)) for name in names]
