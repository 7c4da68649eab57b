"""Makes the acknowledgments of what came in: outbound exchanges whose bodies are ready, linked to what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from b2b.edi.engine.results import InterchangeResult
from b2b.edi.load import available_releases, available_sets
from b2b.edi.x12.acknowledge import Target, acknowledge, ta1
from b2b.edi.x12.characters import CharacterSet
from b2b.gateway.examination import FoundGroup, first_error
from b2b.gateway.outgoing import TA1, delimiters
from b2b.store import counters, ids
from b2b.store.agreements import agreement_settings
from b2b.store.settings import X12Settings
from b2b.store.states import Direction, LinkKind, Processing
from b2b.store.tables import Agreement, Exchange, Group, Interchange, Link

_PLAIN, _IMPLEMENTATION = "997", "999"
_DUPLICATE = "025"  # element I18: duplicate interchange control number

# Element 716: functional group not supported. It is the code nearest to GS codes that are not agreed.
NOT_FOR_US = "1"


def answer_version(version: str, x12: X12Settings) -> str:
    """GS08 of the acknowledgment of a group: as agreed, else the release of the group where we have it, else the
    partner's usual one.
    """
    if x12.acknowledgment_version:
        return x12.acknowledgment_version
    return version[:6] if version[:6] in available_releases() else x12.release


def answer_target(version: str, x12: X12Settings) -> Target:
    """What the acknowledgment of a group of this version is to be: a 999 for those who want it, where there is one."""
    release = answer_version(version, x12)[:6]
    wanted = x12.acknowledgment == _IMPLEMENTATION and release in available_releases()
    chosen = _IMPLEMENTATION if wanted and _IMPLEMENTATION in available_sets(release) else _PLAIN
    return Target(chosen, release, delimiters(x12), CharacterSet(x12.character_set))


def answer_group(
    session: Session,
    now: dt.datetime,
    interchange: Interchange,
    group: Group,
    found: FoundGroup,
    agreements: Mapping[str, Agreement],
    x12: X12Settings,
    note: str = "",
) -> None:
    """The 997 or 999 of a group, unless the partner wants none for any of its sets; never one for acknowledgments.

    `note` is the code of element 716 of a group that is not worked whatever is in it.
    """
    wanted = [agreement_settings(agreements[s.set]).acknowledge for s in found.sets if s.set in agreements]
    if wanted and not any(wanted):
        return
    target = answer_target(group.version, x12)
    body = acknowledge(found.result, found.sets, target, note)
    if body is not None:
        exchange = _exchange(session, now, interchange, target.set, body)
        _link(session, now, exchange, "grp", group.id)


def answer_interchange(
    session: Session, now: dt.datetime, interchange: Interchange, result: InterchangeResult, x12: X12Settings
) -> None:
    """The TA1 of an interchange, as agreed: of one that asks for it (ISA14) or is rejected as a whole, of all, of none.

    An interchange that holds nothing but TA1s gets none, or two partners would answer each other for ever.
    """
    if x12.ta1 == "never" or (result.ta1 and not result.counts.sets):
        return
    if x12.ta1 == "always" or result.header.ack_requested or first_error(result.findings) is not None:
        exchange = _exchange(session, now, interchange, TA1, [ta1(result)])
        _link(session, now, exchange, "interchange", interchange.id)


def answer_again(
    session: Session,
    now: dt.datetime,
    repeated: Interchange,
    first: Interchange,
    result: InterchangeResult,
    policy: str,
) -> None:
    """What a duplicate gets, by the partner's policy: the same answers in a new envelope, TA1 025, or nothing."""
    if policy == "ta1-025":
        exchange = _exchange(session, now, repeated, TA1, [ta1(result, _DUPLICATE)])
        _link(session, now, exchange, "interchange", repeated.id)
    elif policy == "acknowledge-again":
        for answer, link in _first_answers(session, first):
            exchange = _exchange(session, now, repeated, answer.set_id, answer.body or [])
            _link(session, now, exchange, str(link.table_name), str(link.row_id))


def _first_answers(session: Session, first: Interchange) -> list[tuple[Exchange, Link]]:
    """The answers an interchange got when it first came, one for each thing answered."""
    answered = [first.id, *session.exec(select(Group.id).where(col(Group.interchange_id) == first.id))]
    query = (
        select(Exchange, Link)
        .join(Link, col(Link.from_exchange) == col(Exchange.id))
        .where(col(Link.kind) == LinkKind.ACKNOWLEDGES, col(Link.row_id).in_(answered))
        .order_by(col(Exchange.number))
    )
    by_row: dict[str, tuple[Exchange, Link]] = {}
    for exchange, link in session.exec(query):
        by_row.setdefault(str(link.row_id), (exchange, link))
    return list(by_row.values())


def _exchange(
    session: Session, now: dt.datetime, interchange: Interchange, set_id: str, body: Sequence[Any]
) -> Exchange:
    exchange = Exchange(
        id=ids.new(now),
        number=counters.take(session, "exchange"),
        direction=Direction.OUT,
        company_id=interchange.company_id,
        partner_id=interchange.partner_id,
        set_id=set_id,
        document_type=set_id,
        processing=Processing.NEW,
        test=interchange.test,
        body=[[e if isinstance(e, str) else list(e) for e in segment] for segment in body],
        due_at=now,
        created_at=now,
    )
    session.add(exchange)
    session.flush()
    return exchange


def _link(session: Session, now: dt.datetime, exchange: Exchange, table: str, row_id: str) -> None:
    link = Link(id=ids.new(now), from_exchange=exchange.id, kind=LinkKind.ACKNOWLEDGES, table_name=table, row_id=row_id)
    session.add(link)
