"""Finds and takes apart the beginning of an interchange: UNA, if there is one, and UNB."""

from __future__ import annotations

import re
from dataclasses import dataclass

from b2b.edi.edifact.service_characters import COMPONENT, ELEMENT, UNA_BYTES, ServiceCharacters, from_una
from b2b.edi.edifact.splitting import Splitting
from b2b.edi.engine.boundaries import HEADER_BYTES

_CANDIDATE = re.compile(rb"UNA(?=.{6}[ \t\r\n]*UNB)|UNB(?=[^A-Za-z0-9\s])", re.DOTALL)
_BLANK = re.compile(rb"[ \t\r\n]*")


@dataclass(frozen=True, slots=True)
class Unb:
    """A UNB as it stands: `elements` with the id first, composites joined by the internal component separator.

    `identifier` and `version` are those of S001; `length` is the bytes from UNA, or UNB, to the terminator of UNB.
    """

    elements: tuple[str, ...]
    characters: ServiceCharacters
    identifier: str
    version: str
    length: int


def find(data: bytes, start: int) -> int:
    """Where the next interchange may begin, or -1."""
    match = _CANDIDATE.search(data, start)
    return match.start() if match else -1


def begins(data: bytes, at: int) -> bool:
    """True where an interchange may begin at this byte."""
    return _CANDIDATE.match(data, at) is not None


def parse(data: bytes, start: int) -> Unb | None:
    """The interchange header that begins at `start`; None where it is incomplete or declares nothing usable."""
    window = data[start : start + HEADER_BYTES]
    characters, at = _characters(window)
    if characters is None:
        return None
    splitting = Splitting(characters.without_repetition())  # no element of UNB repeats
    end = splitting.end_of_segment(window, at)
    if end is None:
        return None
    elements = splitting.text(window[at:end]).split(ELEMENT)
    identifier, version = [*(elements[1] if len(elements) > 1 else "").split(COMPONENT), ""][:2]
    return Unb(tuple(elements), characters.of_syntax(version[:1]), identifier, version, end + 1)


def _characters(window: bytes) -> tuple[ServiceCharacters | None, int]:
    """The service characters, and where UNB begins. The element separator of UNB itself shows whether it is meant."""
    if not window.startswith(b"UNA"):
        found: ServiceCharacters | None = ServiceCharacters()
        at = 0
    else:
        found = from_una(window)
        blank = _BLANK.match(window, UNA_BYTES)
        at = blank.end() if blank is not None else UNA_BYTES
    if found is None or window[at + 3 : at + 4] != found.element.encode("latin-1"):
        return None, at
    return found, at
