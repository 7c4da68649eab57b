"""Whom an interchange is from and to: the channel it came on, the ISA ids allowed there, the GS codes behind them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from b2b.edi.engine.headers import GroupHeader
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
    """None where the ISA is from the channel's partner and to its company."""
    receiver = f"{row.receiver_qualifier}/{row.receiver}"
    if not _codes(session, company_id, None, row.receiver_qualifier, row.receiver):
        return Misaddressed(UNKNOWN_RECEIVER, f"the interchange is addressed to {receiver}, which is not ours")
    sender = f"{row.sender_qualifier}/{row.sender}"
    if not _codes(session, company_id, partner_id, row.sender_qualifier, row.sender):
        return Misaddressed(UNKNOWN_SENDER, f"the interchange is from {sender}, which is not agreed on this channel")
    return None


def check_group(
    session: Session, company_id: str, partner_id: str, row: Interchange, group: GroupHeader
) -> Misaddressed | None:
    """None where the GS codes belong to the ISA ids; an identity without a GS code takes any."""
    ours = _codes(session, company_id, None, row.receiver_qualifier, row.receiver)
    theirs = _codes(session, company_id, partner_id, row.sender_qualifier, row.sender)
    for codes, code, what in ((ours, group.receiver, "GS03"), (theirs, group.sender, "GS02")):
        if "" not in codes and code.rstrip() not in codes:
            return Misaddressed(UNKNOWN_GROUP_CODES, f"{what} is {code!r}, which is not agreed for these ISA ids")
    return None


def _codes(session: Session, company_id: str, partner_id: str | None, qualifier: str, value: str) -> set[str]:
    whose = col(Identity.partner_id).is_(None) if partner_id is None else col(Identity.partner_id) == partner_id
    query = select(Identity.gs_id).where(
        col(Identity.company_id) == company_id,
        whose,
        col(Identity.qualifier) == qualifier,
        col(Identity.value) == value.rstrip(),
    )
    return set(session.exec(query))
