"""A second ERP of another shape: the web services of Dolibarr 22, replayed from captured calls on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from b2b.documents import Quantity
from b2b.erp.soap import Connection, SoapErpAdapter, load_profile, reply
from b2b.erp.soap.client import SoapClient
from b2b.erp.soap.profile import SOAP_ENCODING, FaultPaths, Keys, Operation, Profile, Service, Success
from b2b.errors import IndeterminateError, TechnicalError
from b2b.ports import ErpReceipt, ErpRejected, ErpStock
from tests.erp.loopback import Loopback, answer, serving
from tests.erp.samples import ea, line, order
from tests.shared_data import shared_data

# What each captured reply says: a code that is OK, absent, a refusal (its code), to be tried later, or nothing at all.
VERDICTS = {
    "01_other_getVersions": "OK",
    "02_thirdparty_createThirdParty": "OK",
    "03_thirdparty_getThirdParty": "OK",
    "04_thirdparty_getListOfThirdParties": "OK",
    "05_thirdparty_createThirdParty": "OK",
    "06_productorservice_createProductOrService": "OK",
    "07_productorservice_createProductOrService": "KO",
    "08_productorservice_getProductOrService": "OK",
    "09_productorservice_getListOfProductsOrServices": "OK",
    "10_order_createOrder": "OK",
    "11_order_getOrder": "OK",
    "12_order_validOrder": "nothing",
    "13_order_getOrder": "OK",
    "14_order_getOrdersForThirdParty": "OK",
    "15_order_createOrder": "KO",
    "16_order_validOrder": "nothing",
    "17_invoice_createInvoiceFromOrder": "OK",
    "18_invoice_getInvoice": "OK",
    "19_invoice_getInvoicesForThirdParty": "DB_ERROR_NOSUCHFIELD",
    "20_payment_createPayment": "OK",
    "21_supplier_invoice_getSupplierInvoicesForThirdParty": "OK",
    "22_other_getDocument": "absent",
    "23_other_getVersions": "later",
    "24_other_getVersions": "later",
}
SUCCESS = Success(
    "result/result_code",
    frozenset({"OK"}),
    frozenset({"NOT_FOUND"}),
    frozenset({"BAD_CREDENTIALS", "BAD_VALUE_FOR_SECURITY_KEY"}),
    "result/result_label",
)


@pytest.fixture
def dolibarr() -> Path:
    return shared_data("erp", "dolibarr-22")


def body(message: bytes) -> etree._Element:
    element = etree.fromstring(message).find("{*}Body")
    assert element is not None
    return element[0]


def captured(folder: Path, name: str, direction: str) -> bytes:
    return (folder / "captures" / f"{name}_{direction}.xml").read_bytes()


def as_template(element: etree._Element) -> Any:
    """A captured element as the literal template that must write it again."""
    if len(element) == 0:
        text = element.text or ""
        return "$" + text if text.startswith("$") else text
    rows: dict[str, Any] = {}
    for child in element:
        name = etree.QName(child).localname
        value = as_template(child)
        if name in rows:
            rows[name] = [*(rows[name] if isinstance(rows[name], list) else [rows[name]]), value]
        else:
            rows[name] = value
    return rows


def flat(element: etree._Element, path: str = "") -> list[tuple[str, str]]:
    """Every element below, in order: its path by local names, its text."""
    rows = []
    for child in element:
        place = f"{path}{etree.QName(child).localname}"
        rows += [(place, (child.text or "").strip()), *flat(child, f"{place}/")]
    return rows


def module(name: str) -> str:
    return name.split("_", 1)[1].rpartition("_")[0]


def client(folder: Path, name: str, server: Loopback) -> tuple[SoapClient, Operation]:
    services = {"it": Service(str(folder / "wsdl" / f"{module(name)}.wsdl"), partial=True)}
    profile = Profile(
        title="Dolibarr",
        where="here",
        services=services,
        copies={SOAP_ENCODING: load_profile("reference").copies[SOAP_ENCODING]},
        keys=Keys.LOOKUP,
        success=SUCCESS,
        faults=FaultPaths(),
        stock=None,
        book_order=None,
        post_shipment=None,
        post_invoice=None,
        find=(),
    )
    request = body(captured(folder, name, "req"))
    operation = Operation("it", etree.QName(request).localname, as_template(request), {})
    return SoapClient(profile, Connection(url=server.url)), operation


@pytest.mark.parametrize("name", VERDICTS)
def test_captured_calls_are_written_as_they_were_and_their_replies_understood(dolibarr: Path, name: str) -> None:
    verdict = VERDICTS[name]
    with serving(answer(captured(dolibarr, name, "resp"))) as server:
        soap, operation = client(dolibarr, name, server)
        if verdict == "OK":
            element = soap.call(operation, {}, write=True)
            assert element is not None
            assert reply.text(element, "result/result_code") == "OK"
        elif verdict == "absent":
            assert soap.call(operation, {}, write=False) is None
        elif verdict == "later":
            with pytest.raises(TechnicalError, match="BAD_"):
                soap.call(operation, {}, write=True)
        elif verdict == "nothing":
            with pytest.raises(IndeterminateError, match="no result/result_code"):
                soap.call(operation, {}, write=True)
        else:
            with pytest.raises(ErpRejected) as raised:
                soap.call(operation, {}, write=True)
            assert raised.value.code == verdict
    sent = body(server.requests[0].partition(b"\r\n\r\n")[2])
    assert sent.tag == body(captured(dolibarr, name, "req")).tag
    assert flat(sent) == flat(body(captured(dolibarr, name, "req")))


def test_every_wsdl_is_read_without_the_network(dolibarr: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network is used")

    monkeypatch.setattr("socket.create_connection", refuse)
    names = sorted(path.stem for path in (dolibarr / "wsdl").glob("*.wsdl"))
    assert len(names) == 12
    services = {name: Service(str(dolibarr / "wsdl" / f"{name}.wsdl")) for name in names}
    reference = load_profile("reference")
    profile = Profile(
        "Dolibarr", "here", services, reference.copies, Keys.LOOKUP, SUCCESS, FaultPaths(), None, None, None, None, ()
    )
    SoapClient(profile, Connection(url="http://dolibarr.example/webservices/")).prepare()


@pytest.fixture
def adapter_and_server(
    dolibarr: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[SoapErpAdapter, Loopback, dict[str, str]]]:
    """An adapter by the profile `dolibarr.toml`, on a server that answers each operation with the capture named for it."""
    template = (Path(__file__).parent / "dolibarr.toml").read_text(encoding="utf-8")
    (tmp_path / "dolibarr.toml").write_text(template.replace("{wsdl}", str(dolibarr / "wsdl")), encoding="utf-8")
    monkeypatch.setenv("DOLIBARR_KEY", "soap-key-123")
    monkeypatch.setenv("DOLIBARR_PASSWORD", "Adm1n-pass")
    replies: dict[str, str] = {}

    def replay(stream: Any, request: bytes) -> None:
        operation = etree.QName(body(request.partition(b"\r\n\r\n")[2])).localname
        answer(captured(dolibarr, replies[operation], "resp"))(stream, request)

    with serving(replay) as server:
        secrets = {"key": "env:DOLIBARR_KEY", "password": "env:DOLIBARR_PASSWORD"}
        connection = Connection(url=server.url.replace("/erp", "/webservices/"), secrets=secrets)
        yield SoapErpAdapter(load_profile(str(tmp_path / "dolibarr.toml")), connection), server, replies


def test_stock_of_each_item(adapter_and_server: tuple[SoapErpAdapter, Loopback, dict[str, str]]) -> None:
    adapter, server, replies = adapter_and_server
    replies["getProductOrService"] = "08_productorservice_getProductOrService"
    assert adapter.stock(["P-a85045"]) == [ErpStock("P-a85045", Quantity(Decimal(0), "EA"))]
    assert server.requests[0].startswith(b"POST /webservices/server_productorservice.php HTTP/1.1")
    assert b"<password>Adm1n-pass</password>" in server.requests[0]
    replies["getProductOrService"] = "22_other_getDocument"
    assert adapter.stock(["P-none"]) == []


def test_an_order_is_looked_up_before_it_is_booked(
    adapter_and_server: tuple[SoapErpAdapter, Loopback, dict[str, str]], dolibarr: Path
) -> None:
    adapter, server, replies = adapter_and_server
    replies |= {"getOrder": "22_other_getDocument", "createOrder": "10_order_createOrder"}
    wanted = order("PO-a85045", line("Bolt M8", ea("3.0"), price="12.5"), customer="1")
    assert adapter.book_order("IDEMP-a85045", wanted) == ErpReceipt("1", duplicate=False)
    assert [etree.QName(body(r.partition(b"\r\n\r\n")[2])).localname for r in server.requests] == [
        "getOrder",
        "createOrder",
    ]
    sent = dict(flat(body(server.requests[1].partition(b"\r\n\r\n")[2])))
    expected = dict(flat(body(captured(dolibarr, "10_order_createOrder", "req"))))
    for place in ("ref_client", "ref_ext", "thirdparty_id", "status"):
        assert sent[f"order/{place}"] == expected[f"order/{place}"]
    assert (sent["order/lines/line/qty"], sent["order/lines/line/unitprice"]) == ("3.0", "12.5")


def test_an_order_that_is_there_is_not_booked_again(
    adapter_and_server: tuple[SoapErpAdapter, Loopback, dict[str, str]],
) -> None:
    adapter, server, replies = adapter_and_server
    replies |= {"getOrder": "13_order_getOrder"}
    wanted = order("PO-a85045", line("Bolt M8", ea(3)), customer="1")
    assert adapter.book_order("IDEMP-a85045", wanted) == ErpReceipt("1", duplicate=True)
    assert len(server.requests) == 1
    with pytest.raises(TechnicalError, match="answered for IDEMP-a85045"):
        adapter.find("another key")


def test_a_refusal_inside_a_good_reply(adapter_and_server: tuple[SoapErpAdapter, Loopback, dict[str, str]]) -> None:
    adapter, _, replies = adapter_and_server
    replies |= {"getOrder": "22_other_getDocument", "createOrder": "15_order_createOrder"}
    with pytest.raises(ErpRejected, match="foreign key") as raised:
        adapter.book_order("BAD", order("PO-x", line("Bolt M8", ea(3)), customer="99999"))
    assert raised.value.code == "KO"


def test_wrong_credentials_park_the_order(adapter_and_server: tuple[SoapErpAdapter, Loopback, dict[str, str]]) -> None:
    adapter, _, replies = adapter_and_server
    replies |= {"getOrder": "24_other_getVersions"}
    with pytest.raises(TechnicalError, match="BAD_CREDENTIALS"):
        adapter.book_order("k", order("PO-x", line("Bolt M8", ea(3)), customer="1"))
