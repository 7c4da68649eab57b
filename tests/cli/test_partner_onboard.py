"""`b2b partner onboard` and `b2b partner test`: from a partner's files to settings that are applied as they are."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from b2b.cli import partner_onboard
from tests.cli.running import run, run_json
from tests.onboarding.files import interchange, order, orders

HEADING = ("REF*DP*77",)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / "one.edi", tmp_path / "two.edi"]
    for number, path in enumerate(made, start=1):
        path.write_bytes(order(number, *HEADING))
    return made


def test_from_files_to_a_partner_that_works(files: list[Path], tmp_path: Path) -> None:
    workspace, out = tmp_path / "w", tmp_path / "them"
    told = run("partner", "onboard", "--from", *files, "--out", out, "--confidence", "0.6", columns=200).stdout
    assert "Nothing is in force yet." in told
    assert "Assumed" in told
    assert re.search(r"guides/them\.toml: \d+ lines would reject files that the standard lets pass: ", told)
    written = sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    assert written == ["README.md", "company.toml", "guides/them.toml", "partner.toml"]
    tried = run("partner", "test", out / "partner.toml", *files, columns=200).stdout
    assert "2 files: everything is accepted and answered." in tried
    assert "before real files come: your catalog with its prices (b2b catalog import FILE)." in tried
    run("init", workspace)
    run("-w", workspace, "company", "apply", out / "company.toml")
    applied = run("-w", workspace, "partner", "apply", out / "partner.toml", columns=200).stdout
    assert "Created partner THEM" in applied
    assert "Guide them, revision 1: 850 in." in applied
    examined = run("-w", workspace, "doctor", columns=200).stdout
    assert "catalog of US: there is none: each line that THEM may order is rejected" in examined


def test_a_file_that_came_before_is_said_to_have(files: list[Path], tmp_path: Path) -> None:
    workspace, out = tmp_path / "w", tmp_path / "them"
    run("partner", "onboard", "--from", *files, "--out", out)
    run("init", workspace)
    run("-w", workspace, "company", "apply", out / "company.toml")
    run("-w", workspace, "partner", "apply", out / "partner.toml")
    for _ in range(2):
        run("-w", workspace, "receive", files[0])
        run("-w", workspace, "run", "--once", code=None)
    assert run("-w", workspace, "inbox", columns=200).stdout.count("accepted (came before)") == 1


def test_a_broken_file_fails_on_the_guides_line_and_the_workspace_stays_as_it_is(
    files: list[Path], tmp_path: Path
) -> None:
    workspace, out, pages = tmp_path / "w", tmp_path / "them", [tmp_path / "report.html", tmp_path / "send.html"]
    run("partner", "onboard", "--from", *files, "--out", out, "--confidence", "0.6")
    run("init", workspace)
    run("-w", workspace, "company", "apply", out / "company.toml")
    bad = tmp_path / "bad.edi"
    bad.write_bytes(order(3))
    before = _contents(workspace)
    words = ("-w", workspace, "partner", "test", out / "partner.toml", bad, "--report", pages[0], "--send", pages[1])
    told = run(*words, code=1, columns=200).stdout
    assert "REF[DP] is required [guide them line " in told
    assert "1 file: something is rejected in 1, a person is needed in 1." in told
    assert all(page.read_text().startswith("<!doctype html>") for page in pages)
    assert _contents(workspace) == before
    run(*words, code=1)
    pages[0].write_text("<!doctype html> of somebody else")
    assert "something else than a page of b2b" in run(*words, code=2).stderr
    assert pages[0].read_text() == "<!doctype html> of somebody else"


def _contents(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in (".toml", ".db")
    }


def test_the_workspaces_own_catalog_and_stock_are_used(files: list[Path], tmp_path: Path) -> None:
    workspace, out = tmp_path / "w", tmp_path / "them"
    run("partner", "onboard", "--from", *files, "--out", out)
    run("init", workspace)
    run("-w", workspace, "company", "apply", out / "company.toml")
    catalog = tmp_path / "catalog.toml"
    catalog.write_text(
        '[catalog]\ncompany = "US"\nname = "standard"\ncurrency = "USD"\nvalid_from = 2020-01-01\n'
        '[[item]]\nsku = "V-1"\ndescription = "One"\nunit = "EA"\nprices = [{ from = 1, price = "12.00" }]\n'
    )
    run("-w", workspace, "catalog", "import", catalog)
    run("-w", workspace, "stock", "set", "V-1", "3")
    found = run_json("-w", workspace, "partner", "test", out / "partner.toml", *files, code=1)
    assert (found["notes"], found["needed"]) == ([], [])
    decided = [line["answers"] for file in found["files"] for one in file["sets"] for line in one["decided"]]
    assert [[(status, quantity) for status, quantity, _ in line] for line in decided] == [
        [("IP", "3"), ("IB", "2")],
        [("IR", "5")],
    ]


def test_a_workspace_knows_its_company_and_its_own_files(files: list[Path], tmp_path: Path) -> None:
    workspace, out, ours = tmp_path / "w", tmp_path / "them", tmp_path / "ours.edi"
    run("init", workspace)
    run("partner", "onboard", "--from", *files, "--out", tmp_path / "first")
    run("-w", workspace, "company", "apply", tmp_path / "first" / "company.toml")
    ours.write_bytes(interchange(["855", "BAK*00*AC*PO-1*20260301"], "US", "THEM", group="PR"))
    run("-w", workspace, "partner", "onboard", "--from", *files, ours, "--out", out, "--company", "US")
    assert not (out / "company.toml").exists()
    assert "| set 855 | we send, release 004010 | 1 set |" in (out / "README.md").read_text()
    run("-w", workspace, "partner", "apply", out / "partner.toml")


def test_what_to_type_next_is_for_the_workspace_that_was_named(files: list[Path], tmp_path: Path) -> None:
    workspace, out = tmp_path / "w", tmp_path / "them"
    run("init", workspace)
    told = run("-w", workspace, "partner", "onboard", "--from", *files, "--out", out, columns=300).stdout
    assert "init" not in told.partition("Next")[2]
    for words in (f"partner test {out}/partner.toml", f"company apply {out}/company.toml", "catalog import FILE"):
        assert f"  b2b -w {workspace} {words}" in told
        assert f"b2b -w {workspace} {words}" in (out / "README.md").read_text()


def test_our_own_files_are_left_out(files: list[Path], tmp_path: Path) -> None:
    out, ours = tmp_path / "them", tmp_path / "ours.edi"
    ours.write_bytes(interchange(["855", "BAK*00*AC*PO-1*20260301"], "US", "THEM", group="PR"))
    told = run("partner", "onboard", "--from", *files, ours, "--out", out, code=2).stderr
    assert "--sender ZZ/THEM" in told
    run("partner", "onboard", "--from", *files, ours, "--sender", "ZZ/THEM", "--out", out)
    told = run("partner", "test", out / "partner.toml", *files, ours, columns=200).stdout
    assert "ours.edi was sent by us and is not tried." in told
    assert "none of these files is from" in run("partner", "test", out / "partner.toml", ours, code=2).stderr


@pytest.mark.parametrize("data", [b"", b"UNB+UNOA", b"\x00\xff", b"ISA", b"Dear all"])
def test_strange_files_are_told(data: bytes, files: list[Path], tmp_path: Path) -> None:
    strange, out = tmp_path / "strange.edi", tmp_path / "them"
    strange.write_bytes(data)
    failed = run("partner", "onboard", "--from", strange, "--out", out, code=2).stderr
    assert "strange.edi" in failed
    assert "this should not happen" not in failed
    assert not out.exists()
    told = run("partner", "onboard", "--from", *files, strange, "--out", out, columns=200).stdout
    assert "Not understood" in told


def test_a_finding_without_a_place_is_told_alone(files: list[Path], tmp_path: Path) -> None:
    out, padded = tmp_path / "them", tmp_path / "padded.edi"
    run("partner", "onboard", "--from", *files, "--out", out)
    padded.write_bytes(order(3, *HEADING).replace(b"~CTT", b"~ CTT"))
    told = run("partner", "test", out / "partner.toml", padded, columns=200).stdout
    assert "    warning blanks stand before a segment" in told


def test_an_envelope_with_nothing_in_it_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty.edi"
    empty.write_bytes(b"UNB+UNOA:1+A+B+260301:1200+1'UNZ+0+1'")
    told = run("partner", "onboard", "--from", empty, "--out", tmp_path / "a", code=2, columns=200).stderr
    assert "there is no transaction set or message in what A has sent" in told


def test_edifact_becomes_a_partner_that_can_be_applied(tmp_path: Path) -> None:
    workspace, out = tmp_path / "w", tmp_path / "them"
    files = [tmp_path / "one.edi", tmp_path / "two.edi"]
    for number, path in enumerate(files, start=1):
        path.write_bytes(orders(number, "CUX+2:EUR:9"))
    found = run_json("partner", "onboard", "--from", *files, "--out", out, "--code", "THEM")
    assert (found["guides"], found["not_understood"]) == (["them"], [])
    run("init", workspace)
    run("-w", workspace, "company", "apply", out / "company.toml")
    applied = run("-w", workspace, "partner", "apply", out / "partner.toml", columns=200).stdout
    assert "Guide them, revision 1: ORDERS in." in applied


def test_no_file_a_missing_file_and_a_folder_that_is_there(files: list[Path], tmp_path: Path) -> None:
    assert "no sample is named" in run("partner", "onboard", code=2).stderr
    assert "No such file" in run("partner", "onboard", "--from", tmp_path / "none.edi", code=2).stderr
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "x").write_text("mine")
    assert (
        "something already" in run("partner", "onboard", "--from", *files, "--out", tmp_path / "there", code=1).stderr
    )
    assert "No such file" in run("partner", "test", tmp_path / "none.toml", *files, code=2).stderr
    told = run("partner", "onboard", "--from", tmp_path, code=2, columns=200).stderr
    assert "this is a folder, and a file is needed" in told
    assert f"name the files in it, such as {tmp_path}/*" in told


def test_answers_come_from_a_file(files: list[Path], tmp_path: Path) -> None:
    answers, out = tmp_path / "answers.toml", tmp_path / "them"
    answers.write_text('company = "OURS"\ncode = "THEIRS"\nacknowledge = false\ntime_zone = "Europe/Berlin"\n')
    found = run_json("partner", "onboard", "--from", *files, "--answers", answers, "--out", out)
    assert (found["code"], found["guides"], found["not_understood"]) == ("THEIRS", ["theirs"], [])
    text = (out / "partner.toml").read_text()
    assert 'company = "OURS"' in text
    assert "acknowledge = false" in text
    answers.write_text("time_zone = 5\n")
    again = ("partner", "onboard", "--from", *files, "--answers", answers, "--out", tmp_path / "x")
    assert "time_zone is no answer" in run(*again, code=2).stderr


def test_on_a_terminal_each_question_says_why(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partner_onboard, "_may_ask", lambda answers, *, as_json: True)
    typed = b"OURS\nTHEIRS\nTheir name\n\n\nno\nMars\nEurope/Berlin\nEUR\n"
    result = run("partner", "onboard", "--from", *files, "--out", tmp_path / "them", stdin=typed, columns=200)
    assert "(dates in messages have no zone, and these files give no hint)" in result.stdout
    assert "there is no such zone" in result.stderr
    text = (tmp_path / "them" / "partner.toml").read_text()
    assert all(part in text for part in ('"OURS"', '"THEIRS"', '"Their name"', '"Europe/Berlin"', '"EUR"', "= false"))
