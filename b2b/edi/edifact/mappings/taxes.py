"""Value added tax (TAX) and allowances and charges (ALC), in the terms of EN 16931."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from b2b.documents import AllowanceCharge
from b2b.edi.edifact.mappings import money
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.x12.mappings.taxes import Vat
from b2b.edi.x12.mappings.texts import wrapped

_TAX, _VAT = "7", "VAT"

# 5025 in MOA: the tax, what is taxable; an allowance or a charge, and as EANCOM has them apart.
_TAX_AMOUNT, _TAXABLE = "124", "125"
_AMOUNTS = ("8", "204", "23")

_ALLOWANCE, _CHARGE = "A", "C"


def _is_vat(tax: SegmentCursor) -> bool:
    return tax.peek(at(1)) == _TAX and tax.peek(at(2)) == _VAT


def _says_rate(tax: SegmentCursor) -> bool:
    return _is_vat(tax) and bool(tax.peek(at(5, 4)) or tax.peek(at(6)) or tax.peek(at(5)))


def _vat(tax: SegmentCursor) -> Vat:
    tax.take(at(1), at(2))
    rate = tax.number(at(5, 4)) or Decimal(0)
    return Vat(tax.text(at(6)) or tax.text(at(5)) or ("S" if rate else "Z"), rate)


def of(loop: LoopCursor) -> Vat | None:
    """Category and rate of the first TAX for VAT in a line, an allowance or a charge, None where there is none."""
    for group in loop.loops("TAX"):
        if _says_rate(group.trigger):
            return _vat(group.trigger)
    return None


def write_vat(body: Body, known: Vat, name: str, of: str = "vat_") -> None:
    """A TAX, nothing where no category is known; its fields are `name` and, with `of` in front, category and rate."""
    if known.category or known.rate:
        rate, category = (f"{name}.{of}rate", known.rate), (f"{name}.{of}category", known.category)
        # A category that 5305 has no code for, such as AE, stands in 5279, which has no list.
        listed = not known.category or body.takes("TAX", 6, 1, known.category)
        rates = [None if listed else category, None, None, rate]
        body.add("TAX", _TAX, _VAT, None, None, rates, category if listed else None)


def breakdown(groups: Iterable[LoopCursor], currency: str) -> list[tuple[Vat, Decimal, Decimal | None]]:
    """The TAX for VAT of the summary: category and rate, tax, taxable amount (None where it is not said)."""
    found = []
    for group in groups:
        tax = group.trigger
        if _says_rate(tax):
            known, taxable = _vat(tax), money.amount(group, _TAXABLE, currency=currency)
            amount = money.amount(group, _TAX_AMOUNT, currency=currency)
            if amount is None:
                raise tax.unreadable(f"a TAX of the summary has no amount (MOA 124) in {currency}")
            found.append((known, amount, taxable))
    return found


def untold(groups: Iterable[LoopCursor], currency: str) -> Decimal:
    """The VAT of the TAX of the summary that say its amount and neither rate nor category."""
    found = Decimal(0)
    for group in groups:
        tax = group.trigger
        if _is_vat(tax) and not _says_rate(tax):
            tax.take(at(1), at(2))
            found += money.amount(group, _TAX_AMOUNT, currency=currency) or Decimal(0)
    return found


def write_breakdown(body: Body, known: Vat, taxable: Decimal, tax: Decimal, name: str) -> None:
    """The TAX of the summary with its amounts."""
    write_vat(body, known, name, of="")
    money.write(body, _TAXABLE, f"{name}.taxable", taxable)
    money.write(body, _TAX_AMOUNT, f"{name}.tax", tax)


def allowances_charges(groups: Iterable[LoopCursor], currency: str) -> tuple[AllowanceCharge, ...]:
    """The ALC groups that are allowances or charges with an amount; percentages alone stay unread."""
    found = []
    for group in groups:
        alc = group.trigger
        if alc.peek(at(1)) not in (_ALLOWANCE, _CHARGE):
            continue
        amount = money.amount(group, *_AMOUNTS, currency=currency)
        if amount is None:
            continue
        charge = alc.text(at(1)) == _CHARGE
        code = alc.text(at(5, 1)) or alc.text(at(2, 2))
        reason = " ".join(part for part in (alc.text(at(5, 4)), alc.text(at(5, 5))) if part)
        known = of(group) or Vat()
        found.append(AllowanceCharge(charge, amount, reason, code, known.category, known.rate))
    return tuple(found)


def write_allowances_charges(body: Body, parts: Sequence[AllowanceCharge], path: str = "") -> None:
    """An ALC group for each; `path` is that of the field that holds them, with its dot."""
    for index, part in enumerate(parts):
        name = f"{path}allowances_charges[{index}]"
        words = wrapped(part.reason, body.room("ALC", 5, 4), f"{name}.reason", "ALC05-04")
        said = [(f"{name}.reason", word) for word in words]
        special = [(f"{name}.reason_code", part.reason_code), None, None, *said]
        body.add("ALC", _CHARGE if part.is_charge else _ALLOWANCE, None, None, None, special)
        money.write(body, _AMOUNTS[0], f"{name}.amount", part.amount)
        write_vat(body, Vat(part.vat_category, part.vat_rate), name)
