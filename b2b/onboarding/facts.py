"""What was found, as facts for people: what it is, what was seen, and in how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from b2b.onboarding.content import Content
from b2b.onboarding.envelopes import Envelopes, named, said
from b2b.onboarding.found import Found
from b2b.onboarding.sides import Address, identity
from b2b.onboarding.unb_habits import UnbHabits

Fact = tuple[str, str, str]

_VALUES = 12
_NAMES = 3


def facts(found: Found) -> list[Fact]:
    """All of them, in the order in which people look for them."""
    envelopes = _of_unb(found.envelopes, found) if found.envelopes.unb else _of_isa(found.envelopes, found)
    return [*envelopes, *_of_content(found.content)]


def _of_isa(envelopes: Envelopes, found: Found) -> Iterator[Fact]:
    interchanges, groups = counted(envelopes.interchanges, "interchange"), counted(envelopes.groups, "group")
    yield "its address (ISA05, ISA06)", str(found.sides.partner), interchanges
    yield "its group code (GS02)", said(envelopes.group_senders), groups
    yield "our address (ISA07, ISA08)", said(_as_text(envelopes.receivers)), interchanges
    yield from _other_address(envelopes, found)
    yield "our group code (GS03)", said(envelopes.group_receivers), groups
    parting = envelopes.parting
    marks = (parting.element, parting.component, parting.repetition, parting.terminator)
    delimiters = "  ".join(f"{what} {named(mark)}" for what, mark in zip(_MARKS, marks, strict=True))
    yield "delimiters", delimiters + _but("others in", envelopes.other_marks), interchanges
    yield _line_breaks(envelopes, interchanges)
    yield "interchange version (ISA12)", said(envelopes.standards), interchanges
    yield "release (GS08)", said(envelopes.versions), groups
    yield "characters", f"{envelopes.characters} is enough", "all data"
    yield "TA1 asked for (ISA14)", f"in {envelopes.answers_requested} of {envelopes.interchanges}", interchanges
    yield "marked as test (ISA15)", f"in {envelopes.tests} of {envelopes.interchanges}", interchanges
    yield "control numbers", envelopes.numbers, interchanges


def _of_unb(envelopes: Envelopes, found: Found) -> Iterator[Fact]:
    habits = envelopes.unb
    assert habits is not None
    interchanges, groups = counted(envelopes.interchanges, "interchange"), counted(envelopes.groups, "group")
    yield "its address (UNB 0004, 0007)", str(found.sides.partner), interchanges
    yield "our address (UNB 0010, 0007)", said(_as_text(envelopes.receivers)), interchanges
    yield from _other_address(envelopes, found)
    if envelopes.groups:
        yield "its group code (UNG 0040)", said(envelopes.group_senders), groups
        yield "our group code (UNG 0044)", said(envelopes.group_receivers), groups
    yield "groups (UNG)", f"in {habits.grouped} of {envelopes.interchanges}", interchanges
    yield "character set and syntax (UNB 0001, 0002)", said(envelopes.standards), interchanges
    yield "characters", f"{envelopes.characters} is enough", "all data"
    six = envelopes.marks.most_common(1)[0][0]
    yield "service characters (as in UNA)", six + _but("others in", envelopes.other_marks), interchanges
    yield "declared by UNA", f"in {habits.declared} of {envelopes.interchanges}", interchanges
    yield _line_breaks(envelopes, interchanges)
    yield "directory (UNH 0052, 0054)", said(envelopes.versions), counted(envelopes.versions.total(), "message")
    for message, seen in sorted(habits.associations.items()):
        if any(seen):
            yield f"association code of {message} (UNH 0057)", said(seen), counted(seen.total(), "message")
    yield from _of_other_elements(habits, interchanges)
    yield "CONTRL asked for (UNB 0031)", f"in {envelopes.answers_requested} of {envelopes.interchanges}", interchanges
    yield "marked as test (UNB 0035)", f"in {envelopes.tests} of {envelopes.interchanges}", interchanges
    yield "control references", envelopes.numbers, interchanges


def _of_other_elements(habits: UnbHabits, interchanges: str) -> Iterator[Fact]:
    """What UNB may have; told where it has."""
    for what, seen in (
        ("its routing (UNB 0008)", habits.routings),
        ("our routing (UNB 0014)", habits.our_routings),
        ("application reference (UNB 0026)", habits.applications),
        ("agreement (UNB 0032)", habits.agreements),
    ):
        if any(seen):
            yield what, said(seen), interchanges


def _other_address(envelopes: Envelopes, found: Found) -> Iterator[Fact]:
    if found.ours and envelopes.to not in found.ours:
        inside = ", ".join(f'{key} = "{value}"' for key, value in identity(envelopes.to, "").items())
        yield (
            "our address",
            f"{envelopes.to} is none of our company's: add [[company.identity]] {inside}",
            "the workspace",
        )


def _line_breaks(envelopes: Envelopes, interchanges: str) -> Fact:
    breaks = "after each segment" if envelopes.newline else "none besides the terminator"
    return "line breaks", breaks + _but("not so in", envelopes.other_breaks), interchanges


def _but(what: str, files: Sequence[str]) -> str:
    """Which files differ, "" where none does."""
    more = f" and {len(files) - _NAMES} more" if len(files) > _NAMES else ""
    return f" ({what} {', '.join(files[:_NAMES])}{more})" if files else ""


_MARKS = ("element", "component", "repetition", "segment")


# Where purpose, kind, currency and parties stand; the first two are told in codes of X12 either way.
_IN_SETS = ("BEG01", "BEG02", "CUR02", "N1")
_IN_MESSAGES = ("BGM 1225, as X12 has it", "BGM 1001, as X12 has it", "CUX", "NAD")


def _of_content(content: Content) -> Iterator[Fact]:
    what, answer = ("message", "CONTRL") if content.is_edifact else ("set", "997 or 999")
    purpose, kind, currency, party = _IN_MESSAGES if content.is_edifact else _IN_SETS
    for one, count in sorted(content.sets.items(), key=lambda pair: (pair[0].direction, pair[0].set_id)):
        way = "the partner sends" if one.direction == "in" else "we send"
        yield f"{what} {one.set_id}", f"{way}, release {one.release}", counted(count, what)
    told = f"{answer} is among the files" if content.acknowledges else f"no {answer} is among the files"
    yield "acknowledges what we send", told, "all files"
    lines = counted(content.lines, "line")
    for name, tally, where in (
        (f"purposes ({purpose})", content.purposes, "orders"),
        (f"kinds of order ({kind})", content.kinds, "orders"),
        (f"currencies ({currency})", content.currencies, "orders"),
        ("item numbers by qualifier", content.item_qualifiers, lines),
        ("units", content.units, lines),
    ):
        if tally:
            yield name, _few(tally), where
    if content.lines:
        yield "lines without a price", f"{content.unpriced} of {content.lines}", lines
    for code, parties in sorted(content.parties.items()):
        names = [" ".join(filter(None, pair)) for pair, _ in parties.most_common() if any(pair)]
        more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
        told = "; ".join(names[:_NAMES]) or "without name or number"
        yield f"party {code} ({party})", told + more, counted(parties.total(), "time")
    if content.zone[0]:
        yield "time zone", content.zone[0], content.zone[1]


def _as_text(tally: Counter[Address]) -> Counter[str]:
    return Counter({str(one): count for one, count in tally.items()})


def _few(tally: Counter[str]) -> str:
    shown = Counter(dict(tally.most_common(_VALUES)))
    more = f" and {len(tally) - _VALUES} more" if len(tally) > _VALUES else ""
    return said(shown) + more


def counted(number: int, what: str) -> str:
    """`1 set`, `2 sets`."""
    return f"{number} {what}{'' if number == 1 else 's'}"
