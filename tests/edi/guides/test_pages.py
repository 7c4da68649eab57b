"""Pages of guides: what they say, and that they are whole, safe and the same each time."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from b2b.edi.findings import Severity, Verdict
from b2b.edi.guides import example, shelf
from b2b.edi.guides.build_page import guide_page, standard_page
from b2b.edi.guides.expression import Expression, parse
from b2b.edi.guides.held import Held
from b2b.edi.guides.page import ElementPart, Page, SegmentPart, Use
from b2b.edi.guides.page_html import html
from b2b.edi.guides.page_layout import lines
from b2b.edi.guides.page_markdown import markdown
from b2b.edi.guides.words import in_words, syntax_words
from b2b.edi.load import load_release, syntax_of
from b2b.edi.schema import Loop
from b2b.edi.x12.validate import validate_bytes
from tests.edi.guides.test_expression import EXPRESSIONS
from tests.edi.guides.test_guides import guide

RELEASE = load_release("004010")
SHIPPED = [
    (one.stem, set_id)
    for one in sorted(shelf.files())
    for set_id in shelf.read_file(one).guide.sets
    if shelf.read_file(one).sample(set_id) is not None
]


def page_of(name: str, set_id: str) -> Page:
    return guide_page(shelf.open_guide(name).guide, RELEASE, set_id)


def part(page: Page, place: str) -> SegmentPart:
    return next(one for one in page.segments if one.place == place)


def element(page: Page, place: str, label: str) -> ElementPart:
    return next(one for one in part(page, place).elements if one.label == label)


def test_what_must_be_sent_and_what_the_guide_speaks_of_is_there_in_order() -> None:
    page = guide_page(guide(), RELEASE, "850")
    told = [(one.place, one.depth, one.standard, one.use) for one in page.segments]
    assert told == [
        ("ST", 0, Use.REQUIRED, Use.REQUIRED),
        ("BEG", 0, Use.REQUIRED, Use.REQUIRED),
        ("CUR", 0, Use.OPTIONAL, Use.CONDITIONAL),
        ("REF[DP]", 0, Use.OPTIONAL, Use.REQUIRED),
        ("DTM[002]", 0, Use.OPTIONAL, Use.CONDITIONAL),
        ("N1", 0, Use.OPTIONAL, Use.OPTIONAL),
        ("N1[ST]", 0, Use.OPTIONAL, Use.OPTIONAL),
        ("N1[ST]/N4", 1, Use.OPTIONAL, Use.REQUIRED),
        ("PO1", 0, Use.REQUIRED, Use.REQUIRED),
        ("PO1/PID", 1, Use.OPTIONAL, Use.OPTIONAL),
        ("SE", 0, Use.REQUIRED, Use.REQUIRED),
    ]
    assert (page.bases, page.notes) == (("retail",), ("stand-alone orders",))
    assert "ITD" in page.untouched[""]
    assert "N3" in page.untouched["N1[ST]"]
    assert "N1" not in page.untouched


def test_elements_have_usage_codes_lengths_and_remarks() -> None:
    page = page_of("retailer", "850")
    purpose = element(page, "BEG", "BEG02")
    assert purpose.codes is not None
    assert (dict(purpose.codes.shown), purpose.codes.more) == (
        {"SA": "stand-alone order", "RL": "release or delivery order"}, 0,
    )  # fmt: skip
    number = element(page, "BEG", "BEG03")
    assert (number.length, number.standard_length, number.use) == ("8", "1–22", Use.REQUIRED)
    assert number.remarks[0].text == "Our order numbers have eight digits"
    contract = element(page, "BEG", "BEG06")
    assert contract.use is Use.CONDITIONAL
    assert contract.remarks[0].text.startswith("Required if BEG02 (Purchase Order Type Code) is “RL” – ")
    qualifier = element(page, "REF[DP]", "REF01")
    assert qualifier.codes is not None
    assert dict(qualifier.codes.shown) == {"DP": "department number"}
    assert (part(page, "REF[DP]").meaning, part(page, "DTM[037]").most) == ("department number", 1)
    assert part(page, "PO1/SLN").use is Use.NOT_USED
    assert part(page, "PO1/SLN").elements == ()
    told = list(lines(part(page, "PO1").elements))
    assert told[-1] == ("PO108", "PO125")


def test_what_is_asked_of_a_segment_is_not_asked_of_each_kind_of_it() -> None:
    page = page_of("retailer", "850")
    assert (part(page, "N1").most, part(page, "N1[ST]").most) == (2, 2)
    assert part(page, "N1[ST]/N3").use is Use.NOT_USED
    required = guide(
        'name = "g"\nrelease = "004010"\n[sets.850]\nlines = [{ at = "REF", use = "M" }, { at = "REF[DP]", max = 1 }]\n'
    )
    page = guide_page(required, RELEASE, "850")
    assert (part(page, "REF").use, part(page, "REF[DP]").use) == (Use.REQUIRED, Use.OPTIONAL)
    levels = element(page_of("retailer", "856"), "HL", "HL03").codes
    assert levels is not None
    assert list(levels.shown) == ["S", "O", "P", "I"]


def test_what_is_only_noted_is_told_as_such() -> None:
    line = '{ at = "CUR", use = "-", level = "warning" }, { at = "BEG02", codes = "SA", level = "info" }'
    page = guide_page(guide(f'name = "g"\nrelease = "004010"\n[sets.850]\nlines = [{line}]\n'), RELEASE, "850")
    assert [(one.text, one.severity) for one in part(page, "CUR").remarks] == [("Not used", Severity.WARNING)]
    assert [one.text for one in element(page, "BEG", "BEG02").remarks] == ["SA"]
    text = read(html(page)).text
    assert "Not used noted, not rejected" in text
    assert "SA a remark only" in text
    assert "| CUR | Currency<br>Not used (noted, not rejected) | O 1 | – |" in markdown(page)


def test_what_is_asked_for_and_does_not_reject_says_so_beside_its_usage() -> None:
    line = '{ at = "CUR", use = "M", level = "info" }, { at = "REF[DP]", use = "M" }'
    page = guide_page(guide(f'name = "g"\nrelease = "004010"\n[sets.850]\nlines = [{line}]\n'), RELEASE, "850")
    assert "| CUR | Currency<br>Required (a remark only) | O 1 | M 1 |" in markdown(page)
    assert "O any | M any |" in next(row for row in markdown(page).splitlines() if row.startswith("| REF"))
    order = read(html(page)).text.split("Segment by segment")[1]
    assert order.count("Required a remark only") == 1


def test_components_are_shown_where_something_is_said_of_their_element() -> None:
    labels = [one.label for one in part(page_of("automotive", "862"), "LIN/UIT").elements]
    assert labels[:2] == ["UIT01", "UIT01-01"]


def test_differences_name_line_standard_and_guide() -> None:
    found = {(one.place, one.source): one for one in page_of("retailer", "850").differences}
    date = found[("DTM[037]", "retailer line 9")]
    assert (date.standard, date.guide) == ("optional; at most 10 times", "required; at most once")
    assert (found[("BEG02", "retailer line 2")].standard, found[("BEG02", "retailer line 2")].guide) == (
        f"{len(RELEASE.elements['92'].codes or ())} codes", "SA or RL",
    )  # fmt: skip
    assert found[("BEG03", "retailer line 3")].standard == "1 to 22 characters"
    assert next(iter(found)) == ("the set", "retailer line 13")
    rules = shelf.open_guide("retailer").guide.sets["850"].rules
    assert {one.source for one in found.values()} == {f"{rule.guide} line {rule.line}" for rule in rules}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PO102 > 0", "PO102 (Quantity Ordered) is more than 0"),
        ("date(BEG05) <= date('20260101')", "the day in BEG05 (Date) is not after the day in “20260101”"),
        ("not present(CUR)", "CUR is not there"),
        ("BEG02 not in ('SA', 'NE')", "BEG02 (Purchase Order Type Code) is none of “SA”, “NE”"),
        ("not BEG02 in ('SA')", "BEG02 (Purchase Order Type Code) is not “SA”"),
        ("BEG02 in ('SA', 'NE')", "BEG02 (Purchase Order Type Code) is one of “SA”, “NE”"),
        ("BEG02 = 'SA' and (CUR02 = 'USD' or CUR02 = 'CAD')", "BEG02 (Purchase Order Type Code) is “SA” and (CUR02 (Currency Code) is “USD” or CUR02 is “CAD”)"),
        ("not (BEG02 = 'SA' or BEG02 = 'NE')", "it is not so that (BEG02 (Purchase Order Type Code) is “SA” or BEG02 is “NE”)"),
        ("(PO102 + 1) * 2 - (3 - 1) = -4 / (2 * 2)", "(PO102 (Quantity Ordered) + 1) × 2 − (3 − 1) is −4 ÷ (2 × 2)"),
        ("count(PO1, PO102 > 5) = 2", "the number of PO1 where PO102 (Quantity Ordered) is more than 5 is 2"),
        ("all(PO1, length(PO107) = 12)", "for every PO1 it holds that the length of PO107 (Product/Service ID) is 12"),
        ("any(N1[ST], present(N4))", "for one N1[ST] at least it holds that N4 is there"),
        ("round(PO102 * PO104, 2) != 5", "(PO102 (Quantity Ordered) × PO104 (Unit Price)) rounded to 2 decimals is not 5"),
        ("sum(PO1, PO102) * 2 < 7", "(the sum of PO102 (Quantity Ordered) over all PO1) × 2 is less than 7"),
        ("text(BEG03) = '7'", "BEG03 (Purchase Order Number) (as text) is “7”"),
    ],
)  # fmt: skip
def test_conditions_in_words(text: str, words: str) -> None:
    assert in_words(parse(text, "here"), RELEASE.segments) == words


@given(EXPRESSIONS)
@settings(max_examples=50)
def test_any_condition_can_be_told(expression: Expression) -> None:
    told = in_words(expression, RELEASE.segments)
    assert told.count("(") == told.count(")")
    assert told.strip()


def test_syntax_notes_in_words() -> None:
    assert syntax_words(["P0304", "R0203", "E0508", "C0304", "C050607", "L030405"], "X") == [
        "X03 and X04 stand together, or none of them",
        "one of X02 or X03 at least is there",
        "only one of X05 or X08 is there",
        "where X03 is there, X04 is too",
        "where X05 is there, X06 and X07 are too",
        "where X03 is there, one of X04 or X05 at least is too",
    ]


class Reader(HTMLParser):
    """Elements that are open, anchors and links, and text."""

    VOID = frozenset({"meta", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    assert reader.open == []
    return reader


@pytest.mark.parametrize(("name", "set_id"), SHIPPED)
def test_each_page_is_one_whole_file(name: str, set_id: str) -> None:
    found = shelf.open_guide(name)
    sample = found.sample(set_id)
    assert sample is not None
    message = example.of_sample(sample.read_bytes(), set_id, found.guide)
    release = load_release(found.guide.release, syntax_of(found.guide.release))
    page = guide_page(found.guide, release, set_id, message)
    reader = read(html(page))
    assert len(set(reader.ids)) == len(reader.ids)
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert all(link.startswith("#") for link in reader.links)
    assert not reader.tags & {"script", "img", "link", "iframe", "object"}
    assert message[0].startswith(f"ST*{set_id}") or f"+{set_id}:D:" in message[0]
    for segment in page.segments:
        assert segment.name in reader.text
    for line in message:
        assert line in reader.text
    text = markdown(page)
    assert all(f"\n{line}\n" in text for line in message)
    tables = [row for row in text.splitlines() if row.startswith("|")]
    assert all(row.endswith("|") for row in tables)


def test_a_page_of_the_standard_has_every_segment_once_explained() -> None:
    page = standard_page(RELEASE, "850", example.of_standard(RELEASE, "850"))

    def rows(loop: Loop) -> int:
        return sum(rows(item) if isinstance(item, Loop) else 1 for item in loop.items)

    assert len(page.segments) == rows(RELEASE.sets["850"].root)
    explained = [one.tag for one in page.segments if one.elements]
    assert len(explained) == len(set(explained))
    assert {one.tag for one in page.segments} - set(explained) == {"ST", "SE"}
    reader = read(html(page))
    assert {link.removeprefix("#") for link in reader.links} <= set(reader.ids)
    assert "Differences to the standard" not in reader.text
    assert "Example" in reader.text
    codes = element(page, "BEG", "BEG02").codes
    assert codes is not None
    assert len(codes.shown) + codes.more == len(RELEASE.elements["92"].codes or ())
    assert f"and {codes.more} more" in reader.text


def test_what_a_guide_says_cannot_become_markup() -> None:
    text = 'name = "g"\ntitle = "<script>x</script>"\nrelease = "004010"\n[sets.850]\nlines = [{ at = "CUR", use = "M", say = "<b>|`*\\u0007" }]\n'
    page = guide_page(guide(text), RELEASE, "850")
    reader = read(html(page))
    assert "script" not in reader.tags
    assert "<script>x</script>" in reader.text
    assert "\a" not in html(page)
    assert "\\<b\\>\\|\\`\\*" in markdown(page)


@pytest.mark.parametrize(
    ("name", "set_id"),
    [("retailer", "850"), ("retailer", "855"), ("automotive", "830"), ("automotive", "997"), ("grocery", "875")],
)
def test_an_example_is_made_up_that_holds(name: str, set_id: str) -> None:
    found = shelf.open_guide(name).guide
    message = example.of_guide(found, set_id)
    assert message == example.of_guide(found, set_id)
    tags = [line.partition("*")[0] for line in message]
    assert (tags[0], tags[-1]) == ("ST", "SE")
    place = {"850": "REF*DP*", "855": "REF*IA*", "830": "SHP*02*", "997": "AK5*", "875": "G62*02*"}[set_id]
    assert any(line.startswith(place) for line in message)


def test_a_guide_that_no_made_up_message_meets_has_no_example() -> None:
    text = 'name = "g"\nrelease = "004010"\n[sets.850]\nlines = [{ at = "", check = "length(BEG03) > 40" }]\n'
    assert example.of_guide(guide(text), "850") == ()


def test_only_a_sample_that_holds_is_an_example() -> None:
    retailer = shelf.open_guide("retailer").guide
    folder = shelf.shipped() / "samples"
    bad = (folder / "retailer-850.breaks-line-6.edi").read_bytes()
    assert example.of_sample(bad, "850", retailer) == ()
    assert len(example.of_sample(bad, "850")) == 16
    assert example.of_sample(bad, "855", retailer) == ()
    assert validate_bytes(bad, guides=Held(retailer)).sets[0].verdict is Verdict.REJECTED
