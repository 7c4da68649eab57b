"""Batches and receipts to test with: documents `document 0`, `document 1`, ...; salts counted up."""

from __future__ import annotations

import datetime as dt

from b2b.contracts.merkle import Batch, build_batch, leaf_of
from b2b.contracts.proof import proof_of
from b2b.contracts.verify import Proof
from b2b.ports import AnchorReceipt

REGISTRY = "0x" + "b2" * 20
SUBMITTER = "0x" + "5b" * 20


def document(index: int) -> bytes:
    return f"document {index}".encode()


def salt(index: int) -> bytes:
    return index.to_bytes(32, "big")


def batch(size: int) -> Batch:
    return build_batch(leaf_of(document(at), salt(at)) for at in range(size))


def receipt(of: Batch) -> AnchorReceipt:
    return AnchorReceipt(
        chain_id=20826,
        registry=REGISTRY,
        submitter=SUBMITTER,
        root=of.root,
        leaves=of.size,
        transaction="0x" + "7a" * 32,
        block=3,
        at=dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC),
    )


def proof(size: int, index: int) -> Proof:
    tree = batch(size)
    return proof_of(tree, index, receipt(tree), name=f"document-{index}.edi")
