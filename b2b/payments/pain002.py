"""Status reports on payment files: reads pain.002 of any version, writes pain.002.001.10."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lxml import etree

from b2b.documents import BatchStatus, PaymentStatus, StatusReason, TransactionStatus
from b2b.errors import Unreadable
from b2b.payments.message import Finding, Leftover, Message
from b2b.payments.parties import read_party
from b2b.payments.xml_writing import Branch, instant_text

MESSAGE = "pain.002.001.10"
_LONGEST_LINE = 105


@dataclass(frozen=True, slots=True)
class StatusReading:
    """A status report and what is odd about it.

    Findings: `NO_STATUS` (nothing in it has a status), `NO_ORIGINAL` (it does not say which file it answers),
    `DUPLICATE` (a transaction twice), `NAMESPACE`.
    """

    status: PaymentStatus
    findings: tuple[Finding, ...]
    leftovers: tuple[Leftover, ...]


def read(data: bytes) -> StatusReading:
    """What the bank says about a payment file. Raises Unreadable for bytes that are no pain.002."""
    message = Message(data, ["CstmrPmtStsRpt", "pain.002.001.02"])
    header, original = message.first(message.root, "GrpHdr"), message.first(message.root, "OrgnlGrpInfAndSts")
    created = message.instant(header, "CreDtTm")
    if header is None or original is None or created is None:
        missing = "GrpHdr/CreDtTm" if original is not None else "OrgnlGrpInfAndSts"
        raise Unreadable(f"{missing} is missing", where="CstmrPmtStsRpt", next_step="ask the bank for a correct file")
    # Version .02 holds the transactions directly below the report.
    batches = [_read_batch(message, at) for at in message.all(message.root, "OrgnlPmtInfAndSts")]
    direct = tuple(_read_transaction(message, at) for at in message.all(message.root, "TxInfAndSts"))
    status = PaymentStatus(
        message_id=message.required(header, "MsgId"),
        created_at=created,
        original_message_id=message.text(original, "OrgnlMsgId"),
        original_message_name=message.text(original, "OrgnlMsgNmId"),
        group_status=message.text(original, "GrpSts"),
        reasons=_read_reasons(message, original),
        batches=(*batches, *([BatchStatus("", transactions=direct)] if direct else [])),
        count=message.whole(original, "OrgnlNbOfTxs"),
        control_sum=message.decimal(original, "OrgnlCtrlSum"),
        bank=read_party(message, message.first(header, "InitgPty")),
    )
    _examine(message, original, status)
    return StatusReading(status, tuple(message.findings), message.leftovers())


def write(status: PaymentStatus) -> bytes:
    """The report as bytes, the same for the same content; read(write(s)).status == s.

    The bank's address is not written. Raises NotWritable for what is too long or cannot stand in XML.
    """
    document = Branch.document(MESSAGE)
    report = document.group("CstmrPmtStsRpt")
    header = report.group("GrpHdr")
    header.text("MsgId", status.message_id, 35)
    header.text("CreDtTm", instant_text(status.created_at, "created_at"))
    header.text("InitgPty/Nm", status.bank.name, 140)
    original = report.group("OrgnlGrpInfAndSts")
    original.text("OrgnlMsgId", status.original_message_id, 35)
    original.text("OrgnlMsgNmId", status.original_message_name, 35)
    original.text("OrgnlNbOfTxs", "" if status.count is None else str(status.count))
    original.text("OrgnlCtrlSum", "" if status.control_sum is None else f"{status.control_sum:f}")
    original.text("GrpSts", status.group_status, 4)
    _write_reasons(original, status.reasons)
    for batch in status.batches:
        part = report.group("OrgnlPmtInfAndSts")
        part.text("OrgnlPmtInfId", batch.batch_id, 35)
        part.text("OrgnlNbOfTxs", "" if batch.count is None else str(batch.count))
        part.text("OrgnlCtrlSum", "" if batch.control_sum is None else f"{batch.control_sum:f}")
        part.text("PmtInfSts", batch.status, 4)
        _write_reasons(part, batch.reasons)
        for transaction in batch.transactions:
            _write_transaction(part.group("TxInfAndSts"), transaction)
    return document.to_bytes()


def _read_batch(message: Message, at: etree._Element) -> BatchStatus:
    return BatchStatus(
        batch_id=message.text(at, "OrgnlPmtInfId"),
        status=message.text(at, "PmtInfSts"),
        reasons=_read_reasons(message, at),
        transactions=tuple(_read_transaction(message, one) for one in message.all(at, "TxInfAndSts")),
        count=message.whole(at, "OrgnlNbOfTxs"),
        control_sum=message.decimal(at, "OrgnlCtrlSum"),
    )


def _read_transaction(message: Message, at: etree._Element) -> TransactionStatus:
    return TransactionStatus(
        end_to_end_id=message.text(at, "OrgnlEndToEndId"),
        status=message.text(at, "TxSts"),
        reasons=_read_reasons(message, at),
        amount=message.money(at, "OrgnlTxRef/Amt/InstdAmt"),
        instruction_id=message.text(at, "OrgnlInstrId"),
        bank_reference=message.text(at, "AcctSvcrRef"),
    )


def _read_reasons(message: Message, at: etree._Element) -> tuple[StatusReason, ...]:
    return tuple(
        StatusReason(
            message.text(reason, "Rsn/Cd", "Rsn/Prtry"),
            "\n".join(message.text(line) for line in message.all(reason, "AddtlInf")),
        )
        for reason in message.all(at, "StsRsnInf")
    )


def _examine(message: Message, original: etree._Element, status: PaymentStatus) -> None:
    spoken = [status.group_status, *(batch.status for batch in status.batches)]
    if not any([*spoken, *(transaction.status for transaction in status.transactions)]):
        message.report("NO_STATUS", original, "the report gives no status for the file or any part of it")
    if not status.original_message_id:
        message.report("NO_ORIGINAL", original, "the report does not say which file it answers (OrgnlMsgId)")
    named = Counter(
        (batch.batch_id, one.end_to_end_id)
        for batch in status.batches
        for one in batch.transactions
        if one.end_to_end_id
    )
    for (_, end_to_end_id), times in named.items():
        if times > 1:
            message.report("DUPLICATE", original, f"the report speaks of {end_to_end_id} {times} times")


def _write_transaction(branch: Branch, transaction: TransactionStatus) -> None:
    branch.text("OrgnlInstrId", transaction.instruction_id, 35)
    branch.text("OrgnlEndToEndId", transaction.end_to_end_id, 35)
    branch.text("TxSts", transaction.status, 4)
    _write_reasons(branch, transaction.reasons)
    branch.text("AcctSvcrRef", transaction.bank_reference, 35)
    if transaction.amount is not None:
        branch.group("OrgnlTxRef/Amt").amount("InstdAmt", transaction.amount)


def _write_reasons(branch: Branch, reasons: tuple[StatusReason, ...]) -> None:
    for reason in reasons:
        part = branch.group("StsRsnInf")
        part.text("Rsn/Cd" if len(reason.code) <= 4 else "Rsn/Prtry", reason.code, 35)
        for line in reason.text.split("\n"):
            part.text("AddtlInf", line, _LONGEST_LINE)
