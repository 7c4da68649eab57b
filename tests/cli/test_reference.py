"""docs/cli.md says what the commands say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

import b2b
from b2b.cli.app import app
from b2b.cli.reference import reference

PAGE = Path(b2b.__file__).resolve().parents[1] / "docs" / "cli.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run: python -m b2b.cli.reference > docs/cli.md"


def test_no_help_text_holds_what_a_terminal_takes_for_markup() -> None:
    """`[company.contract]` in a help text is shown as nothing."""
    texts = [text for command in commands(get_command(app)) for text in (command.help, *map(help_of, command.params))]
    assert len(texts) > 300
    assert [text for text in texts if text and re.search(r"(?<!\\)\[[a-z@#/.]+\]", text)] == []


def test_a_usage_says_once_what_may_be_left_out_or_repeated() -> None:
    assert not re.findall(r".*(?:\.{4,}|\[\[).*", reference())


def test_help_breaks_its_lines_where_the_terminal_does() -> None:
    texts = [command.help for command in commands(get_command(app)) if command.help]
    assert [text for text in texts if "\n" in text.replace("\n\n", "")] == []


def commands(found: Any) -> Iterator[Any]:
    yield found
    for below in getattr(found, "commands", {}).values():
        yield from commands(below)


def help_of(parameter: object) -> str:
    return getattr(parameter, "help", None) or ""
