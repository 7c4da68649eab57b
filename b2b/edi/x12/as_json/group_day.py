"""The day of a functional group, which messages that leave their own date out are meant to have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.edi.x12.mappings import days


def group_day(header: Sequence[str]) -> dt.date | None:
    """GS04 of a GS segment without its id, in eight digits or in the six of older releases; None where it is no day."""
    digits = header[3] if len(header) > 3 else ""
    if len(digits) not in (6, 8) or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return days.read(digits)
    except ValueError:
        return None
