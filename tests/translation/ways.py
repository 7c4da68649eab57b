"""Short ways from documents to files and through conversions."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any
from zoneinfo import ZoneInfo

from b2b.edi.x12.mappings import for_set
from b2b.translation.carried import Loss
from b2b.translation.convert import convert
from b2b.translation.converted import Conversion
from b2b.translation.essential import may_be_left_out
from b2b.translation.form import Form
from b2b.translation.wanted import Wanted
from tests.edi.edifact.mappings.fitting import fitted
from tests.edi.mappings.messages import context, interchange

ZONE = ZoneInfo("Europe/Berlin")
NOW = dt.datetime(2026, 1, 5, 8, 0, tzinfo=dt.UTC)


def to(form: Form, data: bytes, release: str = "", **more: Any) -> Conversion:
    """A conversion for partners in Berlin, who trade in euros where a message does not say."""
    return convert(data, Wanted(form, NOW, release, **{"time_zone": ZONE, "currency": "EUR", **more}))


def x12_of(set_id: str, document: Any, release: str = "004010") -> bytes:
    """A document as a file of X12."""
    known = context(release)
    return interchange(set_id, for_set(set_id).write(document, known), known)


def half_fitted(document: Any) -> Any:
    """A document of X12 that EDIFACT can say as far as it must, and in the rest perhaps not."""
    return _merged(document, fitted(document))


def _merged(said: Any, fit: Any) -> Any:
    if isinstance(said, tuple) and isinstance(fit, tuple) and len(said) == len(fit):
        return tuple(_merged(*pair) for pair in zip(said, fit, strict=True))
    if type(said) is not type(fit) or not is_dataclass(fit) or isinstance(fit, type):
        return fit
    parts = {}
    for one in fields(fit):
        free = may_be_left_out(type(fit), one.name)
        parts[one.name] = getattr(said, one.name) if free else _merged(getattr(said, one.name), getattr(fit, one.name))
    return type(fit)(**parts)


def without(document: Any, losses: Iterable[Loss]) -> Any:
    """The document as the lists of losses say that it is: fields empty, parts of lists gone."""
    return _without(document, "", {loss.field for loss in losses})


def _without(value: Any, name: str, gone: set[str]) -> Any:
    if isinstance(value, tuple):
        kept = [n for n in range(len(value)) if f"{name}[{n}]" not in gone]
        return tuple(_without(value[n], f"{name}[{n}]", gone) for n in kept)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    said = {}
    for one in fields(value):
        at = f"{name}.{one.name}" if name else one.name
        if at in gone:
            assert not re.search(r"(lines|quantity|amount|currency)$", at), f"{at} is essential"
        else:
            said[one.name] = _without(getattr(value, one.name), at, gone)
    return type(value)(**said)
