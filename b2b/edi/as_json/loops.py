"""The segments of a set or message in their loops, and in a row again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from b2b.edi.as_json import form
from b2b.edi.engine.outline import outline
from b2b.edi.schema import SetSchema
from b2b.errors import Unreadable

_DEEPEST = 50


def in_loops(
    segments: Sequence[Sequence[str]], schema: SetSchema | None, shown: Callable[[Sequence[str]], list[Any]]
) -> list[Any]:
    """The segments between the first and the last, in loops where the schema is known; `shown` makes one of them."""
    if schema is None:
        return [shown(segment) for segment in segments[1:-1]]
    loops = outline(segments, schema)
    place = {index: number for number, loop in enumerate(loops) for index in (*loop.own, *loop.strays)}
    inside: list[list[Any]] = [[] for _ in loops]
    for index, segment in enumerate(segments[1:-1], start=1):
        number = place[index]
        if number and loops[number].own[0] == index:
            inside[loops[number].parent].append({"loop": loops[number].path, "content": inside[number]})
        inside[number].append(shown(segment))
    return inside[0]


def in_a_row(content: Any, path: str, depth: int = 0) -> Iterator[tuple[str, list[Any]]]:
    """The segments of what `in_loops` made, each with its path. Unreadable: what is neither a segment nor a loop."""
    if depth > _DEEPEST:
        raise Unreadable(f"loops are nested deeper than {_DEEPEST}", where=path)
    for number, item in enumerate(form.values(content, path)):
        at = f"{path}[{number}]"
        if isinstance(item, Mapping):
            yield from in_a_row(form.field(item, "content", at), f"{at}.content", depth + 1)
        elif isinstance(item, list) and item and isinstance(item[0], str) and item[0]:
            yield at, item
        else:
            raise form.wrong(at, item, "a segment (a list with its id first) or a loop")
