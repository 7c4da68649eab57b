"""`b2b why NUMBER`: the whole story."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import reading
from b2b.cli.listing import key, next_steps, shown, table, text
from b2b.cli.options import Json, examples

app = typer.Typer(add_completion=False)


@app.command("why", epilog=examples("b2b why 4500001001", "b2b why doc:17", "b2b why interchange:000000101 --json"))
def why(
    ctx: typer.Context,
    number: Annotated[
        str,
        typer.Argument(
            metavar="NUMBER",
            help="Of an order, invoice, document, interchange, shipment, file, payment run or exception;"
            " order:, bought:, invoice:, doc:, interchange:, shipment:, file:, run:, exception: before it says which.",
        ),
    ],
    as_json: Json = False,
) -> None:
    """The whole story behind a number: what happened, when, the reason of each decision, what to do now."""
    from b2b.cli.views import subjects

    with reading(ctx) as session:
        found = subjects.matching(session, number)
        told = found[0].tell() if len({subject.name for subject in found}) == 1 else None
    if told is not None:
        json_output.write(told) if as_json else _tell(told)
        return
    meanings: dict[str, list[str]] = {}
    for subject in found:
        meanings.setdefault(subject.name, []).append(subject.words)
    choices = [{"subject": name, "what": "; ".join(words)} for name, words in meanings.items()]
    if as_json:
        json_output.write({"matches": choices})
        return
    screen.line(f"{number} can mean several things:")
    typed = key("subject", "Type", lambda row: f"b2b why {row['subject']}")
    table([typed, text("what", "for the")], choices)


def _tell(told: dict[str, Any]) -> None:
    screen.heading(told["title"])
    screen.line(f"Now: {told['state']}")
    day = ""
    for event in told["events"]:
        date, _, time = shown(event["at"]).partition(" ")
        if date != day:
            screen.line()
            screen.heading(date)
            day = date
        screen.hanging(f"{time}  ", event["what"])
        for reason in event["because"]:
            screen.hanging("         " + " " * (len(reason) - len(reason.lstrip())), reason.strip())
    if told["next"]:
        next_steps([told["next"]])
