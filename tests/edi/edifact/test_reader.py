"""What the reader makes of UNA, release characters, line ends, and several interchanges."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydifact.exceptions import MissingImplementationWarning
from pydifact.segmentcollection import Interchange

from b2b.edi.edifact.service_characters import ServiceCharacters
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.findings import Verdict
from tests.edi.edifact.messages import UNB, codes, findings, orders, texts


def test_una_declares_other_characters() -> None:
    plain = orders()
    table = bytes.maketrans(b"+:'", b"*|~")
    other = b"UNA|*.? ~\n" + plain[plain.index(b"UNB") :].translate(table)
    assert validate_bytes(other).result.verdict is Verdict.ACCEPTED
    assert validate_bytes(other).sets[0].segments == validate_bytes(plain).sets[0].segments


def test_without_una_the_usual_ones_hold() -> None:
    assert codes(orders(una="")) == []
    assert "unb-incomplete" in codes(orders(una="UNA++.? '"))


@pytest.mark.parametrize("text", ["?'", "?+", "?:", "??", "A???'B", "????", "???????+", "A?'UNT?+13?+1?'"])
def test_released_characters_are_themselves(text: str) -> None:
    data = orders(("WIDGET, BLUE", text))
    (found,) = validate_bytes(data).sets
    assert found.verdict is Verdict.ACCEPTED, findings(data)
    assert found.segments[7][3] == "\x1f\x1f\x1f" + text.replace("??", "\0").replace("?", "").replace("\0", "?")


def test_what_need_not_be_released_may_be() -> None:
    (found,) = validate_bytes(orders(("WIDGET, BLUE", "?WI?DGET"))).sets
    assert (found.verdict, found.segments[7][3]) == (Verdict.ACCEPTED, "\x1f\x1f\x1fWIDGET")


@pytest.mark.parametrize("line_end", [b"", b"\n", b"\r\n", b"\r", b"\n\n"])
def test_line_ends_between_segments_mean_nothing(line_end: bytes) -> None:
    data = orders().replace(b"\n", line_end)
    assert validate_bytes(data).result.verdict is Verdict.ACCEPTED
    assert codes(data) == []


def test_a_byte_order_mark_is_only_remarked() -> None:
    assert codes(b"\xef\xbb\xbf" + orders()) == ["byte-order-mark"]


def test_interchanges_follow_each_other_with_characters_of_their_own() -> None:
    data = orders() + b"\r\n" + texts("A?B", characters=ServiceCharacters("|", "*", ".", "\\", "", "~", declared=True))
    report = validate_bytes(data)
    assert (report.result.interchanges, report.result.verdict) == (2, Verdict.ACCEPTED)


def test_an_interchange_that_breaks_off_does_not_swallow_the_next() -> None:
    data = orders()[: orders().index(b"UNT")] + orders()
    report = validate_bytes(data)
    assert [i.result.verdict for i in report.interchanges] == [Verdict.REJECTED, Verdict.ACCEPTED]
    cut = orders()[: orders().index(b"+AAA")] + b"\n" + UNB.encode() + b"'" + orders().split(UNB.encode() + b"'")[1]
    assert validate_bytes(cut).result.interchanges == 2


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.text("AB?'+:. ", min_size=1, max_size=12).map(lambda t: t.strip(" ") or "A"), min_size=1, max_size=4)
)
def test_segments_are_those_of_pydifact(data: list[str]) -> None:
    sent = texts(*data)
    ours = [
        [s[0], *(e.split("\x1f") if "\x1f" in e else e for e in s[1:])]
        for r in validate_bytes(sent).sets
        for s in r.segments
    ]
    theirs: list[list[object]] = []
    with warnings.catch_warnings():
        # It says that it has no schema of service segments.
        warnings.simplefilter("ignore", MissingImplementationWarning)
        messages = list(Interchange.from_str(sent.decode("latin-1")).get_messages())
    for message in messages:
        theirs += [[s.tag, *s.elements] for s in message.segments]
    assert [s for s in ours if s[0] not in ("UNH", "UNT")] == theirs
