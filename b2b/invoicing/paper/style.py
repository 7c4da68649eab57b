"""Colours, measures and type of the printed invoice, and the one way in which foreign text gets onto it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Table

from b2b.invoicing.paper import typeface
from b2b.invoicing.paper.typeface import BOLD, REGULAR

INK = HexColor("#1b2430")
MUTED = HexColor("#5d6b7a")
ACCENT = HexColor("#1f4e79")
LINE = HexColor("#c9d2dc")
SHADE = HexColor("#eef2f6")
MARGIN = 20 * mm
WIDTH = A4[0] - 2 * MARGIN
PADDING = 2 * mm


def style(name: str, size: float, *, bold: bool = False, color: Color = INK, right: bool = False) -> ParagraphStyle:
    return ParagraphStyle(
        name,
        fontName=BOLD if bold else REGULAR,
        fontSize=size,
        leading=size * 1.3,
        textColor=color,
        alignment=TA_RIGHT if right else 0,
    )


BODY = style("body", 9)
STRONG = style("strong", 9, bold=True)
SMALL = style("small", 7.5, color=MUTED)
LABEL = style("label", 7.5, color=MUTED)
SELLER = style("seller", 13, bold=True, color=ACCENT)
TITLE = style("title", 20, bold=True, color=ACCENT, right=True)


def text(text: str, style: ParagraphStyle, where: str) -> Paragraph:
    """A paragraph of foreign text: drawable, escaped, with its line breaks."""
    safe = escape(typeface.drawable(text, where)).replace("\n", "<br/>")
    return Paragraph(safe, style)


def grid(rows: Sequence[Sequence[Any]], widths: Sequence[float], *styles: tuple[Any, ...], repeat: int = 0) -> Table:
    """A table whose cells stand at the top, in the one font that is embedded (reportlab's own default is not).

    A row that is higher than the page goes on on the next one.
    """
    everywhere = ((0, 0), (-1, -1))
    table = Table([list(row) for row in rows], colWidths=list(widths), repeatRows=repeat, splitInRow=1, hAlign="LEFT")
    table.setStyle([("FONT", *everywhere, REGULAR, BODY.fontSize), ("VALIGN", *everywhere, "TOP"), *styles])
    return table
