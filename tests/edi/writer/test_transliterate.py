"""Text in the characters that a partner can read."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.documents import Order, OrderLine, Party, Quantity
from b2b.edi.x12.characters import CharacterSet
from b2b.edi.x12.transliterate import transliterate, transliterated

ASCII, BASIC, EXTENDED = CharacterSet.ASCII, CharacterSet.BASIC, CharacterSet.EXTENDED


@pytest.mark.parametrize(
    ("text", "character_set", "written"),
    [
        ("Café", ASCII, "Cafe"),
        ("Straße", ASCII, "Strasse"),
        ("STRAẞE", ASCII, "STRASSE"),
        ("Müller & Söhne", ASCII, "Mueller & Soehne"),
        ("Ärzte ÄRZTE", ASCII, "Aerzte AERZTE"),
        ("Łódź", ASCII, "Lodz"),
        ("Łódź", EXTENDED, "Lódz"),
        ("Ångström", ASCII, "Aangstroem"),
        ("5 € – „neu“", ASCII, '5 EUR - "neu"'),
        ("½ × 3", ASCII, "1/2 x 3"),
        ("20 °C", ASCII, "20 degC"),
        ("Cafe\u0301", ASCII, "Cafe"),
        ("Cafe\u0301", EXTENDED, "Café"),
        ("line\nbreak\u00a0here\u200b", ASCII, "line break here"),
        ("Straße 5", BASIC, "STRASSE 5"),
        ("Übermut", BASIC, "UEBERMUT"),
        ("Übermut", EXTENDED, "Übermut"),
        ("ﬁn ² ™", ASCII, "fin 2 TM"),
    ],
)
def test_written_as(text: str, character_set: CharacterSet, written: str) -> None:
    assert transliterate(text, character_set) == written


@pytest.mark.parametrize(
    ("text", "character_set"), [("北京", ASCII), ("Москва", ASCII), ("a@b", BASIC), ("Ω", EXTENDED), ("\x07", ASCII)]
)
def test_what_has_no_form_stays_and_is_refused_by_the_writer(text: str, character_set: CharacterSet) -> None:
    written = transliterate(text, character_set)
    assert character_set.refused(written)
    assert character_set.refused(written) in text


@given(st.text(max_size=30), st.sampled_from(list(CharacterSet)))
def test_what_can_be_written_is_not_touched_and_nothing_is_written_twice(
    text: str, character_set: CharacterSet
) -> None:
    written = transliterate(text, character_set)
    if not character_set.refused(text):
        assert written == text
    assert transliterate(written, character_set) == written


def test_a_document_says_which_of_its_texts_were_rewritten() -> None:
    line = OrderLine(
        number="1", quantity=Quantity(Decimal(5), "EA"), unit_price=None, items=(), description="Schlüssel, 5 €"
    )
    order = Order(
        number="4711", date=dt.date(2026, 1, 5), buyer=Party(name="Müller GmbH"), supplier=Party(), lines=(line,)
    )
    written, changes = transliterated(order, ASCII)
    assert (written.buyer.name, written.lines[0].description) == ("Mueller GmbH", "Schluessel, 5 EUR")
    assert [(one.field, one.before) for one in changes] == [
        ("lines[0].description", "Schlüssel, 5 €"),
        ("buyer.name", "Müller GmbH"),
    ]
    same, none = transliterated(order, CharacterSet.UTF8)
    assert same is order
    assert none == ()


def test_codes_of_a_document_stay_what_they_are() -> None:
    line = OrderLine(number="1", quantity=Quantity(Decimal(5), "EA"), unit_price=None, items=())
    order = Order(number="x-1", date=dt.date(2026, 1, 5), buyer=Party(), supplier=Party(), lines=(line,))
    written, changes = transliterated(order, BASIC)
    assert [(one.field, one.after) for one in changes] == [("number", "X-1")]
    assert written.lines == order.lines
