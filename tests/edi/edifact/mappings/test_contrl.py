"""CONTRL: what a partner says of an interchange of ours, as the acknowledgment that a 997 is."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from b2b.documents import Acknowledgment, GroupAcknowledgment, SetAcknowledgment
from b2b.edi.edifact.contrl import Target, contrl
from b2b.edi.edifact.mappings import Context, Leftover, for_message
from b2b.edi.edifact.service_characters import COMPONENT
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.engine.tree import build
from b2b.edi.load import load_release
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import read_lines, unread
from tests.edi.edifact.messages import orders
from tests.edi.edifact.test_robustness import mutations

SYNTAX3 = Context(load_release("syntax3", "edifact"))
PARTIES = "5412345000013:14+4012345500004:14"
ACCEPTED = f"UCI+REF1+{PARTIES}+7"


def read(*lines: str, known: Context = SYNTAX3) -> tuple[Acknowledgment, tuple[Leftover, ...]]:
    found: tuple[Acknowledgment, tuple[Leftover, ...]] = read_lines("CONTRL", *lines, known=known)
    return found


def answered(data: bytes, syntax: str = "3") -> Acknowledgment:
    """What our own answer to the first interchange of a file says."""
    found = validate_bytes(data).interchanges[0]
    message = contrl(found.result, [(g.result, g.sets) for g in found.groups], "1", Target(syntax))
    assert message is not None
    body: Sequence[Sequence[str | tuple[str, ...]]] = message.segments
    flat = [[part if isinstance(part, str) else COMPONENT.join(part) for part in segment] for segment in body]
    known = Context(load_release(f"syntax{syntax}", "edifact"))
    segments = [["UNH", "1", "CONTRL"], *flat, ["UNT", "1", "1"]]
    document, leftovers = for_message("CONTRL").read(build(segments, known.release.sets["CONTRL"]), known)
    assert isinstance(document, Acknowledgment)
    assert unread(leftovers) == []
    return document


def interchange(code: str) -> GroupAcknowledgment:
    """What is said of the interchange, between the addresses that it was sent between."""
    ours, theirs = ("5412345000013", "14"), ("4012345500004", "14")
    return GroupAcknowledgment("", "REF1", code, None, None, None, (), *ours, *theirs)


def test_an_interchange_is_accepted_as_a_whole() -> None:
    assert read(ACCEPTED) == (Acknowledgment(interchange("A"), ()), ())


def test_the_messages_that_are_rejected_say_why_in_words() -> None:
    found = answered(orders(("QTY+21:48", "QTY+21:4X"), ("UNT+13", "UNT+12")))
    notes = (
        "UNT element 1: count in the trailer is not what was received (29)",
        "segment 9, element 1 component 2: character of a kind that is not valid here (37)",
    )
    assert found == Acknowledgment(interchange("P"), (SetAcknowledgment("ORDERS", "1", "R", notes),))


def test_an_interchange_is_rejected_by_an_error_of_its_own() -> None:
    found = answered(orders(("UNZ+1", "UNZ+7")))
    assert found.group.code == "R"
    assert found.group.notes == ("UNZ element 1: count in the trailer is not what was received (29)",)


def test_groups_are_answered_by_name() -> None:
    rejected = ("UCF+G1+B+S+7", "UCM+5+INVOIC:D:96A:UN+4+18", "UCF+G2+B+S+4+29+UNE+2")
    found, leftovers = read(ACCEPTED, "UCM+4+ORDERS:D:96A:UN:EAN008+7", *rejected)
    assert (found.group.code, found.sets) == ("P", (SetAcknowledgment("ORDERS", "4", "A"),))
    first, second = found.groups
    assert (first.group.control_number, first.group.code) == ("G1", "P")
    assert first.sets == (SetAcknowledgment("INVOIC", "5", "R", ("an error of no kind listed (18)",)),)
    assert (second.group.control_number, second.group.code, second.sets) == ("G2", "R", ())
    assert leftovers == ()


@pytest.mark.parametrize(
    ("action", "code"), [("7", "A"), ("4", "R"), ("8", ""), ("1", "A"), ("2", "E"), ("3", "P"), ("5", ""), ("6", "R")]
)
def test_what_an_action_says(action: str, code: str) -> None:
    assert read(f"UCI+REF1+{PARTIES}+{action}")[0].group.code == code


def test_a_message_accepted_with_errors_says_which() -> None:
    found, _ = read(ACCEPTED, "UCM+1+ORDERS:D:96A:UN+7", "UCS+4", "UCD+39+3:1", "UCS+6+15", "UCS+7", "UCD+12+1")
    assert (found.group.code, found.sets[0].code) == ("A", "E")
    assert [note.split(":")[0] for note in found.sets[0].notes] == [
        "segment 4, element 2 component 1", "segment 6", "segment 7, its tag"
    ]  # fmt: skip


def test_a_package_that_we_never_sent_is_left_over() -> None:
    known = Context(load_release("syntax4", "edifact"))
    found, leftovers = read(ACCEPTED, "UCM+++4+18+++PKG1", known=known)
    assert found.sets == ()
    assert unread(leftovers) == ["UCM03@3=4", "UCM04@3=18", "UCM07@3=PKG1"]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("UCM+1+ORDERS:D:96A:UN+4",), "segment UCI is missing"),
        (("UCI++A+B+7",), "UCI01-01 is missing"),
        (("UCI+1+A+B",), "UCI04-01 is missing"),
        (("UCI+1+A+B+9",), "UCI04 '9' does not say"),
        ((ACCEPTED, "UCM+1+ORDERS:D:96A:UN"), "UCM03-01 is missing"),
        ((ACCEPTED, "UCF++A+B+7"), "UCF01-01 is missing"),
    ],
)
def test_what_an_acknowledgment_cannot_do_without(lines: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem):
        read(*lines)


def test_it_is_not_written_from_a_document() -> None:
    with pytest.raises(NotWritable):
        for_message("CONTRL").write(read(ACCEPTED)[0], SYNTAX3)


@pytest.mark.parametrize("syntax", ["3", "4"])
def test_whatever_we_answer_is_read_with_the_verdicts_that_it_told(syntax: str) -> None:
    for data in list(mutations(orders()))[::7]:
        report = validate_bytes(data)
        if not report.interchanges:
            continue
        interchange, found = report.interchanges[0], answered(data, syntax)
        named = {one.control_number: one for one in found.sets}
        refused = found.group.code == "R"
        assert refused == any(f.severity.value == "error" for f in interchange.result.findings)
        for one in () if refused else (one for group in interchange.groups for one in group.sets):
            answer = named.get(one.control_number or "0")
            assert (answer is not None and answer.code == "R") == (not one.verdict.accepted), data
