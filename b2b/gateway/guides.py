"""The guides by which sets are checked: those of the agreements that hold, each read once while the gateway runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from b2b.edi.engine.headers import GroupHeader
from b2b.edi.guides.guide import Guide, GuideSet
from b2b.store import guides
from b2b.store.tables import Agreement, GuideRevision


@dataclass(frozen=True, slots=True)
class Agreed:
    """The guides of some agreements, by set and release; the `guides` of `b2b.edi.x12.validate.validate`."""

    sets: Mapping[tuple[str, str], tuple[str, GuideSet]] = field(default_factory=dict)

    def __call__(self, header: GroupHeader, set_id: str) -> GuideSet | None:
        """What is agreed on a set of this group beyond the standard."""
        found = self.sets.get((set_id, header.version[:6]))
        return found[1] if found is not None else None

    def revision(self, set_id: str, release: str) -> str | None:
        """The id of the guide's revision by which a set of this release is checked, None where it is by none."""
        found = self.sets.get((set_id, release))
        return found[0] if found is not None else None


class Guides:
    """The guides of a gateway; a revision never changes, so it is read and parsed once."""

    def __init__(self) -> None:
        self._read: dict[str, Guide] = {}

    def guide(self, session: Session, revision_id: str) -> Guide:
        """The guide of a revision."""
        if revision_id not in self._read:
            self._read[revision_id] = guides.parsed(session.get_one(GuideRevision, revision_id))
        return self._read[revision_id]

    def agreed(self, session: Session, agreements: Iterable[Agreement]) -> Agreed:
        """What these agreements say beyond the standard."""
        found: dict[tuple[str, str], tuple[str, GuideSet]] = {}
        for row in agreements:
            if row.guide_revision_id is not None:
                said = self.guide(session, row.guide_revision_id).sets[row.document]
                found[row.document, row.release] = row.guide_revision_id, said
        return Agreed(found)
