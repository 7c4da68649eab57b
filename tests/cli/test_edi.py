"""`b2b edi`: files without a workspace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import process, run, run_json
from tests.cli.shop import GOLDEN
from tests.edi.x12.messages import isa, joined

FILES = Path(__file__).resolve().parents[2] / "b2b" / "demo" / "files"
GOOD, BAD = FILES / "850-4500001001.edi", FILES / "850-unreadable.edi"


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES)


def test_a_good_file(here: None) -> None:
    assert run("edi", "validate", GOOD.name).stdout == (
        "850-4500001001.edi: accepted\n"
        "1 of 1 set accepted.\n"
        "Interchange  From       To          Group   Release  Sets  Verdict\n"
        "000000101    NORTHWIND  ACMESUPPLY  PO 101  004010      1  accepted\n"
    )


def test_a_bad_file_names_every_fault_and_its_place(here: None) -> None:
    out = run("edi", "validate", BAD.name, code=1).stdout
    assert out.startswith("850-unreadable.edi: rejected\n0 of 1 set accepted, 1 rejected.\n")
    assert "segment 2 (byte 197): BEG05 (Date) is no date" in out
    assert "[20260231]" in out
    assert "the mandatory segment PO1 is missing" in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 80


def test_several_files_are_summed_up(here: None) -> None:
    assert run("edi", "validate", GOOD.name, BAD.name, code=1).stdout.endswith("2 files: 1 accepted, 1 not.\n")


def test_json_has_its_stable_shape() -> None:
    answer = run_json("edi", "validate", GOOD, BAD, code=1)
    good, bad = answer["files"]
    assert (good["verdict"], good["accepted"], good["counts"]) == (
        "accepted",
        True,
        {"sets": 1, "accepted": 1, "rejected": 0},
    )
    assert bad["verdict"] == "rejected"
    transaction = bad["interchanges"][0]["groups"][0]["transactions"][0]
    first = transaction["findings"][0]
    assert (first["segment"], first["position"], first["element"], first["offset"]) == ("BEG", 2, 5, 197)
    assert {"ack": "AK4", "segment": "BEG", "code": "8"} in first["ack"]


def test_standard_input() -> None:
    assert run("edi", "validate", "-", stdin=GOOD.read_bytes()).stdout.startswith("stdin: accepted\n")
    assert run_json("edi", "validate", "-", stdin=BAD.read_bytes(), code=1)["files"][0]["file"] == "-"


def test_a_file_that_is_not_there_does_not_hide_the_others(tmp_path: Path) -> None:
    result = run("edi", "validate", tmp_path / "no.edi", GOOD, code=2)
    assert "accepted" in result.stdout
    assert result.stderr.startswith("error: No such file or directory\nwhere: ")
    both = run("edi", "validate", tmp_path, GOOD, "--json", code=2)
    assert [found["verdict"] for found in json.loads(both.stdout)["files"]] == ["accepted"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x1b[31m" * 50, b"ISA*00*", "Bestellung äöü\n".encode()])
def test_any_bytes_get_a_finding_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "what.edi"
    file.write_bytes(content)
    out = run("edi", "validate", file, code=1).stdout
    assert "error" in out
    assert "\x1b" not in out
    (found,) = run_json("edi", "validate", file, code=1)["files"]
    assert found["findings"]


def test_a_partners_text_cannot_steer_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "hostile.edi"
    hostile = BAD.read_bytes().replace(b"20260231", b"\x1b[2J\x9b1m").replace(b"000000106", b"\x1b[2J00106")
    file.write_bytes(hostile.replace(b"REF*DP", b"\x1b[2*DP"))
    assert "\x1b" not in run("edi", "show", file).stdout
    for words in (["edi", "validate", file], ["edi", "validate", file, "--second-opinion"]):
        out = run(*words, code=1).stdout
        assert "\x1b" not in out
        assert "\x9b" not in out
    raw = run("edi", "validate", file, "--json", code=1).stdout
    assert "\x1b" not in raw
    json.loads(raw)


def test_second_opinion_stands_beside_ours(here: None) -> None:
    out = run("edi", "validate", BAD.name, "--second-opinion", code=1).stdout
    assert out.endswith("Second opinion (pyx12): agrees on 1 set.\n")
    (found,) = run_json("edi", "validate", BAD.name, "--second-opinion", code=1)["files"]
    assert found["verdict"] == "rejected"
    (opinion,) = found["second_opinion"]
    assert (opinion["agrees"], opinion["pyx12_accepted"]) == (True, False)


def test_ack_of_a_good_and_a_bad_set(tmp_path: Path) -> None:
    answer = process("edi", "ack", GOOD)
    assert answer.returncode == 0
    segments = answer.stdout.replace("\n", "").split("~")
    assert segments[0].split("*")[6:9:2] == ["ACMESUPPLY     ", "NORTHWIND      "]
    assert [s for s in segments if s.startswith("AK")] == ["AK1*PO*101", "AK2*850*0001", "AK5*A", "AK9*A*1*1*1"]
    out = tmp_path / "997.edi"
    run("edi", "ack", BAD, "-o", out, "--control-number", "42")
    written = out.read_text()
    assert "AK4*5*373*8*20260231" in written
    assert "*000000042*" in written
    run("edi", "validate", out)
    assert "there already" in run("edi", "ack", BAD, "-o", out, code=1).stderr


def test_ack_by_a_999_where_the_release_has_one(tmp_path: Path) -> None:
    later = tmp_path / "later.edi"
    later.write_bytes(Path(BAD).read_bytes().replace(b"X*004010", b"X*005010").replace(b"*U*00401*", b"*^*00501*"))
    written = run("edi", "ack", later, "--set", "999").stdout
    assert "*FA*" in written
    assert "ST*999*" in written
    assert "CTX*BEG03>" in written
    assert "IK4*5*373*8*20260231" in written
    assert "ST*997*" in run("edi", "ack", BAD, "--set", "999").stdout, "004010 has no 999"
    assert "acknowledges nothing" in run("edi", "ack", BAD, "--set", "850", code=2).stderr


@pytest.mark.parametrize("old", ["*U*00401*", "*U*00501*"])
def test_ack_in_a_release_with_repetitions_of_an_interchange_without(tmp_path: Path, old: str) -> None:
    later = tmp_path / "later.edi"
    later.write_bytes(Path(BAD).read_bytes().replace(b"X*004010", b"X*005010").replace(b"*U*00401*", old.encode()))
    answer = tmp_path / "997.edi"
    run("edi", "ack", later, "-o", answer)
    assert "*^*00501*" in answer.read_text()
    run("edi", "validate", answer)


def test_what_cannot_be_acknowledged_says_so(tmp_path: Path) -> None:
    nonsense = tmp_path / "x.edi"
    nonsense.write_bytes(b"hello")
    assert "there is no ISA segment" in run("edi", "ack", nonsense, code=2).stderr
    nonsense.write_bytes(b'<?xml version="1.0"?><Invoice/>')
    assert "in this file; it looks like an XML document\n" in run("edi", "ack", nonsense, code=2).stderr
    answer = tmp_path / "997.edi"
    run("edi", "ack", GOOD, "-o", answer)
    assert "not acknowledged" in run("edi", "ack", answer, code=1).stderr


def test_an_interchange_that_cannot_be_answered_is_told_apart_from_one_that_is_not_to_be(tmp_path: Path) -> None:
    good = Path(GOOD).read_bytes()
    odd = good.replace(b"GS*PO*NORTHWIND*ACMESUPPLY", b"GS*PO*NORTHWIND-RETAIL-GMBH*ACMESUPPLY")
    assert odd != good
    mixed = tmp_path / "mixed.edi"
    mixed.write_bytes(odd)
    alone = run("edi", "ack", mixed, code=1)
    assert alone.stdout == ""
    assert "cannot be answered: GS03: 'NORTHWIND-RETAIL-GMBH' does not fit" in alone.stderr
    assert "acknowledgments" not in alone.stderr
    mixed.write_bytes(odd + good)
    both = run("edi", "ack", mixed, code=1)
    assert "cannot be answered" in both.stderr
    assert both.stdout.count("ISA*") == 1
    mixed.write_bytes(good.replace(b"GS*PO*NORTHWIND*", b"GS*PO*N*"))
    assert "GS*FA*ACMESUPPLY*N *" in run("edi", "ack", mixed).stdout


def test_a_ta1_is_not_answered_by_a_ta1(tmp_path: Path) -> None:
    alone = tmp_path / "ta1.edi"
    run("edi", "sample", "TA1", "-o", alone)
    asks = alone.read_bytes().replace(b"*0*T*", b"*1*T*", 1)
    assert asks != alone.read_bytes()
    assert "not acknowledged" in run("edi", "ack", "-", stdin=asks, code=1).stderr


def test_a_page_is_titled_by_any_name(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9.edi")
    odd.write_bytes(Path(GOOD).read_bytes())
    assert "<title>caf\\udce9.edi</title>" in run("edi", "show", odd, "--html", "-").stdout


def test_schema_of_a_set_and_of_a_segment() -> None:
    out = run("edi", "schema", "850").stdout
    assert out.startswith("850 Purchase Order, release 004010, functional group PO\n")
    rows = run_json("edi", "schema", "850", "--release", "005010")["rows"]
    assert [row["segment"] for row in rows[:2]] == ["ST", "BEG"]
    elements = run_json("edi", "schema", "850", "--segment", "po1")["elements"]
    assert [(row["place"], row["usage"], row["element"]) for row in elements[:2]] == [
        ("PO101", "O", "350"),
        ("PO102", "O", "330"),
    ]
    assert {"850", "997"} <= {row["set"] for row in run_json("edi", "schema")}


def test_an_unknown_set_release_or_segment_says_what_there_is() -> None:
    assert "004010" in run("edi", "schema", "850", "--release", "009999", code=2).stderr
    assert "b2b edi schema" in run("edi", "schema", "123", code=2).stderr
    assert "no segment ZZZ" in run("edi", "schema", "850", "--segment", "ZZZ", code=2).stderr


def test_a_sample_is_what_it_says_and_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("edi", "sample", "850", "--minimal", "--seed", "4").stdout
    assert told == (GOLDEN / "edi-sample.txt").read_text()
    run("edi", "sample", "850", "--minimal", "--seed", "4", "-o", "850.edi")
    assert Path("850.edi").read_text() == told
    found = run("edi", "validate", "850.edi", "--info").stdout
    assert found.startswith("850.edi: accepted\n1 of 1 set accepted.\nInterchange")


def test_samples_may_be_small_large_and_several(tmp_path: Path) -> None:
    small, usual, large = (
        run("edi", "sample", "850", *words).stdout for words in (["--minimal"], ["--sets", "3"], ["--full"])
    )
    assert len(small) < len(usual) < len(large)
    assert usual.count("\nST*850*") == 3


def test_a_sample_is_of_the_release_that_has_the_set() -> None:
    assert "+ORDERS:D:96A:UN'" in run("edi", "sample", "orders").stdout
    assert "+CONTRL:D:3:UN'" in run("edi", "sample", "CONTRL").stdout
    assert "*X*004010~" in run("edi", "sample", "850").stdout


def test_a_set_without_a_document_is_drawn() -> None:
    for set_id in ("204", "997"):
        assert run("edi", "sample", set_id).stdout == run("edi", "sample", set_id, "--drawn").stdout
    assert run("edi", "sample", "850").stdout != run("edi", "sample", "850", "--drawn").stdout


def test_a_sample_fits_a_guide(tmp_path: Path) -> None:
    file = tmp_path / "850.edi"
    run("edi", "sample", "850", "--guide", "retailer", "--sets", "3", "-o", file)
    assert "3 of 3 sets accepted." in run("edi", "validate", file, "--guide", "retailer").stdout
    told = run("edi", "sample", "850", "--guide", "retailer", "--sets", "3").stdout
    assert told == file.read_text()
    assert told != run("edi", "sample", "850", "--guide", "retailer", "--sets", "3", "--seed", "1").stdout


def test_a_sample_that_no_guide_lets_through_names_the_line(tmp_path: Path) -> None:
    guide = tmp_path / "own.toml"
    lines = '{ at = "REF[DP]", use = "M" }, { at = "", check = "length(BEG03) > 40" }'
    guide.write_text(f'name = "own"\nrelease = "004010"\n[sets.850]\nlines = [{lines}]\n')
    told = " ".join(run("edi", "sample", "850", "--guide", guide, code=1).stderr.split())
    assert "keeps own line 2: this does not hold: length(BEG03) > 40" in told
    assert "b2b edi guide show --set 850" in told
    assert "use one of: 850" in run("edi", "sample", "855", "--guide", guide, code=2).stderr
    assert "of release 004010" in run("edi", "sample", "850", "--guide", guide, "--release", "005010", code=2).stderr


def test_a_sample_that_there_cannot_be_says_why() -> None:
    assert "no set '999'" in run("edi", "sample", "999", code=2).stderr
    assert "no message 'ORDERS'" in run("edi", "sample", "ORDERS", "--release", "syntax3", code=2).stderr
    for both in (["--minimal", "--full"], ["--full", "--drawn"], ["--guide", "retailer", "--minimal"]):
        assert "not both" in run("edi", "sample", "850", *both, code=2).stderr


def test_many_groups_are_not_all_listed(tmp_path: Path) -> None:
    file = tmp_path / "many.edi"
    groups = [f"GS*PO*NW*ACME*20260105*0800*{number}*X*004010~GE*0*{number}~" for number in range(1, 61)]
    file.write_text(joined([isa()]).decode() + "".join(groups) + "IEA*60*000000001~")
    out = run("edi", "validate", file, code=None).stdout
    assert out.count("  PO ") == 50
    assert "\n... and 10 more groups; --json lists them all\n" in out
    out = run("edi", "validate", file, "--most", "59", code=None).stdout
    assert "\n... and 1 more group; --json" in out


@pytest.mark.parametrize("typed", ["D.96A", "d.96a", "d96a"])
def test_a_directory_may_be_typed_as_it_is_written(typed: str) -> None:
    for command in (["schema", "ORDERS"], ["sample", "ORDERS"], ["guide", "show", "--set", "ORDERS"]):
        assert run("edi", *command, "--release", typed).stdout == run("edi", *command, "--release", "D96A").stdout


@pytest.mark.parametrize(
    ("set_id", "release"), [("ORDERS", "D96A"), ("orders", "D96A"), ("CONTRL", "syntax3"), ("850", "004010")]
)
def test_the_usual_release_is_meant_where_none_is_named(set_id: str, release: str) -> None:
    assert run("edi", "schema", set_id).stdout == run("edi", "schema", set_id, "--release", release).stdout
    shown = run("edi", "guide", "show", "--set", set_id.upper())
    assert shown.stdout == run("edi", "guide", "show", "--set", set_id.upper(), "--release", release).stdout


@pytest.mark.parametrize("command", [["schema", "ORDERS"], ["sample", "ORDERS"], ["guide", "show", "--set", "ORDERS"]])
def test_an_unknown_release_names_those_of_both_syntaxes(command: list[str]) -> None:
    told = " ".join(run("edi", *command, "--release", "D.99Z", code=2).stderr.split())
    assert "no X12 release or EDIFACT directory 'D.99Z'" in told
    assert "004010" in told
    assert "D96A" in told


@pytest.mark.parametrize("content", [b"", b"UNX+UNOC:3+A+B'"])
def test_what_cannot_be_answered_says_what_can(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    told = " ".join(run("edi", "ack", str(tmp_path / "file"), code=2).stderr.split())
    assert "only X12" not in told
    assert "UNB" in told


def test_sets_and_releases_may_be_typed_in_small_letters() -> None:
    assert run("edi", "schema", "orders", "--release", "d96a").stdout == (
        run("edi", "schema", "ORDERS", "--release", "D96A").stdout
    )
    assert run("edi", "sample", "ta1").stdout == run("edi", "sample", "TA1").stdout


def test_a_segment_that_belongs_to_no_set_is_shown_by_its_id() -> None:
    out = run("edi", "schema", "ta1").stdout
    assert out.startswith("TA1 Interchange Acknowledgment\n")
    assert "TA105" in out
    assert run_json("edi", "schema", "TA1")["segment"] == "TA1"


def test_options_that_contradict_each_other_or_say_nothing_are_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert "not both" in run("edi", "show", GOOD, "--html", page, "--json", code=2).stderr
    assert not page.exists()
    assert "name of the file to write is empty" in run("edi", "sample", "850", "-o", "", code=2).stderr


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_reason_for_a_traceback(closed: str, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    name = "-" if "<" in closed else str(GOOD)
    command = f'"{sys.executable}" -m b2b edi validate "{name}" {closed}'
    ended = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, cwd=trace.parent)
    assert ended.returncode == (1 if name == "-" else 0), ended
    assert "Traceback" not in ended.stderr + ended.stdout
    assert "should not happen" not in ended.stderr


def test_a_file_that_holds_nothing_is_named(tmp_path: Path) -> None:
    nothing = tmp_path / "nothing.edi"
    nothing.write_bytes(b"nothing")
    for command in (("ack",), ("convert", "--to", "x12"), ("to-json",)):
        assert f"where: {nothing}" in run("edi", command[0], str(nothing), *command[1:], code=2).stderr.replace(
            "\n", ""
        )
