"""Every third-party message of a known set and release becomes a document with its leftovers, or a named error."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from b2b.edi.engine.tree import build
from b2b.edi.x12.mappings import for_set, normal
from b2b.edi.x12.writer import STANDARD
from b2b.errors import Unreadable
from tests.edi.mappings.samples import Message, facts, messages, read
from tests.shared_data import shared_data

TABLE: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (Path(__file__).parent / "samples.toml").read_text(encoding="utf-8")
)
# Documents that we cannot write: no unit beside a price, a unit of three letters, a number with a segment terminator in
# it, a scheme of party numbers that is in no list: none of which a valid message can hold.
NOT_WRITABLE = {
    "kputnam__stupidedi/004010__IN810__pass__1.edi",
    "kputnam__stupidedi/004010__PR855__fail__2.edi",
    "kputnam__stupidedi/004010__PS830__pass__1.edi",
    "kputnam__stupidedi/004010__SH856__fail__2.edi",
}


def sample(name: str) -> list[Message]:
    return list(messages(shared_data("x12-samples") / name))


def told(message: Message) -> dict[str, Any]:
    """What the table says of a message, from the message itself."""
    try:
        document, leftovers = read(message)
    except Unreadable as error:
        return {"set": message[0], "unreadable": str(error)}
    return {"set": message[0], **facts(document), "leftovers": len(leftovers)}


@pytest.mark.parametrize("name", TABLE)
def test_the_facts_are_those_that_were_reviewed(name: str) -> None:
    assert [told(message) for message in sample(name)] == TABLE[name]


def test_no_message_is_missing_in_the_table() -> None:
    root = shared_data("x12-samples")
    files = {file.relative_to(root).as_posix() for file in root.glob("*/*") if list(messages(file))}
    assert files == set(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_leftovers_say_where_they_stand(name: str) -> None:
    for message, said in zip(sample(name), TABLE[name], strict=True):
        if "unreadable" not in said:
            segments = message[2]
            for left in read(message)[1]:
                assert segments[left.position - 1][0] == left.segment
                assert segments[left.position - 1][left.element] == left.value
                assert left.value


@pytest.mark.parametrize("name", sorted(set(TABLE) - NOT_WRITABLE))
def test_what_was_read_can_be_written_and_says_the_same(name: str) -> None:
    for message, said in zip(sample(name), TABLE[name], strict=True):
        if "unreadable" in said or said["set"] in ("997", "999"):
            continue
        document, _ = read(message)
        set_id, known, _ = message
        ours = replace(known, delimiters=STANDARD)
        body = for_set(set_id).write(document, ours)
        segments = [["ST", set_id, "0001"], *body, ["SE", str(len(body) + 2), "0001"]]
        again, leftovers = for_set(set_id).read(build(segments, known.release.sets[set_id]), ours)
        assert again == normal(document)
        assert leftovers == ()
