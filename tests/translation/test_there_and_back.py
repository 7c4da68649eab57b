"""The law of conversion: from X12 to EDIFACT and back, what is not in the lists is still there."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings

from b2b.edi.findings import Verdict
from b2b.edi.validation import validate_bytes
from b2b.edi.x12.mappings import normal
from b2b.errors import NotWritable
from b2b.translation.converted import Conversion, Converted
from b2b.translation.form import Form
from b2b.translation.source import Read, read
from tests.edi.edifact.mappings.fitting import fitted
from tests.edi.mappings.strategies import EXPRESSIBLE
from tests.translation.ways import ZONE, half_fitted, to, without, x12_of

_FEW = settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)
_MANY = settings(_FEW, max_examples=30)

# Every set that has a like in EDIFACT.
BECOMES = {
    "810": "INVOIC", "820": "REMADV", "824": "APERAK", "830": "DELFOR", "832": "PRICAT", "846": "INVRPT",
    "850": "ORDERS", "852": "SLSRPT", "855": "ORDRSP", "856": "DESADV", "860": "ORDCHG", "861": "RECADV",
    "862": "DELJIT", "865": "ORDRSP", "875": "ORDERS", "880": "INVOIC",
}  # fmt: skip


@pytest.mark.parametrize("laws", [_FEW, pytest.param(_MANY, marks=pytest.mark.slow)], ids=["few", "many"])
@pytest.mark.parametrize("set_id", BECOMES)
def test_what_is_not_listed_is_still_there(set_id: str, laws: settings) -> None:
    @laws
    @given(EXPRESSIBLE[set_id].map(half_fitted) | EXPRESSIBLE[set_id].map(fitted))
    def law(document: Any) -> None:
        there = to(Form.EDIFACT, _sent(set_id, document))
        if there.refused:
            assert there.files == ()
            assert all(one.problem and one.next_step for one in there.refused)
            return
        first = _only(there)
        assert first.to_kind == BECOMES[set_id]
        assert first.leftovers == ()
        meant = normal(without(normal(document), first.losses))
        assert normal(first.document) == meant
        back = to(Form.X12, there.files[0].content)
        if back.refused:
            assert back.files == ()
            return
        second = _only(back)
        assert second.leftovers == ()
        for conversion in (there, back):
            assert validate_bytes(conversion.files[0].content).result.verdict is Verdict.ACCEPTED
        (interchange,) = read(back.files[0].content, time_zone=ZONE, currency="EUR").interchanges
        (again,) = interchange.messages
        assert isinstance(again, Read)
        assert again.document == normal(without(meant, second.losses))

    law()


def _sent(set_id: str, document: Any) -> bytes:
    """The document as X12; what was fitted into EDIFACT is not always that any more."""
    try:
        return x12_of(set_id, document)
    except NotWritable:
        reject()


def _only(conversion: Conversion) -> Converted:
    (file,) = conversion.files
    (message,) = file.messages
    return message
