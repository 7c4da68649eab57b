"""What `b2b doctor` says of partners' guides: whether those in force are right, and whether a file says otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from b2b.cli.health_check import Check
from b2b.edi.guides import against
from b2b.edi.guides.shelf import finder
from b2b.errors import B2BError, NotFound
from b2b.store import agreements, guides
from b2b.store.tables import GuideRevision, Partner


def examine(session: Session, partner: Partner, folder: Path) -> Iterator[Check]:
    """One check for each guide that an agreement of the partner names; `folder` has the workspace's own."""
    held: dict[str, tuple[GuideRevision, list[str]]] = {}
    for agreement, revision in guides.in_force(session, partner.id):
        held.setdefault(revision.id, (revision, []))[1].append(f"{agreement.document} {agreement.direction}")
    for revision, used in held.values():
        yield _check(partner, revision, ", ".join(used), folder)
    lost = defaultdict(list)
    for agreement in agreements.current_agreements(session, partner.id):
        named = agreements.agreement_settings(agreement).guide
        if named and agreement.guide_revision_id is None:
            lost[named].append(f"{agreement.document} {agreement.direction}")
    for named, used in lost.items():
        says = f"{', '.join(used)} should be held to it, and no revision of it is in force"
        yield Check(f"guide {named}", "wrong", says, "b2b partner apply FILE")


def _check(partner: Partner, revision: GuideRevision, used: str, folder: Path) -> Check:
    what, stands = f"guide {revision.name}", f"revision {revision.revision} for {partner.code}, {used}"
    try:
        against.require(guides.parsed(revision))
    except B2BError as error:
        return Check(what, "wrong", f"{stands}: {error}", error.next_step or "b2b partner apply FILE")
    try:
        same = guides.read(revision.name, finder([folder])).sha256 == revision.sha256
    except NotFound:
        return Check(what, "ok", f"{stands}; no file of it in {folder.name}/")
    except B2BError as error:
        return Check(what, "note", f"{stands}; its file is not right: {error}", "b2b edi guide list")
    if not same:
        says = f"{stands}; the file says otherwise since, which counts once the partner is applied again"
        return Check(what, "note", says, "b2b partner apply FILE")
    return Check(what, "ok", stands)
