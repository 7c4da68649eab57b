"""Packages: how many PAC count, and the SSCC that mark them (PCI, GIN)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from b2b.edi.edifact.mappings.reading import LoopCursor, at
from b2b.edi.edifact.mappings.writing import Body

# 7405: an SSCC. 4233: the mark is one; partners of GS1 have a code of their own for it.
SSCC = "BJ"
_MARKED = "30"
MARKED = (_MARKED, "33E")

looks_like_sscc = re.compile("[0-9]{18}").fullmatch


def counted(pacs: Sequence[LoopCursor]) -> tuple[int | None, str]:
    """How many packages these PAC count, where they all do, and their SSCC where they have one.

    The counts are taken where no package is marked.
    """
    counts = [pac.trigger.peek(at(1)) for pac in pacs]
    marks = [number for pac in pacs for number in _ssccs(pac)]
    whole = bool(counts) and all(count.isascii() and count.isdigit() for count in counts)
    if whole and not marks:
        for pac in pacs:
            pac.trigger.take(at(1))
    return sum(map(int, counts)) if whole else None, marks[0] if len(marks) == 1 else ""


def take_sscc(pac: LoopCursor) -> None:
    """Mark the SSCC of a PAC as read."""
    for pci in pac.loops("PCI"):
        pci.trigger.accept(at(1), *MARKED)
        for gin in pci.loops("GIN"):
            if gin.trigger.peek(at(1)) == SSCC and looks_like_sscc(gin.trigger.peek(at(2))):
                gin.trigger.take(at(1), at(2))


def write_one(body: Body, sscc: str, name: str) -> None:
    """The PAC of one package, with its SSCC where it has one; `name` is the field of that."""
    body.add("PAC", 1)
    if sscc:
        body.add("PCI", _MARKED)
        body.add("GIN", SSCC, [(name, sscc)])


def _ssccs(pac: LoopCursor) -> Iterator[str]:
    """The SSCC of a PAC, without taking them."""
    for child in pac.node.children:
        for grandchild in child.children:
            elements = grandchild.message[grandchild.outline.own[0]]
            if elements[:2] == ["GIN", SSCC]:
                yield from (value for value in elements[2:] if looks_like_sscc(value))
