"""A plain installation has every library that b2b imports: each is declared, or comes with one that is."""

from __future__ import annotations

import ast
import importlib.metadata as metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
# Of the extra `postgresql`; b2b.store.engine says so where it is missing.
OPTIONAL = {"psycopg"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> list[Requirement]:
    return [
        Requirement(line) for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    ]


def installed_with(requirements: list[Requirement]) -> set[str]:
    """The names of these distributions and of all that they require."""
    found: set[str] = set()
    left = list(requirements)
    while left:
        one = left.pop()
        if plain(one.name) in found or (one.marker and not one.marker.evaluate({"extra": ""})):
            continue
        found.add(plain(one.name))
        left += [Requirement(line) for line in metadata.requires(one.name) or ()]
    return found


def imported() -> Iterator[tuple[str, Path]]:
    """The top package of each import from outside, and the file that has it."""
    for file in (ROOT / "b2b").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module]
            for name in names:
                top = name.partition(".")[0]
                if top != "b2b" and top not in sys.stdlib_module_names:
                    yield top, file


def test_everything_imported_is_installed() -> None:
    there, owners = installed_with(declared()), metadata.packages_distributions()
    missing = {
        (top, str(file.relative_to(ROOT)))
        for top, file in imported()
        if top not in OPTIONAL and not there & {plain(name) for name in owners.get(top, ())}
    }
    assert missing == set()


def test_constraints_pin_everything_that_a_plain_installation_brings() -> None:
    pinned = {
        plain(line.partition("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    }
    assert installed_with(declared()) - pinned == set()
