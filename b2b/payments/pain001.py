"""Credit transfer files: writes pain.001.001.09 for SEPA, reads that and other versions of pain.001."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from lxml import etree

from b2b.documents import Address, BankAccount, CreditTransfer, Party, PaymentFile
from b2b.errors import Unreadable
from b2b.payments import sepa_rules
from b2b.payments.characters import in_sepa_characters
from b2b.payments.message import Finding, Leftover, Message
from b2b.payments.parties import (
    LONGEST_LINE,
    NOT_PROVIDED,
    read_account,
    read_party,
    street,
    write_account,
    write_address,
)
from b2b.payments.remittance import read_remittance, write_remittance
from b2b.payments.xml_writing import Branch, instant_text

MESSAGE = "pain.001.001.09"


@dataclass(frozen=True, slots=True)
class PaymentReading:
    """What a file says: one `PaymentFile` for each batch (PmtInf) in it, and what is odd.

    Findings: `COUNT` and `CONTROL_SUM` (what the file states is not what it holds), `DUPLICATE` (an EndToEndId twice),
    `NAMESPACE`.
    """

    files: tuple[PaymentFile, ...]
    findings: tuple[Finding, ...]
    leftovers: tuple[Leftover, ...]


def write(file: PaymentFile, *, extended_remittance: bool = False) -> bytes:
    """The file as bytes: the same for the same content, whenever it is written.

    `extended_remittance`: the bank takes several structured remittances for a transfer (see `remittance`). Raises
    NotWritable, with the field and what to do, for what SEPA does not allow. Text is converted to SEPA's characters;
    `as_sent` shows the result.
    """
    sepa_rules.check(file)
    document = Branch.document(MESSAGE)
    message = document.group("CstmrCdtTrfInitn")
    header = message.group("GrpHdr")
    header.text("MsgId", file.message_id)
    header.text("CreDtTm", instant_text(file.created_at, "created_at"))
    _write_totals(header, file)
    header.text("InitgPty/Nm", _name(file.debtor.name or file.account.name, "debtor"))
    batch = message.group("PmtInf")
    batch.text("PmtInfId", file.batch_id or file.message_id)
    batch.text("PmtMtd", "TRF")
    batch.text("BtchBookg", "true" if file.batch_booking else "false")
    _write_totals(batch, file)
    batch.text("PmtTpInf/SvcLvl/Cd", "SEPA")
    batch.text("ReqdExctnDt/Dt", file.execution_date.isoformat())
    _write_side(batch.group("Dbtr"), file.debtor, file.account, "debtor")
    write_account(batch.group("DbtrAcct"), file.account)
    _write_bank(batch, "DbtrAgt", file.account.bic or NOT_PROVIDED)
    _write_ultimate(batch, "UltmtDbtr", file.debtor, file.account, "debtor")
    batch.text("ChrgBr", "SLEV")
    for number, transfer in enumerate(file.transfers, 1):
        _write_transfer(batch.group("CdtTrfTxInf"), transfer, sepa_rules.place(number, transfer), extended_remittance)
    return document.to_bytes()


def read(data: bytes) -> PaymentFile:
    """The file again: read(write(f)) == as_sent(f).

    Raises Unreadable for bytes that are no pain.001, and for one with several batches or with wrong totals: use
    `examine` to see those.
    """
    reading = examine(data)
    wrong = next((finding for finding in reading.findings if finding.code in ("COUNT", "CONTROL_SUM")), None)
    if wrong is not None:
        raise Unreadable(wrong.text, where=wrong.where, next_step="ask for a correct file; nothing of it was taken")
    if len(reading.files) != 1:
        raise Unreadable(
            f"the file has {len(reading.files)} batches (PmtInf), one is expected",
            next_step="have each batch sent as a file of its own",
        )
    return reading.files[0]


def as_sent(file: PaymentFile, *, extended_remittance: bool = False) -> PaymentFile:
    """The file as the bank and the creditors will read it: converted characters, the remittance that fits.

    Raises NotWritable like `write`.
    """
    return read(write(file, extended_remittance=extended_remittance))


def examine(data: bytes) -> PaymentReading:
    """Everything that a file says, wrong totals included. Raises Unreadable for bytes that are no pain.001."""
    message = Message(data, ["CstmrCdtTrfInitn", "pain.001.001.02", "pain.001.001.01"])
    header = message.first(message.root, "GrpHdr")
    if header is None:
        raise Unreadable("GrpHdr is missing", where="CstmrCdtTrfInitn", next_step="ask for a correct file")
    files = tuple(_read_batch(message, header, at) for at in message.all(message.root, "PmtInf"))
    if not files:
        raise Unreadable("the file has no PmtInf", where="CstmrCdtTrfInitn", next_step="ask for a correct file")
    message.skip(header, "InitgPty/Nm", *(name for file in files for name in (file.debtor.name, file.account.name)))
    transfers = [transfer for file in files for transfer in file.transfers]
    _check_totals(message, header, transfers)
    seen: set[str] = set()
    for transfer in transfers:
        if transfer.end_to_end_id in seen and transfer.end_to_end_id != NOT_PROVIDED:
            message.report("DUPLICATE", header, f"EndToEndId {transfer.end_to_end_id} is in the file twice")
        seen.add(transfer.end_to_end_id)
    return PaymentReading(files, tuple(message.findings), message.leftovers())


def _write_totals(branch: Branch, file: PaymentFile) -> None:
    branch.text("NbOfTxs", str(file.count))
    branch.text("CtrlSum", f"{file.control_sum:.2f}")


def _write_transfer(branch: Branch, transfer: CreditTransfer, where: str, extended: bool) -> None:
    branch.text("PmtId/EndToEndId", transfer.end_to_end_id)
    branch.group("Amt").amount("InstdAmt", transfer.amount)
    if transfer.account.bic:
        _write_bank(branch, "CdtrAgt", transfer.account.bic)
    _write_side(branch.group("Cdtr"), transfer.creditor, transfer.account, f"{where}, creditor")
    write_account(branch.group("CdtrAcct"), transfer.account)
    _write_ultimate(branch, "UltmtCdtr", transfer.creditor, transfer.account, f"{where}, creditor")
    write_remittance(branch, transfer, where, extended=extended)


def _write_side(branch: Branch, party: Party, account: BankAccount, where: str) -> None:
    """The account's holder; the party it pays for, where that has another name, is the ultimate one."""
    branch.text("Nm", _name(account.name or party.name, where))
    address = party.address
    lines = tuple(in_sepa_characters(line, f"{where}, address", LONGEST_LINE) for line in address.lines)
    write_address(
        branch,
        Address(
            (street(lines),),
            in_sepa_characters(address.city, f"{where}, town", 35),
            in_sepa_characters(address.postal_code, f"{where}, postal code", 16),
            in_sepa_characters(address.subdivision, f"{where}, subdivision", 35),
            address.country,
        ),
    )


def _write_ultimate(branch: Branch, name: str, party: Party, account: BankAccount, where: str) -> None:
    holder, meant = _name(account.name, where), _name(party.name, where)
    if holder and meant and holder != meant:
        branch.text(f"{name}/Nm", meant)


def _name(text: str, where: str) -> str:
    return in_sepa_characters(text, f"{where}, name", 70)


def _write_bank(branch: Branch, name: str, bic: str) -> None:
    path = f"{name}/FinInstnId/Othr/Id" if bic == NOT_PROVIDED else f"{name}/FinInstnId/BICFI"
    branch.text(path, bic)


def _read_batch(message: Message, header: etree._Element, at: etree._Element) -> PaymentFile:
    created = message.instant(header, "CreDtTm")
    day = message.date(at, "ReqdExctnDt")
    if created is None or day is None:
        missing = "GrpHdr/CreDtTm" if created is None else "ReqdExctnDt"
        raise Unreadable(f"{missing} is missing", where=message.path(at), next_step="ask for a correct file")
    for path in ("PmtMtd", "PmtTpInf/SvcLvl/Cd", "ChrgBr", "DbtrAgt/FinInstnId/Othr/Id"):
        message.skip(at, path, "TRF", "SEPA", "SLEV", NOT_PROVIDED)
    debtor, account = _read_side(message, at, "Dbtr", "UltmtDbtr", "DbtrAcct", "DbtrAgt")
    file = PaymentFile(
        message_id=message.required(header, "MsgId"),
        created_at=created,
        execution_date=day,
        debtor=debtor,
        account=account,
        transfers=tuple(_read_transfer(message, one) for one in message.all(at, "CdtTrfTxInf")),
        batch_id=message.text(at, "PmtInfId"),
        batch_booking=message.text(at, "BtchBookg") in ("true", "1"),
    )
    _check_totals(message, at, list(file.transfers))
    return file


def _read_transfer(message: Message, at: etree._Element) -> CreditTransfer:
    amount = message.money(at, "Amt/InstdAmt", "Amt/EqvtAmt/Amt")
    if amount is None:
        raise Unreadable("the amount is missing", where=message.path(at), next_step="ask for a correct file")
    creditor, account = _read_side(message, at, "Cdtr", "UltmtCdtr", "CdtrAcct", "CdtrAgt")
    said = read_remittance(message, message.first(at, "RmtInf"), amount)
    return CreditTransfer(
        end_to_end_id=message.required(at, "PmtId/EndToEndId"),
        amount=amount,
        creditor=creditor,
        account=account,
        documents=said.documents,
        text=said.text,
        creditor_reference=said.creditor_reference,
    )


def _read_side(
    message: Message, at: etree._Element, party: str, ultimate: str, account: str, bank: str
) -> tuple[Party, BankAccount]:
    holder = read_party(message, message.first(at, party))
    held = read_account(message, message.first(at, account), message.first(at, bank))
    meant = message.text(at, f"{ultimate}/Nm")
    return (replace(holder, name=meant), replace(held, name=holder.name)) if meant else (holder, held)


def _check_totals(message: Message, at: etree._Element, transfers: list[CreditTransfer]) -> None:
    total = sum((transfer.amount.amount for transfer in transfers), Decimal(0))
    count, stated = message.whole(at, "NbOfTxs"), message.decimal(at, "CtrlSum")
    if count is not None and count != len(transfers):
        message.report("COUNT", at, f"NbOfTxs says {count}, there are {len(transfers)} transfers")
    if stated is not None and stated != total:
        message.report("CONTROL_SUM", at, f"CtrlSum says {stated}, the transfers add up to {total}")
