"""The payment file of a proposal, and the remittance advice of a payment: the same facts for bank and supplier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from b2b.documents import (
    Adjustment,
    BankAccount,
    CreditTransfer,
    Money,
    PaymentFile,
    Remittance,
    RemittanceItem,
    RemittedDocument,
)
from b2b.procurement.paying.propose import Payable, Transfer
from b2b.store.money import from_minor
from b2b.store.settings import CompanySettings, PartnerSettings

INVOICE, CREDIT = "CINV", "CREN"
# X12 element 128: invoice, credit memo. Element 426: covered by a credit memo.
_INVOICE, _CREDIT_MEMO, _COVERED = "IV", "CM", "CM"


def transfer(found: Transfer, end_to_end_id: str, supplier: PartnerSettings) -> CreditTransfer:
    """The credit transfer: to the account in our settings, naming every invoice and credit note."""
    currency = found.invoices[0].currency
    terms = supplier.purchase
    return CreditTransfer(
        end_to_end_id=end_to_end_id,
        amount=Money(from_minor(found.amount, currency), currency),
        creditor=supplier.party,
        account=BankAccount(iban=terms.iban, bic=terms.bic, name=terms.account_name),
        documents=tuple(
            document for payable in (*found.invoices, *found.credits) for document in _documents(payable, currency)
        ),
    )


def _documents(payable: Payable, currency: str) -> list[RemittedDocument]:
    kind = CREDIT if payable.is_credit else INVOICE
    gross = payable.amount + sum(one.amount for one in payable.deductions)
    named = [(kind, payable.number, payable.date, gross)]
    named += [(CREDIT, one.number, one.date, one.amount) for one in payable.deductions]
    return [RemittedDocument(kind, number, date, from_minor(units, currency)) for kind, number, date, units in named]


def payment_file(
    message_id: str,
    at: dt.datetime,
    execution_date: dt.date,
    ours: CompanySettings,
    transfers: Sequence[CreditTransfer],
) -> PaymentFile:
    """The file, made at an instant (kept in whole seconds), from the company's account."""
    return PaymentFile(
        message_id=message_id,
        created_at=at.astimezone(dt.UTC).replace(microsecond=0),
        execution_date=execution_date,
        debtor=ours.party,
        account=BankAccount(iban=ours.iban, bic=ours.bic, name=ours.account_name),
        transfers=tuple(transfers),
    )


def remittance(paid: CreditTransfer, day: dt.date, ours: CompanySettings, order_numbers: dict[str, str]) -> Remittance:
    """The advice of a transfer: an RMR for each invoice; credit notes are adjustments of the only invoice, or lines of
    their own where a transfer pays several. `order_numbers` are those of the invoices, by invoice number.
    """
    invoices = [one for one in paid.documents if one.kind == INVOICE]
    credits = [one for one in paid.documents if one.kind == CREDIT]
    alone = len(invoices) == 1
    items = [
        RemittanceItem(
            kind=_INVOICE,
            number=one.number,
            paid=paid.amount.amount if alone else one.amount,
            gross=one.amount,
            date=one.date,
            order_number=order_numbers.get(one.number, ""),
            adjustments=tuple(Adjustment(-note.amount, _COVERED, _CREDIT_MEMO, note.number) for note in credits)
            if alone
            else (),
        )
        for one in invoices
    ]
    if not alone:
        items += [RemittanceItem(_CREDIT_MEMO, one.number, -one.amount, date=one.date) for one in credits]
    return Remittance(
        trace=paid.end_to_end_id,
        date=day,
        total=paid.amount.amount,
        currency=paid.amount.currency,
        items=tuple(items),
        payer=ours.party,
        payee=paid.creditor,
        payee_iban=paid.account.iban,
        payee_bic=paid.account.bic,
    )
