"""Guides in force: the texts that an agreement's guide is made of, kept as revisions beside the agreement.

Nothing that runs reads a guide's file: a change of it counts once the partner's settings are applied again, and a
database that was restored needs no folder.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from b2b.edi.guides import against
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.load import Find, read_guide
from b2b.errors import ConfigError, NotFound
from b2b.store import audit, canonical, ids
from b2b.store.settings import AgreementSettings, PartnerSettings
from b2b.store.tables import Agreement, GuideRevision, Partner

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Texts:
    """A guide with the texts that it is made of: its own, then those of its bases, by name."""

    guide: Guide
    texts: tuple[tuple[str, str], ...]

    @property
    def sha256(self) -> str:
        """Of all texts with their names."""
        return hashlib.sha256(canonical.dumps(self.texts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bound:
    """The guides of a partner's agreements: the revision for each document and direction that has one, the names of
    those whose text is another than the one in force, and what to tell of each.
    """

    revisions: Mapping[Key, str]
    changed: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read(name: str, find: Find) -> Texts:
    """The guide of that name as `find` has it, held against its release. NotFound, Unreadable, ConfigError."""
    texts: dict[str, str] = {}

    def noted(wanted: str) -> str:
        texts[wanted] = find(wanted)
        return texts[wanted]

    guide = read_guide(noted(name), f"guide {name}", noted)
    if guide.name != name:
        raise ConfigError(
            f"the guide calls itself {guide.name!r}",
            where=f"guide {name}",
            next_step=f"give the file and its name the same name: {guide.name}.toml",
        )
    against.require(guide)
    return Texts(guide, tuple(texts.items()))


def parsed(row: GuideRevision) -> Guide:
    """The guide of a revision."""
    texts: dict[str, str] = dict(row.texts)
    return read_guide(texts[row.name], f"guide {row.name}", texts.__getitem__)


def in_force(session: Session, partner_id: str) -> Sequence[tuple[Agreement, GuideRevision]]:
    """The agreements of a partner that have a guide, by document and direction."""
    query = (
        select(Agreement, GuideRevision)
        .join(GuideRevision, col(GuideRevision.id) == col(Agreement.guide_revision_id))
        .where(col(Agreement.partner_id) == partner_id, col(Agreement.superseded_at).is_(None))
    )
    return session.exec(query.order_by(col(Agreement.document), col(Agreement.direction))).all()


def bind(
    session: Session,
    now: dt.datetime,
    actor: str,
    settings: PartnerSettings,
    partner: Partner | None,
    find: Find | None,
) -> Bound:
    """The guides that a partner's settings name, as `find` has them now; without `find`, as they are in force with this
    partner. Texts that are new become revisions.

    NotFound: there is no such guide. ConfigError, with the line: it is no narrowing of its release, is of another
    release than its agreement, or says nothing of its document.
    """
    named = {(one.document, one.direction): one for one in settings.agreements if one.guide}
    held = {row.name: row for _, row in in_force(session, partner.id)} if partner is not None else {}
    rows: dict[str, GuideRevision] = {}
    for name in dict.fromkeys(one.guide for one in named.values()):
        found = _found(name, settings.code, held.get(name), find)
        guide = found.guide if isinstance(found, Texts) else parsed(found)
        for agreement in named.values():
            if agreement.guide == name:
                _require_fit(guide, agreement)
        rows[name] = keep(session, now, actor, found) if isinstance(found, Texts) else found
    changed = tuple(name for name, row in rows.items() if name in held and held[name].id != row.id)
    uses = {name: [f"{d} {way}" for (d, way), one in named.items() if one.guide == name] for name in rows}
    notes = tuple(f"Guide {name}, revision {row.revision}: {', '.join(uses[name])}." for name, row in rows.items())
    return Bound({key: rows[one.guide].id for key, one in named.items()}, changed, notes)


def keep(session: Session, now: dt.datetime, actor: str, found: Texts) -> GuideRevision:
    """The revision with these texts, made where there is none."""
    name, sha256 = found.guide.name, found.sha256
    same = select(GuideRevision).where(col(GuideRevision.name) == name, col(GuideRevision.sha256) == sha256)
    row = session.exec(same).first()
    if row is not None:
        return row
    last = session.exec(select(func.max(col(GuideRevision.revision))).where(col(GuideRevision.name) == name)).one()
    row = GuideRevision(
        id=ids.new(now),
        name=name,
        revision=(last or 0) + 1,
        release=found.guide.release,
        sha256=sha256,
        texts=[list(one) for one in found.texts],
        created_at=now,
        actor=actor,
    )
    session.add(row)
    session.flush()
    details = {"name": name, "revision": row.revision, "sha256": sha256, "bases": list(found.guide.bases)}
    audit.record(session, now, actor, "created", "guide_revision", row.id, details)
    return row


def _found(name: str, code: str, held: GuideRevision | None, find: Find | None) -> Texts | GuideRevision:
    if find is None and held is not None:
        return held
    if find is None:
        raise NotFound(
            f"there is no guide {name!r} in force",
            where=f"partner {code}",
            next_step="apply the partner's file, which looks for its guides: b2b partner apply FILE",
        )
    try:
        return read(name, find)
    except NotFound as missing:
        if held is None:
            raise
        raise NotFound(
            f"{missing.message}; revision {held.revision} stays in force",
            where=missing.where,
            next_step=f"write the files of what is in force: b2b partner export {code} --guides guides",
        ) from missing


def _require_fit(guide: Guide, agreement: AgreementSettings) -> None:
    where = f"agreement {agreement.document} {agreement.direction}, guide {guide.name}"
    if guide.release != agreement.release:
        raise ConfigError(
            f"the guide narrows {guide.release}, the agreement is on {agreement.release}",
            where=where,
            next_step="agree on the guide's release, or take a guide of the agreement's",
        )
    if agreement.document not in guide.sets:
        raise ConfigError(
            f"the guide says nothing of {agreement.document}",
            where=where,
            next_step=f"it narrows {', '.join(guide.sets) or 'no set'}: add [sets.{agreement.document}] there",
        )
