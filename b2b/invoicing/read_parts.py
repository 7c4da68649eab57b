"""The parts of an invoice that UBL and CII say alike, under other names: amounts, addresses, VAT, items."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lxml import etree

from b2b.documents import Address, AllowanceCharge, ItemId, PartyId, VatBreakdown
from b2b.invoicing.content import GTIN_SCHEMES, ItemNumbers, is_item_attribute, item_ids
from b2b.invoicing.identifiers import read_id
from b2b.invoicing.xml_reading import Reader, required

_Element = etree._Element


@dataclass(frozen=True, slots=True)
class Paths:
    """Where a syntax keeps what both have; each path begins at its group."""

    address_lines: tuple[str, str, str]
    city: str
    postal_code: str
    subdivision: str
    country: str
    is_charge: str
    extra_amount: str
    extra_reason: str
    extra_reason_code: str
    extra_vat: str
    vat_scheme: str
    vat_category: str
    vat_rate: str
    group_vat: str
    group_taxable: str
    group_tax: str
    exemption_reason: str
    exemption_code: str
    item_standard: str
    item_seller: str
    item_buyer: str
    item_attribute: str
    attribute_name: str
    attribute_value: str


class Parts:
    """One reading: the reader, the currency, and where the syntax keeps things."""

    def __init__(self, reader: Reader, currency: str, paths: Paths) -> None:
        self.r = reader
        self.currency = currency
        self.paths = paths

    def total(self, totals: _Element | None, path: str, rule: str, term: str) -> Decimal:
        """A total that the invoice must have."""
        return required(self.r.amount(totals, path, self.currency), rule, term, f"the total {path[4:]}")

    def optional_total(self, totals: _Element | None, path: str) -> Decimal:
        """A total that is zero where it is not said."""
        return self.r.amount(totals, path, self.currency) or Decimal(0)

    def party_id(self, element: _Element, assigned_by: str) -> PartyId:
        """BT-29, BT-46, BT-71."""
        return read_id(self.r.attribute(element, "schemeID"), self.r.value(element), assigned_by)

    def address(self, address: _Element | None) -> Address:
        """BG-5, BG-8, BG-15."""
        text, paths = self.r.text, self.paths
        lines = [text(address, path) for path in paths.address_lines]
        return Address(
            lines=tuple(line for line in lines if line),
            city=text(address, paths.city),
            postal_code=text(address, paths.postal_code),
            subdivision=text(address, paths.subdivision),
            country=text(address, paths.country),
        )

    def allowance_charge(self, element: _Element, line_vat: tuple[str, Decimal] | None = None) -> AllowanceCharge:
        """BG-20, BG-21, or with the VAT of their line BG-27, BG-28."""
        r, paths = self.r, self.paths
        category, rate = line_vat or self.vat_category(r.first(element, paths.extra_vat))
        amount = r.amount(element, paths.extra_amount, self.currency)
        return AllowanceCharge(
            is_charge=r.text(element, paths.is_charge) in ("true", "1"),
            amount=required(amount, "BR-31", "BT-92", "the amount of an allowance or charge"),
            reason=r.text(element, paths.extra_reason),
            reason_code=r.text(element, paths.extra_reason_code),
            vat_category=category,
            vat_rate=rate,
        )

    def vat_category(self, element: _Element | None) -> tuple[str, Decimal]:
        """Category and rate; no rate is zero."""
        r, paths = self.r, self.paths
        r.skip(element, paths.vat_scheme, "VAT")
        return r.text(element, paths.vat_category), r.decimal(element, paths.vat_rate) or Decimal(0)

    def vat(self, element: _Element) -> VatBreakdown:
        """BG-23."""
        r, paths = self.r, self.paths
        group = r.first(element, paths.group_vat)
        category, rate = self.vat_category(group)
        taxable = r.amount(element, paths.group_taxable, self.currency)
        tax = r.amount(element, paths.group_tax, self.currency)
        return VatBreakdown(
            category=category,
            rate=rate,
            taxable=required(taxable, "BR-45", "BT-116", "the taxable amount of a VAT category"),
            tax=required(tax, "BR-46", "BT-117", "the VAT of a VAT category"),
            exemption_reason=r.text(group, paths.exemption_reason),
            exemption_code=r.text(group, paths.exemption_code),
        )

    def items(self, item: _Element | None) -> tuple[ItemId, ...]:
        """BT-155 to BT-157, and the attributes that hold further item numbers."""
        r, paths = self.r, self.paths
        standard = r.first(item, paths.item_standard)
        gtin = ""
        if standard is not None and standard.get("schemeID", "0160") in GTIN_SCHEMES:
            r.attribute(standard, "schemeID")
            gtin = r.value(standard)
        attributes = []
        for attribute in r.all(item, paths.item_attribute):
            name = r.first(attribute, paths.attribute_name)
            if name is not None and is_item_attribute((name.text or "").strip()):
                attributes.append((r.value(name), r.text(attribute, paths.attribute_value)))
        numbers = ItemNumbers(
            seller=r.text(item, paths.item_seller),
            buyer=r.text(item, paths.item_buyer),
            standard=gtin,
            attributes=tuple(attributes),
        )
        return item_ids(numbers)
