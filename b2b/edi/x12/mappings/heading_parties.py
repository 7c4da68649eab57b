"""Parties of sets whose N1 loops have less room than a party needs: their registrations stand in N9 of the heading, in
grocery sets also their electronic address, and there their contacts in G61.

Such an N9 says whose number it is by the party's code (element 98) in N903: `N9*VX*DE123456789*SU`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from b2b.documents import Contact, Endpoint, Party, PartyId
from b2b.edi.x12.mappings import party
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.writing import Body, not_writable

# Whom G6101 names: the buyer's department or the contact for orders, the supplier's contact, his sales or accounts. The
# first is what we write.
_CONTACTS = {"BY": ("BD", "OC"), "SU": ("SU", "SR", "AR")}

# N901: an electronic address, its scheme and value parted by a blank.
_ENDPOINT = "ME"

Roles = Mapping[str, Sequence[str]]


def read(message: LoopCursor, roles: Roles) -> tuple[dict[str, Party | None], list[SegmentCursor]]:
    """The party of each field by the codes (element 98) that it may have, the first of them ours; and the N9 of the
    heading that say nothing of a party.
    """
    found = {field: party.find(message, tuple(codes)) for field, codes in roles.items()}
    fields = {codes[0]: field for field, codes in roles.items()}
    others = []
    for n9 in message.all("N9"):
        field = fields.get(n9.peek(3), "")
        known = found.get(field)
        numbered = _with_number(known, n9.peek(3), n9.peek(1), n9.peek(2)) if known is not None else None
        if numbered is None:
            others.append(n9)
        else:
            n9.take(1, 2, 3)
            found[field] = numbered
    return found, others


def _with_number(known: Party, code: str, kind: str, value: str) -> Party | None:
    """The party with a number that it does not have yet, None where it cannot have one of that kind."""
    field = dict(party.REGISTRATIONS).get(kind)
    if value and field and not getattr(known, field):
        registration: dict[str, Any] = {field: value}
        return replace(known, **registration)
    scheme, _, address = value.partition(" ")
    if kind == _ENDPOINT and address and known.endpoint is None:
        return replace(known, endpoint=Endpoint(scheme, address.strip()))
    second_kind, scheme = party.SECOND_NUMBERS.get(code, ("", ""))
    if value and kind == second_kind and len(known.ids) == 1:
        return replace(known, ids=(*known.ids, PartyId(scheme, value)))
    return None


def write_numbers(body: Body, code: str, of: Party | None, at: str, with_endpoint: bool = False) -> None:
    """The N9 of a party's registrations, of its second number where that is a vendor's or a customer's, and of its
    electronic address where the N1 loop has no room for it.
    """
    if of is None:
        return
    second_kind, scheme = party.SECOND_NUMBERS.get(code, ("", ""))
    for index, further in enumerate(of.ids[1:2], start=1):
        if party.in_x12(further).scheme == scheme:
            body.add("N9", second_kind, (f"{at}.ids[{index}].value", further.value), code)
    for kind, field in party.REGISTRATIONS:
        if value := getattr(of, field):
            body.add("N9", kind, (f"{at}.{field}", value), code)
    if with_endpoint and of.endpoint is not None:
        if not of.endpoint.scheme or not of.endpoint.value or " " in of.endpoint.scheme:
            raise not_writable("an electronic address needs a scheme and a value", f"{at}.endpoint", "N902")
        body.add("N9", _ENDPOINT, (f"{at}.endpoint", f"{of.endpoint.scheme} {of.endpoint.value}"), code)


def write(body: Body, code: str, of: Party | None, at: str, with_contact: bool = True) -> None:
    """The N1 loop of a party in this role, without what `write_numbers` (and `write_contact`) writes before it."""
    if of is None:
        return
    bare = replace(of, ids=of.ids[:1], vat_id="", legal_registration="", tax_registration="")
    party.write(body, code, bare if with_contact else replace(bare, contact=None, endpoint=None), at)


def read_contacts(message: LoopCursor, parties: Mapping[str, Party | None]) -> dict[str, Party | None]:
    """The parties by their code (`BY`, `SU`) with the contacts that the G61 name; each of these has one number.

    That a contact is another department than the one we would write stays a leftover.
    """
    found = dict(parties)
    for g61 in message.all("G61"):
        code = next((code for code, kinds in _CONTACTS.items() if g61.peek(1) in kinds), "")
        known = found.get(code)
        if known is not None and (reached := _with_number_to_call(known, g61)) is not None:
            g61.accept(1, _CONTACTS[code][0])
            found[code] = reached
    return found


def _with_number_to_call(known: Party, g61: SegmentCursor) -> Party | None:
    """The party with the contact of this G61, None where it names another one than those before it."""
    contact, name, kind, number = known.contact or Contact(), g61.peek(2), g61.peek(3), g61.peek(4)
    if contact.name and name != contact.name:
        return None
    g61.take(2)
    contact = replace(contact, name=name)
    if kind == "TE" and not contact.phone:
        contact = replace(contact, phone=number)
    elif kind == "EM" and not contact.email:
        contact = replace(contact, email=number)
    else:
        return replace(known, contact=contact)
    g61.take(3, 4)
    return replace(known, contact=contact)


def write_contact(body: Body, code: str, of: Party | None, at: str) -> None:
    """A G61 for each number of a party's contact. NotWritable: it has no name."""
    if of is None or of.contact is None:
        return
    numbers = [
        (kind, f"{at}.contact.{field}", number)
        for kind, field, number in (("TE", "phone", of.contact.phone), ("EM", "email", of.contact.email))
        if number
    ]
    name = (f"{at}.contact.name", of.contact.name)
    if not numbers:
        body.add("G61", _CONTACTS[code][0], name)
    for kind, field, number in numbers:
        body.add("G61", _CONTACTS[code][0], name, kind, (field, number))
