"""The forms in which an invoice comes."""

from __future__ import annotations

from enum import StrEnum


class InvoiceFormat(StrEnum):
    """What a file is, as far as its outside tells."""

    UBL_INVOICE = "ubl-invoice"
    UBL_CREDIT_NOTE = "ubl-credit-note"
    CII = "cii"
    HYBRID_PDF = "factur-x"
    """A PDF with an invoice inside: Factur-X, ZUGFeRD 2, XRechnung."""
    PLAIN_PDF = "pdf"
    OTHER_XML = "xml"
    X12 = "x12"
    """An 810, which `b2b.edi` reads; it is never recognised here, because an interchange may hold anything."""
