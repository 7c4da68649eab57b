"""The fast way through a message and the detailed one come to the same results."""

from __future__ import annotations

import pytest

from b2b.edi.edifact.sample import sample_message
from b2b.edi.edifact.tokenizer import Tokenizer
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.load import available_sets
from b2b.edi.sampling.breadth import Breadth
from tests.edi.edifact.messages import UNB, orders
from tests.edi.edifact.test_robustness import mutations

_FOUR = orders(("WIDGET, BLUE", "A?*?+B"), una="", unb=UNB.replace("UNOC:3", "UNOC:4").replace("260105", "20260105"))


def same_in_detail(data: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
    fast = validate_bytes(data)
    with monkeypatch.context() as patched:
        patched.setattr(Tokenizer, "usual", lambda self, raw: None)
        return validate_bytes(data) == fast


def test_whatever_byte_is_spoiled(monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (orders(("WIDGET, BLUE", "A?'?+?:??B")), orders(("UNOC", "UNOA")), _FOUR):
        for spoilt in list(mutations(data))[::5]:
            assert same_in_detail(spoilt, monkeypatch), spoilt


@pytest.mark.parametrize(
    ("directory", "places"),
    [("D96A", 6), *(pytest.param(directory, 20, marks=pytest.mark.slow) for directory in ("D96A", "D01B"))],
)
def test_in_every_message(directory: str, places: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for type in available_sets(directory, "edifact"):
        data = sample_message(type, directory, breadth=Breadth.FULL, seed=3)
        assert same_in_detail(data, monkeypatch), data
        for spoilt in list(mutations(data))[:: max(1, len(data) // places)]:
            assert same_in_detail(spoilt, monkeypatch), spoilt
