"""Every command that the product tells people to type exists, with the options it names."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer.main

import b2b
from b2b.cli.app import app

ROOT = Path(b2b.__file__).resolve().parents[1]
SOURCES = sorted(
    path
    for path in [
        *(ROOT / "b2b").rglob("*.py"),
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("*.md"),
        *(ROOT / "catalogs").rglob("*"),
    ]
    if path.is_file() and path.suffix in (".py", ".md", ".toml")
)
WORDS = re.compile(r"""(?<![\w./`"'-])[`"']?\bb2b((?: +(?!b2b)[a-zA-Z0-9_.:{}"'<>=/-]+)+)""")


def mentioned(path: Path) -> list[str]:
    """What follows `b2b` in a file, as far as it may be a command line."""
    text = path.read_text(encoding="utf-8")
    return [match.group(1).strip() for match in WORDS.finditer(text)]


@cache
def root() -> Any:
    return typer.main.get_command(app)


def problem(line: str) -> str:
    """Why this cannot be typed, empty where it can."""
    command = root()
    words = line.replace("`", " ").replace('"', " ").replace("'", " ").split()
    if not words or words[0] not in command.commands:
        return ""  # prose
    while hasattr(command, "commands") and words and not words[0].startswith(("-", "{")):
        if words[0].rstrip(".,;:)") not in command.commands:
            return f"there is no b2b {line}"
        command = command.commands[words.pop(0).rstrip(".,;:)")]
    known = {option for parameter in getattr(command, "params", ()) for option in parameter.opts}
    known |= {"--help", "-h", "--workspace", "-w", "--no-color"}
    wrong = [word for word in words if word.startswith("--") and word.split("=")[0].rstrip(".,;:)") not in known]
    return f"b2b {line}: no option {wrong[0]}" if wrong else ""


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_told_can_be_typed(path: Path) -> None:
    assert [found for line in mentioned(path) if (found := problem(line))] == []
