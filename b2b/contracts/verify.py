"""Verify a proof file with the Python standard library alone: copy this one file anywhere and run it.

    python verify.py PROOF.json DOCUMENT          (with b2b installed: python -m b2b.contracts.verify ...)

It answers one question: are these the bytes that were put into the batch with this root? Exit code 0 says yes, 1 no
(and which part is wrong), 2 that a file could not be read. Whether and when the root was anchored, only the chain can
tell: the answer names the chain, the registry and the submitter to ask about.

The arithmetic is that of RFC 9162 section 2.1 with SHA-256: an entry is `salt || SHA-256(document)` of 64 bytes, its
leaf is `SHA-256(0x00 || entry)`, a node is `SHA-256(0x01 || left || right)`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FORMAT = "b2b-proof"
VERSION = 1
MAX_PROOF_BYTES = 65_536
MAX_LEAVES = 2**32 - 1

_HASH = re.compile(r"[0-9a-f]{64}")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_TRANSACTION = re.compile(r"(0x[0-9a-f]{64})?")


class Refused(Exception):
    """A proof that does not hold. `part` names what is wrong: `file`, `document`, `salt`, `leaf`, `index`, `size`,
    `path` or `root`.
    """

    def __init__(self, part: str, message: str) -> None:
        self.part = part
        self.message = message
        super().__init__(f"{part}: {message}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the root was anchored, as the ledger said: `root` and `leaves` are what stands there."""

    chain_id: int
    registry: str
    submitter: str
    root: bytes
    leaves: int
    transaction: str
    block: int
    time: str


@dataclass(frozen=True, slots=True)
class Proof:
    """That one document is leaf number `index` (from 0) of the tree with `size` leaves and this root.

    `name` is a label for people, nothing is proven about it. `path` goes from the leaf's sibling up to the root's
    child.
    """

    name: str
    sha256: bytes
    salt: bytes
    leaf: bytes
    index: int
    size: int
    path: tuple[bytes, ...]
    root: bytes
    anchor: Anchor


def leaf_hash(salt: bytes, sha256: bytes) -> bytes:
    """RFC 9162 section 2.1.1: the hash of one entry, a salt of 32 bytes and a document's SHA-256."""
    return hashlib.sha256(b"\x00" + salt + sha256).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162 section 2.1.1: the hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_by_path(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """RFC 9162 section 2.1.3.2: the root this path leads to, None where a tree of that size has no such path."""
    if not 0 <= index < size:
        return None
    node, position, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    return node if last == 0 else None


def check(proof: Proof, document: bytes) -> None:
    """Raise `Refused` unless the document is the proof's leaf and the path leads from it to the root.

    Every value that could be wrong is written down twice in some form, so that one wrong part can be told from the
    others: what still agrees with the rest is right.
    """
    _check_document(proof, document)
    _check_leaf(proof)
    _check_tree(proof)


def _check_document(proof: Proof, document: bytes) -> None:
    found = hashlib.sha256(document).digest()
    if found != proof.sha256:
        raise Refused("document", f"its SHA-256 is {found.hex()}, the proof is about {proof.sha256.hex()}")


def _check_leaf(proof: Proof) -> None:
    computed = leaf_hash(proof.salt, proof.sha256)
    if computed == proof.leaf:
        return
    if root_by_path(computed, proof.index, proof.size, proof.path) == proof.root:
        raise Refused("leaf", "the leaf written in the proof is not the one of its document and salt")
    raise Refused("salt", "salt and document do not give the leaf of the proof")


def _check_tree(proof: Proof) -> None:
    anchor = proof.anchor
    if proof.size != anchor.leaves:
        raise Refused("size", f"the tree has {proof.size} leaves, the anchored one {anchor.leaves}")
    if proof.index >= proof.size:
        raise Refused("index", f"leaf {proof.index} of {proof.size}: counted from 0, there is none")
    computed = root_by_path(proof.leaf, proof.index, proof.size, proof.path)
    if proof.root != anchor.root:
        which = "the proof's" if computed == anchor.root else "the anchored"
        raise Refused("root", f"two roots are named, and {which} is not the one that the path leads to")
    if computed is None:
        raise Refused("path", f"leaf {proof.index} of {proof.size} has no path of {len(proof.path)} hashes")
    if computed != proof.root:
        raise Refused("path", "it does not lead from the leaf to the root")


def read(data: bytes) -> Proof:
    """A proof file's content (UTF-8 JSON, at most 64 KiB); `Refused("file", ...)` says what is wrong with it."""
    if len(data) > MAX_PROOF_BYTES:
        raise Refused("file", f"a proof has at most {MAX_PROOF_BYTES} bytes, this has {len(data)}")
    try:
        content = json.loads(data.decode("utf-8"), object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise Refused("file", f"not a proof in JSON: {error}") from error
    return _proof(_Fields(content, ""))


def _proof(top: _Fields) -> Proof:
    if top.text("format") != FORMAT:
        raise Refused("file", f"not a proof: format is not {FORMAT!r}")
    if top.whole("version") != VERSION:
        raise Refused("file", f"its version is not {VERSION}, the one known here")
    document, leaf, tree = top.inside("document"), top.inside("leaf"), top.inside("tree")
    if tree.text("hash") != "sha-256":
        raise Refused("file", "tree.hash is not sha-256")
    proof = Proof(
        name=document.text("name"),
        sha256=document.hash("sha256"),
        salt=leaf.hash("salt"),
        leaf=leaf.hash("hash"),
        index=leaf.whole("index"),
        size=tree.whole("size", least=1),
        path=tree.hashes("path"),
        root=tree.hash("root"),
        anchor=_anchor(top.inside("anchor")),
    )
    for fields in (document, leaf, tree, top):
        fields.nothing_else()
    return proof


def read_anchor(content: object) -> Anchor:
    """The `anchor` object of a proof, parsed from JSON; `Refused("file", ...)` says what is wrong with it."""
    return _anchor(_Fields(content, "anchor"))


def _anchor(fields: _Fields) -> Anchor:
    anchor = Anchor(
        chain_id=fields.whole("chain_id"),
        registry=fields.text("registry", _ADDRESS),
        submitter=fields.text("submitter", _ADDRESS),
        root=fields.hash("root"),
        leaves=fields.whole("leaves", least=1),
        transaction=fields.text("transaction", _TRANSACTION),
        block=fields.whole("block"),
        time=fields.time("time"),
    )
    fields.nothing_else()
    return anchor


class _Fields:
    """A JSON object, read key by key; what is missing, of another shape or left over is named by its place."""

    def __init__(self, content: object, place: str) -> None:
        if not isinstance(content, dict):
            raise Refused("file", f"{place or 'a proof'} is not an object")
        self._content, self._place = content, place
        self._seen: set[str] = set()

    def text(self, key: str, pattern: re.Pattern[str] | None = None) -> str:
        place, value = self._take(key)
        if not isinstance(value, str) or (pattern and not pattern.fullmatch(value)):
            raise Refused("file", f"{place} has not the form it should have")
        return value

    def whole(self, key: str, least: int = 0) -> int:
        place, value = self._take(key)
        if type(value) is not int or not least <= value < 2**63:
            raise Refused("file", f"{place} is not a whole number from {least}")
        return value

    def hash(self, key: str) -> bytes:
        return bytes.fromhex(self.text(key, _HASH))

    def hashes(self, key: str) -> tuple[bytes, ...]:
        place, value = self._take(key)
        if not isinstance(value, list) or not all(isinstance(one, str) and _HASH.fullmatch(one) for one in value):
            raise Refused("file", f"{place} is not a list of SHA-256 hashes in hex")
        return tuple(bytes.fromhex(one) for one in value)

    def time(self, key: str) -> str:
        value = self.text(key, _TIME)
        try:
            dt.datetime.fromisoformat(value.removesuffix("Z"))
        except ValueError as error:
            raise Refused("file", f"{self._place}.{key} is no instant: {error}") from error
        return value

    def inside(self, key: str) -> _Fields:
        place, value = self._take(key)
        return _Fields(value, place)

    def nothing_else(self) -> None:
        left = sorted(self._content.keys() - self._seen)
        if left:
            raise Refused("file", f"{self._place or 'a proof'} has no {', '.join(left)}")

    def _take(self, key: str) -> tuple[str, object]:
        place = f"{self._place}.{key}" if self._place else key
        if key not in self._content:
            raise Refused("file", f"{place} is missing")
        self._seen.add(key)
        return place, self._content[key]


def _once_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def main(arguments: Sequence[str]) -> int:
    """The command line: proof file and document in, one sentence out; returns the exit code."""
    if len(arguments) != 2:
        sys.stderr.write("usage: verify.py PROOF.json DOCUMENT\n")
        return 2
    try:
        data, document = (Path(name).read_bytes() for name in arguments)
    except OSError as error:
        sys.stderr.write(f"cannot be read: {error}\n")
        return 2
    try:
        proof = read(data)
        check(proof, document)
    except Refused as refused:
        sys.stdout.write(f"REFUSED {refused}\n")
        return 2 if refused.part == "file" else 1
    sys.stdout.write(_told(proof))
    return 0


def _told(proof: Proof) -> str:
    anchor = proof.anchor
    return (
        f"OK: this document is leaf {proof.index} of {proof.size} under root {proof.root.hex()}\n"
        f"Said to be anchored at {anchor.time}, block {anchor.block}, transaction {anchor.transaction or 'not told'}\n"
        f"To be sure, ask registry {anchor.registry} on chain {anchor.chain_id}:"
        f" anchoredAt({anchor.submitter}, 0x{proof.root.hex()})\n"
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
