"""Invoices and credit notes as UBL 2.1, a file each."""

from __future__ import annotations

from b2b.documents import Invoice
from b2b.edi.x12.mappings.echo import differences, normal
from b2b.errors import LogicalError, NotWritable
from b2b.translation.carried import Carried, Loss
from b2b.translation.converted import Converted, File
from b2b.translation.source import Interchange, Read, Refused


def to_ubl(source: Interchange) -> tuple[list[File], list[Refused]]:
    """A file for each document that UBL can say, and those that it cannot. UBL has no envelope: who sends to whom is
    not said beyond the parties of the document.
    """
    files: list[File] = []
    refused: list[Refused] = []
    for one in source.messages:
        if isinstance(one, Refused):
            continue
        try:
            files.append(_file(one))
        except LogicalError as error:
            refused.append(Refused(one.kind, one.number, str(error), error.next_step))
    return files, refused


def _file(one: Read) -> File:
    document = one.document
    if not isinstance(document, Invoice):
        raise NotWritable(
            "only invoices and credit notes are written in UBL",
            where=type(document).__name__,
            next_step="docs/translation.md lists what becomes what",
        )
    carried = _invoice(document)
    kind = "credit note" if b"<ubl:CreditNote" in carried.written else "invoice"
    converted = Converted(
        one.kind, one.number, f"ubl {kind}", document.number, carried.document, one.leftovers, carried.losses
    )
    return File(carried.written, (converted,))


def _invoice(invoice: Invoice) -> Carried[bytes]:
    """The writer of UBL leaves out what EN 16931 has no term for; reading back shows what that was."""
    # lxml is imported by those who write XML only.
    from b2b.invoicing.read_ubl import read_ubl
    from b2b.invoicing.ubl import write_ubl

    written = write_ubl(invoice)
    back = read_ubl(written).invoice
    losses = tuple(
        Loss(field, value, f"UBL has no place for it; it is read as {said!r}" if said else "UBL has no place for it")
        for field, value, said in differences(normal(invoice), normal(back))
    )
    return Carried(written, back, losses)
