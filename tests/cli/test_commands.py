"""Laws that hold for every command."""

from __future__ import annotations

import shlex
from typing import Any

import pytest
import typer.main

from tests.cli.running import commands, run

ALL = {" ".join(words): command for words, command in commands() if words[0] != "demo"}


@pytest.mark.parametrize("name", ALL)
def test_help_has_a_sentence_and_examples(name: str) -> None:
    command = ALL[name]
    assert command.help, "a command says what it does"
    out = run(*name.split(), "--help").stdout
    assert "Example" in out
    assert f"b2b {name}" in out


@pytest.mark.parametrize("name", ALL)
def test_examples_can_be_typed(name: str) -> None:
    """Parsing every example with the real parser: an example cannot outlive the option it shows."""
    from b2b.cli.app import app, hoisted

    root: Any = typer.main.get_command(app)
    for line in (part for text in ALL[name].epilog.splitlines()[1:] for part in text.split(" | ")):
        program, *words = shlex.split(line)
        assert program == "b2b"
        command, rest = root, hoisted(words)
        while hasattr(command, "commands"):
            command, rest = command.commands[rest[0]], rest[1:]
        assert command is not root
        command.make_context(name, rest)


@pytest.mark.parametrize(
    "name", [name for name in ALL if name.split()[-1] in ("list", "show", "inbox", "outbox", "today")]
)
def test_what_lists_or_shows_has_json(name: str) -> None:
    assert "--json" in {option for parameter in ALL[name].params for option in parameter.opts}


CHANGES = (
    "init",
    "apply",
    "set",
    "import",
    "resolve",
    "retry",
    "seal",
    "ship",
    "receive",
    "decide",
    "release",
    "outbox",
)


@pytest.mark.parametrize("name", [name for name in ALL if name.split()[-1] in CHANGES])
def test_what_changes_something_can_be_tried_dry(name: str) -> None:
    assert "--dry-run" in {option for parameter in ALL[name].params for option in parameter.opts}
