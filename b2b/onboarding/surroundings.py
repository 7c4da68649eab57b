"""What a trial stands on where the workspace has no company or no catalog: both made from the samples, and said so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from b2b.edi.engine.results import FileReport
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import ConfigError
from b2b.onboarding.goods import MadeUp, made_up, orders
from b2b.store.settings import PartnerSettings

_CURRENCY = "USD"


def checked(samples: Iterable[Sample]) -> list[FileReport]:
    """What validation says of each sample."""
    return [validate_bytes(one.data) for one in samples]


def company_for(settings: PartnerSettings, reports: Sequence[FileReport]) -> dict[str, Any]:
    """A company with the code that the partner names, at every address that the partner writes to.

    ConfigError: no file is from the partner.
    """
    theirs = {(one.qualifier, one.id) for one in settings.identities}
    addresses: dict[tuple[str, str, str], None] = {}
    for report in reports:
        for interchange in report.interchanges:
            header = interchange.result.header
            if (header.sender_qualifier.strip(), header.sender.strip()) not in theirs:
                continue
            for group in interchange.groups:
                code = group.result.header.receiver
                to = (header.receiver_qualifier.strip(), header.receiver.strip())
                addresses[(*to, code if len(code) >= 2 else "")] = None
    if not addresses:
        raise ConfigError(
            f"none of these files is from {settings.code}",
            where="samples",
            next_step="compare [[partner.identity]] with ISA05, ISA06 and GS02 of the files: b2b edi show FILE",
        )
    identities = [{"qualifier": q, "id": id, **({"gs_id": code} if code else {})} for q, id, code in addresses]
    return {
        "company": {
            "code": settings.company,
            "name": settings.company,
            "currency": settings.terms.currency or _CURRENCY,
            "time_zone": settings.time_zone,
            "identity": identities,
        }
    }


def catalog_for(settings: PartnerSettings, reports: Sequence[FileReport], currency: str = "") -> MadeUp:
    """A catalog of what the samples order, in the company's name."""
    return made_up(orders(reports), settings.company, settings.code, settings.terms.currency or currency or _CURRENCY)


def own_addresses(company: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The interchange addresses of a company, by its TOML."""
    identities = company["company"].get("identity", [])
    return {(str(one.get("qualifier", "ZZ")), str(one.get("id", ""))) for one in identities}


def is_own(report: FileReport, ours: set[tuple[str, str]], theirs: set[tuple[str, str]]) -> bool:
    """Whether a file was sent by us: every interchange of it, by addresses that are not the partner's too."""
    senders = {
        (one.result.header.sender_qualifier.strip(), one.result.header.sender.strip()) for one in report.interchanges
    }
    return bool(senders) and senders <= ours - theirs
