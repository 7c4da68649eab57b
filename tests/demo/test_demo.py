"""What `b2b demo` tells and leaves to look at. Figures are literals: they are those of the scenario.

The one whole run is played over the remains of one that was killed with SIGKILL.
"""

from __future__ import annotations

import fcntl
import json
import re
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree

from b2b.demo.showcase.index import REPORTS
from tests.demo.running import processes_in, start, wait_for
from tests.e2e.market import sets_in
from tests.e2e.world import b2b

pytestmark = pytest.mark.slow

FIGURES = {
    "documents": "4 × 810, 3 × 820, 3 × 850, 3 × 855, 3 × 856, 2 × camt.053, 1 × pain.001, 1 × pain.002, 1 × ubl, "
    "and the 997s that acknowledge them",
    "by themselves": "Northwind Retail 18 of 20 documents (90 %), Acme Supply 16 of 17 documents (94 %)",
    "by hand": "12 commands (1 × stock propose, 2 × orders approve, 3 × ship, 1 × invoices credit, "
    "1 × payments propose, 2 × payments approve, 2 × contract anchor), 2 of them refused",
    "exceptions at Northwind": "receipt-short (open), invoice-not-matched (closed: it is matched)",
    "exceptions at Acme": "none",
    "money": "ordered 13,506.00 EUR, received 11,826.00 EUR, invoiced 11,906.00 EUR, credited 80.00 EUR, "
    "paid with VAT 14,072.94 EUR, unpaid 0.00 EUR, still to come 1,600.00 EUR",
    "ERP bookings": "3 orders, 3 goods issues, 4 receivables",
    "figures": "38 compared, each as it must be",
}
COMPARED = (
    "the buyer's own approval is refused: yes",
    "ordered of WIDGET-001: 170 at 11.80 = 2,006.00 EUR, approved by rule",
    "ordered of WIDGET-002: 100 at 40.00 = 4,000.00 EUR, approved by rule",
    "ordered of BIG-7: 3 at 2,500.00 = 7,500.00 EUR, approved by chief",
    "answered to WIDGET-002: 60 accepted, 40 back-ordered",
    "invoiced of WIDGET-002: 2,400.00 + 456.00 = 2,856.00 EUR",
    "invoice for WIDGET-001: matched, 2,387.14 EUR payable",
    "invoice for WIDGET-002: blocked, 0.00 EUR payable",
    "suppliers' invoices on file: 3",
    "credit note: 80.00 + 15.20 = 95.20 EUR",
    "invoice for WIDGET-002: matched, 2,760.80 EUR payable",
    "payment run: 3 payments, 14,072.94 EUR, booked",
    "reconciled with the bank: 3 of 3",
    "Acme's open receivables: 0.00 EUR",
    "back-order still to come: 40",
    "back-order still to ship: 40",
    "a flipped byte in the salt is refused as: salt",
)
INVOICES = {
    "ACME-000001": ("2,006.00", "381.14", "2,387.14"),
    "ACME-000002": ("2,400.00", "456.00", "2,856.00"),
    "ACME-000003": ("7,500.00", "1,425.00", "8,925.00"),
    "ACME-000004": ("80.00", "15.20", "95.20"),
}
ORDERS = ("4500000001", "4500000002", "4500000003")
COMPANIES = ("northwind", "acme")


@dataclass(frozen=True)
class Played:
    """A demo that was played to its end."""

    out: Path
    told: str

    @property
    def index(self) -> str:
        return (self.out / "index.html").read_text(encoding="utf-8")

    def report(self, company: str, *words: str) -> Any:
        return json.loads(b2b("--workspace", self.out / company, "report", *words, "--json").stdout)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Played once, also where several processes share out the tests of one run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    out, told = shared / "demo-out", shared / "demo-told.txt"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            told.write_text(_played_over_a_killed_one(out), encoding="utf-8")
    return Played(out, told.read_text(encoding="utf-8"))


def _played_over_a_killed_one(out: Path) -> str:
    killed = start(out)
    wait_for(lambda: (out / "northwind-run.log").exists())
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=60)
    wait_for(lambda: not processes_in(out))
    process = start(out)
    told, complained = process.communicate(timeout=600)
    assert process.returncode == 0, told + complained
    assert complained == ""
    return told


def test_it_tells_the_day_in_figures(played: Played) -> None:
    for name, figure in FIGURES.items():
        assert re.search(rf"^ +{name} +{re.escape(figure)}$", played.told, re.MULTILINE), name
        assert figure in unescape(played.index)


def test_every_figure_of_the_scenario_is_compared(played: Played) -> None:
    compared = re.findall(r"^ +✓ (.*)$", played.told, re.MULTILINE)
    assert len(compared) == 38
    assert set(COMPARED) <= set(compared)
    assert "✗" not in played.told


def test_both_sides_stand_beside_each_other(played: Played) -> None:
    assert re.search(r"850 order 4500000003: 100 WIDGET-002 at 40\.00 +──▶ order 4500000003 was decided", played.told)
    assert re.search(r"accepted +◀── 855 answer to 4500000003: 60 accepted, 40 back-ordered", played.told)


def test_nothing_runs_any_more(played: Played) -> None:
    assert processes_in(played.out) == []


def test_every_link_leads_somewhere(played: Played) -> None:
    pages = list(played.out.rglob("*.html"))
    assert len(pages) > 30
    reached = set()
    for source in pages:
        text = source.read_text(encoding="utf-8")
        for link in Links(text).found:
            parts = urlsplit(link)
            assert not parts.scheme, f"{source.name} needs {link}: a page stands alone"
            target = (source.parent / unquote(parts.path)).resolve() if parts.path else source
            assert target.is_file(), f"{source.name} links to {link}"
            assert not parts.fragment or f'id="{parts.fragment}"' in target.read_text(encoding="utf-8")
            reached.add(target)
    folders = ("messages", "invoices", "orders", "matches", "reports", "soap", "proofs")
    made = {path for folder in folders for path in (played.out / folder).rglob("*") if path.is_file()}
    assert {path.name for path in made - reached} == {"verify.py"}, "everything that was made can be reached"


def test_the_pages_hold_what_the_index_promises(played: Played) -> None:
    for order in ORDERS:
        for company in COMPANIES:
            assert order in (played.out / "orders" / f"{order}-{company}.html").read_text(encoding="utf-8")
    match = unescape((played.out / "matches" / "ACME-000002.html").read_text(encoding="utf-8"))
    assert "60 EA billed, 58 received: 2 too many, 80.00 EUR" in match
    assert "matched, 2,760.80 EUR payable" in match
    for company in COMPANIES:
        assert {path.name for path in (played.out / "reports").glob(f"{company}-*")} == {
            f"{company}-{name}.html" for name in REPORTS
        }


def test_invoices_are_there_in_each_form(played: Played) -> None:
    for number, amounts in INVOICES.items():
        row = played.index[played.index.index(f'data-label="Number">{number}<') :]
        assert tuple(re.findall(r'<td class="n"[^>]*>([^<]*)<', row)[:3]) == amounts
        assert (played.out / "invoices" / f"{number}.pdf").read_bytes().startswith(b"%PDF-")
        for form in ("ubl", "cii"):
            root = etree.parse(played.out / "invoices" / f"{number}.{form}.xml").getroot()
            assert number in {element.text for element in root.iter()}


def test_messages_are_the_very_bytes(played: Played) -> None:
    channel = played.out / "acme" / "channels" / "northwind"
    exchanged = {path.read_bytes() for way in ("in", "out") for path in (channel / way / "done").iterdir()}
    assert exchanged <= {path.read_bytes() for path in (played.out / "messages").iterdir()}
    sets = [body[0][1] for content in exchanged if content.startswith(b"ISA") for body in sets_in(content)]
    assert (sets.count("850"), sets.count("856"), sets.count("820")) == (3, 3, 3)


def test_no_token_is_left_in_what_is_shown(played: Played) -> None:
    for file in played.out.rglob("*"):
        if file.is_file() and file.suffix in (".html", ".xml", ".log", ".json"):
            assert not re.search(rb"b2b_[A-Za-z0-9_-]{43}", file.read_bytes()), file


def test_proofs_verify_without_b2b(played: Played) -> None:
    proofs = played.out / "proofs"
    for company in COMPANIES:
        files = sorted((proofs / company).glob("*.proof.json"))
        assert len(files) > 20
        document = next((proofs / company).glob(files[0].name.replace(".proof.json", ".[ex]*")))
        command = [sys.executable, "-I", "-S", str(proofs / "verify.py"), str(files[0]), str(document)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert said.startswith("OK: this document is leaf ")
        told = b2b("--workspace", played.out / company, "contract", "verify", files[0], document, "--json").stdout
        assert json.loads(told)["asked_chain"] is True


def test_both_audit_trails_are_whole(played: Played) -> None:
    for company in COMPANIES:
        assert b2b("--workspace", played.out / company, "audit", "verify").exit_code == 0


def test_report_spend(played: Played) -> None:
    amounts = {"ordered": "13506.00", "received": "11826.00", "invoiced": "11906.00", "credited": "80.00"}
    spent = {**amounts, "paid": "14072.94", "currency": "EUR"}
    assert played.report("northwind", "spend") == [{"supplier": "ACME", **spent}]
    items = {row["item"]: row for row in played.report("northwind", "spend", "--by", "item")}
    assert (items["WIDGET-002"]["received"], items["WIDGET-002"]["paid"]) == ("2320.00", "2760.80")
    assert played.report("northwind", "spend", "--from", "2001-01-01", "--to", "2001-12-31") == []
    assert played.report("acme", "spend") == []


def test_report_orders(played: Played) -> None:
    (bought,) = played.report("northwind", "orders")
    assert (bought["direction"], bought["states"], bought["net"]) == ("out", {"closed": 2, "open": 1}, "13506.00")
    assert (bought["as_ordered"], bought["back_ordered"]) == (2, 1)
    (sold,) = played.report("acme", "orders")
    assert (sold["direction"], sold["orders"], sold["net"]) == ("in", 3, "11906.00")
    for row in (bought, sold):
        steps = [row[f"to_{step}_seconds"] for step in ("answered", "goods", "invoiced", "paid")]
        assert all(0 <= seconds < 600 for seconds in steps)
        assert steps[0] <= steps[1] <= steps[3]


def test_report_acks(played: Played) -> None:
    rows = {(row["direction"], row["set"]): row for row in played.report("northwind", "acks")}
    counts = {place: (row["documents"], row["accepted"], row["late"]) for place, row in rows.items()}
    assert counts == {
        ("in", "810"): (4, 4, 0),
        ("in", "855"): (3, 3, 0),
        ("in", "856"): (3, 3, 0),
        ("out", "820"): (3, 3, 0),
        ("out", "850"): (3, 3, 0),
        ("out", "pain.001"): (1, 1, 0),
    }


def test_report_touchless(played: Played) -> None:
    rows = {row["kind"]: row for row in played.report("northwind", "touchless")}
    assert (rows["850 out"]["total"], rows["850 out"]["alone"], rows["850 out"]["rate"]) == (3, 2, "66.7")
    assert rows["850 out"]["touched"] == [{"number": "4500000001", "why": ["approved by chief"]}]
    assert rows["810 in"]["touched"] == []
    assert rows["orders out"]["touched"] == [
        {"number": "4500000001", "why": ["approved by chief"]},
        {"number": "4500000003", "why": ["exception receipt-short is open"]},
    ]
    sold = {row["kind"]: row for row in played.report("acme", "touchless")}
    (touched,) = sold["810 out"]["touched"]
    assert touched["number"] == "4500000003"
    assert touched["why"][0].startswith("made by ")


def test_an_interrupted_demo_leaves_no_process_behind(tmp_path: Path) -> None:
    out = tmp_path / "demo-out"
    process = start(out)
    wait_for(lambda: (out / "northwind-serve.log").exists())
    process.send_signal(signal.SIGINT)
    _, complained = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "Traceback" not in complained
    assert processes_in(out) == []


class Links(HTMLParser):
    """Everything a page points to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: Sequence[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src") and value]
