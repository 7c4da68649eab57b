"""BGM: what a message is (1001), the number of its document (1004), and what it is for (1225)."""

from __future__ import annotations

from b2b.edi.edifact.mappings.code_tables import PURPOSES, CodeTable
from b2b.edi.edifact.mappings.reading import SegmentCursor, at
from b2b.edi.edifact.mappings.writing import Item, Named, not_writable

# Element 1225, for messages that are nothing else.
ORIGINAL = "9"

# Element 3055: the code is one of X12's, those of EDIFACT itself, and of GS1, which has the same.
_X12 = "116"
_EDIFACT = ("6", "9")

# Element 353 of X12.
_ORIGINAL = "00"


def read_kind(bgm: SegmentCursor, table: CodeTable) -> str:
    """The kind of document in BGM."""
    if bgm.accept(at(1, 3), _X12):
        return bgm.text(at(1))
    bgm.accept(at(1, 3), *_EDIFACT)
    return table.read(bgm.text(at(1)))


def kind(code: str, table: CodeTable) -> Item:
    """The kind of document as BGM has it; one that only X12 has a code for goes as that."""
    found = table.write(code)
    if not found and ":" in code:
        raise not_writable(f"EDIFACT has no code for {code!r}", "kind", "BGM01")
    return [("kind", found)] if found else [("kind", code), None, _X12]


def kind_of_x12(name: str, code: str) -> Item:
    """A kind that EDIFACT has no code for, in X12's. NotWritable: there is none."""
    if not code:
        raise not_writable("the message needs to say what it is", name, "BGM01")
    return [(name, code), None, _X12]


def number(name: str, value: str) -> Named:
    """The number of the document as BGM has it. NotWritable: it has none, which the directories leave open."""
    if not value:
        raise not_writable("a document needs its number", name, "BGM02")
    return name, value


def read_purpose(bgm: SegmentCursor, unsaid: str = _ORIGINAL) -> str:
    """What the message is for, in X12's codes; `unsaid` where it does not say so, which usually is the original."""
    return PURPOSES.read(bgm.text(at(3))) or unsaid


def purpose(code: str, *, needed: bool = True) -> Named:
    """The same as BGM has it. NotWritable: EDIFACT has no code for it, or it says nothing where that is needed."""
    found = PURPOSES.write(code)
    if not found and (code or needed):
        raise not_writable(f"EDIFACT has no code for {code!r}", "purpose", "BGM03")
    return "purpose", found
