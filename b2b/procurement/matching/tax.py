"""The VAT of an invoice and its credit notes together: never more than the rates give on what is left to pay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from b2b.procurement.matching.inputs import BilledLine, MatchInputs
from b2b.procurement.matching.result import Reason, ReasonCode
from b2b.procurement.orders.wording import price

_NONE = Decimal(0)


def tax_reason(inputs: MatchInputs) -> list[Reason]:
    """A reason where more VAT is charged, after credit notes, than the lower of the rates billed and expected gives.

    A credit note without VAT leaves none on what it gave back: no more than the highest rate on what is left to pay is
    allowed. A minor unit for each rate and each credit note, and half of one a line, is left for rounding.
    """
    rates = _rates(inputs)
    usual = _usual(inputs, rates)
    allowed = sum((line.net * _rate(line, rates, usual) for line in inputs.lines), _NONE)
    for extra in inputs.extras:
        rate = extra.vat_rate or usual
        allowed += extra.amount * rate if extra.is_charge else -extra.amount * rate
    for credit in inputs.credits:
        rest = credit.net - sum((line.net for line in credit.lines), _NONE)
        allowed -= rest * usual + sum((line.net * _rate(line, rates, usual) for line in credit.lines), _NONE)
    remaining = inputs.net - sum((credit.net for credit in inputs.credits), _NONE)
    highest = max([usual, *(extra.vat_rate for extra in inputs.extras)])
    allowed = min(allowed, max(_NONE, remaining) * highest) / 100
    charged = inputs.vat - sum((credit.vat for credit in inputs.credits), _NONE)
    minor = Decimal(1).scaleb(-inputs.places)
    over = (charged - allowed).quantize(minor, ROUND_HALF_UP)
    rounded = len(set(rates.values())) + len(inputs.credits) + 1 + Decimal(len(inputs.lines)) / 2
    if over <= minor * rounded:
        return []
    right = price((charged - over).quantize(minor), inputs.currency)
    told = "of invoice and credit notes together" if inputs.credits else "charged"
    return [
        Reason(ReasonCode.TAX, f"the VAT {told} is {price(charged, inputs.currency)}; {right} would be right", over)
    ]


def vat_on(inputs: MatchInputs, reasons: Iterable[Reason]) -> Decimal:
    """The VAT on the amounts of these reasons, not rounded."""
    rates = _rates(inputs)
    usual = _usual(inputs, rates)
    return sum((reason.amount * rates.get(reason.line_id, usual) for reason in reasons), _NONE) / 100


def _rates(inputs: MatchInputs) -> Mapping[str, Decimal]:
    """Percent by order line: as billed, or as we expect it where that is lower or none is billed."""
    expected = {line.id: line.vat_rate for line in inputs.agreed}
    found: dict[str, Decimal] = {}
    for line in inputs.lines:
        stated, ours = _stated(line), expected.get(line.line_id)
        rate = min((one for one in (stated, ours) if one is not None), default=None)
        if rate is not None and line.line_id:
            found[line.line_id] = min(rate, found.get(line.line_id, rate))
    return found


def _stated(line: BilledLine) -> Decimal | None:
    """The rate that a line names; a taxed line of 0 percent names none."""
    return line.vat_rate if line.vat_rate or line.vat_category not in ("", "S") else None


def _rate(line: BilledLine, rates: Mapping[str, Decimal], usual: Decimal) -> Decimal:
    if line.line_id in rates:
        return rates[line.line_id]
    stated = _stated(line)
    return usual if stated is None else min(stated, usual)


def _usual(inputs: MatchInputs, rates: Mapping[str, Decimal]) -> Decimal:
    """For what names no rate: the highest known of the invoice, else what its VAT is of its net."""
    known = [*rates.values(), *(rate for line in inputs.lines if (rate := _stated(line)) is not None)]
    if known:
        return max(known)
    return inputs.vat * 100 / inputs.net if inputs.net > 0 else _NONE
