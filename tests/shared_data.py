"""Third-party files that tests read and the project never carries: `B2B_SHARED_DATA`, else `../shared/data` beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parent.parent


def shared_data(*parts: str) -> Path:
    """The path of a third-party file or folder; without it the test skips, and fails where `CI=true` promises it."""
    root = Path(os.environ.get("B2B_SHARED_DATA") or _ROOT.parent / "shared" / "data")
    path = root.joinpath(*parts)
    if path.exists():
        return path
    sentence = f"{path} is missing: point B2B_SHARED_DATA to the folder of third-party test files"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)
