"""Folds the loops of an explained file: each becomes one block that a screen or a page may open or leave closed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from b2b.edi.views.explain import Line, Role

# As many of the same loop are shown one after the other before the rest is folded.
SHOWN = 3
_FINDINGS = (Role.ERROR, Role.WARNING)


@dataclass(slots=True)
class Block:
    """A loop: its first line, and what stands in it. `place` counts the same loops in a row, from 1."""

    head: Line
    body: list[Line | Block] = field(default_factory=list)
    place: int = 1
    findings: int = 0

    @property
    def folded(self) -> bool:
        """Whether enough like it were shown before, and nothing in it is worth a look."""
        return self.place > SHOWN and not self.findings


def blocks(lines: Iterable[Line]) -> Iterator[Line | Block]:
    """The lines with every loop as a block; no more is held than one loop that no other is around."""
    open_blocks: list[Block] = []
    last: Block | None = None
    for line in lines:
        ends = line.role in (Role.SEGMENT, Role.SET, Role.GROUP, Role.INTERCHANGE, Role.SUMMARY) or line.depth < 4
        if ends:
            while open_blocks and not _within(line, open_blocks[-1].head):
                closed = open_blocks.pop()
                if not open_blocks:
                    yield closed
                    last = closed
        if line.loop:
            block = Block(line, place=_place(line, open_blocks, last))
            if open_blocks:
                open_blocks[-1].body.append(block)
            open_blocks.append(block)
            continue
        if line.role in _FINDINGS:
            for block in open_blocks:
                block.findings += 1
        if open_blocks:
            open_blocks[-1].body.append(line)
        else:
            last = None
            yield line
    yield from open_blocks[:1]


def unfolded(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines again, each run of folded loops as one line that says how many."""
    yield from _flat(blocks(lines))


def _flat(items: Iterable[Line | Block]) -> Iterator[Line]:
    hidden: list[Block] = []
    for item in items:
        if isinstance(item, Block) and item.folded:
            hidden.append(item)
            continue
        yield from _told(hidden)
        hidden = []
        if isinstance(item, Block):
            yield item.head
            yield from _flat(item.body)
        else:
            yield item
    yield from _told(hidden)


def _told(hidden: list[Block]) -> Iterator[Line]:
    if hidden:
        head = hidden[0].head
        yield Line(Role.INFO, head.depth, "", f"... {len(hidden)} more {head.label} without findings")


def _within(line: Line, head: Line) -> bool:
    """Whether a line that stands behind a loop's beginning belongs to that loop."""
    return line.depth > head.depth or (line.depth == head.depth and not line.loop and line.role is Role.SEGMENT)


def _place(line: Line, open_blocks: list[Block], last: Block | None) -> int:
    before = (open_blocks[-1].body[-1] if open_blocks[-1].body else None) if open_blocks else last
    return before.place + 1 if isinstance(before, Block) and before.head.loop == line.loop else 1
