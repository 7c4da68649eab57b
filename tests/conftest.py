from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest


@pytest.fixture(scope="session")
def code_lists_read_once() -> Iterator[None]:
    """pyx12 reads all code lists anew for every map that it loads, which is most of an opinion's time."""
    from pyx12 import codes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "ExternalCodes", cache(codes.ExternalCodes))
        yield
