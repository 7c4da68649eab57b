"""`b2b today`: what needs me."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import typer

from b2b.cli import json_output, screen, told_commands
from b2b.cli.desk import desk
from b2b.cli.listing import Column, key, next_steps, number, quantity, shown, table, text
from b2b.cli.options import Json, examples
from b2b.cli.words import counted

app = typer.Typer(add_completion=False)

_SHOWN = 10

_WORDS = {
    "files_to_process": ("file has come and waits", "files have come and wait"),
    "documents_to_work": ("document waits to be worked", "documents wait to be worked"),
    "documents_to_send": ("document is to be written", "documents are to be written"),
    "files_to_deliver": ("file is to be delivered", "files are to be delivered"),
    "tasks": ("booking or invoice waits", "bookings or invoices wait"),
}


@app.command("today", epilog=examples("b2b today", "b2b today --json"))
def today(ctx: typer.Context, as_json: Json = False) -> None:
    """What needs a person: exceptions, orders to approve and ship, blocked invoices, payments, and what has stopped."""
    from b2b.cli.views import agenda
    from b2b.store import jobs

    with desk(ctx).looking() as (gateway, session):
        runs = jobs.are_run(gateway.store)
        found = agenda.today(session, gateway.clock.now(), dispatcher_runs=runs)
        name = gateway.workspace.name
    if as_json:
        json_output.write(found)
        return
    screen.heading(f"{name}, {shown(found['at'])}")
    parts = [_exceptions(found["exceptions"]), _orders_to_approve(found["orders_to_approve"])]
    parts += [_arrived(found["back_orders"])]
    parts += [_to_ship(found["to_ship"]), _late(found["late_receipts"]), _blocked(found["blocked_invoices"])]
    parts += [_to_approve(found["payment_runs"]), _waiting(found["waiting"], runs)]
    if not any(parts):
        screen.line("Nothing needs you.")
    awaited = found["waiting"]["acknowledgments_awaited"]
    if awaited:
        screen.line()
        screen.line(f"{counted(awaited, 'acknowledgment')} awaited from partners; an alarm tells when one is late.")


def _section(rows: list[dict[str, Any]], title: str, columns: Sequence[Column], others: str) -> bool:
    """The first of these rows and what to type about them; `others` is the command that lists the rest."""
    if not rows:
        return False
    screen.line()
    screen.heading(title)
    table(columns, rows[:_SHOWN])
    if len(rows) > _SHOWN:
        screen.line(f"... and {len(rows) - _SHOWN} more: {told_commands.complete(others)}")
    next_steps(row["next"] for row in rows)
    return True


def _exceptions(rows: list[dict[str, Any]]) -> bool:
    columns = [number("number", "No."), key("code", "What"), key("partner", "Partner"), text("message", "In words")]
    shown_by = [
        {
            **row,
            "message": "; ".join(part for part in (row["message"], row["told"]) if part),
            "next": f"b2b exceptions show {row['number']}",
        }
        for row in rows
    ]
    return _section(shown_by, counted(len(rows), "exception"), columns, "b2b exceptions list")


def _orders_to_approve(rows: list[dict[str, Any]]) -> bool:
    columns = [
        key("order", "Order"),
        key("partner", "Supplier"),
        text("items", "Items"),
        number("net", "Net", lambda row: f"{row['net']:,.2f} {row['currency']}"),
        key("requested_by", "Asked for by"),
    ]
    title = f"{counted(len(rows), 'order')} to approve"
    return _section(rows, title, columns, "b2b orders list --state awaiting-approval")


def _arrived(rows: list[dict[str, Any]]) -> bool:
    columns = [
        key("order", "Order"),
        key("line", "Line"),
        key("sku", "Item"),
        number("quantity", "Can go", lambda row: f"{quantity(row['quantity'])} {row['unit']}"),
        number("left", "Still later", lambda row: quantity(row["left"])),
    ]
    title = f"Stock has come for {counted(len(rows), 'back-order')}"
    return _section(rows, title, columns, "b2b orders release --dry-run")


def _to_ship(rows: list[dict[str, Any]]) -> bool:
    columns = [
        key("order", "Order"),
        key("partner", "Partner"),
        key("date", "Dated"),
        number("to_ship", "Units", lambda row: quantity(row["to_ship"])),
        number("net", "Net", lambda row: f"{row['net']:,.2f} {row['currency']}"),
    ]
    return _section(rows, f"{counted(len(rows), 'order')} to ship", columns, "b2b orders list --state open")


def _late(rows: list[dict[str, Any]]) -> bool:
    columns = [
        key("notice", "Notice"),
        key("partner", "Supplier"),
        key("orders", "Order"),
        key("expected_on", "Expected"),
        number("missing", "Units", lambda row: quantity(row["missing"])),
    ]
    return _section(rows, f"{counted(len(rows), 'ship notice')} overdue", columns, "b2b receipts list")


def _blocked(rows: list[dict[str, Any]]) -> bool:
    columns = [key("number", "Invoice"), key("partner", "Partner"), key("order", "Order")]
    return _section(rows, f"{counted(len(rows), 'invoice')} blocked", columns, "b2b invoices list --state blocked")


def _to_approve(rows: list[dict[str, Any]]) -> bool:
    columns = [
        number("number", "Run"),
        key("bank", "Bank"),
        key("execution_date", "On"),
        number("total", "Total", lambda row: f"{row['total']:,} {row['currency']}"),
        key("proposed_by", "Proposed by"),
    ]
    title = f"{counted(len(rows), 'payment run')} to approve"
    return _section(rows, title, columns, "b2b payments list --state proposed")


def _waiting(counts: dict[str, int], runs: bool) -> bool:
    told = [f"{counts[name]:,} {words[counts[name] != 1]}" for name, words in _WORDS.items() if counts[name]]
    if told:
        screen.line()
        screen.heading("On its way")
        for line in told:
            screen.line(f"  {line}")
        if runs:
            screen.line("  b2b run is working on it.")
        else:
            next_steps(["b2b run --once"])
    return bool(told)
