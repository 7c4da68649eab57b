"""Counts what the sets of a partner's files say; those of EDIFACT in `counting_messages`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from b2b.edi.engine.results import GroupReport, InterchangeReport, SetResult
from b2b.edi.validation import of_edifact
from b2b.onboarding.content import Content, SetSeen
from b2b.onboarding.counting_messages import count_message
from b2b.onboarding.goods import orders_in
from b2b.onboarding.sides import Sides
from b2b.onboarding.unb_habits import message_type
from b2b.onboarding.zones import zone_hint

_CURRENCY = re.compile("[A-Z]{3}")


def read_content(sides: Sides) -> Content:
    """The tallies of all sets, whatever their verdict: habits show in bad sets too."""
    content = Content(sides.is_edifact)
    places: list[list[str]] = []
    for direction, envelopes in (("in", sides.theirs), ("out", sides.own)):
        for _, interchange in envelopes:
            for group in interchange.groups:
                for one in group.sets:
                    content.sets[SetSeen(one.set, release_of(one, group, interchange), direction)] += 1
                    if direction == "in":
                        places += _read_set(content, one, group, interchange)
    content.zone = zone_hint(places, "NAD" if content.is_edifact else "N4", content.our_codes)
    return content


def release_of(one: SetResult, group: GroupReport, interchange: InterchangeReport) -> str:
    """The release, or directory, that a set says it is of, whether there is a schema of it or not."""
    if one.release:
        return one.release
    if of_edifact(interchange.result.header):
        return message_type(one, interchange.result.header).directory
    return group.result.header.version[:6]


def _read_set(content: Content, one: SetResult, group: GroupReport, interchange: InterchangeReport) -> list[list[str]]:
    """Count what a set of the partner says; its segments that say where it is, as those of X12."""
    if content.is_edifact:
        for order in orders_in(one, group, interchange):
            content.purposes[order.purpose] += 1
            content.kinds[order.kind] += 1
        return count_message(content, one.segments)
    segments = _without_padding(one, interchange.result.header.delimiters.component)
    _count_set(content, segments)
    return segments


def _without_padding(one: SetResult, component: str) -> list[list[str]]:
    """The segments, without blanks and component separators that stand behind an element."""
    return [[element.rstrip(f" {component}") for element in segment] for segment in one.segments]


def _count_set(content: Content, segments: list[list[str]]) -> None:
    for segment in segments:
        match segment:
            case ["BEG" | "BCH", purpose, code, *_]:
                content.purposes[purpose] += 1
                content.kinds[code] += 1
            case ["CUR", _, currency, *_] if _CURRENCY.fullmatch(currency):
                content.currencies[currency] += 1
            case ["N1", code, *rest]:
                padded = [*rest, "", "", ""]
                content.parties.setdefault(code, Counter())[padded[0], padded[2]] += 1
            case ["PO1" | "IT1" | "G68", *rest]:
                _count_line(content, segment[0], rest)


def _count_line(content: Content, tag: str, elements: list[str]) -> None:
    content.lines += 1
    padded = [*elements, *[""] * 6]
    unit, price, ids = (padded[1], padded[2], padded[4:]) if tag == "G68" else (padded[2], padded[3], padded[5:])
    content.units[unit] += bool(unit)
    content.unpriced += not price
    content.item_qualifiers.update(_qualifiers(ids))


def _qualifiers(ids: list[str]) -> Iterator[str]:
    return (qualifier for qualifier, value in zip(ids[::2], ids[1::2], strict=False) if qualifier and value)
