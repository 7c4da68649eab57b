"""Writes text with the characters that a partner can read: é as e, ß as ss, € as EUR.

Letters follow the transliterations of ICAO Doc 9303 part 3, section 6 (machine-readable travel documents); what it does
not name is taken apart by Unicode (NFKD) and loses its accents. A character for which there is no such form stays, so
that the writer refuses it by name: an address in Chinese is not guessed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, Protocol, TypeVar

Document = TypeVar("Document")

_LETTERS = {
    "ä": "ae", "å": "aa", "æ": "ae", "ð": "d", "đ": "d", "ħ": "h", "ı": "i", "ĳ": "ij", "ĸ": "q", "ł": "l",
    "ŉ": "n", "ŋ": "n", "ö": "oe", "ø": "oe", "œ": "oe", "ß": "ss", "þ": "th", "ŧ": "t", "ü": "ue",
}  # fmt: skip
_SIGNS = {
    "€": "EUR", "£": "GBP", "¥": "JPY", "©": "(C)", "®": "(R)", "°": "deg", "µ": "u", "μ": "u", "×": "x", "÷": ":",
    "±": "+/-", "⁄": "/", "·": "-", "•": "-",
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "‹": "'", "›": "'", "´": "'", "`": "'",
    "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "\n": " ", "\r": " ", "\t": " ", "\u2028": " ", "\u2029": " ",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "",
}  # fmt: skip


class Characters(Protocol):
    """A set of characters, of X12 or EDIFACT."""

    def refused(self, text: str) -> str:
        """The first character of a text that the set does not have, "" where it has them all."""
        ...

    def __hash__(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A text of a document that was written otherwise: the path of its field, as it stood, as it is sent."""

    field: str
    before: str
    after: str


def transliterated(document: Document, character_set: Characters) -> tuple[Document, tuple[Rewritten, ...]]:
    """The document with every text in the characters of the set, as far as they go, and what was changed for that."""
    changes: list[Rewritten] = []
    return _value(document, character_set, "", changes), tuple(changes)


def transliterate(text: str, character_set: Characters) -> str:
    """The text in the characters of the set; a character without a form there stays as it is."""
    if not character_set.refused(text):
        return text
    composed = unicodedata.normalize("NFC", text)
    return "".join(_written(composed, character_set))


def _value(value: Any, character_set: Characters, path: str, changes: list[Rewritten]) -> Any:
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        written = transliterate(value, character_set)
        if written != value:
            changes.append(Rewritten(path, value, written))
        return written
    if isinstance(value, tuple):
        items = tuple(_value(one, character_set, f"{path}[{n}]", changes) for n, one in enumerate(value))
        return items if items != value else value
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for field in fields(value):
            old = getattr(value, field.name)
            new = _value(old, character_set, f"{path}.{field.name}" if path else field.name, changes)
            if new is not old:
                changed[field.name] = new
        return replace(value, **changed) if changed else value
    return value


def _written(text: str, character_set: Characters) -> Iterator[str]:
    for at, character in enumerate(text):
        if not character_set.refused(character):
            yield character
            continue
        form = _form(character, character_set)
        if form is None:
            yield character
        elif len(form) > 1 and character.isupper() and not _among_capitals(text, at):
            yield form[0] + form[1:].lower() if not character_set.refused(form[1:].lower()) else form
        else:
            yield form


def _among_capitals(text: str, at: int) -> bool:
    """Whether a capital stands in a word of capitals: ÄRZTE, not Ärzte."""
    near = [c for c in (text[at + 1 : at + 2], text[max(at - 1, 0) : at]) if c.isalpha()]
    return bool(near) and near[0].isupper()


@lru_cache(maxsize=4096)
def _form(character: str, character_set: Characters) -> str | None:
    """What stands for a character in the set, None where nothing does."""
    lower = character.lower()
    if character in _SIGNS:
        form = _SIGNS[character]
    elif lower in _LETTERS:
        form = _LETTERS[lower].upper() if character != lower else _LETTERS[lower]
    else:
        apart = unicodedata.normalize("NFKD", character)
        form = "".join(_SIGNS.get(c, c) for c in apart if not unicodedata.combining(c))
    if character_set.refused(form):
        form = form.upper()
    # A character that was all accents is dropped with them.
    unknown = character_set.refused(form) or (
        not form and character not in _SIGNS and not unicodedata.combining(character)
    )
    return None if unknown else form
