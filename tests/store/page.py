"""docs/interfaces.md as data: its sections, the rows of its tables, its TOML examples."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "docs" / "interfaces.md"


@cache
def page() -> str:
    """The whole page."""
    return _FILE.read_text(encoding="utf-8")


def section(heading: str) -> str:
    """What stands under a `##` heading, up to the next one."""
    (found,) = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page(), re.MULTILINE | re.DOTALL)
    return str(found)


def rows(first_heading: str) -> list[list[str]]:
    """The rows of the one table whose first column has this heading, cell by cell."""
    lines = page().splitlines()
    (start,) = [n for n, line in enumerate(lines) if line.startswith(f"| {first_heading} |")]
    found = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        found.append([cell.strip() for cell in line.strip("|").split("|")])
    return found


def words(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def example(table: str) -> str:
    """The TOML example that begins with this table."""
    blocks = re.findall(r"```toml\n(.*?)```", page(), re.DOTALL)
    (found,) = [block for block in blocks if block.startswith(f"[{table}]")]
    return str(found)
