"""PAYMUL: the payments that a buyer orders of his bank."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from b2b.documents import BankAccount, Money, Party, PaymentFile, RemittedDocument
from b2b.edi.edifact.mappings import normal
from b2b.errors import NotWritable, Unreadable
from tests.edi.edifact.mappings.wire import DIRECTORIES, context, lines, read_lines, unread
from tests.payments.examples import second_day

HEAD = ("BGM+452+PR1+9", "DTM+137:202611020900:203")
DEBIT = ("LIN+1", "DTM+203:20261103:102", "FII+OR+DE89370400440532013000")
PAYMENT = ("SEQ++1", "MOA+9:10:EUR", "RFF+CR:PR1-1", "FII+BF+NL91ABNA0417164300", "NAD+BE+++Globex")
FILE = second_day()


def read(*segments: str, **known: Any) -> PaymentFile:
    found, leftovers = read_lines("PAYMUL", *segments, known=context(**known))
    assert isinstance(found, PaymentFile)
    assert unread(leftovers) == []
    return found


def account_in(role: str, account: BankAccount) -> str:
    name = f":{account.name}" if account.name else ""
    return f"FII+{role}+{account.iban}{name}" + (f"+{account.bic}:25:5" if account.bic else "")


@pytest.mark.parametrize("directory", DIRECTORIES)
@pytest.mark.parametrize("together", [True, False])
def test_the_payment_run_of_the_story_comes_back(directory: str, together: bool) -> None:
    file, known = replace(FILE, batch_booking=together), context(directory)
    assert read_lines("PAYMUL", *lines("PAYMUL", file, known), known=known) == (normal(file), ())


def test_each_transfer_is_a_debit_of_its_own() -> None:
    written = lines("PAYMUL", FILE)
    assert written[0] == "BGM+452+PR1+9"
    assert [line for line in written if line.startswith("LIN")] == ["LIN+1", "LIN+2", "LIN+3"]
    second = written[written.index("LIN+2") : written.index("LIN+3")]
    assert [line for line in second if not line.startswith("NAD")] == [
        "LIN+2", "DTM+203:20261123:102", "RFF+AEK:PR1-1", "MOA+9:2760.8:EUR", account_in("OR", FILE.account),
        "SEQ++1", "MOA+9:2760.8:EUR", "RFF+CR:PR1-0002", account_in("BF", FILE.transfers[1].account),
        "PRC+8", "DOC+380+INV-2", "MOA+12:2856", "DTM+137:20261101:102", "DOC+381+CN-1", "MOA+12:95.2",
        "DTM+137:20261105:102",
    ]  # fmt: skip
    assert written[-1] == "CNT+2:3"


def test_transfers_booked_together_are_one_debit() -> None:
    written = lines("PAYMUL", replace(FILE, batch_booking=True))
    assert [line for line in written if line.startswith(("LIN", "SEQ", "CNT"))] == [
        "LIN+1", "SEQ++1", "SEQ++2", "SEQ++3", "CNT+2:1"
    ]  # fmt: skip
    assert written[written.index("LIN+1") + 3] == "MOA+9:14072.94:EUR"


def test_what_is_settled_is_told_in_documents_in_words_or_in_both() -> None:
    first = FILE.transfers[0]
    cases = {"8": first, "11": replace(first, documents=(), text="see our letter"), "10": replace(first, text="thanks")}
    for code, transfer in cases.items():
        written = lines("PAYMUL", replace(FILE, transfers=(transfer,)))
        assert [line for line in written if line.startswith("PRC")] == [f"PRC+{code}"]
        assert read(*written).transfers == normal((transfer,))


def test_a_payment_order_as_others_write_it() -> None:
    found = read(
        *HEAD, "LIN+1", "DTM+203:20261103:102", "MOA+9:110", "FII+OR+0532013000:ACME+COBADEFF:25:17", "NAD+OY+++ACME",
        "SEQ++1", "MOA+9:10", "RFF+CR:1", "FII+BF+4711", "PRC+8", "DOC+381+C-1", "MOA+12:-5,00",
        "SEQ++2", "MOA+9:100:EUR", "RFF+CR:2", "RFF+AHL:RF18539007547034", "FII+BF+NL91ABNA0417164300",
        "CNT+2:1",
    )  # fmt: skip
    assert found.account == BankAccount("", "COBADEFF", "ACME", "0532013000")
    assert (found.debtor.name, found.execution_date, found.batch_booking) == ("ACME", dt.date(2026, 11, 3), True)
    first, second = found.transfers
    assert first.amount == Money(Decimal(10), "EUR")
    assert first.documents == (RemittedDocument("CREN", "C-1", None, Decimal(5)),)
    assert second.creditor_reference == "RF18539007547034"


def test_a_total_that_is_not_that_of_the_payments_is_left_over() -> None:
    _, leftovers = read_lines("PAYMUL", *HEAD, *DEBIT[:2], "MOA+9:11:EUR", *DEBIT[2:], *PAYMENT)
    assert unread(leftovers) == ["MOA01@6=9", "MOA01@6=11", "MOA01@6=EUR"]


@pytest.mark.parametrize(
    ("segments", "problem"),
    [
        ((HEAD[0], *DEBIT, *PAYMENT), "the date of the message"),
        (("BGM+452++9", HEAD[1], *DEBIT, *PAYMENT), "BGM02-01 is missing"),
        (HEAD, "has no LIN"),
        ((*HEAD, *DEBIT), "has no SEQ"),
        ((*HEAD, *DEBIT[::2], *PAYMENT), "the day of the payment"),
        ((*HEAD, *DEBIT[:2], *PAYMENT), "the account to be debited"),
        ((*HEAD, *DEBIT, *PAYMENT[:1], *PAYMENT[2:]), "the amount of the payment"),
        ((*HEAD, *DEBIT, *PAYMENT[:2], *PAYMENT[3:]), "the reference of the payment"),
        ((*HEAD, *DEBIT, *PAYMENT[:3]), "the account of the beneficiary"),
        ((*HEAD, *DEBIT, *PAYMENT, "PRC+8", "DOC+380+1"), "what is paid of the document"),
        ((*HEAD, *DEBIT, *PAYMENT, "SEQ++2", *PAYMENT[1:], *DEBIT, *PAYMENT), "several files"),
        ((*HEAD, *DEBIT, *PAYMENT, DEBIT[0], "DTM+203:20261104:102", DEBIT[2], *PAYMENT), "several days"),
        ((*HEAD, *DEBIT, *PAYMENT, *DEBIT[:2], "FII+OR+1", *PAYMENT), "several accounts"),
        ((*HEAD, "NAD+OY+++ACME", *DEBIT, "NAD+OY+++Globex", *PAYMENT), "several payers"),
    ],
)
def test_what_a_payment_order_cannot_do_without(segments: tuple[str, ...], problem: str) -> None:
    with pytest.raises(Unreadable, match=problem) as caught:
        read_lines("PAYMUL", *segments)
    assert "at position" in caught.value.where


def test_an_amount_without_a_currency_is_the_agreements_or_unreadable() -> None:
    plain = (*HEAD, *DEBIT, PAYMENT[0], "MOA+9:10", *PAYMENT[2:])
    assert read(*plain, currency="CHF").transfers[0].amount.currency == "CHF"
    with pytest.raises(Unreadable, match="currency"):
        read(*plain, currency=None)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"message_id": ""}, "message_id (BGM02)"),
        ({"transfers": ()}, "transfers (LIN)"),
        ({"account": BankAccount("")}, "account.iban (FII02-01)"),
        ({"account": BankAccount("DE 89")}, "account.iban"),
        ({"transfers": FILE.transfers[:1], "batch_booking": True}, "batch_booking"),
        ({"debtor": Party("ACME", vat_id="NL1")}, "debtor.vat_id (RFF)"),
    ],
)
def test_what_a_paymul_cannot_say_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("PAYMUL", replace(FILE, **changes))
    assert field in caught.value.where


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end_to_end_id": ""}, "transfers[0].end_to_end_id (RFF01-02)"),
        ({"account": BankAccount("")}, "transfers[0].account.iban (FII02-01)"),
        ({"documents": (RemittedDocument("1001:380", "1", None, Decimal(1)),)}, "transfers[0].documents[0].kind (DOC)"),
        ({"documents": (RemittedDocument("CINV", "", None, Decimal(1)),)}, "transfers[0].documents[0].number (DOC)"),
        ({"documents": (RemittedDocument("CINV", "1", None, Decimal(-1)),)}, "documents[0].amount"),
    ],
)
def test_what_it_cannot_say_of_a_payment_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        lines("PAYMUL", replace(FILE, transfers=(replace(FILE.transfers[0], **changes),)))
    assert field in caught.value.where
