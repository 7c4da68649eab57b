"""A payment of a PAYMUL: the SEQ group with amount, beneficiary and his account, and what it settles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from b2b.documents import BankAccount, CreditTransfer, Money, Party, RemittedDocument
from b2b.edi.edifact.mappings import bank_account, dates, money, parties, references, texts
from b2b.edi.edifact.mappings.code_tables import CodeTable
from b2b.edi.edifact.mappings.reading import LoopCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable

# Element 5025: to be paid; paid of a document. 1153: the payer's reference, and the one that the creditor asked for.
_TO_PAY, _PAID = "9", ("12", "9")
_REFERENCE, _CREDITORS = "CR", "AHL"

# Element 3035. Element 7187: what is settled is told in documents, in words, or in both.
_CREDITOR, _THEIR_ACCOUNT = "BE", "BF"
_STRUCTURED, _IN_WORDS, _BOTH = "8", "11", "10"
_WORDS = "PMD"  # element 4451

# What is paid: ISO 20022 DocumentType6Code, EDIFACT 1001. 2005: the day of a document.
_DOCUMENTS = CodeTable("1001", {"CINV": "380", "CREN": "381"})
_OF_DOCUMENT = ("137", "3", "171")

_LOOKS_LIKE_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}").fullmatch


def account(loop: LoopCursor, role: str) -> BankAccount | None:
    """The account in the FII of this role (3035), None where there is none or it has no number."""
    group = loop.loop("FII", role)
    found = bank_account.of(group.trigger) if group is not None else bank_account.BankAccount()
    if not found.iban:
        return None
    if _LOOKS_LIKE_IBAN(found.iban):
        return BankAccount(found.iban, found.bic, found.name)
    return BankAccount("", found.bic, found.name, found.iban)


def write_account(body: Body, role: str, account: BankAccount, path: str) -> None:
    """The FII of an account. NotWritable: it has neither an IBAN nor a number."""
    if not account.label:
        raise not_writable("a payment needs the number of the account", f"{path}.iban", "FII02-01")
    found = bank_account.BankAccount(account.label, account.name, account.bic)
    bank_account.write(body, found, f"{path}.", role=role, name=f"{path}.name")


def transfer(loop: LoopCursor) -> CreditTransfer:
    """The payment of a SEQ group. Unreadable: amount, currency, reference or account is missing or malformed."""
    seq = loop.trigger
    seq.take(at(1), at(2))
    end_to_end = loop.first("RFF", _REFERENCE)
    if end_to_end is None:
        raise seq.unreadable("the reference of the payment (RFF CR) is missing")
    theirs = account(loop, _THEIR_ACCOUNT)
    if theirs is None:
        raise seq.unreadable("the account of the beneficiary (FII BF) is missing")
    asked = loop.first("RFF", _CREDITORS)
    process = next(iter(loop.loops("PRC")), None)
    if process is not None:
        process.trigger.accept(at(1), _STRUCTURED, _IN_WORDS, _BOTH)
    return CreditTransfer(
        end_to_end_id=end_to_end.required(at(1, 2)),
        amount=_amount(loop),
        creditor=parties.find(loop, (_CREDITOR,)) or Party(),
        account=theirs,
        documents=tuple(_documents(process)) if process is not None else (),
        text=texts.of_kind(process, _WORDS) if process is not None else "",
        creditor_reference=asked.text(at(1, 2)) if asked is not None else "",
    )


def write_transfer(body: Body, ordinal: int, transfer: CreditTransfer, path: str) -> None:
    """The SEQ group of a payment; `ordinal` counts those of its debit. NotWritable names the field."""
    if not transfer.end_to_end_id:
        raise not_writable("a payment needs its reference", f"{path}.end_to_end_id", "RFF01-02")
    body.add("SEQ", None, [ordinal])
    amount = transfer.amount
    body.add("MOA", [_TO_PAY, (f"{path}.amount", amount.amount), (f"{path}.amount.currency", amount.currency)])
    references.write_one(body, _REFERENCE, f"{path}.end_to_end_id", transfer.end_to_end_id)
    references.write_one(body, _CREDITORS, f"{path}.creditor_reference", transfer.creditor_reference)
    write_account(body, _THEIR_ACCOUNT, transfer.account, f"{path}.account")
    parties.write(body, _CREDITOR, transfer.creditor, f"{path}.creditor")
    if transfer.documents or transfer.text:
        body.add("PRC", _BOTH if transfer.documents and transfer.text else _process(transfer))
    if transfer.text:
        texts.write(body, _WORDS, f"{path}.text", transfer.text)
    for index, document in enumerate(transfer.documents):
        _write_document(body, document, f"{path}.documents[{index}]")


def _process(transfer: CreditTransfer) -> str:
    return _STRUCTURED if transfer.documents else _IN_WORDS


def _amount(loop: LoopCursor) -> Money:
    moa = loop.first("MOA", _TO_PAY)
    value = moa.number(at(1, 2)) if moa is not None else None
    if moa is None or value is None:
        raise loop.trigger.unreadable("the amount of the payment (MOA 9) is missing")
    currency = moa.text(at(1, 3)) or loop.context.currency
    if not currency:
        raise moa.unreadable("the payment does not say its currency")
    return Money(value, currency)


def _documents(process: LoopCursor) -> Iterator[RemittedDocument]:
    for group in process.loops("DOC"):
        doc = group.trigger
        kind = _DOCUMENTS.read(doc.required(at(1)))
        paid = money.amount(group, *_PAID)
        if paid is None:
            raise doc.unreadable("what is paid of the document (MOA 12) is missing")
        yield RemittedDocument(kind, doc.required(at(2)), dates.find(group, *_OF_DOCUMENT), abs(paid))


def _write_document(body: Body, document: RemittedDocument, path: str) -> None:
    kind = _DOCUMENTS.write(document.kind)
    if not kind or not document.number:
        field = "number" if kind else "kind"
        raise not_writable(f"{getattr(document, field)!r} names no document", f"{path}.{field}", "DOC")
    body.add("DOC", [(f"{path}.kind", kind)], [(f"{path}.number", document.number)])
    money.write(body, _PAID[0], f"{path}.amount", document.amount)
    dates.write(body, _OF_DOCUMENT[0], f"{path}.date", document.date)
