"""Where an invoice of ours stands with the customer: what is open, what was announced, what has come. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from b2b.store.states import SettlementState


class Standing(StrEnum):
    """How an invoice is shown: `advised` once remittance advices cover it, `paid` once money and credit notes do."""

    OPEN = "open"
    ADVISED = "advised"
    PAID = "paid"


@dataclass(frozen=True, slots=True)
class Position:
    """Sums in minor units of the invoice's currency; `open` is below zero where more came than was billed."""

    gross: int
    advised: int = 0
    confirmed: int = 0
    credited: int = 0

    @property
    def open(self) -> int:
        """What nobody has paid, announced or been credited yet."""
        return self.gross - self.advised - self.confirmed - self.credited

    @property
    def standing(self) -> Standing:
        """In one word."""
        if self.open > 0:
            return Standing.OPEN
        return Standing.ADVISED if self.advised else Standing.PAID


def position(gross: int, settlements: Iterable[tuple[str, int]]) -> Position:
    """The position of an invoice from its settlements as (state, amount)."""
    sums = dict.fromkeys(SettlementState, 0)
    for state, amount in settlements:
        sums[SettlementState(state)] += amount
    return Position(
        gross,
        sums[SettlementState.ADVISED],
        sums[SettlementState.CONFIRMED],
        sums[SettlementState.CREDITED],
    )
