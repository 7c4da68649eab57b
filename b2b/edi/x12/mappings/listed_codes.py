"""Codes of lists that others keep: LM names the keeper of the lists, the LQ below it the codes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from b2b.documents import ListedCode
from b2b.edi.x12.mappings.reading import LoopCursor
from b2b.edi.x12.mappings.writing import Body

_CODES_OF_ONE_KEEPER = 100


def read(loop: LoopCursor) -> tuple[ListedCode, ...]:
    """The codes in the LM loops of a loop; an LQ without a code stays unread, and so does an LM without any LQ."""
    found: list[ListedCode] = []
    for lm in loop.loops("LM"):
        keeper = lm.trigger
        for lq in lm.all("LQ"):
            if keeper.peek(1) and lq.peek(2):
                keeper.take(1, 2)
                found.append(ListedCode(keeper.peek(1), lq.text(2), lq.text(1), keeper.peek(2)))
    return tuple(found)


def write(body: Body, codes: Sequence[ListedCode], at: str = "") -> None:
    """An LM for each keeper in turn, with its LQ; `at` is the path of the field that holds `codes`, with its dot."""
    by_keeper = groupby(enumerate(codes), lambda pair: (pair[1].agency, pair[1].source))
    for (agency, source), group in by_keeper:
        for count, (index, code) in enumerate(group):
            name = f"{at}codes[{index}]"
            if count % _CODES_OF_ONE_KEEPER == 0:
                body.add("LM", (f"{name}.agency", agency), (f"{name}.source", source))
            body.add("LQ", (f"{name}.code_list", code.code_list), (f"{name}.code", code.code))
