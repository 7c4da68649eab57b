"""A partner's 824 or APERAK on what we sent: set beside the document that it means, told to a person if it is a no."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, select

from b2b.documents import AdviceError, AdviceScope, AdviceStatus, AdvisedDocument, ApplicationAdvice
from b2b.edi import counterparts
from b2b.edi.load import load_release
from b2b.gateway.bootstrap import Gateway
from b2b.procurement import outcomes
from b2b.procurement.linking import link_once
from b2b.store import cases
from b2b.store.states import AcknowledgmentState, Direction, LinkKind, Processing, Severity
from b2b.store.tables import Exchange, Group

REJECTED = "rejected-by-application"
ADVISED = "advised-by-partner"
UNCLEAR = "advice-unclear"
_NOES = (AdviceStatus.REJECTED, AdviceStatus.PARTLY_REJECTED)
_MEANINGS = "004010"  # the release whose words for element 647 we use; later ones only add to them
# Element 128, and the sets that are known by such a number.
_SETS_BY_KIND = {"PO": ("850", "855", "860", "865", "875"), "IV": ("810", "880"), "SI": ("856",), "BM": ("856",)}
_SERVICE = (*counterparts.ADVICES, *counterparts.ACKNOWLEDGMENTS)
WORDS = {
    AdviceStatus.ACCEPTED: "accepted",
    AdviceStatus.ACCEPTED_WITH_CHANGES: "accepted with changes",
    AdviceStatus.ACCEPTED_WITH_ERRORS: "accepted with errors",
    AdviceStatus.PARTLY_REJECTED: "rejected in part",
    AdviceStatus.REJECTED: "rejected",
    AdviceStatus.ON_HOLD: "put on hold",
}


def take(session: Session, gateway: Gateway, exchange: Exchange, advice: ApplicationAdvice) -> None:
    """Apply an 824 that came in `exchange`: each document of ours that it means is linked, and rejected ones say so."""
    told = []
    for one in advice.documents:
        words, meant = _words(one), _meant(session, exchange, one)
        if not meant:
            told.append(f"{one.kind} {one.number}, which we did not send: {words}")
            message = f"the partner's application says of {told[-1]}"
            outcomes.complain(session, gateway.clock.now(), exchange, UNCLEAR, message, Severity.WARNING)
        for sent in meant:
            named = f"{sent.set_id} {sent.business_key or sent.control_number}"
            told.append(f"{named}: {words}")
            link_once(session, gateway.clock.now(), exchange, LinkKind.ANSWERS, sent.id)
            exchange.business_key = exchange.business_key or sent.business_key
            _apply(session, gateway, sent, one.status, f"the partner's application says of {named}: {words}")
    exchange.processing, exchange.done_at = Processing.DONE, gateway.clock.now()
    exchange.reason = "; ".join(told)
    session.add(exchange)


def _apply(session: Session, gateway: Gateway, sent: Exchange, status: AdviceStatus, message: str) -> None:
    if status in _NOES:
        sent.acknowledgment = AcknowledgmentState.REJECTED.value
        session.add(sent)
        outcomes.complain(session, gateway.clock.now(), sent, REJECTED, message, Severity.ERROR)
    elif status is AdviceStatus.ACCEPTED:
        now, actor = gateway.clock.now(), gateway.actor
        cases.resolve_about(session, sent.id, code=ADVISED, now=now, actor=actor, resolution="accepted")
        taken_back = cases.resolve_about(session, sent.id, code=REJECTED, now=now, actor=actor, resolution="accepted")
        if taken_back and sent.acknowledgment == AcknowledgmentState.REJECTED:
            sent.acknowledgment = AcknowledgmentState.ACCEPTED.value
            session.add(sent)
    else:
        outcomes.complain(session, gateway.clock.now(), sent, ADVISED, message, Severity.WARNING)


def _meant(session: Session, exchange: Exchange, one: AdvisedDocument) -> Sequence[Exchange]:
    """The documents of ours that an advice means: all of a group, or the newest by its place in what we sent, else by
    its kind and number.
    """
    ours = (
        col(Exchange.direction) == Direction.OUT,
        col(Exchange.partner_id) == exchange.partner_id,
        col(Exchange.test) == exchange.test,
        col(Exchange.set_id).not_in(_SERVICE),
    )
    query = select(Exchange).where(*ours).order_by(col(Exchange.number).desc())
    group = one.group_control_number.strip().lstrip("0")
    if group:
        sent = query.join(Group, col(Group.id) == col(Exchange.group_id)).where(col(Group.control_number) == group)
        placed = session.exec(sent).all()
        if one.scope is AdviceScope.GROUP:
            return [row for row in placed if row.group_id == placed[0].group_id]
        found = next((row for row in placed if _same(row, one.set_control_number, one.set_id)), None)
        if found is not None:
            return [found]
    if one.set_id:
        query = query.where(col(Exchange.set_id) == one.set_id)
    elif one.kind in _SETS_BY_KIND:
        query = query.where(col(Exchange.document_type).in_(_SETS_BY_KIND[one.kind]))
    return session.exec(query.where(col(Exchange.business_key) == one.number).limit(1)).all()


def _same(row: Exchange, control_number: str, set_id: str) -> bool:
    """Whether it is the set of that number, and of that kind where one is named; some drop the zeros at the front."""
    same_number = row.control_number.lstrip("0") == control_number.strip().lstrip("0")
    return bool(control_number) and same_number and set_id in ("", row.set_id)


def _words(one: AdvisedDocument) -> str:
    said = [_error(error) for error in one.errors]
    return ": ".join([WORDS[one.status], "; ".join(said)] if said else [WORDS[one.status]])


def _error(error: AdviceError) -> str:
    element = f"{error.element:02d}" if error.element else ""
    place = [f"{error.segment}{element}"] if error.segment else []
    if error.position:
        place.append(f"at position {error.position}")
    meaning = load_release(_MEANINGS).elements["647"].meanings.get(error.code) or "code"
    value = f" ({error.value!r})" if error.value else ""
    where = f"{' '.join(place)}: " if place else ""
    return f"{where}{error.text or meaning}{value} [{error.code}]"
