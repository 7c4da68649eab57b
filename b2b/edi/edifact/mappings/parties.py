"""Parties: the NAD group (name, address, registrations, contact) as all messages have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from b2b.documents import Address, Contact, Endpoint, NamedParty, Party, PartyId
from b2b.edi import countries
from b2b.edi.edifact.mappings import references
from b2b.edi.edifact.mappings.code_tables import AGENCIES, ROLES
from b2b.edi.edifact.mappings.reading import LoopCursor, SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Body, not_writable
from b2b.edi.x12.mappings.party import SECOND_NUMBERS, in_x12
from b2b.edi.x12.mappings.texts import wrapped

# Element 3035, in order of preference.
BUYER = ("BY", "OB")
SUPPLIER = ("SU", "SE", "VN")
SHIP_TO = ("DP", "ST", "CN")
SHIP_FROM = ("SF", "CZ")
BILL_TO = ("IV", "BT")

# RFF of a party (1153), and those that are read as well.
_REGISTRATIONS = (
    ("vat_id", ("VA",)),
    ("legal_registration", ("XA", "GN")),
    ("tax_registration", ("AHP", "FC")),
)

# Element 3139: whom to ask.
_CONTACT = "IC"
_CONTACTS = (_CONTACT, "OC", "PD", "DL", "SD")

_NAME_PARTS, _STREETS = 5, 4


def find(loop: LoopCursor, roles: tuple[str, ...]) -> Party | None:
    """The party in the first of these roles (3035) that occurs, None where none does."""
    found = loop.loop("NAD", *roles)
    return read(found) if found is not None else None


def others(loop: LoopCursor) -> tuple[NamedParty, ...]:
    """The parties that were not handed out yet, in their roles."""
    return tuple(NamedParty(ROLES.read(found.trigger.text(1)), read(found)) for found in loop.loops("NAD"))


def read(loop: LoopCursor) -> Party:
    """The party of one NAD group."""
    nad = loop.trigger
    party = alone(nad)
    kind, scheme = SECOND_NUMBERS.get(ROLES.read(nad.peek(1)), ("", ""))
    if kind and party.ids and (number := references.one(loop, kind)):
        party = replace(party, ids=(*party.ids, PartyId(scheme, number)))
    contact, endpoint = _contact(loop)
    registrations: dict[str, Any] = {field: references.one(loop, *kinds) for field, kinds in _REGISTRATIONS}
    return replace(party, endpoint=endpoint, contact=contact, **registrations)


def alone(nad: SegmentCursor) -> Party:
    """The party of a NAD that has no group below it."""
    ids: tuple[PartyId, ...] = (_numbered(nad, at(2, 1), at(2, 3)),) if nad.peek(at(2)) else ()
    name, lines = _parts(nad, 4, _NAME_PARTS), _parts(nad, 5, _STREETS)
    if not name and (unstructured := _parts(nad, 3, _NAME_PARTS)):
        name, lines = unstructured[:1], [*unstructured[1:], *lines]
    country = countries.alpha2(nad.text(at(9)))
    return Party(" ".join(name), ids, Address(tuple(lines), nad.text(at(6)), nad.text(at(8)), nad.text(at(7)), country))


def write(body: Body, role: str, party: Party | None, path: str, registered: bool = True) -> None:
    """The NAD group of a party in this role (3035), nothing for one of whom nothing is known.

    The first of its identifiers stands in NAD, a second one below where it is a vendor's number (`92`) or a customer's
    (`91`); others are not writable. `registered` tells whether the message has room for what stands below: for second
    numbers and registrations.
    """
    if party is None or party == Party():
        return
    if not registered:
        _refuse_registrations(party, path)
    name = wrapped(party.name, body.room("NAD", 4), f"{path}.name", "NAD04")
    address = party.address
    body.add(
        "NAD",
        role,
        identifier(party.ids[0], f"{path}.ids[0]") if party.ids else None,
        None,
        [(f"{path}.name", part) for part in name],
        [(f"{path}.address.lines[{n}]", line) for n, line in enumerate(address.lines)],
        (f"{path}.address.city", address.city),
        (f"{path}.address.subdivision", address.subdivision),
        (f"{path}.address.postal_code", address.postal_code),
        (f"{path}.address.country", address.country),
    )
    kind, scheme = SECOND_NUMBERS.get(ROLES.read(role), ("", ""))
    for index, further in enumerate(party.ids[1:2], start=1):
        if kind and in_x12(further).scheme == scheme:
            references.write_one(body, kind, f"{path}.ids[{index}].value", further.value)
    for field, kinds in _REGISTRATIONS:
        references.write_one(body, kinds[0], f"{path}.{field}", getattr(party, field))
    _write_contact(body, party, path)


def write_others(body: Body, parties: Sequence[NamedParty], path: str = "", registered: bool = True) -> None:
    """A NAD group for each; `path` is that of the field that holds `parties`, with its dot, `registered` as there."""
    for index, named in enumerate(parties):
        name = f"{path}parties[{index}]"
        role = ROLES.write(named.role)
        if not role:
            raise not_writable(f"EDIFACT has no code for the role {named.role!r}", f"{name}.role", "NAD01")
        if named.party == Party():
            raise not_writable("nothing is known of this party", f"{name}.party", "NAD")
        write(body, role, named.party, f"{name}.party", registered)


def _refuse_registrations(party: Party, path: str) -> None:
    """NotWritable: the party has what would stand in the RFF of its group, which this message does not have."""
    said = {field: getattr(party, field) for field, _ in _REGISTRATIONS}
    named = [field for field, value in (*said.items(), ("ids[1]", party.ids[1:])) if value]
    if named:
        problem = "the message has no place for it in this directory"
        also = {f"{path}.{field}": problem for field in named}
        raise not_writable(problem, f"{path}.{named[0]}", "RFF", also)


def identifier(party: PartyId, name: str) -> list[str | tuple[str, str] | None]:
    """The components of a number of a party or a place: number, no list, agency (3055)."""
    scheme = in_x12(party).scheme
    agency = AGENCIES.write(scheme)
    if scheme and not agency:
        raise not_writable(f"EDIFACT has no code for the scheme {scheme!r}", f"{name}.scheme", "3055")
    return [(f"{name}.value", party.value), None, (f"{name}.scheme", agency)]


def _numbered(segment: SegmentCursor, number: int, agency: int) -> PartyId:
    return PartyId(AGENCIES.read(segment.text(agency)), segment.text(number))


def _parts(nad: SegmentCursor, element: int, most: int) -> list[str]:
    return [part for component in range(1, most + 1) if (part := nad.text(at(element, component)))]


def _contact(loop: LoopCursor) -> tuple[Contact | None, Endpoint | None]:
    """The first contact, as far as it has a name and a number of each kind; the rest stays unread."""
    found = next(iter(loop.loops("CTA")), None)
    # Some messages have no group for a contact: its numbers stand beside it.
    cta = found.trigger if found is not None else loop.first("CTA")
    if cta is None:
        return None, None
    cta.accept(1, *_CONTACTS)
    numbers = {"TE": "", "EM": "", "EI": ""}
    for com in (found or loop).all("COM"):
        kind, number = com.peek(2), com.peek(1)
        readable = kind != "EI" or " " in number
        if number and readable and numbers.get(kind) == "":
            com.take(1, 2)
            numbers[kind] = number
    scheme, _, value = numbers["EI"].partition(" ")
    contact = Contact(cta.text(at(2, 2)), numbers["TE"], numbers["EM"])
    return (None if contact == Contact() else contact), Endpoint(scheme, value) if value else None


def _write_contact(body: Body, party: Party, path: str) -> None:
    contact, endpoint = party.contact or Contact(), party.endpoint
    if contact == Contact() and endpoint is None:
        return
    field = f"{path}.contact" if party.contact is not None else f"{path}.endpoint"
    body.add("CTA", (field, _CONTACT), [None, (f"{path}.contact.name", contact.name)])
    if contact.phone:
        body.add("COM", [(f"{path}.contact.phone", contact.phone), "TE"])
    if contact.email:
        body.add("COM", [(f"{path}.contact.email", contact.email), "EM"])
    if endpoint is not None:
        body.add("COM", [(f"{path}.endpoint", f"{endpoint.scheme} {endpoint.value}"), "EI"])
