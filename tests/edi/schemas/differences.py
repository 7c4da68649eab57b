"""Where our schemas and a third-party definition differ on purpose: the classes of differences, each with its reason.

A difference belongs to the first class whose test says so. There are at most 15 of them over all releases and sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from b2b.edi.load import load_release
from tests.edi.schemas import common_form as form

ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Difference:
    """What we say and what a source says of one property of one place, such as the `max` of `850 PO1/N1 N3`."""

    source: str
    release: str
    place: str
    property: str
    ours: Any
    theirs: Any


def differences(
    source: str, release: str, ours: Iterable[form.Fact], theirs: Iterable[form.Fact]
) -> tuple[Difference, ...]:
    """Every property of every place that the two do not say alike, or that only one of them has.

    The order of places is that of the places that both have: a place that one lacks is a difference of its own.
    """
    left = {(place, key): value for place, key, value in ours}
    right = {(place, key): value for place, key, value in theirs}
    assert left
    assert right
    for at in [at for at in left if at[1] == "order" and at in right]:
        common = set(left[at]) & set(right[at])
        left[at], right[at] = ([place for place in side[at] if place in common] for side in (left, right))
    every = [*left, *(at for at in right if at not in left)]
    pairs = [(*at, left.get(at, ABSENT), right.get(at, ABSENT)) for at in every]
    return tuple(Difference(source, release, *pair) for pair in pairs if pair[2] != pair[3])


def is_envelope_of_set(it: Difference) -> bool:
    """ediengine lists what stands between ST and SE; bots takes the SE of 947 for optional, and no other."""
    if it.source == "bots":
        return (it.place, it.property, it.ours) == ("947 SE", "usage", "M")
    return it.theirs == ABSENT and it.place.split(" ")[1:] in (["ST"], ["SE"])


def is_mandatory_in_optional_loop(it: Difference) -> bool:
    """ediengine marks everything within an optional loop O; in the standard these are M once the loop is there.

    bots has them as we do, but for 180 and 857, which it lacks: there LQ and FA2 are as in every other set.
    """
    if (it.source, it.property, it.ours, it.theirs) != ("ediengine", "usage", "M", "O"):
        return False
    return it.place.endswith((" LQ", " FA2", " MSG", " AK5", " BIN", " LIN/ZA loop", " OTI/LM/LQ loop"))


# The loops between LS and LE: the loop that holds them, and what stands in them.
_BOUNDED = {"850 PO1": "LDT", "860 POC": "LDT", "846 LIN/QTY": "REF", "940 LX/W01": "LX", "945 LX/W12": "LX"}


def is_flattened_bounded_loop(it: Difference) -> bool:
    """LS and LE bound a loop: they stand or fall together, so that we make them a loop of their own."""
    return it.source == "ediengine" and any(
        it.place.startswith((f"{outer}/LS", f"{outer}/{inner}")) or it.place in (f"{outer} LS", f"{outer} LE")
        for outer, inner in _BOUNDED.items()
    )


def is_flattened_single_segment_loop(it: Difference) -> bool:
    """DED of 820 is a loop of one segment; as a repeated segment it means the same."""
    return it.place in ("820 DED", "820 DED loop", "820 DED DED")


def is_left_out_by_source(it: Difference) -> bool:
    """ediengine lacks TA1 with its two elements, and the purchase orders in the heading of 210; bots has both."""
    missing = ("TA1", "I17", "I18", "210 SPO")
    return it.source == "ediengine" and it.theirs == ABSENT and it.place.startswith(missing)


def is_alias_in_group_header(it: Difference) -> bool:
    """GS02, GS03 and GS05 are the elements 142, 124 and 337; the source numbers them G142, G124 and 9830."""
    return it.place == "GS" and it.theirs == ("479", "G142", "G124", "373", "9830", "28", "455", "480")


def is_note_that_counts_components(it: Difference) -> bool:
    """The source counts every component of a composite as a position of the segment."""
    if it.property != "syntax" or it.place in ("REF", "N9", "RDM", "C040"):
        return False
    segment = load_release(it.release).segments[it.place]
    return tuple(form.counting_components(segment, note) for note in it.ours) == it.theirs


def is_note_inside_composite(it: Difference) -> bool:
    """The notes of C040 stand in the segments that use it."""
    if it.place == "C040":
        return bool(it.ours == ("P0304", "P0506"))
    return it.property == "syntax" and it.place in ("REF", "N9", "RDM") and set(it.ours) < set(it.theirs)


def is_type_of_code_without_list(it: Difference) -> bool:
    """ID in the standard, AN in the source, where the source has no list of its codes."""
    return it.property == "type" and (it.ours, it.theirs) == ("ID", "AN")


def is_type_with_length(it: Difference) -> bool:
    """R has no number after it; the source writes the greatest length there."""
    greatest = load_release(it.release).elements[it.place].max if it.property == "type" else None
    return it.ours == "R" and it.theirs == f"R{greatest}"


_UNBOUNDED = 999_999_999_999_999


def is_wrong_length_in_source(it: Difference) -> bool:
    """739, 740, 741 reach 20 and 1551 reaches 4096 characters; the other source says so too.

    785 is binary data of any length, as its own length in 784 has up to 15 digits: one source makes it a text of 760
    characters, the other stops at its greatest number.
    """
    if it.place == "785":
        return (it.property, it.ours) in (("type", "B"), ("max", _UNBOUNDED))
    if it.place == "BIN02":
        return bool(it.property == "form" and it.ours == (1, _UNBOUNDED, "B") and it.theirs == (1, 99999, "B"))
    known = (("739", 20), ("740", 20), ("741", 20), ("1551", 4096))
    return it.property == "max" and (it.place, it.ours) in known


def is_list_missing_in_source(it: Difference) -> bool:
    """The source leaves out the longest lists, and one that it takes for a text; evidence.toml says where ours are from."""
    return it.property == "codes" and it.place in ("98", "128", "150", "789", "1300") and not it.theirs


def is_list_of_interchange(it: Difference) -> bool:
    """The ISA is older and younger than the release inside it: its lists are those of all interchange versions.

    ISA11 should be U before version 00402; senders write other characters there, and nothing depends on it.
    """
    if it.place == "I10":
        return it.property == "codes" and not it.ours
    return it.property == "codes" and it.place in ("I01", "I05", "I11", "I13") and it.ours > it.theirs


def is_of_a_later_release(it: Difference) -> bool:
    """oopfactory is a dictionary from after 006020: what 005010 has otherwise is there as in our 006020.

    Later still are the eighth element of N4, two of PAL, six characters for 447, a code for 725 and a number for 876.
    ISA11 and ISA16 have no length there.
    """
    if it.source != "oopfactory":
        return False
    if it.theirs == dict(_facts_of_006020()).get((it.place, it.property), ABSENT):
        return True
    changed = (((1, 4, "AN"), (1, 6, "AN")), ((1, 4, "N"), (1, 4, "AN")))
    return (
        it.place in ("N408", "PAL19", "PAL20", "G3922")
        or (it.place in ("ISA11", "ISA16") and it.theirs == ABSENT)
        or (it.ours, it.theirs) in changed
    )


@cache
def _facts_of_006020() -> tuple[tuple[tuple[str, str], Any], ...]:
    release = load_release("006020")
    named = form.our_named_positions(release, form.used_tags(release))
    return tuple(((place, key), value) for place, key, value in named)


# The names that we spell out or shorten, as the source has them.
_OTHER_WORDS = (
    "acknowledgmentrequestedcode",
    "allowanceorchargeindicatorcode",
    "dataelementreferencecode",
    "dfiidnumberqualifier",
    "consolidatedomnibusbudgetreconciliationactcobraqualifyingeventcode",
    "interchangecontrolversionnumbercode",
    "interchangeusageindicatorcode",
)


def is_named_in_other_words(it: Difference) -> bool:
    """The same element under a name that is longer, shorter, or has the word code in it."""
    return it.source == "oopfactory" and it.property == "name" and it.theirs in _OTHER_WORDS


CLASSES: tuple[Callable[[Difference], bool], ...] = (
    is_envelope_of_set,
    is_mandatory_in_optional_loop,
    is_flattened_bounded_loop,
    is_flattened_single_segment_loop,
    is_left_out_by_source,
    is_alias_in_group_header,
    is_note_that_counts_components,
    is_note_inside_composite,
    is_type_of_code_without_list,
    is_type_with_length,
    is_wrong_length_in_source,
    is_list_missing_in_source,
    is_list_of_interchange,
    is_of_a_later_release,
    is_named_in_other_words,
)


def unexplained(found: Iterable[Difference]) -> list[Difference]:
    """The differences that no class knows."""
    return [difference for difference in found if not any(test(difference) for test in CLASSES)]
