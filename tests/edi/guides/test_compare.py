"""What two guides say differently, by meaning."""

from __future__ import annotations

import pytest

from b2b.edi.guides import against
from b2b.edi.guides.compare import Change, Difference, compare
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.load import read_guide
from tests.edi.guides.test_guides import find, guide, own


def made(*lines: str) -> Guide:
    found = read_guide(own(*lines), "g.toml", find)
    against.require(found)
    return found


def differences(one: Guide | None, other: Guide) -> list[tuple[str, str, str, str, str]]:
    return [(str(d.change), d.at, d.what, d.before, d.after) for d in compare(one, other)]


def test_nothing_differs_from_itself() -> None:
    assert compare(guide(), guide()) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('{ at = "BEG02", codes = "SA NE" }', '{ at = "BEG02", codes = "NE SA" }'),
        ('{ at = "PO1/PO103", use = "M" }', '{ at = "PO103", use = "M", say = "the unit" }'),
        ('{ at = "REF[DP|IA]", use = "M" }', '{ at = "REF[IA|DP]", use = "M" }'),
        ('{ at = "PO1", check = "PO102>0" }', '{ at = "PO1", check = "PO102  > 0" }'),
        ('{ at = "CUR", use = "O" }', '{ at = "CUR", max = 1 }'),
        ('{ at = "BEG02", use = "M" }', '{ at = "BEG03", length = [1, 22] }'),
    ],
)
def test_what_means_the_same_does_not_differ(one: str, other: str) -> None:
    assert compare(made(one), made(other)) == compare(made(other), made(one)) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", '{ at = "CUR", use = "M" }', ("added", "CUR", "use", "optional", "required")),
        ('{ at = "CUR", use = "-" }', "", ("removed", "CUR", "use", "not used", "optional")),
        ('{ at = "CUR", use = "-" }', '{ at = "CUR", use = "M" }', ("changed", "CUR", "use", "not used", "required")),
        ('{ at = "CUR", use = "M" }', '{ at = "CUR", use = "M", level = "warning" }', ("changed", "CUR", "use", "required", "required (warning)")),
        ('{ at = "BEG03", length = [3, 9] }', "", ("removed", "BEG03", "length", "3 to 9 characters", "1 to 22 characters")),
        ("", '{ at = "N1", max = 2 }', ("added", "N1", "max", "at most 200", "at most 2")),
        ("", '{ at = "N1[ST]", use = "M" }', ("added", "N1[ST]", "use", "optional", "required")),
        ("", '{ at = "PO1[1]", use = "M" }', ("added", "PO1[1]", "use", "optional", "required")),
        ("", '{ at = "PO1", check = "PO102 > 0" }', ("added", "PO1", "check", "", "PO102 > 0")),
        ('{ at = "BEG02", codes = "SA" }', '{ at = "BEG02", codes = "SA NE" }', ("changed", "BEG02", "codes", "SA", "NE SA")),
        ("", '{ at = "REF[DP]02", codes = "A" }', ("added", "REF[DP]02", "codes", "any value", "A")),
    ],
)  # fmt: skip
def test_lines_that_differ(one: str, other: str, expected: tuple[str, ...]) -> None:
    assert differences(made(one), made(other)) == [expected]


def test_conditions_are_part_of_a_line() -> None:
    one = made('{ at = "CUR", use = "M" }')
    other = made('{ at = "CUR", use = "M", when = "BEG02 = \'SA\'" }')
    assert [(d.change, d.when) for d in compare(one, other)] == [
        (Change.REMOVED, ""),
        (Change.ADDED, "BEG02 = 'SA'"),
    ]


def test_bases_are_resolved() -> None:
    retail = read_guide(find("retail"), "retail", find)
    found = {(d.at, d.what): (d.change, d.before, d.after) for d in compare(retail, guide())}
    assert found[("BEG02", "codes")] == (Change.CHANGED, "NE SA", "SA")
    assert found[("PO1/PID", "use")] == (Change.REMOVED, "required", "optional")
    assert ("REF[DP]", "use") not in found


def test_against_the_standard_every_line_that_narrows_is_told() -> None:
    found = differences(None, made('{ at = "BEG02", codes = "SA" }', '{ at = "BEG02", use = "M" }'))
    ((change, at, what, before, after),) = found
    assert (change, at, what, after) == ("added", "BEG02", "codes", "SA")
    assert before.endswith("more")


def test_another_release_is_told() -> None:
    later = read_guide(own().replace("004010", "005010"), "g", find)
    assert compare(made(), later) == [Difference(Change.CHANGED, "", "", "release", "004010", "005010")]
