"""The words of the state columns are those of docs/interfaces.md and of the rooms that speak them."""

from __future__ import annotations

import re

from sqlalchemy import CheckConstraint

from b2b.edi import findings
from b2b.store import states
from b2b.store.tables import Row
from tests.store.page import rows


def documented() -> dict[tuple[str, str], set[str]]:
    """(table, column) to the words that the page lists."""
    found = {}
    for tables, column, values in rows("where"):
        without_notes = re.sub(r"\(.*?\)|inbound:|outbound:", "", values)
        for table in re.sub(r"\(.*?\)", "", tables).split(","):
            found[table.strip(), column] = {word.strip() for word in re.split(r"[,;]", without_notes)}
    return found


def checked() -> dict[tuple[str, str], set[str]]:
    """(table, column) to the words that the database accepts."""
    found = {}
    for table in Row.metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, CheckConstraint):
                listed = re.fullmatch(r"(\w+) IN \((.*)\)", str(constraint.sqltext))
                if listed:
                    found[table.name, listed[1]] = set(re.findall(r"'([^']*)'", listed[2]))
    return found


def test_the_page_lists_every_word_that_a_column_takes() -> None:
    assert documented() == checked()


def test_verdicts_are_the_validators() -> None:
    assert [str(word) for word in states.Verdict] == [str(word) for word in findings.Verdict]
    assert [str(word) for word in states.Severity] == [str(word) for word in findings.Severity]
