"""What an invoice comes to: the sums of its lines, allowances and charges, and the total that its sender states."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from b2b.documents import AllowanceCharge, InvoiceLine
from b2b.documents.minor_units import invoice_digits, minor_digits
from b2b.edi.x12.mappings.reading import SegmentCursor

# Type N2: a total has two implied decimals, whatever its currency.
_IMPLIED = 2


@dataclass(frozen=True, slots=True)
class Sums:
    """What the lines come to (BT-106), and the allowances (BT-107) and charges (BT-108) of the whole invoice."""

    net: Decimal
    allowances: Decimal
    charges: Decimal

    @property
    def taxable(self) -> Decimal:
        """The total without VAT (BT-109)."""
        return self.net - self.allowances + self.charges


def sums(lines: Iterable[InvoiceLine], parts: Sequence[AllowanceCharge]) -> Sums:
    """The sums of lines and of what stands beside them."""
    return Sums(
        sum((line.net_amount for line in lines), Decimal(0)),
        sum((part.amount for part in parts if not part.is_charge), Decimal(0)),
        sum((part.amount for part in parts if part.is_charge), Decimal(0)),
    )


def stated(segment: SegmentCursor, element: int, currency: str, come_to: Decimal) -> Decimal | None:
    """The total in an element of type N2, None where it is empty; `come_to` is what lines and taxes come to.

    A currency without cents has its own habits. Some senders count its minor unit (12345 yen as `12345` in place of
    `1234500`): taken so where that, and not N2, is what the invoice comes to. A fraction of the minor unit, which
    nobody can pay, is rounded half up as lines are, and the element is left over for somebody to see.

    Errors: Unreadable where it is not made of digits.
    """
    digits = minor_digits(currency)
    if digits == _IMPLIED or not segment.peek(element):
        return segment.implied(element, _IMPLIED)
    counted = segment.implied(element, digits)
    said = segment.implied(element, _IMPLIED)
    assert said is not None, "it is not empty"
    if counted == come_to != said:
        return counted
    payable = said.quantize(Decimal(1).scaleb(-invoice_digits(currency)), ROUND_HALF_UP)
    if payable != said:
        segment.leave(element)
    return payable
