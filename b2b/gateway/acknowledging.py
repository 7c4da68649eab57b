"""Makes the acknowledgments of what came in: outbound exchanges whose bodies are ready, linked to what they answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from b2b.edi import counterparts
from b2b.gateway import wires
from b2b.gateway.examination import FoundGroup, FoundInterchange
from b2b.gateway.wires.answers import Answer
from b2b.gateway.wires.habits import Duplicates
from b2b.store import counters, ids
from b2b.store.agreements import agreement_settings
from b2b.store.settings import PartnerSettings
from b2b.store.states import Direction, LinkKind, Processing
from b2b.store.tables import Agreement, Exchange, Group, Interchange, Link


def answer_group(
    session: Session,
    now: dt.datetime,
    interchange: Interchange,
    group: Group,
    found: FoundGroup,
    agreements: Mapping[str, Agreement],
    settings: PartnerSettings,
    *,
    for_us: bool,
) -> None:
    """The answer to a group, where there are such, unless the partner wants none for any of its messages.

    `for_us` is False where nothing of it is worked, whatever is in it, as it is not addressed to us.
    """
    if _wanted([found], agreements):
        wire = wires.of_interchange(interchange.version)
        answer = wire.answer_group(found, settings, for_us=for_us)
        _send(session, now, interchange, settings, answer, "grp", group.id)


def answer_interchange(
    session: Session,
    now: dt.datetime,
    interchange: Interchange,
    found: FoundInterchange,
    agreements: Mapping[str, Agreement],
    settings: PartnerSettings,
    not_for_us: Sequence[FoundGroup] = (),
    *,
    duplicate: bool = False,
) -> None:
    """The answer to an interchange, as agreed; `not_for_us` are the groups that are addressed to somebody else, and a
    `duplicate` is refused as a whole.
    """
    wire = wires.of_interchange(interchange.version)
    wanted = _wanted(found.groups, agreements)
    answer = wire.answer_interchange(found, settings, wanted=wanted, not_for_us=not_for_us, duplicate=duplicate)
    _send(session, now, interchange, settings, answer, "interchange", interchange.id)


def answer_again(
    session: Session,
    now: dt.datetime,
    repeated: Interchange,
    first: Interchange,
    found: FoundInterchange,
    agreements: Mapping[str, Agreement],
    settings: PartnerSettings,
    policy: Duplicates,
) -> None:
    """What a duplicate gets, by the partner's policy: the same answers in a new envelope, a refusal, or nothing; never
    what the partner is not sent at all.
    """
    if policy is Duplicates.REFUSED:
        answer_interchange(session, now, repeated, found, agreements, settings, duplicate=True)
    elif policy is Duplicates.AGAIN:
        for exchange, link in _first_answers(session, first):
            answer = Answer(exchange.set_id, exchange.body or [])
            _send(session, now, repeated, settings, answer, str(link.table_name), str(link.row_id))


def _wanted(groups: Sequence[FoundGroup], agreements: Mapping[str, Agreement]) -> bool:
    """False where all that is agreed on of these groups is not to be acknowledged."""
    known = [agreements[one.set] for group in groups for one in group.sets if one.set in agreements]
    return not known or any(agreement_settings(row).acknowledge for row in known)


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


def _send(
    session: Session,
    now: dt.datetime,
    interchange: Interchange,
    settings: PartnerSettings,
    answer: Answer | None,
    table: str,
    row_id: str,
) -> None:
    """Queue an answer, linked to the row that it answers; nothing where there is none, or none is to be sent."""
    if answer is None or not wires.of_interchange(interchange.version).sends(answer.name, settings):
        return
    exchange = Exchange(
        id=ids.new(now),
        number=counters.take(session, "exchange"),
        direction=Direction.OUT,
        company_id=interchange.company_id,
        partner_id=interchange.partner_id,
        set_id=answer.name,
        document_type=counterparts.kind(answer.name),
        processing=Processing.NEW,
        test=interchange.test,
        body=[[e if isinstance(e, str) else list(e) for e in segment] for segment in answer.body],
        due_at=now,
        created_at=now,
    )
    session.add(exchange)
    session.flush()
    link = Link(id=ids.new(now), from_exchange=exchange.id, kind=LinkKind.ACKNOWLEDGES, table_name=table, row_id=row_id)
    session.add(link)
