"""The addresses on envelopes, as they are shown: a line for each syntax."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from b2b.store.settings import IdentitySettings

_SYNTAXES = (("x12", "X12 ids", "GS"), ("edifact", "EDIFACT ids", "UNG"))


def lines(identities: Sequence[IdentitySettings]) -> list[tuple[str, Any]]:
    """The ids of each syntax under its name, each with the code of its groups; nothing where there are none."""
    return [
        (name, [_shown(item, group) for item in identities if item.syntax == syntax])
        for syntax, name, group in _SYNTAXES
    ]


def _shown(item: IdentitySettings, group: str) -> str:
    return f"{'/'.join(part for part in (item.qualifier, item.id) if part)} {group} {item.gs_id or 'any'}"
