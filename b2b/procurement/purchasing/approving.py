"""Approval of our orders: by the company's rule up to its limit, above it by a person other than the one who asked."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from sqlmodel import Session

from b2b.documents import json_form
from b2b.errors import NotAllowed
from b2b.procurement import outgoing, parties
from b2b.procurement.orders.wording import price
from b2b.procurement.parties import Trade
from b2b.procurement.purchasing.making import net_of
from b2b.store import audit, cases, exchanges, money, purchases, users
from b2b.store.states import Approval, Direction, LinkKind, PurchaseOrderSource, PurchaseOrderState, UserRole
from b2b.store.tables import Exchange, PurchaseOrder, User

# An order goes as the first of these that is agreed with the supplier.
SETS = ("850", "875")
RULE = "rule"
NOT_SENT = "order-not-sent"
RESERVED = ("rule", "gateway")


def within_limit(net: Decimal, currency: str, own_currency: str, limit: Decimal | None) -> bool:
    """Whether the rule approves: the limit is in the company's currency, and nothing is converted."""
    return limit is not None and currency == own_currency and net <= limit


def by_rule(session: Session, now: dt.datetime, trade: Trade, order: PurchaseOrder) -> Exchange | None:
    """Approve the order and send it where the company's limit allows; else it goes on waiting for a person."""
    net = money.from_minor(order.net, order.currency)
    limit = trade.ours.purchasing.approval_limit
    if limit is None or not within_limit(net, order.currency, trade.ours.currency, limit):
        return None
    told = f"{price(net, order.currency)} is within {price(limit, trade.ours.currency)}"
    return _approve(session, now, trade, order, Approval.RULE, RULE, told)


def approve(session: Session, now: dt.datetime, user: User, order: PurchaseOrder, note: str = "") -> Exchange | None:
    """Approve an order that waits, and send it: the exchange of its 850 or 875, None where the partner trades neither.

    NotAllowed: the user is no approver, has asked for the order, or it does not wait.
    """
    _may_decide(user, order)
    if has_asked(user, order):
        raise NotAllowed(
            f"{user.name} has asked for order {order.order_number} and cannot approve it",
            where=f"order {order.order_number}",
            next_step="another user with the role approver has to (b2b user list)",
        )
    trade = parties.trade(session, order.partner_id)
    return _approve(session, now, trade, order, Approval.PERSON, user.name, note)


def has_asked(user: User, order: PurchaseOrder) -> bool:
    """Whether an order is the user's own. A program names whom it likes, in its own spelling: so whoever has its token
    may be behind each of its orders.
    """
    if order.source == PurchaseOrderSource.SOAP and UserRole.ERP in user.roles:
        return True
    return user.name.casefold() == order.requested_by.strip().casefold()


def require_word_on_prices(session: Session, user: User | None, order: PurchaseOrder) -> None:
    """NotAllowed where agreed prices bring an order above what was approved, the limit does not cover that, and the
    user may not approve it.
    """
    agreed = [
        (row.ordered - row.cancelled, row.price if row.agreed_price is None else row.agreed_price)
        for row in purchases.lines(session, order.id)
    ]
    net, terms = net_of(order.currency, agreed), parties.trade(session, order.partner_id).ours
    worth = money.from_minor(net, order.currency)
    if net <= order.net or within_limit(worth, order.currency, terms.currency, terms.purchasing.approval_limit):
        return
    if user is None or UserRole.APPROVER not in user.roles or has_asked(user, order):
        raise NotAllowed(
            f"the order comes to {price(worth, order.currency)} then, which is more than was approved",
            where=f"order {order.order_number}",
            next_step=f"a user with the role approver other than {order.requested_by} has to let it stand",
        )


def refuse(session: Session, now: dt.datetime, user: User, order: PurchaseOrder, reason: str) -> None:
    """Refuse an order that waits; it is never sent. NotAllowed as for `approve`, and without a reason."""
    _may_decide(user, order)
    if not reason.strip():
        raise NotAllowed(
            "a refusal needs a reason", where=f"order {order.order_number}", next_step='say --reason "why"'
        )
    order.state, order.reason, order.closed_at = PurchaseOrderState.REFUSED.value, reason.strip(), now
    session.add(order)
    details = {"order": order.order_number, "reason": reason.strip()}
    audit.record(session, now, user.name, "refused", "purchase_order", order.id, details)
    session.flush()


def send(session: Session, now: dt.datetime, actor: str, order: PurchaseOrder) -> Exchange | None:
    """Put the message of an approved order that was not sent yet where the gateway finds it. NotAllowed: it was, or may
    not be.
    """
    if order.state != PurchaseOrderState.OPEN or order.exchange_id is not None:
        why = "was sent" if order.exchange_id is not None else f"is {order.state}"
        raise NotAllowed(
            f"order {order.order_number} {why}",
            where=f"order {order.order_number}",
            next_step=f"b2b orders show {order.order_number}",
        )
    return _send(session, now, actor, parties.trade(session, order.partner_id), order)


def require_waiting(order: PurchaseOrder) -> None:
    """NotAllowed unless the order waits for its approval."""
    if order.state != PurchaseOrderState.AWAITING_APPROVAL:
        raise NotAllowed(
            f"order {order.order_number} does not wait for an approval, it is {order.state}",
            where=f"order {order.order_number}",
            next_step=f"b2b why order:{order.order_number}",
        )


def _may_decide(user: User, order: PurchaseOrder) -> None:
    users.require(user, UserRole.APPROVER)
    require_waiting(order)


def _approve(
    session: Session, now: dt.datetime, trade: Trade, order: PurchaseOrder, kind: Approval, by: str, note: str
) -> Exchange | None:
    exchanges.transition(
        session,
        PurchaseOrder,
        order.id,
        "state",
        PurchaseOrderState.AWAITING_APPROVAL,
        PurchaseOrderState.OPEN,
        approval=kind,
        approved_by=by,
        approved_at=now,
        reason=note,
    )
    session.refresh(order)
    details = {"order": order.order_number, "by": kind.value, "note": note}
    audit.record(session, now, by, "approved", "purchase_order", order.id, details)
    return _send(session, now, by, trade, order)


def _send(session: Session, now: dt.datetime, actor: str, trade: Trade, order: PurchaseOrder) -> Exchange | None:
    exchange = outgoing.about_order(
        session,
        now,
        order,
        next((one for one in SETS if trade.theirs.agreement(one, Direction.OUT)), SETS[0]),
        json_form.from_json(order.document),
        LinkKind.FOLLOWS,
        None,
    )
    if exchange is None:
        cases.open_case(
            session,
            now,
            NOT_SENT,
            f"order {order.order_number} is approved and not sent: {trade.partner.code} agreed on no 850 or 875 out",
            details={"order": order.order_number},
            company_id=trade.company.id,
            partner_id=trade.partner.id,
            table_name="purchase_order",
            row_id=order.id,
        )
        return None
    order.exchange_id = exchange.id
    session.add(order)
    cases.resolve_about(session, order.id, code=NOT_SENT, now=now, actor=actor, resolution="it was sent")
    session.flush()
    return exchange
