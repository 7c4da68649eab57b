"""What of a workspace's work is not finished, whoever is looking."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.database import connected

_QUERIES = (
    """SELECT set_id || ' ' || direction || ' ' || processing || ': ' || reason FROM exchange
       WHERE processing IN ('new', 'waiting')""",
    "SELECT set_id || ' is not acknowledged' FROM exchange WHERE acknowledgment = 'awaited'",
    "SELECT name || ' ' || delivery FROM transmission WHERE delivery NOT IN ('processed', 'delivered')",
    "SELECT kind || ' ' || state || ': ' || error FROM task WHERE state <> 'done'",
)


def loose_ends(workspace: Path) -> list[str]:
    """Everything that is not finished, in words."""
    with connected(workspace) as execute:
        return [words for query in _QUERIES for (words,) in execute(query)]
