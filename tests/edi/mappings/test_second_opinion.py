"""pyx12, on maps made from our schemas, finds nothing wrong with what we write either."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from b2b.edi.x12.mappings import for_set
from b2b.edi.x12.second_opinion import second_opinion
from tests.edi.mappings.messages import RELEASES, context, interchange
from tests.edi.mappings.strategies import EXPRESSIBLE

# pyx12 takes no letters beyond ASCII in X12's extended set; the rest are its summaries of that finding.
_OUR_LETTERS = {"pyx12-ak4-6", "pyx12-ak3-8", "pyx12-ak5-5"}


@pytest.mark.slow
@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("set_id", EXPRESSIBLE)
def test_pyx12_agrees(set_id: str, release: str) -> None:
    known = context(release)

    @settings(
        max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
    )
    @given(EXPRESSIBLE[set_id])
    def law(document: Any) -> None:
        written = interchange(set_id, for_set(set_id).write(document, known), known)
        (opinion,) = second_opinion(written)
        assert opinion.accepted is not None, opinion.reason
        assert [f for f in opinion.findings if f.code not in _OUR_LETTERS] == []

    law()
