"""Without a chain in use nothing of one is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = {"web3", "eth", "eth_tester", "eth_account", "eth_keys", "eth_utils", "aiohttp", "requests", "rlp", "pydantic"}


@pytest.mark.parametrize(
    ("modules", "loaded"),
    [
        ("b2b.contracts, b2b.contracts.merkle, b2b.contracts.proof, b2b.contracts.verify", set()),
        ("b2b.contracts.chain, b2b.contracts.chain.registry, b2b.contracts.chain.memory", set()),
        ("b2b.contracts.chain.embedded", {"eth", "eth_keys", "eth_utils", "rlp"}),
        ("b2b.contracts.chain.endpoint", {"web3", "eth_account"}),
    ],
)
def test_a_module_loads_what_it_needs(modules: str, loaded: set[str]) -> None:
    program = f"import sys, {modules}; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    found = {name.partition(".")[0] for name in said.stdout.split()} & HEAVY
    assert found >= loaded
    if not loaded:
        assert found == set()
    if "embedded" in modules:
        assert not found & {"web3", "aiohttp", "requests"}
