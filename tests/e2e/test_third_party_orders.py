"""Every third-party 004010 850 with a PO1, dropped into a workspace set up from it by commands alone, is acknowledged and
answered. What is said to each was reviewed by eye; the reasons stand beside the table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from b2b.edi.x12.validate import validate_bytes
from tests.e2e import third_party
from tests.e2e.world import b2b, first, segments
from tests.shared_data import shared_data

SAMPLES = "x12-samples"


@dataclass(frozen=True)
class Expected:
    """`acknowledged` has AK202 and AK501 of every set, `answers` the ACK01s of every line of every order answered;
    `tolerate` what the partner's TOML lets pass, `as_new` which other purposes it takes for new orders, `reason` why.
    """

    reason: str
    answers: dict[str, list[str]]
    acknowledged: list[tuple[str, str]]
    tolerate: list[str] = field(default_factory=list)
    as_new: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)


WIDGETS = {"08292233294": ["IA"] * 6}
EXPECTED = {
    "ahuggins-nhs__node-x12/850.edi": Expected("All six lines are sold as ordered.", WIDGETS, [("000000010", "A")]),
    "ahuggins-nhs__node-x12/850_2.edi": Expected(
        "The same with a line feed as terminator.", WIDGETS, [("000000010", "A")]
    ),
    "ahuggins-nhs__node-x12/850_3.edi": Expected(
        "One line in KI (kilograms per millimetre), which nobody has said how to count: rejected, and a person told.",
        {"----------": ["IR"]},
        [("8830", "A")],
        cases=["unknown-unit"],
    ),
    "ahuggins-nhs__node-x12/850_fat.edi": Expected(
        "The same interchange twice in one file: acknowledged twice, decided once.",
        WIDGETS,
        [("000000010", "A"), ("000000010", "A")],
    ),
    "indice-co__EDI.Net/x12.850.edi": Expected(
        "IEA02 is not ISA13; the partner's TOML lets that pass.",
        {"1000012": ["IA"]},
        [("0003", "A")],
        tolerate=["interchange-control-number-mismatch"],
    ),
    "indice-co__EDI.Net/x12.850.issue135.edi": Expected(
        "This buyer sends new orders as replacements (BEG01 05, BEG02 CP), and both sets under one ST02; both let pass.",
        {"740150": ["IA"] * 10, "740151": ["IA"] * 11},
        [("0001", "A"), ("0001", "E")],
        tolerate=["set-control-number-duplicate"],
        as_new=["05", "CP"],
    ),
    "indice-co__EDI.Net/x12.850a.edi": Expected(
        "IEA02 is not ISA13 and a state has five letters; both let pass. Three lines name one item of ours: our price is"
        " that of the first.",
        {"4600000406": ["IA", "IP", "IP"]},
        [("0001", "E")],
        tolerate=["interchange-control-number-mismatch", "element-too-long"],
    ),
    "kputnam__stupidedi/004010__PO850__pass__1.edi": Expected(
        "A line without a number.", {"PO12345": ["IA"]}, [("0001", "A")]
    ),
    "kputnam__stupidedi/004010__X357_SC850_Aerospace_Industry_Purchase_Order__pass__basic-po.edi": Expected(
        "GS01 SC is not the group of an 850, which is noted (AK5 E); the item goes by its maker's number.",
        {"508517": ["IA"]},
        [("0001", "E")],
    ),
    "kputnam__stupidedi/004010__X357_SC850_Aerospace_Industry_Purchase_Order__pass__taxexempt-po.edi": Expected(
        "GS01 SC is not the group of an 850, which is noted (AK5 E); the item goes by its maker's number.",
        {"XX-1234": ["IA"]},
        [("0001", "E")],
    ),
    "olmelabs__EdiEngine/850.Composite.SLN.OK.edi": Expected(
        "Two lines with sublines, which are kept as left over.", {"08292233294": ["IA", "IA"]}, [("000000010", "A")]
    ),
    "olmelabs__EdiEngine/850.OK.edi": Expected("All six lines are sold as ordered.", WIDGETS, [("000000010", "A")]),
    "olmelabs__EdiEngine/850.SyntaxNotes.ERR.edi": Expected(
        "A qualifier without its value and a weight without its unit; the partner's TOML lets that pass.",
        WIDGETS,
        [("000000010", "E")],
        tolerate=["element-condition"],
    ),
}


def with_a_line(content: bytes) -> bool:
    """Whether the file holds an 850 of release 004010 with a PO1, as our validator reads it."""
    return any(
        group.result.header.version.startswith("004010")
        and any(found.set == "850" and any(s[0] == "PO1" for s in found.segments) for found in group.sets)
        for interchange in validate_bytes(content).interchanges
        for group in interchange.groups
    )


def test_no_sample_is_missing_in_the_table() -> None:
    root = shared_data(SAMPLES)
    found = {file.relative_to(root).as_posix() for file in root.glob("*/*") if with_a_line(file.read_bytes())}
    assert found == set(EXPECTED)


# Those for which something has to be let pass at every run, the plain ones in CI.
NAMES = [
    pytest.param(name, marks=() if one.tolerate or one.as_new else pytest.mark.slow) for name, one in EXPECTED.items()
]


@pytest.mark.parametrize("name", NAMES)
def test_it_is_acknowledged_and_answered(name: str, tmp_path: Path) -> None:
    content = (shared_data(SAMPLES) / name).read_bytes()
    expected, found = EXPECTED[name], third_party.read(content)
    workspace = tmp_path / "supplier"
    third_party.set_up(workspace, found, expected.tolerate, expected.as_new)
    inbox, outbox = (workspace / "channels" / "buyer" / end for end in ("in", "out"))
    (inbox / "order.edi").write_bytes(content)
    b2b("--workspace", workspace, "run", "--once", code=1 if expected.cases else 0)
    sent = sorted(outbox.iterdir(), key=lambda path: int(path.stem.partition("_")[2]))
    assert [path.stem.partition("_")[0] for path in sent] == ["997", *(["855"] if expected.answers else [])]
    assert [validate_bytes(path.read_bytes()).result.verdict for path in sent] == ["accepted"] * len(sent)
    assert acknowledged(segments(sent[0].read_bytes())) == expected.acknowledged
    responses = [body for path in sent[1:] for body in bodies(segments(path.read_bytes()))]
    answers = {first(body, "BAK")[3]: answered(body) for body in responses}
    assert {order: [codes for _, codes in lines] for order, lines in answers.items()} == expected.answers
    for order, lines in answers.items():
        assert [line for line, _ in lines] == [
            [wanted.number, wanted.quantity, wanted.unit] for wanted in found.orders[order]
        ]


def acknowledged(interchange: list[list[str]]) -> list[tuple[str, str]]:
    sets = [segment[2] for segment in interchange if segment[0] == "AK2"]
    return list(zip(sets, [segment[1] for segment in interchange if segment[0] == "AK5"], strict=True))


def bodies(interchange: list[list[str]]) -> list[list[list[str]]]:
    """Each set of an interchange, from ST to SE."""
    starts = [n for n, segment in enumerate(interchange) if segment[0] == "ST"]
    ends = [n for n, segment in enumerate(interchange) if segment[0] == "SE"]
    return [interchange[start : end + 1] for start, end in zip(starts, ends, strict=True)]


def answered(body: list[list[str]]) -> list[tuple[list[str], str]]:
    """Each PO1 (number, quantity, unit) with its ACK01s, joined by a plus."""
    lines: list[tuple[list[str], list[str]]] = []
    for segment in body:
        if segment[0] == "PO1":
            lines.append((segment[1:4], []))
        elif segment[0] == "ACK":
            lines[-1][1].append(segment[1])
    return [(line, "+".join(codes)) for line, codes in lines]
