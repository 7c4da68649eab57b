"""How much of the item a line stands for: units by the item's table only, packs and minimum by policy."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, lcm

from b2b.documents import Quantity
from b2b.procurement.orders.decision import Reason, Refusal
from b2b.procurement.orders.snapshot import SnapshotItem
from b2b.procurement.orders.terms import PackPolicy
from b2b.procurement.orders.wording import figure

LIMIT = Decimal(10) ** 12
PLACES = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a line stands for, in the ordered unit; `own` is the same in the item's own unit, of which `factor` are one
    ordered unit. Of it whole `step`s can be confirmed apart from the rest. `notes` say what was done to the figures.
    """

    quantity: Decimal
    own: Decimal
    factor: Decimal
    step: Fraction
    notes: tuple[Reason, ...] = ()

    def confirmable(self, free: Decimal) -> Decimal:
        """How much of it can be confirmed from so much free stock in the item's own unit: all, or whole steps."""
        return confirmable(self.quantity, self.factor, self.step, free)


def storable(value: Decimal) -> bool:
    """Whether a figure is finite, below 10^12 and has six decimals at most, so that nothing is lost in keeping it."""
    return value.is_finite() and abs(value) < LIMIT and value == round(value, PLACES)


def exact(value: Fraction | int) -> Decimal | None:
    """The fraction as a decimal of six places, None where it is none."""
    scaled = Fraction(value) * 10**PLACES
    return Decimal(figure(Decimal(scaled.numerator).scaleb(-PLACES))) if scaled.denominator == 1 else None


def confirmable(quantity: Decimal, factor: Decimal, step: Fraction, free: Decimal) -> Decimal:
    """How much of a quantity can be confirmed from so much free stock in the item's own unit: all, or whole steps."""
    if Fraction(free) >= Fraction(quantity) * Fraction(factor):
        return quantity
    steps = floor(Fraction(free) / Fraction(factor) / step)
    return exact(steps * step) or Decimal(0)


def step(pack: Decimal, factor: Decimal, foreign: bool, policy: PackPolicy) -> Fraction:
    """The least that is delivered of a line on its own, in the ordered unit: a pack, and in another unit than the
    item's own whole ordered units too; where packs do not matter any quantity, or any whole one.
    """
    if policy is PackPolicy.ACCEPT:
        return Fraction(1) if foreign else Fraction(1, 10**PLACES)
    own = Fraction(pack) / Fraction(factor)
    return _common(own, Fraction(1)) if foreign else own


def wanted(ordered: Quantity, item: SnapshotItem, policy: PackPolicy) -> Wanted | Refusal:
    """The quantity that the line stands for, or why it cannot be taken."""
    if not storable(ordered.value):
        text = f"the quantity {ordered.value} is beyond what can be kept: below 10^12, with six decimals at most"
        return Refusal(Reason("figure-out-of-range", text))
    if ordered.value <= 0:
        return Refusal(Reason("quantity-not-positive", f"the quantity {figure(ordered.value)} is not above 0"))
    factor = Decimal(1) if ordered.unit == item.unit else item.units.get(ordered.unit)
    if factor is None:
        known = ", ".join((item.unit, *item.units))
        text = f"it is not on file how many {item.unit} of {item.sku} one {ordered.unit} is (known: {known})"
        if not ordered.unit:
            text = f"the line names no unit; {item.sku} is ordered in {known}"
        return Refusal(Reason("unknown-unit", text))
    return _packed(ordered, item, factor, policy)


def _packed(ordered: Quantity, item: SnapshotItem, factor: Decimal, policy: PackPolicy) -> Wanted | Refusal:
    own = Fraction(factor)
    pack, minimum = Fraction(item.pack) / own, Fraction(item.minimum) / own
    foreign = ordered.unit != item.unit
    notes: list[Reason] = []
    if foreign:
        text = f"one {ordered.unit} is {figure(factor)} {item.unit}"
        notes.append(Reason("unit-converted", text, {"factor": figure(factor)}))
    least_step = step(item.pack, factor, foreign, policy)
    if policy is PackPolicy.ACCEPT:
        return _wanted(Fraction(ordered.value), own, least_step, notes)
    least = max(Fraction(ordered.value), minimum)
    right = ceil(least / least_step) * least_step
    if right == Fraction(ordered.value):
        return _wanted(right, own, least_step, notes)
    rules = f"packs of {figure(item.pack)} {item.unit}"
    if Fraction(ordered.value) < minimum:
        rules = f"{rules}, at least {figure(item.minimum)} {item.unit}"
    if policy is PackPolicy.REJECT:
        return Refusal(Reason("pack-not-met", f"{ordered} was ordered; it is sold in {rules}"), needs_person=False)
    if right - least >= max(pack, Fraction(1)):
        text = f"{ordered} was ordered; it is sold in {rules}, and no whole number of {ordered.unit} near it is that"
        return Refusal(Reason("pack-not-met", text))
    rounded = exact(right)
    if rounded is not None:
        text = f"{ordered} was ordered; it is sold in {rules}, so it becomes {figure(rounded)} {ordered.unit}"
        notes.append(Reason("quantity-rounded-up", text, {"to": figure(rounded)}))
    return _wanted(right, own, least_step, notes)


def _wanted(quantity: Fraction, own: Fraction, step: Fraction, notes: list[Reason]) -> Wanted | Refusal:
    figures = exact(quantity), exact(quantity * own), exact(own)
    for found in figures:
        if found is None or not storable(found):
            text = "the quantity, in packs and in the item's own unit, is beyond what can be kept"
            return Refusal(Reason("figure-out-of-range", text))
    ordered, base, factor = (found for found in figures if found is not None)
    return Wanted(ordered, base, factor, step, tuple(notes))


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The least common multiple of two fractions."""
    return Fraction(lcm(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)
