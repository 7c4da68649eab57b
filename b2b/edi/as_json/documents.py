"""The document of a form, for the mapping that is to write it."""

from __future__ import annotations

import inspect
import typing
from typing import Any

from b2b.documents import Document, json_form
from b2b.edi.x12.mappings import Mapping
from b2b.errors import Unreadable


def document_for(form: Any, mapping: Mapping, called: str, path: str) -> Document:
    """The document, of a class that the mapping of what is `called` so writes. Unreadable: it is none, or another."""
    document: Document = json_form.from_json(form)
    first = next(iter(inspect.signature(mapping.write).parameters))
    fits = isinstance(document, typing.get_type_hints(mapping.write)[first])
    if not fits:
        kind = type(document).__name__
        raise Unreadable(f"{called} is not made of {kind}", where=path, next_step="b2b edi to-json shows the form")
    return document
