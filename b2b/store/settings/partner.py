"""The settings of a trading partner (`b2b partner apply FILE`; docs/interfaces.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from b2b.documents import Address, Contact, Endpoint, Party
from b2b.edi import counterparts
from b2b.store.settings import shared
from b2b.store.settings.agreement import AgreementSettings, read_agreements
from b2b.store.settings.billing import InvoiceSettings, read_invoice
from b2b.store.settings.edifact import EdifactSettings, read_edifact
from b2b.store.settings.purchase import PurchaseTerms, read_purchase_terms
from b2b.store.settings.section import Problems, Section
from b2b.store.settings.shared import IdentitySettings
from b2b.store.settings.trade import TermsSettings, X12Settings, read_terms, read_x12
from b2b.store.states import Role

_CHANNEL_KINDS = ("folder",)


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """A folder channel; `inbox` and `outbox` are absolute or relative to the workspace, a file that has not changed for
    `settle_seconds` is complete, one above `largest_mb` (of 1024 x 1024 bytes) is left alone with an exception.
    """

    name: str
    kind: str
    inbox: str
    outbox: str
    settle_seconds: Decimal = Decimal(2)
    largest_mb: int = 1024


@dataclass(frozen=True, slots=True)
class PartnerSettings:
    """A trading partner: who it is, how files go, what X12 or EDIFACT it wants, how its orders are decided.

    `company` is the code of the company of ours that it trades with; `time_zone` is where the dates of its messages
    are; an empty text or None is a setting that nobody made.
    """

    code: str
    company: str
    name: str
    role: str
    vat_id: str = ""
    legal_registration: str = ""
    buyer_reference: str = ""
    time_zone: str = "UTC"
    endpoint: Endpoint | None = None
    contact: Contact | None = None
    address: Address = field(default_factory=Address)
    identities: tuple[IdentitySettings, ...] = ()
    channel: ChannelSettings | None = None
    x12: X12Settings = field(default_factory=X12Settings)
    edifact: EdifactSettings = field(default_factory=EdifactSettings)
    terms: TermsSettings = field(default_factory=TermsSettings)
    invoice: InvoiceSettings = field(default_factory=InvoiceSettings)
    purchase: PurchaseTerms = field(default_factory=PurchaseTerms)
    agreements: tuple[AgreementSettings, ...] = ()

    @property
    def party(self) -> Party:
        """The partner as documents name it."""
        return Party(
            name=self.name,
            address=self.address,
            vat_id=self.vat_id,
            legal_registration=self.legal_registration,
            endpoint=self.endpoint,
            contact=self.contact,
        )

    def agreement(self, document: str, direction: str) -> AgreementSettings | None:
        """The agreement on a document in a direction (`in`, `out`), None where it is not traded. `850` means the order
        in whichever syntax it is agreed on, `ORDERS` that of EDIFACT.
        """
        held = {one.document: one for one in self.agreements if one.direction == direction}
        return next((held[name] for name in counterparts.names(document) if name in held), None)


def parse_partner(data: Mapping[str, Any], where: str = "partner") -> PartnerSettings:
    """The settings in a parsed TOML file `{"partner": {...}}`.

    Raises ConfigError that names every wrong key at once; `where` is the file.
    """
    problems = Problems(where)
    file = Section(data, "", problems)
    section = file.table("partner")
    file.close()
    if section is None:
        problems.add("partner", "the table [partner] is missing")
        problems.stop()
    x12, edifact = read_x12(section), read_edifact(section)
    settings = PartnerSettings(
        code=_code(section, "code"),
        company=_code(section, "company"),
        name=section.required("name"),
        role=section.choice("role", list(Role)),
        vat_id=section.text("vat_id"),
        legal_registration=section.text("legal_registration"),
        buyer_reference=section.text("buyer_reference"),
        time_zone=shared.read_time_zone(section, "UTC"),
        endpoint=shared.read_endpoint(section),
        contact=shared.read_contact(section),
        address=shared.read_address(section),
        identities=shared.read_identities(section),
        channel=_channel(section),
        x12=x12,
        edifact=edifact,
        terms=read_terms(section),
        invoice=read_invoice(section),
        purchase=read_purchase_terms(section),
        agreements=read_agreements(section, x12.release, edifact.release),
    )
    section.close()
    problems.stop_if_any()
    return settings


def _code(section: Section, key: str) -> str:
    section.required(key)
    return section.matching(key, shared.CODE, shared.CODE_MEANING)


def _channel(section: Section) -> ChannelSettings | None:
    table = section.table("channel")
    if table is None:
        return None
    settle = table.decimal("settle_seconds", Decimal(2), most=Decimal(86_400))
    channel = ChannelSettings(
        name=_code(table, "name"),
        kind=table.choice("kind", _CHANNEL_KINDS),
        inbox=table.required("inbox"),
        outbox=table.required("outbox"),
        settle_seconds=Decimal(2) if settle is None else settle,
        largest_mb=table.whole("largest_mb", 1024, least=1) or 1024,
    )
    if channel.inbox and channel.inbox == channel.outbox:
        table.wrong("outbox", "is the inbox: what we send would come back")
    table.close()
    return channel
