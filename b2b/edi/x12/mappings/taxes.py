"""Value added tax (TXI) and allowances and charges (SAC) of an 810, in the terms of EN 16931."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from b2b.documents import AllowanceCharge, VatBreakdown
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body

_VAT = "VA"

# UNTDID 5305, as TXI10 holds it where the rate alone does not tell: exempt from tax is no zero rate.
_CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "O", "L", "M", "B"})

# Element 441 (tax exempt code) of partners that name no category; some fill it where a rate is charged nevertheless.
_EXEMPT: Mapping[str, str] = {"1": "E", "0": "G", "C": "O"}

# SAC01, and SAC02 where no code of the list fits.
_ALLOWANCE, _CHARGE = "A", "C"
_MUTUALLY_DEFINED = "ZZZZ"

# SAC03: the code in SAC04 is one of the United Nations (UNTDID 5189, 7161). Codes of element 1300 keep a mark.
_UNITED_NATIONS = "UN"
_X12 = "x12:"

# SAC02: taxes, which some partners write as charges; they are no charge in the sense of EN 16931.
_TAXES = re.compile(r"H6[1-9][0-9]|H7[0-9][0-9]|H8[0-5][0-9]|D360|F210").fullmatch


@dataclass(frozen=True, slots=True)
class Vat:
    """Category and rate; an empty category where nothing is said."""

    category: str = ""
    rate: Decimal = Decimal(0)


def is_tax(code: str) -> bool:
    """Whether SAC02 (element 1300) names a tax."""
    return _TAXES(code) is not None


def of(segments: Iterable[SegmentCursor]) -> Vat | None:
    """Category and rate of the first TXI for VAT, None where there is none."""
    for segment in segments:
        if _says_rate(segment):
            segment.take(1)
            rate = segment.number(3) or Decimal(0)
            return Vat(_category(segment, rate), rate)
    return None


def breakdown(segments: Iterable[SegmentCursor]) -> list[tuple[Vat, Decimal, Decimal | None]]:
    """The TXI for VAT of the summary: category and rate, tax, taxable amount (None where it is not said)."""
    found = []
    for segment in segments:
        if _says_rate(segment) and segment.peek(2):
            segment.take(1)
            rate = segment.number(3) or Decimal(0)
            found.append((Vat(_category(segment, rate), rate), segment.required_number(2), segment.number(8)))
    return found


def untold(segments: Iterable[SegmentCursor]) -> Decimal:
    """The VAT of the TXI of the summary that say its amount and neither rate nor category."""
    found = Decimal(0)
    for segment in segments:
        if segment.peek(1) == _VAT and segment.peek(2) and not _says_rate(segment):
            segment.take(1)
            found += segment.required_number(2)
    return found


def write_vat(body: Body, vat: Vat, at: str) -> None:
    """The TXI of a line, an allowance or a charge; nothing where no category is known."""
    if vat.category or vat.rate:
        category = None if vat.category == _by_rate(vat.rate) else (f"{at}.vat_category", vat.category)
        body.add("TXI", _VAT, None, (f"{at}.vat_rate", vat.rate), *[None] * 6, category)


def write_breakdown(body: Body, vat: Sequence[VatBreakdown], derived: Mapping[Vat, Decimal]) -> None:
    """The TXI of the summary; the taxable amount is left out where lines add up to it and the element is too short."""
    for index, part in enumerate(vat):
        at = f"vat[{index}]"
        digits = len(f"{part.taxable.normalize():f}".replace(".", "").replace("-", ""))
        short = digits > body.room("TXI", 8) and derived.get(Vat(part.category, part.rate)) == part.taxable
        category = None if part.category == _by_rate(part.rate) else (f"{at}.category", part.category)
        rate, taxable = (f"{at}.rate", part.rate), None if short else (f"{at}.taxable", part.taxable)
        body.add("TXI", _VAT, (f"{at}.tax", part.tax), rate, *[None] * 4, taxable, None, category)


def allowances_charges(loops: Iterable[LoopCursor]) -> tuple[AllowanceCharge, ...]:
    """The SAC loops that are allowances or charges with an amount; taxes and percentages alone stay unread."""
    found = []
    for loop in loops:
        sac = loop.trigger
        kind, code, amount = sac.peek(1), sac.peek(2), sac.peek(5)
        if kind not in (_ALLOWANCE, _CHARGE) or not amount or is_tax(code):
            continue
        sac.take(1)
        value = sac.implied(5, 2)
        assert value is not None
        vat = of(loop.all("TXI")) or Vat()
        found.append(AllowanceCharge(kind == _CHARGE, value, sac.text(15), _reason_code(sac), vat.category, vat.rate))
    return tuple(found)


def write_allowances_charges(body: Body, parts: Sequence[AllowanceCharge], at: str = "") -> None:
    """A SAC loop for each; `at` is the path of the field that holds them, with its dot."""
    for index, part in enumerate(parts):
        name = f"{at}allowances_charges[{index}]"
        code: str | tuple[str, str] | None = None
        agency: str | None = None
        agency_code: tuple[str, str] | None = None
        if not part.reason_code:
            code = _MUTUALLY_DEFINED
        elif part.reason_code.startswith(_X12):
            code = (f"{name}.reason_code", part.reason_code.removeprefix(_X12))
        else:
            agency, agency_code = _UNITED_NATIONS, (f"{name}.reason_code", part.reason_code)
        kind = _CHARGE if part.is_charge else _ALLOWANCE
        amount, reason = (f"{name}.amount", part.amount), (f"{name}.reason", part.reason)
        body.add("SAC", kind, code, agency, agency_code, amount, *[None] * 9, reason)
        write_vat(body, Vat(part.vat_category, part.vat_rate), name)


def with_vat(parts: Sequence[AllowanceCharge], vat: Vat) -> tuple[AllowanceCharge, ...]:
    """The same allowances and charges; those of which no VAT is known have this one."""
    return tuple(
        part if part.vat_category else replace(part, vat_category=vat.category, vat_rate=vat.rate) for part in parts
    )


def net(parts: Iterable[AllowanceCharge]) -> Decimal:
    """Charges less allowances."""
    return sum((part.amount if part.is_charge else -part.amount for part in parts), Decimal(0))


def _says_rate(segment: SegmentCursor) -> bool:
    return segment.peek(1) == _VAT and bool(segment.peek(3) or segment.peek(10) or segment.peek(6))


def _category(segment: SegmentCursor, rate: Decimal) -> str:
    if segment.accept(10, *_CATEGORIES):
        return segment.peek(10)
    if not rate and segment.accept(6, *_EXEMPT):
        return _EXEMPT[segment.peek(6)]
    return _by_rate(rate)


def _by_rate(rate: Decimal) -> str:
    return "S" if rate else "Z"


def _reason_code(sac: SegmentCursor) -> str:
    if sac.accept(3, _UNITED_NATIONS):
        return sac.text(4)
    code = sac.text(2)
    return "" if code in ("", _MUTUALLY_DEFINED) else _X12 + code
