"""The day of an interchange, which messages that leave their own date out are meant to have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from b2b.edi.as_json.envelopes import nth
from b2b.edi.x12.mappings import days


def interchange_day(header: Sequence[Any]) -> dt.date | None:
    """The date in the elements of UNB (S004), in six digits or since syntax 4 in eight; None where it is no day."""
    prepared = nth(header, 3)
    digits = nth(prepared, 0) if isinstance(prepared, list) else prepared
    if not isinstance(digits, str) or len(digits) not in (6, 8) or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return days.read(digits)
    except ValueError:
        return None
