"""LX, the counter that lines of warehouse sets stand in: 940 and 945 have it since 004010, 944 since 005010."""

from __future__ import annotations

from b2b.edi.schema import Loop
from b2b.edi.x12.mappings.context import Context

_COUNTER = "LX"


def around_lines(set_id: str, context: Context) -> bool:
    """Whether the lines of a set stand in LX loops in the release of this context."""
    items = context.release.sets[set_id].root.items
    return any(isinstance(item, Loop) and item.path == _COUNTER for item in items)
