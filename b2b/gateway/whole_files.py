"""Files that are one document each: invoices as XML or PDF, messages to and from a bank. No envelope, no 997.

Coming in, a file becomes one exchange beside those of X12; going out, an exchange's stored bytes become a transmission.
"""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import and_, bindparam, or_
from sqlmodel import Session, col, select

from b2b.errors import ConfigError, LogicalError, NotAllowed
from b2b.gateway import paying, transmissions
from b2b.gateway import trade as trades
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import open_about_document
from b2b.gateway.trade import Trade
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.recognise import ROOTS, is_pdf
from b2b.store import audit, counters, exchanges, ids
from b2b.store.agreements import agreement_settings, current_agreement
from b2b.store.states import AcknowledgmentState, Direction, LinkKind, Processing, Verdict
from b2b.store.tables import Blob, Exchange, Partner, Transmission
from b2b.untrusted_xml import root_name

UBL, CII, PDF = "ubl", "cii", "pdf"
INVOICES = frozenset({UBL, CII, PDF})
PAYMENTS = "pain.001"
STATUS = "pain.002"
STATEMENT = "camt.053"
KINDS = INVOICES | {PAYMENTS, STATUS, STATEMENT}
_FORMATS = {InvoiceFormat.UBL_INVOICE: UBL, InvoiceFormat.UBL_CREDIT_NOTE: UBL, InvoiceFormat.CII: CII}
_BANK_NAMESPACE = re.compile(r"\{urn:[^}]*:xsd:((?:pain|camt)\.\d{3})\.")
# Byte order marks and blanks may stand before an XML declaration; UTF-16 has zeros between.
_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"
_WAITS = and_(
    col(Exchange.direction) == Direction.OUT,
    col(Exchange.processing) == Processing.NEW,
    col(Exchange.blob_sha256).is_not(None),
)
_ITS_TIME = or_(col(Exchange.due_at).is_(None), col(Exchange.due_at) <= bindparam("now"))
# Asked many times a pass, so put together once.
_DUE_IDS = select(Exchange.id).where(_WAITS, _ITS_TIME).order_by(col(Exchange.number))


def kind_of(content: bytes) -> str | None:
    """Which kind of document a file is as a whole; None: X12, or nothing we know."""
    if is_pdf(content):
        return PDF
    root = root_name(content) if content[:4].lstrip(_BEFORE_XML).startswith(b"<") else ""
    if root in ROOTS:
        return _FORMATS[ROOTS[root]]
    bank = _BANK_NAMESPACE.match(root)
    return bank[1] if bank and bank[1] in KINDS else None


def file(
    session: Session, gateway: Gateway, transmission: Transmission, partner: Partner, kind: str, parts: int
) -> None:
    """Keep an inbound file as one exchange for each of its `parts`. The same bytes from the same partner a second time
    are a duplicate of the first; a kind that is not agreed with the partner is quarantined.
    """
    first = _came_before(session, transmission, partner, kind)
    kept = [_keep(session, gateway, transmission, partner, kind, n, first) for n in range(1, parts + 1)]
    details = {"kind": kind, "documents": [exchange.number for exchange in kept]}
    audit.record(session, gateway.clock.now(), gateway.actor, "processed", "transmission", transmission.id, details)


def _keep(
    session: Session,
    gateway: Gateway,
    transmission: Transmission,
    partner: Partner,
    kind: str,
    position: int,
    first: Exchange | None,
) -> Exchange:
    now = gateway.clock.now()
    agreement = current_agreement(session, partner.id, kind, Direction.IN)
    exchange = Exchange(
        id=ids.new(now),
        number=counters.take(session, "exchange"),
        direction=Direction.IN,
        transmission_id=transmission.id,
        company_id=partner.company_id,
        partner_id=partner.id,
        agreement_id=agreement.id if agreement else None,
        agreement_revision=agreement.revision if agreement else None,
        set_id=kind,
        document_type=kind,
        position=position,
        length=transmission.size,
        verdict=Verdict.ACCEPTED,
        created_at=now,
    )
    if first is not None:
        exchange.processing, exchange.done_at = Processing.DONE, now
        exchange.reason = f"the same file came before as document {first.number}"
    session.add(exchange)
    session.flush()
    if first is not None:
        exchanges.link(session, now, exchange.id, LinkKind.DUPLICATE_OF, to_exchange=first.id)
    elif agreement is None:
        exchange.processing, exchange.reason = Processing.QUARANTINED, f"{kind} is not agreed with this partner"
        session.add(exchange)
        open_about_document(session, now, exchange, "no-agreement", exchange.reason)
    return exchange


def _came_before(session: Session, transmission: Transmission, partner: Partner, kind: str) -> Exchange | None:
    query = (
        select(Exchange)
        .join(Transmission, col(Transmission.id) == col(Exchange.transmission_id))
        .where(
            col(Transmission.blob_sha256) == transmission.blob_sha256,
            col(Exchange.partner_id) == partner.id,
            col(Exchange.set_id) == kind,
            col(Exchange.direction) == Direction.IN,
        )
    )
    return session.exec(query.order_by(col(Exchange.number))).first()


def dispatch_due(gateway: Gateway) -> int:
    """Hand over to the channel whatever whole file is due; how many transmissions were made."""
    made = 0
    with gateway.store.read() as session:
        waiting = session.exec(_DUE_IDS, params={"now": gateway.clock.now()}).all()
    for exchange_id in waiting:
        if gateway.stopping.is_set():
            break
        with gateway.store.write() as session:
            exchange = session.exec(select(Exchange).where(_WAITS, col(Exchange.id) == exchange_id)).first()
            made += exchange is not None and _dispatch(session, gateway, exchange)
    return made


def _dispatch(session: Session, gateway: Gateway, exchange: Exchange) -> bool:
    now = gateway.clock.now()
    assert exchange.partner_id is not None
    try:
        trade = trades.find(session, exchange.partner_id)
        if exchange.set_id == PAYMENTS:
            paying.require_approved(session, gateway, exchange)
        hours = _acknowledged_within(session, trade, exchange)
        transmission = _transmission(session, now, trade, exchange)
    except LogicalError as problem:
        exchange.processing, exchange.reason = Processing.FAILED, str(problem)
        session.add(exchange)
        message = f"{exchange.set_id} {exchange.business_key or ''} cannot be sent: {problem}"
        open_about_document(session, now, exchange, "cannot-be-written", message, next_step=problem.next_step)
        return False
    exchange.transmission_id, exchange.length = transmission.id, transmission.size
    exchange.verdict, exchange.processing, exchange.done_at = Verdict.ACCEPTED, Processing.DONE, now
    if hours and exchange.set_id == PAYMENTS:
        exchange.acknowledgment = AcknowledgmentState.AWAITED
        exchange.acknowledgment_due_at = now + dt.timedelta(hours=hours)
    session.add(exchange)
    details = {"name": transmission.name, "documents": [exchange.number]}
    audit.record(
        session, now, gateway.actor, "assembled", "transmission", transmission.id, details, transmission.blob_sha256
    )
    return True


def _acknowledged_within(session: Session, trade: Trade, exchange: Exchange) -> int | None:
    """The hours within which the bank's pain.002 is expected. NotAllowed where the kind is not agreed any more."""
    agreement = current_agreement(session, trade.partner.id, exchange.set_id, Direction.OUT)
    if agreement is None:
        raise NotAllowed(
            f"{exchange.set_id} is not agreed with {trade.partner.code}",
            next_step=f"add it to the partner's agreements and apply it, then: b2b docs retry {exchange.number}",
        )
    return agreement_settings(agreement).expect_acknowledgment_hours


def _transmission(session: Session, now: dt.datetime, trade: Trade, exchange: Exchange) -> Transmission:
    if trade.channel is None:
        raise ConfigError(
            "[partner.channel] is missing: nothing can be sent",
            where=f"partner {trade.partner.code}",
            next_step=f"add it to the TOML file and apply it, then: b2b docs retry {exchange.number}",
        )
    blob = session.exec(select(Blob).where(col(Blob.sha256) == exchange.blob_sha256)).one()
    ending = "pdf" if exchange.set_id == PDF else "xml"
    return transmissions.queue(
        session, now, trade, set_id=exchange.set_id, ending=ending, sha256=blob.sha256, size=blob.size
    )
