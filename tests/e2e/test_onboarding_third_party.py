"""From the third-party 850s to a partner by commands alone: each sender's files are onboarded, tried, and then run in
a workspace that knows nothing but what onboarding wrote.
"""

from __future__ import annotations

import json
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest

from b2b.edi.x12.validate import validate_bytes
from tests.e2e.world import b2b
from tests.shared_data import shared_data


@dataclass(frozen=True)
class Expected:
    """How many files of a sender there are, what has to be let pass for them, and why one stays refused."""

    files: int
    tolerate: list[str] = field(default_factory=list)
    as_new: list[str] = field(default_factory=list)
    refused: str = ""


EXPECTED = {
    "ahuggins-nhs__node-x12 4405197800": Expected(3),
    "ahuggins-nhs__node-x12 0000000000": Expected(1, refused="it is not on file how many EA"),
    "indice-co__EDI.Net 000123456": Expected(2, ["element-too-long", "interchange-control-number-mismatch"]),
    "indice-co__EDI.Net 049351117": Expected(1, ["set-control-number-duplicate"], ["05", "CP"]),
    "kputnam__stupidedi SENDER": Expected(1),
    "kputnam__stupidedi 123456789012345": Expected(2),
    "olmelabs__EdiEngine ABCDEFGHIJKLMNO": Expected(3, ["element-condition"]),
}


# One that is refused and one that needs tolerance at every run, the others in CI.
SENDERS = [
    pytest.param(sender, marks=() if sender.endswith(("0000000000", "049351117")) else pytest.mark.slow)
    for sender in EXPECTED
]


@cache
def by_sender() -> dict[str, list[Path]]:
    """The 004010 850s with a line, by their collection and ISA06."""
    found: dict[str, list[Path]] = defaultdict(list)
    for file in sorted(shared_data("x12-samples").glob("*/*")):
        report = validate_bytes(file.read_bytes())
        sets = [
            one
            for interchange in report.interchanges
            for group in interchange.groups
            for one in group.sets
            if one.set == "850" and group.result.header.version.startswith("004010")
        ]
        if any(segment[0] == "PO1" for one in sets for segment in one.segments):
            found[f"{file.parent.name} {report.interchanges[0].result.header.sender}"].append(file)
    return found


def onboarded(files: list[Path], folder: Path, expected: Expected) -> Path:
    """The folder that onboarding writes for these files, at a confidence at which few samples make rules."""
    answers = folder / "answers.toml"
    answers.write_text(
        f'company = "OURS"\ncode = "PARTNER"\ntolerate = {json.dumps(expected.tolerate)}\n'
        f"as_new = {json.dumps(expected.as_new)}\n"
    )
    b2b(
        "partner", "onboard", "--from", *files, "--answers", answers, "--confidence", "0.6", "--out", folder / "partner"
    )
    return folder / "partner"


def test_no_sender_is_missing_in_the_table() -> None:
    assert {sender: len(files) for sender, files in by_sender().items()} == {
        sender: one.files for sender, one in EXPECTED.items()
    }


@pytest.mark.parametrize("sender", SENDERS)
def test_a_senders_files_are_onboarded_tried_and_worked(sender: str, tmp_path: Path) -> None:
    files, expected = by_sender()[sender], EXPECTED[sender]
    plain = tmp_path / "plain"
    first = b2b("partner", "onboard", "--from", *files, "--out", plain, "--json")
    found = json.loads(first.stdout)["not_understood"]
    assert sorted({code for one in found for code in one["tolerate"]}) == expected.tolerate
    folder = onboarded(files, tmp_path, expected)
    tried = b2b("partner", "test", folder / "partner.toml", *files, code=1 if expected.refused else 0)
    assert (expected.refused or "everything is accepted and answered") in tried.stdout
    broken = {one["file"] for one in found if one["tolerate"]}
    fitting = [file for file in files if str(file) not in broken]
    if fitting:
        b2b("edi", "guide", "test", folder / "guides" / "partner.toml", *fitting)
    workspace = tmp_path / "ours"
    b2b("init", workspace)
    b2b("-w", workspace, "company", "apply", folder / "company.toml")
    assert (
        "Guide partner, revision 1: 850 in" in b2b("-w", workspace, "partner", "apply", folder / "partner.toml").stdout
    )
    b2b("-w", workspace, "receive", files[0])
    b2b("-w", workspace, "run", "--once", code=None)
    documents = json.loads(b2b("-w", workspace, "docs", "list", "--set", "850", "--json").stdout)
    assert documents
    assert all(one["verdict"] in ("accepted", "accepted-with-errors") for one in documents)


def test_a_mutated_file_fails_on_the_line_of_the_guide(tmp_path: Path) -> None:
    sender = "ahuggins-nhs__node-x12 4405197800"
    files = by_sender()[sender]
    folder = onboarded(files, tmp_path, EXPECTED[sender])
    data = files[0].read_bytes()
    department = next(part for part in data.split(b"~") if part.strip().startswith(b"REF*DP*"))
    mutated = tmp_path / "mutated.edi"
    mutated.write_bytes(_one_segment_less(data.replace(department + b"~", b"", 1)))
    result = b2b("partner", "test", folder / "partner.toml", mutated, "--json", code=1)
    (file,) = json.loads(result.stdout)["files"]
    broken = [one for each in file["sets"] for one in each["findings"] if one["severity"] == "error"]
    assert [one["message"] for one in broken] == ["REF[DP] is required"]
    number = int(broken[0]["line"].removeprefix("partner line "))
    assert _line(folder / "guides" / "partner.toml", number) == {"at": "REF[DP]", "use": "M"}


def _one_segment_less(data: bytes) -> bytes:
    """SE01 counts the segments of the set."""
    trailer = next(part.strip() for part in data.split(b"~") if part.strip().startswith(b"SE*"))
    tag, count, number = trailer.split(b"*")
    return data.replace(trailer, b"*".join((tag, str(int(count) - 1).encode(), number)))


def _line(guide: Path, number: int) -> dict[str, str]:
    lines: list[dict[str, str]] = tomllib.loads(guide.read_text())["sets"]["850"]["lines"]
    return lines[number - 1]
