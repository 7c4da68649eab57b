"""Reasons of a match in words, with their figures, and the ways out with their commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from b2b.procurement.matching.inputs import AgreedLine, MatchInputs
from b2b.procurement.matching.result import LineResult, Reason, ReasonCode, Unblock
from b2b.procurement.orders.wording import figure, price
from b2b.store.states import InvoiceFormat

_SHORT = (ReasonCode.NOT_RECEIVED, ReasonCode.OVER_RECEIPT)


def reasons_of_line(inputs: MatchInputs, agreed: AgreedLine, line: LineResult, over_price: Decimal) -> Iterator[Reason]:
    """Why a line is billed too high: units that are not there, and the price."""
    over_quantity = line.excess - over_price
    if over_quantity > 0:
        yield _quantity(inputs, agreed, line, over_quantity)
    if over_price > 0:
        billed = f"billed at {_price(line, inputs.currency)}" if line.billed > 0 else "billed without units"
        text = f"{agreed}: {billed}, agreed {price(agreed.price, inputs.currency)}"
        yield Reason(ReasonCode.PRICE, f"{text}: {price(over_price, inputs.currency)} too much", over_price, agreed.id)


def in_form(form: str) -> str:
    """In which form an invoice came: `by X12`, `as UBL`, `as PDF`."""
    return f"{'by' if form in (InvoiceFormat.X12, InvoiceFormat.EDIFACT) else 'as'} {form.upper()}"


def _price(line: LineResult, currency: str) -> str:
    """The price billed, to four decimals."""
    return price(Decimal(figure((line.net / line.billed).quantize(Decimal("0.0001")))), currency)


def _quantity(inputs: MatchInputs, agreed: AgreedLine, line: LineResult, amount: Decimal) -> Reason:
    missing = line.billed - line.claimed
    billed = f"{agreed}: {figure(line.billed)} {agreed.unit} billed"
    worth = price(amount, inputs.currency)
    if agreed.received <= 0:
        return Reason(ReasonCode.NOT_RECEIVED, f"{billed}, not received yet: {worth}", amount, agreed.id, missing)
    before = f", {figure(agreed.taken)} of them billed before" if agreed.taken > 0 else ""
    if agreed.received > agreed.ordered and line.billed + agreed.taken > agreed.ordered:
        text = f"{billed}, {figure(agreed.ordered)} ordered{before}: {figure(missing)} too many, {worth}"
        return Reason(ReasonCode.OVER_ORDER, text, amount, agreed.id, missing)
    text = f"{billed}, {figure(agreed.received)} received{before}: {figure(missing)} too many, {worth}"
    return Reason(ReasonCode.OVER_RECEIPT, text, amount, agreed.id, missing)


def unblocks(
    inputs: MatchInputs, reasons: Sequence[Reason], difference: Decimal, difference_vat: Decimal
) -> tuple[Unblock, ...]:
    """What would unblock the invoice: goods, a credit note, or a person's word."""
    found: list[Unblock] = []
    agreed = {line.id: line for line in inputs.agreed}
    for reason in reasons:
        if reason.code in _SHORT:
            line = agreed[reason.line_id]
            what = f"a receipt of {figure(reason.missing)} {line.unit} more of {line.sku}"
            found.append(Unblock(what, f"b2b receipts post {line.order} --line {line.number}={figure(reason.missing)}"))
    if any(reason.code in (ReasonCode.PROBLEM, ReasonCode.TAX) for reason in reasons):
        found.append(Unblock("a corrected invoice, once this one is rejected"))
    elif difference > 0:
        total = price(difference + difference_vat, inputs.currency)
        net, vat = price(difference, inputs.currency), price(difference_vat, inputs.currency)
        found.append(Unblock(f"a credit note to it of {net} net and {vat} VAT, {total} in all"))
    found.append(Unblock("payment as it is, by an approver", f'b2b invoices approve {inputs.number} --reason "why"'))
    found.append(Unblock("no payment at all", f'b2b invoices reject {inputs.number} --reason "why"'))
    return tuple(found)
