"""What a three-way match looks at; amounts are Decimals of the invoice's currency, quantities count order lines' units.

Nothing else enters the decision, so that it can be made again from what was kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """A line of our order: what was `ordered` and not cancelled, at which `price` after the supplier's answer, what was
    `received` in good order, what other invoices have `taken` of it. `vat_rate` is the one we expect, None: unknown.
    """

    id: str
    order: str
    number: str
    sku: str
    unit: str
    ordered: Decimal
    ordered_price: Decimal
    price: Decimal
    received: Decimal
    taken: Decimal
    vat_rate: Decimal | None = None

    def __str__(self) -> str:
        return f"order {self.order}, line {self.number} {self.sku}"


@dataclass(frozen=True, slots=True)
class BilledLine:
    """A line of the invoice or of a credit note; `net` as billed, `line_id` the order line it means.

    Where it means none, `trouble` is the code of why and `why` the words; the quantity then counts `unit` as billed.
    """

    position: int
    called: str
    quantity: Decimal
    unit: str
    net: Decimal
    vat_category: str = ""
    vat_rate: Decimal = Decimal(0)
    line_id: str = ""
    trouble: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """A charge of the whole invoice, such as freight, or an allowance; `amount` positive, without VAT."""

    is_charge: bool
    amount: Decimal
    reason: str
    vat_rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note to the invoice; amounts positive. `gross` is what it gives back, its own rounding included."""

    number: str
    net: Decimal
    vat: Decimal
    gross: Decimal
    lines: tuple[BilledLine, ...]


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What is taken without a person: percentages of price and quantity ordered, and an amount for the whole invoice,
    without VAT.
    """

    price_percent: Decimal = Decimal(0)
    quantity_percent: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Override:
    """A person's word that the invoice is paid as it is."""

    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class MatchInputs:
    """One invoice and all that is known of what it bills. `number` is our short number of it, `places` the decimals of
    `currency`, `due` the amount that it asks for (BT-115). `problems` are reasons that no receipt and no credit note
    can settle: wrong sums, broken rules, another supplier, another currency.
    """

    number: int
    invoice: str
    currency: str
    places: int
    net: Decimal
    vat: Decimal
    gross: Decimal
    due: Decimal
    lines: tuple[BilledLine, ...]
    agreed: tuple[AgreedLine, ...]
    extras: tuple[Extra, ...] = ()
    credits: tuple[Credit, ...] = ()
    tolerances: Tolerances = Tolerances()
    problems: tuple[str, ...] = ()
    override: Override | None = None
