"""Bank statements: reads camt.053 of any version, and camt.052 and camt.054 of the same shape."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from b2b.documents import Balance, BankStatement, EntryDetail, Money, StatementEntry
from b2b.errors import Unreadable
from b2b.payments import statement_arithmetic
from b2b.payments.message import Finding, Leftover, Message
from b2b.payments.parties import NOT_PROVIDED, read_account, read_party
from b2b.payments.remittance import read_remittance
from b2b.payments.statement_writing import MESSAGE, write

_KINDS = {
    "BkToCstmrStmt": ("Stmt", "statement"),
    "BkToCstmrStmtV01": ("Stmt", "statement"),
    "BkToCstmrAcctRpt": ("Rpt", "report"),
    "BkToCstmrAcctRptV01": ("Rpt", "report"),
    "BkToCstmrDbtCdtNtfctn": ("Ntfctn", "notification"),
    "BkToCstmrDbtCdtNtfctnV01": ("Ntfctn", "notification"),
}


@dataclass(frozen=True, slots=True)
class StatementReading:
    """The statements in a file, and what is odd about them.

    Findings: those of `statement_arithmetic.examine`, `NAMESPACE`, and `MISSING` for what a statement should have.
    Whether an account is ours, or a statement was read before, is for the caller to know.
    """

    statements: tuple[BankStatement, ...]
    findings: tuple[Finding, ...]
    leftovers: tuple[Leftover, ...]


def read(data: bytes) -> StatementReading:
    """What the bank booked. Raises Unreadable for bytes that hold no statement."""
    message = Message(data, list(_KINDS))
    element, kind = _KINDS[str(message.root.tag)]
    header = message.first(message.root, "GrpHdr")
    found = message.all(message.root, element)
    if not found:
        raise Unreadable(
            f"the file has no {element}", where=str(message.root.tag), next_step="ask the bank for it again"
        )
    statements = tuple(_read_statement(message, header, at, kind) for at in found)
    for at, statement in zip(found, statements, strict=True):
        place = message.path(at)
        for finding in statement_arithmetic.examine(statement):
            message.findings.append(Finding(finding.code, f"{place}/{finding.where}".rstrip("/"), finding.text))
    return StatementReading(statements, tuple(message.findings), message.leftovers())


def _read_statement(message: Message, header: etree._Element | None, at: etree._Element, kind: str) -> BankStatement:
    account = message.first(at, "Acct")
    pages = message.first(at, "StmtPgntn", "RptPgntn", "NtfctnPgntn")
    if pages is None:
        pages = message.first(header, "MsgPgntn")
    message.skip(header, "CreDtTm", message.text(at, "CreDtTm"))
    held = read_account(message, account, message.first(account, "Svcr"))
    for name, value in (("Acct/Id", held.label), ("Id", message.text(at, "Id"))):
        if not value:
            message.report("MISSING", at, f"the statement has no {name}")
    return BankStatement(
        account=held,
        statement_id=message.text(at, "Id"),
        entries=tuple(_read_entry(message, one, held.label) for one in message.all(at, "Ntry")),
        balances=tuple(_read_balance(message, one) for one in message.all(at, "Bal")),
        sequence=message.whole(at, "ElctrncSeqNb", "LglSeqNb"),
        message_id=message.text(header, "MsgId"),
        created_at=message.instant(at, "CreDtTm") or message.instant(header, "CreDtTm"),
        period_start=message.instant(at, "FrToDt/FrDtTm"),
        period_end=message.instant(at, "FrToDt/ToDtTm"),
        currency=message.text(account, "Ccy"),
        kind=kind,
        page=message.whole(pages, "PgNb") or 1,
        last_page=message.text(pages, "LastPgInd") not in ("false", "0"),
    )


def _read_balance(message: Message, at: etree._Element) -> Balance:
    amount = message.signed(at)
    if amount is None:
        raise Unreadable(
            "the balance has no amount", where=message.path(at), next_step="ask the bank for a correct file"
        )
    kind = message.text(at, "Tp/CdOrPrtry/Cd", "Tp/CdOrPrtry/Prtry", "Tp/Cd")
    return Balance(kind, amount, message.date(at, "Dt"))


def _read_entry(message: Message, at: etree._Element, own: str) -> StatementEntry:
    amount = message.signed(at)
    if amount is None:
        raise Unreadable("the entry has no amount", where=message.path(at), next_step="ask the bank for a correct file")
    status = message.text(at, "Sts/Cd", "Sts/Prtry", "Sts")
    if not status:
        message.report("MISSING", at, "the entry has no status, it is taken as booked")
    reversal = message.text(at, "RvslInd") in ("true", "1")
    blocks = message.all(at, "NtryDtls")
    batch = next((one for block in blocks if (one := message.first(block, "Btch")) is not None), None)
    return StatementEntry(
        amount=amount,
        status=status or "BOOK",
        booking_date=message.date(at, "BookgDt"),
        value_date=message.date(at, "ValDt"),
        bank_reference=message.text(at, "AcctSvcrRef"),
        reference=message.text(at, "NtryRef"),
        kind=_read_code(message, message.first(at, "BkTxCd")),
        reversal=reversal,
        text=message.text(at, "AddtlNtryInf"),
        message_id=message.text(batch, "MsgId"),
        batch_id=message.text(batch, "PmtInfId"),
        batch_count=message.whole(batch, "NbOfTxs"),
        details=tuple(
            _read_detail(message, one, amount, own) for block in blocks for one in message.all(block, "TxDtls")
        ),
    )


def _read_code(message: Message, at: etree._Element | None) -> str:
    """`PMNT/RCDT/ESCT`, else the bank's own code."""
    parts = [message.text(at, path) for path in ("Domn/Cd", "Domn/Fmly/Cd", "Domn/Fmly/SubFmlyCd")]
    return "/".join(part for part in parts if part) or message.text(at, "Prtry/Cd")


def _read_detail(message: Message, at: etree._Element, entry: Money, own: str) -> EntryDetail:
    """`entry` lends its sign where the transaction has none of its own; `own` is the account of the statement."""
    references, returned = message.first(at, "Refs"), message.first(at, "RtrInf")
    amount = _read_amount(message, at, entry)
    said = read_remittance(message, message.first(at, "RmtInf"), amount)
    side, account, bank = _other_side(message, at, entry, own, returned is not None)
    return EntryDetail(
        end_to_end_id=_provided(message.text(references, "EndToEndId")),
        amount=amount,
        message_id=message.text(references, "MsgId"),
        batch_id=message.text(references, "PmtInfId"),
        instruction_id=message.text(references, "InstrId"),
        transaction_id=message.text(references, "TxId"),
        bank_reference=message.text(references, "AcctSvcrRef"),
        counterparty=read_party(message, side),
        account=read_account(message, account, bank),
        text=said.text,
        documents=said.documents,
        creditor_reference=said.creditor_reference,
        return_code=message.text(returned, "Rsn/Cd", "Rsn/Prtry"),
        return_text="\n".join(message.text(line) for line in message.all(returned, "AddtlInf")),
    )


def _read_amount(message: Message, at: etree._Element, entry: Money) -> Money | None:
    """In the account's currency where the bank gives it there: `Amt`, in older versions `AmtDtls/TxAmt/Amt`.

    Some write zero for a transaction whose amount they do not give.
    """
    amount = message.signed(at, entry.amount >= 0)
    if amount is None:
        stated = message.money(at, "AmtDtls/TxAmt/Amt")
        credit = (message.text(at, "CdtDbtInd") or ("CRDT" if entry.amount >= 0 else "DBIT")) == "CRDT"
        amount = stated if stated is None or credit else Money(-stated.amount, stated.currency)
    return amount if amount is not None and amount.amount else None


def _other_side(
    message: Message, at: etree._Element, entry: Money, own: str, returned: bool
) -> tuple[etree._Element | None, etree._Element | None, etree._Element | None]:
    """Party, account and bank of whoever is not us: by our account number, else by who pays whom.

    A returned payment keeps its roles although the money comes back, so that its sign says the opposite.
    """
    parties, agents = message.first(at, "RltdPties"), message.first(at, "RltdAgts")
    debtor, creditor = (message.first(parties, f"{role}Acct") for role in ("Dbtr", "Cdtr"))
    if own and _number(debtor) == own != _number(creditor):
        role = "Cdtr"
    elif own and _number(creditor) == own != _number(debtor):
        role = "Dbtr"
    else:
        role = "Dbtr" if (entry.amount >= 0) != returned else "Cdtr"
    return (
        message.first(parties, role),
        message.first(parties, f"{role}Acct"),
        message.first(agents, f"{role}Agt"),
    )


def _number(account: etree._Element | None) -> str:
    found = None if account is None else account.findtext("Id/IBAN") or account.findtext("Id/Othr/Id")
    return (found or "").strip()


def _provided(text: str) -> str:
    return "" if text == NOT_PROVIDED else text


__all__ = ["MESSAGE", "StatementReading", "read", "write"]
