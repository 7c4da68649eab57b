"""From a partner's EDIFACT files to a partner by commands alone: onboarded, tried, put in force, and worked as tried."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from b2b.edi.guides.shelf import shipped
from b2b.edi.validation import validate_bytes
from tests.e2e.world import b2b

SAMPLE = shipped() / "samples" / "grocery-eancom-ORDERS.edi"
CATALOG = """\
[catalog]
company = "OURS"
name = "standard"
currency = "EUR"
valid_from = 2020-01-01

[[item]]
sku = "CASE-1"
description = "A case"
unit = "EA"
gtin = "19520000123458"
prices = [{ from = 1, price = "12.00" }]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the sample and what onboarding wrote of it."""
    shutil.copy(SAMPLE, tmp_path / "orders.edi")
    (tmp_path / "answers.toml").write_text(
        'company = "OURS"\ncode = "GROCER"\ncurrency = "EUR"\ntime_zone = "Europe/Berlin"\nacknowledge = true\n'
    )
    words = ("--answers", tmp_path / "answers.toml", "--confidence", "0.6", "--out", tmp_path / "grocer")
    b2b("partner", "onboard", "--from", tmp_path / "orders.edi", *words)
    return tmp_path


def test_what_was_onboarded_is_tried_and_then_worked(folder: Path) -> None:
    tried = b2b("partner", "test", folder / "grocer" / "partner.toml", folder / "orders.edi").stdout
    assert "1 file: everything is accepted and answered." in tried
    workspace = folder / "ours"
    b2b("init", workspace)
    b2b("-w", workspace, "company", "apply", folder / "grocer" / "company.toml")
    assert (
        "Guide grocer, revision 1: ORDERS in."
        in b2b("-w", workspace, "partner", "apply", folder / "grocer" / "partner.toml").stdout
    )
    (folder / "catalog.toml").write_text(CATALOG)
    b2b("-w", workspace, "catalog", "import", folder / "catalog.toml")
    b2b("-w", workspace, "stock", "set", "CASE-1", "1000")
    b2b("-w", workspace, "receive", folder / "orders.edi")
    b2b("-w", workspace, "run", "--once", code=None)
    documents = json.loads(b2b("-w", workspace, "docs", "list", "--json").stdout)
    assert sorted(one["set"] for one in documents) == ["CONTRL", "ORDERS", "ORDRSP"]
    sent = [validate_bytes(file.read_bytes()) for file in (workspace / "channels" / "grocer" / "out").iterdir()]
    assert all(one.verdict.accepted for report in sent for one in report.sets)


def test_a_mutated_file_fails_on_the_line_of_the_guide_and_contrl_says_so(folder: Path) -> None:
    broken = folder / "broken.edi"
    data = SAMPLE.read_bytes().replace(b"NAD+DP+", b"NAD+UC+", 1)
    assert data != SAMPLE.read_bytes()
    broken.write_bytes(data)
    report = json.loads(b2b("partner", "test", folder / "grocer" / "partner.toml", broken, "--json", code=1).stdout)
    (file,) = report["files"]
    errors = [one for each in file["sets"] for one in each["findings"] if one["severity"] == "error"]
    assert [one["message"] for one in errors] == ["NAD[DP] is required"]
    assert errors[0]["line"].startswith("grocer line ")
    assert [written["sets"] for written in file["written"]] == [["CONTRL"]]
