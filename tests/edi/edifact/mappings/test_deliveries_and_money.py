"""The law of mappings for what is delivered, invoiced and paid: what is written is valid, and is read as it was meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from b2b.edi.edifact.mappings import for_message, normal
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.findings import Verdict
from tests.edi.edifact.mappings.fitting import fitted
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, interchange, read_body, unread, written
from tests.edi.mappings.strategies import EXPRESSIBLE
from tests.edi.mappings.test_round_trip import leaves, replaced

_LAWFUL = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)

# By message: the set of X12 that has the same document.
_SETS = {"DESADV": "856", "INVOIC": "810", "INVRPT": "846", "REMADV": "820"}


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("message", _SETS)
def test_what_is_written_is_valid_and_read_as_it_was_meant(message: str, directory: str) -> None:
    known = context(directory)

    @_LAWFUL
    @given(EXPRESSIBLE[_SETS[message]].map(fitted))
    def law(document: Any) -> None:
        body = for_message(message).write(document, known)
        back, leftovers = read_body(message, body, known)
        assert back == normal(document)
        assert unread(leftovers) == []
        report = validate_bytes(interchange(message, body, known))
        assert report.result.verdict is Verdict.ACCEPTED, report

    law()


# Internal separators, control characters, blanks that get lost, what is too long.
_WILD = st.sampled_from(
    ["", "+", ":", "'", "?", "\x1f", "\x1e", "\n", "\x00", " x", "x ", "x" * 600, "x12:", "  ", "0"]
)


@pytest.mark.parametrize("message", _SETS)
def test_whatever_a_field_holds_is_written_truly_or_refused_by_name(message: str) -> None:
    known = context()

    @_LAWFUL
    @given(EXPRESSIBLE[_SETS[message]].map(fitted), st.integers(0), _WILD)
    def law(document: Any, place: int, wild: str) -> None:
        paths = [path for path, value in leaves(document) if type(value) is str]
        changed = replaced(document, paths[place % len(paths)], wild)
        body, refusal = written(message, changed, known)
        if refusal is None:
            assert read_body(message, body, known)[0] == normal(changed)
            assert validate_bytes(interchange(message, body, known)).result.verdict is Verdict.ACCEPTED
        else:
            assert refusal.where
            assert refusal.next_step

    law()
