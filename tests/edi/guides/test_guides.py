"""Guides: read in layers, held against the standard, and sets held against them."""

from __future__ import annotations

from typing import Any

import pytest

from b2b.edi.findings import Finding, Severity
from b2b.edi.guides import against
from b2b.edi.guides.check import check
from b2b.edi.guides.guide import Guide, Kind
from b2b.edi.guides.load import read_guide
from b2b.edi.load import load_release
from b2b.errors import ConfigError, NotFound

RETAIL = """
name = "retail"
title = "Retailers in general"
release = "004010"
[sets.850]
lines = [
  { at = "REF[DP]", use = "M", say = "the department" },
  { at = "REF[DP]02", length = [3, 4] },
  { at = "BEG02", codes = "SA NE" },
  { at = "PO1/PID", use = "M" },
]
"""
NORTHWIND = """
name = "northwind"
release = "004010"
base = "retail"
[sets.850]
note = "stand-alone orders"
lines = [
  { at = "BEG02", codes = "SA" },
  { at = "PO1/PID", use = "O" },
  { at = "PO1", check = "PO102 > 0", say = "something must be ordered" },
  { at = "N1[ST]/N4", use = "M" },
  { at = "N1[ST]/N402", use = "M", when = "/CUR02 = 'USD'" },
  { at = "N1", max = 2 },
  { at = "CUR", use = "-", when = "BEG02 = 'NE'" },
  { at = "PO107", use = "M", level = "warning" },
  { at = "", check = "count(PO1) = CTT01 and sum(PO1, PO102 * PO104) < 1000" },
  { at = "DTM[002]", use = "M", when = "present(CUR)" },
]
"""
GUIDES = {"retail": RETAIL, "northwind": NORTHWIND}
ORDER = (
    "ST*850*0001", "BEG*00*SA*4711**20260105", "CUR*BY*EUR", "REF*DP*038", "DTM*002*20260110",
    "N1*BY*Example", "N1*ST*Example", "N3*1 Street", "N4*Town*IL*60601",
    "PO1*1*10*EA*1.5**VP*W-1", "PO1*2*3*EA*2**VP*W-2", "PID*F****Widget", "CTT*2", "SE*14*0001",
)  # fmt: skip


def find(name: str) -> str:
    if name not in GUIDES:
        raise NotFound(f"there is no guide {name!r}")
    return GUIDES[name]


def guide(text: str = NORTHWIND) -> Guide:
    found = read_guide(text, "guide.toml", find)
    against.require(found)
    return found


def broken(*changes: tuple[str, str | None], text: str = NORTHWIND) -> list[Finding]:
    """What the order breaks where segments are replaced, or left out."""
    lines = list(ORDER)
    for old, new in changes:
        at = lines.index(old)
        lines[at : at + 1] = [] if new is None else new.split("~")
    schema = load_release("004010").sets["850"]
    return check(guide(text).sets["850"], schema, [line.split("*") for line in lines], ">")


def test_the_order_fits() -> None:
    assert broken() == []


def test_a_release_may_be_written_otherwise_than_its_base_writes_it() -> None:
    text = NORTHWIND.replace('release = "004010"', 'release = "4010"')
    assert text != NORTHWIND
    assert guide(text).release == "004010"


def test_layers() -> None:
    found = guide()
    assert (found.name, found.bases, found.sets["850"].note) == ("northwind", ("retail",), "stand-alone orders")
    rules = {(str(rule.place), rule.kind): (rule.guide, rule.line) for rule in found.sets["850"].rules}
    assert rules[("REF[DP]", Kind.USE)] == ("retail", 1)
    assert rules[("BEG02", Kind.CODES)] == ("northwind", 1)
    assert rules[("PO1/PID", Kind.USE)] == ("northwind", 2)
    assert len([rule for rule in found.sets["850"].rules if str(rule.place) == "PO1/PID"]) == 1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("BEG*00*SA*4711**20260105", "BEG*00*NE*4711**20260105", [("guide-code", "BEG", 2, 2, "northwind line 1"), ("guide-not-used", "CUR", 3, None, "northwind line 7")]),
        ("REF*DP*038", None, [("guide-required", "REF", 4, None, "retail line 1")]),
        ("REF*DP*038", "REF*IA*038", [("guide-required", "REF", 5, None, "retail line 1")]),
        ("REF*DP*038", "REF*DP*03", [("guide-length", "REF", 4, 2, "retail line 2")]),
        ("REF*DP*038", "REF*DP*03~REF*DP*03899", [("guide-length", "REF", 4, 2, "retail line 2"), ("guide-length", "REF", 5, 2, "retail line 2")]),
        ("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*0*EA*1.5**VP*W-1", [("guide-check", "PO1", 10, None, "northwind line 3")]),
        ("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*10*EA*1.5", [("guide-required", "PO1", 10, 7, "northwind line 8")]),
        ("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*700*EA*1.5**VP*W-1", [("guide-check", "ST", 1, None, "northwind line 9")]),
        ("CTT*2", "CTT*3", [("guide-check", "ST", 1, None, "northwind line 9")]),
        ("N4*Town*IL*60601", None, [("guide-required", "N4", 9, None, "northwind line 4")]),
        ("N4*Town*IL*60601", "N4*Town", []),
        ("CUR*BY*EUR", "CUR*BY*USD~REF*IA*1", []),
        ("N1*BY*Example", "N1*BY*Example~N1*BT*Example", [("guide-too-often", "N1", 8, None, "northwind line 6")]),
        ("DTM*002*20260110", None, [("guide-required", "DTM", 5, None, "northwind line 10")]),
        ("DTM*002*20260110", "DTM*010*20260110", [("guide-required", "DTM", 6, None, "northwind line 10")]),
    ],
)  # fmt: skip
def test_what_breaks_a_line(old: str, new: str | None, expected: list[Any]) -> None:
    found = [(f.code, f.segment, f.position, f.element, f.guide) for f in broken((old, new))]
    assert found == expected


def test_a_condition_may_look_elsewhere() -> None:
    (found,) = broken(("CUR*BY*EUR", "CUR*BY*USD"), ("N4*Town*IL*60601", "N4*Town"))
    assert (found.segment, found.element, found.guide) == ("N4", 2, "northwind line 5")


def test_elements_that_hold_numbers_compare_as_numbers() -> None:
    text = own('{ at = "PO1", check = "PO102 > PO104" }')
    assert broken(("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*10*EA*9.5**VP*W-1"), text=text) == []
    (one,) = broken(("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*10*EA*10.50**VP*W-1"), text=text)
    assert one.position == 10


def test_a_code_or_a_length_is_that_of_one_component() -> None:
    with pytest.raises(ConfigError, match="PO1/MEA04 has components, and length speaks of one: PO1/MEA04-01"):
        guide(own('{ at = "PO1/MEA04", length = [2, 2] }'))


def test_levels_words_and_codes() -> None:
    (warning,) = broken(("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*10*EA*1.5"))
    assert warning.severity is Severity.WARNING
    (zero,) = broken(("PO1*1*10*EA*1.5**VP*W-1", "PO1*1*0*EA*1.5**VP*W-1"))
    assert (zero.message, zero.ack) == ("something must be ordered (this does not hold: PO102 > 0)", ())
    (missing,) = broken(("REF*DP*038", None))
    assert missing.message == "the department (REF[DP] is required)"
    assert [(a.ack, a.segment, a.code) for a in missing.ack] == [("AK3", "REF", "3")]
    (code,) = broken(("BEG*00*SA*4711**20260105", "BEG*00*RL*4711**20260105"))
    assert [(a.ack, a.segment, a.code) for a in code.ack] == [("AK3", "BEG", "8"), ("AK4", "BEG", "7")]


@pytest.mark.slow
def test_a_guide_that_costs_too_much_is_told() -> None:
    lines = ["ST*850*1", "BEG*00*SA*1**20260105", "REF*DP*038", *["PO1*1*1*EA*1**VP*1"] * 3000, "SE*1*1"]
    text = NORTHWIND.replace("PO102 > 0", "count(/PO1, PO102 >= 1) > 0")
    schema = load_release("004010").sets["850"]
    found = check(guide(text).sets["850"], schema, [line.split("*") for line in lines], ">")
    assert "northwind line 3" in {f.guide for f in found if f.code == "guide-too-costly"}


@pytest.mark.parametrize(
    ("condition", "holds_something"),
    [
        ("PO102", False),
        ("count(PO1)", False),
        ("BEG02 = 'SA' and PO102", False),
        ("not length(PO107)", False),
        ("all(PO1, PO102)", False),
        ("'yes'", False),
        ("PO102 > 0", True),
        ("not (PO103 in ('EA', 'CA') or present(PO1/PID))", True),
        ("any(PO1, gs1(PO107)) and BEG02 not in ('SA')", True),
    ],
)
def test_a_condition_that_is_a_value_is_refused(condition: str, holds_something: bool) -> None:
    for line in (f'{{ at = "", check = "{condition}" }}', f'{{ at = "CUR", use = "M", when = "{condition}" }}'):
        if holds_something:
            guide(own(line))
        else:
            with pytest.raises(ConfigError, match="comes to a value, and nothing is asked of it") as wrong:
                guide(own(line))
            assert wrong.value.where.endswith(("line 1 check", "line 1 when"))


def own(*lines: str, head: str = "") -> str:
    return f'name = "g"\nrelease = "004010"\n{head}\n[sets.850]\nlines = [{", ".join(lines)}]\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "not valid TOML"),
        ('release = "004010"', "name is missing"),
        ('name = "A B"\nrelease = "004010"', "no name for a guide"),
        ('name = "g"\nrelease = "009999"', "no X12 release or EDIFACT directory '009999'"),
        ('name = "g"\nrelease = "004010"\ncolour = 1', "'colour' is not known"),
        (own(head='base = "g"'), "circle"),
        (own(head='base = "other"'), "no guide 'other'"),
        ('name = "g"\nrelease = "005010"\nbase = "retail"', "of release 004010"),
        ('name = "g"\nrelease = "004010"\n[sets.999]\n', "has no set 999"),
        ('name = "g"\nrelease = "004010"\nsets = 1', "each set is a table"),
        (own("1"), "a line is a table"),
        (own('{ at = "BEG02" }'), "says nothing"),
        (own('{ at = "BEG02", color = 1 }'), "'color' is not known"),
        (own('{ at = "BEG2", use = "M" }'), "no place"),
        (own('{ at = "XYZ", use = "M" }'), "no XYZ in set 850"),
        (own('{ at = "PO1/N4", use = "M" }'), "no N4 in set 850 at that place"),
        (own('{ at = "BEG20", use = "M" }'), "BEG has 12 elements"),
        (own('{ at = "BEG02-01", use = "M" }'), "no such component"),
        (own('{ at = "BEG02", codes = "SA !!" }'), "!! is no code of element 92"),
        (own('{ at = "REF[!!]", use = "M" }'), "!! is no code of element 128"),
        (own('{ at = "BEG03", length = [1, 30] }'), "allows 22 characters, not 30"),
        (own('{ at = "BEG03", length = [3, 1] }'), "length is not"),
        (own('{ at = "BEG05", length = [1, 6] }'), "asks for 8 characters"),
        (own('{ at = "CUR", max = 2 }'), "allows 1, not 2"),
        (own('{ at = "CUR", max = 0 }'), "whole number from 1"),
        (own('{ at = "BEG02", max = 1 }'), "max speaks of a segment"),
        (own('{ at = "CUR", codes = "X" }'), "speaks of an element"),
        (own('{ at = "BEG03", use = "-" }'), "mandatory in 004010"),
        (own('{ at = "BEG", use = "-" }'), "mandatory in 004010"),
        (own('{ at = "SE", use = "-" }'), "mandatory in 004010"),
        (own('{ at = "", use = "M" }'), "use speaks of something in the set"),
        (own('{ at = "BEG02", use = "X" }'), "use 'X' is none of"),
        (own('{ at = "BEG02", use = "M", level = "bad" }'), "level 'bad'"),
        (own('{ at = "BEG02", use = "M" }', '{ at = "BEG02", use = "O" }'), "another line says its use"),
        (own('{ at = "PO1", check = "PO102 >" }'), "a value is missing (character 8)"),
        (own('{ at = "PO1", check = "XYZ01 = 1" }'), "no XYZ in set 850"),
        (own('{ at = "PO1", check = "count(/PO1, PO199 = 1) > 0" }'), "PO1 has 25 elements"),
        (own('{ at = "BEG02", use = "M", when = "sum(PO1, ZZ01) > 1" }'), "no ZZ in set 850"),
        (own('{ at = "CUR/N1", use = "M" }'), "no N1 in set 850"),
    ],
)
def test_what_is_wrong_with_a_guide_is_told(text: str, said: str) -> None:
    with pytest.raises((ConfigError, NotFound)) as raised:
        guide(text)
    assert said in str(raised.value)
