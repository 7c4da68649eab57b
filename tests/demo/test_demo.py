"""What `b2b demo` tells and leaves to look at. Figures are literals: they are those of the scenario."""

from __future__ import annotations

import re
import socket
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from b2b.demo.day import MARK, fresh
from b2b.demo.pages import Cell, Section, page
from b2b.errors import NotAllowed
from tests.e2e.world import b2b

FIGURES = {
    "documents": "6 × 850 in, 4 × 810 out, 4 × 855 out, 4 × 856 out, 7 × 997 out",
    "orders": "4, of which 3 without a person",
    "invoiced": "4 invoices, 5,301.45 EUR",
    "exceptions": "3: unknown-item, order-number-used, set-rejected",
    "stock left": "GASKET-10 0, WIDGET-001 330, WIDGET-002 0",
    "ERP bookings": "4 orders, 4 goods issues, 4 receivables",
}
INVOICES = {
    "ACME-000001": ("1,980.00", "376.20", "2,356.20"),
    "ACME-000002": ("625.00", "118.75", "743.75"),
    "ACME-000003": ("1,600.00", "304.00", "1,904.00"),
    "ACME-000004": ("250.00", "47.50", "297.50"),
}
ORDERS = ("4500001001", "4500001002", "4500001003", "4500001004")


class Links(HTMLParser):
    """Everything a page points to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src") and value]


def test_the_demo_tells_the_day_and_leaves_it_to_look_at(tmp_path: Path) -> None:
    out = tmp_path / "demo-out"
    told = b2b("demo", "--out", out).stdout
    for name, figure in FIGURES.items():
        assert re.search(rf"{name} +{re.escape(figure)}", told), name
    index = (out / "index.html").read_text(encoding="utf-8")
    for figure in FIGURES.values():
        assert figure in unescape(index)
    every_link_leads_somewhere(out)
    invoices_are_there_in_each_form(out, index)
    messages_are_the_very_bytes(out)
    for order in ORDERS:
        assert order in (out / "orders" / f"{order}.html").read_text(encoding="utf-8")
    assert "NOPE-1" in unescape((out / "orders" / "4500001004.html").read_text(encoding="utf-8"))
    nothing_runs_any_more(out)
    assert b2b("--workspace", out / "acme", "audit", "verify").exit_code == 0


def every_link_leads_somewhere(out: Path) -> None:
    pages = sorted(out.rglob("*.html"))
    assert len(pages) > 20
    reached = set()
    for source in pages:
        for link in Links(source.read_text(encoding="utf-8")).found:
            parts = urlsplit(link)
            assert not parts.scheme, f"{source.name} needs {link}: a page stands alone"
            if parts.path:
                target = (source.parent / unquote(parts.path)).resolve()
                assert target.is_file(), f"{source.name} links to {link}"
                reached.add(target)
    left_alone = {path for folder in ("messages", "invoices", "orders") for path in (out / folder).iterdir()} - reached
    assert left_alone == set(), "everything that was made can be reached"


def invoices_are_there_in_each_form(out: Path, index: str) -> None:
    for number, amounts in INVOICES.items():
        row = index[index.index(f">{number}<") :]
        assert tuple(re.findall(r'<td class="n">([^<]*)<', row)[:3]) == amounts
        assert (out / "invoices" / f"{number}.pdf").read_bytes().startswith(b"%PDF-")
        for form in ("ubl", "cii"):
            root = etree.parse(out / "invoices" / f"{number}.{form}.xml").getroot()
            assert number in {element.text for element in root.iter()}


def messages_are_the_very_bytes(out: Path) -> None:
    channel = out / "acme" / "channels" / "northwind"
    exchanged = [path.read_bytes() for folder in ("in/done", "out") for path in (channel / folder).iterdir()]
    assert sorted(path.read_bytes() for path in (out / "messages").glob("*.edi")) == sorted(exchanged)


def nothing_runs_any_more(out: Path) -> None:
    port = int((out / "erp.db.port").read_text())
    with socket.socket() as knocking:
        assert knocking.connect_ex(("127.0.0.1", port)) != 0, "the simulator has ended with the demo"


def test_a_folder_that_is_not_the_demos_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    refused = b2b("demo", "--out", tmp_path, code=1)
    assert "not the demo's" in refused.stderr
    assert "b2b demo --out DIR" in refused.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_an_earlier_demo_left_is_removed(tmp_path: Path) -> None:
    out = tmp_path / "demo-out"
    fresh(out)
    (out / "index.html").write_text("old")
    fresh(out)
    assert [path.name for path in out.iterdir()] == [MARK]


def test_an_empty_folder_will_do(tmp_path: Path) -> None:
    fresh(tmp_path)
    assert (tmp_path / MARK).exists()


def test_a_folder_is_the_demos_only_with_its_mark(tmp_path: Path) -> None:
    (tmp_path / "acme").mkdir()
    with pytest.raises(NotAllowed):
        fresh(tmp_path)


def test_what_partners_write_cannot_become_markup() -> None:
    evil = "<script>alert('x')</script>"
    rows = [[Cell(evil, links=[(evil, '"><script>')])]]
    text = page(evil, evil, [Section(evil, evil, (evil,), rows)])
    assert "<script" not in text
    assert text.count("&lt;script&gt;alert") == 8
