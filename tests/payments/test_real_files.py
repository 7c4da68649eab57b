"""Files of real banks and libraries: what each is read as was compared with the file by eye.

A line is a file: for statements account, entries, opening and closing balance of each; for reports what is answered
with which status; for payment files their batches. Findings are the file's own slips (made-up samples often do not
add up, test data of one library mixes currencies).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from b2b.documents import BankStatement, Money
from b2b.errors import Unreadable
from b2b.payments import camt053, pain001, pain002
from tests.shared_data import shared_data

KONFIPAY = "MeinGrundeinkommen__konfipay/spec/examples/"
GENKGO = "genkgo__camt/test/data/"
GOLD = "sebastienrousseau__camt053/tests/gold_master/"
BANKS = "svapnil__iso20022.js/test/assets/"

CH28 = "CH2801234000123456789 1 - -"
NL26 = "NL26VAYB8060476890 1 18.15 EUR"
MIXED = f"{NL26} -27.00 SEK"
UK = "60000635 0 68,206.51 GBP 68,206.51 GBP; GB36GSLD04296250000970 6 334,425,218.07 GBP 334,425,126.42 GBP"
UK_ODD = "BALANCE BATCH_SUM BATCH_SUM BATCH_SUM"

STATEMENTS = {
    f"{KONFIPAY}camt053/failed_debit_with_charges_02.xml": (
        "DE02300606010002474689 1 1,000.41 EUR 1,000.94 EUR",
        "BALANCE",
    ),
    f"{KONFIPAY}camt053/failed_debit_with_charges_08.xml": (
        "DE02300606010002474689 1 1,000.41 EUR 1,000.94 EUR",
        "BALANCE",
    ),
    f"{KONFIPAY}camt053/mixed_examples_02.xml": ("DE02300606010002474689 6 6,041,440.43 EUR 12,345.67 EUR", "BALANCE"),
    f"{KONFIPAY}camt053/mixed_examples_08.xml": ("DE02300606010002474689 6 6,041,440.43 EUR 12,345.67 EUR", "BALANCE"),
    f"{KONFIPAY}camt053/outgoing_collection_02.xml": ("DE02300606010002474689 1 2,000.00 EUR 1,960.00 EUR", ""),
    f"{KONFIPAY}camt053/outgoing_collection_08.xml": ("DE02300606010002474689 1 2,000.00 EUR 1,960.00 EUR", ""),
    f"{GENKGO}camt052.v1.xml": ("no account 1 - -", "MISSING"),
    f"{GENKGO}camt052.v2.other-account.xml": (CH28, "BATCH_COUNT"),
    f"{GENKGO}camt052.v2.with-account-name.xml": (CH28, ""),
    f"{GENKGO}camt052.v2.xml": (CH28, "BATCH_COUNT"),
    f"{GENKGO}camt052.v4.xml": (CH28, ""),
    f"{GENKGO}camt052.v6.Amt-zero.xml": (CH28, ""),
    f"{GENKGO}camt052.v6.xml": (CH28, ""),
    f"{GENKGO}camt052.v8.xml": (CH28, ""),
    f"{GENKGO}camt053.v2.all-balance-types.xml": ("CH2801234000123456789 1 1.01 EUR 4.04 EUR", "BALANCE"),
    f"{GENKGO}camt053.v2.five.decimals.xml": ("NL26VAYB8060476890 1 18.150 EUR 27.050 EUR", "BALANCE"),
    f"{GENKGO}camt053.v2.minimal.ultimate.xml": (MIXED, "CURRENCY"),
    f"{GENKGO}camt053.v2.minimal.xml": (MIXED, "CURRENCY"),
    f"{GENKGO}camt053.v2.multi.statement.xml": (f"{NL26} 27.00 EUR; NL26VAYB8060476890 1 27.00 EUR 20.00 EUR", ""),
    f"{GENKGO}camt053.v2.with-account-name.xml": ("CH2801234000123456789 1 - -", ""),
    f"{GENKGO}camt053.v2.with-party-ids.xml": (MIXED, "CURRENCY"),
    f"{GENKGO}camt053.v3.xml": (MIXED, "CURRENCY BATCH_SUM"),
    f"{GENKGO}camt053.v4.xml": (MIXED, "CURRENCY"),
    f"{GENKGO}camt053.v8.xml": (MIXED, "CURRENCY"),
    f"{GENKGO}camt054.v2.with-account-name.xml": (CH28, ""),
    f"{GENKGO}camt054.v2.xml": (CH28, ""),
    f"{GENKGO}camt054.v4.xml": (CH28, "BATCH_COUNT"),
    f"{GENKGO}camt054.v8-with-UETR.xml": (CH28, ""),
    f"{GENKGO}camt054.v8-with-financial-institution.xml": (CH28, ""),
    f"{GENKGO}camt054.v8.xml": (CH28, "BATCH_COUNT"),
    f"{GENKGO}camt53.only-Dt-with-DtTm.xml": ("GB33BUKB20201555555555 0 5,442.09000 RON -", ""),
    f"{GOLD}business_sample_camt.052.001.04.xml": ("50000000054910000003 2 - -", ""),
    f"{GOLD}business_sample_camt.053.001.04.xml": ("50000000054910000003 3 500,000 SEK 435,678.50 SEK", ""),
    f"{GOLD}business_sample_camt.054.001.04.xml": ("50000000054910000003 1 - -", ""),
    f"{GOLD}statement_ac04.xml": ("GB29NWBK60161331926819 3 - 10,000.00 EUR", ""),
    f"{BANKS}abn_amro/example_camt.xml": ("NL77ABNA0574908765 13 1,000.01 EUR 100.01 EUR", ""),
    f"{BANKS}goldman_sachs/camt_053_uk_v2_1.xml": (UK, UK_ODD),
    f"{BANKS}goldman_sachs/camt_053_uk_v2_2.xml": (UK, UK_ODD),
    f"{BANKS}goldman_sachs/camt_053_uk_v2_virtual_accounts.xml": (UK, UK_ODD),
    f"{BANKS}goldman_sachs/camt_053_us_v2_sample.xml": ("DD01100056869 15 -843,686.20 USD -846,665.15 USD", "CURRENCY"),
    f"{BANKS}ing/example_camt.xml": ("NL08INGB0000001234 9 1,000.00 EUR 1,605.00 EUR", ""),
    f"{BANKS}nordea/example_camt.xml": ("FI8529501800030574 6 200.50 EUR 8,800.50 EUR", ""),
}

REPORTS = {
    f"{BANKS}cross_river/pain_002_batch_rejected.xml": (" RJCT NARR", "NAMESPACE NO_ORIGINAL"),
    f"{BANKS}cross_river/pain_002_credit_accepted.xml": (
        "AMBCD10000000 ACTC; ABCD10000000 ACTC; 0000000000000108 ACSP",
        "NAMESPACE",
    ),
    f"{BANKS}cross_river/pain_002_debit_accepted.xml": (
        "DD1 ACTC; DD1-1 ACTC; DD1-1 ACSP; DD1-2 ACSP; DD1-3 ACSP",
        "NAMESPACE",
    ),
    f"{BANKS}cross_river/pain_002_transaction_rejected.xml": (
        "missing2 ACTC; missing2 RJCT; sanity-10-1-12-1-21 RJCT NARR; example01234567 RJCT NARR; example012345678 RJCT NARR",
        "NAMESPACE",
    ),
    f"{BANKS}goldman_sachs/pain_002_v3_accepted.xml": ("10280093XXXX ; 3B-CCY ; GSDGFKfLURaHb ACCP NARR", ""),
    f"{BANKS}goldman_sachs/pain_002_v3_group_accepted.xml": ("CLIENT NAME_2023-09-06:04 ACTC ", ""),
    f"{BANKS}goldman_sachs/pain_002_v3_payment_accepted.xml": (
        "XXX001_20220315_B_DZSOXXXX ; xxx001220315B000XXXX ACCP NARR",
        "",
    ),
    f"{BANKS}nordea/pain_002_v3_group_reject.xml": ("MSGID-PS-TEST-0708-01 RJCT DU01", ""),
    f"{BANKS}nordea/pain_002_v3_payment_reject.xml": (
        "MSGID-COM-SCE25-1707-01 ; PMTINFID-COM-SCE25-1707-01 RJCT NARR",
        "",
    ),
    f"{BANKS}nordea/pain_002_v3_txn_reject.xml": (
        "MSGID-950-TEST2-2807-01 ; PMTINFID-950-TEST2-2807-01 RJCT; ENDTOENDID-950-TEST2-2807-02 RJCT NARR; ENDTOENDID-950-TEST2-2807-01 RJCT NARR",
        "",
    ),
}

FILES = {
    f"{KONFIPAY}pain.001.001.03/credit_transfer.xml": ("DE62650700240021982400 3 3000.00 2022-09-01", ""),
    f"{BANKS}cross_river/pain_001_ach_credit.xml": ("0123456789 1 0.01 2020-06-29", ""),
    f"{BANKS}cross_river/pain_001_rtp_credit.xml": ("1123456789 1 0.01 2020-06-29", ""),
    f"{BANKS}example/sepa_pain_001_v3.xml": ("ES9121000418450200051332 1 10.00 2025-02-10", ""),
    f"{BANKS}example/sepa_pain_001_v3_multiple_pmtinf.xml": (
        "ES9121000418450200051332 1 10.00 2025-02-10; ES9121000418450200051333 1 10.00 2025-02-10",
        "COUNT CONTROL_SUM DUPLICATE",
    ),
    f"{BANKS}example/swift_pain_001_v3.xml": ("123456789 1 10 2025-02-22", ""),
}

REFUSED = {
    f"{KONFIPAY}pain.008.001.02/direct_debit.xml": "this is Document/CstmrDrctDbtInitn",
    f"{GENKGO}camt053.v2.wrong.xml": "the file has no Stmt",
    f"{BANKS}goldman_sachs/pain_001_ach_credit.xml": "'YYYY-MM-DD' is no date",
    f"{BANKS}goldman_sachs/pain_001_v3_sepa.xml": "'YYYY-MM-DD' is no date",
}


def real(name: str) -> bytes:
    return shared_data("bank", "iso20022", name).read_bytes()


def test_every_file_has_its_expectation() -> None:
    root = shared_data("bank", "iso20022")
    found = {path.relative_to(root).as_posix() for path in Path(root).rglob("*.xml")}
    assert found == {*STATEMENTS, *REPORTS, *FILES, *REFUSED}


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements(name: str) -> None:
    reading = camt053.read(real(name))
    assert "; ".join(summary(one) for one in reading.statements) == STATEMENTS[name][0]
    assert " ".join(finding.code for finding in reading.findings) == STATEMENTS[name][1]


@pytest.mark.parametrize("name", REPORTS)
def test_reports(name: str) -> None:
    reading = pain002.read(real(name))
    status = reading.status
    lines = [(status.original_message_id, status.group_status, status.reasons)]
    lines += [(batch.batch_id, batch.status, batch.reasons) for batch in status.batches]
    lines += [(one.end_to_end_id, one.status, one.reasons) for one in status.transactions]
    said = "; ".join(" ".join([name, state, *(reason.code for reason in reasons)]) for name, state, reasons in lines)
    assert said == REPORTS[name][0]
    assert " ".join(finding.code for finding in reading.findings) == REPORTS[name][1]


@pytest.mark.parametrize("name", FILES)
def test_payment_files(name: str) -> None:
    reading = pain001.examine(real(name))
    said = "; ".join(f"{one.account.label} {one.count} {one.control_sum} {one.execution_date}" for one in reading.files)
    assert said == FILES[name][0]
    assert " ".join(finding.code for finding in reading.findings) == FILES[name][1]


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_such_file(name: str) -> None:
    read = pain001.examine if "pain_001" in name else camt053.read
    with pytest.raises(Unreadable) as caught:
        read(real(name))
    assert REFUSED[name] in caught.value.message
    assert caught.value.next_step


def test_a_returned_debit_with_charges() -> None:
    entry = camt053.read(real(f"{KONFIPAY}camt053/failed_debit_with_charges_08.xml")).statements[0].entries[0]
    (detail,) = entry.details
    assert (entry.bank_reference, entry.kind) == ("2022012104102506000", "PMNT/IDDT/UPDD")
    assert (detail.end_to_end_id, detail.return_code) == ("MANDATE123-05.01.2022", "MD06")
    assert detail.amount == Money(entry.amount.amount, "EUR")
    assert (detail.counterparty.name, detail.account.iban) == ("Max Mustermann", "DE80733900000100121738")
    assert len(detail.text.split("\n")) == 3


def test_a_batch_in_one_entry() -> None:
    entry = camt053.read(real(f"{KONFIPAY}camt053/mixed_examples_08.xml")).statements[0].entries[2]
    assert (entry.batch_id, entry.batch_count) == ("Lastschrift-Einzug-Sammler-2022-01/1", 3)
    assert [str(detail.amount) for detail in entry.details] == ["11.00 EUR", "22.00 EUR", "33.00 EUR"]
    assert entry.details[2].counterparty.name


def summary(one: BankStatement) -> str:
    opening, closing = one.opening or "-", one.closing or "-"
    return f"{one.account.label or 'no account'} {len(one.entries)} {opening} {closing}"
