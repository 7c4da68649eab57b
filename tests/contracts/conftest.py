"""A node for the tests of the endpoint, started once; its registry is deployed by the first key."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import pytest

from b2b.contracts.chain.endpoint import deploy
from tests.clock import FixedClock
from tests.contracts.node import KEYS, TestNode, running

_ROOTS = count(1)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def root() -> bytes:
    """A root that no other test anchors."""
    return next(_ROOTS).to_bytes(32, "big")


@pytest.fixture(scope="session")
def _chain() -> Iterator[Deployed]:
    with running() as node:
        yield Deployed(node, deploy(node.endpoint(), lambda: KEYS[0]))


@pytest.fixture
def deployed(_chain: Deployed) -> Iterator[Deployed]:
    yield _chain
    _chain.node.fail.clear()
    _chain.node.fail_always = False
    _chain.node.release_transactions()


@dataclass(frozen=True, slots=True)
class Deployed:
    """A node and the address of the registry on it."""

    node: TestNode
    registry: str
