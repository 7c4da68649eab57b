"""The laws of all mappings: what is written is valid, and is read as the document that was meant, with nothing left over.

Each directory takes what its messages have room for; documents that X12 can express are made to fit.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from tests.edi.edifact.mappings import order_strategies, report_strategies
from tests.edi.edifact.mappings.advice_strategies import ADVICES
from tests.edi.edifact.mappings.fitting import fitted
from tests.edi.edifact.mappings.laws import lawful
from tests.edi.edifact.mappings.payment_strategies import FILES
from tests.edi.mappings.strategies import EXPRESSIBLE as IN_X12

# By message: the set of X12 that has the same document.
_SETS = {"DESADV": "856", "INVOIC": "810", "INVRPT": "846", "REMADV": "820"}

EXPRESSIBLE: dict[str, st.SearchStrategy[Any]] = {
    **order_strategies.EXPRESSIBLE,
    **report_strategies.EXPRESSIBLE,
    "APERAK": ADVICES,
    "PAYMUL": FILES,
    **{message: IN_X12[set_id].map(fitted) for message, set_id in _SETS.items()},
}


@pytest.mark.parametrize("count", [8, pytest.param(60, marks=pytest.mark.slow)])
@pytest.mark.parametrize("type", EXPRESSIBLE)
def test_what_is_written_is_valid_and_read_as_it_was_meant(type: str, count: int) -> None:
    lawful(type, EXPRESSIBLE[type], count)
