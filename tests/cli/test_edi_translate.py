"""`b2b edi convert` at the keyboard: what is written, what is told, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.running import run
from tests.edi.edifact.messages import orders
from tests.edi.x12.messages import ORDER, changed, joined, message, segments, set_of


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "order.edi").write_bytes(
        message([*ORDER[:2], "REF*DP*038*CENTRAL", ORDER[3], "TD5****U*MYCARRIER", *ORDER[4:]])
    )
    (tmp_path / "plain.edi").write_bytes(message())
    return tmp_path


def test_the_result_goes_to_a_file_and_the_losses_to_the_screen(here: Path) -> None:
    told = run("edi", "convert", "order.edi", "--to", "edifact", "-o", "order.unb", columns=200)
    assert told.stdout.splitlines() == [
        "850 0001 -> ORDERS 1, and lost:",
        "  references[0].description = CENTRAL: it has no place in ORDERS",
        "  TD504 at position 6 = U: no document has a place for it",
        "  TD505 at position 6 = MYCARRIER: no document has a place for it",
        "the envelope lost: the sender of group 1 = NW",
    ]
    assert "1 of 1 set accepted." in run("edi", "validate", "order.unb").stdout


def test_without_a_file_the_result_is_the_output(here: Path) -> None:
    told = run("edi", "convert", "order.edi", "--to", "EDIFACT", "--release", "d.01b")
    assert told.stdout.startswith("UNA:+.? '\n")
    assert "ORDERS:D:01B:UN" in told.stdout
    assert "references[0].description" in told.stderr
    (here / "order.unb").write_text(told.stdout)
    assert run("edi", "convert", "-", "--to", "x12", stdin=(here / "order.unb").read_bytes()).stdout.startswith(
        "ISA*00*"
    )


def test_json_has_it_all_and_writes_nothing_unless_asked(here: Path) -> None:
    found = json.loads(run("edi", "convert", "order.edi", "--to", "edifact", "--json").stdout)
    assert sorted(path.name for path in here.iterdir()) == ["order.edi", "plain.edi"]
    assert found == {
        "to": "edifact",
        "output": None,
        "lossless": False,
        "messages": [
            {
                "kind": "850",
                "number": "0001",
                "to_kind": "ORDERS",
                "to_number": "1",
                "losses": [
                    {
                        "field": "references[0].description",
                        "value": "CENTRAL",
                        "problem": "'CENTRAL' has no place in ORDERS",
                    }
                ],
                "leftovers": [
                    {"where": "TD504 at position 6", "value": "U"},
                    {"where": "TD505 at position 6", "value": "MYCARRIER"},
                ],
            }
        ],
        "envelope": [{"where": "the sender of group 1", "value": "NW"}],
        "refused": [],
        "unread": [],
    }
    run("edi", "convert", "order.edi", "--to", "edifact", "--json", "-o", "order.unb")
    assert (here / "order.unb").is_file()


def test_a_loss_fails_only_where_it_is_asked(here: Path) -> None:
    run("edi", "convert", "order.edi", "--to", "edifact", "--strict", code=1)
    run("edi", "convert", "plain.edi", "--to", "edifact", "--strict", code=1)  # the id of the group
    same = ["--sender", "ZZ:NORTHWIND", "--receiver", "ZZ:ACME"]
    run("edi", "convert", "plain.edi", "--to", "x12", "--strict", *same, code=1)
    (here / "clean.edi").write_bytes((here / "plain.edi").read_bytes().replace(b"GS*PO*NW*", b"GS*PO*NORTHWIND*"))
    assert "lost" not in run("edi", "convert", "clean.edi", "--to", "edifact", "--strict").stderr


def test_what_is_rejected_is_named_and_the_rest_is_written(here: Path) -> None:
    head, gs, *rest = segments()
    bad = set_of(changed("BEG*00*SA*4500001001**20260105", ""), number="0002")
    (here / "two.edi").write_bytes(joined([head, gs, *rest[:-2], *bad, "GE*2*1", rest[-1]]))
    told = run("edi", "convert", "two.edi", "--to", "edifact", "-o", "two.unb", code=1, columns=200).stdout
    assert "850 0001 -> ORDERS 1" in told
    assert "850 0002 is not converted: it is rejected" in told
    assert "BEG" in told
    assert "next: b2b edi validate two.edi" in told
    assert (here / "two.unb").is_file()
    (refused,) = json.loads(run("edi", "convert", "two.edi", "--to", "x12", "--json", code=1).stdout)["refused"]
    assert refused["findings"][0]["segment"] == "BEG"


def test_what_follows_and_cannot_be_read_is_named(here: Path) -> None:
    (here / "mixed.edi").write_bytes(orders() + message())
    told = run("edi", "convert", "mixed.edi", "--to", "x12", "-o", "one.x12", code=1, columns=200).stdout
    place = len(orders())
    assert f"not read at byte {place}: bytes stand outside every interchange and are not read: ISA*00*" in told
    assert told.endswith("next: b2b edi validate mixed.edi\n")
    assert (here / "one.x12").is_file()
    found = json.loads(run("edi", "convert", "mixed.edi", "--to", "x12", "--json", code=1).stdout)
    assert not found["lossless"]
    assert [(one["code"], one["offset"]) for one in found["unread"]] == [("bytes-outside-interchange", place)]


def test_where_nothing_can_be_converted_nothing_is_written(here: Path) -> None:
    (here / "bad.edi").write_bytes(message(changed("BEG*00*SA*4500001001**20260105", "")))
    run("edi", "convert", "bad.edi", "--to", "edifact", "-o", "bad.unb", code=1)
    assert not (here / "bad.unb").exists()
    run("edi", "sample", "846", "-o", "stock.edi")
    assert "has nothing for an inventory" in run("edi", "convert", "stock.edi", "--to", "ubl", code=1).stderr


@pytest.mark.parametrize(
    ("kind", "form", "told"),
    [
        ("856", "edifact", "856 0001 -> DESADV 1"),
        ("865", "edifact", "865 0001 -> ORDRSP 1"),
        ("ORDERS", "x12", "ORDERS 000001 -> 850 0001"),
        ("ORDRSP", "x12", "ORDRSP 000001 -> 855 0001"),
    ],
)
def test_samples_are_converted_and_nothing_is_lost(here: Path, kind: str, form: str, told: str) -> None:
    sample = run("edi", "sample", kind).stdout.encode()
    assert run("edi", "convert", "-", "--to", form, stdin=sample).stderr == f"{told}\n"


@pytest.mark.parametrize(("kind", "form"), [("865", "edifact"), ("ORDRSP", "x12")])
def test_what_was_drawn_at_random_says_too_little(here: Path, kind: str, form: str) -> None:
    run("edi", "sample", kind, "--drawn", "-o", "drawn.edi")
    refused = json.loads(run("edi", "convert", "drawn.edi", "--to", form, "--json", code=1).stdout)["refused"]
    assert len(refused) == 1


def test_several_invoices_go_to_a_folder(here: Path) -> None:
    run("edi", "sample", "810", "--sets", "2", "-o", "invoices.edi")
    assert "each is a file of its own" in run("edi", "convert", "invoices.edi", "--to", "ubl", code=2).stderr
    run("edi", "convert", "invoices.edi", "--to", "ubl", "-o", "invoices")
    assert sorted(path.name for path in (here / "invoices").iterdir()) == ["001.xml", "002.xml"]
    run("edi", "convert", "invoices.edi", "--to", "ubl", "-o", "invoices", code=2)
    ends = ["--sender", "14:9520000000011", "--receiver", "14:9520000000028"]
    assert "INVOIC:D:96A:UN" in run("edi", "convert", "invoices/001.xml", "--to", "edifact", *ends).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "csv"], "not one of: x12, edifact, ubl"),
        (["--to", ""], "name one of: x12, edifact, ubl"),
        (["--to", "x12", "--sender", "ACME"], "not QUALIFIER:ID"),
        (["--to", "x12", "--currency", "euro"], "no currency"),
        (["--to", "x12", "--time-zone", "Mars/Base"], "no time zone"),
        (["--to", "x12", "--release", "1"], "there is no X12 release"),
        (["--to", "x12", "--json", "-o", "-"], "standard output is taken"),
        (["--to", "x12", "--control-number", "0"], "control-number"),
    ],
)
def test_what_was_typed_wrongly_is_told(here: Path, words: list[str], said: str) -> None:
    assert said in " ".join(run("edi", "convert", "plain.edi", *words, code=2).stderr.split())


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"<html/>", b"%PDF-1.7 nothing"])
def test_what_is_no_such_file_is_told(here: Path, content: bytes) -> None:
    (here / "file").write_bytes(content)
    told = run("edi", "convert", "file", "--to", "x12", code=2).stderr
    assert "error:" in told
    assert "next:" in told


def test_a_long_list_is_cut_on_the_screen(here: Path) -> None:
    run("edi", "sample", "850", "--full", "-o", "full.edi")
    told = run("edi", "convert", "full.edi", "--to", "edifact", "--most", "3").stderr
    assert "more; --most shows more of them, --json all" in " ".join(told.split())
