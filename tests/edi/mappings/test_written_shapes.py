"""What we send, judged by others: our validator, pyx12 on maps made from our schemas, and for 004010 two definitions
that know nothing of ours."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from b2b.edi.findings import Verdict
from b2b.edi.x12.mappings import for_set, sets
from b2b.edi.x12.second_opinion import second_opinion
from b2b.edi.x12.validate import validate_bytes
from tests.edi.mappings.examples import EXAMPLES
from tests.edi.mappings.messages import RELEASES, context, interchange
from tests.edi.mappings.strategies import EXPRESSIBLE
from tests.edi.schemas.source_shapes import SOURCES, Source


def test_every_set_that_we_write_has_an_example() -> None:
    assert set(EXAMPLES) == set(EXPRESSIBLE) == set(sets()) - {"997", "999"}


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("set_id", EXAMPLES)
def test_our_validator_and_pyx12_find_nothing(set_id: str, release: str) -> None:
    known = context(release)
    data = interchange(set_id, for_set(set_id).write(EXAMPLES[set_id], known), known)
    report = validate_bytes(data)
    assert report.result.verdict is Verdict.ACCEPTED
    assert [finding.code for one in report.sets for finding in one.findings] == []
    (opinion,) = second_opinion(data)
    assert (opinion.accepted, opinion.findings) == (True, ())


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@pytest.mark.parametrize("set_id", EXAMPLES)
def test_both_sources_know_every_segment_and_element(set_id: str, source: Source) -> None:
    assert source.faults(set_id, for_set(set_id).write(EXAMPLES[set_id], context())) == []


@pytest.mark.parametrize("documents", [2, pytest.param(20, marks=pytest.mark.slow)])
@pytest.mark.parametrize("set_id", EXPRESSIBLE)
def test_whatever_a_document_holds(set_id: str, documents: int) -> None:
    @settings(
        max_examples=documents,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(EXPRESSIBLE[set_id])
    def law(document: Any) -> None:
        body = for_set(set_id).write(document, context())
        assert {source.name: source.faults(set_id, body) for source in SOURCES} == {"ediengine": [], "bots": []}

    law()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_the_sources_do_find_faults(source: Source) -> None:
    body = for_set("850").write(EXAMPLES["850"], context())
    assert source.faults("850", [*body, ["BEG", "00", "SA", "1", "", "20260105"]]) == [
        "BEG has no place where it stands (16)"
    ]
    assert source.faults("850", body[1:]) == ["BEG is missing"]
    assert source.faults("850", [["BEG", "00", "SA", "9" * 23, "", "20260105"], *body[1:]])[0].startswith("BEG03")
    assert source.faults("850", [["BEG", "00", "SA", "1"], *body[1:]]) == ["BEG05 is missing"]
    assert source.faults("850", [*body[:-1], ["CTT", "2", "1", "2", "LB", "1", "CF", "x", "y"]]) == [
        "CTT08 is one too many"
    ]
