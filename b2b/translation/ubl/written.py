"""Which document of UBL a document becomes, written so that it says what is meant, and read again."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from b2b.documents import Document, Invoice, Order, ShipNotice
from b2b.edi.x12.mappings.echo import normal, require_same
from b2b.edi.x12.mappings.writing import not_writable
from b2b.errors import NotWritable
from b2b.invoicing import terms
from b2b.translation.carried import Carried, carry
from b2b.translation.naming import in_words
from b2b.translation.ubl.places import in_order

# A value that the document has no place for, by its path in the file.
Unread = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class UblForm:
    """One kind of document: `kind` is the name of its root element."""

    kind: str
    write: Callable[[Any], bytes]
    read: Callable[[bytes], tuple[Document, Unread]]


def written(document: Document) -> tuple[str, Carried[bytes]]:
    """The document in UBL with the name of its root element, as much of it as UBL can say.

    NotWritable: UBL as we write it has no such document, or cannot say something essential.
    """
    form = _form(document)
    if isinstance(document, Invoice):
        document = _numbered(document)
    return form.kind, carry(in_order(document), partial(_proved, form))


def _numbered(invoice: Invoice) -> Invoice:
    """An invoice whose lines have no numbers with their places in it for these."""
    if any(line.number for line in invoice.lines):
        return invoice
    lines = (dataclasses.replace(line, number=str(n)) for n, line in enumerate(invoice.lines, start=1))
    return dataclasses.replace(invoice, lines=tuple(lines))


def reader_of(data: bytes) -> tuple[str, Callable[[bytes], tuple[Document, Unread]]] | None:
    """How an order or a despatch advice is read, with the name of its root element; None for any other file."""
    from b2b.translation.ubl import despatch_advice, order
    from b2b.translation.ubl.parts import namespace
    from b2b.untrusted_xml import root_name

    readers: dict[str, Callable[[bytes], tuple[Document, Unread]]] = {
        "Order": order.read,
        "DespatchAdvice": despatch_advice.read,
    }
    root = root_name(data)
    return next(((kind, read) for kind, read in readers.items() if root == f"{{{namespace(kind)}}}{kind}"), None)


def _proved(form: UblForm, document: Document) -> bytes:
    """Its bytes, once reading them has given the document again. NotWritable names the fields that differ."""
    content, meant = form.write(document), document
    if isinstance(meant, Invoice):
        meant = dataclasses.replace(meant, terms=terms.complete(meant.terms, meant.date))
    require_same(meant, normal(form.read(content)[0]), f"a UBL {form.kind}")
    return content


def _form(document: Document) -> UblForm:
    # lxml is imported by those who write XML only.
    if isinstance(document, Invoice):
        from b2b.invoicing.ubl import is_credit_note

        return UblForm("CreditNote" if is_credit_note(document.kind) else "Invoice", _write_invoice, _read_invoice)
    if isinstance(document, Order):
        from b2b.translation.ubl import order

        return UblForm("Order", order.write, order.read)
    if isinstance(document, ShipNotice):
        from b2b.translation.ubl import despatch_advice

        return UblForm("DespatchAdvice", despatch_advice.write, despatch_advice.read)
    raise NotWritable(
        f"UBL as it is written here has nothing for {in_words(document)}",
        next_step="docs/translation.md lists what becomes what",
    )


def _write_invoice(invoice: Invoice) -> bytes:
    """NotWritable: it lacks what UBL cannot do without; what the rules ask for beyond that is another matter."""
    from b2b.invoicing.check_payment import says_how_to_pay
    from b2b.invoicing.ubl import write_ubl

    needed = {"number": invoice.number, **{f"lines[{n}].number": one.number for n, one in enumerate(invoice.lines)}}
    if says_how_to_pay(invoice):
        needed["payment_means"] = invoice.payment_means
    for field, value in needed.items():
        if not value:
            raise not_writable("UBL cannot do without it", field, "Invoice")
    if not invoice.lines:
        raise not_writable("an invoice in UBL has at least one line", "lines", "InvoiceLine")
    return write_ubl(invoice)


def _read_invoice(content: bytes) -> tuple[Document, Unread]:
    from b2b.invoicing.read_ubl import read_ubl

    return read_ubl(content).invoice, ()
