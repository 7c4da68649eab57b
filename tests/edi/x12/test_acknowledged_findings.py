"""A 997 or 999 names exactly the findings that have a code, and is valid itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import pytest

from b2b.edi.engine.results import FileReport, GroupReport
from b2b.edi.findings import AckCode, Finding, Severity, Verdict
from b2b.edi.load import available_releases, available_sets, load_release
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.x12.acknowledge import Target, acknowledge, ta1
from b2b.edi.x12.sampling.message import sample_body
from b2b.edi.x12.second_opinion import second_opinion
from b2b.edi.x12.validate import validate_bytes
from tests.edi.x12.acknowledged import Answer, decoded, promised
from tests.edi.x12.messages import isa, joined, message, segments, set_of, wrapped
from tests.shared_data import shared_data

PYX12_RELEASES = ("004010", "005010")
_TARGETS = [Target("997", release) for release in available_releases()] + [
    Target("999", release) for release in available_releases() if "999" in available_sets(release)
]


# Each release is answered alike: the others in CI.
_USUAL_FIRST = [
    pytest.param(one, marks=() if one.release in PYX12_RELEASES else pytest.mark.slow, id=f"{one.set}-{one.release}")
    for one in _TARGETS
]


@cache
def samples() -> list[tuple[str, FileReport]]:
    files = [file for file in sorted(shared_data("x12-samples").rglob("*")) if file.is_file() and file.suffix != ".md"]
    return [(f"{file.parent.name}/{file.name}", validate_bytes(file.read_bytes())) for file in files]


def check(report: FileReport, target: Target, name: str) -> list[bytes]:
    """Every group is answered as it should be; the answers as files."""
    answers = []
    for interchange in report.interchanges:
        for group in interchange.groups:
            body = acknowledge(group.result, group.sets, target)
            if body is None:
                assert {s.set for s in group.sets} <= {"997", "999"}, name
                continue
            _names_the_findings(group, target, decoded(body), name)
            written = wrapped(target.set, body, target.release, ta1(interchange.result))
            _is_valid(written, f"{name} answered by {target.set} {target.release}")
            answers.append(written)
    return answers


def _names_the_findings(group: GroupReport, target: Target, answer: Answer, name: str) -> None:
    answered = [one for one in group.sets if one.set not in ("997", "999")]
    void = group.result.verdict in (Verdict.REJECTED, Verdict.UNSUPPORTED)
    assert len(answer.sets) == len(answered), name
    for one, got in zip(answered, answer.sets, strict=True):
        expected = promised(one, target)
        said = (got.segments, got.elements, got.codes)
        assert said == (expected.segments, expected.elements, expected.codes), (name, one.control_number)
        accepted = one.verdict.accepted and not void
        assert got.code == ("R" if not accepted else "E" if expected.codes else "A"), (name, one.control_number)
    accepted = sum(one.verdict.accepted for one in answered) * (not void)
    declared = group.result.declared
    included = len(answered) if declared is None else declared
    assert answer.group[1:] == (min(included, 999_999), len(answered), accepted), name
    notes = dict.fromkeys(a.code for f in group.result.findings for a in f.ack if a.ack == "AK9")
    assert answer.notes == list(notes)[:5], name
    all_in, none_in = accepted == len(answered), not accepted and bool(answered)
    errors = bool(notes) or any(got.code == "E" for got in answer.sets)
    word = "R" if void or none_in else "P" if not all_in else "E" if errors else "A"
    assert answer.group[0] == word, name


def _is_valid(content: bytes, name: str) -> None:
    report = validate_bytes(content)
    assert report.result.verdict in (Verdict.ACCEPTED, Verdict.REJECTED), name
    beyond = [
        (f.code, f.segment, f.element, f.value)
        for one in report.sets
        for f in one.findings
        if not (f.code == "element-invalid-code" and (f.segment, f.element) in (("AK1", 1), ("AK2", 1)))
    ]
    assert beyond == [], name


@pytest.mark.parametrize("target", _USUAL_FIRST)
def test_the_answer_to_every_sample_names_its_findings(target: Target) -> None:
    answers = [answer for name, report in samples() for answer in check(report, target, name)]
    assert sum(report.result.verdict is not Verdict.ACCEPTED for _, report in samples()) > 20
    if target.release in PYX12_RELEASES:
        # It has no opinion that counts where a set is echoed that X12 does not have.
        asked = [answer for answer in answers if validate_bytes(answer).result.verdict is Verdict.ACCEPTED]
        assert len(asked) > 40
        assert [one.findings for one in second_opinion(b"".join(asked)) if not one.accepted] == []


def mutants(body: list[str], rng: random.Random, count: int) -> Iterator[list[str]]:
    """Bodies with one to three faults each: segments left out, doubled, moved or foreign, elements of all wrong kinds."""
    for _ in range(count):
        parts = list(body)
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(parts))
            match rng.randrange(6):
                case 0 if len(parts) > 1:
                    del parts[at]
                case 1:
                    parts.insert(at, parts[at])
                case 2:
                    parts.insert(rng.randrange(len(parts)), parts[at])
                case 3:
                    parts.insert(at, rng.choice(("ZZZ*1", "HL*1**S", "REF*DP*038", "N1")))
                case _:
                    parts[at] = _garbled(parts[at], rng)
        yield parts


def _garbled(segment: str, rng: random.Random) -> str:
    elements = segment.split("*")
    wrong = (
        "",
        "X" * 120,
        "!!",
        "20260230",
        "2461",
        "1>2>3>4>5>6>7>8>9>10>11>12>13>14>15>16",
        "-",
        " ",
        "ü\x07",
        "9" * 40,
    )
    elements[rng.randrange(1, len(elements) + 1) :] = [
        rng.choice(wrong),
        *elements[rng.randrange(1, len(elements) + 1) :],
    ]
    return "*".join(elements)


def _mutated_sets(release: str, rng: random.Random) -> bytes:
    """One interchange with a group for each set of a release, and in it mutants of a sample of that set."""
    known = load_release(release)
    parts, number = [isa(known.interchange_version)], 0
    sets = [one for one in known.sets if one not in ("997", "999")]
    for place, set_id in enumerate(sets, start=1):
        sample = ["*".join(segment) for segment in _as_text(sample_body(set_id, known, rng, Breadth.USUAL))]
        kind = known.sets[set_id].functional_group
        parts.append(f"GS*{kind}*NW*ACME*20260105*0800*{place}*X*{release}")
        for body in mutants(sample, rng, _MUTANTS):
            number += 1
            parts += set_of(body, set_id, f"{number:04d}")
        parts.append(f"GE*{_MUTANTS}*{place}")
    return joined([*parts, f"IEA*{len(sets)}*000000001"])


def _as_text(segments: Sequence[Sequence[str | tuple[str, ...]]]) -> Iterator[list[str]]:
    for segment in segments:
        yield [element if isinstance(element, str) else ">".join(element) for element in segment]


_MUTANTS = 5


@pytest.mark.parametrize("target", _USUAL_FIRST)
def test_the_answer_to_mutants_of_every_set_names_their_findings(target: Target) -> None:
    report = validate_bytes(_mutated_sets(target.release, random.Random(f"{target.set} {target.release}")))
    answers = check(report, target, target.release)
    assert len(answers) == len(report.interchanges[0].groups)
    found = {f.code for one in report.sets for f in one.findings if f.ack}
    assert len(found) >= 12, "the mutants have faults of many kinds"


@pytest.mark.parametrize(
    "target", [one for one in _TARGETS if one.release in PYX12_RELEASES], ids=lambda one: f"{one.set}-{one.release}"
)
def test_pyx12_accepts_the_answers_to_mutants_of_every_set(target: Target) -> None:
    report = validate_bytes(_mutated_sets(target.release, random.Random("pyx12")))
    answers = check(report, target, target.release)
    opinions = second_opinion(b"".join(answers))
    assert [one.findings for one in opinions if not one.accepted] == []
    assert len(opinions) == len(answers)


def test_what_an_acknowledgment_has_no_room_for_is_left_out_by_rule() -> None:
    """99 AK4 a segment, five codes in AK5; the rest of the answer stands."""
    (group,) = validate_bytes(joined(segments())).interchanges[0].groups
    acks = (AckCode("AK3", "PO1", "8"), AckCode("AK4", "PO1", "1"))
    faults = [
        Finding("element-missing", Severity.ERROR, "", "PO1", 7, element=n, component=m, ack=acks)
        for n in range(1, 16)
        for m in range(1, 11)
    ]
    control = [Finding("x", Severity.ERROR, "", "ST", 1, ack=(AckCode("AK5", "ST", code),)) for code in "123467"]
    one = replace(group.sets[0], verdict=Verdict.REJECTED, findings=(*faults, *control))
    body = acknowledge(group.result, [one])
    assert body is not None
    (named,) = decoded(body).sets
    assert (len(named.elements), named.codes) == (99, ["1", "2", "3", "4", "6"])
    expected = promised(one, Target())
    assert (named.elements, named.codes) == (expected.elements, expected.codes)
    _is_valid(wrapped("997", body), "truncated")


def test_a_999_tells_a_guide_from_the_standard() -> None:
    (group,) = validate_bytes(message(release="005010")).interchanges[0].groups
    guide = "northwind line 7"
    faults = (
        Finding("guide-not-used", Severity.ERROR, "", "CUR", 3, ack=(AckCode("AK3", "CUR", "2"),), guide=guide),
        _guided("guide-code", 4, "7", guide),
        _guided("guide-not-used", 5, "10", guide),
        _guided("guide-length", 6, "5", guide),
    )
    one = replace(group.sets[0], verdict=Verdict.REJECTED, findings=faults)
    later = Target("999", "005010")
    bodies = {target.set: acknowledge(group.result, [one], target) for target in (later, Target("997", "005010"))}
    (named,) = decoded(bodies["999"] or []).sets
    assert (3, "I4") in named.segments
    assert {code for _, _, _, code in named.elements} == {"I6", "I10", "5"}
    assert named.codes == ["I5"]
    (plain,) = decoded(bodies["997"] or []).sets
    assert ((3, "2") in plain.segments, plain.codes) == (True, ["5"])
    assert {code for _, _, _, code in plain.elements} == {"7", "10", "5"}
    for set_id, body in bodies.items():
        _is_valid(wrapped(set_id, body or [], "005010"), set_id)
    mixed = replace(one, findings=(*faults, replace(faults[0], segment="REF", position=9, guide=None)))
    body = acknowledge(group.result, [mixed], later)
    assert decoded(body or []).sets[0].codes == ["5"]
    assert decoded(body or []).sets[0].segments == promised(mixed, later).segments


def _guided(code: str, position: int, told: str, guide: str) -> Finding:
    acks = (AckCode("AK3", "REF", "8"), AckCode("AK4", "REF", told))
    return Finding(code, Severity.ERROR, "", "REF", position, element=1, ack=acks, guide=guide)
