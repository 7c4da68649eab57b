"""The fonts of the PDF, and the promise that every character of the invoice can be seen in it."""

from __future__ import annotations

import unicodedata
from functools import cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from b2b import resources
from b2b.errors import NotWritable

REGULAR = "Roboto"
BOLD = "Roboto-Bold"


@cache
def _characters() -> frozenset[int]:
    """Registers both fonts once; the characters that both can draw."""
    folder = resources.path("schemas", "einvoice", "fonts")
    drawable = []
    for name, file in ((REGULAR, "Roboto-Regular.ttf"), (BOLD, "Roboto-Bold.ttf")):
        font = TTFont(name, str(folder / file))
        pdfmetrics.registerFont(font)
        drawable.append(frozenset(font.face.charToGlyph))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
    return drawable[0] & drawable[1]


def register() -> None:
    """Makes the fonts known to reportlab."""
    _characters()


def drawable(text: str, where: str) -> str:
    """`text` composed (NFC), without invisible format characters.

    Raises NotWritable, naming the characters and `where` they stand, for a script that the fonts do not have: a black
    box on an invoice is worse than none.
    """
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(c for c in composed if unicodedata.category(c) != "Cf")
    missing = sorted({c for c in visible if ord(c) not in _characters() and c not in "\n\t\r"})
    if missing:
        names = ", ".join(f"{c!r} ({unicodedata.name(c, f'U+{ord(c):04X}')})" for c in missing[:5])
        raise NotWritable(
            f"the PDF has no glyph for {names}",
            where=where,
            next_step="write it in Latin, Greek or Cyrillic letters, or send this invoice without a PDF",
        )
    return visible


def width(text: str, font: str, size: float) -> float:
    """The width of a line in points."""
    register()
    return float(pdfmetrics.stringWidth(text, font, size))
