"""Whom an interchange is from and to: the channel it came on, the ids allowed there, the codes of its groups."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from b2b.gateway import wires
from b2b.gateway.examination import FoundGroup
from b2b.store.tables import Identity, Interchange

UNKNOWN_RECEIVER = "unknown-receiver"
UNKNOWN_SENDER = "unknown-sender"
UNKNOWN_GROUP_CODES = "unknown-group-codes"


@dataclass(frozen=True, slots=True)
class Misaddressed:
    """Why something is not worked: the exception's code and what it says."""

    code: str
    message: str


def check_interchange(session: Session, company_id: str, partner_id: str, row: Interchange) -> Misaddressed | None:
    """None where the interchange is from the channel's partner and to its company."""
    receiver = _shown(row.receiver_qualifier, row.receiver)
    if not _receivers(session, company_id, row):
        return Misaddressed(UNKNOWN_RECEIVER, f"the interchange is addressed to {receiver}, which is not ours")
    sender = _shown(row.sender_qualifier, row.sender)
    if not _senders(session, company_id, partner_id, row):
        return Misaddressed(UNKNOWN_SENDER, f"the interchange is from {sender}, which is not agreed on this channel")
    return None


def check_group(
    session: Session, company_id: str, partner_id: str, row: Interchange, found: FoundGroup
) -> Misaddressed | None:
    """None where the codes of a group belong to the ids of its interchange; an identity without a code takes any.

    Messages of EDIFACT that stand in no group have no codes, and their stand-in begins with its first message.
    """
    group = found.header
    if found.sets and found.sets[0].offset == group.offset:
        return None
    ours, theirs = _receivers(session, company_id, row), _senders(session, company_id, partner_id, row)
    wire = wires.of_interchange(row.version)
    for codes, code, element in ((ours, group.receiver, "03"), (theirs, group.sender, "02")):
        if "" not in codes and code.rstrip() not in codes:
            message = f"{wire.GROUP}{element} is {code!r}, which is not agreed for these {wire.HEADER} ids"
            return Misaddressed(UNKNOWN_GROUP_CODES, message)
    return None


def _receivers(session: Session, company_id: str, row: Interchange) -> set[str]:
    """The codes of groups by which the receiver is ours; none where it is not."""
    return _codes(session, company_id, None, row, row.receiver_qualifier, row.receiver)


def _senders(session: Session, company_id: str, partner_id: str, row: Interchange) -> set[str]:
    return _codes(session, company_id, partner_id, row, row.sender_qualifier, row.sender)


def _codes(
    session: Session, company_id: str, partner_id: str | None, row: Interchange, qualifier: str, value: str
) -> set[str]:
    whose = col(Identity.partner_id).is_(None) if partner_id is None else col(Identity.partner_id) == partner_id
    query = select(Identity.gs_id).where(
        col(Identity.company_id) == company_id,
        whose,
        col(Identity.syntax) == wires.of_interchange(row.version).SYNTAX,
        col(Identity.qualifier) == qualifier,
        col(Identity.value) == value.rstrip(),
    )
    return set(session.exec(query))


def _shown(qualifier: str, value: str) -> str:
    return f"{qualifier}/{value}" if qualifier else value or "an empty address"
