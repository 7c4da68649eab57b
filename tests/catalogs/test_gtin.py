"""One article, one number: UPC-12, EAN-13, GTIN-8 and GTIN-14."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.documents.gtin import check_digit, gtin14


@pytest.mark.parametrize(
    ("written", "gtin"),
    [
        ("036000291452", "00036000291452"),
        ("0036000291452", "00036000291452"),
        ("00036000291452", "00036000291452"),
        ("4006381333931", "04006381333931"),
        (" 4006381333931 ", "04006381333931"),
        ("96385074", "00000096385074"),
        ("4006381333932", None),
        ("36000291452", None),
        ("400638133393A", None),
        ("\u0664\u0660\u0660\u0666\u0663\u0668\u0661\u0663\u0663\u0663\u0669\u0663\u0661", None),
        ("", None),
    ],
)
def test_known_numbers(written: str, gtin: str | None) -> None:
    assert gtin14(written) == gtin


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 13), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(payload: str, position: int, by: int) -> None:
    number = payload + check_digit(payload)
    wrong = number[:position] + str((int(number[position]) + by) % 10) + number[position + 1 :]
    assert gtin14(number) == number
    assert gtin14(wrong) is None
