"""Writes an invoice as UN/CEFACT Cross Industry Invoice (EN 16931-3-3) in the Factur-X profile EN 16931.

The same meaning as `ubl`, in the other syntax: this is the XML inside the PDF. The order's date and a bill-to party are
not part of EN 16931 and are not written.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from b2b.documents import AllowanceCharge, Contact, Invoice, InvoiceLine, Party, VatBreakdown
from b2b.invoicing import terms as payment_terms
from b2b.invoicing.check_payment import says_how_to_pay
from b2b.invoicing.content import item_numbers, split_references
from b2b.invoicing.identifiers import split_registration, written_ids
from b2b.invoicing.xml_writing import Branch, amount_text, number_text

_CEFACT = "urn:un:unece:uncefact:data:standard:"
NAMESPACES = {
    "rsm": f"{_CEFACT}CrossIndustryInvoice:100",
    "ram": f"{_CEFACT}ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{_CEFACT}QualifiedDataType:100",
    "udt": f"{_CEFACT}UnqualifiedDataType:100",
}
GUIDELINE = "urn:cen.eu:en16931:2017"


def write_cii(invoice: Invoice) -> bytes:
    """The CII document, the same bytes for the same invoice. Raises NotWritable for text that XML cannot carry.

    Whether the invoice is complete is not asked here: `check` and the official rules do that.
    """
    root = Branch.root("rsm:CrossIndustryInvoice", NAMESPACES)
    context = root.group("rsm:ExchangedDocumentContext")
    context.group("ram:GuidelineSpecifiedDocumentContextParameter").text("ram:ID", GUIDELINE)
    document = root.group("rsm:ExchangedDocument")
    document.text("ram:ID", invoice.number)
    document.text("ram:TypeCode", invoice.kind)
    _date(document.group("ram:IssueDateTime"), invoice.date)
    for note in invoice.notes:
        document.group("ram:IncludedNote").text("ram:Content", note)
    transaction = root.group("rsm:SupplyChainTradeTransaction")
    for line in invoice.lines:
        _line(transaction.group("ram:IncludedSupplyChainTradeLineItem"), line, invoice.currency)
    _agreement(transaction.group("ram:ApplicableHeaderTradeAgreement"), invoice)
    # The schema wants this group even when nothing is known about the delivery.
    _delivery(transaction.group("ram:ApplicableHeaderTradeDelivery").kept(), invoice)
    _settlement(transaction.group("ram:ApplicableHeaderTradeSettlement"), invoice)
    return root.to_bytes()


def _date(branch: Branch, date: dt.date | None, name: str = "udt:DateTimeString") -> None:
    if date is not None:
        branch.text(name, date.strftime("%Y%m%d"), format="102")


def _agreement(branch: Branch, invoice: Invoice) -> None:
    references = split_references(invoice.references)
    branch.text("ram:BuyerReference", invoice.buyer_reference)
    _party(branch.group("ram:SellerTradeParty"), invoice.supplier, "92")
    _party(branch.group("ram:BuyerTradeParty"), invoice.buyer, "91", one_id=True)
    branch.group("ram:SellerOrderReferencedDocument").text("ram:IssuerAssignedID", references.sales_order)
    branch.group("ram:BuyerOrderReferencedDocument").text("ram:IssuerAssignedID", invoice.order_number)
    branch.group("ram:ContractReferencedDocument").text("ram:IssuerAssignedID", references.contract)
    for number, description in references.documents:
        document = branch.group("ram:AdditionalReferencedDocument")
        document.text("ram:IssuerAssignedID", number)
        document.text("ram:TypeCode", "916")
        document.text("ram:Name", description)


def _party(branch: Branch, party: Party, assigned_by: str, *, one_id: bool = False) -> None:
    ids = written_ids(party, assigned_by)
    ids = ids[:1] if one_id else ids
    for scheme, value in ids:
        if not scheme:
            branch.text("ram:ID", value)
    for scheme, value in ids:
        if scheme:
            branch.text("ram:GlobalID", value, schemeID=scheme)
    branch.text("ram:Name", party.name)
    scheme, registration = split_registration(party.legal_registration)
    branch.group("ram:SpecifiedLegalOrganization").text("ram:ID", registration, schemeID=scheme)
    if party.contact is not None:
        _contact(branch.group("ram:DefinedTradeContact"), party.contact)
    address = branch.group("ram:PostalTradeAddress")
    address.text("ram:PostcodeCode", party.address.postal_code)
    one, two, *rest = (*party.address.lines, "", "")
    address.text("ram:LineOne", one)
    address.text("ram:LineTwo", two)
    address.text("ram:LineThree", ", ".join(filter(None, rest)))
    address.text("ram:CityName", party.address.city)
    address.text("ram:CountryID", party.address.country)
    address.text("ram:CountrySubDivisionName", party.address.subdivision)
    if party.endpoint is not None:
        electronic = branch.group("ram:URIUniversalCommunication")
        electronic.text("ram:URIID", party.endpoint.value, schemeID=party.endpoint.scheme)
    for number, scheme in ((party.tax_registration, "FC"), (party.vat_id, "VA")):
        branch.group("ram:SpecifiedTaxRegistration").text("ram:ID", number, schemeID=scheme)


def _contact(branch: Branch, contact: Contact) -> None:
    branch.text("ram:PersonName", contact.name)
    branch.group("ram:TelephoneUniversalCommunication").text("ram:CompleteNumber", contact.phone)
    branch.group("ram:EmailURIUniversalCommunication").text("ram:URIID", contact.email)


def _delivery(branch: Branch, invoice: Invoice) -> None:
    if invoice.ship_to is not None:
        _party(branch.group("ram:ShipToTradeParty"), invoice.ship_to, "92", one_id=True)
    event = branch.group("ram:ActualDeliverySupplyChainEvent")
    _date(event.group("ram:OccurrenceDateTime"), invoice.delivery_date)
    branch.group("ram:DespatchAdviceReferencedDocument").text("ram:IssuerAssignedID", invoice.despatch_number)


def _settlement(branch: Branch, invoice: Invoice) -> None:
    currency = invoice.currency
    instructed = says_how_to_pay(invoice)
    branch.text("ram:PaymentReference", invoice.payment_reference if instructed else "")
    branch.text("ram:InvoiceCurrencyCode", currency)
    if instructed:
        means = branch.group("ram:SpecifiedTradeSettlementPaymentMeans")
        means.text("ram:TypeCode", invoice.payment_means)
        account = means.group("ram:PayeePartyCreditorFinancialAccount")
        account.text("ram:IBANID", invoice.iban)
        account.text("ram:AccountName", invoice.account_name)
        means.group("ram:PayeeSpecifiedCreditorFinancialInstitution").text("ram:BICID", invoice.bic)
    for group in invoice.vat:
        _vat(branch.group("ram:ApplicableTradeTax"), group, currency)
    for extra in invoice.allowances_charges:
        _allowance_charge(branch, extra, currency, with_vat=True)
    terms = branch.group("ram:SpecifiedTradePaymentTerms")
    german = invoice.supplier.address.country == "DE"
    terms.text("ram:Description", payment_terms.note(invoice.terms, german=german))
    _date(terms.group("ram:DueDateDateTime"), invoice.terms.due)
    _totals(branch.group("ram:SpecifiedTradeSettlementHeaderMonetarySummation"), invoice)
    if invoice.preceding_invoice:
        preceding = branch.group("ram:InvoiceReferencedDocument")
        preceding.text("ram:IssuerAssignedID", invoice.preceding_invoice)
        _date(preceding.group("ram:FormattedIssueDateTime"), invoice.preceding_date, "qdt:DateTimeString")


def _vat(branch: Branch, vat: VatBreakdown, currency: str) -> None:
    branch.text("ram:CalculatedAmount", amount_text(vat.tax, currency))
    branch.text("ram:TypeCode", "VAT")
    branch.text("ram:ExemptionReason", vat.exemption_reason)
    branch.text("ram:BasisAmount", amount_text(vat.taxable, currency))
    branch.text("ram:CategoryCode", vat.category)
    branch.text("ram:ExemptionReasonCode", vat.exemption_code)
    # Outside the scope of VAT a line has no rate (BR-O-05), but German rules want one in the breakdown (BR-DE-14).
    branch.text("ram:RateApplicablePercent", number_text(vat.rate))


def _rate(branch: Branch, category: str, rate: Decimal) -> None:
    if category != "O":
        branch.text("ram:RateApplicablePercent", number_text(rate))


def _allowance_charge(branch: Branch, extra: AllowanceCharge, currency: str, *, with_vat: bool) -> None:
    group = branch.group("ram:SpecifiedTradeAllowanceCharge")
    group.group("ram:ChargeIndicator").text("udt:Indicator", "true" if extra.is_charge else "false")
    group.text("ram:ActualAmount", amount_text(extra.amount, currency))
    group.text("ram:ReasonCode", extra.reason_code)
    group.text("ram:Reason", extra.reason)
    if with_vat:
        vat = group.group("ram:CategoryTradeTax")
        vat.text("ram:TypeCode", "VAT")
        vat.text("ram:CategoryCode", extra.vat_category)
        _rate(vat, extra.vat_category, extra.vat_rate)


def _totals(branch: Branch, invoice: Invoice) -> None:
    currency = invoice.currency
    branch.text("ram:LineTotalAmount", amount_text(invoice.net_total, currency))
    if invoice.charge_total or any(extra.is_charge for extra in invoice.allowances_charges):
        branch.text("ram:ChargeTotalAmount", amount_text(invoice.charge_total, currency))
    if invoice.allowance_total or any(not extra.is_charge for extra in invoice.allowances_charges):
        branch.text("ram:AllowanceTotalAmount", amount_text(invoice.allowance_total, currency))
    branch.text("ram:TaxBasisTotalAmount", amount_text(invoice.taxable_total, currency))
    branch.text("ram:TaxTotalAmount", amount_text(invoice.vat_total, currency), currencyID=currency)
    if invoice.rounding:
        branch.text("ram:RoundingAmount", amount_text(invoice.rounding, currency))
    branch.text("ram:GrandTotalAmount", amount_text(invoice.gross_total, currency))
    if invoice.prepaid:
        branch.text("ram:TotalPrepaidAmount", amount_text(invoice.prepaid, currency))
    branch.text("ram:DuePayableAmount", amount_text(invoice.payable, currency))


def _line(branch: Branch, line: InvoiceLine, currency: str) -> None:
    branch.group("ram:AssociatedDocumentLineDocument").text("ram:LineID", line.number)
    product = branch.group("ram:SpecifiedTradeProduct")
    numbers = item_numbers(line.items)
    product.text("ram:GlobalID", numbers.standard, schemeID="0160")
    product.text("ram:SellerAssignedID", numbers.seller)
    product.text("ram:BuyerAssignedID", numbers.buyer)
    product.text("ram:Name", line.description)
    for name, value in numbers.attributes:
        attribute = product.group("ram:ApplicableProductCharacteristic")
        attribute.text("ram:Description", name)
        attribute.text("ram:Value", value)
    agreement = branch.group("ram:SpecifiedLineTradeAgreement")
    agreement.group("ram:BuyerOrderReferencedDocument").text("ram:LineID", line.order_line)
    price = agreement.group("ram:NetPriceProductTradePrice")
    price.text("ram:ChargeAmount", amount_text(line.unit_price, currency))
    quantity = branch.group("ram:SpecifiedLineTradeDelivery")
    quantity.text("ram:BilledQuantity", number_text(line.quantity.value), unitCode=line.quantity.unit)
    settlement = branch.group("ram:SpecifiedLineTradeSettlement")
    vat = settlement.group("ram:ApplicableTradeTax")
    vat.text("ram:TypeCode", "VAT")
    vat.text("ram:CategoryCode", line.vat_category)
    _rate(vat, line.vat_category, line.vat_rate)
    for extra in line.allowances_charges:
        _allowance_charge(settlement, extra, currency, with_vat=False)
    total = settlement.group("ram:SpecifiedTradeSettlementLineMonetarySummation")
    total.text("ram:LineTotalAmount", amount_text(line.net_amount, currency))
    if line.order_number:
        # BT-128, the invoiced object; ON is the buyer's order in UNTDID 1153, 130 says that it is no attachment.
        document = settlement.group("ram:AdditionalReferencedDocument")
        document.text("ram:IssuerAssignedID", line.order_number)
        document.text("ram:TypeCode", "130")
        document.text("ram:ReferenceTypeCode", "ON")
