"""The characters that an agreement lets through when we write (X12.6 section 3.3.1)."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache

_BASIC = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 !\"&'()*+,-./:;?=")
_ASCII = frozenset(chr(code) for code in range(0x20, 0x7F))
_LATIN_LETTERS = frozenset(chr(code) for code in range(0xC0, 0x100) if chr(code).isalpha()) | {"¡", "¿"}


class CharacterSet(StrEnum):
    """What may stand in data: X12's basic set (upper case), printable ASCII, X12's extended set with the letters of
    Latin-1, or UTF-8.
    """

    BASIC = "basic"
    ASCII = "ascii"
    EXTENDED = "extended"
    UTF8 = "utf-8"

    @property
    def codec(self) -> str:
        """How its characters become bytes; the extended set is sent as ISO 8859-1."""
        return {CharacterSet.EXTENDED: "latin-1", CharacterSet.UTF8: "utf-8"}.get(self, "ascii")

    def refused(self, text: str) -> str:
        """The first character of the text that is not in the set, "" where all are."""
        allowed = _allowed(self)
        if allowed is None:
            return "" if text.isprintable() else next((c for c in text if not _visible(c)), "")
        return "" if allowed.issuperset(text) else next(c for c in text if c not in allowed)


def _visible(character: str) -> bool:
    """Neither a control character nor anything else that a reader cannot see, blanks excepted."""
    return character.isprintable() or unicodedata.category(character) == "Zs"


@cache
def _allowed(chosen: CharacterSet) -> frozenset[str] | None:
    if chosen is CharacterSet.UTF8:
        return None
    return {CharacterSet.BASIC: _BASIC, CharacterSet.ASCII: _ASCII}.get(chosen, _ASCII | _LATIN_LETTERS)
