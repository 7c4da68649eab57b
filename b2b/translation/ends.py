"""Between whom an interchange goes: ids and what kind of ids they are, as ISA and UNB say it."""

from __future__ import annotations

from dataclasses import dataclass, fields

from b2b.documents import Document, Invoice, Order, Party, ShipNotice
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.engine.headers import InterchangeHeader
from b2b.errors import ConfigError
from b2b.translation.form import Form
from b2b.translation.source import Interchange, Leftover, Read

# X12 element I05 and EDIFACT element 0007, where both have the same kind of number.
_EDIFACT_OF_X12 = {
    "01": "1", "02": "61", "04": "4", "07": "14", "08": "8", "12": "12", "16": "9", "ZZ": "ZZZ",
}  # fmt: skip
_X12_OF_EDIFACT = {edifact: x12 for x12, edifact in _EDIFACT_OF_X12.items()} | {"ZZ": "ZZ"}
_MUTUAL = {Form.X12: "ZZ", Form.EDIFACT: "ZZZ"}

# Electronic addresses of invoices (EAS), and what kind of number they are in ISA.
_OF_ADDRESSES = {"0088": "07", "0060": "01"}


@dataclass(frozen=True, slots=True)
class Identity:
    """An id and its qualifier, in the codes of the form at hand."""

    qualifier: str
    id: str


@dataclass(frozen=True, slots=True)
class Ends:
    """Who sends and who receives, and what of the source's envelope the target does not say."""

    sender: Identity
    receiver: Identity
    lost: tuple[Leftover, ...] = ()


def ends(source: Interchange, form: Form, sender: Identity | None, receiver: Identity | None) -> Ends:
    """The two ends in the codes of `form`: those that are given, else those of the source.

    ConfigError: neither says it, which is so for files of XML without electronic addresses.
    """
    header = source.header
    if header is None:
        return _of_document(source, form, sender, receiver)
    lost: list[Leftover] = []
    found = [
        given or _said(source.form, form, qualifier, id, place, lost)
        for given, qualifier, id, place in (
            (sender, header.sender_qualifier, header.sender, "the sender's qualifier"),
            (receiver, header.receiver_qualifier, header.receiver, "the receiver's qualifier"),
        )
    ]
    return Ends(found[0], found[1], (*lost, *unsaid(source.form, header)))


def _said(source: Form, form: Form, qualifier: str, id: str, place: str, lost: list[Leftover]) -> Identity:
    if source is form:
        return Identity(qualifier, id)
    known = (_EDIFACT_OF_X12 if source is Form.X12 else _X12_OF_EDIFACT).get(qualifier, "")
    if not known and qualifier:
        lost.append(Leftover(place, qualifier))
    return Identity(known or _MUTUAL[form], id)


def unsaid(form: Form, header: InterchangeHeader) -> list[Leftover]:
    """What an ISA says of passwords, and a UNB of routing, passwords, applications and priorities."""
    elements = header.elements
    name, places = ("ISA", (2, 4)) if form is Form.X12 else ("UNB", (6, 7, 8, 10))
    found = [(f"{name}{place:02d}", elements[place - 1]) for place in places if place <= len(elements)]
    if form is Form.EDIFACT:
        found += [(f"UNB{n:02d}-03", _routing(elements[n - 1])) for n in (2, 3) if n <= len(elements)]
    return [Leftover(place, value.strip().replace(COMPONENT, ":")) for place, value in found if value.strip()]


def instant(form: Form, header: InterchangeHeader) -> Leftover:
    """When the interchange was made, as its header says it."""
    place, mark = ("ISA09 and ISA10", " ") if form is Form.X12 else ("UNB04", ":")
    return Leftover(place, mark.join(part for part in (header.date, header.time) if part))


def in_no_party(source: Interchange) -> list[Leftover]:
    """What the header says of the two ends, and of a test, and the documents do not: for a form without an envelope."""
    header = source.header
    if header is None:
        return []
    documents = [one.document for one in source.messages if isinstance(one, Read)]
    names, test = (("ISA06", "ISA08"), "ISA15") if source.form is Form.X12 else (("UNB02", "UNB03"), "UNB11")
    found = [
        Leftover(name, id)
        for name, id in zip(names, (header.sender, header.receiver), strict=True)
        if id and not all(id in _ids(document) for document in documents)
    ]
    if header.test:
        found.append(Leftover(test, header.elements[int(test[3:]) - 1]))
    return [*found, *unsaid(source.form, header)]


def _ids(document: Document) -> set[str]:
    """The ids by which a document names parties, and their electronic addresses."""
    found: set[str] = set()
    for one in fields(document):
        party = getattr(document, one.name)
        if isinstance(party, Party):
            found |= {id.value for id in party.ids} | ({party.endpoint.value} if party.endpoint else set())
    return found


def _routing(address: str) -> str:
    parts = address.split(COMPONENT)
    return parts[2] if len(parts) > 2 else ""


def _of_document(source: Interchange, form: Form, sender: Identity | None, receiver: Identity | None) -> Ends:
    document = next((one.document for one in source.messages if isinstance(one, Read)), None)
    assert isinstance(document, Invoice | Order | ShipNotice)
    sides = [(document.supplier, "supplier"), (document.buyer, "buyer")]
    if isinstance(document, Order):
        sides.reverse()
    lost: list[Leftover] = []
    return Ends(
        sender or _addressed(*sides[0], form, "--sender", lost),
        receiver or _addressed(*sides[1], form, "--receiver", lost),
        tuple(lost),
    )


def _addressed(party: Party, role: str, form: Form, option: str, lost: list[Leftover]) -> Identity:
    if party.endpoint is None:
        raise ConfigError(
            f"the document names no electronic address of its {role}",
            where=role,
            next_step=f"say who it is: {option} QUALIFIER:ID",
        )
    qualifier = _OF_ADDRESSES.get(party.endpoint.scheme, "")
    if not qualifier:
        lost.append(Leftover(f"the scheme of the {role}'s electronic address", party.endpoint.scheme))
        return Identity(_MUTUAL[form], party.endpoint.value)
    return Identity(_EDIFACT_OF_X12[qualifier] if form is Form.EDIFACT else qualifier, party.endpoint.value)
