"""`b2b contract`: anchored, proven, verified; what is wrong with a proof is named and ends with 1."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from b2b.contracts import verify
from tests.cli.shop import Shop


@pytest.fixture
def proof(day: Shop, tmp_path: Path) -> tuple[Path, Path]:
    """A document of the day and its proof."""
    day.b2b("contract", "anchor")
    found = day.json("contract", "proof", "1", "--out", tmp_path / "proofs")
    return Path(found["proof"]), Path(found["document"])


def test_what_is_new_is_anchored_once(day: Shop) -> None:
    waiting = day.json("contract", "status")["waiting_documents"]
    assert waiting > 10
    assert day.says("contract", "anchor", "--dry-run") == f"{waiting} documents would be anchored.\n"
    assert day.json("contract", "anchor") == {"documents": waiting, "batches": 1, "again": 0}
    assert day.says("contract", "anchor") == "Nothing new to anchor.\n"
    status = day.json("contract", "status")
    assert (status["anchored_documents"], status["waiting_documents"], status["ledger"]) == (waiting, 0, "embedded")


def test_a_proof_made_by_one_command_verifies_in_another(day: Shop, proof: tuple[Path, Path]) -> None:
    told = day.json("contract", "verify", *proof)
    assert (told["verified"], told["asked_chain"]) == (True, True)
    assert "This is the document" in day.says("contract", "verify", *proof)
    alone = subprocess.run([sys.executable, "-I", "-S", verify.__file__, *proof], capture_output=True, text=True)
    assert alone.returncode == 0, alone.stderr


@pytest.mark.parametrize("part", ["document", "salt", "path", "root"])
def test_a_flipped_byte_is_refused_and_named(day: Shop, proof: tuple[Path, Path], part: str) -> None:
    file, document = proof
    if part == "document":
        document.write_bytes(document.read_bytes()[:-1] + b"!")
    else:
        content = json.loads(file.read_text())
        inside, key = ("leaf", "salt") if part == "salt" else ("tree", part)
        value = content[inside][key]
        flipped = [flip(value[0]), *value[1:]] if part == "path" else flip(value)
        content[inside][key] = flipped
        file.write_text(json.dumps(content))
    refused = day.b2b("contract", "verify", file, document, "--offline", code=1)
    assert refused.stderr.startswith(f"error: {part}: ")


def flip(digits: str) -> str:
    return f"{int(digits[0], 16) ^ 1:x}{digits[1:]}"


def test_a_root_that_the_chain_does_not_know_ends_with_1(day: Shop, proof: tuple[Path, Path]) -> None:
    (day.folder / "chain.jsonl").unlink()
    assert day.b2b("contract", "verify", *proof, code=2).stderr.startswith("error: ")
    assert not (day.folder / "chain.jsonl").exists(), "verify makes nothing"
    from b2b.contracts.chain.embedded import create_chain

    create_chain(day.folder / "chain.jsonl")
    refused = day.b2b("contract", "verify", *proof, code=1)
    assert "the chain knows no root" in refused.stderr


def test_a_chain_that_forgot_an_anchor_is_not_in_order(day: Shop) -> None:
    day.b2b("contract", "anchor")
    chain = day.folder / "chain.jsonl"
    chain.write_text(chain.read_text().splitlines(keepends=True)[0])
    refused = day.b2b("contract", "status", code=1)
    assert "the chain does not know batch 1, which was anchored" in " ".join(refused.stderr.split())
    assert day.json("contract", "status", code=1)["forgotten_batch"] == 1
    assert "1 batch that the chain had lost would be anchored again" in day.says("contract", "anchor", "--dry-run")
    assert "1 batch that the chain had lost anchored again" in day.says("contract", "anchor")
    assert day.json("contract", "status")["forgotten_batch"] is None
    assert day.says("contract", "anchor") == "Nothing new to anchor.\n"


def test_a_damaged_chain_file_names_its_line(day: Shop) -> None:
    day.b2b("contract", "anchor")
    chain = day.folder / "chain.jsonl"
    chain.write_text(chain.read_text().replace('"transaction":"', '"transaction":"x'))
    refused = " ".join(day.b2b("contract", "status", code=2).stderr.split())
    assert "line 2 of the file is damaged" in refused
    assert "fromhex" not in refused
    assert "bring the file back from a backup" in refused


def test_a_proof_before_its_anchor_says_what_to_do(day: Shop) -> None:
    assert "b2b -w WORKSPACE contract anchor" in day.complains("contract", "proof", "1", code=1)
