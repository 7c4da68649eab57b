"""docs/guides.md: every guide in it is valid, every expression in it parses and means something, every limit is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from b2b.edi.findings import Severity
from b2b.edi.guides import against, evaluate, expression, load, passing, place, shelf
from b2b.edi.guides.expression import Function
from b2b.edi.guides.guide import Kind, Usage
from b2b.errors import ConfigError

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "guides.md").read_text(encoding="utf-8")
GUIDES = re.findall(r"^```toml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
EXPRESSIONS = [
    line for block in re.findall(r"^```expr\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines()
]
PLACES = [one.replace("\\|", "|") for one in re.findall(r"^\| `([A-Z][^`]*)` \|", PAGE, re.MULTILINE)]


@pytest.mark.parametrize("text", GUIDES, ids=lambda text: text.splitlines()[0])
def test_each_guide_of_the_page_is_valid(text: str) -> None:
    guide = load.read_guide(text, "docs/guides.md", shelf.finder())
    against.require(guide)
    assert sum(len(one.rules) for one in guide.sets.values()) > 1


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_each_expression_of_the_page_means_something(text: str) -> None:
    set_id = "810" if text.startswith("TDS") else "850"
    guide = f'name = "g"\nrelease = "004010"\n[sets.{set_id}]\nlines = [{{ at = "", check = """{text}""" }}]\n'
    against.require(load.read_guide(guide, "docs/guides.md", shelf.finder()))


@pytest.mark.parametrize("text", PLACES)
def test_each_place_of_the_page_is_one(text: str) -> None:
    assert str(place.parse_place(text, "docs/guides.md")) == text


def test_the_page_is_whole() -> None:
    assert (len(GUIDES), len(EXPRESSIONS), len(PLACES)) == (4, 14, 15)
    for name in Function:
        assert f"| `{name}(" in PAGE, name
        assert any(f"{name}(" in text for text in EXPRESSIONS), name
    for key in (*load._HEAD, *load._SET, *load._LINE):
        assert re.search(rf"`\[?{key}\b", PAGE), key
    for usage in Usage:
        assert f'`use = "{usage}"`' in PAGE
    for kind in Kind:
        assert f"`{'max' if kind is Kind.TIMES else kind}" in PAGE
    for level in Severity:
        assert f'"{level.value}"' in PAGE


def test_the_grammar_is_that_of_the_code() -> None:
    written = " ".join(re.findall(r"^```\n(condition .*?)^```", PAGE, re.MULTILINE | re.DOTALL)[0].split())
    docstring = " ".join((expression.__doc__ or "").split())
    assert written in docstring


def test_the_limits_are_those_of_the_code() -> None:
    assert (expression._LONGEST, expression._DEEPEST, place._LONGEST) == (1_000, 30, 200)
    assert (load._MOST_LINES, load._DEEPEST, evaluate.STEPS, passing.OF_A_LINE) == (5_000, 8, 2_000_000, 20)
    for said in (
        "1,000 characters",
        "30 deep",
        "200 characters",
        "5,000 lines",
        "eight guides",
        "two million steps",
        "twenty",
    ):
        assert said in PAGE


def test_what_the_page_forbids_is_refused() -> None:
    for line in (
        'at = "BEG03", use = "-"',
        'at = "BEG03", length = [1, 23]',
        'at = "CUR", max = 2',
        'at = "BEG02", codes = "!!"',
    ):
        text = f'name = "g"\nrelease = "004010"\n[sets.850]\nlines = [{{ {line} }}]\n'
        with pytest.raises(ConfigError):
            against.require(load.read_guide(text, "docs/guides.md", shelf.finder()))
