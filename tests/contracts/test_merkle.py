"""RFC 9162 section 2.1: hashes, tree shapes, inclusion paths."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.contracts.merkle import build_batch, leaf_of, levels_of, path_of
from b2b.contracts.verify import node_hash, root_by_path
from b2b.errors import Conflict, NotWritable
from tests.contracts.batches import batch, document, salt

# The log entries that Certificate Transparency implementations test with, and the roots of the first 1, 2, ... of them.
ENTRIES = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def entry_hashes(count: int) -> list[bytes]:
    return [hashlib.sha256(b"\x00" + bytes.fromhex(entry)).digest() for entry in ENTRIES[:count]]


def by_definition(hashes: Sequence[bytes]) -> bytes:
    """RFC 9162 section 2.1.1 word for word: split at the largest power of two below n."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(by_definition(hashes[:split]), by_definition(hashes[split:]))


@pytest.mark.parametrize("count", range(1, 9))
def test_published_roots(count: int) -> None:
    assert levels_of(entry_hashes(count))[-1][0].hex() == ROOTS[count - 1]


def test_paths_of_the_example_with_seven_leaves() -> None:
    """RFC 9162 section 2.1.5 draws this tree; its paths are named there by node."""
    leaves = entry_hashes(7)
    a, b, c, d, e, f, j = leaves
    g, h, i = node_hash(a, b), node_hash(c, d), node_hash(e, f)
    k, m = node_hash(g, h), node_hash(i, j)
    levels = levels_of(leaves)
    assert path_of(levels, 0) == (b, h, m)
    assert path_of(levels, 3) == (c, g, m)
    assert path_of(levels, 4) == (f, j, k)
    assert path_of(levels, 6) == (i, k)


@given(st.integers(1, 300))
def test_the_root_is_the_one_of_the_definition(size: int) -> None:
    tree = batch(size)
    assert tree.root == by_definition([leaf.hash for leaf in tree.leaves])


@given(st.data(), st.integers(1, 300))
def test_every_leaf_has_a_path_to_the_root_and_to_nothing_else(data: st.DataObject, size: int) -> None:
    tree = batch(size)
    index = data.draw(st.integers(0, size - 1))
    leaf, path = tree.leaves[index].hash, tree.path(index)
    assert root_by_path(leaf, index, size, path) == tree.root
    other = data.draw(st.integers(0, size - 1).filter(lambda at: at != index)) if size > 1 else size
    assert root_by_path(leaf, other, size, path) != tree.root
    assert root_by_path(leaf, index, size, (*path, salt(1))) is None
    if path:
        assert root_by_path(leaf, index, size, path[:-1]) is None


def test_a_leaf_is_what_the_page_says() -> None:
    content = hashlib.sha256(b"ISA").digest()
    assert leaf_of(b"ISA", salt(7)).hash == hashlib.sha256(b"\x00" + salt(7) + content).digest()


def test_the_same_document_under_two_salts_does_not_show() -> None:
    assert leaf_of(b"ISA", salt(1)).hash != leaf_of(b"ISA", salt(2)).hash


def test_a_batch_without_a_leaf_is_refused() -> None:
    with pytest.raises(NotWritable, match="1 to"):
        build_batch([])


def test_a_salt_is_used_once() -> None:
    with pytest.raises(Conflict, match="same salt"):
        build_batch([leaf_of(document(0), salt(9)), leaf_of(document(1), salt(9))])


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_has_its_length(length: int) -> None:
    with pytest.raises(NotWritable, match="32 bytes"):
        leaf_of(document(0), bytes(length))


@pytest.mark.parametrize("index", [-1, 3])
def test_there_is_no_path_for_a_leaf_that_is_not_there(index: int) -> None:
    with pytest.raises(IndexError):
        batch(3).path(index)
