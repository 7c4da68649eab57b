"""Settings become rows: a company's or a partner's file is applied, audited, and kept as a revision.

Applying the same settings again changes nothing. Transmissions and exchanges keep pointing to the agreement they ran
under, so an agreement that changes gets a new row and the old one is closed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from b2b.edi.guides.load import Find
from b2b.errors import Conflict
from b2b.store import agreements, audit, guides, ids, parties
from b2b.store.canonical import dumps
from b2b.store.settings import IdentitySettings, PartnerSettings, parse_company, parse_partner
from b2b.store.tables import Company, Identity, Partner, PartnerRevision


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying did: `created`, `changed` or `unchanged`, the revision that holds now, the keys that differ, and
    what else to tell.
    """

    outcome: str
    id: str
    revision: int
    changes: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def apply_company(
    session: Session, data: Mapping[str, Any], *, now: dt.datetime, actor: str, where: str = "company"
) -> Applied:
    """Make or change a company from its TOML dict. Raises ConfigError, or Conflict for an identity that is taken."""
    settings = parse_company(data, where)
    row = session.exec(select(Company).where(col(Company.code) == settings.code)).first()
    changes = differences(row.settings if row else {}, data)
    if row is None:
        row = Company(id=ids.new(now), code=settings.code, name=settings.name, settings=dict(data), created_at=now)
        outcome = "created"
    elif not changes:
        return Applied("unchanged", row.id, row.revision)
    else:
        row.name, row.settings, row.revision = settings.name, dict(data), row.revision + 1
        outcome = "changed"
    session.add(row)
    session.flush()
    _apply_identities(session, now, row, None, settings.identities, where)
    details = {"code": row.code, "revision": row.revision, "changes": list(changes)}
    audit.record(session, now, actor, outcome, "company", row.id, details)
    return Applied(outcome, row.id, row.revision, changes)


def apply_partner(
    session: Session,
    data: Mapping[str, Any],
    *,
    now: dt.datetime,
    actor: str,
    where: str = "partner",
    find_guide: Find | None = None,
) -> Applied:
    """Make or change a partner from its TOML dict: row, revision, identities, channel, agreements with their guides.

    `find_guide` gives the text of a guide by name, as `b2b.edi.guides.shelf.finder` does; without it the guides in
    force stay. A guide whose text has changed is a change, though the partner's settings are the same.

    Raises ConfigError, NotFound for an unknown company or guide, Conflict for an identity or a channel name that is
    taken, NotAllowed where a channel in use would go.
    """
    settings = parse_partner(data, where)
    company = parties.company(session, settings.company)
    held = parties.find_partner(session, company.id, settings.code)
    bound = guides.bind(session, now, actor, settings, held, find_guide)
    own_changes = differences(held.settings if held else {}, data)
    changes = (*own_changes, *(f"guide {name}" for name in bound.changed))
    if held is not None and not changes:
        return Applied("unchanged", held.id, held.revision, notes=bound.notes)
    row = held if held is not None and not own_changes else _revised(session, now, actor, company, held, settings, data)
    _apply_identities(session, now, company, row, settings.identities, where)
    agreements.apply_channel(session, now, row, settings, where)
    agreements.apply_agreements(session, now, row, settings, bound.revisions)
    outcome = "created" if held is None else "changed"
    details = {"code": row.code, "company": company.code, "revision": row.revision, "changes": list(changes)}
    audit.record(session, now, actor, outcome, "partner", row.id, details)
    return Applied(outcome, row.id, row.revision, changes, bound.notes)


def _revised(
    session: Session,
    now: dt.datetime,
    actor: str,
    company: Company,
    row: Partner | None,
    settings: PartnerSettings,
    data: Mapping[str, Any],
) -> Partner:
    """The partner's row with these settings, new or changed, and the revision that remembers them."""
    if row is None:
        row = Partner(
            id=ids.new(now),
            company_id=company.id,
            code=settings.code,
            name=settings.name,
            role=settings.role,
            settings=dict(data),
            updated_at=now,
        )
    else:
        row.name, row.role, row.settings = settings.name, settings.role, dict(data)
        row.revision, row.updated_at = row.revision + 1, now
    session.add(row)
    session.add(
        PartnerRevision(
            id=ids.new(now),
            partner_id=row.id,
            revision=row.revision,
            settings=dict(data),
            created_at=now,
            actor=actor,
        )
    )
    session.flush()
    return row


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    """The dotted keys whose values differ, sorted; a list counts as one value."""
    before, after = _flat(old), _flat(new)
    return tuple(sorted(key for key in before.keys() | after.keys() if before.get(key) != after.get(key)))


def _flat(data: Mapping[str, Any], path: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{path}{key}.")
        else:
            flat[f"{path}{key}"] = dumps(value)
    return flat


def _apply_identities(
    session: Session,
    now: dt.datetime,
    company: Company,
    partner: Partner | None,
    wanted: tuple[IdentitySettings, ...],
    where: str,
) -> None:
    ours = session.exec(select(Identity).where(col(Identity.company_id) == company.id)).all()
    held = {(row.syntax, row.qualifier, row.value, row.gs_id): row for row in ours}
    keys = [identity.address for identity in wanted]
    # Ids in the order of the file: the first identity is the one that is written on envelopes.
    fresh = iter(sorted(ids.new(now) for _ in wanted))
    partner_id = partner.id if partner else None
    for key, row in held.items():
        if row.partner_id == partner_id and key not in keys:
            session.delete(row)
    for identity in wanted:
        taken = held.get(identity.address)
        if taken is None:
            session.add(
                Identity(
                    id=next(fresh),
                    company_id=company.id,
                    partner_id=partner_id,
                    syntax=identity.syntax,
                    qualifier=identity.qualifier,
                    value=identity.id,
                    gs_id=identity.gs_id,
                    routing=identity.routing,
                    valid_from=now,
                )
            )
        elif taken.partner_id != partner_id:
            holder = session.get(Partner, taken.partner_id) if taken.partner_id else None
            raise Conflict(
                f"the identity {'/'.join(filter(None, identity.address[1:]))} belongs to"
                f" {holder.code if holder else company.code}",
                where=where,
                next_step="one address means one party: correct the identity, or tell the two apart by gs_id",
            )
        elif taken.routing != identity.routing:
            taken.routing = identity.routing
            session.add(taken)
    session.flush()
