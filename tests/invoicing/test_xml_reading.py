"""What a stranger may send: no entities, no document type, bounded, and never a traceback."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b.errors import Unreadable
from b2b.invoicing import xml_reading
from b2b.invoicing.cii import write_cii
from b2b.invoicing.read_cii import read_cii
from b2b.invoicing.read_ubl import read_ubl
from b2b.invoicing.reading import InvoiceReading, Leftover
from b2b.invoicing.ubl import write_ubl
from b2b.invoicing.xml_reading import parse
from tests.invoicing.invoices import full_invoice, scenario_invoice

UBL = write_ubl(scenario_invoice())
CII = write_cii(scenario_invoice())


@pytest.mark.parametrize(
    "prolog",
    [
        b'<!DOCTYPE x [<!ENTITY e "boom">]>',
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY e "&b;&b;&b;&b;">]>',
    ],
)
def test_a_document_type_is_refused(prolog: bytes) -> None:
    data = UBL.replace(b"?>\n", b"?>\n" + prolog, 1).replace(
        b">INV-100001<", b">&e;<" if b"ENTITY" in prolog else b">1<", 1
    )
    with pytest.raises(Unreadable):
        read_ubl(data)


def test_a_document_type_in_another_encoding_is_refused_too() -> None:
    text = "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE x [<!ENTITY e 'boom'>]><x>&e;</x>"
    with pytest.raises(Unreadable, match="document type"):
        parse(text.encode("utf-16"))


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reading, "MAX_BYTES", 1000)
    with pytest.raises(Unreadable, match="more than the 1,000"):
        parse(UBL)


def test_depth_is_bounded() -> None:
    assert parse(b"<a>" * 40 + b"</a>" * 40) is not None
    with pytest.raises(Unreadable, match="40 levels"):
        parse(b"<a>" * 41 + b"</a>" * 41)


@pytest.mark.parametrize("data", [b"", b" ", b"ISA*00*", b"<a>", b"\xff\xfe", b"%PDF-1.7", b"<a/><b/>", b"\x00" * 100])
def test_what_is_no_xml_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable, match="no well-formed XML"):
        read_ubl(data)


def test_the_other_syntax_is_named() -> None:
    with pytest.raises(Unreadable, match="not a UBL Invoice"):
        read_ubl(CII)
    with pytest.raises(Unreadable, match="not a Cross Industry Invoice"):
        read_cii(UBL)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b">2026-03-02<", b">2.3.2026<", "is no date"),
        (b">2026-03-02<", b">2026-02-30<", "is no date"),
        (b">2356.20<", b">2.356,20<", "is no number"),
        (b">2356.20<", b">NaN<", "is no number"),
        (b">2356.20<", b">1e9<", "is no number"),
        (b">2356.20<", b">" + b"9" * 31 + b"<", "is no number"),
        (b"<cbc:IssueDate>2026-03-02</cbc:IssueDate>", b"", "BR-03"),
        (b'<cbc:PayableAmount currencyID="EUR">2356.20</cbc:PayableAmount>', b"", "BR-15"),
    ],
)
def test_what_cannot_be_understood_is_named(old: bytes, new: bytes, message: str) -> None:
    assert old in UBL
    with pytest.raises(Unreadable, match=message):
        read_ubl(UBL.replace(old, new))


def test_an_error_says_where() -> None:
    with pytest.raises(Unreadable) as caught:
        read_ubl(UBL.replace(b">1180.00<", b">x<"))
    assert caught.value.where == "Invoice/InvoiceLine[1]/LineExtensionAmount"


def test_a_date_in_another_format_is_refused() -> None:
    with pytest.raises(Unreadable, match="is no date"):
        read_cii(CII.replace(b'format="102">20260302', b'format="203">202603021200'))


def test_leftovers_say_what_and_where() -> None:
    data = UBL.replace(b"<cbc:BuyerReference>", b"<cbc:AccountingCost>4025</cbc:AccountingCost><cbc:BuyerReference>")
    data = data.replace(b'unitCode="EA">100<', b'unitCode="EA" unitCodeListID="UNECERec20">100<')
    assert read_ubl(data).leftovers == (
        Leftover("Invoice/AccountingCost", "4025"),
        Leftover("Invoice/InvoiceLine[1]/InvoicedQuantity/@unitCodeListID", "UNECERec20"),
    )


def test_a_total_in_the_accounting_currency_is_a_leftover_wherever_it_stands() -> None:
    other = b'<cac:TaxTotal><cbc:TaxAmount currencyID="SEK">4000.00</cbc:TaxAmount></cac:TaxTotal>'
    for data in (
        UBL.replace(b"<cac:TaxTotal>", other + b"<cac:TaxTotal>", 1),
        UBL.replace(b"</cac:TaxTotal>", b"</cac:TaxTotal>" + other, 1),
    ):
        reading = read_ubl(data)
        assert reading.invoice == scenario_invoice()
        assert [leftover.value for leftover in reading.leftovers] == ["4000.00", "SEK"]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 2**32), st.booleans())
def test_a_flipped_or_cut_file_is_read_or_refused_but_never_a_traceback(seed: int, is_ubl: bool) -> None:
    chance = random.Random(seed)
    data = bytearray(write_ubl(full_invoice()) if is_ubl else write_cii(full_invoice()))
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data))
        match chance.randint(0, 2):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randint(1, 400)]
            case _:
                data[at:at] = data[chance.randrange(len(data)) :][:50]
    read = read_ubl if is_ubl else read_cii
    error = _refusal(read, bytes(data))
    assert error is None or error.next_step


def _refusal(read: Callable[[bytes], InvoiceReading], data: bytes) -> Unreadable | None:
    try:
        read(data)
    except Unreadable as error:
        return error
    return None
