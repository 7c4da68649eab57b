"""How a customer is billed: in which forms, and what the law wants to read where no VAT is charged."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.invoicing.codes import codes
from b2b.store.settings.section import Section

# The 810 or the INVOIC, whichever is agreed on; both words mean that.
X12, EDIFACT = "x12", "edifact"
# The forms that EN 16931 rules; an 810 or INVOIC has its own.
EN16931_FORMS = ("ubl", "cii", "pdf")
FORMS = (X12, *EN16931_FORMS)


@dataclass(frozen=True, slots=True)
class InvoiceSettings:
    """`formats` are those that an invoice is made in (empty: all). `exemption_reason` (BT-120) and `exemption_code`
    (BT-121, VATEX) say why no VAT is charged; `delivery_country` is where goods go when an order names a place without
    its country.
    """

    formats: tuple[str, ...] = ()
    exemption_reason: str = ""
    exemption_code: str = ""
    delivery_country: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that are made."""
        return self.formats or FORMS

    @property
    def follows_en16931(self) -> bool:
        """Whether any form is made that has to keep the European rules."""
        return any(form in EN16931_FORMS for form in self.forms)


def read_invoice(section: Section) -> InvoiceSettings:
    """The `invoice` table of a partner; the defaults where there is none."""
    table = section.table("invoice")
    if table is None:
        return InvoiceSettings()
    formats = [X12 if one == EDIFACT else one for one in table.texts("formats")]
    for form in formats:
        if form not in FORMS:
            table.wrong("formats", f"{form!r} is not known; it can be: {', '.join(FORMS)}")
    settings = InvoiceSettings(
        formats=tuple(dict.fromkeys(formats)),
        exemption_reason=table.text("exemption_reason"),
        exemption_code=read_exemption_code(table),
        delivery_country=table.code("delivery_country", codes().countries, "an ISO 3166-1 country code such as DE"),
    )
    table.close()
    return settings


def read_exemption_code(section: Section) -> str:
    """A VATEX code, empty where there is none."""
    return section.code("exemption_code", codes().exemption_reasons, "a VATEX code such as VATEX-EU-132-1I")
