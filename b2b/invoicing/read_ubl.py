"""Reads a UBL 2.1 invoice or credit note (EN 16931-3-2): `read_ubl(write_ubl(i)).invoice == i`."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from b2b.documents import (
    Address,
    AllowanceCharge,
    Contact,
    Endpoint,
    Invoice,
    InvoiceLine,
    ItemId,
    Party,
    PartyId,
    Quantity,
    Reference,
    VatBreakdown,
)
from b2b.errors import Unreadable
from b2b.invoicing import terms as payment_terms
from b2b.invoicing.content import GTIN_SCHEMES, ItemNumbers, is_item_attribute, is_reference, item_ids, join_references
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.identifiers import join_registration, read_id
from b2b.invoicing.problem import Profile
from b2b.invoicing.ubl import CREDIT_NOTE, GENERAL_INFORMATION, INVOICE, NAMESPACES
from b2b.invoicing.xml_reading import InvoiceReading, Reader, parse, required, unit_price

_Element = etree._Element


def read_ubl(data: bytes) -> InvoiceReading:
    """The invoice and what the file says beyond it.

    Raises Unreadable for bytes that are no UBL invoice, and where a date, amount or quantity that the invoice needs is
    missing or malformed. A missing name or code stays empty, for `check` to name it.
    """
    root = parse(data)
    if root.tag not in (f"{{{INVOICE}}}Invoice", f"{{{CREDIT_NOTE}}}CreditNote"):
        raise Unreadable(
            f"the root element is {root.tag!r}, not a UBL Invoice or CreditNote",
            next_step="read it as what it is: CII begins with CrossIndustryInvoice",
        )
    reader = Reader(root, NAMESPACES)
    credit = root.tag.endswith("CreditNote")
    invoice = _Invoice(reader, credit).read()
    return InvoiceReading(
        invoice,
        reader.leftovers(),
        InvoiceFormat.UBL_CREDIT_NOTE if credit else InvoiceFormat.UBL_INVOICE,
        data,
        (root.findtext("cbc:CustomizationID", "", NAMESPACES) or "").strip(),
        tuple(reader.problems),
    )


class _Invoice:
    """One reading: the reader, and the few things that every part of it needs to know."""

    def __init__(self, reader: Reader, credit: bool) -> None:
        self.r = reader
        self.root = reader.root
        self.credit = credit
        self.currency = reader.text(reader.root, "cbc:DocumentCurrencyCode")

    def read(self) -> Invoice:
        r, root = self.r, self.root
        r.skip(root, "cbc:CustomizationID", *(profile.specification for profile in Profile))
        r.skip(root, "cbc:ProfileID", Profile.PEPPOL.process)
        date = required(r.date(root, "cbc:IssueDate"), "BR-03", "BT-2", "the issue date")
        means = r.first(root, "cac:PaymentMeans")
        account = r.first(means, "cac:PayeeFinancialAccount")
        due = r.date(means, "cbc:PaymentDueDate") if self.credit else r.date(root, "cbc:DueDate")
        preceding = r.first(root, "cac:BillingReference/cac:InvoiceDocumentReference")
        totals = r.first(root, "cac:LegalMonetaryTotal")
        tax = self._tax_total()
        order_number, references = self._references()
        return Invoice(
            number=r.text(root, "cbc:ID"),
            date=date,
            kind=r.text(root, "cbc:CreditNoteTypeCode" if self.credit else "cbc:InvoiceTypeCode"),
            currency=self.currency,
            supplier=self._party(r.first(root, "cac:AccountingSupplierParty/cac:Party"), "92"),
            buyer=self._party(r.first(root, "cac:AccountingCustomerParty/cac:Party"), "91"),
            lines=tuple(map(self._line, r.all(root, "cac:CreditNoteLine" if self.credit else "cac:InvoiceLine"))),
            vat=tuple(map(self._vat, r.all(tax, "cac:TaxSubtotal"))),
            net_total=self._total(totals, "cbc:LineExtensionAmount", "BR-12", "BT-106"),
            taxable_total=self._total(totals, "cbc:TaxExclusiveAmount", "BR-13", "BT-109"),
            vat_total=r.amount(tax, "cbc:TaxAmount", self.currency) or Decimal(0),
            gross_total=self._total(totals, "cbc:TaxInclusiveAmount", "BR-14", "BT-112"),
            payable=self._total(totals, "cbc:PayableAmount", "BR-15", "BT-115"),
            allowance_total=r.amount(totals, "cbc:AllowanceTotalAmount", self.currency) or Decimal(0),
            charge_total=r.amount(totals, "cbc:ChargeTotalAmount", self.currency) or Decimal(0),
            prepaid=r.amount(totals, "cbc:PrepaidAmount", self.currency) or Decimal(0),
            rounding=r.amount(totals, "cbc:PayableRoundingAmount", self.currency) or Decimal(0),
            allowances_charges=tuple(self._allowance_charge(e) for e in r.all(root, "cac:AllowanceCharge")),
            terms=payment_terms.read(r.text(root, "cac:PaymentTerms/cbc:Note"), due, date),
            order_number=order_number,
            despatch_number=r.text(root, "cac:DespatchDocumentReference/cbc:ID"),
            preceding_invoice=r.text(preceding, "cbc:ID"),
            preceding_date=r.date(preceding, "cbc:IssueDate"),
            delivery_date=r.date(root, "cac:Delivery/cbc:ActualDeliveryDate"),
            ship_to=self._ship_to(r.first(root, "cac:Delivery")),
            buyer_reference=r.text(root, "cbc:BuyerReference"),
            payment_means=r.text(means, "cbc:PaymentMeansCode"),
            iban=r.text(account, "cbc:ID"),
            bic=r.text(account, "cac:FinancialInstitutionBranch/cbc:ID"),
            account_name=r.text(account, "cbc:Name"),
            payment_reference=r.text(means, "cbc:PaymentID"),
            notes=tuple(
                line
                for note in r.all(root, "cbc:Note")
                for line in r.value(note).removeprefix(GENERAL_INFORMATION).splitlines()
            ),
            references=references,
        )

    def _total(self, totals: _Element | None, path: str, rule: str, term: str) -> Decimal:
        return required(self.r.amount(totals, path, self.currency), rule, term, f"the total {path[4:]}")

    def _tax_total(self) -> _Element | None:
        """The VAT total in the invoice's currency; a second one, in the accounting currency (BT-111), is a leftover."""
        totals = self.r.all(self.root, "cac:TaxTotal")
        for total in totals:
            amount = self.r.first(total, "cbc:TaxAmount")
            if amount is not None and amount.get("currencyID") == self.currency:
                return total
        return totals[0] if totals else None

    def _references(self) -> tuple[str, tuple[Reference, ...]]:
        r = self.r
        order = r.first(self.root, "cac:OrderReference")
        number, sales_order = r.text(order, "cbc:ID"), r.text(order, "cbc:SalesOrderID")
        documents = []
        for document in r.all(self.root, "cac:AdditionalDocumentReference"):
            description = r.first(document, "cbc:DocumentDescription")
            if description is not None and is_reference((description.text or "").strip()):
                documents.append((r.text(document, "cbc:ID"), r.value(description)))
        contract = r.text(self.root, "cac:ContractDocumentReference/cbc:ID")
        order_number = "" if number == "NA" and sales_order else number
        return order_number, join_references(contract, sales_order, documents)

    def _party(self, party: _Element | None, assigned_by: str) -> Party:
        r = self.r
        endpoint = r.first(party, "cbc:EndpointID")
        registration = r.first(party, "cac:PartyLegalEntity/cbc:CompanyID")
        contact = r.first(party, "cac:Contact")
        vat_id = tax_registration = ""
        for tax in r.all(party, "cac:PartyTaxScheme"):
            scheme = r.first(tax, "cac:TaxScheme/cbc:ID")
            # Senders name the scheme of a local tax number as they like; all but our own word stays a leftover.
            r.skip(tax, "cac:TaxScheme/cbc:ID", "VAT", "TAX")
            is_vat = scheme is not None and (scheme.text or "").strip() == "VAT"
            if is_vat and not vat_id:
                vat_id = r.text(tax, "cbc:CompanyID")
            elif not is_vat and not tax_registration:
                tax_registration = r.text(tax, "cbc:CompanyID")
        return Party(
            # BT-27 is the registered name; some senders fill only the trading name.
            name=r.text(party, "cac:PartyLegalEntity/cbc:RegistrationName") or r.text(party, "cac:PartyName/cbc:Name"),
            ids=tuple(self._id(i, assigned_by) for i in r.all(party, "cac:PartyIdentification/cbc:ID")),
            address=self._address(r.first(party, "cac:PostalAddress")),
            vat_id=vat_id,
            legal_registration=join_registration(r.attribute(registration, "schemeID"), r.value(registration)),
            endpoint=None if endpoint is None else Endpoint(r.attribute(endpoint, "schemeID"), r.value(endpoint)),
            contact=None
            if contact is None
            else Contact(
                r.text(contact, "cbc:Name"), r.text(contact, "cbc:Telephone"), r.text(contact, "cbc:ElectronicMail")
            ),
            tax_registration=tax_registration,
        )

    def _id(self, element: _Element, assigned_by: str) -> PartyId:
        return read_id(self.r.attribute(element, "schemeID"), self.r.value(element), assigned_by)

    def _address(self, address: _Element | None) -> Address:
        r = self.r
        lines = (
            r.text(address, "cbc:StreetName"),
            r.text(address, "cbc:AdditionalStreetName"),
            r.text(address, "cac:AddressLine/cbc:Line"),
        )
        return Address(
            lines=tuple(line for line in lines if line),
            city=r.text(address, "cbc:CityName"),
            postal_code=r.text(address, "cbc:PostalZone"),
            subdivision=r.text(address, "cbc:CountrySubentity"),
            country=r.text(address, "cac:Country/cbc:IdentificationCode"),
        )

    def _ship_to(self, delivery: _Element | None) -> Party | None:
        r = self.r
        location = r.first(delivery, "cac:DeliveryLocation")
        number = r.first(location, "cbc:ID")
        place = Party(
            name=r.text(delivery, "cac:DeliveryParty/cac:PartyName/cbc:Name"),
            ids=() if number is None else (self._id(number, "92"),),
            address=self._address(r.first(location, "cac:Address")),
        )
        return None if place == Party() else place

    def _allowance_charge(self, element: _Element, line_vat: tuple[str, Decimal] | None = None) -> AllowanceCharge:
        r = self.r
        category, rate = line_vat or self._vat_category(r.first(element, "cac:TaxCategory"))
        amount = r.amount(element, "cbc:Amount", self.currency)
        return AllowanceCharge(
            is_charge=r.text(element, "cbc:ChargeIndicator") in ("true", "1"),
            amount=required(amount, "BR-31", "BT-92", "the amount of an allowance or charge"),
            reason=r.text(element, "cbc:AllowanceChargeReason"),
            reason_code=r.text(element, "cbc:AllowanceChargeReasonCode"),
            vat_category=category,
            vat_rate=rate,
        )

    def _vat_category(self, element: _Element | None) -> tuple[str, Decimal]:
        self.r.skip(element, "cac:TaxScheme/cbc:ID", "VAT")
        return self.r.text(element, "cbc:ID"), self.r.decimal(element, "cbc:Percent") or Decimal(0)

    def _vat(self, element: _Element) -> VatBreakdown:
        r = self.r
        category, rate = self._vat_category(r.first(element, "cac:TaxCategory"))
        taxable = r.amount(element, "cbc:TaxableAmount", self.currency)
        tax = r.amount(element, "cbc:TaxAmount", self.currency)
        return VatBreakdown(
            category=category,
            rate=rate,
            taxable=required(taxable, "BR-45", "BT-116", "the taxable amount of a VAT category"),
            tax=required(tax, "BR-46", "BT-117", "the VAT of a VAT category"),
            exemption_reason=r.text(element, "cac:TaxCategory/cbc:TaxExemptionReason"),
            exemption_code=r.text(element, "cac:TaxCategory/cbc:TaxExemptionReasonCode"),
        )

    def _line(self, line: _Element) -> InvoiceLine:
        r = self.r
        quantity = r.first(line, "cbc:CreditedQuantity" if self.credit else "cbc:InvoicedQuantity")
        number = r.decimal(line, "cbc:CreditedQuantity" if self.credit else "cbc:InvoicedQuantity")
        category, rate = self._vat_category(r.first(line, "cac:Item/cac:ClassifiedTaxCategory"))
        return InvoiceLine(
            number=r.text(line, "cbc:ID"),
            quantity=Quantity(
                required(number, "BR-22", "BT-129", "the quantity of a line"), r.attribute(quantity, "unitCode")
            ),
            unit_price=unit_price(r, r.first(line, "cac:Price"), self.currency, "cbc:PriceAmount", "cbc:BaseQuantity"),
            net_amount=required(
                r.amount(line, "cbc:LineExtensionAmount", self.currency), "BR-24", "BT-131", "the amount of a line"
            ),
            items=self._items(r.first(line, "cac:Item")),
            description=r.text(line, "cac:Item/cbc:Name"),
            vat_category=category,
            vat_rate=rate,
            order_line=r.text(line, "cac:OrderLineReference/cbc:LineID"),
            order_number=self._line_order(line),
            allowances_charges=tuple(
                self._allowance_charge(e, (category, rate)) for e in r.all(line, "cac:AllowanceCharge")
            ),
        )

    def _line_order(self, line: _Element) -> str:
        r = self.r
        for document in r.all(line, "cac:DocumentReference"):
            number = r.first(document, "cbc:ID")
            if number is not None and number.get("schemeID") == "ON":
                r.attribute(number, "schemeID")
                r.skip(document, "cbc:DocumentTypeCode", "130")
                return r.value(number)
        return ""

    def _items(self, item: _Element | None) -> tuple[ItemId, ...]:
        r = self.r
        standard = r.first(item, "cac:StandardItemIdentification/cbc:ID")
        gtin = ""
        if standard is not None and standard.get("schemeID", "0160") in GTIN_SCHEMES:
            r.attribute(standard, "schemeID")
            gtin = r.value(standard)
        attributes = []
        for attribute in r.all(item, "cac:AdditionalItemProperty"):
            name = r.first(attribute, "cbc:Name")
            if name is not None and is_item_attribute((name.text or "").strip()):
                attributes.append((r.value(name), r.text(attribute, "cbc:Value")))
        numbers = ItemNumbers(
            seller=r.text(item, "cac:SellersItemIdentification/cbc:ID"),
            buyer=r.text(item, "cac:BuyersItemIdentification/cbc:ID"),
            standard=gtin,
            attributes=tuple(attributes),
        )
        return item_ids(numbers)
