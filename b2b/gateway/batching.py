"""Which documents go together in one interchange: by kind, window and size, as the partner's agreements have it.

The oldest one that is due decides. Others of its kind go with it, for they need not wait longer; where the partner
takes several groups in an interchange, so do those of other kinds that are due. What fills an interchange does not wait
for its window.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, func, or_
from sqlmodel import Session, col, select

from b2b.errors import ConfigError
from b2b.gateway import wires
from b2b.store import parties
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.settings import SETS_A_GROUP
from b2b.store.states import Direction, Processing
from b2b.store.tables import Exchange, Partner

# Sets that are tried, checked and stored in one go, whatever is agreed: as many as the memory of a small machine takes.
_AT_ONCE = 10_000
WAITS = and_(
    col(Exchange.direction) == Direction.OUT,
    col(Exchange.processing) == Processing.NEW,
    col(Exchange.blob_sha256).is_(None),
    col(Exchange.partner_id).is_not(None),
)
_DUE = or_(col(Exchange.due_at).is_(None), col(Exchange.due_at) <= bindparam("now"))
_KIND = (col(Exchange.partner_id), col(Exchange.set_id), col(Exchange.test))
# Asked many times a pass, so put together once.
_OLDEST_DUE = select(Exchange).where(WAITS, _DUE).order_by(col(Exchange.number)).limit(1)
_COUNTED = select(*_KIND, func.count()).where(WAITS).group_by(*_KIND)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What may go out together, oldest first, to one partner and either all as a test or none."""

    partner_id: str
    exchanges: Sequence[Exchange]
    groups: int


def next_waiting(session: Session, now: dt.datetime) -> Waiting | None:
    """What is to go next, None where nothing is due. It may be more than fits one interchange: the rest comes later."""
    oldest = session.exec(_OLDEST_DUE, params={"now": now}).first() or _oldest_of_a_full_kind(session)
    if oldest is None or oldest.partner_id is None:
        return None
    groups = _groups_an_interchange(session, oldest.partner_id, oldest.set_id)
    same = and_(col(Exchange.partner_id) == oldest.partner_id, col(Exchange.test) == oldest.test)
    alike = col(Exchange.set_id) == oldest.set_id
    together = alike if groups == 1 else or_(alike, _DUE)
    size = sets_a_group(session, oldest.partner_id, oldest.set_id) * groups
    query = select(Exchange).where(WAITS, same, together).order_by(col(Exchange.number))
    found = session.exec(query.limit(min(size, _AT_ONCE)), params={"now": now}).all()
    return Waiting(oldest.partner_id, found, groups)


def sets_a_group(session: Session, partner_id: str, set_id: str) -> int:
    """How many sets of a kind may share a group."""
    agreement = current_agreement(session, partner_id, set_id, Direction.OUT)
    return agreement_settings(agreement).sets_a_group if agreement is not None else SETS_A_GROUP


def _groups_an_interchange(session: Session, partner_id: str, set_id: str) -> int:
    """As agreed on the syntax of this set or message; 1 where the settings cannot be read, which whoever writes the
    interchange will be told.
    """
    partner = session.exec(select(Partner).where(col(Partner.id) == partner_id)).one()
    try:
        return wires.of_document(set_id).habits(parties.partner_settings(partner)).groups_an_interchange
    except ConfigError:
        return 1


def _oldest_of_a_full_kind(session: Session) -> Exchange | None:
    """The oldest one of a kind of which an interchange is full already."""
    for partner_id, set_id, test, count in session.exec(_COUNTED).all():
        if partner_id is None:
            continue
        full = sets_a_group(session, partner_id, set_id) * _groups_an_interchange(session, partner_id, set_id)
        if count >= min(full, _AT_ONCE):
            alike = and_(col(Exchange.partner_id) == partner_id, col(Exchange.set_id) == set_id)
            query = select(Exchange).where(WAITS, alike, col(Exchange.test) == test).order_by(col(Exchange.number))
            return session.exec(query.limit(1)).first()
    return None
