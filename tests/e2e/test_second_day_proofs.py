"""What was exchanged on the second day, proven: offline, with the standard library alone, and against the chain."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from b2b.contracts import verify
from tests.e2e.market import ACME, NORTHWIND, House, Market

VERIFIER = Path(verify.__file__)


def proven(house: House, folder: Path, step: int = 1) -> list[tuple[Path, Path]]:
    """Proof and document of every exchange of a house, or of each so manieth, as files."""
    found = []
    for row in house.json("docs", "list", "--limit", "1000")[::step]:
        written = house.json("contract", "proof", str(row["number"]), "--out", folder / house.name)
        found.append((Path(written["proof"]), Path(written["document"])))
    return found


def alone(verifier: Path, proof: Path, document: Path) -> subprocess.CompletedProcess[str]:
    """The verifier as a stranger runs it: one file, no package to be found, no site."""
    command = [sys.executable, "-S", "-I", str(verifier), str(proof), str(document)]
    return subprocess.run(command, capture_output=True, text=True, cwd=proof.parent, check=False)


@pytest.mark.parametrize(("name", "exchanges"), [(NORTHWIND, 27), (ACME, 24)])
def test_every_exchange_verifies_offline_and_against_the_chain(
    second_day: Market, name: str, exchanges: int, tmp_path: Path
) -> None:
    (house,) = (house for house in second_day.houses if house.name == name)
    verifier = Path(shutil.copy(VERIFIER, tmp_path))
    proofs = proven(house, tmp_path)
    status = house.json("contract", "status")
    assert (len(proofs), status["anchored_documents"], status["waiting_documents"]) == (exchanges, exchanges, 0)
    for proof, document in proofs:
        told = alone(verifier, proof, document)
        assert (told.returncode, told.stdout[:3]) == (0, "OK:"), told
        assert house.json("contract", "verify", proof, document)["asked_chain"] is True


def test_both_sides_have_proven_the_same_bytes(second_day: Market, tmp_path: Path) -> None:
    """What one has sent the other has received, byte for byte; the bank's files and the twin concern one side only."""
    found = []
    for house in second_day.houses:
        documents = [json.loads(proof.read_text())["document"] for proof, _ in proven(house, tmp_path)]
        of_both = [
            one for one in documents if one["name"].split()[0] not in ("pain.001", "pain.002", "camt.053", "ubl")
        ]
        found.append(sorted(one["sha256"] for one in of_both))
    assert found[0] == found[1]
    assert len(found[0]) == 23


def flip_document(proof: dict[str, Any], document: bytes) -> bytes:
    return document[:-1] + bytes([document[-1] ^ 1])


def flip_salt(proof: dict[str, Any], document: bytes) -> bytes:
    proof["leaf"]["salt"] = flipped(proof["leaf"]["salt"])
    return document


def flip_path(proof: dict[str, Any], document: bytes) -> bytes:
    proof["tree"]["path"][0] = flipped(proof["tree"]["path"][0])
    return document


def flip_root(proof: dict[str, Any], document: bytes) -> bytes:
    proof["tree"]["root"] = flipped(proof["tree"]["root"])
    return document


def flipped(digits: str) -> str:
    return f"{int(digits[:2], 16) ^ 1:02x}{digits[2:]}"


@pytest.mark.parametrize("flip", [flip_document, flip_salt, flip_path, flip_root])
def test_a_flipped_byte_is_refused_and_named(
    second_day: Market, flip: Callable[[dict[str, Any], bytes], bytes], tmp_path: Path
) -> None:
    part = flip.__name__.removeprefix("flip_")
    verifier = Path(shutil.copy(VERIFIER, tmp_path))
    house = second_day.northwind
    for proof_file, document in proven(house, tmp_path, step=7):
        proof = json.loads(proof_file.read_text())
        document.write_bytes(flip(proof, document.read_bytes()))
        proof_file.write_text(json.dumps(proof))
        told = alone(verifier, proof_file, document)
        assert (told.returncode, told.stdout.split(":")[0]) == (1, f"REFUSED {part}"), told
        refused = house.b2b("contract", "verify", proof_file, document, code=1)
        assert part in refused.stderr


def test_a_root_that_was_never_anchored_is_refused(second_day: Market, tmp_path: Path) -> None:
    """The supplier's chain knows nothing of the buyer's proofs, however right they are."""
    (proof, document), *_ = proven(second_day.northwind, tmp_path, step=20)
    assert second_day.northwind.b2b("contract", "verify", proof, document, "--offline").exit_code == 0
    refused = second_day.acme.b2b("contract", "verify", proof, document, code=1)
    assert "knows no root" in refused.stderr
