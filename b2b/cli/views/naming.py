"""Codes for ids: how companies, partners and channels are called on a screen."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from b2b.store.tables import Channel, Company, Partner


@dataclass(frozen=True, slots=True)
class Names:
    """Code by id; an id of None is the empty text."""

    companies: dict[str, str]
    partners: dict[str, str]
    channels: dict[str, str]

    def company(self, id: str | None) -> str:
        """The company's code."""
        return self.companies.get(id or "", "")

    def partner(self, id: str | None) -> str:
        """The partner's code."""
        return self.partners.get(id or "", "")

    def channel(self, id: str | None) -> str:
        """The channel's name."""
        return self.channels.get(id or "", "")


def names(session: Session) -> Names:
    """All names of the workspace; there are few."""
    return Names(
        dict(session.exec(select(Company.id, Company.code)).all()),
        dict(session.exec(select(Partner.id, Partner.code)).all()),
        dict(session.exec(select(Channel.id, Channel.name)).all()),
    )
