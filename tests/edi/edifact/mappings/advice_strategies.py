"""Application advices that an APERAK can express."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from b2b.documents import AdviceError, AdviceScope, AdviceStatus, AdvisedDocument, ApplicationAdvice, Party, Reference
from tests.edi.edifact.mappings.strategy_parts import BUYER, DATES, SUPPLIER, parties, references
from tests.edi.mappings.report_strategies import INSTANTS
from tests.edi.mappings.strategy_parts import MAYBE_DAY, many, text

_MAYBE_NUMBER = st.none() | st.integers(0, 999_999)
_CODES = st.sampled_from(["006", "010", "024", "848", "POI", "9321:Z10"])
ERRORS = st.builds(
    AdviceError,
    code=_CODES,
    text=text(500, optional=True),
    segment=st.sampled_from(["", "N1", "TDS", "QTY"]),
    position=_MAYBE_NUMBER,
    element=_MAYBE_NUMBER,
    component=_MAYBE_NUMBER,
    element_number=_MAYBE_NUMBER,
    value=text(99, optional=True),
    correct=text(99, optional=True),
).map(lambda error: error if error.element is not None else replace(error, component=None))
# D.96A has one reference for an error, which is its place where it has one.
_RELATED = st.builds(
    AdviceError, _CODES, text(200), related=many(st.builds(Reference, st.just("PO"), text(30)), most=1)
)

_DOCUMENTS = st.builds(
    AdvisedDocument,
    scope=st.sampled_from(list(AdviceScope)),
    status=st.sampled_from(list(AdviceStatus)),
    kind=st.sampled_from(["IV", "PO", "TN", "1153:AGO"]),
    number=text(30),
    set_id=st.sampled_from(["", "ORDERS", "INVOIC", "810"]),
    set_control_number=text(14, optional=True),
    group_control_number=text(14, optional=True),
    group_sender=text(15, optional=True).map(lambda id: id.replace("/", "-")),
    group_receiver=text(15, optional=True),
    group_date=MAYBE_DAY,
    group_time=st.sampled_from(["", "0812", "235959"]),
    release=st.sampled_from(["", "D96A", "004010"]),
    errors=many(ERRORS | _RELATED),
    references=references(),
    dates=DATES,
).map(lambda document: document if document.group_date is not None else replace(document, group_time=""))

# The message has no place for the registrations of a party, or a second number.
_PARTY = st.just(Party()) | parties(registered=False)
_PLAIN = {"vat_id": "", "legal_registration": "", "tax_registration": ""}
ADVICES = st.builds(
    ApplicationAdvice,
    number=text(35),
    made_at=INSTANTS,
    documents=_DOCUMENTS.map(lambda document: (document,)),
    purpose=st.sampled_from(["00", "01", "05", "1225:31"]),
    sender=_PARTY,
    receiver=_PARTY,
    buyer=BUYER.map(lambda party: replace(party, ids=party.ids[:1], **_PLAIN)),
    supplier=SUPPLIER.map(lambda party: replace(party, ids=party.ids[:1], **_PLAIN)),
)
