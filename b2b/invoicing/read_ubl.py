"""Reads a UBL 2.1 invoice or credit note (EN 16931-3-2): `read_ubl(write_ubl(i)).invoice == i`."""

from __future__ import annotations

from lxml import etree

from b2b.documents import (
    Invoice,
    InvoiceLine,
    Quantity,
    Reference,
)
from b2b.errors import Unreadable
from b2b.invoicing import terms as payment_terms
from b2b.invoicing.content import is_reference, join_references
from b2b.invoicing.formats import InvoiceFormat
from b2b.invoicing.problem import Profile
from b2b.invoicing.read_ubl_parts import UblParts
from b2b.invoicing.reading import InvoiceReading
from b2b.invoicing.ubl import CREDIT_NOTE, GENERAL_INFORMATION, INVOICE, NAMESPACES
from b2b.invoicing.xml_reading import Reader, parse, required, unit_price

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


class _Invoice(UblParts):
    """One reading, and the few things that every part of it needs to know."""

    def __init__(self, reader: Reader, credit: bool) -> None:
        super().__init__(reader, reader.text(reader.root, "cbc:DocumentCurrencyCode"))
        self.root = reader.root
        self.credit = credit

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
            supplier=self.party(r.first(root, "cac:AccountingSupplierParty/cac:Party"), "92"),
            buyer=self.party(r.first(root, "cac:AccountingCustomerParty/cac:Party"), "91"),
            lines=tuple(map(self._line, r.all(root, "cac:CreditNoteLine" if self.credit else "cac:InvoiceLine"))),
            vat=tuple(map(self.vat, r.all(tax, "cac:TaxSubtotal"))),
            net_total=self.total(totals, "cbc:LineExtensionAmount", "BR-12", "BT-106"),
            taxable_total=self.total(totals, "cbc:TaxExclusiveAmount", "BR-13", "BT-109"),
            vat_total=self.optional_total(tax, "cbc:TaxAmount"),
            gross_total=self.total(totals, "cbc:TaxInclusiveAmount", "BR-14", "BT-112"),
            payable=self.total(totals, "cbc:PayableAmount", "BR-15", "BT-115"),
            allowance_total=self.optional_total(totals, "cbc:AllowanceTotalAmount"),
            charge_total=self.optional_total(totals, "cbc:ChargeTotalAmount"),
            prepaid=self.optional_total(totals, "cbc:PrepaidAmount"),
            rounding=self.optional_total(totals, "cbc:PayableRoundingAmount"),
            allowances_charges=tuple(self.allowance_charge(e) for e in r.all(root, "cac:AllowanceCharge")),
            terms=payment_terms.read(r.text(root, "cac:PaymentTerms/cbc:Note"), due, date),
            order_number=order_number,
            despatch_number=r.text(root, "cac:DespatchDocumentReference/cbc:ID"),
            preceding_invoice=r.text(preceding, "cbc:ID"),
            preceding_date=r.date(preceding, "cbc:IssueDate"),
            delivery_date=r.date(root, "cac:Delivery/cbc:ActualDeliveryDate"),
            ship_to=self.place(r.first(root, "cac:Delivery")),
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

    def _line(self, line: _Element) -> InvoiceLine:
        r = self.r
        quantity = r.first(line, "cbc:CreditedQuantity" if self.credit else "cbc:InvoicedQuantity")
        number = r.decimal(line, "cbc:CreditedQuantity" if self.credit else "cbc:InvoicedQuantity")
        category, rate = self.vat_category(r.first(line, "cac:Item/cac:ClassifiedTaxCategory"))
        return InvoiceLine(
            number=r.text(line, "cbc:ID"),
            quantity=Quantity(
                required(number, "BR-22", "BT-129", "the quantity of a line"), r.attribute(quantity, "unitCode")
            ),
            unit_price=unit_price(r, r.first(line, "cac:Price"), self.currency, "cbc:PriceAmount", "cbc:BaseQuantity"),
            net_amount=required(
                r.amount(line, "cbc:LineExtensionAmount", self.currency), "BR-24", "BT-131", "the amount of a line"
            ),
            items=self.items(r.first(line, "cac:Item")),
            description=r.text(line, "cac:Item/cbc:Name"),
            vat_category=category,
            vat_rate=rate,
            order_line=r.text(line, "cac:OrderLineReference/cbc:LineID"),
            order_number=self._line_order(line),
            allowances_charges=tuple(
                self.allowance_charge(e, (category, rate)) for e in r.all(line, "cac:AllowanceCharge")
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
