"""What a clerk sees of answers: an 824 that went and one that came, a status that nothing works, text written otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.shop import FILES, Shop, golden
from tests.gateway.orders import interchange, order

STATUS = ["B10*4711*SHIP-1*ACME", "LX*1", "AT7*X1*NS***20260302*0900"]
AGREED = """
[[partner.agreement]]
document = "214"
direction = "in"

[[partner.agreement]]
document = "824"
direction = "in"

[[partner.agreement]]
document = "824"
direction = "out"
"""


@pytest.fixture
def talk(shop: Shop, tmp_path: Path) -> Shop:
    """A partner with whom advice, statuses and plain ASCII are agreed."""
    text = (FILES / "partner.toml").read_text(encoding="utf-8")
    text = text.replace(
        "newline = true", 'newline = true\ncharacter_set = "ascii"\ntransliterate = true\nta1 = "always"'
    )
    text = text.replace(
        'document = "850"\ndirection = "in"', 'document = "850"\ndirection = "in"\napplication_advice = true'
    )
    (tmp_path / "partner.toml").write_text(text + AGREED, encoding="utf-8")
    shop.b2b("partner", "apply", tmp_path / "partner.toml")
    return shop


def receive(shop: Shop, tmp_path: Path, name: str, content: bytes, code: int = 0) -> None:
    (tmp_path / name).write_bytes(content)
    shop.b2b("receive", tmp_path / name)
    shop.b2b("run", "--once", code=code)


def test_a_status_that_nothing_works(talk: Shop, tmp_path: Path) -> None:
    receive(talk, tmp_path, "214.edi", interchange(1, [STATUS], set_id="214", functional_id="QM"))
    golden("unworked-inbox", talk.says("inbox"))
    shown = talk.says("docs", "show", "1")
    assert "State    done, kept: nothing here works a 214 by itself" in shown
    assert "shipment status" in shown, "its content in words"
    golden("unworked-exception", talk.says("exceptions", "show", "1"))
    talk.b2b("exceptions", "resolve", "1", "--note", "read")


def test_what_a_997_cannot_say(talk: Shop, tmp_path: Path) -> None:
    body = [*order("4500009001")[:-1], "CTT*7"]
    receive(talk, tmp_path, "850.edi", interchange(1, [body]))
    advice = next(row["number"] for row in talk.json("docs", "list") if row["set"] == "824")
    shown = talk.says("docs", "show", str(advice), columns=120)
    assert "transaction set accepted with errors" in shown
    assert "CTT01 says 7 line items, the set has 1 PO1 segment " in shown
    golden("advice-why", talk.says("why", "4500009001"))


def test_what_the_partners_application_says(talk: Shop, tmp_path: Path) -> None:
    receive(talk, tmp_path, "850.edi", interchange(1, [order("4500009001")]))
    said = ["BGN*00*ADV-1*20260302*1200", "OTI*TR*PO*4500009001", "TED*011*PRICE NOT AGREED*PO1*9*4**12.50"]
    receive(talk, tmp_path, "824.edi", interchange(2, [said], set_id="824", functional_id="AG"), 1)
    golden("advised-exception", talk.says("exceptions", "show", "1"))
    golden("advised-why", talk.says("why", "4500009001"))


def test_text_that_is_written_otherwise(talk: Shop, tmp_path: Path) -> None:
    body = order("4500009001")
    named = [*body[:2], "N1*BY*Łódź Straße*92*NW-01", *body[2:]]
    receive(talk, tmp_path, "850.edi", interchange(1, [named]))
    answer = next(row["number"] for row in talk.json("docs", "list") if row["set"] == "855")
    shown = talk.says("docs", "show", str(answer), columns=120)
    assert "warning text-transliterated at buyer.name: 'Łódź Straße' is sent as 'Lodz Strasse'" in shown


def test_what_is_agreed_on_answers_is_shown(talk: Shop) -> None:
    told = talk.says("partner", "show", "NORTHWIND", columns=120)
    assert "997, TA1 always" in told
    assert "ascii, other text is transliterated" in told


def test_doctor_names_what_has_no_schema(talk: Shop, tmp_path: Path) -> None:
    talk.b2b("partner", "set", "NORTHWIND", "x12.acknowledgment_version=003010", "x12.acknowledgment=999")
    checks = talk.json("doctor", code=2)["checks"]
    assert [one["says"] for one in checks if one["what"] == "agreements of NORTHWIND"] == [
        "there are no schemas of 999 in 003010"
    ]
