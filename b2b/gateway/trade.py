"""Who is on either side of an exchange, with the settings in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from b2b.store import agreements, parties
from b2b.store.settings import PartnerSettings
from b2b.store.tables import Channel, Company, Identity, Partner


@dataclass(frozen=True, slots=True)
class Trade:
    """A company of ours and one of its partners. Where `channel` is None, or a syntax has no address of ours or theirs,
    nothing can be sent.
    """

    company: Company
    partner: Partner
    settings: PartnerSettings
    channel: Channel | None
    ours: Mapping[str, Identity]
    theirs: Mapping[str, Identity]

    @property
    def zone(self) -> dt.tzinfo:
        """The zone in which the partner's dates and times are meant."""
        return ZoneInfo(self.settings.time_zone)


def find(session: Session, partner_id: str) -> Trade:
    """The trade with a partner, as it is agreed now."""
    partner = session.exec(select(Partner).where(col(Partner.id) == partner_id)).one()
    company = session.exec(select(Company).where(col(Company.id) == partner.company_id)).one()
    return Trade(
        company,
        partner,
        parties.partner_settings(partner),
        agreements.channel_of(session, partner_id),
        _identities(session, company.id, None),
        _identities(session, company.id, partner.id),
    )


def _identities(session: Session, company_id: str, partner_id: str | None) -> Mapping[str, Identity]:
    """The address that is written in each syntax: the one that has stood longest."""
    whose = col(Identity.partner_id).is_(None) if partner_id is None else col(Identity.partner_id) == partner_id
    query = select(Identity).where(col(Identity.company_id) == company_id, whose)
    found: dict[str, Identity] = {}
    for row in session.exec(query.order_by(col(Identity.valid_from), col(Identity.id))):
        found.setdefault(row.syntax, row)
    return found
