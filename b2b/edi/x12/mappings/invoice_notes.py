"""The notes of an 810 (NTE), and among them why a part of it bears no VAT (EN 16931 BT-120, BT-121)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from b2b.documents import VatBreakdown
from b2b.edi.x12.mappings.reading import SegmentCursor
from b2b.edi.x12.mappings.texts import wrapped
from b2b.edi.x12.mappings.writing import Body, not_writable

# NTE01: about the whole message; more of the same; supporting statement for a tax.
_WHOLE, _MORE, _TAX = "GEN", "ADD", "CAM"

# BT-121 codes begin so; it parts them from the reason's words.
_EXEMPTION_CODE = "VATEX-"


@dataclass(frozen=True, slots=True)
class Exemption:
    """BT-121 code and BT-120 reason."""

    code: str
    reason: str


def read(segments: Iterable[SegmentCursor], categories: Sequence[str]) -> tuple[list[str], dict[str, Exemption]]:
    """The notes, and the exemptions by VAT category (of those that the message has)."""
    found: list[list[str]] = []
    for nte in segments:
        kind = nte.peek(1)
        nte.accept(1, _WHOLE, _MORE, _TAX)
        text = nte.text(2)
        if kind == _MORE and found and found[-1][0] in (_WHOLE, _TAX):
            found[-1][1] += f" {text}"
        elif text:
            found.append([kind, text])
    notes: list[str] = []
    exemptions: dict[str, Exemption] = {}
    for kind, text in found:
        category, _, reason = text.partition(" ")
        if kind == _TAX and category in categories and category not in exemptions:
            code, _, rest = reason.partition(" ")
            coded = code.startswith(_EXEMPTION_CODE)
            exemptions[category] = Exemption(code if coded else "", rest if coded else reason)
        else:
            notes.append(text)
    return notes, exemptions


def write(body: Body, notes: Sequence[str], vat: Sequence[VatBreakdown]) -> None:
    """An NTE for each exemption and note, more of them where it is long."""
    for index, part in enumerate(vat):
        if part.exemption_reason or part.exemption_code:
            said = " ".join(word for word in (part.category, part.exemption_code, part.exemption_reason) if word)
            _write(body, _TAX, f"vat[{index}].exemption_reason", said)
    for index, note in enumerate(notes):
        _write(body, _WHOLE, f"notes[{index}]", note)


def apply(vat: Sequence[VatBreakdown], exemptions: Mapping[str, Exemption]) -> tuple[VatBreakdown, ...]:
    """The breakdown with the exemptions of its categories."""
    nothing = Exemption("", "")
    known = ((part, exemptions.get(part.category, nothing)) for part in vat)
    return tuple(
        VatBreakdown(part.category, part.rate, part.taxable, part.tax, exemption.reason, exemption.code)
        for part, exemption in known
    )


def _write(body: Body, kind: str, name: str, text: str) -> None:
    if not text:
        raise not_writable("an empty note cannot be sent", name, "NTE02")
    for part in wrapped(text, body.room("NTE", 2), name, "NTE02"):
        body.add("NTE", kind, (name, part))
        kind = _MORE
