"""Proof files: written, read, checked; one wrong byte anywhere is refused and named."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.contracts.proof import (
    ProofRefused,
    check_proof,
    proof_of,
    read_proof,
    read_receipt,
    write_proof,
    write_receipt,
)
from b2b.errors import Conflict, NotWritable, Unreadable
from tests.contracts.batches import batch, document, proof, receipt

PAGE = Path(__file__).resolve().parents[2] / "docs" / "contract-proofs.md"


def flipped(value: str, at: int = 0) -> str:
    """A hash in hex with one bit of one byte changed."""
    changed = bytearray.fromhex(value)
    changed[at % len(changed)] ^= 1
    return changed.hex()


def with_change(content: dict[str, Any], place: str, change: Callable[[Any], Any]) -> dict[str, Any]:
    """The proof's JSON with the value at `leaf.salt`, `tree.path.0`, ... changed."""
    copy = json.loads(json.dumps(content))
    *outer, last = [int(step) if step.isdigit() else step for step in place.split(".")]
    inside = copy
    for step in outer:
        inside = inside[step]
    inside[last] = change(inside[last])
    return copy


def check(content: dict[str, Any], of: bytes) -> None:
    check_proof(read_proof(json.dumps(content).encode()), of)


def test_the_file_is_as_documented() -> None:
    """The example of the page, byte for byte: the form is stable, and so is the arithmetic."""
    (example,) = re.findall(r"```json\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert write_proof(proof(3, 1)).decode() == example
    check_proof(read_proof(example.encode()), document(1))


@pytest.mark.parametrize("name", ["", "Rechnung für Gdańsk 見積.xml", "broken \udc80 name", 'a "quoted" name\n'])
def test_a_name_is_any_text(name: str) -> None:
    named = dataclasses.replace(proof(3, 1), name=name)
    assert read_proof(write_proof(named)) == named


def test_a_name_that_makes_the_file_too_long_is_refused() -> None:
    with pytest.raises(NotWritable, match="too long"):
        write_proof(dataclasses.replace(proof(3, 1), name="n" * 65_536))


def test_every_key_of_the_file_is_explained() -> None:
    content = json.loads(write_proof(proof(3, 1)))
    keys = {f"{part}.{key}" for part, inside in content.items() if isinstance(inside, dict) for key in inside}
    rows = [row.split("|")[1] for row in PAGE.read_text().splitlines() if row.startswith("| `")]
    explained = {name for row in rows for name in re.findall(r"`([a-z_0-9.]+)`", row)}
    assert explained == keys | {"format", "version"}


@given(st.data(), st.integers(1, 70))
def test_a_proof_survives_its_file_and_holds(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    written = proof(size, index)
    assert read_proof(write_proof(written)) == written
    check_proof(written, document(index))


@given(st.data(), st.integers(2, 70))
def test_one_flipped_byte_is_refused_and_named(data: st.DataObject, size: int) -> None:
    index, at = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, 31))
    content = json.loads(write_proof(proof(size, index)))
    step = data.draw(st.integers(0, len(content["tree"]["path"]) - 1))
    for place, part in (
        ("document.sha256", "document"),
        ("leaf.salt", "salt"),
        ("leaf.hash", "leaf"),
        (f"tree.path.{step}", "path"),
        ("tree.root", "root"),
        ("anchor.root", "root"),
    ):
        with pytest.raises(ProofRefused) as refused:
            check(with_change(content, place, lambda value: flipped(value, at)), document(index))
        assert refused.value.part == part
        assert str(refused.value).startswith(part)
        assert refused.value.next_step


@given(st.data())
def test_a_flipped_byte_of_the_document_is_refused(data: st.DataObject) -> None:
    changed = bytearray(document(2))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ProofRefused, match=r"^document: "):
        check_proof(proof(5, 2), bytes(changed))


@given(st.data(), st.integers(1, 70))
def test_another_index_or_size_is_refused(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    written = proof(size, index)
    other_size = data.draw(st.integers(1, 140).filter(lambda at: at != size))
    with pytest.raises(ProofRefused, match=r"^size: "):
        check_proof(dataclasses.replace(written, size=other_size), document(index))
    other_index = data.draw(st.integers(0, 140).filter(lambda at: at != index))
    with pytest.raises(ProofRefused) as refused:
        check_proof(dataclasses.replace(written, index=other_index), document(index))
    assert refused.value.part == ("index" if other_index >= size else "path")


def test_a_path_that_is_too_long_or_too_short_is_refused() -> None:
    written = proof(5, 2)
    for path in (written.path[:-1], (*written.path, written.root), ()):
        with pytest.raises(ProofRefused, match=r"^path: "):
            check_proof(dataclasses.replace(written, path=path), document(2))


def test_both_roots_changed_alike_do_not_help() -> None:
    written = proof(5, 2)
    other = bytes(32)
    forged = dataclasses.replace(written, root=other, anchor=dataclasses.replace(written.anchor, root=other))
    with pytest.raises(ProofRefused, match=r"^path: "):
        check_proof(forged, document(2))


def test_a_node_is_no_leaf() -> None:
    """Without the two prefixes, two leaf hashes side by side would pass as an entry (second preimage)."""
    tree = batch(2)
    left, right = (leaf.hash for leaf in tree.leaves)
    forged = dataclasses.replace(proof(1, 0), salt=left, sha256=right, leaf=tree.root, root=tree.root)
    with pytest.raises(ProofRefused):
        check_proof(forged, document(0))


def test_a_receipt_of_another_batch_makes_no_proof() -> None:
    with pytest.raises(Conflict, match="receipt"):
        proof_of(batch(3), 0, receipt(batch(2)))


def test_a_receipt_survives_a_database() -> None:
    told = receipt(batch(3))
    assert read_receipt(json.loads(json.dumps(write_receipt(told)))) == told
    with pytest.raises(Unreadable, match=r"anchor\.block"):
        read_receipt({**write_receipt(told), "block": "3"})


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("format", "other", "format"),
        ("version", 2, "version"),
        ("version", True, "version"),
        ("document.name", 3, "document.name"),
        ("document.sha256", "AB", "document.sha256"),
        ("leaf.salt", "00" * 31, "leaf.salt"),
        ("leaf.hash", "FF" * 32, "leaf.hash"),
        ("leaf.index", -1, "leaf.index"),
        ("leaf.index", 1.0, "leaf.index"),
        ("tree.hash", "md5", "tree.hash"),
        ("tree.size", 0, "tree.size"),
        ("tree.path", "00", "tree.path"),
        ("tree.path", [1], "tree.path"),
        ("tree.root", None, "tree.root"),
        ("anchor", [], "anchor"),
        ("anchor.registry", "b2", "anchor.registry"),
        ("anchor.time", "2026-02-30T09:00:00Z", "anchor.time"),
        ("anchor.time", "2026-2-3T09:00:00Z", "anchor.time"),
        ("anchor.transaction", "0x", "anchor.transaction"),
    ],
)
def test_a_malformed_file_is_named_by_its_place(place: str, value: object, said: str) -> None:
    content = with_change(json.loads(write_proof(proof(3, 1))), place, lambda _: value)
    with pytest.raises(Unreadable, match=said) as unreadable:
        read_proof(json.dumps(content).encode(), where="p.json")
    assert unreadable.value.where == "p.json"


def test_a_missing_and_an_unknown_key_are_named() -> None:
    content = json.loads(write_proof(proof(3, 1)))
    content["tree"]["colour"] = "red"
    with pytest.raises(Unreadable, match="tree has no colour"):
        read_proof(json.dumps(content).encode())
    del content["tree"]["colour"], content["tree"]["root"]
    with pytest.raises(Unreadable, match=r"tree\.root is missing"):
        read_proof(json.dumps(content).encode())


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff", b"{" * 60_000, b"[" * 60_000, b" " * 70_000, b'{"format":"b2b-proof","format":"b2b-proof"}'],
)
def test_what_is_no_proof_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_proof(data)


@given(st.data())
def test_any_changed_byte_of_the_file_is_refused_or_only_a_label(data: st.DataObject) -> None:
    written = proof(6, 4)
    file = bytearray(write_proof(written))
    file[data.draw(st.integers(0, len(file) - 1))] = data.draw(st.integers(0, 255))
    try:
        changed = read_proof(bytes(file))
        check_proof(changed, document(4))
    except (Unreadable, ProofRefused):
        return
    labels = {"name": written.name, "anchor": written.anchor}
    assert dataclasses.replace(changed, **labels) == written
    assert (changed.anchor.root, changed.anchor.leaves) == (written.root, written.size)
