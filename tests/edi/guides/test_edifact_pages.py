"""Pages and examples of guides on messages of EDIFACT."""

from __future__ import annotations

import pytest

from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.edifact.writer import Envelope, Message, write_interchange
from b2b.edi.findings import Verdict
from b2b.edi.guides import example, shelf
from b2b.edi.guides.build_page import guide_page, standard_page
from b2b.edi.guides.guide import Guide
from b2b.edi.guides.held import Held
from b2b.edi.guides.page import ElementPart, Page, Use
from b2b.edi.guides.page_html import html
from b2b.edi.guides.page_markdown import markdown
from b2b.edi.load import load_release
from tests.edi.edifact.messages import AT, orders
from tests.edi.guides.test_edifact import guide_of

D96A = load_release("D96A", "edifact")
ASKED = guide_of(
    'at = "UNH02-05", use = "M", codes = "EAN008"',
    'at = "BGM01-01", use = "M", codes = "220"',
    'at = "DTM[2]", use = "M", max = 1, say = "the day of delivery"',
    'at = "NAD[BY,02-03=9]", use = "M"',
    'at = "NAD[BY,02-03=9]02-01", length = [13, 13]',
    'at = "LIN", check = "gs1(LIN03-01)"',
    'at = "LIN03-01", use = "M"',
    'at = "LIN03-02", use = "M", codes = "EN"',
    'at = "LIN/QTY[21]", use = "M"',
    'at = "LIN/PRI[AAA]", use = "M"',
    'at = "LIN/MOA[203]", use = "M"',
    'at = "LIN/MOA[203]01-02", use = "M"',
    'at = "LIN", check = "MOA[203]01-02 = round(QTY[21]01-02 * PRI[AAA]01-02, 2)"',
    'at = "", check = "date(DTM[137]01-02) <= date(DTM[2]01-02)"',
    'at = "MOA[79]", use = "M"',
    'at = "MOA[79]01-02", use = "M"',
    'at = "", check = "MOA[79]01-02 = sum(LIN/MOA[203], MOA01-02)"',
    'at = "FTX", use = "-"',
)


def page(guide: Guide = ASKED) -> Page:
    return guide_page(guide, D96A, "ORDERS")


def element(place: str, label: str) -> ElementPart:
    (found,) = [one for part in page().segments if part.place == place for one in part.elements if one.label == label]
    return found


def test_components_are_told_with_what_they_may_hold() -> None:
    code = element("NAD[BY,02-03=9]", "NAD02-03")
    assert (code.standard, code.use, dict(code.codes.shown if code.codes else {})) == (
        Use.OPTIONAL, Use.REQUIRED, {"9": "GS1"},
    )  # fmt: skip
    number = element("NAD[BY,02-03=9]", "NAD02-01")
    assert (number.length, number.standard_length) == ("13", "1–35")
    assert element("DTM[2]", "DTM01-01").codes is not None
    assert element("UNH", "UNH02-05").use is Use.REQUIRED


def test_an_element_is_required_where_one_of_its_components_is() -> None:
    assert element("LIN", "LIN03").use is Use.REQUIRED
    assert element("BGM", "BGM01").use is Use.REQUIRED


def test_what_a_qualifier_means_is_told_of_components_too() -> None:
    meanings = {part.place: part.meaning for part in page().segments}
    assert meanings["DTM[2]"] == "delivery, requested"
    assert meanings["NAD[BY,02-03=9]"] == "buyer, GS1"


def test_the_page_speaks_of_its_own_standard() -> None:
    for text in (markdown(page()), html(page())):
        assert "UN/EDIFACT directory D96A" in text
        assert "X12" not in text
        assert "DTM01-02 is the second component" in text
    assert "X12" not in html(standard_page(D96A, "DELFOR"))
    assert "Transaction set" not in html(page())
    assert "Of the message as a whole" in html(page())
    assert "the message" in {one.place for one in page().differences}


def test_a_made_up_message_meets_calculations_conditions_and_numbers_of_gs1() -> None:
    lines = example.of_guide(ASKED, "ORDERS")
    assert lines == example.of_guide(ASKED, "ORDERS")
    ends = ("UNH+000001+ORDERS:D:96A:UN:EAN008", f"UNT+{len(lines)}+000001")
    assert (lines[0], lines[1][:8], lines[-1]) == (ends[0], "BGM+220+", ends[1])
    assert [line.split("+")[0] for line in lines] == [
        "UNH", "BGM", "DTM", "DTM", "DTM", "NAD", "NAD", "NAD", "CUX",
        "LIN", "PIA", "IMD", "QTY", "MOA", "PRI", "UNS", "MOA", "CNT", "UNT",
    ]  # fmt: skip


def test_conditions_that_no_made_up_message_meets_leave_the_page_without_an_example() -> None:
    assert example.of_guide(guide_of('at = "BGM", check = "length(BGM02) > 40"'), "ORDERS") == ()


def test_an_example_is_written_as_it_is_sent() -> None:
    text = ("FTX", "AAI", "", "", ("50 + 50: it's all?", "SECOND"))
    body = [["BGM", "220", "1", "9"], ["DTM", ("137", "20260105", "102")], list(text), ["UNS", "S"]]
    envelope = Envelope("A", "", "B", "", "1", AT)
    data = write_interchange(envelope, [Message("ORDERS", "D", "96A", "1", body)])
    assert example.of_sample(data, "ORDERS")[3] == "FTX+AAI+++50 ?+ 50?: it?'s all??:SECOND"


def test_a_sample_that_breaks_the_guide_is_no_example() -> None:
    assert example.of_sample(orders(), "ORDERS", ASKED) == ()
    assert example.of_sample(orders(), "ORDERS")[0] == "UNH+1+ORDERS:D:96A:UN:EAN008"


@pytest.mark.parametrize("message", sorted(D96A.sets))
def test_each_message_of_the_standard_has_an_example(message: str) -> None:
    lines = example.of_standard(D96A, message)
    assert lines[0].startswith("UNH+")


@pytest.mark.parametrize("message", ["ORDERS", "DESADV", "INVOIC", "DELFOR", "DELJIT"])
def test_an_example_is_made_up_of_lines_that_merely_speak_of_something(message: str) -> None:
    guide = guide_of('at = "NAD[BY]02-01", length = [13, 13]', 'at = "RFF[ON]01-02", use = "M"', message=message)
    lines = example.of_guide(guide, message)
    assert any(line.startswith("NAD+BY") for line in lines)
    segments = [[part.split(":") for part in line.split("+")] for line in lines[1:-1]]
    rows = [[part[0] if len(part) == 1 else tuple(part) for part in segment] for segment in segments]
    again = write_interchange(Envelope("A", "", "B", "", "1", AT), [Message(message, "D", "96A", "1", rows)])
    assert [one.verdict for one in validate_bytes(again, guides=Held(guide)).sets] == [Verdict.ACCEPTED]


def test_an_element_is_required_where_a_line_asks_for_what_it_always_has() -> None:
    guide = guide_of('at = "NAD[BY]02-01", use = "M"')
    (nad,) = [part for part in page(guide).segments if part.place == "NAD[BY]"]
    assert [one.use for one in nad.elements if one.label == "NAD02"] == [Use.REQUIRED]
    assert any(line.startswith("NAD+BY+") for line in example.of_guide(guide, "ORDERS"))


@pytest.mark.parametrize("name", ["automotive-odette", "eancom-1997", "eancom-2002", "grocery-eancom", "odette"])
def test_each_shipped_guide_has_made_up_examples(name: str) -> None:
    guide = shelf.open_guide(name).guide
    assert all(example.of_guide(guide, set_id) for set_id in guide.sets)


def test_what_is_asked_for_anyway_is_not_told_under_a_condition() -> None:
    twice = guide_of(
        'at = "LIN03-01", use = "M", when = "present(LIN03-02)"',
        'at = "LIN03-01", use = "M"',
        'at = "LIN03-02", use = "M", when = "present(LIN03-01)"',
    )
    (lin,) = [part for part in page(twice).segments if part.place == "LIN"]
    told = {one.label: [remark.text for remark in one.remarks] for one in lin.elements}
    assert told["LIN03-01"] == []
    assert told["LIN03-02"] == ["Required if LIN03-01 (Item number) is there"]
