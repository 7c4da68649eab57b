"""Guides at the keyboard: listed, checked, shown, and files held against them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from b2b.cli import screen
from b2b.edi.guides import shelf
from tests.cli.running import run, run_json

SAMPLES = shelf.shipped() / "samples"
OWN = 'name = "own"\nbase = "retailer"\nrelease = "004010"\n[sets.850]\nlines = [{ at = "BEG02", codes = "SA" }]\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(OWN)
    return file


SHIPPED = [
    "automotive", "automotive-odette", "eancom-1997", "eancom-2002", "grocery", "grocery-eancom", "odette", "retailer",
]  # fmt: skip


def test_guides_are_listed(own: Path) -> None:
    told = run("edi", "guide", "list", columns=120).stdout
    assert [line.split()[0] for line in told.splitlines() if not line.startswith(" ")] == ["Guide", *SHIPPED]
    (own.parent / "broken.toml").write_text("name = 1")
    rows = {row["guide"]: row for row in run_json("edi", "guide", "list", "--in", own.parent)}
    assert list(rows) == ["broken", "own", *SHIPPED]
    assert (rows["own"]["base"], rows["own"]["sets"]) == ("retailer", "850 855 856 810")
    assert rows["broken"]["title"].startswith("broken: name is missing")


def test_a_workspace_has_guides_of_its_own(own: Path) -> None:
    workspace = own.parent / "acme"
    run("init", workspace)
    (workspace / "guides").mkdir(exist_ok=True)
    own.rename(workspace / "guides" / "own.toml")
    assert "own" in run("-w", workspace, "edi", "guide", "list", columns=120).stdout
    sample = SAMPLES / "retailer-850.edi"
    assert "1 of 1 set accepted" in run("-w", workspace, "edi", "validate", sample, "--guide", "own").stdout
    assert "no guide 'own'" in run("edi", "validate", sample, "--guide", "own", code=2).stderr


def test_guides_are_checked(own: Path) -> None:
    assert "own narrows 850, 855, 856, 810 of 004010 by" in " ".join(run("edi", "guide", "check", own).stdout.split())
    wrong = own.with_name("wrong.toml")
    wrong.write_text(OWN.replace("codes", "check").replace('"SA"', '"BEG02 = "'))
    result = run("edi", "guide", "check", own, wrong, code=2)
    assert "a value is missing (character 9)" in " ".join(result.stderr.split())
    assert "[sets.850] line 1 check" in result.stderr
    first, second = json.loads(run("edi", "guide", "check", own, wrong, "--json", code=2).stdout)["guides"]
    assert (first["guide"], "error" in first, second["where"].endswith("line 1 check")) == ("own", False, True)


def test_a_file_is_held_against_a_guide(own: Path) -> None:
    bad = SAMPLES / "retailer-850.breaks-line-6.edi"
    assert "accepted" in run("edi", "validate", bad).stdout
    told = " ".join(run("edi", "validate", bad, "--guide", "retailer", code=1).stdout.split())
    assert "REF[DP]02 has 2 characters; 3 are agreed [38] [guide retailer line 6]" in told
    found = run_json("edi", "validate", bad, "--guide", own, code=1)
    (finding,) = found["files"][0]["interchanges"][0]["groups"][0]["transactions"][0]["findings"]
    assert (finding["code"], finding["guide"], finding["ack"][1]["code"]) == ("guide-length", "retailer line 6", "4")
    shown = " ".join(run("edi", "show", bad, "--guide", "retailer", columns=200).stdout.split())
    assert "(guide retailer line 6)" in shown
    opinion = run("edi", "validate", bad, "--guide", "retailer", "--second-opinion", code=1).stdout
    assert "guide retailer line 6" in " ".join(opinion.split())


def test_what_the_guide_says_nothing_of_is_told() -> None:
    result = run("edi", "validate", SAMPLES / "retailer-850.edi", "--guide", "grocery")
    assert "Guide grocery says nothing of 850 of 004010" in " ".join(result.stderr.split())
    assert "no guide 'nobody'" in run("edi", "validate", "x.edi", "--guide", "nobody", code=2).stderr


def test_a_guide_is_shown(own: Path, tmp_path: Path) -> None:
    told = run("edi", "guide", "show", "retailer", "--set", "850").stdout
    assert told.startswith("# 850 Purchase Order\n")
    assert "REF*DP*038" in told
    page, text = tmp_path / "page.html", tmp_path / "page.md"
    run("edi", "guide", "show", own, "--set", "850", "--html", page, "--markdown", text)
    assert "own line 1" in page.read_text()
    assert text.read_text().startswith("# 850 Purchase Order\n")
    assert "## Example" in text.read_text()
    run("edi", "guide", "show", own, "--set", "850", "--html", page)
    page.write_text("of somebody else")
    told = run("edi", "guide", "show", own, "--set", "850", "--html", page, code=2).stderr
    assert "something else than a page of b2b" in told


def test_on_a_terminal_a_guide_is_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "is_terminal", lambda stream: stream is sys.stdout)
    told = run("edi", "guide", "show", "retailer", "--set", "850", columns=100).stdout
    assert "850 Purchase Order" in told
    assert not any(mark in told for mark in ("# 850", "|---", "<br>"))


def test_a_page_is_data_too() -> None:
    page = run_json("edi", "guide", "show", "grocery", "--set", "880")
    assert (page["guide"], page["set_id"], page["segments"][1]["place"]) == ("grocery", "880", "G01")
    assert page["segments"][1]["elements"][2]["use"] == "required"
    assert page["differences"][0]["source"] == "grocery line 18"


def test_the_standard_is_shown() -> None:
    told = run("edi", "guide", "show", "--set", "997", "--release", "005010").stdout
    assert "X12 release 005010, functional group FA." in told
    assert "Differences" not in told


def test_a_set_has_to_be_named() -> None:
    assert "name one of 850, 855, 856, 810" in " ".join(run("edi", "guide", "show", "retailer", code=2).stderr.split())
    assert "it has no set '999'" in run("edi", "guide", "show", "retailer", "--set", "999", code=2).stderr
    assert "no X12 release" in run("edi", "guide", "show", "--set", "850", "--release", "1", code=2).stderr


def test_every_command_takes_edifact(tmp_path: Path) -> None:
    sample, bad = SAMPLES / "grocery-eancom-ORDERS.edi", SAMPLES / "grocery-eancom-ORDERS.breaks-line-7.edi"
    assert "1 of 1 set accepted" in run("edi", "validate", sample, "--guide", "grocery-eancom").stdout
    told = run("edi", "validate", bad, "--guide", "grocery-eancom", code=1).stdout
    assert "set ORDERS 1, segment 1, UNH" in told
    assert "[guide grocery-eancom line 7]" in told
    checked = run("edi", "guide", "check", SAMPLES.parent / "grocery-eancom.toml").stdout
    assert "grocery-eancom narrows" in " ".join(checked.split()), "wherever the line breaks behind a long path"
    page = run("edi", "guide", "show", "grocery-eancom", "--set", "ORDERS", "--markdown", "-").stdout
    assert "UN/EDIFACT directory D96A" in page
    assert "LIN+1++19520000123458:EN" in page
    assert "Delivery schedule message" in run("edi", "guide", "show", "--set", "DELFOR", "--release", "D01B").stdout
    run("edi", "guide", "infer", sample, "-o", tmp_path / "own.toml", "--confidence", "0.3")
    assert "passes" in run("edi", "guide", "test", tmp_path / "own.toml", sample).stdout
    assert "UNH02-05" in run("edi", "guide", "diff", tmp_path / "own.toml", columns=120).stdout
