"""Figures and places as people write them."""

from __future__ import annotations

from b2b.procurement.orders.wording import ordinal


def test_places_in_a_row_have_the_endings_of_their_words() -> None:
    spoken = "1st 2nd 3rd 4th 10th 11th 12th 13th 14th 20th 21st 22nd 23rd 101st 111th 112th 113th 1002nd"
    assert [ordinal(int(word[:-2])) for word in spoken.split()] == spoken.split()
