"""Puts the result of a measurement into docs/benchmarks.md, in place of what the section said before."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
_HEAD = """# Benchmarks

Each section is written by the command it names, on the machine it names. Compare the rows of one table with each
other: absolute numbers depend on the machine and on what else it was doing.
"""


def write_section(title: str, text: str) -> None:
    """Write or replace the section of that title."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else _HEAD
    section = f"## {title}\n\n{text.strip()}\n"
    pattern = re.compile(rf"^## {re.escape(title)}\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
    known = pattern.search(page) is not None
    page = pattern.sub(lambda _: section + "\n", page) if known else f"{page.rstrip()}\n\n{section}"
    PAGE.write_text(page.rstrip("\n") + "\n", encoding="utf-8")
