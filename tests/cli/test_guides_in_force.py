"""What a clerk sees of a partner's guide: applied with the partner, broken by what comes and by what goes, changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.shop import FILES, Shop, golden
from tests.gateway.orders import interchange, order

BASE = """name = "retail"
release = "004010"

[sets.850]
lines = [
  { at = "REF[DP]", use = "M", say = "your department number" },
  { at = "REF[DP]02", length = [3, 3] },
]
"""
GUIDE = """name = "northwind"
title = "Northwind, orders and answers"
release = "004010"
base = "retail"

[sets.850]
lines = [{ at = "CUR", use = "M", level = "warning" }]

[sets.855]
lines = [{ at = "BAK03", length = [4, 10] }]
"""


def orders(control: int, *numbers: str, department: str = "014", currency: str = "EUR") -> bytes:
    """An interchange with an order for each number, all of that department."""
    bodies = [order(number, currency=currency) for number in numbers]
    return interchange(control, [[body[0], *body[1:-2], f"REF*DP*{department}", *body[-2:]] for body in bodies])


@pytest.fixture
def partner(tmp_path: Path) -> Path:
    """The partner's file, its 850s and our 855s by the guide northwind."""
    text = (FILES / "partner.toml").read_text(encoding="utf-8")
    for document, way in (("850", "in"), ("855", "out")):
        wanted = f'document = "{document}"\ndirection = "{way}"'
        assert wanted in text
        text = text.replace(wanted, f'{wanted}\nguide = "northwind"')
    file = tmp_path / "partner.toml"
    file.write_text(text, encoding="utf-8")
    return file


def shelve(shop: Shop, text: str = GUIDE, base: str = BASE) -> Path:
    folder = shop.folder / "guides"
    folder.mkdir(exist_ok=True)
    (folder / "retail.toml").write_text(base, encoding="utf-8")
    (folder / "northwind.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def guided(shop: Shop, partner: Path) -> Shop:
    shelve(shop)
    shop.b2b("partner", "apply", partner)
    return shop


def receive(shop: Shop, tmp_path: Path, content: bytes, code: int = 0) -> None:
    (tmp_path / "orders.edi").write_bytes(content)
    shop.b2b("receive", tmp_path / "orders.edi")
    shop.b2b("run", "--once", code=code)


def test_applying_tells_which_revision_holds_for_what(shop: Shop, partner: Path) -> None:
    shelve(shop)
    golden("guide-apply", shop.says("partner", "apply", partner))
    shown = shop.says("partner", "show", "NORTHWIND", columns=100)
    assert "northwind" in next(line for line in shown.splitlines() if line.startswith("850"))
    assert 'guide = "northwind"' in shop.says("partner", "export", "NORTHWIND")
    again = shop.says("partner", "apply", partner)
    assert "Nothing to change" in again
    assert "Guide northwind, revision 1: 850 in, 855 out." in again


def tells_of_guides(shop: Shop) -> bool:
    """Whether doctor has a line on them; the name of a test's folder is none."""
    return re.search(r"\bguides?\b", shop.says("doctor")) is not None


def test_a_rehearsal_keeps_no_revision(shop: Shop, partner: Path) -> None:
    shelve(shop)
    assert "Guide northwind, revision 1" in shop.says("partner", "apply", partner, "--dry-run")
    assert not tells_of_guides(shop)


def test_a_guide_that_is_not_there_or_not_right_is_refused_with_its_line(shop: Shop, partner: Path) -> None:
    refused = shop.b2b("partner", "apply", partner, code=2).stderr
    assert "there is no guide 'northwind'" in refused
    shelve(shop, GUIDE.replace('"BAK03", length', '"BAK03", use = "O", lenght'))
    refused = " ".join(shop.b2b("partner", "apply", partner, code=2).stderr.split())
    assert "guide northwind [sets.855] line 1" in refused
    shelve(shop, GUIDE.replace("BAK03", "BAK33"))
    refused = " ".join(shop.b2b("partner", "apply", partner, code=2).stderr.split())
    assert "guide northwind, set 855, line 1" in refused
    shelve(shop, GUIDE.replace("[sets.855]", "[sets.856]").replace("BAK03", "BSN02"))
    refused = " ".join(shop.b2b("partner", "apply", partner, code=2).stderr.split())
    assert "says nothing of 855" in refused
    shelve(shop, GUIDE.replace("004010", "005010"), BASE.replace("004010", "005010"))
    refused = " ".join(shop.b2b("partner", "apply", partner, code=2).stderr.split())
    assert "narrows 005010" in refused
    assert not tells_of_guides(shop)


def test_guides_beside_the_partners_file_come_first(shop: Shop, partner: Path) -> None:
    shelve(shop)
    beside = partner.parent / "guides"
    beside.mkdir()
    (beside / "northwind.toml").write_text(GUIDE.replace("[4, 10]", "[5, 10]"), encoding="utf-8")
    shop.b2b("partner", "apply", partner)
    assert "the file says otherwise since" in " ".join(shop.says("doctor").split())


def test_what_comes_and_breaks_it(guided: Shop, tmp_path: Path) -> None:
    receive(guided, tmp_path, orders(1, "PO-1"))
    receive(guided, tmp_path, orders(2, "PO-2", department="14"), code=1)
    golden("guide-inbox", guided.says("inbox"))
    golden("guide-exception", guided.says("exceptions", "show", "1"))
    shown = guided.says("docs", "show", guided.json("exceptions", "show", "1")["about"].removeprefix("doc:"))
    assert "Guide    northwind, revision 1" in shown
    assert "REF[DP]02 has 2 characters; 3 are agreed (guide retail line 2)" in " ".join(shown.split())
    told = " ".join(guided.says("why", "exception:1").split())
    assert "error: REF02 segment 4: REF[DP]02 has 2 characters; 3 are agreed (guide retail line 2)" in told


def test_what_is_merely_noted(guided: Shop, tmp_path: Path) -> None:
    receive(guided, tmp_path, orders(1, "PO-1", currency=""))
    (file,) = guided.json("inbox")
    assert (file["verdict"], file["guide_lines"]) == ("accepted-with-errors", ["northwind line 1"])
    told = " ".join(guided.says("why", "order:PO-1").split())
    assert "CUR is required (guide northwind line 1)" in told


def test_what_we_write_and_the_guide_does_not_allow(guided: Shop, tmp_path: Path) -> None:
    receive(guided, tmp_path, orders(1, "PO1", "PO-2"), code=1)
    golden("guide-not-kept", guided.says("exceptions", "show", "1"))
    about = guided.json("exceptions", "show", "1")["about"].removeprefix("doc:")
    shown = " ".join(guided.says("docs", "show", about).split())
    assert "error: BAK03 segment 2: BAK03 has 3 characters; 4 to 10 are agreed (guide northwind line 1)" in shown
    assert guided.json("docs", "show", about)["guide"] == "northwind, revision 1"
    shelve(guided, GUIDE.replace("[4, 10]", "[3, 10]"))
    guided.b2b("partner", "apply", tmp_path / "partner.toml")
    guided.b2b("docs", "retry", about)
    guided.b2b("run", "--once")
    assert guided.json("exceptions", "list") == []


def test_doctor_says_where_a_file_differs_from_what_is_in_force(guided: Shop, partner: Path) -> None:
    assert "ok    guide northwind: revision 1 for NORTHWIND, 850 in, 855 out" in guided.says("doctor")
    folder = shelve(guided, GUIDE.replace("[4, 10]", "[3, 10]"))
    said = " ".join(guided.says("doctor").split())
    assert "note guide northwind: revision 1 for NORTHWIND, 850 in, 855 out; the file says otherwise since" in said
    assert "Next b2b -w WORKSPACE partner apply FILE" in said
    (folder / "northwind.toml").write_text("name =", encoding="utf-8")
    assert "its file is not right" in " ".join(guided.says("doctor").split())
    (folder / "northwind.toml").unlink()
    assert "no file of it in guides/" in " ".join(guided.says("doctor").split())
    refused = " ".join(guided.complains("partner", "apply", partner, code=2).split())
    assert "revision 1 stays in force" in refused
    assert "b2b -w WORKSPACE partner export NORTHWIND --guides guides" in refused


def test_what_is_in_force_needs_no_folder_and_is_written_out_again(guided: Shop, partner: Path, tmp_path: Path) -> None:
    folder = shelve(guided)
    for file in folder.iterdir():
        file.unlink()
    receive(guided, tmp_path, orders(1, "PO-1", department="14"), code=1)
    guided.b2b("partner", "set", "NORTHWIND", "terms.net_days=14")
    guided.b2b("partner", "export", "NORTHWIND", "--guides", folder)
    assert (folder / "northwind.toml").read_text(encoding="utf-8") == GUIDE
    assert (folder / "retail.toml").read_text(encoding="utf-8") == BASE
    guided.b2b("partner", "export", "NORTHWIND", "--guides", folder)
    assert "revision 1" in guided.says("partner", "apply", partner)
    (folder / "retail.toml").write_text(BASE + "# another\n", encoding="utf-8")
    guided.b2b("partner", "export", "NORTHWIND", "--guides", folder, code=1)


def test_without_the_name_the_guide_holds_no_more(guided: Shop, tmp_path: Path) -> None:
    guided.b2b("partner", "apply", FILES / "partner.toml")
    receive(guided, tmp_path, orders(1, "PO1", department="14"))
    assert guided.json("exceptions", "list") == []
    assert not tells_of_guides(guided)
