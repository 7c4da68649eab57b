"""What whoever converts a file wants of the result."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from b2b.translation.ends import Identity
from b2b.translation.form import Form


@dataclass(frozen=True, slots=True)
class Wanted:
    """The form to convert to, and what the source does not decide.

    `release` is a release of X12 or a directory of EDIFACT, "" for the usual one. `sender` and `receiver` are None for
    those of the source, `control_number` for that of the source; given, it counts up from interchange to interchange.
    Times of day are meant in `time_zone`. Amounts of which the file does not say it are in `currency`. `made_at` is for
    sources without a time of their own.
    """

    form: Form
    made_at: dt.datetime
    release: str = ""
    sender: Identity | None = None
    receiver: Identity | None = None
    control_number: int | None = None
    time_zone: dt.tzinfo = dt.UTC
    currency: str | None = None
