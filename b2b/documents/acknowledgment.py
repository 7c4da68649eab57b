"""A partner's functional acknowledgment of what we sent (X12 997, 999): read to close our exchanges, never answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetAcknowledgment:
    """AK2 to AK5 (IK5): a transaction set and its code (`A` `E` `P` `R` `M` `W` `X`); `notes` say the errors in the
    partner's codes, readable.
    """

    set_id: str
    control_number: str
    code: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupAcknowledgment:
    """AK1 to AK9: a functional group of ours and its code; `notes` say what was wrong with the group itself."""

    functional_id: str
    control_number: str
    code: str
    included: int
    received: int
    accepted: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Acknowledgment:
    """One 997 or 999."""

    group: GroupAcknowledgment
    sets: tuple[SetAcknowledgment, ...]
