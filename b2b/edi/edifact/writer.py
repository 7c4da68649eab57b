"""Writes interchanges: UNA and UNB to UNZ around messages that are ready (ISO 9735).

Every reference and every instant is passed in, so that the same input gives the same bytes. Segments come as lists of
elements with the id first, UNH and UNT left out; a composite is a tuple of its components, or a text with the internal
separators of `service_characters`, as messages that were read have them. The writer counts, trims what is empty at the
end of segments and composites, releases service characters in data, and refuses what would be read differently from
what it says. Numbers, which come with a point, get the decimal mark that the envelope declares.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from b2b.edi.edifact.decimal_mark import marked
from b2b.edi.edifact.releases import service, shipped
from b2b.edi.edifact.repertoire import Repertoire, repertoire
from b2b.edi.edifact.service_characters import COMPONENT, ELEMENT, REPETITION, TERMINATOR, ServiceCharacters
from b2b.edi.edifact.syntax_version import VERSIONS
from b2b.edi.engine import elements
from b2b.edi.engine.delimiters import usable
from b2b.edi.engine.segment_source import Form
from b2b.errors import ConfigError, NotWritable

Segment = Sequence[str | tuple[str, ...]]

STANDARD = ServiceCharacters(declared=True)

_OURS = ELEMENT + COMPONENT + REPETITION + TERMINATOR


@dataclass(frozen=True, slots=True)
class Message:
    """A message to be written: its body without UNH and UNT. `version` and `release` (0052, 0054) are such as D and
    96A; `association` is the code that a guide assigns, such as EAN008.
    """

    type: str
    version: str
    release: str
    reference: str
    segments: Sequence[Segment]
    agency: str = "UN"
    association: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Messages of one type between UNG and UNE; `made_at` in the partner's zone."""

    type: str
    sender: str
    receiver: str
    reference: str
    made_at: dt.datetime
    version: str
    release: str
    messages: Sequence[Message]
    agency: str = "UN"
    association: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What UNA, UNB and UNZ say; `made_at` in the partner's zone, `identifier` and `syntax` such as UNOC and 3.

    What routes behind an address is 0008 and 0014; `receiver_sub_routing` (0046) is one of syntax 4 alone.
    """

    sender: str
    sender_qualifier: str
    receiver: str
    receiver_qualifier: str
    reference: str
    made_at: dt.datetime
    identifier: str = "UNOC"
    syntax: str = "3"
    test: bool = False
    acknowledgment_requested: bool = False
    application: str = ""
    agreement: str = ""
    characters: ServiceCharacters = field(default=STANDARD)
    una: bool = True
    sender_routing: str = ""
    receiver_routing: str = ""
    receiver_sub_routing: str = ""
    newline: bool = True  # after each segment, where the terminator is none itself


def write_interchange(envelope: Envelope, content: Sequence[Message] | Sequence[Group]) -> bytes:
    """The bytes of one interchange of messages, or of groups of them.

    Errors: NotWritable names message, segment and element of a value that the character set does not have, or that does
    not fit the envelope; ConfigError where the service characters or the syntax cannot be used.
    """
    pen = _Pen(envelope)
    parts = [pen.una(), pen.segments([_unb(envelope)], "interchange")]
    for one in content:
        if isinstance(one, Message):
            parts.append(pen.message(one))
            continue
        where = f"group {one.reference}"
        parts.append(pen.segments([_ung(one, envelope)], where))
        parts.extend(pen.message(message) for message in one.messages)
        parts.append(pen.segments([["UNE", str(len(one.messages)), one.reference]], where))
    parts.append(pen.segments([["UNZ", str(len(content)), envelope.reference]], "interchange"))
    return b"".join(parts)


class _Pen:
    """Writes segments with the service characters and the character set of one envelope."""

    def __init__(self, envelope: Envelope) -> None:
        self._characters = characters = _usable(envelope).of_syntax(envelope.syntax)
        self._una = envelope.una
        self._repertoire = _known(envelope)
        self._service = service(envelope.syntax)
        self._form = Form(False, COMPONENT, REPETITION if characters.repetition else "")
        end = characters.terminator + ("\n" if envelope.newline and characters.terminator not in "\r\n" else "")
        table = {one: characters.release + one for one in characters.special} if characters.release else {}
        outside = (characters.element, characters.component, characters.repetition, end)
        table |= dict(zip((ELEMENT, COMPONENT, REPETITION, TERMINATOR), outside, strict=True))
        self._table = str.maketrans(table)
        self._barred = "" if characters.release else characters.special

    def una(self) -> bytes:
        """UNA, or nothing where the envelope wants none, which needs the characters that hold without it."""
        c = self._characters
        if not self._una:
            return b""
        return f"UNA{c.component}{c.element}{c.decimal}{c.release or ' '}{c.repetition or ' '}{c.terminator}".encode(
            "latin-1"
        ) + (b"\n" if self._table[ord(TERMINATOR)].endswith("\n") else b"")

    def message(self, message: Message) -> bytes:
        """UNH to UNT."""
        identifier = (message.type, message.version, message.release, message.agency, message.association)
        release = shipped(message.version + message.release)
        body = message.segments if release is None else marked(message.segments, release, self._characters.decimal)
        rows: list[Segment] = [["UNH", message.reference, identifier], *body]
        rows.append(["UNT", str(len(rows) + 1), message.reference])
        return self.segments(rows, f"message {message.type} {message.reference}")

    def segments(self, rows: Sequence[Segment], where: str) -> bytes:
        """The bytes of some segments. The whole text is tested at once; only where it fails are elements looked at."""
        lines = [[_joined(element) for element in row] for row in rows]
        text = "".join([ELEMENT.join(line).rstrip(ELEMENT) + TERMINATOR for line in lines])
        counted = text.count(TERMINATOR) == len(rows) and not (REPETITION in text and not self._form.repetition)
        bare = text.translate(dict.fromkeys(map(ord, _OURS)))
        if not counted or self._refused(bare) or any(ELEMENT in element for line in lines for element in line):
            for position, line in enumerate(lines, start=1):
                self._check(line, where, position)
        for position, line in enumerate(lines, start=1):
            if line[0][:2] == "UN" and line[0] in self._service.segments:
                self._check_service(line, where, position)
        return text.translate(self._table).encode(self._repertoire.codec)

    def _refused(self, text: str) -> str:
        return next((c for c in self._barred if c in text), "") or self._repertoire.refused(text)

    def _check(self, line: list[str], where: str, position: int) -> None:
        for number, element in enumerate(line):
            bare = element.replace(COMPONENT, "")
            if self._form.repetition:
                bare = bare.replace(REPETITION, "")
            found = next((c for c in _OURS if c in bare), "") or self._refused(bare)
            if found:
                raise NotWritable(
                    f"{element!r} cannot be sent: {found!r} is not in the agreed character set",
                    where=f"{where}, {line[0]}{number:02d} at position {position}",
                    next_step="change the text, or agree on a wider character set (UNOC, UNOY) with the partner",
                )

    def _check_service(self, line: list[str], where: str, position: int) -> None:
        """What the service segments' own schema does not allow: a reference that is too long, an id that is missing."""
        faults = elements.faults(self._service.segments[line[0]], line, self._service.name, self._form)
        fault = next((f for f in faults if f.code not in _LAYOUT), None)
        if fault is not None:
            name = f" ({fault.definition.name})" if fault.definition is not None else ""
            raise NotWritable(
                f"{fault.value!r} does not fit{name}",
                where=f"{where}, {line[0]}{fault.element:02d} at position {position}",
                next_step="correct the identifiers or references of the agreement",
            )


_LAYOUT = frozenset({elements.TRAILING_SEPARATOR, elements.TRAILING_COMPONENT_SEPARATOR, elements.TRAILING_SPACES})


def _joined(element: str | tuple[str, ...]) -> str:
    """An element with internal separators, without what is empty at the end of it."""
    text = element if isinstance(element, str) else COMPONENT.join(element)
    if REPETITION in text:
        return REPETITION.join(one.rstrip(COMPONENT) for one in text.split(REPETITION))
    return text.rstrip(COMPONENT)


def _usable(envelope: Envelope) -> ServiceCharacters:
    characters = envelope.characters
    chosen = [c for c in (*characters.special, characters.decimal) if c]
    if envelope.syntax not in VERSIONS:
        problem = f"syntax version {envelope.syntax!r} is none"
    elif len(set(chosen)) < len(chosen) or not all((characters.element, characters.component, characters.terminator)):
        problem = "component, element, decimal mark, release and terminator must be different characters"
    elif any(not usable(c) or ord(c) > 0x7E for c in chosen):
        problem = "a service character must be an ASCII character that is neither a letter, a digit nor a space"
    elif not envelope.una and characters.of_syntax(envelope.syntax).special not in ("?+:'", "?+:*'"):
        problem = "these service characters hold only where UNA declares them"
    else:
        return characters
    raise ConfigError(problem, where="UNA", next_step="change the partner's service characters")


def _known(envelope: Envelope) -> Repertoire:
    found = repertoire(envelope.identifier)
    if not found.known:
        raise ConfigError(
            f"there is no character set {envelope.identifier!r}",
            where="UNB01",
            next_step="use UNOA, UNOB, UNOC or UNOY",
        )
    return found


def _unb(envelope: Envelope) -> Segment:
    flags = ("1" if envelope.acknowledgment_requested else "", envelope.agreement, "1" if envelope.test else "")
    return [
        "UNB",
        (envelope.identifier, envelope.syntax),
        (envelope.sender, envelope.sender_qualifier, envelope.sender_routing),
        (envelope.receiver, envelope.receiver_qualifier, envelope.receiver_routing, envelope.receiver_sub_routing),
        _instant(envelope.made_at, envelope.syntax),
        envelope.reference,
        "",
        envelope.application,
        "",
        *flags,
    ]


def _ung(group: Group, envelope: Envelope) -> Segment:
    version = (group.version, group.release, group.association)
    made = _instant(group.made_at, envelope.syntax)
    return ["UNG", group.type, group.sender, group.receiver, made, group.reference, group.agency, version]


def _instant(at: dt.datetime, syntax: str) -> tuple[str, str]:
    """S004: two digits of the year up to syntax 3, four since 4."""
    return at.strftime("%Y%m%d" if syntax >= "4" else "%y%m%d"), at.strftime("%H%M")
