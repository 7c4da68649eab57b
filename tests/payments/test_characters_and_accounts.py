"""SEPA's characters and the check digits of accounts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.errors import NotWritable
from b2b.payments.characters import in_sepa_characters, is_sepa_text
from b2b.payments.iban import iban_problem, in_sepa, is_bic, is_creditor_reference, outside_eea


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


@pytest.mark.parametrize("iban", ["NL41MOCK0000000001", "DE89370400440532013000", "GB29NWBK60161331926819"])
def test_check_digits(iban: str) -> None:
    assert iban_problem(iban) == ""
    for position in range(2, len(iban)):
        flipped = iban[:position] + ("1" if iban[position] != "1" else "2") + iban[position + 1 :]
        assert iban_problem(flipped)


def test_other_identifiers() -> None:
    assert is_bic("MOCKNL2A")
    assert is_bic("DEUTDEDB650")
    assert not is_bic("MOCKNL2")
    assert is_creditor_reference("RF18539007547034")
    assert not is_creditor_reference("RF18539007547035")
    assert in_sepa("CH")
    assert outside_eea("CH")
    assert not outside_eea("DE")
    assert not in_sepa("US")
