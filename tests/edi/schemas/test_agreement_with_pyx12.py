"""Our validator and pyx12, on maps made from the same schemas, over the same seeded orders.

They agree set by set on accepted or rejected. Where they do not, every finding that makes the difference belongs to one
of the classes below: something that X12.6 allows and pyx12 does not, or something that pyx12 cannot see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from b2b.edi.findings import Finding, Severity, Verdict
from b2b.edi.x12.results import SetResult
from b2b.edi.x12.second_opinion import Opinion, second_opinion
from b2b.edi.x12.validate import validate_bytes
from tests.edi.schemas.mutated_orders import MUTATIONS, Order, interchange, orders
from tests.shared_data import shared_data

RELEASES = ("004010", "005010")
PYX12_ASKS_TOO_MUCH: dict[str, Callable[[Finding], bool]] = {
    # X12.6 on string elements: trailing spaces should be suppressed; they are not wrong. We report them.
    "trailing spaces": lambda f: "unnecessary trailing spaces" in f.message,
    # X12.6 on segments: separators behind the last element should be suppressed. We warn.
    "trailing separators": lambda f: f.ack[0].code == "SEG1",
    # The same of component separators behind the last component: pyx12 takes the value for a composite.
    "trailing component separators": lambda f: "invalid composite" in f.message and (f.value or "").isalnum(),
    # X12.6 on decimals: the point is optional at the right end of a whole number.
    "decimal point last": lambda f: f.ack[0].code == "6" and (f.value or "").endswith("."),
    # X12.6 of 005010 on decimals: an exponent of base 10 may follow.
    "exponent": lambda f: f.ack[0].code == "6" and "E" in (f.value or "") and f.segment == "PO1",
    # X12.6 on dates: any day of the calendar; pyx12 begins in 1800.
    "year before 1800": lambda f: f.ack[0].code == "8" and (f.value or "9") < "1800",
    # X12.6 on the character sets: what lies beyond the extended set is for the partners to agree; ^ belongs to it in
    # releases where it is not the repetition separator.
    "beyond the extended character set": lambda f: f.ack[0].code == "6" and any(c in "\xfc^" for c in f.value or ""),
}
PYX12_DOES_NOT_SEE: dict[str, Callable[[Finding], bool]] = {
    # pyx12 asks for the first component only where the composite itself is mandatory.
    "first component missing": lambda f: f.code == "element-missing" and f.component == 1,
    # pyx12 does not take elements apart at the repetition separator.
    "repetition": lambda f: f.code == "repetitions-too-many",
    # Each set goes to pyx12 in an envelope of its own.
    "numbers of other sets": lambda f: f.code == "set-control-number-duplicate",
}


@pytest.fixture(scope="module", params=RELEASES)
def judged(request: pytest.FixtureRequest) -> list[tuple[Order, SetResult, Opinion]]:
    made = orders(200, seed=850, release=request.param)
    data = interchange(made, request.param)
    report = validate_bytes(data)
    ours = [result for i in report.interchanges for group in i.groups for result in group.sets]
    opinions = second_opinion(data)
    assert len(made) == len(ours) == len(opinions)
    assert [result.control_number for result in ours] == [opinion.control_number for opinion in opinions]
    return list(zip(made, ours, opinions, strict=True))


def unexplained(ours: SetResult, opinion: Opinion) -> Iterator[str]:
    """What makes the two differ and belongs to no class."""
    if opinion.accepted is None:
        yield opinion.reason
    elif opinion.accepted and not ours.verdict.accepted:
        errors = [finding for finding in ours.findings if finding.severity is Severity.ERROR]
        yield from (f.message for f in errors if not any(test(f) for test in PYX12_DOES_NOT_SEE.values()))
    elif not opinion.accepted and ours.verdict.accepted:
        yield from (f.message for f in opinion.findings if not any(test(f) for test in PYX12_ASKS_TOO_MUCH.values()))


def test_both_agree_on_every_set_but_for_the_named_classes(judged: list[tuple[Order, SetResult, Opinion]]) -> None:
    different = [(order.mutations, list(unexplained(ours, opinion))) for order, ours, opinion in judged]
    assert [pair for pair in different if pair[1]] == []


def test_orders_without_a_mutation_are_accepted_by_both(judged: list[tuple[Order, SetResult, Opinion]]) -> None:
    valid = [(ours, opinion) for order, ours, opinion in judged if not order.mutations]
    assert len(valid) == 50
    assert all(ours.findings == () and opinion.accepted and opinion.findings == () for ours, opinion in valid)


def test_the_mutations_bite(judged: list[tuple[Order, SetResult, Opinion]]) -> None:
    """Enough is rejected by both, and nearly everything that can be done to an order was done to one of them."""
    rejected = [order for order, ours, opinion in judged if opinion.accepted is False and not ours.verdict.accepted]
    assert len(rejected) > 80
    assert len({name for order, *_ in judged for name in order.mutations}) > 0.9 * len(MUTATIONS)


def test_both_name_the_same_place_for_a_bad_element(judged: list[tuple[Order, SetResult, Opinion]]) -> None:
    """For one bad value in one element: the same segment, position, element and acknowledgment code."""
    compared = 0
    for order, ours, opinion in judged:
        if order.mutations not in (("unknown-code",), ("date-of-no-calendar",), ("number-too-long",), ("no-purpose",)):
            continue
        (mine,), (theirs,) = ours.findings, opinion.findings
        assert (mine.segment, mine.position, mine.element) == (theirs.segment, theirs.position, theirs.element)
        assert theirs.ack[0] in mine.ack
        assert mine.reference == theirs.reference
        compared += 1
    assert compared >= 3


@pytest.mark.slow
@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("seed", range(10))
def test_they_agree_on_other_orders_too(release: str, seed: int) -> None:
    made = orders(200, seed, release)
    data = interchange(made, release)
    results = [result for i in validate_bytes(data).interchanges for group in i.groups for result in group.sets]
    for order, ours, opinion in zip(made, results, second_opinion(data), strict=True):
        assert list(unexplained(ours, opinion)) == [], order.mutations


@pytest.mark.slow
def test_they_agree_on_the_files_of_others() -> None:
    """Every set of the third-party samples of which both have an opinion."""
    compared = 0
    for file in sorted(path for path in shared_data("x12-samples").glob("*/*") if path.is_file()):
        data = file.read_bytes()
        results = [result for i in validate_bytes(data).interchanges for group in i.groups for result in group.sets]
        opinions = {opinion.offset: opinion for opinion in second_opinion(data)}
        for ours in results:
            opinion = opinions[ours.offset]
            if opinion.accepted is not None and ours.verdict is not Verdict.UNSUPPORTED:
                assert list(unexplained(ours, opinion)) == [], (file.name, ours.offset)
                compared += 1
    assert compared > 50
