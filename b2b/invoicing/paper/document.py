"""Puts the parts of an invoice on pages: frames, head and foot of each page, page numbers."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, KeepTogether, PageTemplate, Spacer
from reportlab.platypus.doctemplate import LayoutError

from b2b.documents import Invoice
from b2b.errors import NotWritable
from b2b.invoicing.paper import typeface, wording
from b2b.invoicing.paper.heading import heading, letterhead
from b2b.invoicing.paper.lines import lines
from b2b.invoicing.paper.style import BODY, LINE, MARGIN, MUTED, WIDTH, style, text
from b2b.invoicing.paper.totals import payment, summary
from b2b.invoicing.paper.typeface import REGULAR


def draw(invoice: Invoice) -> bytes:
    """The invoice as a plain PDF, always the same bytes for the same invoice; not yet an archive format.

    Raises NotWritable for a character that no glyph exists for, and for what fits on no page.
    """
    typeface.register()
    paper = io.BytesIO()
    document = BaseDocTemplate(
        paper,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=16 * mm,
        bottomMargin=26 * mm,
        initialFontName=REGULAR,
        invariant=1,
        title=f"{wording.title(invoice)} {invoice.number}",
        author=invoice.supplier.name,
    )
    first = Frame(MARGIN, 26 * mm, WIDTH, A4[1] - 42 * mm, 0, 0, 0, 0, id="first")
    later = Frame(MARGIN, 26 * mm, WIDTH, A4[1] - 50 * mm, 0, 0, 0, 0, id="later")
    furniture = _Furniture(invoice)
    document.addPageTemplates(
        [
            PageTemplate("first", [first], onPage=furniture.footer, autoNextPageTemplate="later"),
            PageTemplate("later", [later], onPage=furniture.later),
        ]
    )
    try:
        document.build(_story(invoice), canvasmaker=_NumberedCanvas)
    except LayoutError as error:
        raise NotWritable(
            f"a part of the invoice does not fit on a page: {error}",
            where=f"invoice {invoice.number[:60]}",
            next_step="shorten the longest name, number or text, or send this invoice without a PDF",
        ) from error
    return paper.getvalue()


class _Furniture:
    """What stands on every page."""

    def __init__(self, invoice: Invoice) -> None:
        seller = invoice.supplier
        contact = seller.contact
        parts = [
            seller.name,
            *wording.address(seller.address),
            f"VAT id {seller.vat_id}" if seller.vat_id else "",
            f"Tax number {seller.tax_registration}" if seller.tax_registration else "",
            f"Registered {seller.legal_registration}" if seller.legal_registration else "",
            *((contact.name, contact.phone, contact.email) if contact else ()),
        ]
        self._footer = " · ".join(filter(None, parts))
        self._head = f"{wording.title(invoice)} {invoice.number} · {seller.name}"

    def footer(self, canvas: Canvas, _document: object) -> None:
        """The seller's particulars."""
        canvas.setStrokeColor(LINE)
        canvas.line(MARGIN, 22 * mm, A4[0] - MARGIN, 22 * mm)
        _draw_within(canvas, self._footer, top=20.5 * mm, width=WIDTH - 25 * mm, height=16 * mm)

    def later(self, canvas: Canvas, document: object) -> None:
        """The footer, and at the top which document this page belongs to."""
        self.footer(canvas, document)
        _draw_within(canvas, self._head, top=A4[1] - 14 * mm, width=WIDTH, height=8 * mm)


def _draw_within(canvas: Canvas, words: str, *, top: float, width: float, height: float) -> None:
    """Small print that becomes smaller until it fits."""
    for size in (7.5, 6.5, 5.5, 4.5, 3.5):
        paragraph = text(words, style(f"furniture {size}", size, color=MUTED), "seller")
        _, needed = paragraph.wrap(width, height)
        if needed <= height:
            break
    paragraph.drawOn(canvas, MARGIN, top - needed)


class _NumberedCanvas(Canvas):
    """Writes `Page 1 of 3` when it is known how many there are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._pages.append(dict(self.__dict__))
        # The stubs leave out what reportlab's own page counting examples build on.
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for page in self._pages:
            self.__dict__.update(page)
            self.setFont(REGULAR, 7.5)
            self.setFillColor(MUTED)
            self.drawRightString(A4[0] - MARGIN, 18.2 * mm, f"Page {self.getPageNumber()} of {len(self._pages)}")
            super().showPage()
        super().save()


def _story(invoice: Invoice) -> list[Flowable]:
    story: list[Flowable] = [
        letterhead(invoice),
        Spacer(0, 6 * mm),
        heading(invoice),
        Spacer(0, 6 * mm),
        lines(invoice),
        Spacer(0, 5 * mm),
        KeepTogether([summary(invoice), Spacer(0, 5 * mm), *payment(invoice)]),
    ]
    for note in invoice.notes:
        story += [Spacer(0, 2 * mm), text(note, BODY, "note")]
    return story
