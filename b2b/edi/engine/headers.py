"""What the header of an interchange and that of a group say, in either syntax."""

from __future__ import annotations

from dataclasses import dataclass, field

from b2b.edi.engine.delimiters import Delimiters


@dataclass(frozen=True, slots=True)
class InterchangeHeader:
    """An ISA or a UNB: ids without padding, `date` and `time` as sent.

    `test` is True unless ISA15 is P, and where UNB has the test indicator. `elements` are all of the header's.
    `version` of a UNB has a colon (`UNOC:3`), that of an ISA has `?` where ISA12 has one: it tells the syntaxes apart.
    """

    offset: int
    control_number: str
    sender_qualifier: str
    sender: str
    receiver_qualifier: str
    receiver: str
    date: str
    time: str
    version: str
    ack_requested: bool
    test: bool
    delimiters: Delimiters
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupHeader:
    """A GS: GS01 to GS08; an element that was not sent is "". Of EDIFACT a UNG, or what stands for one.

    `elements` are all of a UNG; there are none where something else stands for it, and of a GS.
    """

    offset: int
    functional_id: str
    sender: str
    receiver: str
    date: str
    time: str
    control_number: str
    agency: str
    version: str
    elements: tuple[str, ...] = field(default=(), kw_only=True)
