"""What a company's and a partner's TOML file say, read into typed values. Pure: no database, no files.

`load_toml(text, where)` parses a file's text, `parse_company` and `parse_partner` check it, `write_toml` writes it.
"""

from b2b.store.settings.agreement import SETS_A_GROUP, AgreementSettings
from b2b.store.settings.billing import InvoiceSettings
from b2b.store.settings.company import CompanySettings, parse_company
from b2b.store.settings.edifact import EdifactSettings
from b2b.store.settings.erp import ErpSettings
from b2b.store.settings.partner import ChannelSettings, PartnerSettings, parse_partner
from b2b.store.settings.purchase import ContractSettings, PaymentSettings, PurchaseTerms, PurchasingSettings
from b2b.store.settings.shared import IdentitySettings
from b2b.store.settings.toml import load_toml, write_toml
from b2b.store.settings.trade import TermsSettings, X12Settings

__all__ = [
    "SETS_A_GROUP",
    "AgreementSettings",
    "ChannelSettings",
    "CompanySettings",
    "ContractSettings",
    "EdifactSettings",
    "ErpSettings",
    "IdentitySettings",
    "InvoiceSettings",
    "PartnerSettings",
    "PaymentSettings",
    "PurchaseTerms",
    "PurchasingSettings",
    "TermsSettings",
    "X12Settings",
    "load_toml",
    "parse_company",
    "parse_partner",
    "write_toml",
]
