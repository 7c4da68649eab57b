"""A partner's answer to the form of what we sent (X12 997, 999, CONTRL): read to close our exchanges, not answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SetAcknowledgment:
    """AK2 to AK5 (IK5), UCM: a set or message of ours and its code (`A` `E` `P` `R` `M` `W` `X`); `notes` say the
    errors in the partner's codes, readable.
    """

    set_id: str
    control_number: str
    code: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GroupAcknowledgment:
    """AK1 to AK9: a functional group of ours and its code; `notes` say what was wrong with the group itself.

    UCI and UCF say the same of an interchange and of a group of EDIFACT: `functional_id` is "", as they do not repeat
    what it holds, and the counts are None; sender and receiver are those that it repeats, "" where it does not. `code`
    is "" for what was only received: a judgment follows in another one.
    """

    functional_id: str
    control_number: str
    code: str
    included: int | None = None
    received: int | None = None
    accepted: int | None = None
    notes: tuple[str, ...] = ()
    sender: str = ""
    sender_qualifier: str = ""
    receiver: str = ""
    receiver_qualifier: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledgment:
    """One 997, 999 or CONTRL. What it does not name shares the fate of the level above: with `P` it is accepted.

    In a CONTRL `group` is the interchange (its control number that of UNB), `sets` are the messages outside of groups,
    and `groups` those UNG groups that are answered by name, each with its messages.
    """

    group: GroupAcknowledgment
    sets: tuple[SetAcknowledgment, ...]
    groups: tuple[Acknowledgment, ...] = ()
