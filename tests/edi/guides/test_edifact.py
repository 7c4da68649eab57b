"""Guides on messages of EDIFACT: components in places and qualifiers, numbers and days as EDIFACT writes them."""

from __future__ import annotations

import pytest

from b2b.edi.edifact.contrl import contrl
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.findings import Finding
from b2b.edi.guides import against
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.guides.load import read_guide
from b2b.errors import ConfigError, NotFound
from tests.edi.edifact.messages import orders

GLN = "5412345000013"


def guide_of(*lines: str, message: str = "ORDERS", release: str = "D96A") -> Guide:
    """A guide of these lines, each written as in the file without its brackets."""
    listed = ", ".join(f"{{ {line} }}" for line in lines)
    text = f'name = "g"\nrelease = "{release}"\n[sets.{message}]\nlines = [{listed}]\n'

    def none(name: str) -> str:
        raise NotFound(name)

    found = read_guide(text, "g.toml", none)
    against.require(found)
    return found


def breaches(line: str, *replaced: tuple[str, str], una: str = "UNA:+.? '") -> tuple[Finding, ...]:
    """What breaks a guide of that one line in an order that is changed."""
    (one,) = validate_bytes(orders(*replaced, una=una), guides=Held(guide_of(line))).sets
    return tuple(finding for finding in one.findings if finding.guide)


def codes(line: str, *replaced: tuple[str, str], una: str = "UNA:+.? '") -> list[str]:
    return [one.code for one in breaches(line, *replaced, una=una)]


def test_a_component_is_named_in_the_finding_and_its_bytes_are_shown() -> None:
    (one,) = breaches('at = "NAD[BY]02-03", codes = "9"', ("5412345000013::9'", "5412345000013::91'"))
    assert (one.segment, one.position, one.element, one.component, one.value) == ("NAD", 4, 2, 3, "91")
    assert one.message == "NAD[BY]02-03 is none of 9"


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ('at = "NAD[BY,02-03=9]", use = "M"', []),
        ('at = "NAD[BY,02-03=9|91]", use = "M"', []),
        ('at = "NAD[BY,02-03=91]", use = "M"', ["guide-required"]),
        ('at = "NAD[02-03=9]", max = 1', ["guide-too-often"]),
        ('at = "NAD[02-03=9]02-01", length = [13, 13]', []),
        ('at = "NAD[BY,02-02=9]", use = "M"', ["guide-required"]),
        ('at = "UNH02-05", codes = "EAN008"', []),
        ('at = "UNH02-05", codes = "EAN010"', ["guide-code"]),
        ('at = "LIN/QTY[21]01-02", use = "M"', []),
        ('at = "LIN/QTY[46]", use = "M"', ["guide-required"]),
        ('at = "LIN03-01", use = "-"', ["guide-not-used"]),
        ('at = "LIN/PRI", use = "-", when = "QTY[21]01-02 > 47"', ["guide-not-used"]),
    ],
)
def test_qualifiers_speak_of_any_component(line: str, broken: list[str]) -> None:
    assert codes(line) == broken


@pytest.mark.parametrize(
    "line",
    [
        "QTY[21]01-02 * PRI[AAA]01-02 = 566.4",
        "count(/LIN) = /CNT[2]01-02",
        "gs1(LIN03-01)",
        "all(/NAD, gs1(NAD02-01))",
        "date(/DTM[137]01-02) <= date('202601051200')",
    ],
)
def test_expressions_reckon_with_components(line: str) -> None:
    assert codes(f'at = "LIN", check = "{line}"') == []
    assert codes(f'at = "LIN", check = "not ({line})"') == ["guide-check"]


def test_a_comma_is_a_decimal_mark_of_numbers_and_of_nothing_else() -> None:
    priced = ("PRI+AAA:11.80", "PRI+AAA:11,80")
    total = 'at = "LIN", check = "PRI01-02 * 10 = 118 and IMD[F]03-04 = \'WIDGET, BLUE\'"'
    assert codes(total) == []
    assert codes(total, priced, una="UNA:+,? '") == []
    assert codes('at = "LIN", check = "PRI01-02 = 11"', priced, una="UNA:+,? '") == ["guide-check"]


def test_a_wrong_check_digit_breaks_the_line_that_asks_for_it() -> None:
    line = 'at = "NAD[BY]", check = "gs1(NAD02-01)", say = "your GLN"'
    (one,) = breaches(line, (f"BY+{GLN}", f"BY+{GLN[:-1]}4"))
    assert one.message == "your GLN (this does not hold: gs1(NAD02-01))"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('at = "NAD[02-04=9]", use = "M"', "NAD02-04: there is no such component"),
        ('at = "NAD[03-06=9]", use = "M"', "NAD03-06: there is no such component"),
        ('at = "BGM[03-02=9]", use = "M"', "BGM03-02: there is no such component"),
        ('at = "DTM[01-03=1022]", use = "M"', "1022 is no code of element 2379"),
        ('at = "NAD[02-00=9]", use = "M"', "is no place in a message"),
        ('at = "UNT", use = "-"', "UNT is mandatory in D96A"),
        ('at = "UNH02-05", length = [1, 7]', "the standard allows 6 characters, not 7"),
        ('at = "RFF[XX]", use = "M"', "XX is no code of element 1153"),
    ],
)
def test_what_the_directory_does_not_have_is_refused(line: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        guide_of(line)
    assert told in caught.value.message


def test_elements_that_hold_numbers_compare_as_numbers() -> None:
    for line, broken in (
        ("QTY[21]01-02 >= PRI[AAA]01-02", []),
        ("QTY[21]01-02 < PRI[AAA]01-02", ["guide-check"]),
        ("QTY[21]01-02 >= '9'", ["guide-check"]),
    ):
        assert codes(f'at = "LIN", check = "{line}"', ("QTY+21:48", "QTY+21:100")) == broken, line


def test_what_breaks_a_guide_is_told_in_the_contrl_by_its_component() -> None:
    data = orders(("NAD+BY+5412345000013::9", "NAD+BY+5412345000013::91"))
    lines = ('at = "NAD[BY]02-03", codes = "9"', 'at = "RFF[CT]", use = "M"', 'at = "LIN", check = "count(QTY) > 1"')
    found = validate_bytes(data, guides=Held(guide_of(*lines))).interchanges[0]
    message = contrl(found.result, [(one.result, one.sets) for one in found.groups], "1")
    assert message is not None
    told = [segment for segment in message.segments if segment[0] in ("UCS", "UCD")]
    assert told == [["UCS", "3", "13"], ["UCS", "4"], ["UCD", "12", ("3", "3", "")]]


@pytest.mark.parametrize(
    ("place", "position"),
    [
        ("DTM[2]", 4), ("PAI", 4), ("RFF[CT]", 4), ("NAD[DP]", 6), ("TOD", 7), ("MOA[79]", 12), ("CNT[1]", 13),
        ("LIN/QTY[46]", 10), ("LIN/PIA", 8), ("LIN/RFF", 11), ("NAD/CTA", 5),
    ],
)  # fmt: skip
def test_what_is_missing_is_told_where_it_would_stand(place: str, position: int) -> None:
    assert breaches(f'at = "{place}", use = "M"')[0].position == position
