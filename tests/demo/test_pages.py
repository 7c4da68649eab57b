"""Pages stand alone, escape everything, and read on a narrow screen."""

from __future__ import annotations

from b2b.demo.showcase.pages import Cell, Section, page

EVIL = "<script>alert('x')</script>"


def test_what_partners_write_cannot_become_markup() -> None:
    rows = [[Cell(EVIL, links=[(EVIL, '"><script>')])]]
    text = page(EVIL, EVIL, [Section(EVIL, EVIL, (EVIL,), rows, text=EVIL, short=EVIL)])
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert") == 11


def test_sections_with_a_short_name_are_listed() -> None:
    text = page("Day", "", [Section("1. Paying the bill", short="1. Paying"), Section("Without")])
    assert '<nav><a href="#1--paying">1. Paying</a></nav>' in text
    assert '<h2 id="1--paying">1. Paying the bill</h2>' in text


def test_a_cell_knows_its_head_for_narrow_screens() -> None:
    rows = [[Cell("over both", span=2), Cell("1")], [Cell("a"), Cell(), Cell("2")]]
    text = page("Day", "", [Section("Table", heads=("One", "Two", "Three"), rows=rows)])
    assert '<td colspan="2">over both</td><td data-label="Three">1</td>' in text
    assert '<td data-label="One">a</td><td></td><td data-label="Three">2</td>' in text


def test_a_time_stays_in_one_line_however_little_room_there_is() -> None:
    """All other cells may break anywhere, so that a browser would make this column one letter wide."""
    style = page("Day", "", []).partition("</style>")[0]
    rules = [rule.partition("{") for rule in style.split("}") if ".when" in rule.partition("{")[0]]
    assert any("white-space: nowrap" in said and "overflow-wrap: normal" in said for _, _, said in rules)
