"""Dates of grocery and warehouse sets under the codes that other sets have for them."""

from __future__ import annotations

import datetime as dt

import pytest

from b2b.documents import NamedDate
from b2b.edi.x12.mappings import g62
from b2b.edi.x12.mappings.writing import Body
from b2b.errors import NotWritable
from tests.edi.mappings.messages import context, read_lines

DAY = dt.date(2026, 1, 5)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("03", "003"),
        ("37", "037"),
        ("39", "039"),
        ("53", "064"),
        ("54", "063"),
        # The same number in both lists, and another meaning.
        ("14", "432:14"),
        ("40", "432:40"),
        ("63", "432:63"),
        ("BF", "432:BF"),
    ],
)
def test_a_date_keeps_its_meaning(code: str, kind: str) -> None:
    document, leftovers = read_lines("940", "W05*N*1", f"G62*{code}*20260105")
    assert (document.dates, leftovers) == ((NamedDate(kind, DAY),), ())
    body = Body(context())
    g62.write(body, document.dates)
    assert body.segments == [["G62", code, "20260105"]]


@pytest.mark.parametrize("kind", ["067", "118", "BF0", ""])
def test_a_date_that_the_list_does_not_know_is_refused(kind: str) -> None:
    with pytest.raises(NotWritable) as caught:
        g62.write(Body(context()), (NamedDate(kind, DAY),))
    assert "G62" in caught.value.where
