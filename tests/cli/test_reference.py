"""docs/cli.md says what the commands say."""

from __future__ import annotations

from pathlib import Path

import b2b
from b2b.cli.reference import reference

PAGE = Path(b2b.__file__).resolve().parents[1] / "docs" / "cli.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: python -m b2b.cli.reference > docs/cli.md"
