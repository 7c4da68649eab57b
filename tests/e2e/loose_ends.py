"""What of a workspace's work is not finished, whoever is looking."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

_QUERIES = (
    """SELECT set_id || ' ' || direction || ' ' || processing || ': ' || reason FROM exchange
       WHERE processing IN ('new', 'waiting')""",
    "SELECT set_id || ' is not acknowledged' FROM exchange WHERE acknowledgment = 'awaited'",
    "SELECT name || ' ' || delivery FROM transmission WHERE delivery NOT IN ('processed', 'delivered')",
    "SELECT kind || ' ' || state || ': ' || error FROM task WHERE state <> 'done'",
)


def loose_ends(workspace: Path) -> list[str]:
    """Everything that is not finished, in words."""
    with closing(sqlite3.connect(f"file:{workspace / 'b2b.db'}?mode=ro", uri=True, timeout=15)) as database:
        return [words for query in _QUERIES for (words,) in database.execute(query)]
