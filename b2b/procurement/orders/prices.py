"""At which price a line is taken: ours by contract or list, or the buyer's where the terms let it stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from b2b.procurement.orders.decision import Hold, Reason, Refusal
from b2b.procurement.orders.quantities import LIMIT, Wanted, storable
from b2b.procurement.orders.snapshot import PriceRow, SnapshotItem
from b2b.procurement.orders.terms import OrderTerms, PricePolicy
from b2b.procurement.orders.wording import figure, percent, price


@dataclass(frozen=True, slots=True)
class Agreed:
    """The price of one ordered unit; `changed` where it is not the one ordered at, `needs_person` where somebody must
    know of it all the same.
    """

    price: Decimal
    reason: Reason
    changed: bool = False
    needs_person: bool = False


def best(rows: Iterable[PriceRow], quantity: Decimal, day: dt.date) -> PriceRow | None:
    """The row that holds: contract before list; of those whose quantity is reached the highest; of those the one that
    began last; of those the cheapest. A row at 0 or below is none.
    """
    fitting = [row for row in rows if row.price > 0 and row.from_quantity <= quantity and row.holds_on(day)]
    if not fitting:
        return None
    return max(fitting, key=lambda r: (r.contract, r.from_quantity, r.valid_from or dt.date.min, -r.price))


def agree(
    theirs: Decimal | None,
    item: SnapshotItem,
    wanted: Wanted,
    day: dt.date,
    terms: OrderTerms,
    unit: str,
    other_price: str = "",
) -> Agreed | Refusal | Hold:
    """The price of a line. The tier follows from the quantity the line stands for, rounded up to packs or not; what is
    in stock has no part in it. `theirs` is per one ordered unit, None where the buyer leaves it to us or names an
    `other_price`, which cannot be compared with ours: no tolerance and no `accept-theirs` lets that pass.
    """
    row = best(item.prices, wanted.own, day)
    if row is None:
        text = f"there is no {terms.currency} price of {item.sku} for {figure(wanted.quantity)} {unit} on {day}"
        return Refusal(Reason("no-price", text))
    ours = row.price * wanted.factor
    kind = "contract" if row.contract else "list"
    our_text = f"ours is {price(ours, terms.currency)} ({kind}, from {figure(row.from_quantity)} {item.unit})"
    if not storable(ours) or ours * wanted.quantity >= LIMIT:
        text = f"{our_text}, for which the amount is beyond what can be kept"
        return Refusal(Reason("figure-out-of-range", text, told="the amount is beyond what can be kept"))
    if theirs is None and other_price:
        return _not_comparable(other_price, ours, our_text, terms)
    if theirs is None:
        return Agreed(ours, Reason("price-ours", f"no price was ordered at; {our_text}"))
    if not storable(theirs) or theirs * wanted.quantity >= LIMIT:
        return Refusal(Reason("figure-out-of-range", f"the price {theirs} is beyond what can be kept"))
    if theirs <= 0:
        return _not_positive(theirs, ours, our_text, terms)
    return _compare(theirs, ours, our_text, terms)


def _compare(theirs: Decimal, ours: Decimal, our_text: str, terms: OrderTerms) -> Agreed | Refusal | Hold:
    if theirs == ours:
        return Agreed(ours, Reason("price-agreed", f"ordered at our price; {our_text}"))
    difference = abs(theirs - ours)
    side = "above" if theirs > ours else "below"
    apart = f"ordered at {price(theirs, terms.currency)}, {percent(difference, ours)} {side}; {our_text}"
    told = _told(ours, terms)
    tolerance = f"{figure(terms.price_tolerance_percent)} %"
    if difference * 100 <= ours * terms.price_tolerance_percent:
        return Agreed(theirs, Reason("price-within-tolerance", f"{apart}; within {tolerance} it stands as ordered"))
    match terms.price_policy:
        case PricePolicy.ANSWER_OURS:
            text = f"{apart}; beyond {tolerance} ours is answered"
            return Agreed(ours, Reason("price-answered-ours", text, told=told), changed=True)
        case PricePolicy.ACCEPT_THEIRS:
            return Agreed(theirs, Reason("price-accepted-theirs", f"{apart}; the terms accept the buyer's"))
        case PricePolicy.REJECT:
            text = f"{apart}; beyond {tolerance} it is rejected"
            return Refusal(Reason("price-rejected", text, told=told), needs_person=False)
        case PricePolicy.HOLD:
            return Hold(Reason("price-held", f"{apart}; beyond {tolerance} a person decides"))


def _not_positive(theirs: Decimal, ours: Decimal, our_text: str, terms: OrderTerms) -> Agreed | Refusal | Hold:
    """0 is often written for "your price"; no policy may take it, or less, for an offer (docs/decisions/0008)."""
    text = f"ordered at {price(theirs, terms.currency)}, which is no price; {our_text}"
    if terms.price_policy is PricePolicy.HOLD:
        return Hold(Reason("price-not-positive", f"{text}; a person decides"))
    if theirs < 0 or terms.price_policy is PricePolicy.REJECT:
        return Refusal(Reason("price-not-positive", f"{text}; it is rejected", told=_told(ours, terms)))
    reason = Reason("price-not-positive", f"{text}; ours is answered", told=_told(ours, terms))
    return Agreed(ours, reason, changed=True, needs_person=True)


def _not_comparable(other: str, ours: Decimal, our_text: str, terms: OrderTerms) -> Agreed | Refusal | Hold:
    """A price for a dozen or a kilogram is neither converted nor passed over as if none had been named."""
    text = f"ordered at {other}, which is not for the unit ordered; {our_text}"
    if terms.price_policy is PricePolicy.HOLD:
        return Hold(Reason("price-not-comparable", f"{text}; a person decides"))
    if terms.price_policy is PricePolicy.REJECT:
        return Refusal(Reason("price-not-comparable", f"{text}; it is rejected", told=_told(ours, terms)))
    reason = Reason("price-not-comparable", f"{text}; ours is answered", told=_told(ours, terms))
    return Agreed(ours, reason, changed=True, needs_person=True)


def _told(ours: Decimal, terms: OrderTerms) -> str:
    """Neither tolerance nor tier nor which list it stands in: a partner who knows those orders by them."""
    return f"our price is {price(ours, terms.currency)}"
