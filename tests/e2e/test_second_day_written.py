"""The files that both gateways wrote on the second day, judged by others: our validator, pyx12 on maps made from our
schemas, and for 004010 two definitions that know nothing of ours.
"""

from __future__ import annotations

from collections import Counter

import pytest

from b2b.edi.findings import Verdict
from b2b.edi.x12.second_opinion import second_opinion
from b2b.edi.x12.validate import validate_bytes
from tests.e2e.market import Market, sets_in
from tests.edi.schemas.source_shapes import SOURCES

BUYERS = {"850": 3, "820": 3}
SUPPLIERS = {"855": 3, "856": 3, "810": 4}


def written(market: Market) -> list[bytes]:
    return [*market.wire(market.to_acme), *market.wire(market.to_northwind)]


def test_both_have_written_what_the_day_needs(second_day: Market) -> None:
    for folder, sets in ((second_day.to_acme, BUYERS), (second_day.to_northwind, SUPPLIERS)):
        found = Counter(body[0][1] for content in second_day.wire(folder) for body in sets_in(content))
        assert found.pop("997") >= 1
        assert found == sets


@pytest.mark.usefixtures("code_lists_read_once")
def test_our_validator_and_pyx12_find_nothing(second_day: Market) -> None:
    for content in written(second_day):
        report = validate_bytes(content)
        assert report.result.verdict is Verdict.ACCEPTED
        assert [finding.code for one in report.sets for finding in one.findings] == []
        opinions = second_opinion(content)
        assert opinions
        assert {(one.accepted, one.findings) for one in opinions} == {(True, ())}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_both_sources_know_every_segment_and_element(second_day: Market, source: object) -> None:
    for content in written(second_day):
        for body in sets_in(content):
            found = source.faults(body[0][1], body[1:-1])  # type: ignore[attr-defined]
            assert found == [], body
