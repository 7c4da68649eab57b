"""The parts that all documents of UBL have: parties, and where a delivery goes to."""

from __future__ import annotations

from lxml import etree

from b2b.documents import Contact, Endpoint, Party
from b2b.invoicing.identifiers import join_registration
from b2b.invoicing.read_parts import Parts, Paths
from b2b.invoicing.xml_reading import Reader

_Element = etree._Element
_PATHS = Paths(
    address_lines=("cbc:StreetName", "cbc:AdditionalStreetName", "cac:AddressLine/cbc:Line"),
    city="cbc:CityName",
    postal_code="cbc:PostalZone",
    subdivision="cbc:CountrySubentity",
    country="cac:Country/cbc:IdentificationCode",
    is_charge="cbc:ChargeIndicator",
    extra_amount="cbc:Amount",
    extra_reason="cbc:AllowanceChargeReason",
    extra_reason_code="cbc:AllowanceChargeReasonCode",
    extra_vat="cac:TaxCategory",
    vat_scheme="cac:TaxScheme/cbc:ID",
    vat_category="cbc:ID",
    vat_rate="cbc:Percent",
    group_vat="cac:TaxCategory",
    group_taxable="cbc:TaxableAmount",
    group_tax="cbc:TaxAmount",
    exemption_reason="cbc:TaxExemptionReason",
    exemption_code="cbc:TaxExemptionReasonCode",
    item_standard="cac:StandardItemIdentification/cbc:ID",
    item_seller="cac:SellersItemIdentification/cbc:ID",
    item_buyer="cac:BuyersItemIdentification/cbc:ID",
    item_attribute="cac:AdditionalItemProperty",
    attribute_name="cbc:Name",
    attribute_value="cbc:Value",
)


class UblParts(Parts):
    """One reading of a document of UBL; amounts are expected in `currency`."""

    def __init__(self, reader: Reader, currency: str) -> None:
        super().__init__(reader, currency, _PATHS)

    def party(self, party: _Element | None, assigned_by: str) -> Party:
        """A cac:Party; a number without a scheme is one that `assigned_by` gave (X12 element 66)."""
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
            ids=tuple(self.party_id(i, assigned_by) for i in r.all(party, "cac:PartyIdentification/cbc:ID")),
            address=self.address(r.first(party, "cac:PostalAddress")),
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

    def place(self, delivery: _Element | None) -> Party | None:
        """Where a cac:Delivery goes to, None where it does not say."""
        r = self.r
        location = r.first(delivery, "cac:DeliveryLocation")
        number = r.first(location, "cbc:ID")
        place = Party(
            name=r.text(delivery, "cac:DeliveryParty/cac:PartyName/cbc:Name"),
            ids=() if number is None else (self.party_id(number, "92"),),
            address=self.address(r.first(location, "cac:Address")),
        )
        return None if place == Party() else place
