"""Every message keeps the rules of the directory: header and trailer, positions, numbered groups, known segments."""

from __future__ import annotations

import pytest

from b2b.edi.load import load_release
from b2b.edi.schema import Loop, Row
from tests.edi.schemas_edifact.loaded import DIRECTORIES, EVERY_MESSAGE, MESSAGES, group, groups, message, rows

every_message = pytest.mark.parametrize(("directory", "name"), EVERY_MESSAGE)


@every_message
def test_it_stands_between_unh_and_unt(directory: str, name: str) -> None:
    schema = message(directory, name)
    first, *_, last = schema.root.items
    assert isinstance(first, Row)
    assert isinstance(last, Row)
    assert [(row.segment.id, row.usage, row.max) for row in (first, last)] == [("UNH", "M", 1), ("UNT", "M", 1)]
    assert [row.segment.id for row in rows(schema.root)].count("UNH") == 1
    assert schema.functional_group == schema.id == name


@every_message
def test_groups_are_numbered_as_they_come(directory: str, name: str) -> None:
    numbers = [it.group for it in groups(message(directory, name).root)]
    assert numbers == [f"SG{n}" for n in range(1, len(numbers) + 1)]


@every_message
def test_positions_count_segments_and_groups(directory: str, name: str) -> None:
    """The segment table numbers each line in steps of ten, the line that opens a group among them."""
    digits = 5 if directory == "D01B" else 4
    expected: list[str] = []
    lines = 0

    def count(loop: Loop) -> None:
        nonlocal lines
        for item in loop.items:
            lines += 1
            if isinstance(item, Loop):
                count(item)
            else:
                expected.append(f"{lines * 10:0{digits}d}")

    count(message(directory, name).root)
    assert [row.position for row in rows(message(directory, name).root)] == expected


@every_message
def test_a_group_begins_with_a_segment_that_it_always_has(directory: str, name: str) -> None:
    for it in groups(message(directory, name).root):
        assert isinstance(it.items[0], Row)
        assert (it.trigger.usage, it.trigger.max) == ("M", 1)
        assert it.repeat > 0


@every_message
def test_sections_follow_each_other(directory: str, name: str) -> None:
    schema = message(directory, name)
    areas = [row.area for row in rows(schema.root)]
    assert areas == sorted(areas)
    assert areas[0] == "1"
    for row in rows(schema.root):
        if row.segment.id == "UNS":
            assert row.area in "23"


@every_message
def test_no_segment_of_a_level_can_be_taken_for_another(directory: str, name: str) -> None:
    """A segment comes again at one level only after a mandatory one, or where it stood exactly once before: else nobody
    could tell the two apart.
    """

    def ambiguous(loop: Loop) -> set[str]:
        seen: set[str] = set()
        found: set[str] = set()
        for item in loop.items:
            tag = item.segment.id if isinstance(item, Row) else item.trigger.segment.id
            if tag in seen:
                found.add(f"{loop.path}/{tag}")
            if item.usage == "M":
                seen = set()
            if not (isinstance(item, Row) and item.usage == "M" and item.max == 1):
                seen.add(tag)
            if isinstance(item, Loop):
                found |= ambiguous(item)
        return found

    assert ambiguous(message(directory, name).root) == set()


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_the_dictionary_has_what_the_messages_use_and_nothing_else(directory: str) -> None:
    release, service = load_release(directory, "edifact"), load_release("syntax3", "edifact")
    used = {row.segment.id for name in MESSAGES for row in rows(message(directory, name).root)}
    assert used | set(service.segments) == set(release.segments)
    composites = {use.composite.id for tag in used for use in release.segments[tag].uses if use.composite is not None}
    assert composites | set(service.composites) == set(release.composites)


def test_what_people_know_of_orders_and_invoices() -> None:
    orders, invoice = message("D96A", "ORDERS"), message("D96A", "INVOIC")
    lines = group(orders, "SG25")
    assert (lines.path, lines.usage, lines.repeat) == ("LIN", "O", 200_000)
    assert [row.segment.id for row in orders.root.items[:3] if isinstance(row, Row)] == ["UNH", "BGM", "DTM"]
    assert group(invoice, "SG25").trigger.segment.id == "LIN"
    assert message("D01B", "ORDERS").root != orders.root


def test_contrl_answers_messages_in_and_out_of_groups() -> None:
    for syntax in ("syntax3", "syntax4"):
        contrl = message(syntax, "CONTRL")
        assert [(it.group, it.path, it.repeat) for it in groups(contrl.root)] == [
            ("SG1", "UCM", 999_999),
            ("SG2", "UCM/UCS", 999),
            ("SG3", "UCF", 999_999),
            ("SG4", "UCF/UCM", 999_999),
            ("SG5", "UCF/UCM/UCS", 999),
        ]
