"""Writes interchanges: ISA to IEA around transaction sets that are ready (X12.5, X12.6).

Every number and every instant is passed in, so that the same input gives the same bytes. Segments come as lists of
elements with the id first, ST and SE left out; a composite is a tuple of its components. The writer counts, trims empty
elements at the end of a segment, and refuses a value that would be read differently from what it says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from b2b.edi.engine.delimiters import Delimiters, usable
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.isa import WIDTHS
from b2b.errors import ConfigError, NotWritable

Segment = Sequence[str | tuple[str, ...]]

STANDARD = Delimiters(element="*", component=">", repetition="^", terminator="~")

# Interchange versions before 00402 have the standards identifier in ISA11, where later ones have a separator.
_STANDARDS_IDENTIFIER = "U"
_ID = (2, 15)  # fewest and most characters of GS02 and GS03
REPETITION_SINCE = "00402"

# Releases before 004010 have two digits for a year, at most places without its century.
CENTURY_SINCE = "004010"


class Joined(str):
    """A composite as text: its components, joined by the component separator that the envelope has."""

    __slots__ = ()


class Repeated(Joined):
    """A repeated element as text: its occurrences, joined by the repetition separator that the envelope has,
    which interchanges have since 00402.
    """

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class TransactionSet:
    """A set to be written: its body without ST and SE; `convention` goes to ST03 (005010 and later)."""

    id: str
    control_number: str
    segments: Sequence[Segment]
    convention: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A functional group; `release` is GS08 with its suffix (`004010VICS`), `made_at` in the partner's zone."""

    functional_id: str
    sender: str
    receiver: str
    control_number: int
    made_at: dt.datetime
    release: str
    sets: Sequence[TransactionSet]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What ISA and IEA say; `made_at` in the partner's zone, `version` is ISA12, `test` makes ISA15 a T."""

    sender_qualifier: str
    sender_id: str
    receiver_qualifier: str
    receiver_id: str
    control_number: int
    made_at: dt.datetime
    version: str = "00401"
    test: bool = False
    acknowledgment_requested: bool = False
    delimiters: Delimiters = field(default=STANDARD)
    character_set: CharacterSet = CharacterSet.EXTENDED
    newline: bool = True  # after each segment, where the terminator is none itself


def write_interchange(envelope: Envelope, groups: Sequence[Group], extra: Sequence[Segment] = ()) -> bytes:
    """The bytes of one interchange; `extra` are segments between ISA and the first group (TA1).

    Errors: NotWritable names set, segment and element of a value that holds a delimiter or a character outside the
    agreed set, or that does not fit the envelope; ConfigError where the delimiters cannot be used.
    """
    check_delimiters(envelope.delimiters, envelope.character_set)
    codec = envelope.character_set.codec
    parts = [_isa(envelope).encode(codec)]
    if extra:
        parts.append(_text(extra, envelope, "interchange").encode(codec))
    for group in groups:
        where = f"group {group.control_number}"
        parts.append(_text([_gs(group)], envelope, where).encode(codec))
        parts.extend(_set(set, envelope).encode(codec) for set in group.sets)
        parts.append(_text([["GE", str(len(group.sets)), str(group.control_number)]], envelope, where).encode(codec))
    trailer = [["IEA", str(len(groups)), _number(envelope.control_number, 9, "ISA13")]]
    parts.append(_text(trailer, envelope, "interchange").encode(codec))
    return b"".join(parts)


def check_delimiters(delimiters: Delimiters, character_set: CharacterSet) -> None:
    """ConfigError unless element, component and terminator are set, all differ and none is a letter, digit or space."""
    chosen = (delimiters.element, delimiters.component, delimiters.terminator)
    in_use = delimiters.in_use
    if not all(chosen) or len(set(in_use)) < len(in_use) or any(len(d) != 1 for d in in_use):
        problem = "element, component, repetition separator and segment terminator must be single, different characters"
    elif any(not usable(d) for d in in_use):
        problem = "a delimiter cannot be a letter, a digit or a space"
    elif any(ord(d) > 0x7E for d in in_use) and character_set is not CharacterSet.UTF8:
        problem = "a delimiter must be an ASCII character"
    else:
        return
    raise ConfigError(problem, where=repr(in_use), next_step="change the partner's [partner.x12] delimiters")


def _isa(envelope: Envelope) -> str:
    delimiters = envelope.delimiters
    separator = delimiters.repetition if envelope.version >= REPETITION_SINCE else _STANDARDS_IDENTIFIER
    values = (
        "00", "", "00", "",
        envelope.sender_qualifier, envelope.sender_id,
        envelope.receiver_qualifier, envelope.receiver_id,
        envelope.made_at.strftime("%y%m%d"), envelope.made_at.strftime("%H%M"),
        separator, envelope.version,
        _number(envelope.control_number, 9, "ISA13"),
        "1" if envelope.acknowledgment_requested else "0",
        "T" if envelope.test else "P",
        delimiters.component,
    )  # fmt: skip
    for place, (value, width) in enumerate(zip(values, WIDTHS, strict=True), start=1):
        short = place in (5, 7, 11, 12) and len(value) != width
        if len(value) > width or short:
            raise NotWritable(
                f"{value!r} does not fit: ISA{place:02d} has {width} characters",
                where=f"ISA{place:02d}",
                next_step="correct the identifiers or the separators of the agreement",
            )
    _check(["ISA", *values[:10], "", *values[11:15]], envelope, "interchange", 0)
    padded = (value.ljust(width) for value, width in zip(values, WIDTHS, strict=True))
    return delimiters.element.join(("ISA", *padded)) + _ending(envelope)


def _gs(group: Group) -> list[str]:
    """The GS. An id of one character is filled up with a space, as X12.6 has it for what is shorter than it may be."""
    sender, receiver = group.sender.ljust(_ID[0]), group.receiver.ljust(_ID[0])
    for name, value in (("GS02", sender), ("GS03", receiver)):
        if not value.strip() or len(value) > _ID[1]:
            raise NotWritable(
                f"{value.strip()!r} does not fit: {name} has {_ID[0]} to {_ID[1]} characters",
                where=name,
                next_step="correct gs_id of the company or of the partner",
            )
    made = group.made_at
    number = str(int(_number(group.control_number, 9, "GS06")))
    date = made.strftime("%Y%m%d" if group.release >= CENTURY_SINCE else "%y%m%d")
    time = made.strftime("%H%M%S")
    return ["GS", group.functional_id, sender, receiver, date, time, number, "X", group.release]


def _set(set: TransactionSet, envelope: Envelope) -> str:
    if not 4 <= len(set.control_number) <= 9:
        raise NotWritable(f"{set.control_number!r} does not fit: ST02 has 4 to 9 characters", where=f"set {set.id}")
    segments: list[Segment] = [["ST", set.id, set.control_number, set.convention]]
    segments.extend(set.segments)
    segments.append(["SE", str(len(segments) + 1), set.control_number])
    return _text(segments, envelope, f"set {set.id} {set.control_number}")


def _text(segments: Sequence[Segment], envelope: Envelope, where: str) -> str:
    """The segments as text. The whole text is tested at once; only where it fails are elements looked at singly."""
    separator, ending = envelope.delimiters.element, _ending(envelope)
    lines = [separator.join(_plain(segment, envelope)) for segment in segments]
    text = "".join(lines)
    foreign = any(d in text for d in (envelope.delimiters.terminator, *_inner(envelope)))
    miscounted = text.count(separator) != sum(map(len, segments)) - len(segments)
    if foreign or miscounted or envelope.character_set.refused(text):
        for position, segment in enumerate(segments, start=1):
            _check(segment, envelope, where, position)
    return "".join([line.rstrip(separator) + ending for line in lines])


def _plain(segment: Segment, envelope: Envelope) -> Iterable[str]:
    """The elements as text, composites joined, their empty components at the end left out."""
    component = envelope.delimiters.component
    return [e if isinstance(e, str) else component.join(e).rstrip(component) for e in segment]


def _components(element: str | tuple[str, ...], delimiters: Delimiters) -> Sequence[str]:
    if isinstance(element, Repeated) and delimiters.repetition:
        return [part for one in element.split(delimiters.repetition) for part in one.split(delimiters.component)]
    if isinstance(element, Joined):
        return element.split(delimiters.component)
    return (element,) if isinstance(element, str) else element


def _inner(envelope: Envelope) -> tuple[str, ...]:
    """The separators inside elements; in interchanges before 00402 there are no repetitions."""
    repetition = envelope.delimiters.repetition if envelope.version >= REPETITION_SINCE else ""
    return tuple(d for d in (envelope.delimiters.component, repetition) if d)


def _check(segment: Segment, envelope: Envelope, where: str, position: int) -> None:
    delimiters = (envelope.delimiters.element, envelope.delimiters.terminator, *_inner(envelope))
    values = ((n, v) for n, e in enumerate(segment[1:], start=1) for v in _components(e, envelope.delimiters))
    for place, value in values:
        found = next((d for d in delimiters if d in value), "") or envelope.character_set.refused(value)
        if not found:
            continue
        reason = (
            "is a delimiter of this partner"
            if found in delimiters
            else f"is not in the agreed character set ({envelope.character_set})"
        )
        raise NotWritable(
            f"{value!r} cannot be sent: {found!r} {reason}",
            where=f"{where}, {segment[0]}{place:02d} at position {position}",
            next_step="change the text, or agree on other delimiters or a wider character set with the partner",
        )


def _number(number: int, digits: int, name: str) -> str:
    if not 0 <= number < 10**digits:
        raise NotWritable(f"{number} does not fit: {name} has {digits} digits", where=name)
    return f"{number:0{digits}d}"


def _ending(envelope: Envelope) -> str:
    terminator = envelope.delimiters.terminator
    return terminator + ("\n" if envelope.newline and terminator not in "\r\n" else "")
