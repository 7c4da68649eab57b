"""Which interchange came before, known by own id, partner's id, test or not, ISA13 (of EDIFACT the control reference
of UNB), and the epoch of that number.

A partner that begins its numbers anew (each day, or with a new system) uses one for another interchange: the next
epoch. It begins by itself where the partner is allowed to (`control_number_reuse_days`), else by a person's word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from b2b.edi.findings import Verdict
from b2b.gateway import wires
from b2b.store import cases
from b2b.store.settings import PartnerSettings
from b2b.store.states import Direction, Syntax
from b2b.store.tables import Interchange, Partner, Transmission

REJECTED = "interchange-rejected"


def first_of_its_kind(
    session: Session, partner: Partner, settings: PartnerSettings, row: Interchange, now: dt.datetime, actor: str
) -> Interchange | None:
    """The interchange that has this identity already, with the same content or another; else this one takes it.

    Partners correct what we rejected as a whole and send it under the same number: the correction takes it over, and
    the exception is closed.
    """
    held = holders(session, partner, row)
    same = next((one for one in held if one.content_sha256 == row.content_sha256), None)
    if same is not None:
        return same
    newest = held[-1] if held else None
    if newest is None:
        _take(partner, row, 0)
    elif newest.verdict == Verdict.REJECTED:
        resolution = "a corrected one came under its number"
        cases.resolve_about(session, newest.id, code=REJECTED, now=now, actor=actor, resolution=resolution)
        newest.identity_key = None
        session.add(newest)
        session.flush()
        _take(partner, row, newest.epoch)
    elif _may_be_another(session, settings, newest, now):
        _take(partner, row, newest.epoch + 1)
    else:
        return newest
    return None


def begin_epoch(session: Session, partner: Partner, row: Interchange) -> None:
    """Let this interchange stand for itself, beside the others of its number."""
    held = holders(session, partner, row)
    row.duplicate_of = None
    _take(partner, row, held[-1].epoch + 1 if held else 0)


def holders(session: Session, partner: Partner, row: Interchange) -> Sequence[Interchange]:
    """The interchanges that hold the number of this one, an epoch each, the newest last."""
    query = select(Interchange).where(
        col(Interchange.sender) == row.sender,
        col(Interchange.receiver) == row.receiver,
        col(Interchange.control_number) == row.control_number,
        col(Interchange.sender_qualifier) == row.sender_qualifier,
        col(Interchange.receiver_qualifier) == row.receiver_qualifier,
        col(Interchange.direction) == Direction.IN,
        col(Interchange.partner_id) == partner.id,
        col(Interchange.test) == row.test,
        col(Interchange.identity_key).is_not(None),
    )
    found = session.exec(query.order_by(col(Interchange.epoch))).all()
    syntax = wires.of_interchange(row.version).SYNTAX
    return [one for one in found if syntax == wires.of_interchange(one.version).SYNTAX]


def _take(partner: Partner, row: Interchange, epoch: int) -> None:
    row.epoch = epoch
    ours, theirs = f"{row.receiver_qualifier}/{row.receiver}", f"{row.sender_qualifier}/{row.sender}"
    usage = "T" if row.test else "P"
    syntax = wires.of_interchange(row.version).SYNTAX
    number = f"UNB {row.control_number}" if syntax is Syntax.EDIFACT else row.control_number
    row.identity_key = "|".join((partner.company_id, partner.id, ours, theirs, usage, number, str(epoch)))


def _may_be_another(session: Session, settings: PartnerSettings, held: Interchange, now: dt.datetime) -> bool:
    """Whether so many days of the partner's calendar have begun since the number was used."""
    days = wires.of_interchange(held.version).habits(settings).number_reuse_days
    if days is None:
        return False
    came = session.exec(select(Transmission.created_at).where(col(Transmission.id) == held.transmission_id)).one()
    zone = ZoneInfo(settings.time_zone)
    return (now.astimezone(zone).date() - came.astimezone(zone).date()).days >= days
