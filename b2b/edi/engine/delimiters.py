"""The delimiters that an ISA segment declares by standing where they stand (X12.5, X12.6 section 3.2)."""

from __future__ import annotations

from dataclasses import dataclass

# The first interchange version whose ISA11 is the repetition separator; before it ISA11 is the standards identifier
# "U".
REPETITION_SINCE = "00402"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The characters that part a message; `component` and `repetition` are "" where the interchange has none.

    Each is one character, as text; `encoded` gives the bytes as they stand in the file (`codec` is ascii, utf-8 or
    latin-1).
    """

    element: str
    component: str
    repetition: str
    terminator: str
    codec: str = "ascii"

    def encoded(self, delimiter: str) -> bytes:
        """The bytes of one of these delimiters in the file."""
        return delimiter.encode(self.codec)

    @property
    def in_use(self) -> tuple[str, ...]:
        """All that are set, in the order element, component, repetition, terminator."""
        return tuple(d for d in (self.element, self.component, self.repetition, self.terminator) if d)


def usable(delimiter: str) -> bool:
    """True for a character that can part data: neither a letter, a digit nor a space."""
    return bool(delimiter) and not delimiter.isalnum() and delimiter != " "


def character_at(data: bytes, at: int) -> tuple[bytes, str]:
    """The character that begins at a byte, and the codec it is in: a whole UTF-8 sequence if it is one, else one
    byte.
    """
    lead = data[at : at + 1]
    if not lead or lead[0] < 0x80:
        return lead, "ascii"
    size = 2 if lead[0] >> 5 == 0b110 else 3 if lead[0] >> 4 == 0b1110 else 4 if lead[0] >> 3 == 0b11110 else 1
    sequence = data[at : at + size]
    try:
        sequence.decode("utf-8")
    except UnicodeDecodeError:
        return lead, "latin-1"
    return sequence, "utf-8"
