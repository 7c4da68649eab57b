"""What is agreed with a partner on a syntax, as far as the flow asks, in words that hold for both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from b2b.edi.x12.characters import CharacterSet


class Duplicates(StrEnum):
    """How an interchange that came before is answered."""

    AGAIN = "acknowledge-again"
    REFUSED = "refused"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Habits:
    """`tolerate` are codes of findings that shall not reject, `characters` those that are let through without a note
    (None: any); `number_reuse_days` as in the settings; `groups_an_interchange` of what goes out.
    """

    tolerate: frozenset[str]
    characters: CharacterSet | None
    duplicates: Duplicates
    number_reuse_days: int | None
    groups_an_interchange: int
