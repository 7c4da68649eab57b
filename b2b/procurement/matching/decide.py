"""The three-way match: a pure function of order, receipt, invoice, credit notes and tolerances.

What stands of a line is what was received in good order and not billed before, at the price agreed; whatever is billed
beyond that is a difference in money. The invoice is matched when credit notes and allowances take the difference off,
or the tolerance covers it; a line that no order has is covered by no tolerance. So whatever comes in whatever order, no
more becomes payable than the goods received are worth at agreed prices, with the tolerances on top.
"""

from __future__ import annotations

import decimal
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from b2b.procurement.matching.inputs import AgreedLine, BilledLine, MatchInputs, Tolerances
from b2b.procurement.matching.result import LineResult, MatchResult, Reason, ReasonCode
from b2b.procurement.matching.tax import tax_reason, vat_on
from b2b.procurement.matching.wording import reasons_of_line, unblocks
from b2b.procurement.orders.wording import price
from b2b.store.states import MatchVerdict

RULES = "1"

_NONE = Decimal(0)
# An amount due may be rounded to what can be paid (BT-114), such as 5 centimes.
_ROUNDING = Decimal(1)
# No product of a quantity and a price loses a digit before it is rounded on purpose.
_EXACT = decimal.Context(prec=60)


@dataclass(frozen=True, slots=True)
class _Units:
    """Units of one order line and their net, in so many lines of the invoice."""

    quantity: Decimal = _NONE
    net: Decimal = _NONE
    count: int = 0


_NO_UNITS = _Units()


@dataclass(frozen=True, slots=True)
class _Standing:
    """An order line, what stands of it, and how much of the excess is because of its price."""

    agreed: AgreedLine
    result: LineResult
    over_price: Decimal


def decide(inputs: MatchInputs) -> MatchResult:
    """The match. The same inputs always give the same result."""
    with decimal.localcontext(_EXACT):
        return _decide(inputs)


def _decide(inputs: MatchInputs) -> MatchResult:
    billed = _billed(inputs.lines)
    goods, pooled = _credited(inputs, billed)
    standings = [_standing(inputs, line, billed.get(line.id, _NO_UNITS), goods) for line in inputs.agreed]
    money = [reason for one in standings for reason in reasons_of_line(inputs, one.agreed, one.result, one.over_price)]
    unknown = list(_unknown(inputs))
    money += unknown
    off = pooled + _allowances(inputs)
    money += _charges(inputs, off)
    over = sum((reason.amount for reason in money), _NONE)
    left = max(_NONE, over - max(_NONE, off))
    hard = [Reason(ReasonCode.PROBLEM, problem) for problem in inputs.problems]
    hard += tax_reason(inputs)
    hard += _nothing_billed(inputs)
    never_ordered = sum((reason.amount for reason in unknown), _NONE)
    covered = left <= inputs.tolerances.amount and never_ordered <= max(_NONE, off)
    blocked = bool(hard) or not covered
    # Goods that come later change nothing about whose word it was that took them from other invoices.
    verdict = MatchVerdict.BLOCKED if blocked else MatchVerdict.MATCHED
    if inputs.override is not None:
        verdict = MatchVerdict.OVERRIDDEN
    reasons = (*hard, *(() if covered else money))
    difference = _NONE if covered else left
    difference_vat = _share(vat_on(inputs, money), difference, over, inputs.places)
    return MatchResult(
        verdict=verdict,
        payable=_payable(inputs) if verdict is not MatchVerdict.BLOCKED else _NONE,
        difference=difference,
        difference_vat=difference_vat,
        reasons=reasons,
        lines=tuple(one.result for one in standings),
        claims=_claims(verdict, standings),
        unblocks=unblocks(inputs, reasons, difference, difference_vat) if verdict is MatchVerdict.BLOCKED else (),
    )


def _payable(inputs: MatchInputs) -> Decimal:
    asked = max(_NONE, min(inputs.due, inputs.gross))
    return max(_NONE, asked - sum((credit.gross for credit in inputs.credits), _NONE))


def _claims(verdict: MatchVerdict, standings: Sequence[_Standing]) -> Mapping[str, Decimal]:
    """Who overrides takes what is billed, whether it has come or not."""
    if verdict is MatchVerdict.BLOCKED:
        return {}
    whole = verdict is MatchVerdict.OVERRIDDEN
    units = {one.agreed.id: one.result.billed if whole else one.result.claimed for one in standings}
    return {id: quantity for id, quantity in units.items() if quantity > 0}


def _billed(lines: Sequence[BilledLine]) -> Mapping[str, _Units]:
    """What the invoice bills of each order line."""
    found: dict[str, _Units] = {}
    for line in lines:
        before = found.get(line.line_id, _NO_UNITS)
        found[line.line_id] = _Units(before.quantity + line.quantity, before.net + line.net, before.count + 1)
    return found


def _credited(inputs: MatchInputs, billed: Mapping[str, _Units]) -> tuple[Mapping[str, _Units], Decimal]:
    """By order line, the goods that were credited; and the sum of everything else that was.

    A line of a credit note gives goods back where it has the price at which they were billed; at any other it corrects
    a price or an amount. What a note credits and yet keeps, beyond rounding, it has not taken off.
    """
    known = {line.id for line in inputs.agreed}
    goods: dict[str, _Units] = {}
    pooled = _NONE
    for credit in inputs.credits:
        kept = credit.net + credit.vat - credit.gross
        rest = credit.net - (kept if kept >= _ROUNDING else _NONE)
        for line in credit.lines:
            if line.line_id in known and _gives_back(line, billed.get(line.line_id, _NO_UNITS), inputs.places):
                before = goods.get(line.line_id, _NO_UNITS)
                goods[line.line_id] = _Units(before.quantity + line.quantity, before.net + line.net, 0)
                rest -= line.net
        pooled += rest
    return goods, pooled


def _gives_back(line: BilledLine, billed: _Units, places: int) -> bool:
    if not 0 < line.quantity <= billed.quantity:
        return False
    return abs(line.net - billed.net * line.quantity / billed.quantity) <= Decimal(1).scaleb(-places)


def _standing(inputs: MatchInputs, line: AgreedLine, billed: _Units, goods: Mapping[str, _Units]) -> _Standing:
    credited = goods.get(line.id, _NO_UNITS)
    quantity, net, count = billed.quantity - credited.quantity, billed.net - credited.net, billed.count
    entitled = _entitled(line, inputs.tolerances)
    claimed = max(_NONE, min(quantity, entitled - line.taken))
    allowed = line.price + line.ordered_price * inputs.tolerances.price_percent / 100
    if quantity > 0:
        part = _rounded(net * claimed / quantity, inputs.places)
        justified = min(part, _worth(claimed, allowed, count, inputs.places))
        over_price = max(_NONE, net - _worth(quantity, allowed, count, inputs.places))
    else:
        justified, over_price = min(net, _NONE), max(_NONE, net)
    result = LineResult(
        line_id=line.id,
        order=line.order,
        number=line.number,
        sku=line.sku,
        unit=line.unit,
        ordered=line.ordered,
        received=line.received,
        taken=line.taken,
        credited=credited.quantity,
        billed=quantity,
        price=line.price,
        net=net,
        claimed=claimed,
        justified=justified,
        excess=max(_NONE, net - justified),
    )
    return _Standing(line, result, min(over_price, result.excess))


def _entitled(line: AgreedLine, tolerances: Tolerances) -> Decimal:
    """How many units may be billed in all: what came in good order of what was ordered, and the tolerance on it."""
    if line.received <= 0:
        return _NONE
    return min(line.received, line.ordered) + line.ordered * tolerances.quantity_percent / 100


def _worth(quantity: Decimal, price: Decimal, count: int, places: int) -> Decimal:
    """What so many units may cost; each of the `count` billed lines may have been rounded up by half a minor unit."""
    if not quantity:
        return _NONE
    half = Decimal(5).scaleb(-places - 1)
    return (quantity * price + half * count).quantize(Decimal(1).scaleb(-places), ROUND_FLOOR)


def _unknown(inputs: MatchInputs) -> Iterator[Reason]:
    for line in inputs.lines:
        if not line.line_id and line.net > 0:
            text = f"{line.called}: {line.why}, {price(line.net, inputs.currency)}"
            yield Reason(ReasonCode.UNKNOWN_LINE, text, line.net)


def _nothing_billed(inputs: MatchInputs) -> Iterator[Reason]:
    if not inputs.gross and not any(line.quantity or line.net for line in inputs.lines):
        yield Reason(ReasonCode.PROBLEM, "nothing is billed: it has neither units nor an amount")


def _charges(inputs: MatchInputs, off: Decimal) -> Iterator[Reason]:
    """Charges, also those by which credit notes take off less than their goods are worth."""
    for extra in inputs.extras:
        if extra.is_charge and extra.amount > 0:
            text = f"{extra.reason or 'a charge'} of {price(extra.amount, inputs.currency)} was not agreed"
            yield Reason(ReasonCode.CHARGE, text, extra.amount)
    if off < 0:
        text = f"credit notes take off {price(-off, inputs.currency)} less than the goods in them"
        yield Reason(ReasonCode.CHARGE, text, -off)


def _allowances(inputs: MatchInputs) -> Decimal:
    """What the invoice itself takes off."""
    allowed = sum((extra.amount for extra in inputs.extras if not extra.is_charge), _NONE)
    return allowed - sum((line.net for line in inputs.lines if not line.line_id and line.net < 0), _NONE)


def _share(vat: Decimal, part: Decimal, whole: Decimal, places: int) -> Decimal:
    return _rounded(vat * part / whole, places) if whole else _NONE


def _rounded(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
