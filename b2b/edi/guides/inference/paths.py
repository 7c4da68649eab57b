"""Where a segment may stand in a set, as a guide writes it."""

from __future__ import annotations

from b2b.edi.guides.place import Place, Step
from b2b.edi.schema import Loop, SetSchema


def paths(schema: SetSchema, tag: str) -> list[str]:
    """The places of a segment or of the loop that it begins, each once, in the order of the set."""
    found: list[str] = []

    def look(loop: Loop, steps: tuple[Step, ...]) -> None:
        for index, item in enumerate(loop.items):
            if isinstance(item, Loop):
                below = (*steps, Step(item.path.rpartition("/")[2]))
                if item.trigger.segment.id == tag:
                    found.append(str(Place(below)))
                look(item, below)
            elif item.segment.id == tag and (index or not loop.path):
                found.append(str(Place((*steps, Step(tag)))))

    look(schema.root, ())
    return list(dict.fromkeys(found))
