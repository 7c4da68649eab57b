"""What a SEPA credit transfer must be before it is written (EPC132-08 and the SEPA credit transfer rulebook)."""

from __future__ import annotations

import re
from decimal import Decimal

from b2b.documents import Address, BankAccount, CreditTransfer, Party, PaymentFile
from b2b.documents.iban import iban_problem, in_sepa, is_bic, is_creditor_reference, outside_eea
from b2b.errors import NotWritable
from b2b.payments.amounts import is_whole
from b2b.payments.characters import is_sepa_text

LARGEST = Decimal("999999999.99")
_LONGEST_ID = 35
_KINDS = ("CINV", "CREN")


def check(file: PaymentFile) -> None:
    """Raises NotWritable for the first thing that SEPA, or the order itself, forbids: where it is and what to do."""
    _check_id(file.message_id, "message id")
    if file.batch_id:
        _check_id(file.batch_id, "batch id")
    if not file.transfers:
        raise NotWritable("the file has no transfer", where=file.message_id, next_step="send no file")
    _check_side(file.debtor, file.account, "debtor")
    seen: set[str] = set()
    for number, transfer in enumerate(file.transfers, 1):
        where = place(number, transfer)
        _check_id(transfer.end_to_end_id, f"{where}, EndToEndId")
        if transfer.end_to_end_id in seen:
            raise NotWritable(
                f"EndToEndId {transfer.end_to_end_id} is in the file twice",
                where=where,
                next_step="give every transfer its own, or the statement cannot be matched",
            )
        seen.add(transfer.end_to_end_id)
        _check_amount(transfer, where)
        _check_side(transfer.creditor, transfer.account, f"{where}, creditor")
        _check_documents(transfer, where)


def place(number: int, transfer: CreditTransfer) -> str:
    """How a transfer is called in a message."""
    return f"transfer {number} ({transfer.end_to_end_id})"


def _check_id(text: str, where: str) -> None:
    """Identifiers travel unchanged: they are never converted, so they must be right (EPC: no slash at either end)."""
    legal = is_sepa_text(text) and text == text.strip() and not re.search("^/|/$|//|  ", text)
    if not text or len(text) > _LONGEST_ID or not legal or text == "NOTPROVIDED":
        raise NotWritable(
            f"{text[:60]!r} is no identifier of 1 to {_LONGEST_ID} characters that SEPA takes",
            where=where,
            next_step="use letters, digits and - . : only",
        )


def _check_amount(transfer: CreditTransfer, where: str) -> None:
    amount = transfer.amount
    if amount.currency != "EUR":
        raise NotWritable(
            f"{amount.currency} cannot be paid by a SEPA credit transfer",
            where=where,
            next_step="pay it by another means; SEPA moves EUR only",
        )
    if not is_whole(amount.amount, amount.currency) or not 0 < amount.amount <= LARGEST:
        raise NotWritable(
            f"{amount.amount} EUR is no amount from 0.01 to {LARGEST} with two decimals",
            where=where,
            next_step="carry a balance in your favour forward, or split the payment; round where it is calculated",
        )


def _check_side(party: Party, account: BankAccount, who: str) -> None:
    if not party.name.strip() and not account.name.strip():
        raise NotWritable("the name is missing", where=who, next_step="give the account holder's name")
    problem = iban_problem(account.iban)
    if problem:
        raise NotWritable(
            f"{account.iban[:40]!r} is no IBAN: {problem}", where=who, next_step="ask its owner for the IBAN"
        )
    if not in_sepa(account.iban):
        raise NotWritable(
            f"an account in {account.iban[:2]} cannot be reached by SEPA", where=who, next_step="pay by another means"
        )
    if account.bic and not is_bic(account.bic):
        raise NotWritable(f"{account.bic!r} is no BIC", where=who, next_step="correct it, or leave it away")
    if outside_eea(account.iban) and not (account.bic and party.address.country):
        raise NotWritable(
            f"an account in {account.iban[:2]}, outside the EEA, needs BIC and address",
            where=who,
            next_step="give both",
        )
    _check_address(party.address, who)


def _check_address(address: Address, who: str) -> None:
    if address == Address():
        return
    if not address.city.strip() or re.fullmatch("[A-Z]{2}", address.country) is None:
        raise NotWritable(
            "an address needs at least its town and the country's two letters: SEPA takes no unstructured ones",
            where=f"{who}, address",
            next_step="complete the address, or leave it away altogether",
        )


def _check_documents(transfer: CreditTransfer, where: str) -> None:
    for document in transfer.documents:
        if document.kind not in _KINDS or not document.number.strip():
            raise NotWritable(
                f"{document.kind} {document.number!r} is no invoice (CINV) or credit note (CREN) with a number",
                where=where,
                next_step="give its kind and number",
            )
        if not is_whole(document.amount, transfer.amount.currency) or document.amount <= 0:
            raise NotWritable(
                f"{document.number}: {document.amount} is no amount above zero with two decimals",
                where=where,
                next_step="give what is paid of an invoice, or set off by a credit note, without a sign",
            )
    total = sum((document.signed_amount for document in transfer.documents), Decimal(0))
    if transfer.documents and total != transfer.amount.amount:
        raise NotWritable(
            f"its documents add up to {total}, the transfer is {transfer.amount.amount}",
            where=where,
            next_step="correct the amounts of the documents or of the transfer",
        )
    if transfer.creditor_reference and not is_creditor_reference(transfer.creditor_reference):
        raise NotWritable(
            f"{transfer.creditor_reference[:40]!r} is no creditor reference (ISO 11649)",
            where=where,
            next_step="give the reference as text",
        )
