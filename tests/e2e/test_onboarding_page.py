"""docs/onboarding.md can be typed as it stands, by somebody who has nothing but the program."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.e2e.world import b2b

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "onboarding.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The texts between fences, of this language."""
    found = re.findall(r"^```(\w*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return [text for of, text in found if of == language]


def commands() -> list[list[str]]:
    """The command lines of the page, in order, without remarks."""
    lines = [line for block in blocks("") for line in block.splitlines() if line.startswith("b2b ")]
    return [shlex.split(line, comments=True)[1:] for line in lines]


def test_the_page_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("samples").mkdir()
    shutil.copy(ROOT / "schemas" / "guides" / "samples" / "retailer-850.edi", "samples")
    typed = commands()
    assert [words[:2] for words in typed[:3]] == [["partner", "onboard"], ["edi", "guide"], ["partner", "test"]]
    for words in typed:
        expanded = [path for word in words for path in (map(str, sorted(Path().glob(word))) if "*" in word else [word])]
        b2b(*expanded)
    (named,) = (block for block in blocks("") if block.startswith("retailer/"))
    assert all(Path(line.split()[0]).is_file() for line in named.splitlines())
    assert all(Path(name).is_file() for name in ("report.html", "for-partner.html", "retailer-850.html"))
    assert len(typed) == 7


def test_the_workspace_of_the_page_is_not_the_readmes() -> None:
    (made,) = (words[1] for words in commands() if words[0] == "init")
    assert f"b2b init {made} " not in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_answer_of_the_page_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (answers,) = blocks("toml")
    Path("answers.toml").write_text(answers, encoding="utf-8")
    sample = ROOT / "schemas" / "guides" / "samples" / "retailer-850.edi"
    b2b("partner", "onboard", "--from", sample, "--answers", "answers.toml")
    assert 'company = "ACME"' in Path("retailer/partner.toml").read_text(encoding="utf-8")
