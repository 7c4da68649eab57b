"""Which answer means which error: a table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from b2b.erp.envelope import SOAP11, SOAP12, WSSE
from b2b.erp.soap.answer import read_answer
from b2b.erp.soap.http_call import HttpAnswer
from b2b.erp.soap.profile import FaultPaths
from b2b.errors import B2BError, Busy, IndeterminateError, TechnicalError
from b2b.ports import ErpRejected

FAULTS = FaultPaths("problem/code", "problem/text", "problem/retry", frozenset({"e:RULE"}))
TYPED = "<problem><code>{}</code><text>why</text><retry>{}</retry></problem>"


def soap(body: str, version: str = SOAP11) -> bytes:
    return f'<s:Envelope xmlns:s="{version}" xmlns:e="urn:e"><s:Body>{body}</s:Body></s:Envelope>'.encode()


def fault11(code: str, detail: str = "") -> bytes:
    return soap(f"<s:Fault><faultcode>{code}</faultcode><faultstring>said</faultstring>{detail}</s:Fault>")


def fault12(code: str, detail: str = "") -> bytes:
    reason = '<s:Reason><s:Text xml:lang="en">said</s:Text></s:Reason>'
    return soap(f"<s:Fault><s:Code><s:Value>{code}</s:Value></s:Code>{reason}{detail}</s:Fault>", SOAP12)


def read(
    status: int, content: bytes, headers: dict[str, str] | None = None, expected: str | None = None
) -> etree._Element:
    name = etree.QName(expected) if expected else None
    return read_answer(HttpAnswer(status, headers or {"content-type": "text/html"}, content), FAULTS, "ERP here", name)


def test_a_reply_is_the_element_in_the_body() -> None:
    assert read(200, soap("<e:done>1</e:done>"), expected="{urn:e}done").text == "1"
    assert read(202, soap("<e:done/>", SOAP12)).tag == "{urn:e}done"


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (fault11("s:Client", "<detail>" + TYPED.format("STOCK", "false") + "</detail>"), "STOCK", "why"),
        (fault11("s:Server", "<detail>" + TYPED.format("STOCK", "0") + "</detail>"), "STOCK", "why"),
        (fault12("s:Sender", "<s:Detail>" + TYPED.format("STOCK", "false") + "</s:Detail>"), "STOCK", "why"),
        (fault11("s:Client"), "s:Client", "said"),
        (fault11("Client.Input"), "Client.Input", "said"),
        (fault12("s:Sender"), "s:Sender", "said"),
        (fault11("s:MustUnderstand"), "s:MustUnderstand", "said"),
        (fault11("e:RULE"), "e:RULE", "said"),
    ],
)
def test_a_fault_that_says_so_is_a_refusal(content: bytes, code: str, message: str) -> None:
    with pytest.raises(ErpRejected) as raised:
        read(500, content)
    assert raised.value.code == code
    assert str(raised.value) == f"ERP here: {code}: {message}"
    assert raised.value.next_step


@pytest.mark.parametrize(
    "content",
    [
        fault11("s:Server", "<detail>" + TYPED.format("BUSY", "true") + "</detail>"),
        fault12("s:Receiver", "<s:Detail>" + TYPED.format("BUSY", "1") + "</s:Detail>"),
        fault11("w:FailedAuthentication").replace(b"<faultcode>", f'<faultcode xmlns:w="{WSSE}">'.encode()),
    ],
)
def test_a_fault_that_promises_that_nothing_was_done_may_be_repeated(content: bytes) -> None:
    with pytest.raises(TechnicalError) as raised:
        read(500, content)
    assert raised.value.retryable


@pytest.mark.parametrize(
    ("status", "headers", "kind"),
    [
        (401, {}, TechnicalError),
        (403, {}, TechnicalError),
        (404, {}, TechnicalError),
        (405, {}, TechnicalError),
        (408, {}, TechnicalError),
        (429, {}, Busy),
        (503, {"retry-after": "120"}, Busy),
        (503, {}, IndeterminateError),
        (500, {}, IndeterminateError),
        (502, {}, IndeterminateError),
        (504, {}, IndeterminateError),
        (200, {}, IndeterminateError),
        (204, {}, IndeterminateError),
        (302, {"location": "/login"}, IndeterminateError),
        (400, {}, ErpRejected),
        (413, {}, ErpRejected),
        (415, {}, ErpRejected),
    ],
)
@pytest.mark.parametrize("content", [b"", b"<html><body><h1>no</h1></body></html>", b"<h1>no", b"\xff\xfe\x00"])
def test_http_without_a_soap_message(
    status: int, headers: dict[str, str], kind: type[B2BError], content: bytes
) -> None:
    with pytest.raises(kind) as raised:
        read(status, content, headers)
    assert type(raised.value) is kind
    assert f"HTTP {status}" in raised.value.message
    assert raised.value.where == "ERP here"
    assert raised.value.next_step


@pytest.mark.parametrize(
    "content",
    [
        soap(""),
        soap("<e:other/>"),
        soap("<done xmlns='urn:wrong'/>"),
        soap("<done/>"),
        b'<Envelope xmlns="urn:none"><Body><done xmlns="urn:e"/></Body></Envelope>',
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>',
        soap("<e:done/>")[:-3],
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + soap("<e:done>&b;</e:done>"),
        fault11("s:Server"),
        fault12("s:Receiver"),
        fault11("ORA-00060"),
        soap("<s:Fault/>"),
    ],
)
def test_everything_else_after_delivery_is_indeterminate(content: bytes) -> None:
    for status in (200, 500):
        with pytest.raises(IndeterminateError) as raised:
            read(status, content, expected="{urn:e}done")
        assert "booked" in raised.value.next_step


def test_a_reply_under_an_error_status_is_indeterminate() -> None:
    with pytest.raises(IndeterminateError, match="HTTP 500"):
        read(500, soap("<e:done/>"))


def test_what_the_erp_says_is_cut_to_a_readable_length() -> None:
    with pytest.raises(ErpRejected) as raised:
        read(500, soap(f"<s:Fault><faultcode>s:Client</faultcode><faultstring>{'x' * 100_000}</faultstring></s:Fault>"))
    assert len(str(raised.value)) < 2000


GOOD = [soap("<e:done>1</e:done>"), fault11("s:Client", "<detail>" + TYPED.format("STOCK", "true") + "</detail>")]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_bytes_mean_something(data: st.DataObject) -> None:
    good = data.draw(st.sampled_from(GOOD))
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(len(good), start + 20)))
    mutant = good[:start] + data.draw(st.binary(max_size=8) | st.text(max_size=6).map(str.encode)) + good[end:]
    status = data.draw(st.sampled_from([200, 500]))
    assert meaning(status, mutant) in {"reply", "TechnicalError", "IndeterminateError", "ErpRejected"}


def meaning(status: int, content: bytes) -> str:
    try:
        read(status, content, expected="{urn:e}done")
    except B2BError as error:
        return type(error).__name__ if error.next_step else "no next step"
    return "reply"
