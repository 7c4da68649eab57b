from __future__ import annotations

import pytest


@pytest.fixture(scope="session", autouse=True)
def opinions_cost_little(code_lists_read_once: None) -> None:
    """Many of these tests ask pyx12."""
