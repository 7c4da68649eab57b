"""SEPA's characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.errors import NotWritable
from b2b.payments.characters import in_sepa_characters, is_sepa_text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Müller & Söhne GmbH", "Mueller + Soehne GmbH"),
        ("Ærø Sørensen A/S", "AEro Sorensen A/S"),
        ("Łódź Zażółć", "Lodz Zazolc"),
        ("Αθήνα Ψυχή", "Athina PSychi"),
        ("София ЕООД", "Sofiya EOOD"),
        ("a_b;c\td\n e", "a-b,c d e"),
        ("mail@x [1] “q” 5 €", "mail(at)x (1) 'q' 5 EUR"),
        ("u\u0308ber", "ueber"),
    ],
)
def test_conversion(text: str, written: str) -> None:
    assert in_sepa_characters(text, "name") == written


@given(st.text(max_size=30))
def test_either_written_or_refused_with_the_field(text: str) -> None:
    try:
        written = in_sepa_characters(text, "the field")
    except NotWritable:
        with pytest.raises(NotWritable, match=r"^the field: "):
            in_sepa_characters(text, "the field")
        return
    assert is_sepa_text(written)
    assert in_sepa_characters(written, "the field") == written
