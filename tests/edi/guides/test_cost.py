"""What a guide costs: linear in the set, and nothing for lines on what does not come. Work is counted in calls."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType

import pytest

from b2b.edi.guides import shelf
from b2b.edi.guides.check import check
from b2b.edi.guides.guide import GuideSet
from b2b.edi.guides.infer import infer
from b2b.edi.guides.inference.samples import Sample
from b2b.edi.guides.load import read_guide
from b2b.edi.load import load_release
from tests.edi.guides.inference.orders import file, guide_of, order
from tests.edi.guides.test_line_by_line import nothing

SCHEMA = load_release("004010").sets["850"]
LINES = """
name = "lines"
release = "004010"
[sets.850]
lines = [
  { at = "PO1", check = "PO102 < count(/PO1)" },
  { at = "PO1/PID", check = "PID05 != /BEG03 and PO101 != '0'" },
  { at = "PO1/PO4", use = "M", when = "PO103 = 'CA'" },
  { at = "REF", check = "REF[ZZ]02 != /N1[XX]02 and DTM02 != REF02" },
  { at = "N1[ZZ]/N4", use = "M" },
  { at = "", check = "sum(PO1, PO102 * PO104) >= 0 and all(PO1, PO102 > 0) and count(REF, REF01 = 'DP') > 0" },
]
"""


def calls(work: Callable[[], object]) -> int:
    """How many functions are called, those of the interpreter too."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(before)
    return counted


def segments(lines: int, wrong: bool = False) -> list[list[str]]:
    """An order of so many lines and references, and items that are described; `wrong`: all break some line."""
    body = ["BEG*00*SA*20450017**20261102", "REF*IA*104455", *["REF*DP*038"] * lines]
    body += ["DTM*037*20261116", "DTM*038*20261120", "N1*BY*Store*92*0417", "N1*ST*Centre*92*9002"]
    for number in range(1, lines + 1):
        price, unit = ("-1", "XX") if wrong else ("3.75", "EA")
        body += [f"PO1*{number}*{'-1' if wrong else 1}*{unit}*{price}**UP*410000001233", f"PID*F****{number}"]
    return [one.split("*") for one in ("ST*850*0001", *body, f"CTT*{lines}", f"SE*{len(body) + 3}*0001")]


def guides() -> dict[str, GuideSet]:
    proposed = guide_of(infer([Sample(f"{n}.edi", file(order(n))) for n in range(1, 13)], "proposed"))
    written = read_guide(LINES, "lines.toml", nothing)
    return {one.name: one.sets["850"] for one in (shelf.open_guide("retailer").guide, proposed, written)}


@pytest.mark.parametrize("name", ["retailer", "proposed", "lines"])
@pytest.mark.parametrize("wrong", [False, True])
def test_four_times_the_lines_cost_four_times_as_much(name: str, wrong: bool) -> None:
    guide = guides()[name]
    check(guide, SCHEMA, segments(1, wrong), ">")
    few, many = (calls(partial(check, guide, SCHEMA, segments(lines, wrong), ">")) for lines in (100, 400))
    assert many < 4.2 * few


def test_lines_on_what_does_not_come_cost_nothing() -> None:
    absent = ", ".join(f'{{ at = "{id}", use = "-" }}' for id in ("CUR", "FOB", "SAC", "ITD", "PO1/SLN", "PO1/SCH"))
    bare = 'name = "g"\nrelease = "004010"\n[sets.850]\nlines = [{ at = "PO103", codes = "EA" }, { at = "PO1/CTP", use = "-" }, ABSENT]\n'
    order = segments(50)
    counted = []
    for text in (bare.replace("ABSENT", ""), bare.replace("ABSENT", absent)):
        guide = read_guide(text, "g.toml", nothing).sets["850"]
        check(guide, SCHEMA, order, ">")
        counted.append(calls(partial(check, guide, SCHEMA, order, ">")))
    assert counted[0] == counted[1]
