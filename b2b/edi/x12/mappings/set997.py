"""997 Functional Acknowledgment -> `Acknowledgment`: a partner's answer to what we sent. It is only read here."""

from __future__ import annotations

from b2b.documents import Acknowledgment
from b2b.edi.engine.tree import Node
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.group_answer import Names, acknowledgment
from b2b.edi.x12.mappings.reading import Leftover, opened
from b2b.errors import NotWritable

_NAMES = Names("AK3", "AK4", "AK5", segment_codes="720", element_codes="723", set_codes="718")


def read(tree: Node, context: Context) -> tuple[Acknowledgment, tuple[Leftover, ...]]:
    """The acknowledgment in an accepted 997, and what of the message it has no place for.

    Errors: Unreadable where AK1, AK9, or the code of a set or of the group is missing.
    """
    message = opened(tree, context)
    return acknowledgment(message, _NAMES), message.leftovers()


def write(document: Acknowledgment, context: Context) -> list[list[str]]:
    """NotWritable: what we answer is written from findings, not from a document (`b2b.edi.x12.acknowledge`)."""
    raise NotWritable("a 997 is not written from a document", next_step="it is made from the findings of a validation")
