"""Messages that nobody here had in mind: valid ones, made from the schema alone but for what a document cannot do
without, are read, and what was read and can be written says the same.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from b2b.edi.edifact.mappings import normal
from b2b.edi.edifact.sample import sample_message
from b2b.edi.sampling.breadth import Breadth
from b2b.errors import Unreadable
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, read_body, read_lines, written

SEEDS = range(8)

# What each message is given: behind BGM, and behind the numbers and words of each line.
_NEEDED = {
    "DELJIT": (["DTM+158:20260105:102", "DTM+159:20260109:102"], []),
    "PRICAT": ([], []),
    "RECADV": (["DTM+50:202601050645:203"], ["QTY+48:7:PCE"]),
    "SLSRPT": (["DTM+90:20260105:102"], []),
}


def made_up(type: str, directory: str, seed: int) -> list[str]:
    """The segments of a message between UNH and UNT; the message and each of its lines are numbered."""
    breadth = Breadth.FULL if seed % 4 == 0 else Breadth.USUAL
    said = "".join(sample_message(type, directory, seed=seed, breadth=breadth).decode("ascii").split()).split("'")
    tags = [segment[:3] for segment in said]
    body = said[tags.index("UNH") + 1 : tags.index("UNT")]
    heading, of_line = _NEEDED[type]
    found: list[str] = []
    in_line = False
    for number, segment in enumerate(body, start=1):
        tag, *elements = segment.split("+")
        if in_line and tag not in ("PIA", "IMD"):
            found += of_line
            in_line = False
        if tag == "BGM":
            found += ["+".join((tag, *elements[:1], "N-1")), *heading]
        elif tag == "LIN":
            found.append("+".join((tag, str(number), *elements[1:])))
            in_line = True
        else:
            found.append(segment)
    return [*found, *of_line] if in_line else found


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("type", _NEEDED)
def test_what_was_read_and_can_be_written_says_the_same(type: str, directory: str) -> None:
    known = context(directory, date=dt.date(2026, 1, 5))
    same = 0
    for seed in SEEDS:
        try:
            document: Any = read_lines(type, *made_up(type, directory, seed), known=known)[0]
        except Unreadable as error:
            # A quantity of D.01B may be words.
            if directory == "D01B" and "is not a number" in str(error):
                continue
            raise
        body, refusal = written(type, document, known)
        if refusal is not None:
            assert refusal.where
            continue
        assert read_body(type, body, known) == (normal(document), ())
        same += 1
    assert same >= len(SEEDS) / 2
