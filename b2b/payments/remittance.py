"""What a payment settles, as its remittance information says it (docs/bank-files.md).

SEPA carries either one `Strd` of at most 140 characters, tags counted, or one `Ustrd` of at most 140; only a bank that
takes extended remittance information (EPC rulebook, ERI option) carries several `Strd` with amounts. Without it:

- a creditor reference goes out as `Strd/CdtrRefInf`, nothing beside it;
- a text goes out as `Ustrd`;
- one invoice paid in full goes out as `Strd/RfrdDocInf`: kind, number, date; its amount is the transfer's;
- several documents go out as `Ustrd`, `CINV INV-9 20261101 980.00, CREN CN-3 20261105 10.00` (a missing date is `-`),
  which reading takes apart again. Where that is too long, the numbers alone; where they are, `SEE ADVICE` and the
  EndToEndId: the remittance advice (820) has the rest.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from b2b.documents import CreditTransfer, Money, RemittedDocument
from b2b.payments.amounts import plain
from b2b.payments.characters import in_sepa_characters
from b2b.payments.message import Message
from b2b.payments.xml_writing import Branch

LONGEST = 140
_STRUCTURED = (
    "<RfrdDocInf><Tp><CdOrPrtry><Cd>CINV</Cd></CdOrPrtry></Tp><Nb></Nb><RltdDt>2026-11-01</RltdDt></RfrdDocInf>"
)
_ITEM = re.compile(r"(CINV|CREN) (\S+) (\d{8}|-) ((?:0|[1-9]\d{0,14})\.\d{2})(?:, (?=C)|$)", re.ASCII)


@dataclass(frozen=True, slots=True)
class RemittanceInformation:
    """What was read: documents, text (a line for each `Ustrd`), creditor reference."""

    documents: tuple[RemittedDocument, ...] = ()
    text: str = ""
    creditor_reference: str = ""


def write_remittance(branch: Branch, transfer: CreditTransfer, where: str, *, extended: bool) -> None:
    """Adds `RmtInf` to a transaction; `extended`: the bank takes extended remittance information."""
    information = branch.group("RmtInf")
    text = in_sepa_characters(transfer.text, f"{where}, text", LONGEST)
    if extended:
        information.text("Ustrd", text)
        for document in transfer.documents:
            _write_document(information.group("Strd"), document, where, transfer.amount.currency)
        _write_reference(information, transfer.creditor_reference)
    elif transfer.creditor_reference:
        _write_reference(information, transfer.creditor_reference)
    elif text:
        information.text("Ustrd", text)
    elif _fits_structured(transfer, where):
        _write_document(information.group("Strd"), transfer.documents[0], where)
    else:
        information.text("Ustrd", _convention(transfer, where))


def write_documents(information: Branch, documents: Sequence[RemittedDocument], currency: str) -> None:
    """Adds a `Strd` with amounts for each document, as statements carry them."""
    for document in documents:
        _write_document(information.group("Strd"), document, "", currency)


def write_creditor_reference(information: Branch, reference: str) -> None:
    """Adds the `Strd` of a creditor reference; nothing for an empty one."""
    _write_reference(information, reference)


def read_remittance(message: Message, at: etree._Element | None, amount: Money | None) -> RemittanceInformation:
    """What `RmtInf` at `at` says; `amount` is the transaction's, without which the convention cannot be believed.

    A document of several in one `Strd`, or without an amount among several, stays a leftover.
    """
    paid = abs(amount.amount) if amount else None
    structured = message.all(at, "Strd")
    text = "\n".join(message.text(line) for line in message.all(at, "Ustrd"))
    documents = [document for one in structured if (document := _read_document(message, one, structured, paid))]
    reference = next((found for one in structured if (found := message.text(one, "CdtrRefInf/Ref"))), "")
    for one in structured:
        message.skip(one, "CdtrRefInf/Tp/CdOrPrtry/Cd", "SCOR")
        message.skip(one, "CdtrRefInf/Tp/Issr", "ISO")
    by_convention = _read_convention(text, paid) if not documents else ()
    return RemittanceInformation(by_convention or tuple(documents), "" if by_convention else text, reference)


def _write_reference(information: Branch, reference: str) -> None:
    if reference:
        block = information.group("Strd/CdtrRefInf")
        kind = block.group("Tp")
        kind.text("CdOrPrtry/Cd", "SCOR")
        kind.text("Issr", "ISO" if reference.startswith("RF") else "")
        block.text("Ref", reference, 35)


def _write_document(branch: Branch, document: RemittedDocument, where: str, currency: str = "") -> None:
    block = branch.group("RfrdDocInf")
    block.text("Tp/CdOrPrtry/Cd", document.kind)
    number = in_sepa_characters(document.number, f"{where}, number of a document", 35) if where else document.number
    block.text("Nb", number, 35)
    block.text("RltdDt", document.date.isoformat() if document.date else "")
    if currency:
        name = "CdtNoteAmt" if document.kind == "CREN" else "RmtdAmt"
        branch.group("RfrdDocAmt").amount(name, Money(document.amount, currency))


def _fits_structured(transfer: CreditTransfer, where: str) -> bool:
    if len(transfer.documents) != 1 or transfer.documents[0].kind != "CINV":
        return False
    number = in_sepa_characters(transfer.documents[0].number, f"{where}, number of a document")
    return len(_STRUCTURED) + len(number) <= LONGEST


def _convention(transfer: CreditTransfer, where: str) -> str:
    numbers = [in_sepa_characters(one.number, f"{where}, number of a document") for one in transfer.documents]
    items, names, kind = [], [], ""
    for document, number in zip(transfer.documents, numbers, strict=True):
        day = f"{document.date:%Y%m%d}" if document.date else "-"
        items.append(f"{document.kind} {number} {day} {plain(document.amount, transfer.amount.currency)}")
        names += [number] if document.kind == kind else [document.kind, number]
        kind = document.kind
    complete, short = ", ".join(items), " ".join(names)
    if len(complete) <= LONGEST and not any(" " in number for number in numbers):
        return complete
    return short if len(short) <= LONGEST else f"SEE ADVICE {transfer.end_to_end_id}"


def _read_convention(text: str, paid: Decimal | None) -> tuple[RemittedDocument, ...]:
    found, position = [], 0
    while position < len(text):
        item = _ITEM.match(text, position)
        if item is None:
            return ()
        try:
            day = None if item[3] == "-" else dt.datetime.strptime(f"{item[3]}+0000", "%Y%m%d%z").date()
        except ValueError:
            return ()
        found.append(RemittedDocument(item[1], item[2], day, Decimal(item[4])))
        position = item.end()
    fits = len(found) > 1 and all(document.amount for document in found)
    return tuple(found) if fits and sum(document.signed_amount for document in found) == paid else ()


def _read_document(
    message: Message, at: etree._Element, structured: Sequence[etree._Element], paid: Decimal | None
) -> RemittedDocument | None:
    blocks = message.all(at, "RfrdDocInf")
    if len(blocks) != 1 or message.first(blocks[0], "Nb") is None:
        return None
    stated = message.money(at, "RfrdDocAmt/CdtNoteAmt", "RfrdDocAmt/RmtdAmt", "RfrdDocAmt/DuePyblAmt")
    amount = stated.amount if stated else paid if len(structured) == 1 else None
    if amount is None:
        return None
    kind = message.text(blocks[0], "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry")
    return RemittedDocument(kind, message.text(blocks[0], "Nb"), message.date(blocks[0], "RltdDt"), amount)
