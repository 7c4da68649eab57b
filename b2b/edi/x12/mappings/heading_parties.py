"""Parties of sets whose N1 loops have less room than a party needs: their registrations stand in N9 of the heading, and
in grocery sets their contacts in G61.

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

# Whom G6101 names: the buyer's department, the supplier's contact.
_CONTACTS = {"BY": "BD", "SU": "SU"}
_CODES_OF_CONTACT = {"BY": ("BD", "OC"), "SU": ("SU", "SR", "AR")}

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
    second_kind, scheme = party.SECOND_NUMBERS.get(code, ("", ""))
    if value and kind == second_kind and len(known.ids) == 1:
        return replace(known, ids=(*known.ids, PartyId(scheme, value)))
    return None


def write_numbers(body: Body, code: str, of: Party | None, at: str) -> None:
    """The N9 of a party's registrations, and of its second number where that is a vendor's or a customer's."""
    if of is None:
        return
    second_kind, scheme = party.SECOND_NUMBERS.get(code, ("", ""))
    for index, further in enumerate(of.ids[1:2], start=1):
        if party.in_x12(further).scheme == scheme:
            body.add("N9", second_kind, (f"{at}.ids[{index}].value", further.value), code)
    for kind, field in party.REGISTRATIONS:
        if value := getattr(of, field):
            body.add("N9", kind, (f"{at}.{field}", value), code)


def write(body: Body, code: str, of: Party | None, at: str, with_contact: bool = True) -> None:
    """The N1 loop of a party in this role, without what `write_numbers` (and `write_contact`) writes before it."""
    if of is None:
        return
    bare = replace(of, ids=of.ids[:1], vat_id="", legal_registration="", tax_registration="")
    party.write(body, code, bare if with_contact else replace(bare, contact=None, endpoint=None), at)


def read_contact(message: LoopCursor, code: str, of: Party | None) -> Party | None:
    """The party with the contact that the G61 of its role name; each of them has one number."""
    if of is None:
        return None
    contact, endpoint = of.contact or Contact(), of.endpoint
    while (g61 := message.first("G61", *_CODES_OF_CONTACT[code])) is not None:
        name, kind, number = g61.peek(2), g61.peek(3), g61.peek(4)
        if contact.name and name != contact.name:
            continue
        g61.take(2)
        contact = replace(contact, name=name)
        if kind == "TE" and not contact.phone:
            contact = replace(contact, phone=number)
        elif kind == "EM" and not contact.email:
            contact = replace(contact, email=number)
        elif kind == "ED" and endpoint is None and " " in number:
            scheme, _, value = number.partition(" ")
            endpoint = Endpoint(scheme, value.strip())
        else:
            continue
        g61.take(3, 4)
    return replace(of, contact=None if contact == Contact() else contact, endpoint=endpoint)


def write_contact(body: Body, code: str, of: Party | None, at: str) -> None:
    """A G61 for each number of a party's contact. NotWritable: it has no name."""
    if of is None or (of.contact is None and of.endpoint is None):
        return
    contact, numbers = of.contact or Contact(), []
    if contact.phone:
        numbers.append(("TE", f"{at}.contact.phone", contact.phone))
    if contact.email:
        numbers.append(("EM", f"{at}.contact.email", contact.email))
    if of.endpoint is not None:
        if not of.endpoint.scheme or not of.endpoint.value or " " in of.endpoint.scheme:
            raise not_writable("an electronic address needs a scheme and a value", f"{at}.endpoint", "G6104")
        numbers.append(("ED", f"{at}.endpoint", f"{of.endpoint.scheme} {of.endpoint.value}"))
    name = (f"{at}.contact.name", contact.name)
    if not numbers:
        body.add("G61", _CONTACTS[code], name)
    for kind, field, number in numbers:
        body.add("G61", _CONTACTS[code], name, kind, (field, number))
