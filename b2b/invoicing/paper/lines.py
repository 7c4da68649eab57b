"""The table of lines, across as many pages as it takes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Table

from b2b.documents import AllowanceCharge, Invoice
from b2b.invoicing.paper import typeface, wording
from b2b.invoicing.paper.style import ACCENT, INK, LINE, MUTED, PADDING, SHADE, WIDTH, grid, style, text
from b2b.invoicing.paper.typeface import BOLD, REGULAR

_COLUMNS = ("Pos.", "Item", "Quantity", "Unit", "Unit price", "VAT %", "Amount")
_ITEM = 1


def lines(invoice: Invoice) -> Table:
    """One row a line under a head that every page repeats; numbers never break."""
    currency = invoice.currency
    cells = [
        (
            line.number,
            "",
            wording.number(line.quantity.value),
            wording.unit(line.quantity.unit),
            wording.amount(line.unit_price, currency),
            wording.number(line.vat_rate) if line.vat_category != "O" else "–",
            wording.amount(line.net_amount, currency),
        )
        for line in invoice.lines
    ]
    size, widths = _fit(cells)
    body, small = style("line", size), style("line small", size * 0.85, color=MUTED)
    rows: list[list[Any]] = []
    for line, cell in zip(invoice.lines, cells, strict=True):
        where = f"line {line.number}"
        item: list[Flowable] = [text(line.description, body, where)]
        item += [text(detail, small, where) for detail in wording.item_details(line)]
        item += [text(_extra(extra, currency), small, where) for extra in line.allowances_charges]
        plain = [typeface.drawable(value, where) for value in cell]
        rows.append([*plain[:_ITEM], item, *plain[_ITEM + 1 :]])
    head = [
        text(name, style("head", size * 0.9, bold=True, right=i > _ITEM), "head") for i, name in enumerate(_COLUMNS)
    ]
    return grid(
        [head, *rows],
        widths,
        ("FONT", (0, 0), (-1, -1), REGULAR, size, size * 1.3),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        ("ALIGN", (_ITEM + 1, 0), (-1, -1), "RIGHT"),
        ("LEFTPADDING", (0, 0), (-1, -1), PADDING / 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), PADDING / 2),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, ACCENT),
        repeat=1,
    )


def _fit(cells: Sequence[Sequence[str]]) -> tuple[float, list[float]]:
    """The font size (9 points or less) and column widths at which every number stands on one line."""
    for size in (9.0, 8.0, 7.0, 6.0, 5.0):
        widths = []
        for column, name in enumerate(_COLUMNS):
            values = {cell[column] for cell in cells}
            widest = max((typeface.width(value, REGULAR, size) for value in values), default=0.0)
            widths.append(max(widest, typeface.width(name, BOLD, size * 0.9)) + PADDING + 1)
        widths[_ITEM] = WIDTH - sum(widths) + widths[_ITEM]
        if widths[_ITEM] >= 40 * mm:
            break
    widths[_ITEM] = max(widths[_ITEM], 20 * mm)
    return size, widths


def _extra(extra: AllowanceCharge, currency: str) -> str:
    sign = "+" if extra.is_charge else "−"
    what = extra.reason or ("Charge" if extra.is_charge else "Allowance")
    return f"{what}: {sign}{wording.amount(extra.amount, currency)}"
