"""Usual sample messages: documents of a made-up trade, written by the mapping of their set or message."""

from __future__ import annotations

import random

from b2b.edi.edifact import mappings as edifact
from b2b.edi.edifact import sample as edifact_sample
from b2b.edi.load import load_release, syntax_of
from b2b.edi.sampling import documents
from b2b.edi.x12 import mappings as x12
from b2b.edi.x12.mappings import Context
from b2b.edi.x12.sampling import message as x12_sample


def usual_message(set_id: str, release: str, *, seed: int = 0, sets: int = 1) -> bytes:
    """One test interchange with so many sets or messages as partners send them, each of a trade of its own; one that
    `documents.known` tells of. Messages of one seed belong to the same trades: the 850 and the 856, ORDERS and INVOIC.

    Each is valid, and is read as the document that it was made of. The same arguments give the same bytes.
    """
    syntax = syntax_of(release)
    known = load_release(release, syntax)
    mapping = edifact.for_message(set_id) if syntax == "edifact" else x12.for_set(set_id)
    bodies = []
    for number in range(sets):
        made = documents.usual(set_id, syntax, seed=seed, number=number)
        context = Context(known, currency=getattr(made.document, "currency", None), date=made.sent)
        bodies.append(mapping.write(made.document, context))
    write = edifact_sample.sample_interchange if syntax == "edifact" else x12_sample.sample_interchange
    return write(set_id, known, bodies, random.Random(f"{set_id} {release} {seed}"), made.sent)  # noqa: S311
