"""Whatever the flow shows to a person comes with what to do about it, and the command can be typed."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import b2b.gateway
from b2b.cli.views import advice as table
from b2b.cli.views.advice import advice
from b2b.gateway.advising import TOLD
from b2b.gateway.wires.sendable import REWRITTEN
from tests.cli.test_next_steps import problem

KEBAB = re.compile(r"[a-z]+(-[a-z0-9]+)+")
# Words of other kinds that look like codes: policies, names of schedules and outcomes, file endings.
NOT_CODES = {
    "acknowledge-again",
    "mon-sun",
    "ta1-025",
    "overdue-alarms",
    "poll-channels",
    "utf-8",
    # Findings, which `b2b docs show` tells with the document.
    REWRITTEN,
    *TOLD,
}
KNOWN = {name: name.upper() for name in ("partner", "company", "doc", "invoice", "file", "about", "number", "order")}


def codes() -> list[str]:
    """Every text in the flow's sources that looks like an exception's code."""
    found = {
        node.value
        for path in Path(b2b.gateway.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEBAB.fullmatch(node.value)
    }
    return sorted(found - NOT_CODES)


@pytest.mark.parametrize("code", codes())
def test_every_exception_of_the_flow_has_advice(code: str) -> None:
    assert advice(code, {}, **KNOWN).words


@pytest.mark.parametrize("code", table._BY_CODE)
def test_advice_can_be_typed(code: str) -> None:
    found = advice(code, {}, **KNOWN)
    assert found.command.startswith("b2b ")
    assert problem(found.command.removeprefix("b2b ")) == ""
    assert "{" not in found.words + found.command


def test_what_is_not_known_leads_to_the_exception_itself() -> None:
    assert advice("unknown-sender", {}, number="7").command == "b2b exceptions show 7"
    assert advice("never-heard-of", {}, number="7").command == "b2b exceptions show 7"


def test_an_exceptions_own_next_step_stands_first() -> None:
    own = advice("task-failed", {"next_step": "b2b company show"}, number="7")
    assert own.command == "b2b company show"
    assert advice("task-failed", {"next_step": "call the ERP's keeper"}, number="7").words == "call the ERP's keeper"
