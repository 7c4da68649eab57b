"""A note that says what it is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """Words for people; `kind` is an X12 element 363 code (`WHI` for the warehouse, `DEL` about the delivery, `GEN`
    about the whole document), empty where the partner gave none.
    """

    kind: str
    text: str
