"""Parties: the N1 loop (name, address, registrations, contact) as all sets have it."""

from __future__ import annotations

from collections.abc import Sequence

from b2b.documents import Address, Contact, Endpoint, NamedParty, Party, PartyId, Reference
from b2b.edi import countries
from b2b.edi.x12.mappings import references
from b2b.edi.x12.mappings.reading import LoopCursor, SegmentCursor
from b2b.edi.x12.mappings.remembering import Remembered, Together
from b2b.edi.x12.mappings.texts import wrapped
from b2b.edi.x12.mappings.writing import Body, Named, Value, not_writable

BUYER: tuple[str, ...] = ("BY", "OB", "SO")
SUPPLIER: tuple[str, ...] = ("SU", "SE", "VN")
SHIP_TO: tuple[str, ...] = ("ST",)
SHIP_FROM: tuple[str, ...] = ("SF",)
BILL_TO: tuple[str, ...] = ("BT",)
# Of a bill that names nobody else, who is sent it is the buyer.
BILLED: tuple[str, ...] = (*BUYER, *BILL_TO)

# Of whom, and by whom, nothing is known.
_NOBODY, _NO_CONTACT = Party(), Contact()

_STATE_OR_PROVINCE = "SP"
_GENERAL_CONTACT = "CN"

# REF kinds of a party: VAT number (Europe), commercial registration, taxpayer's number.
REGISTRATIONS = (("VX", "vat_id"), ("CY", "legal_registration"), ("TJ", "tax_registration"))

# A second number of a party: the kind of its REF and its scheme (element 66: assigned by buyer, by seller), and who may
# have it. A vendor number in the loop of a buyer or of a place is not theirs.
_VENDOR_NUMBER, _CUSTOMER_NUMBER = ("IA", "92"), ("IT", "91")
SECOND_NUMBERS = {
    **dict.fromkeys(("SU", "SE", "VN", "II", "SF", "PE"), _VENDOR_NUMBER),
    **dict.fromkeys(("BY", "OB", "SO", "BT", "PR"), _CUSTOMER_NUMBER),
}

# ISO 6523 schemes that X12 element 66 has a code for.
_SCHEMES = {"0088": "UL", "0060": "1"}


def find(loop: LoopCursor, codes: tuple[str, ...]) -> Party | None:
    """The party with the first of these entity codes (element 98) that occurs, None where none does."""
    return _REMEMBERED(loop, codes)


def read(loop: LoopCursor) -> Party:
    """The party of one N1 loop."""
    n1 = loop.trigger
    scheme, value = n1.peek(3), n1.text(4)
    if value:
        n1.take(3)
    ids = [PartyId(scheme, value)] if value else []
    second_kind, second_scheme = SECOND_NUMBERS.get(n1.peek(1), ("", ""))
    if second_kind and (number := _numbered(loop, second_kind)):
        ids.append(PartyId(second_scheme, number))
    names = [n1.text(2)]
    for n2 in loop.all("N2"):
        # Some partners repeat the name in N2.
        names += [name for name in (n2.text(1), n2.text(2)) if name and name not in names]
    registrations = {field: _numbered(loop, kind) for kind, field in REGISTRATIONS}
    contact, endpoint = _contact(next(iter(loop.all("PER")), None))
    return Party(
        name=" ".join(name for name in names if name),
        ids=tuple(ids),
        address=_address(loop),
        endpoint=endpoint,
        contact=contact,
        **registrations,
    )


_REMEMBERED = Remembered(read, "N1")


def together(*codes: tuple[str, ...]) -> Together[Party]:
    """What reads the parties with these entity codes from a loop, each as `find` does."""
    return Together(_REMEMBERED, *codes)


def others(loop: LoopCursor) -> tuple[NamedParty, ...]:
    """The parties that were not handed out yet, in their roles; one without a role stays unread."""
    return tuple(NamedParty(found.trigger.text(1), read(found)) for found in loop.loops("N1") if found.trigger.peek(1))


def write_others(body: Body, parties: Sequence[NamedParty], at: str = "", registered_in: str = "REF") -> None:
    """An N1 loop for each, as `write` does; `at` is the path of the field that holds `parties`, with its dot."""
    for index, named in enumerate(parties):
        name = f"{at}parties[{index}]"
        if not named.role or not body.takes("N1", 1, named.role):
            raise not_writable(f"{named.role!r} is not among the codes of N101", f"{name}.role", "N101")
        if named.party == _NOBODY:
            raise not_writable("nothing is known of this party", f"{name}.party", "N1")
        write(body, named.role, named.party, f"{name}.party", registered_in)


def write(
    body: Body, code: str, party: Party | None, at: str, registered_in: str = "REF", beside: Sequence[Reference] = ()
) -> None:
    """The N1 loop of a party in this role, nothing for one of whom nothing is known.

    The first of its identifiers is sent in N104, a second one below where it is a vendor's number (`92`) or a
    customer's (`91`); others are not writable. `registered_in` is the segment that holds registrations in this set: REF
    or N9. `beside` are references of the document that this set has no other place for.
    """
    if party is None or party == _NOBODY:
        return
    identifier = in_x12(party.ids[0]) if party.ids else None
    room = body.room("N1", 2)
    first, *further = wrapped(party.name, room, f"{at}.name", "N102") or [""]
    body.add(
        "N1",
        code,
        (f"{at}.name", first),
        (f"{at}.ids[0].scheme", identifier.scheme if identifier else ""),
        (f"{at}.ids[0].value", identifier.value if identifier else ""),
    )
    for start in range(0, len(further), 2):
        body.add("N2", *((f"{at}.name", part) for part in further[start : start + 2]))
    lines = [(f"{at}.address.lines[{n}]", line) for n, line in enumerate(party.address.lines)]
    for start in range(0, len(lines), 2):
        body.add("N3", *lines[start : start + 2])
    _write_place(body, party.address, f"{at}.address")
    second_kind, second_scheme = SECOND_NUMBERS.get(code, ("", ""))
    for index, further_id in enumerate(party.ids[1:2], start=1):
        if in_x12(further_id).scheme == second_scheme:
            references.write_one(body, second_kind, f"{at}.ids[{index}].value", further_id.value, registered_in)
    for kind, field in REGISTRATIONS:
        references.write_one(body, kind, f"{at}.{field}", getattr(party, field), registered_in)
    references.write(body, beside, id=registered_in)
    _write_contact(body, party, at)


def _numbered(loop: LoopCursor, kind: str) -> str:
    """The number of that kind in the REF of a party's loop, or in the N9 of sets that have those instead."""
    return references.one(loop, kind) or references.one(loop, kind, id="N9")


def in_x12(identifier: PartyId) -> PartyId:
    """The identifier under X12's own code for its scheme, where there is one."""
    code = _SCHEMES.get(identifier.scheme)
    return identifier if code is None else PartyId(code, identifier.value)


def _address(loop: LoopCursor) -> Address:
    lines = tuple(text for n3 in loop.all("N3") for text in (n3.text(1), n3.text(2)) if text)
    n4 = loop.first("N4")
    if n4 is None:
        return Address(lines=lines)
    subdivision = n4.text(2)
    if not subdivision and n4.accept(5, _STATE_OR_PROVINCE):
        subdivision = n4.text(6)
    return Address(lines, n4.text(1), n4.text(3), subdivision, countries.alpha2(n4.text(4)))


def _write_place(body: Body, address: Address, at: str) -> None:
    if not (address.city or address.postal_code or address.subdivision or address.country):
        return
    short = len(address.subdivision) == body.room("N4", 2)
    place: list[Value | Named] = [
        (f"{at}.city", address.city),
        (f"{at}.subdivision", address.subdivision if short else ""),
        (f"{at}.postal_code", address.postal_code),
        (f"{at}.country", address.country),
    ]
    if address.subdivision and not short:
        place += [_STATE_OR_PROVINCE, (f"{at}.subdivision", address.subdivision)]
    body.add("N4", *place)


def _contact(per: SegmentCursor | None) -> tuple[Contact | None, Endpoint | None]:
    if per is None:
        return None, None
    per.accept(1, _GENERAL_CONTACT, "IC")
    numbers = {"TE": "", "EM": "", "ED": ""}
    for element in (3, 5, 7):
        kind = per.peek(element)
        readable = kind != "ED" or " " in per.peek(element + 1)
        if kind in numbers and not numbers[kind] and per.peek(element + 1) and readable:
            per.take(element)
            numbers[kind] = per.text(element + 1)
    scheme, _, value = numbers["ED"].partition(" ")
    endpoint = Endpoint(scheme, value.strip()) if value else None
    contact = Contact(per.text(2), numbers["TE"], numbers["EM"])
    return (None if contact == _NO_CONTACT else contact), endpoint


def _write_contact(body: Body, party: Party, at: str) -> None:
    contact, endpoint = party.contact or _NO_CONTACT, party.endpoint
    numbers: list[Value | Named] = []
    if contact.phone:
        numbers += ["TE", (f"{at}.contact.phone", contact.phone)]
    if contact.email:
        numbers += ["EM", (f"{at}.contact.email", contact.email)]
    if endpoint is not None:
        if not endpoint.scheme or not endpoint.value or " " in endpoint.scheme:
            raise not_writable("an electronic address needs a scheme and a value", f"{at}.endpoint", "PER04")
        numbers += ["ED", (f"{at}.endpoint", f"{endpoint.scheme} {endpoint.value}")]
    if contact.name or numbers:
        body.add("PER", _GENERAL_CONTACT, (f"{at}.contact.name", contact.name), *numbers)
