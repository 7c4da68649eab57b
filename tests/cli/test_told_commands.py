"""What a command tells to type next names the workspace as it was typed, and can be typed as it stands."""

from __future__ import annotations

import shlex

import pytest

from b2b.cli import told_commands
from b2b.cli.app import workspace_of
from tests.cli.running import run
from tests.cli.shop import Shop


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("b2b orders show 4711", "b2b -w ../acme orders show 4711"),
        ("see b2b why doc:7; then: b2b run --once", "see b2b -w ../acme why doc:7; then: b2b -w ../acme run --once"),
        ("(b2b doctor --fix)", "(b2b -w ../acme doctor --fix)"),
        ("b2b edi --help", "b2b edi --help"),
        ("b2b init DIR", "b2b init DIR"),
        ("start b2b again; see docs/b2b orders", "start b2b again; see docs/b2b orders"),
        ("cd acme", "cd acme"),
    ],
)
def test_commands_name_the_workspace(text: str, told: str) -> None:
    with told_commands.for_workspace("../acme"):
        assert told_commands.complete(text) == told
    assert told_commands.complete(text) == text


def test_a_folder_is_quoted_where_a_shell_would_part_it() -> None:
    with told_commands.for_workspace(r"our \1 shop"):
        told = told_commands.complete("b2b today")
    assert shlex.split(told) == ["b2b", "-w", r"our \1 shop", "today"]


@pytest.mark.parametrize(
    ("typed", "folder"),
    [
        (("today",), ""),
        (("-w", "acme", "today"), "acme"),
        (("orders", "show", "7", "--workspace", "acme"), "acme"),
        (("--no-color", "orders", "--workspace=acme=2"), "acme=2"),
        (("-w", "first", "today", "-w", "last"), "last"),
        (("edi", "show", "--", "-w", "acme"), ""),
    ],
)
def test_the_workspace_as_it_was_typed(typed: tuple[str, ...], folder: str) -> None:
    assert workspace_of(typed) == folder


def test_it_is_told_below_a_table_and_with_an_error_alike(day: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"\n  b2b -w {day.folder} exceptions show 1\n" in day.b2b("today").stdout
    assert day.b2b("orders", "show", "4711", code=2).stderr.endswith(f"next:  b2b -w {day.folder} orders list\n")
    monkeypatch.chdir(day.folder)
    assert "\n  b2b exceptions show 1\n" in run("today").stdout
    assert run("orders", "show", "4711", code=2).stderr.endswith("next:  b2b orders list\n")


def test_a_command_is_not_broken_where_the_screen_ends(day: Shop) -> None:
    wanted = f"  b2b -w {day.folder} exceptions show 1"
    assert wanted in day.b2b("today", columns=40).stdout.splitlines()


def test_json_tells_programs_the_command_alone(day: Shop) -> None:
    assert {row["next"] for row in day.json("exceptions", "list")} == {"b2b catalog import FILE"}
    assert day.json("orders", "show", "4711", code=2)["error"]["next_step"] == "b2b orders list"
