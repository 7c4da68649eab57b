"""The registry contract as bytes: what it is called with, what it answers, the code that must stand at its address.

`schemas/contracts/AnchorRegistry.sol` is the source; its compiled form lies beside it. All arguments and results are
words of 32 bytes (Solidity ABI specification, "Formal Specification of the Encoding").
"""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from functools import cache

from b2b import resources
from b2b.contracts.verify import MAX_LEAVES
from b2b.errors import ConfigError, Conflict, NotWritable
from b2b.ports import AnchorReceipt

_WORD = 32
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")


@dataclass(frozen=True, slots=True)
class Registry:
    """The compiled contract: `creation` is sent to deploy it, `runtime` is what then stands at its address."""

    creation: bytes
    runtime: bytes
    anchor: bytes
    anchored_at: bytes


@dataclass(frozen=True, slots=True)
class Anchored:
    """What the registry remembers of a root: block number, that block's time (seconds since 1970, UTC), leaf count."""

    block: int
    timestamp: int
    leaves: int


@cache
def registry() -> Registry:
    """The contract that ships with b2b."""
    compiled = json.loads(resources.path("schemas", "contracts", "AnchorRegistry.json").read_bytes())
    selectors = {name.partition("(")[0]: bytes.fromhex(hexed) for name, hexed in compiled["methodIdentifiers"].items()}
    return Registry(
        creation=bytes.fromhex(compiled["bytecode"].removeprefix("0x")),
        runtime=bytes.fromhex(compiled["deployedBytecode"].removeprefix("0x")),
        anchor=selectors["anchor"],
        anchored_at=selectors["anchoredAt"],
    )


def anchor_call(root: bytes, leaves: int) -> bytes:
    """Call data of `anchor(root, leaves)`; `NotWritable` for what the contract would refuse."""
    require_anchorable(root, leaves)
    return registry().anchor + root + leaves.to_bytes(_WORD, "big")


def anchored_at_call(submitter: str, root: bytes) -> bytes:
    """Call data of `anchoredAt(submitter, root)`."""
    return registry().anchored_at + address_word(submitter) + root


def read_anchored_at(answer: bytes) -> Anchored | None:
    """What `anchoredAt` answered, None for a root that was never anchored."""
    if len(answer) != 3 * _WORD:
        raise ConfigError(
            f"the registry answered {len(answer)} bytes instead of {3 * _WORD}",
            next_step="check the registry's address: another contract answers there",
        )
    block, timestamp, leaves = (int.from_bytes(answer[at : at + _WORD], "big") for at in range(0, len(answer), _WORD))
    return Anchored(block, timestamp, leaves) if leaves else None


def require_anchorable(root: bytes, leaves: int) -> None:
    """`NotWritable` unless this is a root of 32 bytes, not all zero, over 1 to 2**32 - 1 leaves."""
    if len(root) != _WORD or not any(root):
        raise NotWritable("a root has 32 bytes that are not all zero")
    if not 1 <= leaves <= MAX_LEAVES:
        raise NotWritable(f"a root stands over 1 to {MAX_LEAVES} leaves, not {leaves}")


def require_same(found: AnchorReceipt, leaves: int) -> AnchorReceipt:
    """The receipt, if it is about that many leaves; else `Conflict`."""
    if found.leaves != leaves:
        raise Conflict(
            f"root {found.root.hex()} is anchored with {found.leaves} leaves, not {leaves}",
            next_step="a tree's size belongs to its root: build the batch again from its leaves",
        )
    return found


def address(text: str) -> str:
    """An address as it is written down here: `0x` and 40 lower-case hex digits; `ConfigError` if it is none."""
    if not _ADDRESS.fullmatch(text):
        raise ConfigError(f"{text!r} is not an address", next_step="write 0x and 40 hex digits")
    return text.lower()


def address_word(text: str) -> bytes:
    """An address as an argument of a call."""
    return bytes.fromhex(address(text).removeprefix("0x")).rjust(_WORD, b"\x00")


def instant(timestamp: int) -> dt.datetime:
    """A block's time as an instant, UTC."""
    return dt.datetime.fromtimestamp(timestamp, dt.UTC)
