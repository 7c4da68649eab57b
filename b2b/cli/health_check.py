"""One thing that `b2b doctor` has looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `ok`, `note` (works, but know it) or `wrong`; `next` is what to type."""

    what: str
    state: str
    says: str
    next: str = ""
