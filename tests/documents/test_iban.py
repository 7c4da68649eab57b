"""Check digits of accounts and references, the form of a BIC, and who is in SEPA."""

from __future__ import annotations

import pytest

from b2b.documents.iban import iban_problem, in_sepa, is_bic, is_creditor_reference, outside_eea


@pytest.mark.parametrize(
    ("iban", "good"),
    [
        ("DE02120300000000202051", True),
        ("NO9386011117947", True),
        ("MT84MALT011000012345MTLCAST001S", True),
        ("DE02120300000000202052", False),
        ("DE20120300000000202051", False),
        ("de02120300000000202051", False),
        ("DE٠٢120300000000202051", False),
        ("", False),
        ("DE02", False),
    ],
)
def test_the_form_and_check_digits_of_an_iban(iban: str, good: bool) -> None:
    assert (iban_problem(iban) == "") is good


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
