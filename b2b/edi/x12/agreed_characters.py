"""Whether a set keeps to the characters that the partners agreed on (X12.6 section 3.3.1)."""

from __future__ import annotations

import re

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.x12.characters import CharacterSet

# Layout between segments, and control characters, which are faults of their own in any set of characters.
_CONTROLS = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0))))


class AgreedCharacters:
    """One agreement, for the sets of one interchange."""

    def __init__(self, agreed: CharacterSet, delimiters: Delimiters) -> None:
        self.agreed = agreed
        self._free = _CONTROLS.union(*delimiters.in_use)
        ascii_characters = [chr(code) for code in range(0x80)]
        fine = [c for c in ascii_characters if c in self._free or not agreed.refused(c)]
        self._fine = "".join(fine).encode("ascii")
        terminator, element = (re.escape(delimiters.encoded(d)) for d in (delimiters.terminator, delimiters.element))
        self._binary = re.compile(terminator + rb"\s*B(?:IN|DS)" + element)

    def first_beyond(self, raw: bytes) -> tuple[int, str] | None:
        """Where in the bytes of a set the first character stands that was not agreed on, and the character.

        Text is read as the tokenizer reads it: as UTF-8 where it is that, else as Latin-1, which is itself not agreed
        on where UTF-8 is. Sets with binary segments are not looked into.
        """
        if self._binary.search(raw):
            return None
        if raw.isascii():
            left = raw.translate(None, self._fine)
            return (raw.index(left[:1]), left[:1].decode("ascii")) if left else None
        try:
            return self._in(raw.decode("utf-8"), "utf-8")
        except UnicodeDecodeError as error:
            if self.agreed is CharacterSet.UTF8:
                return error.start, raw[error.start : error.start + 1].decode("latin-1")
            return self._in(raw.decode("latin-1"), "latin-1")

    def _in(self, text: str, codec: str) -> tuple[int, str] | None:
        if not self.agreed.refused(text):
            return None
        for index, character in enumerate(text):
            if character not in self._free and self.agreed.refused(character):
                return len(text[:index].encode(codec)), character
        return None
