"""Batches of documents as Merkle trees (RFC 9162 section 2.1, SHA-256), each leaf hidden behind a salt.

A root tells nothing about its documents, and a proof nothing about the other leaves: without its salt, a leaf cannot
be guessed even from a document that has few possible contents.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from b2b.contracts.verify import MAX_LEAVES, leaf_hash, node_hash
from b2b.errors import Conflict, NotWritable

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """One document: the SHA-256 of its bytes, and 32 random bytes that nobody else knows."""

    sha256: bytes
    salt: bytes

    @property
    def hash(self) -> bytes:
        """What stands in the tree."""
        return leaf_hash(self.salt, self.sha256)


def leaf_of(document: bytes, salt: bytes) -> Leaf:
    """The leaf of these bytes; `salt` is 32 bytes, fresh for each document (`secrets.token_bytes(32)`) and kept.

    `NotWritable` for a salt of another length.
    """
    return Leaf(hashlib.sha256(document).digest(), _salt(salt))


@dataclass(frozen=True, slots=True)
class Batch:
    """A tree: `levels[0]` are the leaf hashes, the last level is the root alone.

    A level's odd last node goes up as it is, which is the shape of RFC 9162: left subtrees are the largest powers of
    two.
    """

    leaves: tuple[Leaf, ...]
    levels: tuple[tuple[bytes, ...], ...]

    @property
    def root(self) -> bytes:
        """The 32 bytes to anchor."""
        return self.levels[-1][0]

    @property
    def size(self) -> int:
        """How many leaves, anchored together with the root."""
        return len(self.leaves)

    def path(self, index: int) -> tuple[bytes, ...]:
        """RFC 9162 section 2.1.3.1: what leads from leaf `index` (from 0) to the root."""
        return path_of(self.levels, index)


def build_batch(leaves: Iterable[Leaf]) -> Batch:
    """The batch of these leaves, in this order. `NotWritable` without a leaf; `Conflict` for one salt used twice."""
    listed = tuple(leaves)
    if not 1 <= len(listed) <= MAX_LEAVES:
        raise NotWritable(f"a batch has 1 to {MAX_LEAVES} leaves, not {len(listed)}")
    salts: set[bytes] = set()
    for position, leaf in enumerate(listed):
        if _salt(leaf.salt) in salts:
            raise Conflict(
                "two leaves have the same salt", where=f"leaf {position}", next_step="take a fresh salt for each"
            )
        salts.add(leaf.salt)
    return Batch(listed, levels_of([leaf.hash for leaf in listed]))


def levels_of(hashes: Sequence[bytes]) -> tuple[tuple[bytes, ...], ...]:
    """RFC 9162 section 2.1.1: all levels of the tree over these leaf hashes (at least one), from the leaves up."""
    levels = [tuple(hashes)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        above = [node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)]
        levels.append((*above, *below[2 * len(above) :]))
    return tuple(levels)


def path_of(levels: Sequence[Sequence[bytes]], index: int) -> tuple[bytes, ...]:
    """RFC 9162 section 2.1.3.1: the siblings on the way up; `IndexError` where there is no such leaf."""
    if not 0 <= index < len(levels[0]):
        raise IndexError(f"leaf {index} of {len(levels[0])}")
    siblings = ((level, (index >> height) ^ 1) for height, level in enumerate(levels[:-1]))
    return tuple(level[at] for level, at in siblings if at < len(level))


def _salt(salt: bytes) -> bytes:
    if len(salt) != SALT_BYTES:
        raise NotWritable(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return salt
