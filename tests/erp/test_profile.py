"""Profiles, request templates and reply paths: what an integrator writes, and what is said where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from b2b.erp.soap import load_profile, reply
from b2b.erp.soap.profile import Keys
from b2b.erp.soap.template import render
from b2b.errors import ConfigError, Unreadable
from tests.erp.samples import ea, line, order

GOOD = """
[services.a]
wsdl = "a.wsdl"
[services.b]
wsdl = "https://erp.example/b?wsdl"
[stock]
operation = "get"
reply = { rows = "r", sku = "s", available = "a", fixed_unit = "EA" }
[book_order]
service = "b"
operation = "book"
reply = { number = "n" }
"""


def written(folder: Path, text: str) -> str:
    (folder / "erp.toml").write_text(text, encoding="utf-8")
    return str(folder / "erp.toml")


def test_the_shipped_profile_is_whole() -> None:
    profile = load_profile("reference")
    assert profile.keys is Keys.ERP
    assert all((profile.stock, profile.book_order, profile.post_shipment, profile.post_invoice, profile.find))
    assert Path(profile.services["erp"].wsdl).is_file()


def test_a_profile_of_ones_own(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, GOOD))
    assert profile.keys is Keys.LOOKUP
    assert profile.services["a"].wsdl == str(tmp_path / "a.wsdl")
    assert profile.services["b"].wsdl == "https://erp.example/b?wsdl"
    assert profile.stock is not None
    assert profile.stock.service == "a"
    assert profile.post_invoice is None


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ("", "services"),
        ("[services.a", "TOML"),
        (GOOD.replace('wsdl = "a.wsdl"', ""), "wsdl"),
        (GOOD.replace('service = "b"', 'service = "c"'), "the service c"),
        (GOOD.replace('reply = { number = "n" }', "reply = {}"), "number"),
        (GOOD.replace('reply = { number = "n" }', ""), "reply"),
        (GOOD.replace(', fixed_unit = "EA"', ""), "unit"),
        (GOOD.replace('operation = "book"', ""), "operation"),
        ('keys = "magic"' + GOOD, "magic"),
        (GOOD + '[success]\nok = ["OK"]', "path"),
        ("stock = 1\n" + GOOD.replace("[stock]", "[other]"), "other"),
        ("book_order = 1\n" + GOOD.partition("[stock]")[0], "erp.toml"),
        ("services = 5", "erp.toml"),
        ("[services]", "erp.toml"),
        (GOOD + 'retyable = "x"', "retyable"),
        (GOOD.replace('number = "n"', 'number = "n", nummer = "n"'), "nummer"),
        (GOOD.replace('wsdl = "a.wsdl"', 'wsdl = "a.wsdl"\nprot = "x"'), "prot"),
    ],
)
def test_a_profile_that_cannot_be_used(tmp_path: Path, wrong: str, part: str) -> None:
    with pytest.raises(ConfigError) as raised:
        load_profile(written(tmp_path, wrong))
    assert part in str(raised.value)
    assert "erp.toml" in str(raised.value)


@pytest.mark.parametrize("name", ["none", "../reference", "/no/such/profile.toml", ""])
def test_a_profile_that_is_not_there(name: str) -> None:
    with pytest.raises(ConfigError, match="no ERP profile") as raised:
        load_profile(name)
    assert "reference" in raised.value.next_step


def test_a_template_follows_names_and_repeats_tables() -> None:
    template = {
        "key": "$key",
        "po": "$order.number",
        "release": "$order.release_number",
        "currency": "$order.cancel_after",
        "price": "$$5",
        "fixed": 7,
        "empty": "",
        "row": {"each": "$lines", "sku": "$sku", "q": {"_value_1": "$confirmed.value"}, "customer": "$customer"},
        "none": {"each": "$nothing", "sku": "$sku"},
        "gone": {"a": "$order.release_number"},
        "list": "$skus",
    }
    decided = order("PO1", line("A", ea(1)), line("B", ea("2.50")))
    values = {"key": "k", "order": decided.order, "lines": decided.lines, "customer": "C", "nothing": [], "skus": ["A"]}
    assert render(template, values) == {
        "key": "k",
        "po": "PO1",
        "price": "$5",
        "fixed": 7,
        "empty": "",
        "row": [
            {"sku": "A", "q": {"_value_1": Decimal(1)}, "customer": "C"},
            {"sku": "B", "q": {"_value_1": Decimal("2.50")}, "customer": "C"},
        ],
        "list": ["A"],
    }


@dataclass
class Secretive:
    shown: str
    _hidden: str = "x"

    def method(self) -> str:
        return "y"


@pytest.mark.parametrize("reference", ["$b", "$a.b", "$s.method", "$s.__class__", "$s.shown.upper", "$", "$s."])
def test_a_reference_to_nothing_is_a_mistake_in_the_profile(reference: str) -> None:
    with pytest.raises(ConfigError, match="the profile refers to"):
        render({"x": reference}, {"a": 1, "s": Secretive("z")})


REPLY = etree.fromstring(
    b'<r xmlns="urn:a" xmlns:o="urn:o" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><a unit=" EA "> 1.50 </a>'
    b'<o:b><c>x<d>y</d>z</c><c>2</c></o:b><n i:nil="true">5</n><e/><t>true</t></r>'
)


def test_paths_go_by_local_name() -> None:
    assert reply.text(REPLY, "a") == "1.50"
    assert reply.text(REPLY, "a/@unit") == "EA"
    assert reply.text(REPLY, "b/c") == "xyz"
    assert [x.text for x in reply.elements(REPLY, "b/c")] == ["x", "2"]
    assert reply.elements(REPLY, "") == [REPLY]
    assert [reply.text(REPLY, path) for path in ("n", "e", "nope", "b/nope", "a/@nope", "@nope")] == [None] * 6


def test_values_are_exact_or_unreadable() -> None:
    assert str(reply.decimal(REPLY, "a")) == "1.50"
    assert reply.boolean(REPLY, "t") is True
    for read, path in ((reply.decimal, "t"), (reply.boolean, "a"), (reply.required, "n"), (reply.decimal, "nope")):
        with pytest.raises(Unreadable, match=path):
            read(REPLY, path)
