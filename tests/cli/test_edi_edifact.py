"""`b2b edi` takes EDIFACT as it takes X12."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import run, run_json
from tests.edi.edifact.messages import orders


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "orders.edi").write_bytes(orders())
    (tmp_path / "wrong.edi").write_bytes(orders(("QTY+21:48", "QTY+21:4X")))
    return "orders.edi"


def test_validate(file: str) -> None:
    assert run("edi", "validate", file).stdout.startswith("orders.edi: accepted\n1 of 1 set accepted.\n")
    out = " ".join(run("edi", "validate", "wrong.edi", code=1).stdout.split())
    assert "group REF1, set ORDERS 1, segment 9 (byte 263): QTY01-02 (Quantity) holds a character" in out


def test_validate_says_in_json_how_contrl_would(file: str) -> None:
    (found,) = run_json("edi", "validate", "wrong.edi", code=1)["files"]
    (message,) = found["interchanges"][0]["groups"][0]["transactions"]
    assert [f["ack"] for f in message["findings"]] == [[{"ack": "UCD", "segment": "QTY", "code": "37"}]]


def test_show_writes_separators_as_people_do(file: str) -> None:
    out = run("edi", "show", file).stdout
    assert "DTM01-02  20260105" in out
    assert "Party qualifier: buyer" in out
    assert "\x1f" not in out
    written = [line["value"] for line in run_json("edi", "show", file)["lines"]]
    assert "DTM+137:20260105:102" in written


def test_ack_answers_with_contrl(file: str) -> None:
    out = run("edi", "ack", "wrong.edi").stdout
    assert "UCM+1+ORDERS:D:96A:UN:EAN008+4'" in out
    assert "UCD+37+2:2'" in out


def test_ack_goes_back_to_where_answers_are_wanted(file: str, tmp_path: Path) -> None:
    (tmp_path / "routed.edi").write_bytes(orders(("5412345000013:14+", "5412345000013:14:STORES+")))
    assert "UNB+UNOC:3+4012345500004:14+5412345000013:14:STORES+" in run("edi", "ack", "routed.edi").stdout


def test_ack_of_an_ack_is_refused(file: str) -> None:
    run("edi", "ack", file, "-o", "contrl.edi")
    assert "acknowledgments are not acknowledged" in run("edi", "ack", "contrl.edi", code=1).stderr


def test_schema_and_sample(file: str) -> None:
    assert "Purchase order message" in run("edi", "schema", "ORDERS", "--release", "D96A").stdout
    run("edi", "sample", "DESADV", "--release", "D01B", "-o", "sample.edi")
    run("edi", "validate", "sample.edi")


def test_diff_compares_by_meaning(file: str, tmp_path: Path) -> None:
    same = orders(("PRI+AAA:11.80", "PRI+AAA:11,8"), una="").replace(b"'\n", b"'")
    (tmp_path / "same.edi").write_bytes(same)
    assert run("edi", "diff", file, "same.edi").stdout == "They mean the same.\n"
    (found,) = run_json("edi", "diff", file, "wrong.edi", code=1)["differences"]
    assert (found["place"], found["label"]) == (["ORDERS 1", "LIN 1"], "QTY01")
    assert (found["left"], found["right"]) == ("21:48", "21:4X")
    assert found["qualifier"] == "21 (ordered)"


def test_diff_says_that_one_syntax_is_not_compared_with_the_other(file: str, tmp_path: Path) -> None:
    run("edi", "sample", "850", "-o", "order.x12")
    told = " ".join(run("edi", "diff", "order.x12", file, code=2).stderr.split())
    assert "the first file is X12, the second EDIFACT" in told
    assert "b2b edi convert" in told
