"""Usual sample messages: documents of a made-up trade, written by the mapping of their set or message."""

from __future__ import annotations

import datetime as dt
import random

from b2b.edi.edifact import mappings as edifact
from b2b.edi.edifact import sample as edifact_sample
from b2b.edi.load import load_release, syntax_of
from b2b.edi.sampling import documents
from b2b.edi.x12 import mappings as x12
from b2b.edi.x12.mappings import Context
from b2b.edi.x12.sampling import message as x12_sample


def usual_message(set_id: str, release: str, *, seed: int = 0, sets: int = 1) -> bytes:
    """One test interchange with so many sets or messages as partners send them, each of a trade of its own, valid, and
    read as the document that it was made of. Messages of one seed belong to the same trades: the 850 and the 856,
    ORDERS and INVOIC. Those without a document (`documents.known`) are drawn from the schema.

    The same arguments give the same bytes. Errors: NotFound where we have no such release, set or message.
    """
    syntax = syntax_of(release)
    shipped = load_release(release, syntax)
    if set_id not in shipped.sets or not documents.known(set_id, release):
        if syntax == "edifact":
            return edifact_sample.sample_message(set_id, release, seed=seed, messages=sets)
        return x12_sample.sample_message(set_id, release, seed=seed, sets=sets)
    made = [usual_body(set_id, release, seed=seed, number=number) for number in range(sets)]
    write = edifact_sample.sample_interchange if syntax == "edifact" else x12_sample.sample_interchange
    chance = random.Random(f"{set_id} {release} {seed}")  # noqa: S311 - a sample is to be the same again
    ends = documents.ends(set_id, release, seed=seed)
    return write(set_id, shipped, [body for body, _ in made], chance, made[0][1], ends)


def usual_body(set_id: str, release: str, *, seed: int, number: int) -> tuple[list[list[str]], dt.date]:
    """The segments between header and trailer of one that has a document, as mappings write them, and the day on which
    it is sent.
    """
    syntax = syntax_of(release)
    mapping = edifact.for_message(set_id) if syntax == "edifact" else x12.for_set(set_id)
    made = documents.usual(set_id, syntax, seed=seed, number=number)
    currency = getattr(made.document, "currency", None)
    context = Context(load_release(release, syntax), currency=currency, date=made.sent)
    return mapping.write(made.document, context), made.sent
