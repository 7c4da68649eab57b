"""Lines and the numbers of their items: LIN and PIA."""

from __future__ import annotations

import pytest

from b2b.documents import ItemId, ItemScheme
from b2b.edi.edifact.mappings import items
from b2b.edi.edifact.mappings.writing import Body
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.errors import NotWritable
from tests.edi.edifact.mappings.wire import context

_GTIN = ItemId(ItemScheme.GTIN, "4012345000016")
_OURS, _THEIRS = ItemId(ItemScheme.SUPPLIER, "W-1"), ItemId(ItemScheme.BUYER, "4711", "BP")


def line(number: str, *ids: ItemId) -> list[str]:
    body = Body(context())
    items.write_line(body, number, ids, "lines[0]")
    return ["+".join(segment).replace(COMPONENT, ":") for segment in body.segments]


@pytest.mark.parametrize(
    ("number", "ids", "segments"),
    [
        ("10", (_GTIN, _OURS), ["LIN+10++4012345000016:EN", "PIA+1+W-1:SA"]),
        ("10", (_OURS, _GTIN), ["LIN+10", "PIA+5+W-1:SA+4012345000016:EN"]),
        ("", (_THEIRS, _OURS), ["LIN+++4711:BP", "PIA+1+W-1:SA"]),
        ("10", (), ["LIN+10"]),
        ("10", (_OURS,) * 6, ["LIN+10", "PIA+5+W-1:SA+W-1:SA+W-1:SA+W-1:SA+W-1:SA", "PIA+5+W-1:SA"]),
    ],
)
def test_where_the_numbers_of_a_line_stand(number: str, ids: tuple[ItemId, ...], segments: list[str]) -> None:
    assert line(number, *ids) == segments


def test_a_line_that_names_nothing_is_refused() -> None:
    with pytest.raises(NotWritable) as caught:
        line("")
    assert caught.value.where == "lines[0].number (LIN)"
