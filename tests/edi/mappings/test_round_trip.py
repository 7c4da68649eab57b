"""The law of all mappings: what is written is valid, and is read as the document that was meant, with nothing left over."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from b2b.edi.findings import Verdict
from b2b.edi.x12.mappings import Context, for_set, normal
from b2b.edi.x12.validate import validate_bytes
from b2b.errors import NotWritable
from tests.edi.mappings.messages import RELEASES, context, interchange, read_body, unread
from tests.edi.mappings.strategies import EXPRESSIBLE

# To draw a document takes longer than to write and read it: each is held to all laws. CI draws many more.
_DOCUMENTS = [8, pytest.param(60, marks=pytest.mark.slow)]

# Delimiters, control characters, blanks that get lost, what is too long, characters outside the set.
_WILD = st.sampled_from(
    ["", "*", "~", ">", "^", "\n", "\x00", " x", "x ", "x" * 400, "日本", "x12:", "  ", "€", "-", "0"]
)


@pytest.mark.parametrize("documents", _DOCUMENTS)
@pytest.mark.parametrize("set_id", EXPRESSIBLE)
def test_what_is_written_is_valid_and_read_as_it_was_meant(set_id: str, documents: int) -> None:
    @settings(
        max_examples=documents,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    @given(EXPRESSIBLE[set_id], st.integers(0), _WILD)
    def law(document: Any, place: int, wild: str) -> None:
        for release in RELEASES:
            is_valid_and_read_as_it_was_meant(set_id, document, context(release))
        paths = [path for path, value in leaves(document) if type(value) is str]
        changed = replaced(document, paths[place % len(paths)], wild)
        is_written_truly_or_refused_by_name(set_id, changed, context())

    law()


def is_valid_and_read_as_it_was_meant(set_id: str, document: Any, known: Context) -> None:
    body = for_set(set_id).write(document, known)
    back, leftovers = read_body(set_id, body, known)
    assert back == normal(document)
    assert unread(leftovers) == []
    report = validate_bytes(interchange(set_id, body, known))
    assert report.result.verdict is Verdict.ACCEPTED, report


def is_written_truly_or_refused_by_name(set_id: str, document: Any, known: Context) -> None:
    body, refusal = written(set_id, document, known)
    if refusal is None:
        assert read_body(set_id, body, known)[0] == normal(document)
        assert validate_bytes(interchange(set_id, body, known)).result.verdict is Verdict.ACCEPTED
    else:
        assert refusal.where
        assert refusal.next_step


def written(set_id: str, document: Any, known: Context) -> tuple[list[list[str]], NotWritable | None]:
    """The body of a document, or why there is none."""
    try:
        return for_set(set_id).write(document, known), None
    except NotWritable as error:
        return [], error


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every plain value in a document, with the way to it."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name), (*path, field.name))
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from leaves(part, (*path, index))
    else:
        yield path, value


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The document with one plain value changed."""
    if not path:
        return new
    step, *rest = path
    if isinstance(value, tuple):
        return (*value[:step], replaced(value[step], tuple(rest), new), *value[step + 1 :])
    return dataclasses.replace(value, **{step: replaced(getattr(value, step), tuple(rest), new)})
