"""Units and countries: tables that go both ways, and nothing guessed beyond them."""

from __future__ import annotations

import re

import pytest

from b2b.edi import countries, units
from b2b.edi.load import available_releases, load_release
from tests.shared_data import shared_data

TABLE = {code: units.from_x12(code) for code in load_release("004010").elements["355"].codes or {}}
KNOWN = {code: unit for code, unit in TABLE.items() if not unit.startswith("x12:")}


@pytest.mark.parametrize(("code", "unit"), [("EA", "EA"), ("PC", "H87"), ("CA", "XCS"), ("DZ", "DZN"), ("LB", "LBR")])
def test_units_that_everybody_uses(code: str, unit: str) -> None:
    assert units.from_x12(code) == unit
    assert units.to_x12(unit) == code


@pytest.mark.parametrize("release", available_releases())
def test_every_code_comes_back_as_it_came(release: str) -> None:
    codes = load_release(release).elements["355"].codes or {}
    assert len(codes) > 700
    assert {code: units.to_x12(units.from_x12(code)) for code in codes} == {code: code for code in codes}


def test_nothing_is_guessed() -> None:
    assert units.from_x12("ZZ") == "x12:ZZ"
    assert units.from_x12("") == ""
    assert units.to_x12("E99") == ""
    assert units.to_x12("") == ""
    # EA has a unit of its own, so this spelling cannot come back as it is.
    assert units.to_x12("x12:EA") == ""


@pytest.mark.parametrize("stands", ["x12:PC>>>LB>>3.25", "x12:PC:::LB::3.25", "x12:PC\\\\\\LB\\\\3.25"])
def test_a_unit_made_of_others_is_parted_alike_whoever_sent_it(stands: str) -> None:
    assert units.to_x12(stands) == "PC>>>LB>>3.25"
    assert units.from_x12("PC>>>LB>>3.25") == "x12:PC>>>LB>>3.25"


def test_the_units_are_those_of_en_16931() -> None:
    rules = shared_data("einvoice", "en16931", "ubl", "xslt", "EN16931-UBL-validation.xslt").read_text("utf-8")
    allowed = max(re.findall(r"' ([0-9A-Z ]{2000,}) '", rules), key=len).split()
    assert len(KNOWN) > 100
    assert set(KNOWN.values()) <= set(allowed)


@pytest.mark.parametrize(("code", "country"), [("USA", "US"), ("DEU", "DE"), ("US", "US"), ("XYZ", "XYZ"), ("", "")])
def test_countries(code: str, country: str) -> None:
    assert countries.alpha2(code) == country
