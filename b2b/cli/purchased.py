"""Orders to suppliers at the keyboard: asked for, approved or refused, taken back; a supplier's answer let stand.

These are commands of `b2b orders`, which adds them to its own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from b2b.cli import json_output, screen
from b2b.cli.acting import TokenFile, acting, required, required_once_known
from b2b.cli.listing import key, next_steps, number, quantity, record, table, text, unit_price
from b2b.cli.options import DryRun, Json, OfPartner, examples

if TYPE_CHECKING:
    from sqlmodel import Session

    from b2b.procurement.purchasing.changing import LineChange
    from b2b.store.tables import PurchaseOrder, User

app = typer.Typer()
Number = Annotated[str, typer.Argument(metavar="ORDER", help="The order's number.")]
Reason = Annotated[str, typer.Option("--reason", "-m", help="Why; it is kept with the order.")]


@app.command(
    "create",
    epilog=examples(
        "b2b orders create --supplier ACME --line WIDGET-001=100",
        "b2b orders create --supplier ACME --line BIG-7=1@2450.00 --dry-run",
    ),
)
def create(
    ctx: typer.Context,
    supplier: Annotated[str, typer.Option("--supplier", metavar="CODE", help="The partner to order from.")],
    lines: Annotated[
        list[str],
        typer.Option("--line", metavar="SKU=QUANTITY[@PRICE]", help="An item; without a price the contract's holds."),
    ],
    wanted_on: Annotated[
        dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it is wanted.")
    ] = None,
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Order from a supplier: approved at once within the company's limit, else by another person.

    Once there is a user with the role requester, it takes one.
    """
    from b2b.cli.views import goods, purchases
    from b2b.procurement.purchasing.requesting import RequestedLine, request_order
    from b2b.store import parties
    from b2b.store.states import PurchaseOrderSource, UserRole

    day = wanted_on.date() if wanted_on else None
    asked = [RequestedLine(sku, amount, price, day) for sku, amount, price in map(goods.ordered_item, lines)]
    with acting(ctx, token_file) as (gateway, user):
        if not dry_run:
            required_once_known(gateway, user, UserRole.REQUESTER)
        with gateway.store.write() as session:
            partner = parties.partner(session, supplier)
            now = gateway.clock.now()
            done = request_order(session, now, gateway.actor, PurchaseOrderSource.MANUAL, partner, asked)
            found = purchases.purchase(session, done.order)
            if dry_run:
                session.rollback()
    _tell(
        found, f"{'Would order' if dry_run else 'Ordered'} {found['items']} from {found['partner']}", dry_run, as_json
    )


@app.command(
    "approve", epilog=examples("b2b orders approve 4500000003", "b2b orders approve 4500000003 --token-file ada.token")
)
def approve(
    ctx: typer.Context,
    order: Number,
    note: Annotated[str, typer.Option("--note", "-m", help="A word to keep with it.")] = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Approve an order that waits, and send it; takes another user than the one who asked, with the role approver."""
    from b2b.procurement.purchasing import approving

    found = _decided(ctx, order, token_file, dry_run, approving.approve, note)
    _tell(found, f"{'Would approve' if dry_run else 'Approved'} order {found['order']}", dry_run, as_json)


@app.command("refuse", epilog=examples('b2b orders refuse 4500000003 --reason "not this year"'))
def refuse(
    ctx: typer.Context,
    order: Number,
    reason: Reason = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Refuse an order that waits for its approval; it is never sent. Takes a user with the role approver."""
    from b2b.procurement.purchasing import approving

    found = _decided(ctx, order, token_file, dry_run, approving.refuse, reason)
    _tell(found, f"{'Would refuse' if dry_run else 'Refused'} order {found['order']}", dry_run, as_json)


@app.command("send", epilog=examples("b2b orders send 4500000001"))
def send(
    ctx: typer.Context, order: Number, token_file: TokenFile = "", dry_run: DryRun = False, as_json: Json = False
) -> None:
    """Send an approved order that could not be sent, once the partner's agreement on 850 or 875 is applied."""
    from b2b.cli.views import either, purchases
    from b2b.procurement.purchasing import approving

    with acting(ctx, token_file) as (gateway, _), gateway.store.write() as session:
        row = either.bought(session, order)
        approving.send(session, gateway.clock.now(), gateway.actor, row)
        found = purchases.purchase(session, row)
        if dry_run:
            session.rollback()
    _tell(found, f"{'Would send' if dry_run else 'Sending'} order {found['order']}", dry_run, as_json)


@app.command("accept", epilog=examples("b2b orders accept 4500000002", "b2b orders accept 4500000002 --line 1"))
def accept(
    ctx: typer.Context,
    order: Number,
    line: Annotated[str, typer.Option("--line", metavar="N", help="Only what is said of this line.")] = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Let a supplier's answer stand where it is not what was ordered.

    Prices that bring the order above what was approved and above the limit take another user than the one who asked,
    with the role approver.
    """
    from b2b.cli.views import either, purchases
    from b2b.procurement.purchasing import answers, approving

    with acting(ctx, token_file) as (gateway, user), gateway.store.write() as session:
        row = either.bought(session, order)
        accepted = answers.accept(session, gateway.clock.now(), gateway.actor, row, line or None)
        approving.require_word_on_prices(session, user, row)
        found = {**purchases.purchase(session, row), "accepted": accepted}
        if dry_run:
            session.rollback()
    words = f"{'Would let' if dry_run else 'Let'} the answer to order {found['order']} stand"
    _tell(found, words, dry_run, as_json, (f"- {difference}" for difference in accepted))


@app.command(
    "cancel",
    epilog=examples(
        'b2b orders cancel 4500000002 --reason "not needed"', 'b2b orders cancel 4500001001 --reason "ERP refuses it"'
    ),
)
def cancel(
    ctx: typer.Context,
    order: Number,
    reason: Reason = "",
    partner: OfPartner = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take an order back and tell the other side: ours to a supplier (860), or a customer's (855).

    Once there is a user with the role requester or approver, it takes one.
    """
    from b2b.cli.views import either, orders, purchases
    from b2b.procurement.orders import withdrawing
    from b2b.procurement.purchasing import changing
    from b2b.store import parties
    from b2b.store.states import UserRole
    from b2b.store.tables import SalesOrder

    with acting(ctx, token_file) as (gateway, user):
        required_once_known(gateway, user, UserRole.REQUESTER, UserRole.APPROVER)
        with gateway.store.write() as session:
            partner_id = parties.partner(session, partner).id if partner else None
            row = either.find(session, order, partner_id)
            now = gateway.clock.now()
            if isinstance(row, SalesOrder):
                told = withdrawing.cancel(session, now, gateway.actor, row, reason) is not None
                found, in_force = orders.order(session, row), True
            else:
                done = changing.cancel(session, now, gateway.actor, row, reason)
                told = done.exchange is not None or done.change is None
                found, in_force = purchases.purchase(session, row), done.in_force
            if dry_run:
                session.rollback()
    words = "cancelled" if in_force else "to be cancelled, when the supplier agrees"
    untold = () if told else (f"{found['partner']} trades no message for it: tell them in another way.",)
    _tell(found, f"Order {found['order']} {'would be' if dry_run else 'is'} {words}", dry_run, as_json, untold)


@app.command(
    "cancel-line",
    epilog=examples("b2b orders cancel-line 4500000002 1", "b2b orders cancel-line 4500000002 1 --dry-run"),
)
def cancel_line(
    ctx: typer.Context,
    order: Number,
    line: Annotated[str, typer.Argument(metavar="LINE", help="The line's number.")],
    reason: Reason = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Take back what of a line of ours neither came nor is on its way; the supplier is asked (860)."""
    from b2b.procurement.purchasing import changing
    from b2b.procurement.purchasing.changing import LineChange
    from b2b.store import purchases as stored

    def asked(session: Session, row: PurchaseOrder) -> LineChange:
        least = next((x for x in stored.lines(session, row.id) if x.line_number == line), None)
        return LineChange(line, changing.least(least) if least else Decimal(0))

    _change(ctx, order, asked, reason, token_file, dry_run=dry_run, as_json=as_json)


@app.command(
    "change",
    epilog=examples(
        "b2b orders change 4500000002 --line 1 --quantity 80", "b2b orders change 4500000002 --line 1 --on 2026-04-01"
    ),
)
def change(
    ctx: typer.Context,
    order: Number,
    line: Annotated[str, typer.Option("--line", metavar="N", help="The line's number.")],
    amount: Annotated[
        str, typer.Option("--quantity", metavar="QUANTITY", help="The whole quantity it shall have; not more.")
    ] = "",
    wanted_on: Annotated[
        dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it is wanted.")
    ] = None,
    reason: Reason = "",
    token_file: TokenFile = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Make a line of ours less or later; the supplier is asked (860). More is ordered anew."""
    from b2b.cli.views import goods
    from b2b.procurement.purchasing.changing import LineChange

    if not amount and wanted_on is None:
        raise typer.BadParameter("say --quantity, --on or both", param_hint="--quantity")
    wanted = LineChange(
        line, goods.parsed_quantity(amount) if amount else None, wanted_on.date() if wanted_on else None
    )
    _change(ctx, order, lambda session, row: wanted, reason, token_file, dry_run=dry_run, as_json=as_json)


def _change(
    ctx: typer.Context,
    order: str,
    asked: Callable[[Session, PurchaseOrder], LineChange],
    reason: str,
    token_file: str,
    *,
    dry_run: bool,
    as_json: bool,
) -> None:
    from b2b.cli.views import either, purchases
    from b2b.procurement.purchasing import changing

    with acting(ctx, token_file) as (gateway, _), gateway.store.write() as session:
        row = either.bought(session, order)
        done = changing.change(session, gateway.clock.now(), gateway.actor, row, [asked(session, row)], reason)
        found = purchases.purchase(session, row)
        if dry_run:
            session.rollback()
    words = "changed" if done.in_force else "to be changed, when the supplier agrees"
    _tell(found, f"Order {found['order']} {'would be' if dry_run else 'is'} {words}", dry_run, as_json)


def show(found: dict[str, Any]) -> None:
    """An order of ours on the screen."""
    from b2b.cli.views.purchases import standing

    approved = found["approved_by"] and f"by {found['approved_by']}"
    screen.heading(f"Order {found['order']} to {found['partner']}")
    record(
        [
            ("Our number", f"bought:{found['number']}"),
            ("Dated", found["date"]),
            ("State", standing(found)),
            ("Net", f"{found['net']:,.2f} {found['currency']}"),
            ("Asked for", f"by {found['requested_by']} ({found['source']})"),
            ("Approved", approved),
            ("Answered", found["answered_at"]),
            ("Reason", found["reason"]),
        ]
    )
    screen.line()
    _lines(found["lines"])
    next_steps([found["next"] or f"b2b why {_subject(found)}"])


def _lines(lines: list[dict[str, Any]]) -> None:
    from b2b.cli.views.events import answer

    columns = [
        key("line", "Line"),
        key("sku", "Item"),
        number("ordered", "Ordered", lambda row: f"{quantity(row['ordered'] - row['cancelled'])} {row['unit']}"),
        number("price", "Price", lambda row: unit_price(row["price"])),
        number("confirmed", "Now"),
        number("back_ordered", "Later"),
        number("received", "Received"),
        number("invoiced", "Billed"),
        text("status", "Answer", lambda row: answer(row["status"]) if row["status"] else "none yet"),
    ]
    table(columns, lines)
    for row in lines:
        told = [row["explanation"].get("text", ""), *(_difference(one) for one in row["differences"])]
        for words in filter(None, told):
            screen.line()
            screen.hanging(f"line {row['line']}  ", words)


def _subject(found: dict[str, Any]) -> str:
    return f"{'bought' if found['way'] == 'bought' else 'order'}:{found['order']}"


def _difference(one: dict[str, Any]) -> str:
    return f"{one['text']} ({'accepted by ' + one['accepted'] if one['accepted'] else 'undecided'})"


def _decided(
    ctx: typer.Context,
    order: str,
    token_file: str,
    dry_run: bool,
    decide: Callable[[Session, dt.datetime, User, PurchaseOrder, str], object],
    word: str,
) -> dict[str, Any]:
    """The order as an approver's decision, for this reason or with this note, leaves it."""
    from b2b.cli.views import either, purchases
    from b2b.store.states import UserRole

    with acting(ctx, token_file) as (gateway, user), gateway.store.write(dry_run=dry_run) as session:
        approver = required(user, UserRole.APPROVER)
        row = either.bought(session, order)
        decide(session, gateway.clock.now(), approver, row, word)
        return purchases.purchase(session, row)


def _tell(found: dict[str, Any], words: str, dry_run: bool, as_json: bool, told: Iterable[str] = ()) -> None:
    if as_json:
        json_output.write({**found, "dry_run": dry_run})
        return
    screen.line(f"{words}: {found['net']:,.2f} {found['currency']}, {found['state']}.")
    for line in told:
        screen.line(line)
    if not dry_run:
        waits = found["state"] == "awaiting-approval"
        next_steps([found["next"] if waits else "b2b run --once", f"b2b why {_subject(found)}"])
