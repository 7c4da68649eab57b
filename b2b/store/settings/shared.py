"""What a company and a partner both say about themselves."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass

from b2b.documents import Address, Contact, Endpoint
from b2b.documents.iban import BIC, iban_problem
from b2b.invoicing.codes import codes
from b2b.store.settings.section import Section
from b2b.store.states import Syntax

# UNTDID 5305, the categories that EN 16931 allows.
VAT_CATEGORIES = ("S", "Z", "E", "AE", "K", "G", "O", "L", "M")
CODE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
CODE_MEANING = "a code: letters, digits, dot, dash and underscore, at most 32"


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """An address on envelopes of one syntax. Of X12 ISA05/06 or ISA07/08, and GS02 or GS03; of EDIFACT the id and the
    qualifier ("": none) of UNB, `routing` behind them, and UNG02 or UNG03. An empty `gs_id` is whatever the group says.
    """

    qualifier: str
    id: str
    gs_id: str = ""
    syntax: str = Syntax.X12
    routing: str = ""

    @property
    def address(self) -> tuple[str, str, str, str]:
        """By which one party is told from others."""
        return self.syntax, self.qualifier, self.id, self.gs_id


def read_identities(section: Section) -> tuple[IdentitySettings, ...]:
    """The `identity` tables below a section, each address once."""
    found: dict[tuple[str, str, str, str], IdentitySettings] = {}
    for table in section.tables("identity"):
        syntax = table.choice("syntax", list(Syntax), Syntax.X12)
        identity = _edifact_identity(table) if syntax == Syntax.EDIFACT else _x12_identity(table)
        if identity.address in found:
            table.wrong("id", "stands twice")
        found[identity.address] = identity
        table.close()
    return tuple(found.values())


def _x12_identity(table: Section) -> IdentitySettings:
    identity = IdentitySettings(
        qualifier=table.matching("qualifier", r"[A-Z0-9]{2}", "two letters or digits (ISA05)", "ZZ"),
        id=table.required("id"),
        gs_id=table.text("gs_id"),
    )
    if len(identity.id) > 15:
        table.wrong("id", "is longer than the 15 characters of ISA06")
    if identity.gs_id and not 2 <= len(identity.gs_id) <= 15:
        table.wrong("gs_id", "has 2 to 15 characters (GS02)")
    if "routing" in table:
        table.text("routing")
        table.wrong("routing", 'UNB has it, and this is an address of X12: write syntax = "edifact"')
    return identity


def _edifact_identity(table: Section) -> IdentitySettings:
    identity = IdentitySettings(
        qualifier=table.matching("qualifier", r"[A-Z0-9]{1,4}", "a qualifier of UNB (0007), such as 14"),
        id=table.required("id"),
        gs_id=table.text("gs_id"),
        syntax=Syntax.EDIFACT,
        routing=table.text("routing"),
    )
    for key, most, element in (("id", 35, "UNB (0004)"), ("gs_id", 35, "UNG (0040)"), ("routing", 14, "UNB (0008)")):
        if len(getattr(identity, key)) > most:
            table.wrong(key, f"is longer than the {most} characters of {element}")
    return identity


def read_address(section: Section) -> Address:
    """The `address` table, empty where there is none."""
    table = section.table("address")
    if table is None:
        return Address()
    address = Address(
        lines=table.texts("lines"),
        city=table.text("city"),
        postal_code=table.text("postal_code"),
        subdivision=table.text("subdivision"),
        country=table.code("country", codes().countries, "an ISO 3166-1 country code such as DE"),
    )
    table.close()
    return address


def read_contact(section: Section) -> Contact | None:
    """The `contact` table, None where there is none."""
    table = section.table("contact")
    if table is None:
        return None
    contact = Contact(name=table.text("name"), phone=table.text("phone"), email=table.text("email"))
    table.close()
    return contact


def read_endpoint(section: Section) -> Endpoint | None:
    """The `endpoint` table (BT-34, BT-49), None where there is none."""
    table = section.table("endpoint")
    if table is None:
        return None
    table.required("scheme")
    scheme = table.code("scheme", codes().endpoint_schemes, "an electronic address scheme (EAS) such as 0088 or 9930")
    endpoint = Endpoint(scheme=scheme, value=table.required("value"))
    table.close()
    return endpoint


def read_currency(section: Section, key: str = "currency") -> str:
    """An ISO 4217 code, empty where there is none."""
    return section.code(key, codes().currencies, "an ISO 4217 currency such as EUR")


def read_iban(section: Section) -> str:
    """ISO 13616, written with or without blanks; empty where there is none."""
    iban = section.text("iban").replace(" ", "")
    problem = iban_problem(iban) if iban else ""
    if problem:
        section.wrong("iban", f"{iban!r} is not an IBAN: {problem}")
    return iban


def read_bic(section: Section) -> str:
    """ISO 9362, empty where there is none."""
    return section.matching("bic", BIC, "a BIC of 8 or 11 characters")


def read_times(section: Section, key: str) -> tuple[str, ...]:
    """Times of day such as `06:00`."""
    times = section.texts(key)
    for time in times:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time):
            section.wrong(key, f"{time!r} is not a time of day such as 06:00")
            return ()
    return times


def read_time_zone(section: Section, default: str) -> str:
    """A zone of the tz database."""
    name = section.text("time_zone", default)
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        section.wrong("time_zone", f"{name!r} is not a time zone; write one such as Europe/Berlin")
        return default
    return name
