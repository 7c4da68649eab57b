"""Whoever sends it and whatever it is for: every room refuses the same hostile XML, for the same reason."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

import b2b
from b2b import resources
from b2b.documents import BatchStatus, EntryDetail, PaymentStatus, TransactionStatus
from b2b.erp.envelope import SOAP11, open_envelope
from b2b.erp.service import Answer, SoapService
from b2b.erp.soap.answer import read_answer
from b2b.erp.soap.http_call import HttpAnswer
from b2b.erp.soap.profile import FaultPaths
from b2b.errors import IndeterminateError, Unreadable
from b2b.invoicing.cii import write_cii
from b2b.invoicing.read import read_invoice
from b2b.invoicing.read_cii import read_cii
from b2b.invoicing.read_ubl import read_ubl
from b2b.invoicing.ubl import write_ubl
from b2b.payments import camt053, pain001, pain002
from b2b.store.engine import Store
from b2b.web.soap import SoapDoor
from tests.erp.test_service import FIND, OPERATIONS
from tests.erp.test_service import soap as erp_call
from tests.invoicing.invoices import scenario_invoice
from tests.payments.examples import NOON, euros, second_day
from tests.payments.test_camt053 import entry, statement
from tests.store.workspace import make_workspace
from tests.untrusted_xml.hostile import ATTACKS, HARMLESS
from tests.web.service import STATUS, Ledger, add_user
from tests.web.service import soap as web_call

Read = Callable[[bytes], object]
UBL, CII = write_ubl(scenario_invoice()), write_cii(scenario_invoice())
REPORT = PaymentStatus("S", NOON, "PR1", batches=(BatchStatus("B", transactions=(TransactionStatus("E", "ACSC"),)),))
REPLY = f'<s:Envelope xmlns:s="{SOAP11}"><s:Body><done/></s:Body></s:Envelope>'.encode()
WSDL, XSD = (resources.path("schemas", "soap", f"reference_erp.{kind}") for kind in ("wsdl", "xsd"))
# Whose XML is our own, or comes with the installation.
TRUSTED = {"erp/contract.py", "web/soap.py", "invoicing/rule_worker.py", "demo/showcase/messages.py"}
PARSING = {"etree", "expat", "minidom", "ElementTree"}
PARSERS = {
    "XML",
    "XMLID",
    "XMLParser",
    "XMLPullParser",
    "HTMLParser",
    "fromstring",
    "fromstringlist",
    "iterparse",
    "parse",
}


def erp_answer(data: bytes) -> object:
    """What our ERP answers; that it cannot be read must not look like a refusal of the booking."""
    try:
        return read_answer(HttpAnswer(200, {"content-type": "text/xml"}, data), FaultPaths(), "here")
    except IndeterminateError as error:
        raise error.__cause__ or error from error


def refused_by_fault(answer: Answer) -> None:
    """Unreadable where a service answers with a fault of the caller."""
    fault = etree.fromstring(answer.content).find("{*}Body/{*}Fault")
    if fault is None:
        return
    assert (fault.findtext("faultcode") or "").endswith(":Client")
    raise Unreadable(fault.findtext("faultstring") or "", next_step="correct the call")


@cache
def erp_service() -> SoapService:
    return SoapService(WSDL, XSD, dict.fromkeys(OPERATIONS, lambda call: {}))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = make_workspace(tmp_path_factory.mktemp("door"))
    add_user(store)
    yield store
    store.close()


READERS: dict[str, tuple[Read, bytes]] = {
    "invoicing: UBL": (read_ubl, UBL),
    "invoicing: CII": (read_cii, CII),
    "invoicing: any file": (read_invoice, UBL),
    "payments: pain.001": (pain001.read, pain001.write(second_day())),
    "payments: pain.001, leniently": (pain001.examine, pain001.write(second_day())),
    "payments: pain.002": (pain002.read, pain002.write(REPORT)),
    "payments: camt.053": (
        camt053.read,
        camt053.write([statement("90.00", entry("-10.00", EntryDetail("E1", euros("-10.00"))))]),
    ),
    "erp: envelope": (open_envelope, REPLY),
    "erp: answer": (erp_answer, REPLY),
    "erp: service": (lambda data: refused_by_fault(erp_service().handle(data)), erp_call(FIND)),
}
each_reader = pytest.mark.parametrize(("read", "document"), READERS.values(), ids=READERS.keys())


@each_reader
@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_xml_is_refused(read: Read, document: bytes, attack: str) -> None:
    change, said = ATTACKS[attack]
    with pytest.raises(Unreadable, match=said) as refused:
        read(change(document))
    assert refused.value.next_step
    assert len(str(refused.value)) < 1000
    assert "root:" not in str(refused.value)


@each_reader
@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_only_looks_hostile_is_read(read: Read, document: bytes, change: Callable[[bytes], bytes]) -> None:
    read(change(document))


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_gateways_own_service_refuses_it_too(store: Store, attack: str) -> None:
    change, said = ATTACKS[attack]
    ledger = Ledger()
    with pytest.raises(Unreadable, match=said):
        refused_by_fault(SoapDoor(store, ledger).handle(change(web_call(STATUS)), SOAP11))
    assert ledger.calls == []


def test_the_gateways_own_service_takes_what_only_looks_hostile(store: Store) -> None:
    for change in HARMLESS.values():
        ledger = Ledger()
        refused_by_fault(SoapDoor(store, ledger).handle(change(web_call(STATUS)), SOAP11))
        assert len(ledger.calls) == 1


def test_no_room_parses_for_itself() -> None:
    root = Path(b2b.__file__).parent
    parsing = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if any(name in (source := file.read_text(encoding="utf-8")) for name in PARSING)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id == "etree" and node.attr in PARSERS) or node.value.id in PARSING - {"etree"}
    }
    assert parsing == TRUSTED | {"untrusted_xml.py"}
