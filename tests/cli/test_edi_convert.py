"""Files compared, as JSON and back, and schemas as maps, at the keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.edi.edifact.messages import orders
from tests.edi.x12.messages import message


@pytest.fixture
def order(tmp_path: Path) -> Path:
    file = tmp_path / "order.edi"
    run("edi", "sample", "850", "--seed", "1", "-o", str(file))
    return file


def test_a_difference_is_told_with_its_place(order: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.edi"
    written, changed = re.subn(rb"PO1\*1\*\d+\*", b"PO1*1*19*", order.read_bytes(), count=1)
    assert changed
    order.write_bytes(written)
    other.write_bytes(written.replace(b"PO1*1*19*", b"PO1*1*20*").replace(b"*", b"|"))
    told = run("edi", "diff", str(order), str(other), code=1).stdout
    assert told.splitlines() == [
        "Where             What                    A   B",
        "850 0001 > PO1 1  PO102 Quantity Ordered  19  20",
    ]
    (one,) = json.loads(run("edi", "diff", str(order), str(other), "--json", code=1).stdout)["differences"]
    assert one == {
        "place": ["850 0001", "PO1 1"], "label": "PO102", "name": "Quantity Ordered", "left": "19", "right": "20",
        "qualifier": "",
    }  # fmt: skip
    assert run("edi", "diff", str(order), str(order)).stdout == "They mean the same.\n"


def test_a_segment_that_differs_is_told_by_its_qualifier(tmp_path: Path) -> None:
    left, right = tmp_path / "left.edi", tmp_path / "right.edi"
    body = ["BEG*00*SA*1**20260105", "REF*DP*038", "DTM*002*20260119", "DTM*001*20260201", "PO1*1*1*EA*2"]
    left.write_bytes(message(body))
    right.write_bytes(message([body[0], *body[2:3], "DTM*001*20260202", body[4]]))
    assert run("edi", "diff", left, right, code=1).stdout.splitlines() == [
        "Where     What                            A                           B",
        "850 0001  REF Reference Identification    DP (department number) 038  -",
        "850 0001  DTM02 Date, 001 (cancel after)  20260201                    20260202",
    ]


@pytest.mark.parametrize("more", [[], ["--documents"]])
def test_a_file_goes_through_json(order: Path, tmp_path: Path, more: list[str]) -> None:
    form, back = tmp_path / "order.json", tmp_path / "back.edi"
    run("edi", "to-json", str(order), *more, "-o", str(form))
    run("edi", "from-json", str(form), "-o", str(back))
    if not more:
        assert back.read_bytes() == order.read_bytes()
    assert "1 of 1 set accepted." in run("edi", "validate", str(back)).stdout


def test_each_segment_has_a_line(order: Path) -> None:
    lines = run("edi", "to-json", str(order)).stdout.splitlines()
    assert '        ["CUR", "BY", "USD"],' in lines


def test_what_cannot_be_made_into_a_file_is_told(tmp_path: Path) -> None:
    form = tmp_path / "form.json"
    for text, said in (
        ("{", "not JSON"),
        ("[" * 100_000, "nested deeper than 200"),
        ("{}", "'interchanges' is missing"),
    ):
        form.write_text(text)
        assert said in run("edi", "from-json", str(form), code=2).stderr
    assert "no time zone" in run("edi", "to-json", str(form), "--time-zone", "Mars/Base", code=2).stderr
    assert "bytes belong to no segment" in run("edi", "to-json", str(form), code=2).stderr


def test_maps_of_pyx12_are_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    told = run("edi", "export-map", str(folder), "--release", "005010").stdout
    assert "for interchanges of version 00501" in " ".join(told.split())
    assert (folder / "maps.xml").is_file()
    assert (folder / "850.005010.xml").is_file()
    assert "not empty" in " ".join(run("edi", "export-map", str(folder), code=2).stderr.split())
    assert "no X12 release" in run("edi", "export-map", str(tmp_path / "x"), "--release", "1", code=2).stderr


@pytest.mark.parametrize("currency", ["euros", "eur", "", "EU"])
def test_a_currency_is_three_capitals(order: Path, currency: str) -> None:
    said = run("edi", "to-json", str(order), "--documents", "--currency", currency, code=2).stderr
    assert f"{currency!r} is no currency" in said


def test_many_differences_are_not_all_listed(tmp_path: Path) -> None:
    left, right = tmp_path / "left.edi", tmp_path / "right.edi"
    lines = [f"PO1*{number}*1*EA*2" for number in range(1, 151)]
    left.write_bytes(message(["BEG*00*SA*1**20260105", *lines]))
    right.write_bytes(left.read_bytes().replace(b"*1*EA", b"*3*EA"))
    out = run("edi", "diff", left, right, code=1).stdout
    assert out.count("PO102") == 100
    assert out.endswith("... and 50 more; --most shows more of them, --json all\n")
    assert run("edi", "diff", left, right, "--most", "150", code=1).stdout.count("PO102") == 150


@pytest.mark.parametrize("more", [[], ["--documents"]])
def test_edifact_goes_through_json_too(tmp_path: Path, more: list[str]) -> None:
    file, form, back = (tmp_path / name for name in ("orders.edi", "orders.json", "back.edi"))
    file.write_bytes(orders())
    run("edi", "to-json", str(file), *more, "-o", str(form))
    run("edi", "from-json", str(form), "-o", str(back))
    if not more:
        assert back.read_bytes() == file.read_bytes()
    assert "1 of 1 set accepted." in run("edi", "validate", str(back)).stdout
