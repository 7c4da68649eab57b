from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.store.workspace import lean_stores


@pytest.fixture(scope="package", autouse=True)
def stores_of_trials() -> Iterator[None]:
    with lean_stores():
        yield
