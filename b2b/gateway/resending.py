"""Sends a document again that the partner rejected, or never acknowledged: as a new one, with numbers of its own.

The new document says the same; it is written anew under the settings in force when it is assembled, and is linked to
the first. A document is sent again once: from then on its successor is the one to look at.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from b2b.edi.counterparts import ACKNOWLEDGMENTS
from b2b.errors import B2BError, NotAllowed
from b2b.gateway import advised
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.overdue import OVERDUE_ACKNOWLEDGMENT
from b2b.gateway.reconcile import ENVELOPE_REJECTED, REJECTED
from b2b.gateway.whole_files import PAYMENTS
from b2b.store import audit, cases, counters, exchanges, ids
from b2b.store.agreements import current_agreement
from b2b.store.states import AcknowledgmentState, Delivery, Direction, LinkKind, Processing
from b2b.store.tables import Exchange, Link, Transmission

_NO_WORD = (AcknowledgmentState.AWAITED, AcknowledgmentState.OVERDUE)


def check(session: Session, row: Exchange, *, deliberate: bool) -> None:
    """Raise NotAllowed, with what to do instead, unless a document of ours can be sent again.

    What the partner rejected can be; anything else that was delivered only where somebody says so (`deliberate`), since
    the partner may then have it twice.
    """
    if row.set_id == PAYMENTS:
        raise _refused(row, "a payment file is never sent a second time", "ask the bank whether it has this one")
    if (after := successor(session, row)) is not None:
        raise _refused(row, f"it was sent again as document {after.number}", f"b2b why doc:{after.number}")
    rejected = row.acknowledgment == AcknowledgmentState.REJECTED
    file = session.get(Transmission, row.transmission_id) if row.transmission_id else None
    if file is None:
        raise _refused(row, "it was never sent", f"b2b why doc:{row.number}")
    if not rejected and file.delivery != Delivery.DELIVERED:
        failed = file.delivery in (Delivery.FAILED, Delivery.UNKNOWN)
        step = f"b2b outbox --retry {file.number}" if failed else "b2b run --once"
        raise _refused(row, f"its file is still {file.delivery}", step)
    if not rejected and not deliberate:
        raise _refused(
            row,
            "the partner has not rejected it and may have it twice then",
            f"ask the partner; to send it again all the same: b2b docs retry {row.number} --again",
        )
    agreed = current_agreement(session, row.partner_id or "", row.document_type, Direction.OUT) is not None
    if not agreed and row.set_id not in ACKNOWLEDGMENTS:
        raise _refused(
            row,
            f"{row.set_id} is not agreed with this partner any more",
            "add it to the partner's agreements: b2b partner apply FILE",
        )


def send_again(session: Session, gateway: Gateway, row: Exchange, *, deliberate: bool) -> Exchange:
    """The new document, to be assembled at once; the first one's exceptions are closed. NotAllowed as `check` says."""
    check(session, row, deliberate=deliberate)
    now = gateway.clock.now()
    again = _copy(session, now, row)
    _link_like(session, now, row, again)
    if row.acknowledgment in _NO_WORD:
        row.acknowledgment = AcknowledgmentState.NOT_EXPECTED.value
        session.add(row)
        session.flush()
    resolution = f"sent again as document {again.number}"
    for code in (REJECTED, advised.REJECTED, OVERDUE_ACKNOWLEDGMENT):
        cases.resolve_about(session, row.id, code=code, now=now, actor=gateway.actor, resolution=resolution)
    if row.interchange_id is not None and not _rejected(session, col(Exchange.interchange_id) == row.interchange_id):
        cases.resolve_about(
            session,
            row.interchange_id,
            code=ENVELOPE_REJECTED,
            now=now,
            actor=gateway.actor,
            resolution="all of it was sent again",
        )
    details = {"document": row.number, "as": again.number, "acknowledgment": row.acknowledgment}
    audit.record(session, now, gateway.actor, "sent again", "exchange", row.id, details)
    return again


def rejected_in(session: Session, file: Transmission) -> Sequence[Exchange]:
    """The documents of a file that the partner rejected and that were not sent again yet."""
    return _rejected(session, col(Exchange.transmission_id) == file.id)


def successor(session: Session, row: Exchange) -> Exchange | None:
    """The document as which this one of ours was sent again."""
    again = select(Exchange).join(Link, col(Link.from_exchange) == col(Exchange.id))
    return session.exec(
        again.where(
            col(Link.to_exchange) == row.id,
            col(Link.kind) == LinkKind.DUPLICATE_OF,
            col(Exchange.direction) == Direction.OUT,
        )
    ).first()


def _copy(session: Session, now: dt.datetime, row: Exchange) -> Exchange:
    agreement = None
    if row.set_id not in ACKNOWLEDGMENTS:
        agreement = current_agreement(session, row.partner_id or "", row.document_type, Direction.OUT)
    again = Exchange(
        id=ids.new(now),
        number=counters.take(session, "exchange"),
        direction=Direction.OUT.value,
        company_id=row.company_id,
        partner_id=row.partner_id,
        agreement_id=agreement.id if agreement else None,
        agreement_revision=agreement.revision if agreement else None,
        set_id=agreement.document if agreement else row.set_id,
        document_type=row.document_type,
        processing=Processing.NEW.value,
        test=row.test,
        document=row.document,
        body=row.body,
        blob_sha256=row.blob_sha256,
        business_key=row.business_key,
        due_at=now,
        created_at=now,
    )
    session.add(again)
    session.flush()
    return again


def _link_like(session: Session, now: dt.datetime, row: Exchange, again: Exchange) -> None:
    """The new one answers and follows what the first one did, and stands in for the first."""
    for link in exchanges.linked_from(session, row.id):
        if link.kind != LinkKind.DUPLICATE_OF:
            target = {"to_exchange": link.to_exchange, "table_name": link.table_name, "row_id": link.row_id}
            exchanges.link(session, now, again.id, LinkKind(link.kind), **target)
    exchanges.link(session, now, again.id, LinkKind.DUPLICATE_OF, to_exchange=row.id)
    session.flush()


def _rejected(session: Session, which: ColumnElement[bool]) -> list[Exchange]:
    rejected = col(Exchange.acknowledgment) == AcknowledgmentState.REJECTED
    query = select(Exchange).where(which, rejected, col(Exchange.direction) == Direction.OUT)
    found = session.exec(query.order_by(col(Exchange.number))).all()
    return [row for row in found if successor(session, row) is None]


def _refused(row: Exchange, why: str, next_step: str) -> B2BError:
    return NotAllowed(why, where=f"document {row.number}, {row.set_id} out, {row.acknowledgment}", next_step=next_step)
