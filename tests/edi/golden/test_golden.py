"""What we send, byte for byte: one message of each set in each release, read by eye once."""

from __future__ import annotations

from pathlib import Path

import pytest

from b2b.edi.x12.mappings import for_set, normal
from tests.edi.mappings.examples import EXAMPLES
from tests.edi.mappings.messages import RELEASES, context, interchange, read_body

_HERE = Path(__file__).parent


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("set_id", EXAMPLES)
def test_the_bytes_are_those_that_were_reviewed(set_id: str, release: str) -> None:
    known = context(release)
    body = for_set(set_id).write(EXAMPLES[set_id], known)
    assert interchange(set_id, body, known) == (_HERE / f"{set_id}_{release}.edi").read_bytes()
    document, leftovers = read_body(set_id, body, known)
    assert document == normal(EXAMPLES[set_id])
    assert leftovers == ()
