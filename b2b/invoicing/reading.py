"""What comes of reading a file as an invoice; without any XML library, for those who only pass it on."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.documents import Invoice
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.problem import Problem


@dataclass(frozen=True, slots=True)
class Leftover:
    """A value of the file that the canonical invoice has no place for; its path looks like `Invoice/Delivery[2]/ID`."""

    path: str
    value: str


@dataclass(frozen=True, slots=True)
class InvoiceReading:
    """The invoice in a file, and what the file says beyond it.

    `xml` is what the invoice was read from, byte for byte, which is inside the file where that is a PDF;
    `specification` is what the sender claims to follow (BT-24). `problems` are things that the invoice itself cannot
    show, such as an amount in another currency.
    """

    invoice: Invoice
    leftovers: tuple[Leftover, ...]
    format: InvoiceFormat
    xml: bytes
    specification: str = ""
    problems: tuple[Problem, ...] = ()
