"""Whatever happens to a message on its way: it becomes a document, or an error says where and what is wrong; and what
was read of it can be written, or is refused by the name of a field.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from b2b.edi.edifact.mappings import Context
from b2b.edi.edifact.service_characters import COMPONENT, REPETITION
from b2b.errors import Unreadable
from tests.edi.edifact.mappings.test_laws import EXPRESSIBLE
from tests.edi.edifact.mappings.wire import context, read_body, written

_SPOILED = ["", COMPONENT, REPETITION, "x" * 600, "-1", "1,,2", "20269999", "9" * 30, "NaN", "1e9", "٣", "+'?", "0"]

_QUICK = settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate],
)
_LONG = settings(_QUICK, max_examples=40)


@pytest.mark.parametrize("laws", [_QUICK, pytest.param(_LONG, marks=pytest.mark.slow)], ids=["few", "many"])
@pytest.mark.parametrize("type", EXPRESSIBLE)
def test_a_spoiled_message_is_read_or_refused(type: str, laws: settings) -> None:
    known = context()

    @laws
    @given(EXPRESSIBLE[type], st.data())
    def law(document: Any, data: st.DataObject) -> None:
        body, refusal = written(type, document, known)
        if refusal is not None:
            return
        spoiled = [list(segment) for segment in body]
        for _ in range(data.draw(st.integers(1, 3))):
            _spoil(spoiled, data)
        found, error = _read(type, spoiled, known)
        if error is not None:
            assert error.where
            assert error.next_step
            return
        again, refusal = written(type, found, known)
        if refusal is None:
            assert read_body(type, again, known)[0] == found
        else:
            assert refusal.where

    law()


def _read(type: str, body: list[list[str]], known: Context) -> tuple[Any, Unreadable | None]:
    """The document in a body, or why there is none."""
    try:
        return read_body(type, body, known)[0], None
    except Unreadable as error:
        return None, error


def _spoil(body: list[list[str]], data: st.DataObject) -> None:
    """Take away a segment, repeat one elsewhere, empty one, or change a component of it."""
    if not body:
        return
    at = data.draw(st.integers(0, len(body) - 1))
    what = data.draw(st.sampled_from(["delete", "repeat", "empty", "change", "change", "change"]))
    if what == "delete":
        del body[at]
    elif what == "repeat":
        body.insert(at, list(body[data.draw(st.integers(0, len(body) - 1))]))
    elif what == "empty" or len(body[at]) == 1:
        del body[at][1:]
    else:
        element = data.draw(st.integers(1, len(body[at]) - 1))
        parts = body[at][element].split(COMPONENT)
        parts[data.draw(st.integers(0, len(parts) - 1))] = data.draw(st.sampled_from(_SPOILED))
        body[at][element] = COMPONENT.join(parts)
