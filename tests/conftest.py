from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import HealthCheck, settings

# How long a machine takes that does other things beside says nothing about the product.
settings.register_profile(
    "unhurried",
    settings(),
    deadline=None,
    suppress_health_check=[*{*settings().suppress_health_check, HealthCheck.too_slow}],
)
settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def code_lists_read_once() -> Iterator[None]:
    """pyx12 reads all code lists anew for every map that it loads, which is most of an opinion's time."""
    from pyx12 import codes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "ExternalCodes", cache(codes.ExternalCodes))
        yield
