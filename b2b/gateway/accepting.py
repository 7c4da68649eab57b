"""A person's word that an interchange under a number that came before is another one: it is worked after all."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from b2b.errors import NotAllowed, NotFound, Superseded
from b2b.gateway import repeats
from b2b.gateway.bootstrap import Gateway
from b2b.gateway.exceptions import settle
from b2b.gateway.intake import CONFLICT, Intake, agreed_guides, examined
from b2b.store import audit, blobs, parties
from b2b.store.states import Direction
from b2b.store.tables import Interchange, Partner, Transmission


@dataclass(frozen=True, slots=True)
class Held:
    """An inbound file, and the interchanges in it that are not worked because their numbers came before."""

    file: Transmission
    partner: Partner
    interchanges: list[Interchange]


def held(session: Session, number: int) -> Held:
    """The file of this number with what is held of it. NotFound; NotAllowed where nothing is, or it is worked already
    as another file.
    """
    found = select(Transmission).where(col(Transmission.number) == number, col(Transmission.direction) == Direction.IN)
    file = session.exec(found).first()
    if file is None:
        raise NotFound(f"there is no incoming file {number}", next_step="b2b inbox")
    where = f"file {number}, {file.name}"
    query = select(Interchange).where(
        col(Interchange.transmission_id) == file.id, col(Interchange.duplicate_of).is_not(None)
    )
    repeated = session.exec(query.order_by(col(Interchange.offset))).all()
    if not repeated:
        raise NotAllowed("nothing of it is held", where=where, next_step=f"b2b why file:{number}")
    partner = session.get_one(Partner, file.partner_id)
    by_content = {row.content_sha256: row for row in reversed(repeated)}
    other = [row for row in repeated if row is by_content[row.content_sha256] and not _is_worked(session, partner, row)]
    if not other:
        raise NotAllowed("the very same bytes are worked already", where=where, next_step=f"b2b why file:{number}")
    return Held(file, partner, other)


def accept(gateway: Gateway, number: int) -> list[str]:
    """Work what is held of a file, each interchange under the next epoch of its number; their control numbers.

    Superseded: somebody else has just done so. NotFound and NotAllowed as `held` says.
    """
    with gateway.store.read() as session:
        waiting = held(session, number)
        content = blobs.get(session, gateway.store, waiting.file.blob_sha256)
        settings = parties.partner_settings(waiting.partner)
        agreed = agreed_guides(gateway, session, waiting.partner)
    by_offset = {one.header.offset: one for one in examined(gateway, content, settings, agreed).interchanges}
    with gateway.store.write() as session:
        current = held(session, number)
        if [row.id for row in current.interchanges] != [row.id for row in waiting.interchanges]:
            raise Superseded(where=f"file {number}")
        intake = Intake(gateway, session, current.file, current.partner, settings, agreed)
        for row in current.interchanges:
            repeats.begin_epoch(session, current.partner, row)
            intake.take_up(row, by_offset[row.offset])
            settle(gateway, session, CONFLICT, row.id, f"accepted as another interchange, epoch {row.epoch}")
            details = {"file": number, "control_number": row.control_number, "epoch": row.epoch}
            audit.record(session, gateway.clock.now(), gateway.actor, "accepted", "interchange", row.id, details)
        return [row.control_number for row in current.interchanges]


def _is_worked(session: Session, partner: Partner, row: Interchange) -> bool:
    return any(one.content_sha256 == row.content_sha256 for one in repeats.holders(session, partner, row))
