from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
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


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Ten thousand tests, and all that they import, stay to the end: looking through them for garbage, while they are
    collected and whenever a test makes much of it, takes ten seconds and more in every process.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.fixture(scope="session")
def code_lists_read_once() -> Iterator[None]:
    """pyx12 reads all code lists anew for every map that it loads, which is most of an opinion's time."""
    from pyx12 import codes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(codes, "ExternalCodes", cache(codes.ExternalCodes))
        yield
