"""Who takes part in a trade."""

from __future__ import annotations

from dataclasses import dataclass

from b2b.quick_init import quick_init


@quick_init
@dataclass(frozen=True, slots=True)
class PartyId:
    """An identifier of a party: `scheme` is an X12 element 66 code (`92` assigned by buyer, `91` by seller, `1`
    D-U-N-S, `UL` GLN) or an ISO 6523 ICD/EAS code.
    """

    scheme: str
    value: str


@quick_init
@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; `country` is ISO 3166-1 alpha-2 (BT-40, BT-55), `subdivision` as the partner writes it."""

    lines: tuple[str, ...] = ()
    city: str = ""
    postal_code: str = ""
    subdivision: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or desk to ask (BG-6, BG-9)."""

    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An electronic address (BT-34, BT-49): `scheme` is an EAS code such as `0088` or `9930`."""

    scheme: str
    value: str


@quick_init
@dataclass(frozen=True, slots=True)
class Party:
    """A legal entity or a place it names; what is unknown is empty, never invented.

    `vat_id` BT-31/48 with its country prefix, `legal_registration` BT-30/47 (`0192:123456785` where an ISO 6523 scheme
    is known), `tax_registration` BT-32 (a seller's local tax number).
    """

    name: str = ""
    ids: tuple[PartyId, ...] = ()
    address: Address = Address()
    vat_id: str = ""
    legal_registration: str = ""
    endpoint: Endpoint | None = None
    contact: Contact | None = None
    tax_registration: str = ""


@dataclass(frozen=True, slots=True)
class NamedParty:
    """A party in a role that has no field of its own; `role` is an X12 element 98 code (`SI` issuer of the schedule,
    `CA` carrier)."""

    role: str
    party: Party
