"""One guide for the sets of whatever file is validated, whoever sent it."""

from __future__ import annotations

from b2b.edi.engine.headers import GroupHeader
from b2b.edi.guides.guide import Guide, GuideSet


class Held:
    """The `guides` of `x12.validate.validate` where one guide is to hold; `beside` has the sets, with their release,
    that it says nothing of.
    """

    def __init__(self, guide: Guide) -> None:
        self._guide = guide
        self.beside: set[tuple[str, str]] = set()

    def __call__(self, header: GroupHeader, set_id: str) -> GuideSet | None:
        """The guide's word on a set."""
        release = header.version[:6]
        found = self._guide.sets.get(set_id) if release == self._guide.release else None
        if found is None and len(self.beside) < 100:  # names come from the file
            self.beside.add((set_id, release))
        return found
