"""Between which addresses something goes: an acknowledgment back from where its interchange was sent to, to its sender.

Partners with several addresses read an answer only where they wait for it; all else goes between the usual two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlmodel import Session, col, select

from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.gateway import wires
from b2b.gateway.trade import Trade
from b2b.gateway.wires.writing import Ready
from b2b.store.states import Direction, LinkKind, Syntax
from b2b.store.tables import Group, Identity, Interchange, Link


def apart(session: Session, trade: Trade, ready: Sequence[Ready]) -> tuple[Trade, list[Ready]]:
    """The trade between the addresses of the first of these, and those of them that go between the same, routed alike
    behind them.
    """
    syntax = wires.of_document(ready[0].name).SYNTAX
    answered = _answered(session, [one.exchange.id for one in ready if one.name in ACKNOWLEDGMENTS])
    usual = trade.ours.get(syntax), trade.theirs.get(syntax)
    known: dict[tuple[str, str, str, str], tuple[Identity | None, Identity | None]] = {}
    between = []
    for one in ready:
        came = answered.get(one.exchange.id)
        if came is None:
            between.append(usual)
            continue
        addresses = (came.receiver_qualifier, came.receiver, came.sender_qualifier, came.sender)
        if addresses not in known:
            known[addresses] = (
                _identity(session, trade, syntax, usual[0], None, *addresses[:2]),
                _identity(session, trade, syntax, usual[1], trade.partner.id, *addresses[2:]),
            )
        between.append(known[addresses])
    ours, theirs = between[0]
    alike = [
        one
        for one, pair in zip(ready, between, strict=True)
        if _ids(pair) == _ids(between[0]) and one.routing == ready[0].routing
    ]
    if ours is None or theirs is None:
        return trade, alike
    return replace(trade, ours={**trade.ours, syntax: ours}, theirs={**trade.theirs, syntax: theirs}), alike


def _answered(session: Session, exchanges: Sequence[str]) -> Mapping[str, Interchange]:
    """The interchange that each of these acknowledgments is about."""
    mine = col(Link.from_exchange).in_(exchanges), col(Link.kind) == LinkKind.ACKNOWLEDGES
    came = col(Interchange.direction) == Direction.IN
    links = select(col(Link.from_exchange), Interchange).where(*mine, came)
    whole = links.where(col(Link.row_id) == col(Interchange.id))
    in_groups = links.where(col(Link.row_id) == col(Group.id), col(Group.interchange_id) == col(Interchange.id))
    return {str(one): row for query in (whole, in_groups) for one, row in session.exec(query)}


def _identity(
    session: Session,
    trade: Trade,
    syntax: Syntax,
    usual: Identity | None,
    partner_id: str | None,
    qualifier: str,
    value: str,
) -> Identity | None:
    """The address of ours or the partner's that has stood longest; the usual one where it is agreed no more."""
    if usual is not None and (usual.qualifier, usual.value) == (qualifier, value.rstrip()):
        return usual
    whose = col(Identity.partner_id).is_(None) if partner_id is None else col(Identity.partner_id) == partner_id
    query = select(Identity).where(
        col(Identity.company_id) == trade.company.id,
        whose,
        col(Identity.syntax) == syntax,
        col(Identity.qualifier) == qualifier,
        col(Identity.value) == value.rstrip(),
    )
    return session.exec(query.order_by(col(Identity.valid_from), col(Identity.id))).first() or usual


def _ids(pair: tuple[Identity | None, Identity | None]) -> list[str]:
    return [one.id if one is not None else "" for one in pair]
