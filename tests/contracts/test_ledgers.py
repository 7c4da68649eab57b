"""What every ledger promises, asked of each: in memory, embedded, behind an endpoint."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from b2b.contracts.chain import embedded, endpoint, memory
from b2b.contracts.merkle import SALT_BYTES
from b2b.contracts.proof import ProofRefused, Standing, ask_ledger, proof_of
from b2b.errors import ConfigError, Conflict, IndeterminateError, NotWritable, Unreachable
from b2b.ports import Ledger
from tests.clock import FixedClock
from tests.contracts.batches import batch, proof
from tests.contracts.node import KEYS

STRANGER = "0x" + "99" * 20


@pytest.fixture(params=["memory", "embedded", "endpoint"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path, clock: FixedClock) -> Ledger:
    if request.param == "memory":
        return memory.InMemoryLedger(clock)
    if request.param == "embedded":
        embedded.create_chain(tmp_path / "chain.jsonl")
        return embedded.EmbeddedLedger(tmp_path / "chain.jsonl", clock, "ACME")
    chain = request.getfixturevalue("deployed")
    return endpoint.EndpointLedger(chain.node.endpoint(), chain.registry, lambda: KEYS[1])


def test_what_is_anchored_is_found(ledger: Ledger, root: bytes) -> None:
    assert ledger.find(root, ledger.status().submitter) is None
    receipt = ledger.anchor(root, 5)
    status = ledger.status()
    assert (receipt.root, receipt.leaves) == (root, 5)
    assert (receipt.chain_id, receipt.registry, receipt.submitter) == (
        status.chain_id,
        status.registry,
        status.submitter,
    )
    assert receipt.block == status.block
    assert receipt.at == status.block_at
    assert receipt.at.utcoffset().total_seconds() == 0  # type: ignore[union-attr]
    assert len(receipt.transaction) == 66
    assert ledger.find(root, receipt.submitter) == receipt
    assert ledger.find(root, receipt.submitter.upper().replace("0X", "0x")) == receipt


def test_a_second_time_gives_the_first_receipt(ledger: Ledger, root: bytes) -> None:
    receipt = ledger.anchor(root, 5)
    block = ledger.status().block
    assert ledger.anchor(root, 5) == receipt
    assert ledger.status().block == block


def test_another_size_for_the_same_root_is_a_conflict(ledger: Ledger, root: bytes) -> None:
    ledger.anchor(root, 5)
    with pytest.raises(Conflict, match="5 leaves, not 6"):
        ledger.anchor(root, 6)


def test_an_anchor_belongs_to_its_submitter(ledger: Ledger, root: bytes) -> None:
    ledger.anchor(root, 5)
    assert ledger.find(root, STRANGER) is None


@pytest.mark.parametrize(
    ("bad", "leaves"), [(bytes(32), 1), (b"\x01" * 31, 1), (b"\x01" * 32, 0), (b"\x01" * 32, 2**32)]
)
def test_what_is_no_root_is_not_sent(ledger: Ledger, bad: bytes, leaves: int) -> None:
    with pytest.raises(NotWritable):
        ledger.anchor(bad, leaves)


def test_an_address_that_is_none_is_said_so(ledger: Ledger, root: bytes) -> None:
    with pytest.raises(ConfigError, match="not an address"):
        ledger.find(root, "ACME")


def test_a_proof_stands_on_its_ledger(ledger: Ledger) -> None:
    tree = batch(6)
    made = proof_of(tree, 4, ledger.anchor(tree.root, tree.size))
    assert ask_ledger(made, ledger) is Standing.ANCHORED


def test_a_root_that_nobody_anchored_is_unknown(ledger: Ledger) -> None:
    tree = batch(7)
    status = ledger.status()
    forged = _forged(
        proof(7, 2), chain_id=status.chain_id, registry=status.registry, submitter=status.submitter or STRANGER
    )
    assert forged.root == tree.root
    assert len(forged.salt) == SALT_BYTES
    block = ledger.status().block
    assert ask_ledger(forged, ledger) is Standing.UNKNOWN
    assert ledger.status().block == block


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [("block", 999_999, "block"), ("time", "2026-01-01T00:00:00Z", "time"), ("transaction", "0x" + "00" * 32, "trans")],
)
def test_a_proof_that_tells_another_story_is_refused(ledger: Ledger, field: str, value: object, said: str) -> None:
    tree = batch(8)
    made = proof_of(tree, 4, ledger.anchor(tree.root, tree.size))
    with pytest.raises(ProofRefused, match=said) as refused:
        ask_ledger(_forged(made, **{field: value}), ledger, where="p.json")
    assert (refused.value.part, refused.value.where) == ("anchor", "p.json")


@pytest.mark.parametrize(("field", "value"), [("chain_id", 1), ("registry", STRANGER)])
def test_a_ledger_that_the_proof_does_not_name_cannot_tell(ledger: Ledger, field: str, value: object) -> None:
    tree = batch(9)
    made = proof_of(tree, 4, ledger.anchor(tree.root, tree.size))
    with pytest.raises(ConfigError, match="the proof names"):
        ask_ledger(_forged(made, **{field: value}), ledger)


def _forged(made: Any, **changes: object) -> Any:
    from dataclasses import replace

    return replace(made, anchor=replace(made.anchor, **changes))


def test_what_the_ledger_in_memory_is_told_to_fail(clock: FixedClock, root: bytes) -> None:
    ledger = memory.InMemoryLedger(clock)
    ledger.fail_next(Unreachable())
    with pytest.raises(Unreachable):
        ledger.anchor(root, 5)
    assert ledger.receipts == []
    ledger.fail_next(IndeterminateError(), after=True)
    with pytest.raises(IndeterminateError):
        ledger.anchor(root, 5)
    assert ledger.receipts == [ledger.find(root, ledger.status().submitter)] == [ledger.anchor(root, 5)]
