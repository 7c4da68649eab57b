"""What is measured on a file of orders: ours in several depths, splitting as the limit, pyx12 as the peer."""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from b2b.documents import Order
from b2b.edi.engine.results import SetResult
from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.edi.report import write_json
from b2b.edi.x12 import mappings
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.pyx12_maps import write_maps
from b2b.edi.x12.validate import validate
from b2b.edi.x12.writer import Envelope, Group, TransactionSet, write_interchange
from benchmarks.orders import write_orders

SIZE, PART, PEER_PART = 10_000_000, 1_000_000, 200_000

_RELEASE = "004010"
_MADE_AT = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
_SETS_A_GROUP = 100


@dataclass(frozen=True, slots=True)
class Contender:
    """One thing to measure: it goes through `size` bytes."""

    name: str
    size: int
    run: Callable[[], None]


def contenders(folder: Path) -> list[Contender]:
    """All of them over files in `folder`; pyx12 is the last."""
    whole, part, slice_, maps = folder / "orders.edi", folder / "part.edi", folder / "slice.edi", folder / "maps"
    for path, size in ((whole, SIZE), (part, PART), (slice_, PEER_PART)):
        write_orders(path, size)
    maps.mkdir()
    release = load_release(_RELEASE)
    write_maps(maps, release)
    context = Context(release)
    bodies = [body for _, body in _sets(part)]
    orders = _orders(part, context)
    written = len(_interchange(bodies))
    documents = len(_interchange([mappings.for_set("850").write(order, context) for order in orders]))
    size = whole.stat().st_size
    return [
        Contender("`split` on both delimiters", size, partial(_split, whole)),
        Contender("validate", size, partial(_validate, whole)),
        Contender("validate, with a JSON report", size, partial(_report, whole)),
        Contender("validate and read into documents", size, partial(_documents, whole, context)),
        Contender("write segments", written, lambda: _written(_interchange(bodies))),
        Contender("write documents, each read back", documents, partial(_write_documents, orders, context)),
        Contender("pyx12 4.0, validate", slice_.stat().st_size, partial(_pyx12, slice_, maps)),
    ]


def _split(path: Path) -> None:
    assert sum(len(segment.split(b"*")) for segment in path.read_bytes().split(b"~")) > SIZE // 20


def _validate(path: Path) -> None:
    with path.open("rb") as file:
        for result in validate(file):
            if isinstance(result, SetResult):
                assert result.verdict.accepted


def _report(path: Path) -> None:
    with path.open("rb") as file:
        assert write_json([(path.name, file)], io.StringIO())


def _documents(path: Path, context: Context) -> None:
    schema, mapping = context.release.sets["850"], mappings.for_set("850")
    with path.open("rb") as file:
        for result in validate(file):
            if isinstance(result, SetResult):
                document, leftovers = mapping.read(build(result.segments, schema), context)
                assert isinstance(document, Order)
                assert not leftovers


def _sets(path: Path) -> list[tuple[str, list[list[str]]]]:
    with path.open("rb") as file:
        return [(r.control_number, r.segments[1:-1]) for r in validate(file) if isinstance(r, SetResult)]


def _orders(path: Path, context: Context) -> list[Order]:
    schema, mapping = context.release.sets["850"], mappings.for_set("850")
    found = []
    with path.open("rb") as file:
        for result in validate(file):
            if isinstance(result, SetResult):
                document, _ = mapping.read(build(result.segments, schema), context)
                assert isinstance(document, Order)
                found.append(document)
    return found


def _write_documents(orders: list[Order], context: Context) -> None:
    mapping = mappings.for_set("850")
    _written(_interchange([mapping.write(order, context) for order in orders]))


def _interchange(bodies: list[list[list[str]]]) -> bytes:
    envelope = Envelope("ZZ", "BUYERCO", "ZZ", "SELLERCO", 1, _MADE_AT)
    groups = []
    for start in range(0, len(bodies), _SETS_A_GROUP):
        sets = [
            TransactionSet("850", f"{n:04d}", body) for n, body in enumerate(bodies[start : start + _SETS_A_GROUP], 1)
        ]
        groups.append(Group("PO", "BUYERCO", "SELLERCO", start + 1, _MADE_AT, _RELEASE, sets))
    return write_interchange(envelope, groups)


def _written(data: bytes) -> None:
    assert data.endswith(b"~\n")


def _pyx12(path: Path, maps: Path) -> None:
    import pyx12.params
    import pyx12.x12n_document

    logging.getLogger("pyx12").setLevel(logging.CRITICAL)
    with path.open(encoding="ascii") as file:
        assert pyx12.x12n_document.x12n_document(
            pyx12.params.ParamsBase(), file, io.StringIO(), None, map_path=str(maps)
        )
