"""What a trial stands on where the workspace has no company or no catalog: both made from the samples, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from b2b.edi.engine.results import FileReport
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.validation import validate_bytes
from b2b.errors import ConfigError
from b2b.onboarding.goods import MadeUp, made_up, orders
from b2b.onboarding.sides import Address, identity, receiver, sender
from b2b.store.settings import PartnerSettings
from b2b.store.settings.shared import IdentitySettings
from b2b.store.states import Syntax

_CURRENCY = "USD"


def checked(samples: Iterable[Sample]) -> list[FileReport]:
    """What validation says of each sample."""
    return [validate_bytes(one.data) for one in samples]


def company_for(settings: PartnerSettings, reports: Sequence[FileReport]) -> dict[str, Any]:
    """A company with the code that the partner names, at every address that the partner writes to.

    ConfigError: no file is from the partner.
    """
    theirs = addresses_of(settings.identities)
    found: dict[tuple[Address, str], None] = {}
    for report in reports:
        for interchange in report.interchanges:
            header = interchange.result.header
            if sender(header) not in theirs:
                continue
            to = receiver(header)
            for group in interchange.groups:
                # Without groups of their own, messages of EDIFACT have the interchange's address for a group's.
                code = group.result.header.receiver
                found[to, code if len(code) >= 2 and code != to.id else ""] = None
    if not found:
        raise ConfigError(
            f"none of these files is from {settings.code}",
            where="samples",
            next_step="compare [[partner.identity]] with ISA05, ISA06 and GS02, or with UNB: b2b edi show FILE",
        )
    return {
        "company": {
            "code": settings.company,
            "name": settings.company,
            "currency": settings.terms.currency or _CURRENCY,
            "time_zone": settings.time_zone,
            "identity": [identity(address, code) for address, code in found],
        }
    }


def catalog_for(settings: PartnerSettings, reports: Sequence[FileReport], currency: str = "") -> MadeUp:
    """A catalog of what the samples order, in the company's name."""
    return made_up(orders(reports), settings.company, settings.code, settings.terms.currency or currency or _CURRENCY)


def addresses_of(identities: Iterable[IdentitySettings]) -> set[Address]:
    """The interchange addresses in somebody's settings."""
    return {Address(one.qualifier, one.id, one.syntax) for one in identities}


def own_addresses(company: Mapping[str, Any]) -> set[Address]:
    """The interchange addresses of a company, by its TOML."""
    tables = company["company"].get("identity", [])
    return {
        Address(str(one.get("qualifier", "" if _syntax(one) == Syntax.EDIFACT else "ZZ")), str(one["id"]), _syntax(one))
        for one in tables
    }


def _syntax(identity: Mapping[str, Any]) -> Syntax:
    return Syntax(identity.get("syntax", Syntax.X12))


def is_own(report: FileReport, ours: set[Address], theirs: set[Address]) -> bool:
    """Whether a file was sent by us: every interchange of it, by addresses that are not the partner's too."""
    senders = {sender(one.result.header) for one in report.interchanges}
    return bool(senders) and senders <= ours - theirs
