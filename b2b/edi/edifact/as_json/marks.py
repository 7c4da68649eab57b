"""How the form says what UNA, elements and UNZ say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from b2b.edi.edifact.service_characters import COMPONENT, REPETITION, ServiceCharacters, from_una


def declared(una: str | None) -> ServiceCharacters | None:
    """The service characters by UNA, or those without one, before UNB says which syntax it is in; None where they
    cannot part anything.
    """
    if una is None:
        return ServiceCharacters()
    try:
        return from_una(b"UNA" + una.encode("latin-1"))
    except UnicodeEncodeError:
        return None


def shown(element: str) -> str | list[str] | dict[str, list[str | list[str]]]:
    """An element that was read, as the form has it."""
    if REPETITION in element:
        return {"repeats": [_components(part) for part in element.split(REPETITION)]}
    return _components(element)


def count_of(groups: Sequence[Mapping[str, Any]]) -> str:
    """What UNZ counts: groups where there are any, else messages."""
    named = sum(group["header"] is not None for group in groups)
    return str(named or sum(len(group["messages"]) for group in groups))


def _components(element: str) -> str | list[str]:
    return element.split(COMPONENT) if COMPONENT in element else element
