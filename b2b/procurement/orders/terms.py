"""By which rules a partner's orders are decided."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class PricePolicy(StrEnum):
    """What happens to a price that is further from ours than the tolerance."""

    ANSWER_OURS = "answer-ours"
    ACCEPT_THEIRS = "accept-theirs"
    REJECT = "reject"
    HOLD = "hold"


class PackPolicy(StrEnum):
    """What happens to a quantity that is no multiple of the pack, or below the minimum."""

    ROUND_UP = "round-up"
    REJECT = "reject"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """The terms of one partner; `currency` is the only one its orders may be in, and the one they are in when they do
    not say; empty: each order has to say. Without `back_orders` what is not in stock is rejected.
    """

    currency: str
    price_tolerance_percent: Decimal = Decimal(0)
    price_policy: PricePolicy = PricePolicy.ANSWER_OURS
    pack_policy: PackPolicy = PackPolicy.ROUND_UP
    back_orders: bool = True
