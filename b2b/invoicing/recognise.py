"""Says what a file is without reading it as an invoice: by its root element, or by what is attached to a PDF."""

from __future__ import annotations

from b2b.errors import Unreadable
from b2b.invoicing.cii import NAMESPACES
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.ubl import CREDIT_NOTE, INVOICE
from b2b.untrusted_xml import root_name

ROOTS = {
    f"{{{INVOICE}}}Invoice": InvoiceFormat.UBL_INVOICE,
    f"{{{CREDIT_NOTE}}}CreditNote": InvoiceFormat.UBL_CREDIT_NOTE,
    f"{{{NAMESPACES['rsm']}}}CrossIndustryInvoice": InvoiceFormat.CII,
}
# PDF readers find the header within the first kilobyte (ISO 32000-1, annex H.3.4.1).
_PDF_HEAD = 1024


def recognise(content: bytes) -> InvoiceFormat | None:
    """What `content` is; None for what is neither XML nor PDF. Never raises: whether it can be read is another matter.

    A damaged, encrypted or huge PDF counts as one without an invoice.
    """
    if is_pdf(content):
        return InvoiceFormat.HYBRID_PDF if _holds_invoice(content) else InvoiceFormat.PLAIN_PDF
    if content[:4].lstrip(b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n")[:1] != b"<" and not content.lstrip().startswith(b"<"):
        return None
    return ROOTS.get(root_name(content), InvoiceFormat.OTHER_XML)


def is_pdf(content: bytes) -> bool:
    """Whether `content` has the header of a PDF."""
    return b"%PDF-" in content[:_PDF_HEAD]


def _holds_invoice(content: bytes) -> bool:
    # pypdf takes a while to import: only those pay who have a PDF.
    from b2b.invoicing.pdf_attachments import attachments, invoices

    try:
        return bool(invoices(attachments(content)))
    except Unreadable:
        return False
