"""Nothing is written that would not be read back as it was: the last test of every mapping that writes.

The segments are placed in their set, tested for what the set allows, and read again. A document that comes back
different is refused by the name of the first field that differs, so a partner never gets half of what was meant.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from b2b.documents import Document, ItemId, PartyId
from b2b.edi.schema import Loop, Row, SetSchema
from b2b.edi.x12.mappings import items
from b2b.edi.x12.mappings.context import Context
from b2b.edi.x12.mappings.party import in_x12
from b2b.edi.x12.mappings.writing import not_writable
from b2b.edi.x12.tree import Node, build

D = TypeVar("D", bound=Document)

_UNLIMITED = 10**9


def checked(
    set_id: str, body: Sequence[list[str]], document: D, read: Callable[[Node, Context], D], context: Context
) -> list[list[str]]:
    """The body, once it has been proved to say what the document says.

    NotWritable: the set has no room for a segment, or the document comes back different from its normal form.
    """
    schema = context.release.sets[set_id]
    tree = build([["ST", set_id, "0001"], *body, ["SE", str(len(body) + 2), "0001"]], schema)
    _check_room(tree, schema)
    meant = normal(document)
    difference = next(differences(meant, read(tree, context)), None)
    if difference is not None:
        field, value, back = difference
        raise not_writable(f"{value!r} cannot be expressed; it would be read as {back!r}", field, set_id)
    return list(body)


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
        for field in dataclasses.fields(meant):
            path = f"{at}.{field.name}" if at else field.name
            yield from differences(getattr(meant, field.name), getattr(back, field.name), path)
    elif isinstance(meant, tuple) and isinstance(back, tuple) and len(meant) == len(back):
        for index, pair in enumerate(zip(meant, back, strict=True)):
            yield from differences(*pair, f"{at}[{index}]")
    else:
        yield at, meant, back


def _normal(value: Any) -> Any:
    if isinstance(value, ItemId):
        return items.qualified(value)
    if isinstance(value, PartyId):
        return in_x12(value)
    if isinstance(value, tuple):
        return tuple(_normal(part) for part in value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(microsecond=0)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{f.name: _normal(getattr(value, f.name)) for f in dataclasses.fields(value)})
    return value


def _check_room(tree: Node, schema: SetSchema) -> None:
    """Every segment has its place, none is missing, and none occurs more often than the set allows."""
    loops = _loops(schema.root)
    for node in tree.walk():
        for stray in node.strays:
            raise not_writable(f"set {schema.id} has no place for this segment", "", stray.elements[0])
        occurrences = Counter(placed.elements[0] for placed in node.segments)
        repeats = Counter(child.path for child in node.children if child.path != node.path)
        room: dict[str, int] = {}
        for item in loops[node.path].items:
            name, count = (
                (item.segment.id, occurrences[item.segment.id])
                if isinstance(item, Row)
                else (item.path, repeats[item.path])
            )
            if item.usage == "M" and not count:
                raise not_writable(f"set {schema.id} needs at least one {name}", "", name)
            most = item.max if isinstance(item, Row) else item.repeat
            # Where a set has two rows for one segment, they share what there is.
            room[name] = room.get(name, 0) + (most or _UNLIMITED)
            if count > room[name] and isinstance(item, Loop):
                raise not_writable(f"{count} loops {name}, where set {schema.id} takes {most}", "", name)
        for name, count in occurrences.items():
            if count > room.get(name, count):
                raise not_writable(f"{count} segments {name}, where set {schema.id} takes {room[name]}", "", name)


def _loops(root: Loop) -> Mapping[str, Loop]:
    found = {root.path: root}
    waiting = [root]
    while waiting:
        for item in waiting.pop().items:
            if isinstance(item, Loop):
                found[item.path] = item
                waiting.append(item)
    return found
