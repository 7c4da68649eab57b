"""Reads a Cross Industry Invoice (EN 16931-3-3): `read_cii(write_cii(i)).invoice == i`."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from lxml import etree

from b2b.documents import (
    AllowanceCharge,
    Contact,
    Endpoint,
    Invoice,
    InvoiceLine,
    Party,
    Quantity,
    Reference,
)
from b2b.errors import Unreadable
from b2b.invoicing import terms as payment_terms
from b2b.invoicing.cii import GUIDELINE, NAMESPACES
from b2b.invoicing.content import (
    is_reference,
    join_references,
)
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.identifiers import join_registration
from b2b.invoicing.read_parts import Parts, Paths
from b2b.invoicing.reading import InvoiceReading
from b2b.invoicing.xml_reading import Reader, parse, required, unit_price

_Element = etree._Element
_PATHS = Paths(
    address_lines=("ram:LineOne", "ram:LineTwo", "ram:LineThree"),
    city="ram:CityName",
    postal_code="ram:PostcodeCode",
    subdivision="ram:CountrySubDivisionName",
    country="ram:CountryID",
    is_charge="ram:ChargeIndicator/udt:Indicator",
    extra_amount="ram:ActualAmount",
    extra_reason="ram:Reason",
    extra_reason_code="ram:ReasonCode",
    extra_vat="ram:CategoryTradeTax",
    vat_scheme="ram:TypeCode",
    vat_category="ram:CategoryCode",
    vat_rate="ram:RateApplicablePercent",
    group_vat=".",
    group_taxable="ram:BasisAmount",
    group_tax="ram:CalculatedAmount",
    exemption_reason="ram:ExemptionReason",
    exemption_code="ram:ExemptionReasonCode",
    item_standard="ram:GlobalID",
    item_seller="ram:SellerAssignedID",
    item_buyer="ram:BuyerAssignedID",
    item_attribute="ram:ApplicableProductCharacteristic",
    attribute_name="ram:Description",
    attribute_value="ram:Value",
)
_STATUS = "ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode"
_NOT_BILLED = ("GROUP", "INFORMATION")
_SPECIFICATION = "rsm:ExchangedDocumentContext/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"


def read_cii(data: bytes) -> InvoiceReading:
    """The invoice and what the file says beyond it.

    Raises Unreadable for bytes that are no CII invoice, and where a date, amount or quantity that the invoice needs is
    missing or malformed. A missing name or code stays empty, for `check` to name it.
    """
    root = parse(data)
    if root.tag != f"{{{NAMESPACES['rsm']}}}CrossIndustryInvoice":
        raise Unreadable(
            f"the root element is {root.tag!r}, not a Cross Industry Invoice",
            next_step="read it as what it is: UBL begins with Invoice or CreditNote",
        )
    reader = Reader(root, NAMESPACES)
    invoice = _Invoice(reader).read()
    return InvoiceReading(
        invoice,
        reader.leftovers(),
        InvoiceFormat.CII,
        data,
        (root.findtext(_SPECIFICATION, "", NAMESPACES) or "").strip(),
        tuple(reader.problems),
    )


class _Invoice(Parts):
    """One reading, and the groups that every part of it needs."""

    def __init__(self, reader: Reader) -> None:
        self.transaction = reader.first(reader.root, "rsm:SupplyChainTradeTransaction")
        self.agreement = reader.first(self.transaction, "ram:ApplicableHeaderTradeAgreement")
        self.delivery = reader.first(self.transaction, "ram:ApplicableHeaderTradeDelivery")
        self.settlement = reader.first(self.transaction, "ram:ApplicableHeaderTradeSettlement")
        super().__init__(reader, reader.text(self.settlement, "ram:InvoiceCurrencyCode"), _PATHS)

    def read(self) -> Invoice:
        r, settlement = self.r, self.settlement
        context = r.first(r.root, "rsm:ExchangedDocumentContext")
        r.skip(context, "ram:GuidelineSpecifiedDocumentContextParameter/ram:ID", GUIDELINE)
        document = r.first(r.root, "rsm:ExchangedDocument")
        date = required(self._date(r.first(document, "ram:IssueDateTime")), "BR-03", "BT-2", "the issue date")
        means = r.first(settlement, "ram:SpecifiedTradeSettlementPaymentMeans")
        account = r.first(means, "ram:PayeePartyCreditorFinancialAccount")
        terms = r.first(settlement, "ram:SpecifiedTradePaymentTerms")
        due = self._date(r.first(terms, "ram:DueDateDateTime"))
        preceding = r.first(settlement, "ram:InvoiceReferencedDocument")
        totals = r.first(settlement, "ram:SpecifiedTradeSettlementHeaderMonetarySummation")
        ship_to = self._party(r.first(self.delivery, "ram:ShipToTradeParty"), "92")
        # Of Factur-X EXTENDED; in the profile EN 16931 it should not be there (CII-SR-351).
        bill_to = self._party(r.first(settlement, "ram:InvoiceeTradeParty"), "91")
        extras = [self.allowance_charge(extra) for extra in r.all(settlement, "ram:SpecifiedTradeAllowanceCharge")]
        extras += map(self._service_charge, r.all(settlement, "ram:SpecifiedLogisticsServiceCharge"))
        return Invoice(
            number=r.text(document, "ram:ID"),
            date=date,
            kind=r.text(document, "ram:TypeCode"),
            currency=self.currency,
            supplier=self._party(r.first(self.agreement, "ram:SellerTradeParty"), "92"),
            buyer=self._party(r.first(self.agreement, "ram:BuyerTradeParty"), "91"),
            lines=tuple(map(self._line, self._lines())),
            vat=tuple(map(self.vat, r.all(settlement, "ram:ApplicableTradeTax"))),
            net_total=self._net_total(totals),
            taxable_total=self.total(totals, "ram:TaxBasisTotalAmount", "BR-13", "BT-109"),
            vat_total=self._vat_total(totals),
            gross_total=self.total(totals, "ram:GrandTotalAmount", "BR-14", "BT-112"),
            payable=self.total(totals, "ram:DuePayableAmount", "BR-15", "BT-115"),
            allowance_total=self.optional_total(totals, "ram:AllowanceTotalAmount"),
            charge_total=self.optional_total(totals, "ram:ChargeTotalAmount"),
            prepaid=self.optional_total(totals, "ram:TotalPrepaidAmount"),
            rounding=self.optional_total(totals, "ram:RoundingAmount"),
            allowances_charges=tuple(extras),
            terms=payment_terms.read(r.text(terms, "ram:Description"), due, date),
            order_number=r.text(self.agreement, "ram:BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
            despatch_number=r.text(self.delivery, "ram:DespatchAdviceReferencedDocument/ram:IssuerAssignedID"),
            preceding_invoice=r.text(preceding, "ram:IssuerAssignedID"),
            preceding_date=self._date(r.first(preceding, "ram:FormattedIssueDateTime"), "qdt:DateTimeString"),
            delivery_date=self._date(
                r.first(self.delivery, "ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime")
            ),
            ship_to=None if ship_to == Party() else ship_to,
            bill_to=None if bill_to == Party() else bill_to,
            buyer_reference=r.text(self.agreement, "ram:BuyerReference"),
            payment_means=r.text(means, "ram:TypeCode"),
            iban=r.text(account, "ram:IBANID") or r.text(account, "ram:ProprietaryID"),
            bic=r.text(means, "ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
            account_name=r.text(account, "ram:AccountName"),
            payment_reference=r.text(settlement, "ram:PaymentReference"),
            notes=tuple(
                line for note in r.all(document, "ram:IncludedNote/ram:Content") for line in r.value(note).splitlines()
            ),
            references=self._references(),
        )

    def _date(self, at: _Element | None, name: str = "udt:DateTimeString") -> dt.date | None:
        """A date in format 102 (YYYYMMDD), the only one that EN 16931 allows."""
        element = self.r.first(at, name)
        text, form = self.r.value(element), self.r.attribute(element, "format")
        if element is None or not text:
            return None
        try:
            if form not in ("", "102") or len(text) != 8 or not text.isdigit():
                raise ValueError(text)
            return dt.date(int(text[:4]), int(text[4:6]), int(text[6:]))
        except ValueError as error:
            raise Unreadable(
                f"{text[:40]!r} in format {form[:8]!r} is no date",
                where=self.r.path(element),
                next_step="ask for a correction",
            ) from error

    def _lines(self) -> list[_Element]:
        """The lines that count: those that only head others or explain them (Factur-X EXTENDED) are leftovers."""
        lines = self.r.all(self.transaction, "ram:IncludedSupplyChainTradeLineItem")
        return [line for line in lines if (line.findtext(_STATUS, "", NAMESPACES) or "").strip() not in _NOT_BILLED]

    def _service_charge(self, element: _Element) -> AllowanceCharge:
        """Freight and the like in Factur-X EXTENDED, a charge by another name."""
        amount = self.r.amount(element, "ram:AppliedAmount", self.currency)
        category, rate = self.vat_category(self.r.first(element, "ram:AppliedTradeTax"))
        return AllowanceCharge(
            is_charge=True,
            amount=required(amount, "BR-31", "BT-92", "the amount of an allowance or charge"),
            reason=self.r.text(element, "ram:Description"),
            vat_category=category,
            vat_rate=rate,
        )

    def _net_total(self, totals: _Element | None) -> Decimal:
        """BT-106. Without lines (Factur-X MINIMUM) there is no sum of them, and it follows from BR-CO-13."""
        if self._lines():
            return self.total(totals, "ram:LineTotalAmount", "BR-12", "BT-106")
        stated = self.r.amount(totals, "ram:LineTotalAmount", self.currency)
        if stated is not None:
            return stated
        return (
            self.total(totals, "ram:TaxBasisTotalAmount", "BR-13", "BT-109")
            + self.optional_total(totals, "ram:AllowanceTotalAmount")
            - self.optional_total(totals, "ram:ChargeTotalAmount")
        )

    def _vat_total(self, totals: _Element | None) -> Decimal:
        """BT-110; a second total, in the accounting currency (BT-111), is a leftover."""
        for element in self.r.all(totals, "ram:TaxTotalAmount"):
            if element.get("currencyID", self.currency) == self.currency:
                return self.optional_total(element, ".")
        return Decimal(0)

    def _references(self) -> tuple[Reference, ...]:
        r = self.r
        documents = []
        for document in r.all(self.agreement, "ram:AdditionalReferencedDocument"):
            name = r.first(document, "ram:Name")
            if name is not None and is_reference((name.text or "").strip()):
                r.skip(document, "ram:TypeCode", "916")
                documents.append((r.text(document, "ram:IssuerAssignedID"), r.value(name)))
        return join_references(
            r.text(self.agreement, "ram:ContractReferencedDocument/ram:IssuerAssignedID"),
            r.text(self.agreement, "ram:SellerOrderReferencedDocument/ram:IssuerAssignedID"),
            documents,
        )

    def _party(self, party: _Element | None, assigned_by: str) -> Party:
        r = self.r
        endpoint = r.first(party, "ram:URIUniversalCommunication/ram:URIID")
        registration = r.first(party, "ram:SpecifiedLegalOrganization/ram:ID")
        numbers = {"VA": "", "FC": ""}
        for number in r.all(party, "ram:SpecifiedTaxRegistration/ram:ID"):
            if numbers.get(number.get("schemeID", "")) == "":
                numbers[r.attribute(number, "schemeID")] = r.value(number)
        ids = [self.party_id(i, assigned_by) for i in (*r.all(party, "ram:ID"), *r.all(party, "ram:GlobalID"))]
        return Party(
            name=r.text(party, "ram:Name"),
            ids=tuple(ids),
            address=self.address(r.first(party, "ram:PostalTradeAddress")),
            vat_id=numbers["VA"],
            legal_registration=join_registration(r.attribute(registration, "schemeID"), r.value(registration)),
            endpoint=None if endpoint is None else Endpoint(r.attribute(endpoint, "schemeID"), r.value(endpoint)),
            contact=self._contact(r.first(party, "ram:DefinedTradeContact")),
            tax_registration=numbers["FC"],
        )

    def _contact(self, contact: _Element | None) -> Contact | None:
        r = self.r
        if contact is None:
            return None
        return Contact(
            name=r.text(contact, "ram:PersonName") or r.text(contact, "ram:DepartmentName"),
            phone=r.text(contact, "ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
            email=r.text(contact, "ram:EmailURIUniversalCommunication/ram:URIID"),
        )

    def _line(self, line: _Element) -> InvoiceLine:
        r = self.r
        product = r.first(line, "ram:SpecifiedTradeProduct")
        agreement = r.first(line, "ram:SpecifiedLineTradeAgreement")
        settlement = r.first(line, "ram:SpecifiedLineTradeSettlement")
        quantity = r.first(line, "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity")
        price = r.first(agreement, "ram:NetPriceProductTradePrice")
        category, rate = self.vat_category(r.first(settlement, "ram:ApplicableTradeTax"))
        total = r.first(settlement, "ram:SpecifiedTradeSettlementLineMonetarySummation")
        extras = r.all(settlement, "ram:SpecifiedTradeAllowanceCharge")
        return InvoiceLine(
            number=r.text(line, "ram:AssociatedDocumentLineDocument/ram:LineID"),
            quantity=Quantity(
                required(r.decimal(quantity, "."), "BR-22", "BT-129", "the quantity of a line"),
                r.attribute(quantity, "unitCode"),
            ),
            unit_price=unit_price(r, price, self.currency, "ram:ChargeAmount", "ram:BasisQuantity"),
            net_amount=required(
                r.amount(total, "ram:LineTotalAmount", self.currency), "BR-24", "BT-131", "the amount of a line"
            ),
            items=self.items(product),
            description=r.text(product, "ram:Name"),
            vat_category=category,
            vat_rate=rate,
            order_line=r.text(agreement, "ram:BuyerOrderReferencedDocument/ram:LineID"),
            order_number=self._line_order(settlement),
            allowances_charges=tuple(self.allowance_charge(extra, (category, rate)) for extra in extras),
        )

    def _line_order(self, settlement: _Element | None) -> str:
        r = self.r
        document = r.first(settlement, "ram:AdditionalReferencedDocument")
        code = r.first(document, "ram:ReferenceTypeCode")
        if code is None or (code.text or "").strip() != "ON":
            return ""
        r.value(code)
        r.skip(document, "ram:TypeCode", "130")
        return r.text(document, "ram:IssuerAssignedID")
