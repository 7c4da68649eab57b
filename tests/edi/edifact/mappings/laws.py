"""The laws of every mapping: what is written is valid, and is read as the document that was meant."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from b2b.edi.edifact.mappings import Context, for_message, normal
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.findings import Verdict
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, interchange, read_body, unread, written
from tests.edi.mappings.test_round_trip import leaves, replaced

# Service characters, control characters, blanks that get lost, what is too long, what other syntaxes have.
_WILD = st.sampled_from(
    ["", "+", "'", ":", "?", "*", "\n", "\x00", "\x1f", " x", "x ", "x" * 600, "x12:", "DP=1", "  ", "-", "0"]
)


def lawful(type: str, documents: st.SearchStrategy[Any], count: int) -> None:
    """Each of so many documents is held to both laws, in every directory: to draw one takes longest."""

    @settings(
        max_examples=count,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
    )
    @given(documents, st.integers(0), _WILD)
    def law(document: Any, place: int, wild: str) -> None:
        for directory in DIRECTORIES:
            _is_valid_and_read_as_it_was_meant(type, document, context(directory))
        paths = [path for path, value in leaves(document) if value.__class__ is str]
        changed = replaced(document, paths[place % len(paths)], wild)
        _is_written_truly_or_refused_by_name(type, changed, context())

    law()


def _is_valid_and_read_as_it_was_meant(type: str, document: Any, known: Context) -> None:
    """What is written is valid, and is read as it was meant, with nothing left over."""
    body = for_message(type).write(document, known)
    back, leftovers = read_body(type, body, known)
    assert back == normal(document)
    assert unread(leftovers) == []
    report = validate_bytes(interchange(type, body, known))
    assert report.result.verdict is Verdict.ACCEPTED, report


def _is_written_truly_or_refused_by_name(type: str, document: Any, known: Context) -> None:
    """Whatever a field of text holds, it is read as it was meant, or refused by its name."""
    body, refusal = written(type, document, known)
    if refusal is None:
        assert read_body(type, body, known)[0] == normal(document)
        assert validate_bytes(interchange(type, body, known)).result.verdict is Verdict.ACCEPTED
    else:
        assert refusal.where
        assert refusal.next_step
