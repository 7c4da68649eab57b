"""Partners correct what was rejected and send it again under the number it had."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.world import first, segments
from tests.gateway.desk import Desk

ORDER = "850-4500001001.edi"


@pytest.mark.parametrize(("right", "wrong"), [(b"IEA*1*", b"IEA*2*"), (b"GE*1*", b"GE*2*"), (b"BEG*00*", b"BEG*XX*")])
def test_what_was_rejected_as_a_whole_may_come_corrected_under_its_number(
    tmp_path: Path, right: bytes, wrong: bytes
) -> None:
    desk = Desk(tmp_path / "acme")
    desk.put(desk.file(ORDER).replace(right, wrong))
    desk.run()
    assert [exchange.processing for exchange in desk.exchanges()] == ["failed"]
    desk.put(desk.file(ORDER), "corrected.edi")
    desk.run()
    answers = [segments(content) for content in desk.sent()]
    assert [first(answer, "AK5")[1] for answer in answers if answer[1][1] == "FA"][-1] == "A"
    assert [exchange.processing for exchange in desk.exchanges()] == ["failed", "done"]
    assert "control-number-conflict" not in desk.open_cases()
    desk.put(desk.file(ORDER).replace(b"PO1*1*100*", b"PO1*1*900*"), "other.edi")
    desk.run()
    assert "control-number-conflict" in desk.open_cases()
