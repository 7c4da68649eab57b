"""Writes an invoice as UBL 2.1 (EN 16931-3-2), by default in the profile Peppol BIS Billing 3.0.

The order's date and a bill-to party are not part of EN 16931 and are not written: who is named in
AccountingCustomerParty is the buyer. A discount appears in the text of the payment terms.
A credit note carries its due date beside the account, because UBL has no other place for it. Without an account,
a credit transfer is not mentioned at all (BR-61).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from b2b.documents import Address, AllowanceCharge, Invoice, InvoiceLine, ItemId, Party, VatBreakdown
from b2b.invoicing import terms as payment_terms
from b2b.invoicing.check_payment import says_how_to_pay
from b2b.invoicing.codes import codes
from b2b.invoicing.content import item_numbers, split_references
from b2b.invoicing.identifiers import split_registration, written_ids
from b2b.invoicing.problem import Profile
from b2b.invoicing.xml_writing import Branch, number_text

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMESPACES = {
    "cac": f"{_UBL}CommonAggregateComponents-2",
    "cbc": f"{_UBL}CommonBasicComponents-2",
}
INVOICE = f"{_UBL}Invoice-2"
CREDIT_NOTE = f"{_UBL}CreditNote-2"
GENERAL_INFORMATION = "#AAI#"


def is_credit_note(kind: str) -> bool:
    """Whether BT-3 `kind` is written as a CreditNote: 381 and its relatives, where the code does not allow both."""
    return kind in codes().credit_note_types - codes().invoice_types or kind == "381"


def write_ubl(invoice: Invoice, profile: Profile = Profile.PEPPOL) -> bytes:
    """The UBL document, the same bytes for the same invoice. Raises NotWritable for text that XML cannot carry.

    Whether the invoice is complete is not asked here: `check` and the official rules do that.
    """
    credit = is_credit_note(invoice.kind)
    namespaces = {"ubl": CREDIT_NOTE if credit else INVOICE, **NAMESPACES}
    root = Branch.root("ubl:CreditNote" if credit else "ubl:Invoice", namespaces, default="ubl")
    _header(root, invoice, profile, credit)
    _references(root, invoice)
    write_party(root.group("cac:AccountingSupplierParty").kept().group("cac:Party"), invoice.supplier, "92")
    write_party(root.group("cac:AccountingCustomerParty").kept().group("cac:Party"), invoice.buyer, "91", one_id=True)
    _delivery(root, invoice)
    _payment(root, invoice, credit)
    for extra in invoice.allowances_charges:
        _allowance_charge(root, extra, invoice.currency, with_vat=True)
    _vat(root, invoice)
    _totals(root, invoice)
    for line in invoice.lines:
        _line(root, line, invoice.currency, credit)
    return root.to_bytes()


def _header(root: Branch, invoice: Invoice, profile: Profile, credit: bool) -> None:
    root.text("cbc:CustomizationID", profile.specification)
    root.text("cbc:ProfileID", profile.process)
    root.text("cbc:ID", invoice.number)
    root.text("cbc:IssueDate", invoice.date.isoformat())
    if not credit and invoice.terms.due is not None:
        root.text("cbc:DueDate", invoice.terms.due.isoformat())
    root.text("cbc:CreditNoteTypeCode" if credit else "cbc:InvoiceTypeCode", invoice.kind)
    # Peppol allows one note (PEPPOL-EN16931-R002): the notes are its lines. A number sign in it would begin a subject
    # code (BT-21, rule BR-CL-08), so that such a note gets the code for general information first.
    note = "\n".join(invoice.notes)
    root.text("cbc:Note", GENERAL_INFORMATION + note if "#" in note else note)
    root.text("cbc:DocumentCurrencyCode", invoice.currency)
    root.text("cbc:BuyerReference", invoice.buyer_reference)


def _references(root: Branch, invoice: Invoice) -> None:
    references = split_references(invoice.references)
    order = root.group("cac:OrderReference")
    # The schema demands an order number beside a sales order number; Peppol says what to write when there is none.
    order.text("cbc:ID", invoice.order_number or ("NA" if references.sales_order else ""))
    order.text("cbc:SalesOrderID", references.sales_order)
    preceding = root.group("cac:BillingReference").group("cac:InvoiceDocumentReference")
    preceding.text("cbc:ID", invoice.preceding_invoice)
    if invoice.preceding_invoice and invoice.preceding_date is not None:
        preceding.text("cbc:IssueDate", invoice.preceding_date.isoformat())
    root.group("cac:DespatchDocumentReference").text("cbc:ID", invoice.despatch_number)
    root.group("cac:ContractDocumentReference").text("cbc:ID", references.contract)
    for number, description in references.documents:
        document = root.group("cac:AdditionalDocumentReference")
        document.text("cbc:ID", number)
        document.text("cbc:DocumentDescription", description)


def write_party(branch: Branch, party: Party, assigned_by: str, *, one_id: bool = False) -> None:
    """A cac:Party; `assigned_by` is the X12 scheme of the number that goes without one (`written_ids`), `one_id` says
    that it has room for a single number.
    """
    if party.endpoint is not None:
        branch.text("cbc:EndpointID", party.endpoint.value, schemeID=party.endpoint.scheme)
    ids = written_ids(party, assigned_by)
    for scheme, value in ids[:1] if one_id else ids:
        branch.group("cac:PartyIdentification").text("cbc:ID", value, schemeID=scheme)
    write_address(branch.group("cac:PostalAddress"), party.address)
    for number, scheme in ((party.vat_id, "VAT"), (party.tax_registration, "TAX")):
        if number:
            tax = branch.group("cac:PartyTaxScheme")
            tax.text("cbc:CompanyID", number)
            tax.group("cac:TaxScheme").text("cbc:ID", scheme)
    legal = branch.group("cac:PartyLegalEntity")
    legal.text("cbc:RegistrationName", party.name)
    scheme, registration = split_registration(party.legal_registration)
    legal.text("cbc:CompanyID", registration, schemeID=scheme)
    if party.contact is not None:
        contact = branch.group("cac:Contact")
        contact.text("cbc:Name", party.contact.name)
        contact.text("cbc:Telephone", party.contact.phone)
        contact.text("cbc:ElectronicMail", party.contact.email)


def write_address(branch: Branch, address: Address) -> None:
    """A postal address; a third line and those behind it share one element."""
    street, additional, *rest = (*address.lines, "", "")
    branch.text("cbc:StreetName", street)
    branch.text("cbc:AdditionalStreetName", additional)
    branch.text("cbc:CityName", address.city)
    branch.text("cbc:PostalZone", address.postal_code)
    branch.text("cbc:CountrySubentity", address.subdivision)
    branch.group("cac:AddressLine").text("cbc:Line", ", ".join(filter(None, rest)))
    branch.group("cac:Country").text("cbc:IdentificationCode", address.country)


def _delivery(root: Branch, invoice: Invoice) -> None:
    delivery = root.group("cac:Delivery")
    if invoice.delivery_date is not None:
        delivery.text("cbc:ActualDeliveryDate", invoice.delivery_date.isoformat())
    write_place(delivery, invoice.ship_to)


def write_place(delivery: Branch, place: Party | None, wanted: dt.date | None = None) -> None:
    """Where a cac:Delivery goes to, a number, an address and a name, and the day for which it is wanted."""
    if place is not None:
        location = delivery.group("cac:DeliveryLocation")
        for scheme, value in written_ids(place, "92")[:1]:
            location.text("cbc:ID", value, schemeID=scheme)
        write_address(location.group("cac:Address"), place.address)
    if wanted is not None:
        period = delivery.group("cac:RequestedDeliveryPeriod")
        period.text("cbc:StartDate", wanted.isoformat())
        period.text("cbc:EndDate", wanted.isoformat())
    if place is not None:
        delivery.group("cac:DeliveryParty").group("cac:PartyName").text("cbc:Name", place.name)


def _payment(root: Branch, invoice: Invoice, credit: bool) -> None:
    if says_how_to_pay(invoice):
        means = root.group("cac:PaymentMeans")
        means.text("cbc:PaymentMeansCode", invoice.payment_means)
        if credit and invoice.terms.due is not None:
            means.text("cbc:PaymentDueDate", invoice.terms.due.isoformat())
        means.text("cbc:PaymentID", invoice.payment_reference)
        account = means.group("cac:PayeeFinancialAccount")
        account.text("cbc:ID", invoice.iban)
        account.text("cbc:Name", invoice.account_name)
        account.group("cac:FinancialInstitutionBranch").text("cbc:ID", invoice.bic)
    german = invoice.supplier.address.country == "DE"
    root.group("cac:PaymentTerms").text("cbc:Note", payment_terms.note(invoice.terms, german=german))


def _allowance_charge(branch: Branch, extra: AllowanceCharge, currency: str, *, with_vat: bool) -> None:
    group = branch.group("cac:AllowanceCharge")
    group.text("cbc:ChargeIndicator", "true" if extra.is_charge else "false")
    group.text("cbc:AllowanceChargeReasonCode", extra.reason_code)
    group.text("cbc:AllowanceChargeReason", extra.reason)
    group.amount("cbc:Amount", extra.amount, currency)
    if with_vat:
        _vat_category(group.group("cac:TaxCategory"), extra.vat_category, extra.vat_rate)


def _vat(root: Branch, invoice: Invoice) -> None:
    total = root.group("cac:TaxTotal")
    total.amount("cbc:TaxAmount", invoice.vat_total, invoice.currency)
    for vat in invoice.vat:
        group = total.group("cac:TaxSubtotal")
        group.amount("cbc:TaxableAmount", vat.taxable, invoice.currency)
        group.amount("cbc:TaxAmount", vat.tax, invoice.currency)
        _vat_category(group.group("cac:TaxCategory"), vat.category, vat.rate, vat)


def _vat_category(branch: Branch, category: str, rate: Decimal, exempt: VatBreakdown | None = None) -> None:
    branch.text("cbc:ID", category)
    # Outside the scope of VAT a line has no rate (BR-O-05), but German rules want one in the breakdown (DE-R-014).
    if category != "O" or exempt is not None:
        branch.text("cbc:Percent", number_text(rate))
    if exempt is not None:
        branch.text("cbc:TaxExemptionReasonCode", exempt.exemption_code)
        branch.text("cbc:TaxExemptionReason", exempt.exemption_reason)
    branch.group("cac:TaxScheme").text("cbc:ID", "VAT")


def _totals(root: Branch, invoice: Invoice) -> None:
    totals = root.group("cac:LegalMonetaryTotal")
    currency = invoice.currency
    totals.amount("cbc:LineExtensionAmount", invoice.net_total, currency)
    totals.amount("cbc:TaxExclusiveAmount", invoice.taxable_total, currency)
    totals.amount("cbc:TaxInclusiveAmount", invoice.gross_total, currency)
    if invoice.allowance_total or any(not extra.is_charge for extra in invoice.allowances_charges):
        totals.amount("cbc:AllowanceTotalAmount", invoice.allowance_total, currency)
    if invoice.charge_total or any(extra.is_charge for extra in invoice.allowances_charges):
        totals.amount("cbc:ChargeTotalAmount", invoice.charge_total, currency)
    if invoice.prepaid:
        totals.amount("cbc:PrepaidAmount", invoice.prepaid, currency)
    if invoice.rounding:
        totals.amount("cbc:PayableRoundingAmount", invoice.rounding, currency)
    totals.amount("cbc:PayableAmount", invoice.payable, currency)


def _line(root: Branch, line: InvoiceLine, currency: str, credit: bool) -> None:
    branch = root.group("cac:CreditNoteLine" if credit else "cac:InvoiceLine")
    branch.text("cbc:ID", line.number)
    quantity = "cbc:CreditedQuantity" if credit else "cbc:InvoicedQuantity"
    branch.text(quantity, number_text(line.quantity.value), unitCode=line.quantity.unit)
    branch.amount("cbc:LineExtensionAmount", line.net_amount, currency)
    branch.group("cac:OrderLineReference").text("cbc:LineID", line.order_line)
    if line.order_number:
        # BT-128, the invoiced object; ON is the buyer's order in UNTDID 1153, 130 says that it is no attachment.
        document = branch.group("cac:DocumentReference")
        document.text("cbc:ID", line.order_number, schemeID="ON")
        document.text("cbc:DocumentTypeCode", "130")
    for extra in line.allowances_charges:
        _allowance_charge(branch, extra, currency, with_vat=False)
    vat = line.vat_category, line.vat_rate
    write_item(branch.group("cac:Item"), line.description, line.items, vat)
    branch.group("cac:Price").amount("cbc:PriceAmount", line.unit_price, currency)


def write_item(
    item: Branch, name: str, ids: Sequence[ItemId], vat: tuple[str, Decimal] | None = None, lot: str = ""
) -> None:
    """A cac:Item: its name, its numbers, its VAT where it is said, and its lot."""
    numbers = item_numbers(ids)
    item.text("cbc:Name", name)
    item.group("cac:BuyersItemIdentification").text("cbc:ID", numbers.buyer)
    item.group("cac:SellersItemIdentification").text("cbc:ID", numbers.seller)
    item.group("cac:StandardItemIdentification").text("cbc:ID", numbers.standard, schemeID="0160")
    if vat is not None:
        _vat_category(item.group("cac:ClassifiedTaxCategory"), *vat)
    for title, value in numbers.attributes:
        attribute = item.group("cac:AdditionalItemProperty")
        attribute.text("cbc:Name", title)
        attribute.text("cbc:Value", value)
    item.group("cac:ItemInstance").group("cac:LotIdentification").text("cbc:LotNumberID", lot)
