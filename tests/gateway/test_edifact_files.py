"""Files of EDIFACT that are damaged, padded or none at all, as the clerk hears of them."""

from __future__ import annotations

import pytest

from b2b.store.tables import ExceptionCase
from tests.gateway.desk import Desk
from tests.gateway.edifact import orders, sent, speak


def test_an_interchange_from_nobody_says_so(desk: Desk) -> None:
    speak(desk)
    desk.put(orders("101", "PO1", sender=""))
    desk.run()
    (case,) = desk.rows(ExceptionCase)
    assert case.message == "the interchange is from an empty address, which is not agreed on this channel"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (orders("101", "PO1").decode("latin-1").encode("cp500"), "EBCDIC text"),
        (b"UNA:+.? 'UIB+IATB:1+101+++A+B'UIZ+0'", "interactive EDIFACT"),
    ],
)
def test_a_file_that_cannot_be_read_is_called_what_it_looks_like(desk: Desk, content: bytes, what: str) -> None:
    speak(desk)
    desk.put(content)
    desk.run()
    (case,) = desk.rows(ExceptionCase)
    assert (case.code, what in case.message) == ("unreadable-file", True)


def test_an_interchange_is_the_same_whatever_pads_its_file(desk: Desk) -> None:
    speak(desk)
    desk.sell()
    for n, padding in enumerate((b"", b"\x1a", b"\0" * 80)):
        desk.put(orders("101", "PO1") + padding, f"{n}.edi")
        desk.run()
    assert [body[1][4:] for body in sent(desk, "997")] == [["7"]] * 3
    assert desk.open_cases() == []
