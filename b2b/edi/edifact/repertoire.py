"""The character sets that UNB names (syntax identifier, 0001): their codecs and the bytes that they have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_LEVEL_A = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,-()/=!\"%&*;<>'+:?"
_ASCII = bytes(range(0x20, 0x7F))
_CODECS = {
    "UNOA": "ascii",
    "UNOB": "ascii",
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
    "UNOY": "utf-8",
}
CHARACTER_SETS = tuple(_CODECS)
# Those of the first two syntax versions, and those that came with the fourth.
OF_SYNTAX_1, SINCE_SYNTAX_4 = CHARACTER_SETS[:2], CHARACTER_SETS[6:]
# Where we do not know the character set: what is ASCII is read, the rest is told.
_UNKNOWN = "ascii"
# Of Latin-1, though nobody sees them: the space that does not break, and the hyphen where a word may.
_UNSEEN = "\xa0\xad"


@dataclass(frozen=True, slots=True)
class Repertoire:
    """One character set: `graphic` are the bytes that are, or are part of, a character that can be seen or a space, in
    the codec; `declared` those that the syntax identifier allows, which for UNOA are fewer.
    """

    identifier: str
    codec: str
    graphic: bytes
    declared: bytes

    @property
    def known(self) -> bool:
        """False where we do not know a character set of that name (and for UNOX, whose escapes are not read)."""
        return self.identifier in _CODECS

    def refused(self, text: str) -> str:
        """The first character of a text that cannot be sent, "" where all can."""
        for character in dict.fromkeys(text):
            try:
                sent = character.encode(self.codec)
            except UnicodeEncodeError:
                return character
            if sent.translate(None, self.declared) or not (character.isprintable() or character in _UNSEEN):
                return character
        return ""


@cache
def _repertoire(identifier: str) -> Repertoire:
    codec = _CODECS.get(identifier, _UNKNOWN)
    if codec == "utf-8":
        graphic = _ASCII + bytes(range(0x80, 0x100))
    else:
        graphic = bytes(byte for byte in range(0x20, 0x100) if _is_graphic(byte, codec))
    declared = _LEVEL_A.encode() if identifier == "UNOA" else graphic
    return Repertoire(identifier, codec, graphic, declared)


def repertoire(identifier: str) -> Repertoire:
    """The character set of a syntax identifier such as UNOC; for one we do not know, ASCII and `known` False."""
    return _repertoire(identifier if identifier in _CODECS else "")


def belongs_to(identifier: str, version: str) -> bool:
    """Whether a syntax version has a character set that we know."""
    if version < "3":
        return identifier in OF_SYNTAX_1
    return identifier in CHARACTER_SETS and (version >= "4" or identifier not in SINCE_SYNTAX_4)


def other_bytes(allowed: bytes) -> re.Pattern[bytes]:
    """Finds the first byte that is none of those."""
    return re.compile(b"[^" + re.escape(bytes(sorted(set(allowed)))) + b"]")


def _is_graphic(byte: int, codec: str) -> bool:
    try:
        character = bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return False
    return character.isprintable() or character in _UNSEEN
