"""The messages of a file with what they mean, and documents as a file again, in both syntaxes."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from b2b.documents import Acknowledgment, Order
from b2b.edi.answers import answers
from b2b.edi.edifact.sample import sample_message as edifact_sample
from b2b.edi.edifact.writer import Envelope as EdifactEnvelope
from b2b.edi.messages import Message, read, write
from b2b.edi.validation import validate_bytes
from b2b.edi.x12.mappings import normal
from b2b.edi.x12.sampling.message import sample_message
from b2b.edi.x12.writer import Envelope
from b2b.errors import NotFound, NotWritable, Rejected, Unreadable
from tests.edi.mappings.examples import ORDER, SHIP_NOTICE

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
X12 = Envelope("ZZ", "NORTHWIND", "ZZ", "ACMESUPPLY", 7, NOW)
EDIFACT = EdifactEnvelope("9520000000011", "14", "9520000000028", "14", "7", NOW)


def meant(data: bytes) -> list[object]:
    return [message.document for message in read(data)]


@pytest.mark.parametrize("release", ["003060", "004010", "005010"])
def test_documents_written_as_x12_are_read_again(release: str) -> None:
    data = write([("850", ORDER), ("850", replace(ORDER, number="2")), ("856", SHIP_NOTICE)], X12, release)
    report = validate_bytes(data)
    assert [len(group.sets) for group in report.interchanges[0].groups] == [2, 1]
    assert meant(data) == [normal(ORDER), normal(replace(ORDER, number="2")), normal(SHIP_NOTICE)]


def test_documents_written_as_edifact_are_read_again() -> None:
    assert meant(write([("ORDERS", ORDER), ("ORDERS", ORDER)], EDIFACT)) == [normal(ORDER)] * 2


def test_the_ids_of_applications_and_the_number_of_the_group_are_the_callers() -> None:
    data = write([("850", ORDER)], X12, applications=("BUYING", "SALES"), group_number=12)
    (message,) = read(data)
    assert (message.group.sender, message.group.receiver, message.group.control_number) == ("BUYING", "SALES", "12")


def test_what_cannot_be_written_is_refused_by_name() -> None:
    with pytest.raises(NotFound, match="004010 has no ORDERS"):
        write([("ORDERS", ORDER)], X12)
    with pytest.raises(NotWritable, match="nothing to write"):
        write([], X12)
    with pytest.raises(NotFound, match="no mapping"):
        write([("204", ORDER)], X12)
    with pytest.raises(NotWritable, match="currency"):
        write([("850", replace(ORDER, currency="EURO"))], X12)


def test_a_message_that_is_rejected_has_no_document_and_says_why() -> None:
    (message,) = read(write([("850", ORDER)], X12).replace(b"BEG*00*", b"BEG*0X*"))
    assert message.document is None
    assert isinstance(message.problem, Rejected)
    assert [finding.segment for finding in message.errors] == ["BEG"]


def test_an_envelope_that_is_rejected_voids_its_messages() -> None:
    (message,) = read(write([("850", ORDER)], X12).replace(b"GE*1*1~", b"GE*1*2~"))
    assert message.result.verdict.accepted
    assert message.document is None
    assert str(message.problem) == "its envelope is rejected"
    assert message.errors == message.around != ()


def test_acknowledgments_are_documents_too() -> None:
    for data in (write([("850", ORDER)], X12), write([("ORDERS", ORDER)], EDIFACT)):
        (document,) = meant(answers(data, NOW).content)
        assert isinstance(document, Acknowledgment)


def test_a_message_without_a_mapping_says_so() -> None:
    (message,) = read(sample_message("204", "004010"))
    assert message.result.verdict.accepted
    assert message.document is None
    assert isinstance(message.problem, NotFound)


def test_what_the_caller_knows_of_the_partner_is_used() -> None:
    data = write([("850", replace(ORDER, currency=None))], X12)
    (message,) = read(data, currency="CHF")
    assert isinstance(message.document, Order)
    assert message.document.currency in (None, "CHF")


@given(st.binary(max_size=400), st.integers(0, 2_000), st.sampled_from([0, 1]))
def test_nothing_raises_whatever_the_bytes_are(noise: bytes, at: int, which: int) -> None:
    good = (sample_message("850", "004010"), edifact_sample("ORDERS", "D96A"))[which]
    for data in (noise, good[:at] + noise + good[at:]):
        assert all(isinstance(message, Message) for message in read(data))


def test_answers_are_numbered_in_turn_and_failures_are_told() -> None:
    one = write([("850", ORDER)], X12)
    unanswerable = one.replace(b"GS*PO*NORTHWIND*", b"GS*PO*NORTHWIND-RETAIL-GMBH*")
    found = answers(one + unanswerable + one, NOW, first_number=5)
    assert [number for number, _ in found.failures] == ["000000007"]
    headers = [one.result.header for one in validate_bytes(found.content).interchanges]
    assert [header.control_number for header in headers] in (["000000005", "000000006"], ["000000005", "000000007"])


def test_acknowledgments_are_not_acknowledged_and_nothing_else_is_answered() -> None:
    assert answers(answers(write([("850", ORDER)], X12), NOW).content, NOW).content == b""
    for nothing in (b"", b"no interchange"):
        with pytest.raises(Unreadable):
            answers(nothing, NOW)
    with pytest.raises(NotFound, match="850 acknowledges nothing"):
        answers(write([("850", ORDER)], X12), NOW, acknowledgment="850")
