"""The registry that ships is the one of its source: compiled again, byte for byte, by the compiler its source names."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from b2b import resources
from b2b.contracts.chain.registry import registry

FOLDER = resources.path("schemas", "contracts")
COMPILER = "0.8.37"
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Output of npm's `solc` for the input that ships; it is plain JavaScript, so nothing but the package is needed."""
    if not (shutil.which("node") and shutil.which("npm")):
        sentence = "node and npm are missing: on Debian, apt-get install nodejs npm"
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    folder = tmp_path_factory.mktemp("solc")
    install = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts", f"solc@{COMPILER}"]
    (folder / "package.json").write_text("{}")
    subprocess.run(install, cwd=folder, check=True, capture_output=True)
    source = (FOLDER / "AnchorRegistry.input.json").read_bytes()
    output = subprocess.run(["node", str(HERE / "solc.js")], cwd=folder, input=source, check=True, capture_output=True)
    content: dict[str, Any] = json.loads(output.stdout)
    assert not [one for one in content.get("errors", []) if one["severity"] != "info"]
    contract: dict[str, Any] = content["contracts"]["AnchorRegistry.sol"]["AnchorRegistry"]
    return contract


def shipped() -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / "AnchorRegistry.json").read_bytes())
    return content


def test_the_input_holds_the_source_and_fixes_what_decides_the_bytes() -> None:
    source = (FOLDER / "AnchorRegistry.sol").read_text()
    given = json.loads((FOLDER / "AnchorRegistry.input.json").read_bytes())
    assert given["sources"] == {"AnchorRegistry.sol": {"content": source}}
    settings = given["settings"]
    assert (settings["evmVersion"], settings["metadata"]) == ("prague", {"bytecodeHash": "none"})
    assert settings["optimizer"] == {"enabled": True, "runs": 200}
    assert re.findall(r"pragma solidity (.*);", source) == [COMPILER]
    assert shipped()["compiler"] == COMPILER


def test_compiled_again_it_is_the_same(compiled: dict[str, Any]) -> None:
    assert {
        "contract": "AnchorRegistry",
        "compiler": COMPILER,
        "abi": compiled["abi"],
        "methodIdentifiers": compiled["evm"]["methodIdentifiers"],
        "bytecode": "0x" + compiled["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + compiled["evm"]["deployedBytecode"]["object"],
    } == shipped()


def test_deployed_code_depends_on_nobody() -> None:
    """No constructor argument and no immutable: what stands on a chain can be compared with what ships."""
    assert registry().creation.endswith(registry().runtime)
    assert not [one for one in shipped()["abi"] if one["type"] == "constructor"]


def test_the_contract_offers_two_functions_and_no_way_to_change_an_anchor() -> None:
    offered = {one["name"]: one["stateMutability"] for one in shipped()["abi"] if one["type"] == "function"}
    assert offered == {"anchor": "nonpayable", "anchoredAt": "view"}
