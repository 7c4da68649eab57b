"""Who sends a sample interchange to whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ends:
    """The ids of sender and receiver, both under one qualifier of the syntax (ISA05 and ISA07, 0007 in UNB)."""

    qualifier: str
    sender: str
    receiver: str
