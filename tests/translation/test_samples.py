"""What `b2b edi sample` writes goes into the other syntax, and nothing of it is lost, where it has a like there."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.edi import counterparts
from b2b.edi.load import available_releases, available_sets, syntax_of
from b2b.edi.sampling.documents import known
from b2b.edi.sampling.usual import usual_message
from b2b.translation.convert import convert
from b2b.translation.form import Form
from b2b.translation.wanted import Wanted

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
# docs/translation.md, What becomes what.
MESSAGES = [one for one in counterparts.MESSAGES if one not in ("CONTRL", "PAYMUL")]
SETS = ["875", "880", *(one for message in MESSAGES for one in counterparts.sets(message))]
RELEASES = [
    one if one in ("004010", "D96A") else pytest.param(one, marks=pytest.mark.slow)
    for one in (*available_releases(), *available_releases("edifact"))
    if not one.startswith("syntax")
]
ALONE = {"812", "867", "869", "870", "940", "943", "944", "945", "PAYMUL"}


def test_each_that_is_known_has_a_like_or_is_named() -> None:
    for syntax in ("x12", "edifact"):
        sets = {one for release in available_releases(syntax) for one in available_sets(release, syntax)}
        assert {one for one in sets if known(one, "004010")} <= {*SETS, *MESSAGES, *ALONE}


@pytest.mark.parametrize("release", RELEASES)
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_a_usual_sample_is_converted_without_a_loss(release: str, seed: int) -> None:
    edifact = syntax_of(release) == "edifact"
    for set_id in MESSAGES if edifact else SETS:
        wanted = Wanted(Form.X12 if edifact else Form.EDIFACT, NOW, currency="USD" if set_id == "880" else None)
        found = convert(usual_message(set_id, release, seed=seed), wanted)
        assert found.refused == (), set_id
        assert all(one.lossless for file in found.files for one in file.messages), set_id


@pytest.mark.parametrize("release", ["004010", "D96A"])
def test_orders_ship_notices_and_invoices_go_to_ubl(release: str) -> None:
    for set_id in ("850", "856", "810") if release == "004010" else ("ORDERS", "DESADV", "INVOIC"):
        found = convert(usual_message(set_id, release, seed=3), Wanted(Form.UBL, NOW))
        assert found.refused == (), set_id
        lost = [one.field for file in found.files for message in file.messages for one in message.losses]
        assert lost == (["order_date"] if set_id in ("810", "INVOIC") else []), set_id
