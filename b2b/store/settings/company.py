"""The settings of a company of ours (`b2b company apply FILE`; docs/interfaces.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from b2b.documents import Address, Contact, Endpoint, Party
from b2b.store.settings import shared
from b2b.store.settings.billing import read_exemption_code
from b2b.store.settings.erp import ErpSettings, read_erp
from b2b.store.settings.purchase import (
    ContractSettings,
    PaymentSettings,
    PurchasingSettings,
    read_contract,
    read_payments,
    read_purchasing,
)
from b2b.store.settings.section import Problems, Section
from b2b.store.settings.shared import IdentitySettings


@dataclass(frozen=True, slots=True)
class CompanySettings:
    """A legal entity: who it is, how it is reached, how it is paid.

    `time_zone` is where its due dates are; `vat_category` and `vat_rate` (percent) hold for items without their own;
    `exemption_reason` and `exemption_code` say why what is exempt (category E) is;
    an empty text or None is a setting that nobody made.
    """

    code: str
    name: str
    currency: str
    time_zone: str = "UTC"
    vat_id: str = ""
    tax_registration: str = ""
    legal_registration: str = ""
    vat_category: str = ""
    vat_rate: Decimal | None = None
    exemption_reason: str = ""
    exemption_code: str = ""
    iban: str = ""
    bic: str = ""
    account_name: str = ""
    net_days: int | None = None
    endpoint: Endpoint | None = None
    contact: Contact | None = None
    address: Address = field(default_factory=Address)
    identities: tuple[IdentitySettings, ...] = ()
    erp: ErpSettings | None = None
    purchasing: PurchasingSettings = field(default_factory=PurchasingSettings)
    payments: PaymentSettings | None = None
    contract: ContractSettings | None = None

    @property
    def party(self) -> Party:
        """The company as documents name it."""
        return Party(
            name=self.name,
            address=self.address,
            vat_id=self.vat_id,
            legal_registration=self.legal_registration,
            endpoint=self.endpoint,
            contact=self.contact,
            tax_registration=self.tax_registration,
        )


def parse_company(data: Mapping[str, Any], where: str = "company") -> CompanySettings:
    """The settings in a parsed TOML file `{"company": {...}}`.

    Raises ConfigError that names every wrong key at once; `where` is the file.
    """
    problems = Problems(where)
    file = Section(data, "", problems)
    section = file.table("company")
    file.close()
    if section is None:
        problems.add("company", "the table [company] is missing")
        problems.stop()
    settings = CompanySettings(
        code=_code(section),
        name=section.required("name"),
        currency=_required_currency(section),
        time_zone=shared.read_time_zone(section, "UTC"),
        vat_id=section.text("vat_id"),
        tax_registration=section.text("tax_registration"),
        legal_registration=section.text("legal_registration"),
        vat_category=section.choice("vat_category", shared.VAT_CATEGORIES, ""),
        vat_rate=section.decimal("vat_rate"),
        exemption_reason=section.text("exemption_reason"),
        exemption_code=read_exemption_code(section),
        iban=shared.read_iban(section),
        bic=shared.read_bic(section),
        account_name=section.text("account_name"),
        net_days=section.whole("net_days", most=999),
        endpoint=shared.read_endpoint(section),
        contact=shared.read_contact(section),
        address=shared.read_address(section),
        identities=shared.read_identities(section),
        erp=read_erp(section),
        purchasing=read_purchasing(section),
        payments=read_payments(section),
        contract=read_contract(section),
    )
    section.close()
    problems.stop_if_any()
    return settings


def _code(section: Section) -> str:
    section.required("code")
    return section.matching("code", shared.CODE, shared.CODE_MEANING)


def _required_currency(section: Section) -> str:
    section.required("currency")
    return shared.read_currency(section)
