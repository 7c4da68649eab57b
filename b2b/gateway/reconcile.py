"""Reconcile: a partner's 997, TA1 or CONTRL says what became of what we sent."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_, update
from sqlmodel import Session, col, select

from b2b.documents import Acknowledgment, GroupAcknowledgment
from b2b.edi.load import load_release
from b2b.errors import NotFound
from b2b.gateway import contradictions
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_about_document, settle
from b2b.gateway.overdue import OVERDUE_ACKNOWLEDGMENT
from b2b.store import cases, ids
from b2b.store.states import AcknowledgmentState, Direction, LinkKind, Severity
from b2b.store.tables import Exchange, Group, Interchange, Link

REJECTED = "rejected-by-partner"
ENVELOPE_REJECTED = "envelope-rejected-by-partner"
UNCLEAR = "acknowledgment-unclear"
_ACCEPTED_CODES, _REJECTED_CODE = contradictions.ACCEPTED, "R"
_ASK = "ask the partner which message is meant; then: b2b exceptions resolve"
_NOTES = "004010"  # the release whose words for TA1 notes we use; they are the same in all


def acknowledge(session: Session, gateway: Gateway, exchange: Exchange, acknowledgment: Acknowledgment) -> None:
    """Apply a 997, 999 or CONTRL that came in `exchange` to what it answers. NotFound: we sent no such thing.

    What it does not name shares the fate of the level above: partners may name only what is wrong (X12 997, AK2). One
    that does not fit what we sent accepts nothing: somebody is to ask.
    """
    if acknowledgment.group.functional_id:
        group = _our_group(session, exchange, acknowledgment)
        _judge(session, gateway, exchange, group, acknowledgment)
        _settle_envelope(session, gateway, group.interchange_id)
        return
    answered = acknowledgment.group
    interchange = _our_interchange(session, exchange.partner_id, exchange.test, answered)
    if interchange is None:
        between = f" from {answered.sender} to {answered.receiver}" if answered.sender and answered.receiver else ""
        raise NotFound(
            f"the partner acknowledges interchange {answered.control_number}{between}, which we did not send",
            where=f"{exchange.set_id} {exchange.control_number}",
            next_step=_ASK,
        )
    if acknowledgment.group.code == _REJECTED_CODE:
        why = "; ".join(acknowledgment.group.notes) or "it does not say why"
        _reject_as_a_whole(session, gateway, interchange, why)
        return
    groups = session.exec(select(Group).where(col(Group.interchange_id) == interchange.id)).all()
    sent = session.exec(select(Exchange).where(col(Exchange.interchange_id) == interchange.id)).all()
    doubt = contradictions.of_interchange(acknowledgment, groups, sent)
    told = {contradictions.number(one.group.control_number): one for one in acknowledgment.groups}
    for group in groups:
        mine = told.get(contradictions.number(group.control_number))
        _judge(session, gateway, exchange, group, mine or acknowledgment, as_part=mine is None, doubt=doubt)
    if doubt:
        message = f"the partner's answer to interchange {interchange.control_number} does not fit it: {doubt}"
        _open_unclear(session, gateway, exchange, message, interchange.id)
    elif answered.code:
        settle(gateway, session, UNCLEAR, interchange.id, "the partner says it clearly now")
    _settle_envelope(session, gateway, interchange.id)


def _judge(
    session: Session,
    gateway: Gateway,
    exchange: Exchange,
    group: Group,
    acknowledgment: Acknowledgment,
    *,
    as_part: bool = False,
    doubt: str = "",
) -> None:
    """Apply what is said of a group of ours and of what it holds; `as_part` where it is said of its interchange.

    Where something speaks against the answer, what it rejects is rejected, and all else stays as it is.
    """
    sent = session.exec(select(Exchange).where(col(Exchange.group_id) == group.id)).all()
    own_doubt = "" if as_part else contradictions.of_group(acknowledgment, sent)
    by_number = contradictions.undisputed(acknowledgment.sets)
    for one in sent:
        answer = by_number.get(contradictions.number(one.control_number))
        if answer is not None and not contradictions.is_of(answer, one):
            answer = None
        code = answer.code if answer else _unnamed(acknowledgment)
        accepted = code in _ACCEPTED_CODES
        if code and not (accepted and (doubt or own_doubt)):
            _apply(session, gateway, exchange, one, accepted, answer.notes if answer else acknowledgment.group.notes)
    group.acknowledgment = _together(sent)
    session.add(group)
    if own_doubt:
        message = f"the partner's answer to group {group.control_number} does not fit it: {own_doubt}"
        _open_unclear(session, gateway, exchange, message, group.id)
    elif acknowledgment.group.code and not doubt:
        settle(gateway, session, UNCLEAR, group.id, "the partner says it clearly now")


def interchange_note(session: Session, gateway: Gateway, came_in: Interchange, ta1: Sequence[str]) -> None:
    """Apply a TA1 to the interchange of ours that it answers: what the partner rejected as a whole was not read."""
    number, code, note = ((*ta1, "", "", "", "", "")[position].strip() for position in (1, 4, 5))
    number = number.rjust(9, "0")  # some partners drop the zeros at the front
    found = _our_interchange(session, came_in.partner_id, came_in.test, GroupAcknowledgment("", number, code))
    if found is None:
        message = f"the partner acknowledges interchange {number}, which we did not send"
        _open_about(session, gateway, UNCLEAR, came_in, message)
    elif code == _REJECTED_CODE:
        meaning = load_release(_NOTES).elements["I18"].meanings.get(note) or "it does not say why"
        _reject_as_a_whole(session, gateway, found, f"{meaning} ({note})")
    elif code in _ACCEPTED_CODES and cases.open_about(session, found.id, ENVELOPE_REJECTED) is not None:
        _await_again(session, found)
        settle(gateway, session, ENVELOPE_REJECTED, found.id, "the partner accepts its envelope now")


def _our_group(session: Session, exchange: Exchange, acknowledgment: Acknowledgment) -> Group:
    """The newest group of that number that we sent to this partner: numbers begin again after 999,999,999."""
    answered = acknowledgment.group
    query = (
        select(Group)
        .join(Interchange, col(Group.interchange_id) == col(Interchange.id))
        .where(
            col(Interchange.direction) == Direction.OUT,
            col(Interchange.partner_id) == exchange.partner_id,
            col(Interchange.test) == exchange.test,
            col(Group.functional_id) == answered.functional_id,
            col(Group.control_number) == answered.control_number.lstrip("0"),
        )
        .order_by(col(Group.id).desc())
    )
    group = session.exec(query).first()
    if group is None:
        raise NotFound(
            f"the partner acknowledges {answered.functional_id} group {answered.control_number}, which we did not send",
            where=f"{exchange.set_id} {exchange.control_number}",
            next_step=_ASK,
        )
    return group


def _our_interchange(
    session: Session, partner_id: str | None, test: bool, answered: GroupAcknowledgment
) -> Interchange | None:
    """The newest interchange of that number that we sent to a partner, between the addresses that are repeated: numbers
    run for each pair of them.
    """
    repeated = (
        (col(Interchange.sender), answered.sender),
        (col(Interchange.sender_qualifier), answered.sender_qualifier),
        (col(Interchange.receiver), answered.receiver),
        (col(Interchange.receiver_qualifier), answered.receiver_qualifier),
    )
    ours = and_(
        col(Interchange.direction) == Direction.OUT,
        col(Interchange.partner_id) == partner_id,
        col(Interchange.test) == test,
        col(Interchange.control_number) == answered.control_number,
        *(column == text.strip() for column, text in repeated if text.strip()),
    )
    return session.exec(select(Interchange).where(ours).order_by(col(Interchange.id).desc())).first()


def _reject_as_a_whole(session: Session, gateway: Gateway, interchange: Interchange, why: str) -> None:
    """The partner has not read anything of an interchange: one exception for all of it."""
    message = f"the partner rejected interchange {interchange.control_number} as a whole: {why}"
    _open_about(session, gateway, ENVELOPE_REJECTED, interchange, message)
    for exchange_id in session.exec(select(Exchange.id).where(col(Exchange.interchange_id) == interchange.id)).all():
        settle(gateway, session, OVERDUE_ACKNOWLEDGMENT, exchange_id, "rejected with its interchange")
    rejected = {"acknowledgment": AcknowledgmentState.REJECTED.value}
    session.exec(update(Exchange).where(col(Exchange.interchange_id) == interchange.id).values(**rejected))
    session.exec(update(Group).where(col(Group.interchange_id) == interchange.id).values(**rejected))


def _rejected_by_envelope(session: Session, interchange_id: str) -> list[Exchange]:
    """What is rejected of an interchange and has no exception of its own."""
    rejected = col(Exchange.acknowledgment) == AcknowledgmentState.REJECTED
    found = session.exec(select(Exchange).where(rejected, col(Exchange.interchange_id) == interchange_id)).all()
    return [one for one in found if cases.open_about(session, one.id, REJECTED) is None]


def _settle_envelope(session: Session, gateway: Gateway, interchange_id: str) -> None:
    """An interchange was not rejected as a whole after all, where each part of it got an answer of its own."""
    if cases.open_about(session, interchange_id, ENVELOPE_REJECTED) is None:
        return
    session.flush()
    if not _rejected_by_envelope(session, interchange_id):
        settle(gateway, session, ENVELOPE_REJECTED, interchange_id, "the partner has answered what is in it since")


def _await_again(session: Session, interchange: Interchange) -> None:
    """What was rejected with its envelope alone is not acknowledged yet."""
    for one in _rejected_by_envelope(session, interchange.id):
        due = one.acknowledgment_due_at is not None
        one.acknowledgment = (AcknowledgmentState.AWAITED if due else AcknowledgmentState.NOT_EXPECTED).value
        session.add(one)
    session.flush()
    for group in session.exec(select(Group).where(col(Group.interchange_id) == interchange.id)).all():
        group.acknowledgment = _together(session.exec(select(Exchange).where(col(Exchange.group_id) == group.id)).all())
        session.add(group)


def _unnamed(acknowledgment: Acknowledgment) -> str | None:
    """The code of what an acknowledgment does not name, "" where it was only received; None where it cannot be told."""
    code = acknowledgment.group.code
    if code != "P":
        return code
    return "A" if acknowledgment.sets or acknowledgment.groups else None


def _apply(
    session: Session, gateway: Gateway, by: Exchange, sent: Exchange, accepted: bool, notes: Sequence[str]
) -> None:
    now = gateway.clock.now()
    session.add(Link(id=ids.new(now), from_exchange=by.id, to_exchange=sent.id, kind=LinkKind.ACKNOWLEDGES))
    state = AcknowledgmentState.ACCEPTED if accepted else AcknowledgmentState.REJECTED
    sent.acknowledgment = state.value
    session.add(sent)
    moot = (OVERDUE_ACKNOWLEDGMENT, REJECTED) if accepted else (OVERDUE_ACKNOWLEDGMENT,)
    for code in moot:
        settle(gateway, session, code, sent.id, "acknowledged")
    if not accepted:
        why = "; ".join(notes) or "it does not say why"
        named = f"{sent.set_id} {sent.business_key or sent.control_number}"
        open_about_document(session, now, sent, REJECTED, f"the partner rejected {named}: {why}")


def _together(sent: Sequence[Exchange]) -> str:
    states = {exchange.acknowledgment for exchange in sent}
    for state in (AcknowledgmentState.REJECTED, AcknowledgmentState.OVERDUE, AcknowledgmentState.AWAITED):
        if state.value in states:
            return state.value
    unasked = states == {AcknowledgmentState.NOT_EXPECTED.value}
    return (AcknowledgmentState.NOT_EXPECTED if unasked else AcknowledgmentState.ACCEPTED).value


def _open_unclear(session: Session, gateway: Gateway, answer: Exchange, message: str, subject: str) -> None:
    now = gateway.clock.now()
    open_about_document(session, now, answer, UNCLEAR, message, severity=Severity.WARNING, subject=subject)


def _open_about(session: Session, gateway: Gateway, code: str, interchange: Interchange, message: str) -> None:
    cases.open_case(
        session,
        gateway.clock.now(),
        code,
        message,
        severity=Severity.ERROR if code == ENVELOPE_REJECTED else Severity.WARNING,
        company_id=interchange.company_id,
        partner_id=interchange.partner_id,
        table_name="interchange",
        row_id=interchange.id,
    )
