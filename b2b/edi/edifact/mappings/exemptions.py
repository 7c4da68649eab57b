"""Why a part of an invoice bears no VAT (EN 16931 BT-120, BT-121): FTX about the tax declaration, by category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from b2b.documents import VatBreakdown
from b2b.edi.edifact.mappings import texts
from b2b.edi.edifact.mappings.reading import LoopCursor
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.x12.mappings.invoice_notes import Exemption, apply
from b2b.edi.x12.mappings.taxes import Vat

# 4451: tax declaration.
_TAX = "TXD"

# BT-121 codes begin so; it parts them from the reason's words.
_CODE = "VATEX-"


def read(
    message: LoopCursor, stated: Sequence[tuple[Vat, Decimal, Decimal | None]], derived: Mapping[Vat, Decimal]
) -> tuple[tuple[VatBreakdown, ...], list[str]]:
    """The breakdown of VAT with its exemptions, from what the summary states; where that leaves out what is taxable, it
    is `derived`; and the texts about other categories.
    """
    categories = {known.category for known, _, _ in stated}
    found: dict[str, Exemption] = {}
    other: list[str] = []
    while (ftx := message.first("FTX", _TAX)) is not None:
        category, _, reason = texts.said(ftx).partition(" ")
        if category in categories and category not in found:
            code, _, rest = reason.partition(" ")
            coded = code.startswith(_CODE)
            found[category] = Exemption(code if coded else "", rest if coded else reason)
        else:
            other.append(" ".join(word for word in (category, reason) if word))
    parts = [
        VatBreakdown(known.category, known.rate, derived.get(known, Decimal(0)) if taxable is None else taxable, tax)
        for known, tax, taxable in stated
    ]
    return apply(parts, found), other


def write(body: Body, vat: Sequence[VatBreakdown]) -> None:
    """A text for each exemption."""
    for index, part in enumerate(vat):
        if part.exemption_reason or part.exemption_code:
            said = " ".join(word for word in (part.category, part.exemption_code, part.exemption_reason) if word)
            texts.write(body, _TAX, f"vat[{index}].exemption_reason", said)
