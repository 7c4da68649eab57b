"""Which messages can be worked: those that have a module of their name."""

from __future__ import annotations

import pytest

from b2b.edi.edifact.mappings import for_message, messages
from b2b.errors import NotFound


def test_mappings_are_found_by_the_names_of_their_modules() -> None:
    assert {"CONTRL", "DESADV", "INVOIC", "INVRPT", "ORDERS", "REMADV"} <= set(messages())
    assert all(callable(for_message(type).read) and callable(for_message(type).write) for type in messages())


@pytest.mark.parametrize("type", ["ECHO", "invoic", "INVOICE"])
def test_what_has_no_mapping_is_named_with_what_has_one(type: str) -> None:
    with pytest.raises(NotFound, match=type) as caught:
        for_message(type)
    assert "INVOIC" in caught.value.next_step
