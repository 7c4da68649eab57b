"""A payment file says exactly what was approved, in the shape and the characters that a SEPA bank takes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from lxml import etree

from b2b.documents import Address, BankAccount, Money, Party, PaymentFile, RemittedDocument
from b2b.errors import NotWritable, Unreadable
from b2b.payments import pain001
from tests.payments.examples import (
    ELSEWHERE,
    THEIRS,
    assert_valid,
    credit_note,
    euros,
    invoice,
    one_transfer,
    payment_files,
    second_day,
    transfer,
)

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


def texts(data: bytes, path: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(data).findall(f".//{path}", NS)]


def test_the_second_day() -> None:
    data = pain001.write(second_day())
    assert_valid(data, "pain.001.001.09")
    assert texts(data, "p:CtrlSum") == ["14072.94", "14072.94"]
    assert texts(data, "p:NbOfTxs") == ["3", "3"]
    assert texts(data, "p:InstdAmt") == ["2387.14", "2760.80", "8925.00"]
    assert texts(data, "p:EndToEndId") == ["PR1-0001", "PR1-0002", "PR1-0003"]
    assert texts(data, "p:Cdtr/p:PstlAdr/p:TwnNm") == ["Berlin"] * 3
    assert texts(data, "p:ReqdExctnDt/p:Dt") == ["2026-11-23"]
    assert pain001.read(data) == second_day()
    assert pain001.examine(data).leftovers == ()
    assert pain001.examine(data).findings == ()


def test_the_same_file_gives_the_same_bytes() -> None:
    elsewhere = replace(second_day(), created_at=second_day().created_at.astimezone(dt.timezone(dt.timedelta(hours=5))))
    assert pain001.write(second_day()) == pain001.write(second_day()) == pain001.write(elsewhere)


@settings(max_examples=40, deadline=None)
@given(payment_files())
def test_what_is_written_is_read(file: PaymentFile) -> None:
    """With extended remittance nothing is lost; without it only documents that do not fit are, never anything else."""
    extended = pain001.write(file, extended_remittance=True)
    assert_valid(extended, "pain.001.001.09")
    assert pain001.read(extended) == file
    plain = pain001.write(file)
    assert_valid(plain, "pain.001.001.09")
    sent = pain001.as_sent(file)
    assert without_remittance(sent) == without_remittance(file)
    assert pain001.write(sent) == plain
    for before, after in zip(file.transfers, sent.transfers, strict=True):
        assert after.documents in ((), before.documents)
        assert after.documents or after.text or not before.documents
    for remittance in etree.fromstring(plain).findall(".//p:RmtInf", NS):
        assert len(remittance) == 1
        assert len(remittance[0].text or "") <= 140
        assert sum(characters(part) for part in remittance[0]) <= 140


def characters(element: etree._Element) -> int:
    """As SEPA counts them in structured remittance: tags and data."""
    name = etree.QName(element).localname
    return len(f"<{name}></{name}>" + (element.text or "").strip()) + sum(characters(part) for part in element)


def without_remittance(file: PaymentFile) -> PaymentFile:
    return replace(file, transfers=tuple(replace(one, documents=(), text="") for one in file.transfers))


@pytest.mark.parametrize(
    ("changes", "path", "said"),
    [
        ({}, "p:Strd/p:RfrdDocInf/p:Nb", ["INV-1"]),
        ({"documents": (), "text": "Rent, Müller & Co"}, "p:Ustrd", ["Rent, Mueller + Co"]),
        ({"text": "this instead"}, "p:Ustrd", ["this instead"]),
        ({"creditor_reference": "RF18539007547034"}, "p:Strd/p:CdtrRefInf/p:Ref", ["RF18539007547034"]),
        ({"documents": ()}, "p:RmtInf", []),
        (
            {"amount": euros("970.00"), "documents": (invoice("INV-9", "980"), credit_note("CN-3", "10"))},
            "p:Ustrd",
            ["CINV INV-9 20261101 980.00, CREN CN-3 20261105 10.00"],
        ),
        (
            {"amount": euros("6"), "documents": tuple(invoice(f"INV-{n}", "1") for n in range(6))},
            "p:Ustrd",
            ["CINV INV-0 INV-1 INV-2 INV-3 INV-4 INV-5"],
        ),
        (
            {"amount": euros("30"), "documents": tuple(invoice(f"INV-{n}", "1") for n in range(30))},
            "p:Ustrd",
            ["SEE ADVICE PR1-0001"],
        ),
        ({"documents": (invoice("X" * 35, "2387.14"),)}, "p:Ustrd", [f"CINV {'X' * 35} 20261101 2387.14"]),
    ],
)
def test_remittance_takes_the_shape_that_fits(changes: dict[str, object], path: str, said: list[str]) -> None:
    data = pain001.write(one_transfer(**changes))
    assert_valid(data, "pain.001.001.09")
    assert texts(data, path) == said


def test_the_account_holder_and_the_party_it_is_paid_for() -> None:
    file = one_transfer(account=replace(THEIRS, name="Factoring Bank AG"))
    data = pain001.write(file)
    assert_valid(data, "pain.001.001.09")
    assert texts(data, "p:Cdtr/p:Nm") == ["Factoring Bank AG"]
    assert texts(data, "p:UltmtCdtr/p:Nm") == ["Globex Supplies B.V."]
    assert pain001.read(data) == file


def test_long_addresses_keep_the_lines_that_fit() -> None:
    address = Address(("Hinterhaus 3", "Straße der Freiheit 17", "x" * 60), "Köln", "50667", "", "DE")
    sent = pain001.as_sent(one_transfer(creditor=Party("Ünal", address=address))).transfers[0].creditor
    assert sent == Party(
        "UEnal", address=Address(("Hinterhaus 3, Strasse der Freiheit 17",), "Koeln", "50667", "", "DE")
    )


@pytest.mark.parametrize(
    ("changes", "where", "message"),
    [
        ({"amount": euros("0.00"), "documents": ()}, "transfer 1 (PR1-0001)", "0.00 EUR is no amount"),
        ({"amount": euros("-5.00"), "documents": ()}, "transfer 1 (PR1-0001)", "-5.00 EUR is no amount"),
        ({"amount": euros("10.005"), "documents": ()}, "transfer 1 (PR1-0001)", "10.005 EUR is no amount"),
        ({"amount": euros("1000000000"), "documents": ()}, "transfer 1 (PR1-0001)", "1000000000 EUR is no amount"),
        ({"amount": euros("1E+30"), "documents": ()}, "transfer 1 (PR1-0001)", "no amount"),
        ({"amount": euros("NaN"), "documents": ()}, "transfer 1 (PR1-0001)", "no amount"),
        ({"amount": Money(Decimal(5), "USD"), "documents": ()}, "transfer 1 (PR1-0001)", "USD cannot be paid"),
        ({"amount": euros("2387.15")}, "transfer 1 (PR1-0001)", "add up to 2387.14"),
        ({"documents": (invoice("", "2387.14"),)}, "transfer 1 (PR1-0001)", "is no invoice"),
        ({"documents": (credit_note("CN", "-2387.14"),)}, "transfer 1 (PR1-0001)", "no amount above zero"),
        ({"documents": (RemittedDocument("XXXX", "1", None, Decimal("2387.14")),)}, "transfer 1 (PR1-0001)", "XXXX"),
        ({"account": BankAccount("NL42MOCK0000000001")}, "transfer 1 (PR1-0001), creditor", "check digits"),
        ({"account": BankAccount("NL41 MOCK 0000 0000 01")}, "transfer 1 (PR1-0001), creditor", "without blanks"),
        ({"account": BankAccount("DE8937040044053201300")}, "transfer 1 (PR1-0001), creditor", "DE uses 22"),
        ({"account": BankAccount("BR1800360305000010009795493C1")}, "transfer 1 (PR1-0001), creditor", "SEPA"),
        ({"account": BankAccount("CH9300762011623852957")}, "transfer 1 (PR1-0001), creditor", "BIC and address"),
        ({"account": replace(ELSEWHERE, bic="SHORT")}, "transfer 1 (PR1-0001), creditor", "no BIC"),
        ({"creditor": Party("")}, "transfer 1 (PR1-0001), creditor", "name is missing"),
        ({"creditor": Party("N" * 71)}, "transfer 1 (PR1-0001), creditor, name", "71 characters"),
        ({"creditor": Party("深圳")}, "transfer 1 (PR1-0001), creditor, name", "'深' cannot be written"),
        ({"creditor": Party("Bell\x07")}, "transfer 1 (PR1-0001), creditor, name", "cannot be written"),
        (
            {"creditor": Party("A", address=Address(city="Berlin"))},
            "transfer 1 (PR1-0001), creditor, address",
            "town and the country",
        ),
        ({"documents": (), "text": "x" * 141}, "transfer 1 (PR1-0001), text", "141 characters"),
        ({"creditor_reference": "RF19539007547034"}, "transfer 1 (PR1-0001)", "no creditor reference"),
        ({"end_to_end_id": ""}, "transfer 1 (), EndToEndId", "no identifier"),
        ({"end_to_end_id": "Ä1"}, "transfer 1 (Ä1), EndToEndId", "no identifier"),
        ({"end_to_end_id": "/1"}, "transfer 1 (/1), EndToEndId", "no identifier"),
        ({"end_to_end_id": "E" * 36}, f"transfer 1 ({'E' * 36}), EndToEndId", "no identifier"),
    ],
)
def test_what_cannot_be_paid_is_refused_with_the_field_and_what_to_do(
    changes: dict[str, object], where: str, message: str
) -> None:
    with pytest.raises(NotWritable) as caught:
        pain001.write(one_transfer(**changes))
    assert caught.value.where == where
    assert message in caught.value.message
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"transfers": ()}, "no transfer"),
        ({"transfers": (transfer("A"), transfer("A"))}, "A is in the file twice"),
        ({"message_id": "X" * 36}, "no identifier"),
        ({"batch_id": "a//b"}, "no identifier"),
        ({"created_at": dt.datetime(2026, 1, 1)}, "no time zone"),  # noqa: DTZ001
        ({"account": BankAccount("")}, "no IBAN"),
    ],
)
def test_what_cannot_be_a_file_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(NotWritable, match=message):
        pain001.write(replace(second_day(), **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"<CtrlSum>14072.94</CtrlSum>", b"<CtrlSum>14072.93</CtrlSum>", "CONTROL_SUM"),
        (b"<NbOfTxs>3</NbOfTxs>", b"<NbOfTxs>4</NbOfTxs>", "COUNT"),
        (b"2387.14</InstdAmt>", b"2387.15</InstdAmt>", "CONTROL_SUM"),
    ],
)
def test_wrong_totals_are_seen(old: bytes, new: bytes, code: str) -> None:
    data = pain001.write(second_day()).replace(old, new)
    assert {finding.code for finding in pain001.examine(data).findings} == {code}
    with pytest.raises(Unreadable):
        pain001.read(data)


def test_an_account_without_bic() -> None:
    file = replace(second_day(), account=BankAccount("NL41MOCK0000000001"))
    data = pain001.write(file)
    assert_valid(data, "pain.001.001.09")
    assert pain001.read(data) == file
