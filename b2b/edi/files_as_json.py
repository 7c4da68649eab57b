"""A file of either syntax as JSON, and back: the forms are described in `b2b.edi.x12.as_json` and
`b2b.edi.edifact.as_json`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from b2b.edi.edifact import as_json as edifact
from b2b.edi.validation import is_edifact
from b2b.edi.x12 import as_json as x12

_HEAD = 4096


def to_json(
    data: bytes, *, documents: bool = False, time_zone: dt.tzinfo = dt.UTC, currency: str | None = None
) -> dict[str, Any]:
    """The JSON form of a file; options and errors are those of the two."""
    read = edifact.to_json if is_edifact(data[:_HEAD]) else x12.to_json
    return read(data, documents=documents, time_zone=time_zone, currency=currency)


def from_json(form: Any, *, time_zone: dt.tzinfo = dt.UTC) -> bytes:
    """The file again; options and errors are those of the two. What UNA says, or that there is none, shows EDIFACT."""
    interchanges = form.get("interchanges") if isinstance(form, dict) else None
    first = interchanges[0] if isinstance(interchanges, list) and interchanges else None
    write = edifact.from_json if isinstance(first, dict) and "una" in first else x12.from_json
    return write(form, time_zone=time_zone)
