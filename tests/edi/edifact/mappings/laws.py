"""The laws of every mapping: what is written is valid, and is read as the document that was meant."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from b2b.edi.edifact.mappings import for_message, normal
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.findings import Verdict
from tests.edi.edifact.mappings.wire import context, interchange, read_body, unread, written
from tests.edi.mappings.test_round_trip import leaves, replaced

_LAWFUL = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)

# Service characters, control characters, blanks that get lost, what is too long, what other syntaxes have.
_WILD = st.sampled_from(
    ["", "+", "'", ":", "?", "*", "\n", "\x00", "\x1f", " x", "x ", "x" * 600, "x12:", "DP=1", "  ", "-", "0"]
)


def written_and_read(type: str, documents: st.SearchStrategy[Any], directory: str) -> None:
    """What is written of these documents is valid, and is read as it was meant, with nothing left over."""
    known = context(directory)

    @_LAWFUL
    @given(documents)
    def law(document: Any) -> None:
        body = for_message(type).write(document, known)
        back, leftovers = read_body(type, body, known)
        assert back == normal(document)
        assert unread(leftovers) == []
        report = validate_bytes(interchange(type, body, known))
        assert report.result.verdict is Verdict.ACCEPTED, report

    law()


def written_truly_or_refused(type: str, documents: st.SearchStrategy[Any]) -> None:
    """Whatever a field of text holds, it is read as it was meant, or refused by its name."""
    known = context()

    @_LAWFUL
    @given(documents, st.integers(0), _WILD)
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
