"""Proof files: made from a batch and its receipt, written, read, and checked offline or against a ledger.

docs/contract-proofs.md describes the file; `b2b.contracts.verify` is the arithmetic, in one file for counterparties.
"""

from __future__ import annotations

import datetime as dt
import json
from enum import StrEnum
from typing import Any

from b2b.contracts import verify
from b2b.contracts.merkle import Batch
from b2b.contracts.verify import Anchor, Proof
from b2b.errors import ConfigError, Conflict, NotWritable, Rejected, Unreadable
from b2b.ports import AnchorReceipt, Ledger


class ProofRefused(Rejected):
    """A proof that does not hold. `part` is what is wrong: `document`, `salt`, `leaf`, `index`, `size`, `path` or
    `root`; or `anchor` where the ledger says otherwise.
    """

    def __init__(self, part: str, message: str, *, where: str = "") -> None:
        self.part = part
        super().__init__(f"{part}: {message}", where=where, next_step=_NEXT_STEP[part])


_ASK_AGAIN = "ask the one who made the proof for a new copy"
_NEXT_STEP = {
    "document": "compare it with the bytes that were exchanged: it is another document, or it was changed",
    "salt": _ASK_AGAIN,
    "leaf": _ASK_AGAIN,
    "index": _ASK_AGAIN,
    "size": _ASK_AGAIN,
    "path": _ASK_AGAIN,
    "root": _ASK_AGAIN,
    "anchor": _ASK_AGAIN,
}


class Standing(StrEnum):
    """What a ledger says about the root of a proof."""

    ANCHORED = "anchored"
    UNKNOWN = "unknown"


def proof_of(batch: Batch, index: int, receipt: AnchorReceipt, name: str = "") -> Proof:
    """The proof of leaf `index` (from 0); `name` is a label for people. `Conflict`: the receipt is another root's."""
    if (receipt.root, receipt.leaves) != (batch.root, batch.size):
        raise Conflict(f"the receipt is about root {receipt.root.hex()}, the batch has {batch.root.hex()}")
    leaf = batch.leaves[index]
    return Proof(
        name=name,
        sha256=leaf.sha256,
        salt=leaf.salt,
        leaf=leaf.hash,
        index=index,
        size=batch.size,
        path=batch.path(index),
        root=batch.root,
        anchor=_anchor(receipt),
    )


def write_proof(proof: Proof) -> bytes:
    """The proof as a file: JSON in ASCII, the same bytes for the same proof. `NotWritable`: its name is too long."""
    content = {
        "format": verify.FORMAT,
        "version": verify.VERSION,
        "document": {"name": proof.name, "sha256": proof.sha256.hex()},
        "leaf": {"salt": proof.salt.hex(), "hash": proof.leaf.hex(), "index": proof.index},
        "tree": {
            "hash": "sha-256",
            "size": proof.size,
            "path": [node.hex() for node in proof.path],
            "root": proof.root.hex(),
        },
        "anchor": _anchor_json(proof.anchor),
    }
    data = (json.dumps(content, indent=2) + "\n").encode()
    if len(data) > verify.MAX_PROOF_BYTES:
        raise NotWritable("the document's name makes the proof too long", next_step="give it a shorter name")
    return data


def read_proof(data: bytes, where: str = "") -> Proof:
    """A proof file's content; `Unreadable` names what is missing, left over or of another form."""
    try:
        return verify.read(data)
    except verify.Refused as refused:
        raise Unreadable(refused.message, where=where, next_step=_ASK_AGAIN) from refused


def check_proof(proof: Proof, document: bytes, where: str = "") -> None:
    """Raise `ProofRefused` unless these bytes are the proof's document and belong under its root. Asks no ledger."""
    try:
        verify.check(proof, document)
    except verify.Refused as refused:
        raise ProofRefused(refused.part, refused.message, where=where) from refused


def ask_ledger(proof: Proof, ledger: Ledger, where: str = "") -> Standing:
    """Whether the proof's submitter anchored its root there; call `check_proof` first.

    `ConfigError` where this ledger is not the one that the proof names: it cannot tell. `ProofRefused("anchor")` where
    it knows the root, but not as the proof says.
    """
    status, anchor = ledger.status(), proof.anchor
    if (status.chain_id, status.registry.lower()) != (anchor.chain_id, anchor.registry.lower()):
        raise ConfigError(
            f"the proof names registry {anchor.registry} on chain {anchor.chain_id},"
            f" this ledger is {status.registry} on chain {status.chain_id}",
            where=where,
            next_step="set the chain and registry that the proof names",
        )
    found = ledger.find(proof.root, anchor.submitter)
    if found is None:
        return Standing.UNKNOWN
    told = _anchor(found)
    for what, said, stands in (
        ("number of leaves", anchor.leaves, told.leaves),
        ("block", anchor.block, told.block),
        ("time", anchor.time, told.time),
        ("transaction", anchor.transaction, told.transaction or anchor.transaction),
    ):
        if said != stands:
            raise ProofRefused("anchor", f"its {what} is {said} in the proof, {stands} on the chain", where=where)
    return Standing.ANCHORED


def write_receipt(receipt: AnchorReceipt) -> dict[str, Any]:
    """A receipt as JSON, in the form of a proof's `anchor`: what a database keeps."""
    return _anchor_json(_anchor(receipt))


def read_receipt(content: object) -> AnchorReceipt:
    """A receipt from the JSON of `write_receipt`; `Unreadable` where it is none."""
    try:
        anchor = verify.read_anchor(content)
    except verify.Refused as refused:
        raise Unreadable(refused.message) from refused
    return AnchorReceipt(
        chain_id=anchor.chain_id,
        registry=anchor.registry,
        submitter=anchor.submitter,
        root=anchor.root,
        leaves=anchor.leaves,
        transaction=anchor.transaction,
        block=anchor.block,
        at=dt.datetime.fromisoformat(anchor.time),
    )


def _anchor(receipt: AnchorReceipt) -> Anchor:
    return Anchor(
        chain_id=receipt.chain_id,
        registry=receipt.registry,
        submitter=receipt.submitter,
        root=receipt.root,
        leaves=receipt.leaves,
        transaction=receipt.transaction,
        block=receipt.block,
        time=receipt.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def _anchor_json(anchor: Anchor) -> dict[str, Any]:
    return {
        "chain_id": anchor.chain_id,
        "registry": anchor.registry,
        "submitter": anchor.submitter,
        "root": anchor.root.hex(),
        "leaves": anchor.leaves,
        "transaction": anchor.transaction,
        "block": anchor.block,
        "time": anchor.time,
    }
