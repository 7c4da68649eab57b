"""The words of the state columns are those of docs/interfaces.md and of the rooms that speak them."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from b2b.edi import findings
from b2b.store import states

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "interfaces.md").read_text(encoding="utf-8")


def documented(where: str) -> set[str]:
    """The values of the row of the table of states that begins so."""
    (row,) = [line for line in PAGE.splitlines() if line.startswith(f"| {where} |")]
    without_notes = re.sub(r"\(.*?\)|inbound:|outbound:", "", row.split("|")[3])
    return {word.strip() for word in re.split(r"[,;]", without_notes)}


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("transmission | delivery", states.Delivery),
        ("interchange, grp, exchange | verdict", states.Verdict),
        ("grp, exchange (ours, outbound) | acknowledgment", states.AcknowledgmentState),
        ("exchange | processing", states.Processing),
        ("exchange (inbound) | answer", states.Answer),
        ("sales_order | state", states.SalesOrderState),
        ("sales_invoice | state", states.SalesInvoiceState),
        ("task | state", states.TaskState),
        ("exception | state", states.CaseState),
    ],
)
def test_states_are_those_of_the_page(where: str, words: type[StrEnum]) -> None:
    assert documented(where) == set(words)


def test_verdicts_are_the_validators() -> None:
    assert [str(word) for word in states.Verdict] == [str(word) for word in findings.Verdict]
    assert [str(word) for word in states.Severity] == [str(word) for word in findings.Severity]
