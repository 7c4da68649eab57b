"""The registry's own rules, asked of its code on a chain, past every check of ours."""

from __future__ import annotations

import pytest
from eth_utils import keccak

from b2b.contracts.chain.evm import OwnChain, address_of
from b2b.contracts.chain.registry import anchor_call, anchored_at_call, read_anchored_at, registry
from b2b.errors import ConfigError, Rejected

ROOT = b"\x07" * 32


def raw_anchor(root: bytes, leaves: int) -> bytes:
    return registry().anchor + root + leaves.to_bytes(32, "big")


@pytest.fixture
def chain() -> OwnChain:
    return OwnChain()


def add(chain: OwnChain, account: str, data: bytes) -> None:
    chain.add(chain.sign(account, data), chain.head().timestamp + 1)


def test_selectors_are_those_of_the_signatures() -> None:
    assert registry().anchor == keccak(text="anchor(bytes32,uint32)")[:4]
    assert registry().anchored_at == keccak(text="anchoredAt(address,bytes32)")[:4]


def test_an_anchor_is_kept_with_block_time_and_size(chain: OwnChain) -> None:
    add(chain, "ACME", anchor_call(ROOT, 5))
    found = read_anchored_at(chain.call(anchored_at_call(address_of("ACME"), ROOT)))
    assert found is not None
    head = chain.head()
    assert (found.block, found.timestamp, found.leaves) == (1, head.timestamp, 5)
    assert read_anchored_at(chain.call(anchored_at_call(address_of("OTHER"), ROOT))) is None


def test_a_second_anchor_is_refused_also_with_another_size(chain: OwnChain) -> None:
    add(chain, "ACME", raw_anchor(ROOT, 5))
    with pytest.raises(Rejected):
        add(chain, "ACME", raw_anchor(ROOT, 6))


def test_another_submitter_has_an_anchor_of_their_own(chain: OwnChain) -> None:
    add(chain, "ACME", raw_anchor(ROOT, 5))
    add(chain, "OTHER", raw_anchor(ROOT, 6))
    answers = [read_anchored_at(chain.call(anchored_at_call(address_of(who), ROOT))) for who in ("ACME", "OTHER")]
    assert [one and one.leaves for one in answers] == [5, 6]


@pytest.mark.parametrize(("root", "leaves"), [(bytes(32), 5), (ROOT, 0), (ROOT, 2**32)])
def test_what_is_no_batch_is_refused(chain: OwnChain, root: bytes, leaves: int) -> None:
    with pytest.raises(Rejected):
        add(chain, "ACME", raw_anchor(root, leaves))


def test_an_answer_of_another_contract_is_noticed() -> None:
    with pytest.raises(ConfigError, match="instead of 96"):
        read_anchored_at(b"")
