"""Whatever a file is, it is converted, or refused in words."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from b2b.edi.validation import validate_bytes
from b2b.edi.x12.sampling.message import sample_message
from b2b.errors import B2BError
from b2b.translation.converted import Conversion
from b2b.translation.form import Form
from b2b.translation.ubl.written import written
from tests.edi.mappings.examples import EXAMPLES
from tests.translation.ways import to

_SETS = ("810", "820", "830", "846", "850", "855", "856", "861")


@cache
def _files() -> list[bytes]:
    """Files of all forms."""
    x12 = [sample_message(set_id, "004010", seed=1) for set_id in _SETS]
    edifact = [file.content for data in x12 for file in to(Form.EDIFACT, data).files]
    ubl = [written(EXAMPLES[set_id])[1].written for set_id in ("810", "850", "856")]
    assert len(edifact) >= 5
    return [*x12, *edifact, *ubl]


@pytest.mark.parametrize("form", list(Form))
def test_a_damaged_file_is_converted_or_refused_in_words(form: Form) -> None:
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def law(data: st.DataObject) -> None:
        content = data.draw(st.sampled_from(_files()))
        at = data.draw(st.integers(0, len(content) - 1))
        damage = data.draw(st.sampled_from([b"", b"\x00", b"'", b"~", b"*", b"+", b"<", b"9", content[:at]]))
        damaged = content[:at] + damage + content[at + data.draw(st.integers(1, 9)) :]
        found, refusal = _tried(form, damaged)
        if found is None:
            assert refusal is not None
            assert refusal.message
            assert refusal.next_step
            return
        assert found.files or found.refused
        for file in found.files:
            assert form is Form.UBL or validate_bytes(file.content).result.verdict.accepted

    law()


def _tried(form: Form, content: bytes) -> tuple[Conversion | None, B2BError | None]:
    try:
        return to(form, content), None
    except B2BError as error:
        return None, error
