"""A message for people, as lines and as a page."""

from __future__ import annotations

from html.parser import HTMLParser

from b2b.edi.views.explain import Line, Role, explain
from b2b.edi.views.explain_html import explain_html
from tests.edi.edifact.messages import orders as edifact_orders
from tests.edi.x12.messages import ORDER, SHIP_NOTICE, changed, joined, message, segments, set_of


def lines(data: bytes, **options: int) -> list[Line]:
    return list(explain(data, **options))


def test_segments_and_elements_have_names_and_codes_have_meanings() -> None:
    shown = lines(message())
    assert shown[0] == Line(
        Role.INTERCHANGE, 0, "Interchange 000000001",
        "from ZZ NORTHWIND to ZZ ACME, 2026-01-05 08:00, version 00401, production",
    )  # fmt: skip
    assert Line(Role.SEGMENT, 3, "BEG", "Beginning Segment for Purchase Order", ORDER[0]) in shown
    assert Line(Role.ELEMENT, 4, "BEG05", "Date: 2026-01-05", "20260105") in shown
    quantity = next(line for line in shown if line.label == "PO103")
    assert (quantity.text, quantity.value) == ("Unit or Basis for Measurement Code: each", "EA")
    assert shown[-1] == Line(Role.SUMMARY, 0, "accepted", "1 set: 1 accepted, 0 rejected")


def elements(data: bytes, *labels: str) -> list[tuple[str, str, str]]:
    shown = [line for line in lines(data) if line.role is Role.ELEMENT and line.label.startswith(labels)]
    assert len({line.depth for line in shown}) == 1
    return [(line.label, line.value, line.text) for line in shown]


def test_codes_of_lists_that_others_keep_have_their_meanings_too() -> None:
    assert elements(edifact_orders(), "BGM01") == [("BGM01", "220", "Document/message name, coded: order")]
    assert elements(edifact_orders(), "LIN03") == [
        ("LIN03-01", "4000862141404", "Item number"),
        ("LIN03-02", "EN", "Item number type, coded: GS1 item number (GTIN)"),
    ]


def test_a_composite_is_shown_once_as_its_components() -> None:
    named = edifact_orders()
    assert elements(named, "QTY01") == [
        ("QTY01-01", "21", "Quantity qualifier: ordered"),
        ("QTY01-02", "48", "Quantity"),
    ]
    assert elements(named, "IMD03") == [("IMD03-04", "WIDGET, BLUE", "Item description")]


def test_a_finding_about_a_component_stands_below_it() -> None:
    shown = lines(edifact_orders(("QTY+21:48", "QTY+2x1:4X")))
    at = next(n for n, line in enumerate(shown) if line.label == "QTY01-01")
    assert [(line.role, line.depth - shown[at].depth) for line in shown[at : at + 4]] == [
        (Role.ELEMENT, 0), (Role.ERROR, 1), (Role.ELEMENT, 0), (Role.ERROR, 1),
    ]  # fmt: skip


def test_each_repetition_of_a_composite_has_its_components() -> None:
    body = ["AK1*PO*1*005010", "AK2*850*0001", "IK3*PO1*3**8", "CTX*LINE>1^ITEM>2", "IK5*R*5", "AK9*R*1*1*0"]
    twice = message(body, "999", "FA", release="005010")
    assert [(label, value) for label, value, _ in elements(twice, "CTX01")] == [
        ("CTX01-01", "LINE"), ("CTX01-02", "1"), ("CTX01-01", "ITEM"), ("CTX01-02", "2"),
    ]  # fmt: skip


def test_loops_are_indented() -> None:
    depths = {line.label: line.depth for line in lines(message()) if line.role is Role.SEGMENT}
    assert (depths["BEG"], depths["N1"], depths["PO1"], depths["PID"]) == (3, 4, 4, 5)


def test_hierarchical_levels_are_indented() -> None:
    shown = lines(message(SHIP_NOTICE, "856", "SH"))
    assert [line.depth for line in shown if line.label == "HL"] == [4, 5, 6]
    assert [line.depth for line in shown if line.label == "LIN"] == [6]


def test_a_finding_stands_below_what_it_is_about() -> None:
    shown = lines(message(changed("DTM*002*20260119", "DTM*002*20260230")))
    at = next(n for n, line in enumerate(shown) if line.role is Role.ERROR)
    assert (shown[at].label, shown[at - 1].label) == ("element-invalid-date", "DTM02")
    missing = lines(message(changed(ORDER[0], "BEG*00*SA")))
    labels = [line.label for line in missing]
    assert labels[labels.index("BEG02") + 1 :][:2] == ["element-missing", "element-missing"]


def test_a_set_that_is_not_supported_is_shown_as_it_stands() -> None:
    shown = lines(message(["BSS*05*1*20260105*PS*20260105*20260106"], "866", "SQ"))
    assert Line(Role.SEGMENT, 3, "BSS", "", "BSS*05*1*20260105*PS*20260105*20260106") in shown
    assert any(line.label == "set-unsupported" for line in shown)


def test_of_many_sets_only_those_with_findings_are_shown() -> None:
    whole = segments()
    bad = [s.replace("CUR*BY", "CUR*!!") for s in set_of(ORDER, number="0003")]
    data = joined([*whole[:-2], *set_of(ORDER, number="0002"), *bad, "GE*3*1", whole[-1]])
    shown = lines(data, most_sets=1)
    assert [line.label for line in shown if line.role is Role.SET] == ["850 0001", "850 0003"]
    assert any("only those with findings" in line.text for line in shown)


def test_every_finding_is_shown_somewhere() -> None:
    body = [*ORDER[:3], "ZZZ*1", "DTM*002*2026", *ORDER[4:], "REF*DP"]
    whole = segments(body)
    data = b"noise\n" + joined([*whole[:-2], "GE*4*1", "IEA*1*2"])
    labels = [line.label for line in lines(data)]
    for code in (
        "bytes-outside-interchange", "interchange-control-number-mismatch", "set-count-mismatch", "segment-unknown",
        "element-too-short", "segment-out-of-sequence",
    ):  # fmt: skip
        assert code in labels


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def test_the_page_needs_nothing_else_and_escapes_everything() -> None:
    evil = changed("N3*HAFENSTRASSE 12", 'N3*<script src="//x">&</p>\x07')
    html = explain_html(message(evil), "<b>title</b>")
    page = _Page()
    page.feed(html)
    assert page.tags == {"html", "head", "meta", "title", "style", "body", "h1", "p", "b", "code", "details", "summary"}
    assert not page.attributes & {"src", "href", "onclick"}
    assert "&lt;script src=&quot;//x&quot;&gt;&amp;&lt;/p&gt;␇" in html
    assert "&lt;b&gt;title" in html
