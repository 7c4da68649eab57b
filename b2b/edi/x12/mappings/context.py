"""What a mapping has to know beside the message or the document."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.schema import Release
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.writer import STANDARD


@dataclass(frozen=True, slots=True)
class Context:
    """The release and the agreement under which a message is read or written.

    `delimiters` are those of the interchange when reading, those of the agreement when writing. `time_zone` is the one
    in which the partner's times of day are meant. `currency` is the agreement's, for messages that must have one and
    name none; `date` is the day of the functional group (GS04) or of the EDIFACT interchange, for messages that leave
    their own date out; when writing, the day on which the message is made, where it is known.
    """

    release: Release
    delimiters: Delimiters = STANDARD
    character_set: CharacterSet = CharacterSet.EXTENDED
    time_zone: dt.tzinfo = dt.UTC
    currency: str | None = None
    date: dt.date | None = None
