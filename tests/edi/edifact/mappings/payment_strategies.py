"""Payment files that a PAYMUL can express."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from b2b.documents import BankAccount, CreditTransfer, Money, Party, PaymentFile, RemittedDocument
from tests.edi.edifact.mappings.strategy_parts import parties
from tests.edi.mappings.strategy_parts import DAYS, MAYBE_DAY, many, text

_PAYERS = st.just(Party()) | parties(registered=False)
_BICS = st.sampled_from(["", "COBADEFFXXX", "INGBNL2A"])
_IBANS = st.sampled_from(["DE89370400440532013000", "NL91ABNA0417164300"])
_NUMBERS = st.text("0123456789", min_size=1, max_size=20)
_NAMES = text(60, optional=True)
_ACCOUNTS = st.builds(BankAccount, _IBANS, _BICS, _NAMES) | st.builds(BankAccount, st.just(""), _BICS, _NAMES, _NUMBERS)
_AMOUNTS = st.decimals(0, 10**9, places=2)
_PAID = st.builds(RemittedDocument, st.sampled_from(["CINV", "CREN", "1001:383"]), text(35), MAYBE_DAY, _AMOUNTS)
_TRANSFERS = st.builds(
    CreditTransfer,
    end_to_end_id=text(35),
    amount=st.builds(Money, _AMOUNTS, st.sampled_from(["EUR", "EUR", "USD"])),
    creditor=_PAYERS,
    account=_ACCOUNTS,
    documents=many(_PAID),
    text=text(140, optional=True),
    creditor_reference=text(25, optional=True),
)
_FILES = st.builds(
    PaymentFile,
    message_id=text(35),
    created_at=st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    execution_date=DAYS,
    debtor=_PAYERS,
    account=_ACCOUNTS,
    transfers=many(_TRANSFERS, least=1),
    batch_id=text(35, optional=True),
    batch_booking=st.booleans(),
)
# One transfer is one debit in any case.
FILES = _FILES.map(lambda file: file if len(file.transfers) > 1 else replace(file, batch_booking=False))
