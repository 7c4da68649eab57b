"""EDIFACT messages <-> canonical documents, a module for each message, named as it in small letters.

A mapping reads a tree of segment groups into (document, leftovers) and writes a document into the body of a message,
UNH and UNT left out, as mappings of X12 do; documents keep their codes of X12, which are translated on the way.
What it does not take from a message is a `Leftover`; what a message cannot carry of a document is `NotWritable` by the
name of the field. `read(write(d))` is `d` in its normal form (`echo.normal`).

    tree = build(segments, context.release.sets["INVOIC"])
    invoice, leftovers = for_message("INVOIC").read(tree, context)

A module that is put here is known, without a list that names it, where it has `read` and `write` and its name is that
of a message.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import cast

from b2b.edi.edifact.mappings.echo import normal
from b2b.edi.edifact.releases import CONTRL
from b2b.edi.load import load_release
from b2b.edi.x12.mappings import Leftover, Mapping
from b2b.edi.x12.mappings.context import Context
from b2b.errors import NotFound

__all__ = ["Context", "Leftover", "Mapping", "for_message", "messages", "normal"]


@cache
def messages() -> tuple[str, ...]:
    """The messages that have a mapping."""
    known = {*load_release("D96A", "edifact").sets, CONTRL}
    names = (module.name.upper() for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in names if name in known))


def for_message(type: str) -> Mapping:
    """The mapping of a message. NotFound: there is none, it can be validated and acknowledged but not worked."""
    if type not in messages():
        known = ", ".join(messages())
        raise NotFound(f"there is no mapping for message {type}", next_step=f"messages that can be worked: {known}")
    return cast(Mapping, importlib.import_module(f"{__name__}.{type.lower()}"))
