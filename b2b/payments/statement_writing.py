"""Writes statements as camt.053.001.08."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import Address, BankAccount, BankStatement, EntryDetail, Money, Party, StatementEntry
from b2b.errors import NotWritable
from b2b.payments.parties import NOT_PROVIDED, write_account, write_address
from b2b.payments.remittance import write_creditor_reference, write_documents
from b2b.payments.xml_writing import Branch, instant_text

MESSAGE = "camt.053.001.08"


def write(statements: Sequence[BankStatement]) -> bytes:
    """Statements of one message as bytes, the same for the same content; read(write(s)).statements == s.

    Raises NotWritable for a statement that has no balance, another message id than the first, or a field that is too
    long. The sums are not checked: a bank that errs is written too.
    """
    if not statements:
        raise NotWritable("there is no statement to write", next_step="write none")
    document = Branch.document(MESSAGE)
    message = document.group("BkToCstmrStmt")
    first = statements[0]
    if first.created_at is None:
        raise NotWritable("created_at is missing", where=first.statement_id, next_step="give the instant in UTC")
    header = message.group("GrpHdr")
    header.text("MsgId", first.message_id or first.statement_id, 35)
    header.text("CreDtTm", instant_text(first.created_at, "created_at"))
    for statement in statements:
        if statement.message_id != first.message_id:
            raise NotWritable(
                f"messages {first.message_id} and {statement.message_id} cannot be one file",
                where=statement.statement_id,
                next_step="write a file for each",
            )
        _write_statement(message.group("Stmt"), statement)
    return document.to_bytes()


def _write_statement(branch: Branch, statement: BankStatement) -> None:
    if not statement.balances:
        raise NotWritable("the statement has no balance", where=statement.statement_id, next_step="give its balances")
    branch.text("Id", statement.statement_id, 35)
    if statement.page != 1 or not statement.last_page:
        pages = branch.group("StmtPgntn")
        pages.text("PgNb", str(statement.page), 5)
        pages.text("LastPgInd", "true" if statement.last_page else "false")
    branch.text("ElctrncSeqNb", "" if statement.sequence is None else str(statement.sequence), 18)
    if statement.created_at is not None:
        branch.text("CreDtTm", instant_text(statement.created_at, "created_at"))
    if statement.period_start is not None and statement.period_end is not None:
        period = branch.group("FrToDt")
        period.text("FrDtTm", instant_text(statement.period_start, "period_start"))
        period.text("ToDtTm", instant_text(statement.period_end, "period_end"))
    account = branch.group("Acct")
    write_account(account, statement.account)
    account.text("Ccy", statement.currency)
    account.text("Nm", statement.account.name, 70)
    account.text("Svcr/FinInstnId/BICFI", statement.account.bic)
    for balance in statement.balances:
        part = branch.group("Bal")
        part.text("Tp/CdOrPrtry/Cd", balance.kind, 4)
        _write_signed(part, balance.amount)
        part.text("Dt/Dt", balance.date.isoformat() if balance.date else "")
    for entry in statement.entries:
        _write_entry(branch.group("Ntry"), entry)


def _write_entry(branch: Branch, entry: StatementEntry) -> None:
    branch.text("NtryRef", entry.reference, 35)
    _write_signed(branch, entry.amount)
    branch.text("RvslInd", "true" if entry.reversal else "")
    branch.text("Sts/Cd", entry.status, 4)
    branch.text("BookgDt/Dt", entry.booking_date.isoformat() if entry.booking_date else "")
    branch.text("ValDt/Dt", entry.value_date.isoformat() if entry.value_date else "")
    branch.text("AcctSvcrRef", entry.bank_reference, 35)
    _write_code(branch.group("BkTxCd"), entry.kind)
    if entry.message_id or entry.batch_id or entry.batch_count is not None or entry.details:
        details = branch.group("NtryDtls")
        batch = details.group("Btch")
        batch.text("MsgId", entry.message_id, 35)
        batch.text("PmtInfId", entry.batch_id, 35)
        batch.text("NbOfTxs", "" if entry.batch_count is None else str(entry.batch_count), 15)
        for detail in entry.details:
            _write_detail(details.group("TxDtls"), detail, credit=entry.amount.amount >= 0)
    branch.text("AddtlNtryInf", entry.text, 500)


def _write_code(branch: Branch, kind: str) -> None:
    parts = kind.split("/")
    if len(parts) == 3 and all(0 < len(part) <= 4 for part in parts):
        domain = branch.group("Domn")
        domain.text("Cd", parts[0])
        family = domain.group("Fmly")
        family.text("Cd", parts[1])
        family.text("SubFmlyCd", parts[2])
    else:
        branch.text("Prtry/Cd", kind, 35)


def _write_detail(branch: Branch, detail: EntryDetail, *, credit: bool) -> None:
    references = branch.group("Refs")
    references.text("MsgId", detail.message_id, 35)
    references.text("AcctSvcrRef", detail.bank_reference, 35)
    references.text("PmtInfId", detail.batch_id, 35)
    references.text("InstrId", detail.instruction_id, 35)
    references.text("EndToEndId", detail.end_to_end_id or NOT_PROVIDED, 35)
    references.text("TxId", detail.transaction_id, 35)
    if detail.amount is not None:
        _write_signed(branch, detail.amount)
        credit = detail.amount.amount >= 0
    # A returned payment keeps the roles it had when it went out.
    payer = credit != bool(detail.return_code)
    _write_parties(branch, "Dbtr" if payer else "Cdtr", detail.counterparty, detail.account)
    information = branch.group("RmtInf")
    for line in detail.text.split("\n"):
        information.text("Ustrd", line, 140)
    write_documents(information, detail.documents, detail.amount.currency if detail.amount else "EUR")
    write_creditor_reference(information, detail.creditor_reference)
    returned = branch.group("RtrInf")
    returned.text("Rsn/Cd" if len(detail.return_code) <= 4 else "Rsn/Prtry", detail.return_code, 35)
    for line in detail.return_text.split("\n"):
        returned.text("AddtlInf", line, 105)


def _write_parties(branch: Branch, role: str, party: Party, account: BankAccount) -> None:
    parties = branch.group("RltdPties")
    inner = parties.group(f"{role}/Pty")
    inner.text("Nm", party.name, 140)
    if party.address != Address():
        write_address(inner, party.address)
    held = parties.group(f"{role}Acct")
    write_account(held, account)
    held.text("Nm", account.name, 70)
    branch.text(f"RltdAgts/{role}Agt/FinInstnId/BICFI", account.bic)


def _write_signed(branch: Branch, money: Money) -> None:
    branch.amount("Amt", money)
    branch.text("CdtDbtInd", "CRDT" if money.amount >= 0 else "DBIT")
