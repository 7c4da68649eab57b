"""One rule runner for all tests that need no pack: starting a worker is what takes time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from b2b.invoicing.rules import RuleRunner


@pytest.fixture(scope="session")
def rules() -> Iterator[RuleRunner]:
    """The official rules alone."""
    with RuleRunner() as runner:
        yield runner
