"""The two sides of a trade, with their settings in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from b2b.errors import NotAllowed
from b2b.store import parties
from b2b.store.settings import CompanySettings, PartnerSettings
from b2b.store.states import Role
from b2b.store.tables import Company, Partner

Settings = Mapping[str, Any]
_TRADES = "trades"


@dataclass(frozen=True, slots=True)
class Trade:
    """A company of ours and a partner of it."""

    company: Company
    partner: Partner
    ours: CompanySettings
    theirs: PartnerSettings

    def partners_day(self, at: dt.datetime) -> dt.date:
        """The day in the partner's zone: what an X12 date means."""
        return at.astimezone(ZoneInfo(self.theirs.time_zone)).date()

    def our_day(self, at: dt.datetime) -> dt.date:
        """The day in the company's zone: what invoices and due dates go by."""
        return at.astimezone(ZoneInfo(self.ours.time_zone)).date()

    def require_supplier(self, where: str) -> None:
        """NotAllowed where the partner is something else to us: what only a supplier sends is not taken from it."""
        if self.partner.role != Role.SUPPLIER:
            raise NotAllowed(
                f"{self.partner.code} is a {self.partner.role}, and only a supplier sends this",
                where=where,
                next_step=f"b2b partner show {self.partner.code}",
            )

    def lock_key(self, order_number: str) -> str:
        """Under which all work of one customer's order is done one after the other."""
        return f"{self.company.code}:{self.partner.role}:{self.partner.code}:{order_number}"


def trade(session: Session, partner_id: str) -> Trade:
    """The trade with a partner. ConfigError where its settings cannot be read.

    Every document asks for it, so settings are parsed once in a unit of work, and again where they change in it.
    """
    partner = session.get_one(Partner, partner_id)
    company = session.get_one(Company, partner.company_id)
    known: dict[str, tuple[Settings, Settings, Trade]] = session.info.setdefault(_TRADES, {})
    ours, theirs, found = known.get(partner_id, (None, None, None))
    if found is None or ours is not company.settings or theirs is not partner.settings:
        found = Trade(company, partner, parties.company_settings(company), parties.partner_settings(partner))
        known[partner_id] = company.settings, partner.settings, found
    return found
