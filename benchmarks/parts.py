"""Where the time of an order goes: each step of validation and of reading by itself, on the same hundred orders."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from b2b.edi.engine.compile import compile_set
from b2b.edi.engine.events import InterchangeStart, RawSet
from b2b.edi.engine.segment_source import PLAIN
from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.edi.x12 import mappings, semantics
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.reader import read
from b2b.edi.x12.tokenizer import Tokenizer
from b2b.edi.x12.validate import validate
from benchmarks.orders import write_orders

_SIZE = 50_000
_TIMES = 150


def measure(folder: Path) -> str:
    """A table of microseconds an order, and what share of the whole it is."""
    path = folder / "parts.edi"
    write_orders(path, _SIZE)
    data = path.read_bytes()
    events = list(read(data))
    start = next(e for e in events if isinstance(e, InterchangeStart))
    sets = [e for e in events if isinstance(e, RawSet)]
    tokenizer = Tokenizer(start.header.delimiters, start.raw, start.tail)
    orders = [s for s in (tokenizer.usual(one.raw) for one in sets) if s is not None]
    release = load_release("004010")
    schema, mapping, context = release.sets["850"], mappings.for_set("850"), Context(release)
    compiled = compile_set(schema, PLAIN)
    shapes = [compiled.faultless(segments) or "" for segments in orders]
    pairs = list(zip(orders, shapes, strict=True))
    trees = [build(segments, schema) for segments in orders]

    def remarks() -> None:
        for segments, shape in pairs:
            semantics.says_nothing("850", segments, shape, compiled.letter, 100)

    steps: list[tuple[str, Callable[[], object]]] = [
        ("cut the file into envelopes and sets", lambda: list(read(data))),
        ("split a set into segments and elements", lambda: [tokenizer.usual(one.raw) for one in sets]),
        ("order of segments, every element", lambda: [compiled.faultless(segments) for segments in orders]),
        ("totals and other conditions between segments", remarks),
        ("all of `validate`", lambda: list(validate(data))),
        ("place the segments in their loops", lambda: [build(segments, schema) for segments in orders]),
        ("all of the mapping: `Order` and leftovers", lambda: [mapping.read(tree, context) for tree in trees]),
    ]
    found = [(name, _microseconds(step, len(orders))) for name, step in steps]
    whole = sum(cost for name, cost in found if name.startswith(("all of", "place")))
    rows = [f"| {name} | {cost:.1f} | {cost / whole:.0%} |" for name, cost in found]
    head = f"What is left: microseconds for an order of {len(data) // len(orders)} bytes, least of {_TIMES} times."
    return "\n".join([head, "", "| step | µs | share of reading into documents |", "|---|---|---|", *rows])


def _microseconds(step: Callable[[], object], orders: int) -> float:
    best = float("inf")
    for _ in range(_TIMES):
        start = time.process_time()
        step()
        best = min(best, time.process_time() - start)
    return best / orders * 1e6
