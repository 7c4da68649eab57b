"""`b2b docs`: single documents (transaction sets), in and out."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.desk import desk, reading
from b2b.cli.group import group
from b2b.cli.listing import key, listing, next_steps, number, record
from b2b.cli.options import DryRun, Json, Limit, OfPartner, examples, word
from b2b.cli.words import counted

if TYPE_CHECKING:
    from b2b.edi.guides.held import Held
    from b2b.store.tables import Exchange, GuideRevision

app = group("Documents, each by its number: what came in, what goes out, what they say.")

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="The document's number, as `docs list` shows it.")]


@app.command("list", epilog=examples("b2b docs list", "b2b docs list --way in --set 850", "b2b docs list --key 4711"))
def list_documents(
    ctx: typer.Context,
    way: Annotated[str, typer.Option("--way", help="in or out.")] = "",
    set_id: Annotated[str, typer.Option("--set", help="Only this set, such as 850.")] = "",
    key_of: Annotated[str, typer.Option("--key", help="Only about this order or invoice number.")] = "",
    partner: OfPartner = "",
    limit: Limit = 25,
    as_json: Json = False,
) -> None:
    """Documents, newest first."""
    from b2b.cli.views import traffic
    from b2b.store import parties
    from b2b.store.states import Direction

    with reading(ctx) as session:
        rows = traffic.documents(
            session,
            direction=word(Direction, way, "--way"),
            partner_id=parties.partner(session, partner).id if partner else None,
            set_id=set_id,
            key=key_of,
            limit=limit,
        )
    columns = [
        number("number", "Doc"),
        key("at", "At"),
        key("direction", "Way"),
        key("set", "Set"),
        key("partner", "Partner"),
        key("key", "About"),
        key("processing", "State", traffic.standing),
        key("acknowledgment", "Ack", lambda row: _unless_expected(row["acknowledgment"])),
    ]
    listing(columns, rows, as_json=as_json, empty="No documents yet.", narrowed=way or set_id or key_of or partner)


def _left_over(count: int) -> str:
    return f"{counted(count, 'value')} without a place in the document" if count else ""


def _answer(head: Mapping[str, Any]) -> str:
    """Where the business answer is: one to what came is given by us."""
    given = head["direction"] == "in" and head["answer"] == "received"
    return "given" if given else _unless_expected(head["answer"])


def _unless_expected(state: str) -> str:
    return "" if state == "not-expected" else state


@app.command("show", epilog=examples("b2b docs show 17", "b2b docs show 17 --raw", "b2b docs show 17 --document"))
def show_document(
    ctx: typer.Context,
    doc: Number,
    raw: Annotated[bool, typer.Option("--raw", help="The bytes as they came or went, nothing else.")] = False,
    meaning: Annotated[bool, typer.Option("--document", help="What it means, as JSON.")] = False,
    as_json: Json = False,
) -> None:
    """One document: explained segment by segment, raw, or as the business document it is."""
    from b2b.cli.named_files import write_bytes
    from b2b.cli.views import naming, traffic
    from b2b.edi.guides.held import Held
    from b2b.gateway.document_bytes import document_bytes
    from b2b.store import exchanges
    from b2b.store.tables import GuideRevision

    with desk(ctx).looking() as (gateway, session):
        row = exchanges.by_number(session, doc)
        head = traffic.document(row, naming.names(session))
        written = document_bytes(session, gateway.store, row) if raw or row.transmission_id else None
        kept = session.get(GuideRevision, row.guide_revision_id) if row.guide_revision_id else None
        guide = gateway.guides.guide(session, kept.id) if kept is not None else None
    if raw and written is not None:
        write_bytes("-", written.raw)
    elif meaning:
        json_output.write(row.document)
    elif as_json:
        text = written.raw.decode("utf-8", "replace") if written else None
        body = {
            "guide": _named(kept) or None,
            "findings": row.findings,
            "leftovers": row.leftovers,
            "document": row.document,
            "raw": text,
        }
        json_output.write({**head, **body})
    else:
        alone = written.alone if written and row.interchange_id else None
        _tell({**head, "guide": _named(kept)}, row, alone, Held(guide) if guide is not None else None)


def _named(row: GuideRevision | None) -> str:
    return f"{row.name}, revision {row.revision}" if row is not None else ""


def _tell(head: dict[str, Any], row: Exchange, alone: bytes | None, guides: Held | None) -> None:
    way = "from" if head["direction"] == "in" else "to"
    screen.heading(f"Document {head['number']}: {head['set']} {way} {head['partner'] or 'an unknown partner'}")
    record(
        [
            ("At", head["at"]),
            ("About", head["key"]),
            ("Verdict", head["verdict"] if head["direction"] == "in" else None),
            ("State", ", ".join(part for part in (head["processing"], head["reason"]) if part)),
            ("Acknowledged", _unless_expected(head["acknowledgment"])),
            ("Answer", _answer(head)),
            ("Test", "yes, never booked" if head["test"] else None),
            ("Guide", head["guide"] or None),
            ("Left over", _left_over(len(row.leftovers))),
        ]
    )
    from b2b.cli.views.events import finding_line

    for finding in row.findings:
        if "where" in finding:
            screen.line(f"{finding['severity']} {finding['code']} at {finding['where']}: {finding['message']}")
        elif alone is None:
            screen.line(finding_line(finding))
    screen.line()
    if alone is not None:
        from b2b.cli.edi_show import tell
        from b2b.edi.views.explain import Role, explain

        outside = (Role.INTERCHANGE, Role.GROUP, Role.SUMMARY)
        inside = (line for line in explain(alone, guides=guides) if line.role not in outside and line.depth > 1)
        tell(dataclasses.replace(line, depth=line.depth - 2) for line in inside)
    elif row.document is not None:
        screen.block(json_output.dumps(row.document))
    next_steps([head["next"] or f"b2b why doc:{head['number']}"])


@app.command("retry", epilog=examples("b2b docs retry 17", "b2b docs retry 17 --dry-run", "b2b docs retry 18 --again"))
def retry_document(
    ctx: typer.Context,
    doc: Number,
    again: Annotated[
        bool, typer.Option("--again", help="Send a delivered document again though the partner has not rejected it.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Work a failed or quarantined document again, or send one again that the partner rejected.

    Put its cause right first. What is sent again says the same under new control numbers, by the settings of now.
    """
    from b2b.cli.retrying import retry_exchange

    with desk(ctx).gateway() as gateway:
        told = retry_exchange(gateway, doc, again=again, dry_run=dry_run)
    screen.line(told)
    if not dry_run:
        next_steps(["b2b run --once"])
