"""Characters that the partners did not agree on are noted, at the byte and element where the first one stands."""

from __future__ import annotations

import pytest

from b2b.edi.engine.delimiters import Delimiters
from b2b.edi.findings import Severity, Verdict
from b2b.edi.x12.agreed_characters import AgreedCharacters
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.messages import changed, joined, segments

NAME = "N1*BY*NORTHWIND RETAIL GMBH*92*NW-01"
X12 = Delimiters("*", ">", "^", "~")


def file(name: str, codec: str = "utf-8") -> bytes:
    return joined(segments(changed(NAME, f"N1*BY*{name}*92*NW-01")), codec=codec)


@pytest.mark.parametrize(
    ("agreed", "name", "codec", "beyond"),
    [
        (CharacterSet.BASIC, "NORTHWIND", "ascii", ""),
        (CharacterSet.BASIC, "Northwind", "ascii", "o"),
        (CharacterSet.BASIC, "NORTH@WIND", "ascii", "@"),
        (CharacterSet.ASCII, "North@wind", "ascii", ""),
        (CharacterSet.ASCII, "NØRTH", "latin-1", "Ø"),
        (CharacterSet.EXTENDED, "NØRTH", "latin-1", ""),
        (CharacterSet.EXTENDED, "NØRTH £", "latin-1", "£"),
        (CharacterSet.EXTENDED, "WIŃD", "utf-8", "Ń"),
        (CharacterSet.EXTENDED, "NØRTH", "utf-8", ""),
        (CharacterSet.UTF8, "WIŃD €", "utf-8", ""),
        (CharacterSet.UTF8, "NØRTH", "latin-1", "Ø"),
    ],
)
def test_the_first_character_beyond(agreed: CharacterSet, name: str, codec: str, beyond: str) -> None:
    data = file(name, codec)
    (one,) = validate_bytes(data, characters=agreed).sets
    found = [f for f in one.findings if f.code == "character-not-agreed"]
    if not beyond:
        assert found == []
        return
    (finding,) = found
    assert (finding.severity, finding.segment, finding.position, finding.element) == (Severity.WARNING, "N1", 6, 2)
    assert finding.value == beyond
    assert finding.offset == data.index(b"N1*BY*") + 6  # where the element begins, as with all findings
    assert one.verdict is Verdict.ACCEPTED_WITH_ERRORS


def test_without_an_agreement_any_character_is_taken() -> None:
    for data in (file("NØRTH", "latin-1"), file("WIŃD")):
        (one,) = validate_bytes(data).sets
        assert one.verdict is Verdict.ACCEPTED


def test_delimiters_and_line_ends_are_no_data() -> None:
    basic = AgreedCharacters(CharacterSet.BASIC, X12)
    assert basic.first_beyond(b"ST*850*0001~\r\nREF*A>B^C~\n") is None
    assert basic.first_beyond(b"ST*850*0001~\nREF*A|B~\n") == (18, "|")
    assert basic.first_beyond(b"ST*850*0001~\nBIN*1*|~\n") is None
    assert basic.first_beyond(b"ST*850*0001~\nREF*BIN*|~\n") == (21, "|")
