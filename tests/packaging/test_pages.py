"""The pages that people read: every link leads somewhere, every page can be reached, decisions are numbered once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
PAGES = [path for place in (".", "docs", "docs/decisions", "catalogs") for path in sorted((ROOT / place).glob("*.md"))]


def targets(page: Path) -> set[Path]:
    """The files and folders that a page links or names in backticks."""
    text = page.read_text(encoding="utf-8")
    linked = {page.parent / target.partition("#")[0] for target in re.findall(r"\]\(([^):]+)\)", text)}
    named = {ROOT / path for path in re.findall(r"`((?:docs|catalogs)/[\w./-]*|[A-Z]+\.md)`", text)}
    return {path.resolve() for path in linked | {path for path in named if path.exists()}}


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^):#]*)#?([^)]*)\)", page.read_text(encoding="utf-8")):
        found = (page.parent / target).resolve() if target else page
        assert found.exists(), target
        assert not anchor or anchor in anchors(found), anchor


def test_every_page_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    left = [ROOT / "README.md"]
    while left:
        one = left.pop()
        # Who opens a folder of pages sees its README.
        page = one / "README.md" if one.is_dir() else one
        if page in reached or page.suffix != ".md" or not page.exists():
            continue
        reached.add(page)
        left += targets(page)
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


def test_each_decision_has_its_own_number_and_a_line_in_the_index() -> None:
    records = sorted(DECISIONS.glob("0*.md"))
    assert [path.name[:4] for path in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    index = re.findall(r"^\| \[(\d+)\]\((.*?)\) \| (.*?) \|", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    assert [(path.name[:4], path.name) for path in records] == [(number, file) for number, file, _ in index]
    titles = [path.read_text(encoding="utf-8").splitlines()[0] for path in records]
    assert titles == [f"# {number} {title}" for number, _, title in index]
