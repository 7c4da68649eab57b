"""CONTRL says exactly what was found, is valid itself, and is never answered."""

from __future__ import annotations

import pytest

from b2b.edi.edifact.contrl import Target, answering, contrl
from b2b.edi.edifact.validate import validate_bytes
from b2b.edi.edifact.writer import Message, write_interchange
from b2b.edi.findings import Verdict
from tests.edi.edifact.messages import envelope, findings, orders
from tests.edi.edifact.test_robustness import mutations


def answer(data: bytes, syntax: str = "3", note: str = "") -> bytes | None:
    """The interchange with the CONTRL for the first interchange of a file."""
    found = validate_bytes(data).interchanges[0]
    message = contrl(found.result, [(g.result, g.sets) for g in found.groups], "1", Target(syntax), note)
    return None if message is None else write_interchange(envelope(syntax=syntax, newline=False), [message])


def body(data: bytes | None) -> str:
    """What stands between UNH and UNT."""
    assert data is not None
    text = data.decode("latin-1")
    return text[text.index("UCI") : text.rindex("UNT")]


_UCI = "UCI+REF1+5412345000013:14+4012345500004:14+"
_UCM = "UCM+1+ORDERS:D:96A:UN:EAN008+4"


@pytest.mark.parametrize(
    ("replaced", "expected"),
    [
        ((), "7'"),
        ((("UNZ+1+REF1", "UNZ+1+REF2"),), "4+28+UNZ+3'"),
        ((("UNZ+1", "UNZ+7"),), "4+29+UNZ+2'"),
        ((("UNZ+1+REF1'\n", ""),), "4+13+UNZ'"),
        ((("UNOC:3", "UNOX:3"),), "4+2+UNB+2:1'"),
        ((("UNT+13", "UNT+12"),), f"7'{_UCM}+29+UNT+2'"),
        ((("UNT+13+1'\n", ""),), f"7'{_UCM}+13+UNT'"),
        ((("96A", "97A"),), "7'UCM+1+ORDERS:D:97A:UN:EAN008+4+14+UNH+3:3'"),
        ((("+ORDERS:D:96A:UN:EAN008", ""),), "7'UCM+1+0:0:0:0+4+13+UNH+3:1'"),
        ((("UNH+1+", "UNH++"),), "7'UCM+0+ORDERS:D:96A:UN:EAN008+4+13+UNH+2'"),
        ((("UNH+1+", "UNH+123456789012345+"),), "7'UCM+12345678901234+ORDERS:D:96A:UN:EAN008+4+39+UNH+2'"),
        ((("EAN008", "EAN008X"), ("QTY+21:48", "QTY+21:4X")), f"7'{_UCM}+39+UNH+3:5'UCS+9'UCD+37+2:2'"),
        ((("UNT+13+1", "UNT+13+1+2"),), f"7'{_UCM}+16+UNT+4'"),
        ((("QTY+21:48", "QTY+21:4X"),), f"7'{_UCM}'UCS+9'UCD+37+2:2'"),
        ((("QTY+21:48", "QTY+:48:PCE:X"),), f"7'{_UCM}'UCS+9'UCD+13+2:1'UCD+16+2:4'"),
        ((("UNS+S'\n", "BGM+220'\n"),), f"7'{_UCM}'UCS+11+15'UCS+11+13'"),
        ((("QTY+21:48", "XQT+21:48"),), f"7'{_UCM}'UCS+9+15'"),
    ],
)
def test_each_fault_is_told_at_its_place(replaced: tuple[tuple[str, str], ...], expected: str) -> None:
    assert body(answer(orders(*replaced))) == _UCI + expected


def test_an_interchange_is_refused_by_its_own_segments_alone() -> None:
    ung = "UNG+ORDERS+BUYER+SELLER+260105:1200+G1+UN+D:96A'\n"
    mixed = orders(("UNZ+1", f"{ung}UNE+0+G1'\nUNZ+1"))
    assert body(answer(mixed)) == _UCI + "4+30'"


def test_a_group_is_answered_by_name_where_something_in_it_is_rejected() -> None:
    ung = "UNG+ORDERS+BUYER+SELLER+260105:1200+G1+UN+D:96A'\n"
    grouped = orders(("UNH+1", ung + "UNH+1"), ("UNZ+1", "UNE+1+G1'\nUNZ+1"))
    assert body(answer(grouped)) == _UCI + "7'"
    assert body(answer(grouped.replace(b"UNT+13", b"UNT+12"))) == f"{_UCI}7'UCF+G1+BUYER+SELLER+7'{_UCM}+29+UNT+2'"
    assert body(answer(grouped.replace(b"UNE+1+G1", b"UNE+2+G1"))) == f"{_UCI}7'UCF+G1+BUYER+SELLER+4+29+UNE+2'"


@pytest.mark.parametrize(
    ("parties", "syntax", "told"),
    [
        ("BUYER:14+SELLER:ZZ", "3", "BUYER:14+SELLER:ZZ"),
        ("BUYER:14+", "3", "BUYER:14+0"),
        ("+", "4", "+"),
    ],
)
def test_a_group_is_named_by_all_that_names_its_parties(parties: str, syntax: str, told: str) -> None:
    ung = f"UNG+ORDERS+{parties}+260105:1200+G1+UN+D:96A'\n"
    data = orders(("UNH+1", ung + "UNH+1"), ("UNZ+1", "UNE+2+G1'\nUNZ+1"), ("UNOC:3", f"UNOC:{syntax}"))
    assert body(answer(data, syntax)) == f"{_UCI}7'UCF+G1+{told}+4+29+UNE+2'"


def test_a_message_is_named_by_all_that_its_syntax_version_has_room_for() -> None:
    data = orders(("UN:EAN008", "UNX:EAN008:6:SUB"), ("UNT+13", "UNT+12"), ("UNOC:3", "UNOC:4"))
    assert body(answer(data, "4")) == f"{_UCI}7'UCM+1+ORDERS:D:96A:UNX:EAN008:6:SUB+4+29+UNT+2'"
    assert body(answer(data, "3")) == f"{_UCI}7'UCM+1+ORDERS:D:96A:UN:EAN008+4+29+UNT+2'"


def test_which_repetition_is_meant_is_told_in_syntax_4_which_has_them() -> None:
    data = orders(("4500001001+9", "4500001001+9*5"), ("UNOC:3", "UNOC:4"), una="")
    assert body(answer(data, "4")) == f"{_UCI}7'{_UCM}'UCS+2'UCD+35+4::2'"
    assert body(answer(data, "3")) == f"{_UCI}7'{_UCM}'UCS+2'UCD+35+4'"


@pytest.mark.parametrize(
    ("version", "agreed", "target"),
    [
        ("UNOY:4", Target("3", "UNOC"), Target("4", "UNOY")),
        ("UNOY:4", Target("4", "UNOC"), Target("4", "UNOC")),
        ("UNOK:3", Target("4", "UNOY"), Target("3", "UNOB")),
        ("UNOX:4", Target("3", "UNOC"), Target("4", "UNOB")),
        ("UNOA:2", Target("3", "UNOC"), Target("2", "UNOB")),
        ("UNOC:7", Target("4", "UNOY"), Target("4", "UNOY")),
        ("UNOD:3", None, Target("3", "UNOD")),
        (":", None, Target("3", "UNOC")),
    ],
)
def test_it_is_in_the_syntax_version_of_what_it_answers_and_can_be_written(
    version: str, agreed: Target | None, target: Target
) -> None:
    assert answering(version, agreed) == target
    message = Message("CONTRL", "D", "3", "1", [])
    assert write_interchange(envelope(identifier=target.identifier, syntax=target.syntax), [message])


def test_what_only_the_caller_knows_rejects_the_interchange() -> None:
    assert body(answer(orders(), note="26")) == _UCI + "4+26'"


def test_a_contrl_is_never_answered() -> None:
    first = answer(orders())
    assert first is not None
    assert answer(first) is None


@pytest.mark.parametrize("syntax", ["3", "4"])
def test_every_answer_is_valid_itself(syntax: str) -> None:
    for data in list(mutations(orders()))[::7]:
        if not validate_bytes(data).interchanges:
            continue
        written = answer(data, syntax)
        assert written is not None
        assert validate_bytes(written).result.verdict is Verdict.ACCEPTED, (data, written, findings(written))
