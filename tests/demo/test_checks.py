"""A figure that is not what it must be ends the demo, and is named."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from b2b.cli import failures
from b2b.demo.checks import Checks, DemoFailed
from b2b.demo.day import Part, Told
from b2b.demo.keyboard import Typed, done
from b2b.demo.telling import Teller


def nothing(day: object) -> None:
    """A part in which nobody does anything."""


def test_figures_that_hold_pass() -> None:
    checks = Checks()
    checks.equal("payments", 3, 3)
    checks.require()
    assert [check.what for check in checks.news()] == ["payments"]
    assert checks.news() == []


def test_one_that_differs_is_named_with_both_values() -> None:
    checks = Checks()
    checks.equal("payments", "3 payments, 14,072.94 EUR", "3 payments, 14,168.14 EUR")
    with pytest.raises(DemoFailed) as failed:
        checks.require()
    assert failed.value.message == "payments: 3 payments, 14,168.14 EUR, but it must be 3 payments, 14,072.94 EUR"
    assert failures.exit_code(failed.value) == 1


def test_it_is_shown_before_the_demo_ends() -> None:
    checks = Checks()
    checks.equal("payments", 3, 2)
    console = Console(file=io.StringIO(), width=120)
    Teller(console).part(Told(Part("Paying", "", nothing, nothing), [], checks.news()))
    assert "✗ payments: 2, but it must be 3" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_command_that_is_refused_unasked_ends_it() -> None:
    assert done(Typed(0, "fine", ""), ("ship", "1")).said == "fine"
    with pytest.raises(DemoFailed, match="b2b ship 1: exit code 1\nerror: no"):
        done(Typed(1, "", "error: no"), ("ship", "1"))
