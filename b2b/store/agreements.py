"""Channels and agreements of a partner: how its settings become rows, and which agreement holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.edi import counterparts
from b2b.errors import Conflict, NotAllowed
from b2b.store import channels, ids
from b2b.store.canonical import plain
from b2b.store.settings import AgreementSettings, EdifactSettings, PartnerSettings, X12Settings
from b2b.store.tables import Agreement, Channel, Partner, Transmission

_CURRENT = "current agreements"


def current_agreement(session: Session, partner_id: str, document: str, direction: str) -> Agreement | None:
    """The agreement that holds now on a document in a direction (`in`, `out`); None: not traded. `850` means the order
    in whichever syntax it is agreed on, `ORDERS` that of EDIFACT.
    """
    held = {row.document: row for row in current_agreements(session, partner_id) if row.direction == direction}
    return next((held[name] for name in counterparts.names(document) if name in held), None)


def current_agreements(session: Session, partner_id: str) -> Sequence[Agreement]:
    """What is traded with a partner now, by document and direction; read once in a unit of work, for every document
    asks for it.
    """
    known: dict[str, Sequence[Agreement]] = session.info.setdefault(_CURRENT, {})
    if partner_id not in known:
        query = select(Agreement).where(col(Agreement.partner_id) == partner_id, col(Agreement.superseded_at).is_(None))
        known[partner_id] = session.exec(query.order_by(col(Agreement.document), col(Agreement.direction))).all()
    return known[partner_id]


def agreement_settings(row: Agreement) -> AgreementSettings:
    """The typed settings of an agreement's row."""
    stored = row.settings["agreement"]
    return AgreementSettings(**{**stored, "as_new": tuple(stored.get("as_new", ()))})


def channel_of(session: Session, partner_id: str) -> Channel | None:
    """The partner's channel, None where it has none."""
    return session.exec(select(Channel).where(col(Channel.partner_id) == partner_id)).first()


def apply_channel(session: Session, now: dt.datetime, partner: Partner, settings: PartnerSettings, where: str) -> None:
    """Make, change or remove the partner's one channel.

    Raises Conflict where the name is another's, NotAllowed where a channel that has carried something would go.
    """
    row = channel_of(session, partner.id)
    wanted = settings.channel
    if wanted is None:
        if row is not None:
            _remove(session, row, where)
        return
    holder = session.exec(select(Channel).where(col(Channel.name) == wanted.name)).first()
    if holder is not None and holder.partner_id != partner.id:
        raise Conflict(
            f"the channel name {wanted.name!r} is used by another partner",
            where=where,
            next_step="give [partner.channel] a name of its own",
        )
    if row is None:
        row = Channel(
            id=ids.new(now),
            company_id=partner.company_id,
            partner_id=partner.id,
            name=wanted.name,
            kind=wanted.kind,
            settings={},
        )
    row.name, row.kind = wanted.name, wanted.kind
    row.settings = {**plain(asdict(wanted)), **channels.uses(row.settings)}
    session.add(row)
    session.flush()


def apply_agreements(
    session: Session,
    now: dt.datetime,
    partner: Partner,
    settings: PartnerSettings,
    guides: Mapping[tuple[str, str], str],
) -> None:
    """Close what is no longer agreed or has changed, and open what is new; an agreement that did not change stays.

    `guides` are the revisions of guides by document and direction. The settings of its syntax are part of each
    agreement, so that an exchange's agreement revision says how it was written.
    """
    channel = channel_of(session, partner.id)
    held = {(row.document, row.direction): row for row in current_agreements(session, partner.id)}
    wanted = {
        (agreement.document, agreement.direction): (agreement, _stored(settings, agreement))
        for agreement in settings.agreements
    }
    channel_id = channel.id if channel else None
    for key, row in held.items():
        same = key in wanted and row.settings == wanted[key][1] and row.channel_id == channel_id
        if same and row.guide_revision_id == guides.get(key):
            del wanted[key]
        else:
            row.superseded_at = now
            session.add(row)
    session.flush()
    for (document, direction), (agreement, stored) in wanted.items():
        session.add(
            Agreement(
                id=ids.new(now),
                company_id=partner.company_id,
                partner_id=partner.id,
                document=document,
                direction=direction,
                release=agreement.release,
                channel_id=channel_id,
                guide_revision_id=guides.get((document, direction)),
                test=_syntax(settings, agreement)[1].test,
                settings=stored,
                revision=_next_revision(session, partner.id, document, direction),
                valid_from=now,
            )
        )
    session.flush()
    session.info.pop(_CURRENT, None)


def _stored(settings: PartnerSettings, agreement: AgreementSettings) -> dict[str, Any]:
    name, written = _syntax(settings, agreement)
    return {"agreement": plain(asdict(agreement)), name: plain(asdict(written))}


def _syntax(settings: PartnerSettings, agreement: AgreementSettings) -> tuple[str, X12Settings | EdifactSettings]:
    """The settings by which what is agreed on is written."""
    if counterparts.is_message(agreement.document):
        return "edifact", settings.edifact
    return "x12", settings.x12


def _next_revision(session: Session, partner_id: str, document: str, direction: str) -> int:
    last = session.exec(
        select(func.max(col(Agreement.revision))).where(
            col(Agreement.partner_id) == partner_id,
            col(Agreement.document) == document,
            col(Agreement.direction) == direction,
        )
    ).one()
    return (last or 0) + 1


def _remove(session: Session, row: Channel, where: str) -> None:
    carried = session.exec(select(Transmission.id).where(col(Transmission.channel_id) == row.id).limit(1)).first()
    agreed = session.exec(select(Agreement.id).where(col(Agreement.channel_id) == row.id).limit(1)).first()
    if carried or agreed:
        raise NotAllowed(
            f"the channel {row.name!r} has been used and cannot be removed",
            where=where,
            next_step="keep [partner.channel]; to stop trading, remove the agreements or point it to empty folders",
        )
    session.delete(row)
    session.flush()
