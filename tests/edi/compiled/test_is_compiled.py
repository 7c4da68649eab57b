"""Whether the tests run against the build that is compiled; only `make test-compiled` asks."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import pytest

_COMPILED = [
    "b2b.edi.engine.tree",
    "b2b.edi.x12.tokenizer",
    "b2b.edi.x12.mappings.reading",
    "b2b.edi.edifact.mappings.reading",
]


@pytest.mark.skipif("B2B_COMPILED" not in os.environ, reason="this is about the compiled build: make test-compiled")
@pytest.mark.parametrize("name", _COMPILED)
def test_the_module_is_compiled(name: str) -> None:
    file = import_module(name).__file__
    assert file is not None
    assert Path(file).suffix == ".so"
