"""The proofs of the day: every document with its proof as files, verified without b2b and against the chain, and what
is said of a proof in which a byte is changed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from b2b.contracts import verify
from b2b.contracts.proof import Standing, ask_ledger, check_proof, write_proof
from b2b.demo.checks import DemoFailed
from b2b.demo.house import House
from b2b.demo.stage import Stage
from b2b.demo.wording import document
from b2b.gateway import anchoring
from b2b.store import parties
from b2b.store.tables import AnchorLeaf, Exchange

VERIFIER = "verify.py"
_PARTS = {"salt": ("leaf", "salt"), "path": ("tree", "path"), "root": ("tree", "root")}


@dataclass(frozen=True, slots=True)
class Proven:
    """A document that was proven: its number and what it is, and the names of both files."""

    number: int
    what: str
    document: Path
    proof: Path


@dataclass(slots=True)
class Proving:
    """Writes proofs into the demo's folder, `proofs/HOUSE/`, with the one file that verifies them beside."""

    stage: Stage
    proven: dict[str, list[Proven]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(verify.__file__, self.folder / VERIFIER)

    @property
    def folder(self) -> Path:
        """Where everything goes."""
        return self.stage.folder / "proofs"

    def verified(self, house: House) -> int:
        """How many documents of a house are proven."""
        return len(self.proven.get(house.name, ()))

    def verify_all(self, house: House) -> int:
        """Write and verify the proof of each document of a house; how many. DemoFailed, ProofRefused."""
        target = self.folder / house.name
        target.mkdir(exist_ok=True)
        with house.books() as session:
            ledger = house.gateway.ledger(parties.only_company(session))
            query = select(Exchange).join(AnchorLeaf, col(AnchorLeaf.exchange_id) == col(Exchange.id))
            for row in session.exec(query.order_by(col(Exchange.number))).all():
                proof, content = anchoring.proof(session, house.gateway, row.number)
                check_proof(proof, content)
                if ask_ledger(proof, ledger) is not Standing.ANCHORED:
                    raise DemoFailed(f"the chain of {house.name} does not know document {row.number}")
                stem = target / f"doc-{row.number}"
                suffix = ".xml" if content.lstrip().startswith(b"<") else ".edi"
                one = Proven(row.number, document(row), stem.with_suffix(suffix), stem.with_suffix(".proof.json"))
                one.document.write_bytes(content)
                one.proof.write_bytes(write_proof(proof))
                self.proven.setdefault(house.name, []).append(one)
        if self._verdict(self.proven[house.name][0]):
            raise DemoFailed(f"{VERIFIER} alone refuses the first proof of {house.name}")
        return self.verified(house)

    def spoiled(self) -> Mapping[str, str]:
        """What the verifier, run alone, says is wrong when a byte of that part is changed."""
        first = self.proven[self.stage.northwind.name][0]
        proof = json.loads(first.proof.read_bytes())
        spoiled = self.folder / "spoiled"
        spoiled.mkdir(exist_ok=True)
        spoiled_document = spoiled / first.document.name
        found = {}
        for part in ("document", *_PARTS):
            changed: Any = json.loads(json.dumps(proof))
            content = bytearray(first.document.read_bytes())
            if part == "document":
                content[len(content) // 2] ^= 1
            else:
                section, key = _PARTS[part]
                changed[section][key] = _flipped(changed[section][key])
            spoiled_document.write_bytes(content)
            file = spoiled / f"{part}.proof.json"
            file.write_text(json.dumps(changed), encoding="utf-8")
            found[part] = (
                self._verdict(Proven(first.number, first.what, spoiled_document, file))
                .partition(":")[0]
                .removeprefix("REFUSED ")
            )
        shutil.rmtree(spoiled)
        return found

    def _verdict(self, one: Proven) -> str:
        """What the verifier says against a proof, by Python alone: no package, no environment. Empty where it holds."""
        command = [sys.executable, "-I", "-S", str(self.folder / VERIFIER), str(one.proof), str(one.document)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode not in (0, 1):
            raise DemoFailed(f"{VERIFIER} could not read {one.proof.name}: {done.stderr}")
        return (done.stdout + done.stderr).strip() if done.returncode else ""


def _flipped(value: Any) -> Any:
    """A hash, or the first of a list, with another last digit."""
    if isinstance(value, list):
        return [_flipped(value[0]), *value[1:]]
    return value[:-1] + ("0" if value[-1] != "0" else "1")
