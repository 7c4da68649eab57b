"""Reads an invoice in whatever form it came: UBL, CII, or a PDF with one of them inside."""

from __future__ import annotations

from dataclasses import replace

from b2b.errors import Unreadable
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.read_cii import read_cii
from b2b.invoicing.read_ubl import read_ubl
from b2b.invoicing.reading import InvoiceReading, Leftover
from b2b.invoicing.recognise import ROOTS, is_pdf, recognise
from b2b.untrusted_xml import root_name

__all__ = ["InvoiceFormat", "InvoiceReading", "read_invoice", "recognise"]

_ASK = "ask the sender for UBL, CII or Factur-X"
# Roots that people take for an invoice: what they are, and what to do.
_OTHERS = {
    "{urn:ferd:CrossIndustryDocument:invoice:1p0}CrossIndustryDocument": (
        "a ZUGFeRD 1.0 invoice, a form that was replaced in 2019",
        "ask the sender for ZUGFeRD 2 or Factur-X",
    ),
}


def read_invoice(content: bytes) -> InvoiceReading:
    """The invoice, what the file says beyond it, and the XML it was read from.

    Raises Unreadable with the place and what to do: for bytes that are no invoice, a PDF without one, with two or
    encrypted, and what `read_ubl` and `read_cii` refuse.
    """
    return _read_pdf(content) if is_pdf(content) else _read_xml(content)


def _read_xml(content: bytes) -> InvoiceReading:
    name = root_name(content)
    match ROOTS.get(name):
        case InvoiceFormat.UBL_INVOICE | InvoiceFormat.UBL_CREDIT_NOTE:
            return read_ubl(content)
        case InvoiceFormat.CII:
            return read_cii(content)
    if name in _OTHERS:
        what, next_step = _OTHERS[name]
        raise Unreadable(f"this is {what}", next_step=next_step)
    if name:
        raise Unreadable(f"the root element {name!r} is no invoice", next_step=_ASK)
    # What the parser says about it is more help than that there is no root.
    read_ubl(content)
    raise AssertionError("what has no root element is refused by the parser")


def _read_pdf(content: bytes) -> InvoiceReading:
    # pypdf takes a while to import: only those pay who have a PDF.
    from b2b.invoicing.pdf_attachments import attachments, invoices

    attached = attachments(content)
    found = invoices(attached)
    if not found:
        raise Unreadable(
            "the PDF has no invoice inside that a machine can read",
            next_step=f"{_ASK}, or enter it by hand",
        )
    xmls = {one.content(): one for one in found}
    if len(xmls) > 1:
        names = ", ".join(one.name for one in xmls.values())
        raise Unreadable(
            f"the PDF has {len(xmls)} different invoices inside ({names}), and nothing says which one counts",
            next_step="ask the sender for a PDF with one invoice",
        )
    xml, chosen = next(iter(xmls.items()))
    try:
        reading = _read_xml(xml)
    except Unreadable as error:
        where = f"{chosen.name}: {error.where}" if error.where else chosen.name
        raise Unreadable(error.message, where=where, next_step=error.next_step) from error
    others = tuple(
        Leftover(f"PDF/Attachment[{position}]", one.name)
        for position, one in enumerate(attached, 1)
        if one not in found
    )
    return replace(reading, format=InvoiceFormat.HYBRID_PDF, leftovers=reading.leftovers + others)
