"""What a decision consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from b2b.documents import LineAnswer, OrderResponse, Quantity, ResponseStatus
from b2b.ports import ErpOrderLine


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in plain words with the figures in them; `figures` holds those a program reads, as decimal text.

    `told` is what the partner reads, where the text says more than the partner should know: stock, tolerances, price
    lists.
    """

    code: str
    text: str
    figures: Mapping[str, str] = field(default_factory=dict)
    told: str = ""

    @property
    def for_partner(self) -> str:
        """What an answer may say."""
        return self.told or self.text


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line cannot be taken; with `needs_person` an exception is opened, else a policy has said so."""

    reason: Reason
    needs_person: bool = True


@dataclass(frozen=True, slots=True)
class Hold:
    """A line may not be answered before a person has decided; the whole order waits, since one answer covers it."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class ExceptionDraft:
    """Something a person must look at: one for all lines of an order with the same `code`."""

    code: str
    severity: str
    message: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LineDecision:
    """One line decided. Quantities count the unit of the order line; `factor` of the item's own unit are one of it.

    `confirmed` + `back_ordered` + `rejected` is the quantity the line stands for: as ordered, or rounded up to packs;
    what was only rounded up to is never rejected, and a quantity below 0 stands for 0. `price` is what will be charged
    for one ordered unit, None where nothing was accepted.
    """

    position: int
    number: str
    ordered: Quantity
    ordered_price: Decimal | None
    confirmed: Decimal
    back_ordered: Decimal
    rejected: Decimal
    answers: tuple[LineAnswer, ...]
    reasons: tuple[Reason, ...]
    item_id: str | None = None
    sku: str = ""
    price: Decimal | None = None
    factor: Decimal = Decimal(1)

    @property
    def status(self) -> str:
        """The answers' codes, `IA+IB`."""
        return "+".join(answer.status for answer in self.answers)

    @property
    def accepted(self) -> Decimal:
        """What is promised, now or later."""
        return self.confirmed + self.back_ordered


@dataclass(frozen=True, slots=True)
class OrderDecision:
    """An order decided: the answer and what the ERP is to book, or `held`: then there is neither, and the order is
    decided anew when a person has settled the exceptions. `stock_used` is confirmed stock by item id, in its own unit.
    """

    held: bool
    currency: str
    lines: tuple[LineDecision, ...]
    exceptions: tuple[ExceptionDraft, ...]
    status: ResponseStatus | None = None
    response: OrderResponse | None = None
    erp_lines: tuple[ErpOrderLine, ...] = ()
    stock_used: Mapping[str, Decimal] = field(default_factory=dict)
