"""Nothing is written that would not be read back as it was: the last test of every mapping that writes.

The segments are placed in their set, tested for what the set allows, and read again. A document that comes back
different is refused by the name of the first field that differs, so a partner never gets half of what was meant.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import islice
from operator import is_
from typing import Any, TypeVar

from b2b.documents import Address, Contact, Document, ItemId, NamedDate, PartyId, Quantity, Reference
from b2b.edi.engine.outline import LoopOutline
from b2b.edi.engine.tree import Node, build
from b2b.edi.schema import Loop, Row, SetSchema
from b2b.edi.x12.mappings import items
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.party import in_x12
from b2b.edi.x12.mappings.writing import fields_of, not_writable
from b2b.errors import NotWritable

D = TypeVar("D", bound=Document)

_UNLIMITED = 10**9
_SHOWN = 120
_SHAPES = 500
_HL = "HL"
_NAMED = 1000  # fields that an error names at most
# Nothing in these is said otherwise in X12.
_AS_THEY_ARE = frozenset({str, int, bool, Decimal, dt.date, Address, Contact, NamedDate, Quantity, Reference})


def checked(
    set_id: str, body: Sequence[list[str]], document: D, read: Callable[[Node, Context], D], context: Context
) -> list[list[str]]:
    """The body, once it has been proved to say what the document says.

    NotWritable: the set has no room for a segment, or the document comes back different from its normal form.
    """
    segments = [["ST", set_id, "0001"], *body, ["SE", str(len(body) + 2), "0001"]]
    prove(segments, document, read, context.release.sets[set_id], context)
    return list(body)


def prove(
    segments: Sequence[list[str]], document: D, read: Callable[[Node, Context], D], schema: SetSchema, context: Context
) -> None:
    """That these segments, the frame included, fit into their set and are read as the document. NotWritable: not."""
    tree = build(segments, schema)
    _check_room(tree, schema)
    require_same(document, read(tree, context), schema.id)


def require_same(document: Document, back: Document, form: str) -> None:
    """That a document came back as it is, or as its normal form has it. NotWritable names what did not."""
    if back == document:
        return
    found = list(islice(differences(normal(document), back), _NAMED))
    if found:
        said = {path: _difference(value, other, form) for path, value, other in found}
        raise not_writable(said[found[0][0]], found[0][0], form, said)


def _difference(value: Any, back: Any, form: str) -> str:
    if back in (None, "", ()):
        return f"{_cut(value)} has no place in {form}"
    return f"{_cut(value)} cannot be expressed; it would be read as {_cut(back)}"


def normal(document: D) -> D:
    """The document as X12 can say it: item numbers with their qualifier, party numbers under X12's codes for their
    schemes, instants in UTC and in whole seconds. Nothing else of it may change on the way."""
    result: D = _normal(document)
    return result


def differences(meant: Any, back: Any, at: str = "") -> Iterator[tuple[str, Any, Any]]:
    """The fields in which two documents differ: path, value, value read back."""
    if meant == back:
        return
    if dataclasses.is_dataclass(meant) and type(meant) is type(back):
        kind: Any = type(meant)
        for name in _fields(kind):
            yield from differences(getattr(meant, name), getattr(back, name), f"{at}.{name}" if at else name)
    elif isinstance(meant, tuple) and isinstance(back, tuple) and len(meant) == len(back):
        for index, pair in enumerate(zip(meant, back, strict=True)):
            yield from differences(*pair, f"{at}[{index}]")
    elif isinstance(meant, tuple) and isinstance(back, tuple) and len(meant) > len(back):
        lost = next((n for n, pair in enumerate(zip(meant, back, strict=False)) if pair[0] != pair[1]), len(back))
        yield f"{at}[{lost}]", meant[lost], None
    else:
        yield at, meant, back


def _normal(value: Any) -> Any:
    if value is None or type(value) in _AS_THEY_ARE:
        return value
    if isinstance(value, ItemId):
        return items.qualified(value)
    if isinstance(value, PartyId):
        return in_x12(value)
    if isinstance(value, tuple):
        return value if (parts := _changed(value)) is None else parts
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(microsecond=0)
    kind: Any = type(value)
    names = _fields(kind)
    if not names:
        return value
    parts = _changed([getattr(value, name) for name in names])
    return value if parts is None else kind(*parts)


def _changed(given: Sequence[Any]) -> tuple[Any, ...] | None:
    """The normal forms of these, None where each is what it was."""
    parts = tuple([one if one is None or type(one) in _AS_THEY_ARE else _normal(one) for one in given])
    return None if all(map(is_, parts, given)) else parts


def _cut(value: Any) -> str:
    text = repr(_said(value))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _said(value: Any) -> str:
    """A value of a document in one line, without the names of its parts."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return " ".join(said for part in value if (said := _said(part)))
    kind: Any = type(value)
    names = _fields(kind)
    return _said(tuple(getattr(value, name) for name in names)) if names else str(value)


@cache
def _fields(kind: Any) -> tuple[str, ...]:
    return tuple(part.name for part in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


@dataclass(slots=True)
class _Room:
    """What a loop takes: how often each segment and inner loop may occur, and which must."""

    segments: dict[str, int] = field(default_factory=dict)
    loops: dict[str, int] = field(default_factory=dict)
    needed: list[str] = field(default_factory=list)


def _check_room(tree: Node, schema: SetSchema) -> None:
    """Every segment has its place, none is missing, and none occurs more often than the set allows.

    That follows from the outline alone, which sets of the same shape share, but for HL loops, which values nest.
    """
    if _fitting.get(id(tree.outline)) is tree.outline:
        return
    rooms = _rooms_of(schema)
    # HL loops stand below each other in the tree, and beside each other in the set.
    nested: Counter[str] = Counter()
    for node in tree.walk():
        nested[node.path] += sum(child.path == node.path for child in node.children)
        if node.outline.strays:
            raise _no_room(f"set {schema.id} has no place for this segment", node.strays[0].elements)
        room = rooms[node.path]
        segments = {id: len(indices) for id, indices in node.outline.by_id.items()}
        loops = Counter([child.path for child in node.children if child.path != node.path])
        for name in room.needed:
            if name not in segments and name not in loops:
                raise not_writable(f"set {schema.id} needs at least one {name}", "", name)
        _check_counts(segments, room.segments, schema, node)
        _check_counts(loops, room.loops, schema, node)
    _check_counts(nested + Counter(child.path for child in tree.children), rooms[""].loops, schema, tree)
    if _HL not in rooms:
        if len(_fitting) >= _SHAPES:
            _fitting.clear()
        _fitting[id(tree.outline)] = tree.outline


def _check_counts(counted: Mapping[str, int], limits: Mapping[str, int], schema: SetSchema, node: Node) -> None:
    for name, count in counted.items():
        if count > limits[name]:
            own = [node.message[index] for index in node.outline.by_id.get(name, ())]
            loops = [child.message[child.outline.own[0]] for child in node.children if child.path == name]
            beyond = (*(own or loops)[limits[name] :], [name])[0]
            raise _no_room(f"{count} of {name}, where set {schema.id} takes {limits[name]}", beyond, name)


def _no_room(problem: str, segment: Sequence[str], place: str = "") -> NotWritable:
    """The error of a segment, or of a loop that begins with it, for which the set has no room."""
    fields = fields_of(segment)
    return not_writable(problem, fields[0] if fields else "", place or segment[0], dict.fromkeys(fields, problem))


# The outlines of sets that have room for all of their segments, by their identity.
_fitting: dict[int, LoopOutline] = {}

_known_rooms: dict[tuple[str, str, str], dict[str, _Room]] = {}


def _rooms_of(schema: SetSchema) -> dict[str, _Room]:
    """Made once for a schema, which its hash identifies."""
    key = (schema.release, schema.id, schema.hash)
    if key not in _known_rooms:
        _known_rooms[key] = _rooms(schema.root)
    return _known_rooms[key]


def _rooms(root: Loop) -> dict[str, _Room]:
    """The room of every loop by path; two rows for one segment share what there is."""
    found: dict[str, _Room] = {}
    waiting = [root]
    while waiting:
        loop = waiting.pop()
        room = found[loop.path] = _Room()
        for item in loop.items:
            if isinstance(item, Row):
                name = item.segment.id
                room.segments[name] = room.segments.get(name, 0) + (item.max or _UNLIMITED)
            else:
                name = item.path
                room.loops[name] = item.repeat or _UNLIMITED
                waiting.append(item)
            if item.usage == "M":
                room.needed.append(name)
    return found
