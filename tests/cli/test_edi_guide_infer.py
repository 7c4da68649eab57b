"""`b2b edi guide infer`, `diff` and `test`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.cli.running import run, run_json
from tests.edi.guides.inference.orders import file, order


@pytest.fixture
def samples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Twenty orders of one partner, in the current folder."""
    monkeypatch.chdir(tmp_path)
    names = [f"{number}.edi" for number in range(1, 21)]
    for number, name in enumerate(names, start=1):
        Path(name).write_bytes(file(order(number)))
    return names


def test_from_samples_to_a_tested_guide(samples: list[str]) -> None:
    out = run("edi", "guide", "infer", *samples, "-o", "north.toml").stdout
    assert out.startswith("north, 850 of 004010, from 20 sets: ")
    assert "b2b edi guide test north.toml SAMPLE..." in out
    assert tomllib.loads(Path("north.toml").read_text(encoding="utf-8"))["name"] == "north"
    run("edi", "guide", "check", "north.toml")
    tested = run("edi", "guide", "test", "north.toml", *samples).stdout
    assert tested == "".join(f"{name}: passes, 1 set held against north\n" for name in samples)


def test_a_changed_file_fails_on_its_line(samples: list[str]) -> None:
    run("edi", "guide", "infer", *samples, "-o", "north.toml")
    Path("bad.edi").write_bytes(file([line for line in order(1) if not line.startswith("REF*DP")]))
    result = run("edi", "guide", "test", "north.toml", samples[0], "bad.edi", code=1, columns=200)
    assert result.stdout.splitlines()[0] == "1.edi: passes, 1 set held against north"
    assert result.stdout.splitlines()[1] == "bad.edi: fails, 1 set held against north"
    assert ", set 850 0001, segment " in result.stdout
    assert ": REF[DP] is required" in result.stdout
    answer = run_json("edi", "guide", "test", "north.toml", "bad.edi", code=1)
    ((breach,),) = [one["breaches"] for one in answer["files"]]
    assert (breach["code"], breach["segment"], breach["severity"]) == ("guide-required", "REF", "error")
    assert breach["guide"].startswith("north line ")


def test_a_test_that_tries_nothing_does_not_pass(samples: list[str]) -> None:
    run("edi", "guide", "infer", *samples, "-o", "north.toml")
    run("edi", "sample", "810", "-o", "other.edi")
    out = run("edi", "guide", "test", "north.toml", "other.edi", code=1).stdout
    assert out == "other.edi: beside\nnorth says nothing of 810 in 004010.\n"
    assert run("edi", "guide", "test", "north.toml", "other.edi", samples[0]).exit_code == 0


def test_the_guide_goes_to_the_screen_and_remarks_beside_it(samples: list[str]) -> None:
    Path("notes.txt").write_text("hello", encoding="utf-8")
    result = run("edi", "guide", "infer", *samples, "notes.txt", "--name", "acme", columns=500)
    assert tomllib.loads(result.stdout)["name"] == "acme"
    assert "Left out: notes.txt (rejected): " in result.stderr
    assert "acme, 850 of 004010, from 20 sets: " in result.stderr


def test_confidence_decides_what_counts(samples: list[str]) -> None:
    assert "\n  {" not in run("edi", "guide", "infer", samples[0]).stdout
    bold = tomllib.loads(run("edi", "guide", "infer", samples[0], "--confidence", "0.6").stdout)
    assert {"at": "REF[DP]", "use": "M"} in bold["sets"]["850"]["lines"]
    assert bold["name"] == "buyer"


def test_json_has_every_line_with_its_evidence(samples: list[str]) -> None:
    answer = run_json("edi", "guide", "infer", *samples, samples[0])
    ((one,),) = [guide["sets"] for guide in answer["guides"]]
    line = next(line for line in one["lines"] if line["at"] == "BEG02")
    assert line == {
        "at": "BEG02",
        "line": '{ at = "BEG02", codes = "NE SA" }',
        "standing": "rule",
        "confidence": "0.95",
        "sets": 20,
        "seen": 20,
        "values": {"SA": 14, "NE": 6},
    }
    assert [(left["file"], left["set"]) for left in answer["left_out"]] == [("1.edi", "850")]


def test_releases_make_guides_of_their_own(samples: list[str]) -> None:
    run("edi", "sample", "850", "--release", "005010", "-o", "five.edi")
    refused = run("edi", "guide", "infer", samples[0], "five.edi", code=2)
    assert "several releases (004010, 005010)" in refused.stderr.replace("\n", " ")
    run("edi", "guide", "infer", samples[0], "five.edi", "-o", "north.toml")
    assert sorted(path.name for path in Path().glob("*.toml")) == ["north-004010.toml", "north-005010.toml"]


def test_guides_of_several_releases_are_called_as_their_files(samples: list[str]) -> None:
    run("edi", "sample", "ORDERS", "--release", "D96A", "-o", "a.edi")
    run("edi", "sample", "ORDERS", "--release", "D01B", "-o", "b.edi")
    run("edi", "guide", "infer", "a.edi", "b.edi", "-o", "Moser.toml")
    run("edi", "guide", "infer", "a.edi", "b.edi", "--name", "acme", "-o", "Moser.toml")
    names = {path.stem: tomllib.loads(path.read_text(encoding="utf-8"))["name"] for path in Path().glob("*.toml")}
    assert names == {name: name for name in ("moser-d96a", "moser-d01b", "acme-d96a", "acme-d01b")}


def test_how_many_samples_there_are_is_said_once_for_one_set(samples: list[str]) -> None:
    assert run("edi", "guide", "infer", *samples).stdout.count("Proposed from 20 sets.") == 1


def test_nothing_to_infer_from(samples: list[str]) -> None:
    Path("notes.txt").write_text("hello", encoding="utf-8")
    assert "none of these files" in run("edi", "guide", "infer", "notes.txt", code=2).stderr


def test_differences(samples: list[str]) -> None:
    run("edi", "guide", "infer", *samples[:2], "-o", "two.toml")
    run("edi", "guide", "infer", *samples, "-o", "twenty.toml")
    assert (
        run("edi", "guide", "diff", "twenty.toml", "twenty.toml").stdout == "twenty.toml says what twenty.toml says.\n"
    )
    rows = run_json("edi", "guide", "diff", "two.toml", "twenty.toml", code=1)["differences"]
    at_beg01 = next(row for row in rows if row["at"] == "BEG01")
    assert (at_beg01["change"], at_beg01["before"], at_beg01["after"]) == ("changed", "00 (info)", "00")
    standard = run_json("edi", "guide", "diff", "twenty.toml")
    assert {row["change"] for row in standard["differences"]} == {"added"}
    assert "CUR" in run("edi", "guide", "diff", "twenty.toml", columns=200).stdout
