"""The law of all mappings of orders: what is written is valid, and is read as the document that was meant, with nothing
left over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from b2b.edi.edifact.mappings import Context, for_message, normal
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.findings import Verdict
from b2b.errors import NotWritable
from tests.edi.edifact.mappings.order_strategies import EXPRESSIBLE
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, interchange, read_body, unread
from tests.edi.mappings.test_round_trip import leaves, replaced

_LAWFUL = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("type", EXPRESSIBLE)
def test_what_is_written_is_valid_and_read_as_it_was_meant(type: str, directory: str) -> None:
    known = context(directory)

    @_LAWFUL
    @given(EXPRESSIBLE[type])
    def law(document: Any) -> None:
        body = for_message(type).write(document, known)
        back, leftovers = read_body(type, body, known)
        assert back == normal(document)
        assert unread(leftovers) == []
        report = validate_bytes(interchange(type, body, known))
        assert report.result.verdict is Verdict.ACCEPTED, report

    law()


# Service characters, control characters, blanks that get lost, what is too long, what other syntaxes have.
_WILD = st.sampled_from(
    [
        "",
        "+",
        "'",
        ":",
        "?",
        "*",
        "\n",
        "\x00",
        "\x1f",
        " x",
        "x ",
        "x" * 400,
        "x12:",
        "DP=1",
        "  ",
        "-",
        "0",
    ]
)


@pytest.mark.parametrize("type", EXPRESSIBLE)
def test_whatever_a_field_holds_is_written_truly_or_refused_by_name(type: str) -> None:
    known = context()

    @_LAWFUL
    @given(EXPRESSIBLE[type], st.integers(0), _WILD)
    def law(document: Any, place: int, wild: str) -> None:
        paths = [path for path, value in leaves(document) if value.__class__ is str]
        changed = replaced(document, paths[place % len(paths)], wild)
        body, refusal = written(type, changed, known)
        if refusal is None:
            assert read_body(type, body, known)[0] == normal(changed)
            assert validate_bytes(interchange(type, body, known)).result.verdict is Verdict.ACCEPTED
        else:
            assert refusal.where
            assert refusal.next_step

    law()


def written(type: str, document: Any, known: Context) -> tuple[list[list[str]], NotWritable | None]:
    """The body of a document, or why there is none."""
    try:
        return for_message(type).write(document, known), None
    except NotWritable as error:
        return [], error
