"""The contract of the service: what any SOAP stack relies on before the first call."""

from __future__ import annotations

import pytest
import zeep
from lxml import etree

from b2b import resources
from tests.store import page
from tests.web.service import NS

WSDL = resources.path("schemas", "soap", "b2b.wsdl")
XSD = resources.path("schemas", "soap", "b2b.xsd")
OPERATIONS = {"submitPurchaseOrder", "getOrderStatus", "postGoodsReceipt", "postStockLevels", "getInvoice"}
FAULTS = {"Conflict", "NotFound", "Invalid", "NotAllowed", "Busy"}
_W = {"w": "http://schemas.xmlsoap.org/wsdl/", "x": "http://www.w3.org/2001/XMLSchema"}


@pytest.mark.parametrize("port", ["Soap11", "Soap12"])
def test_every_port_has_every_operation(port: str) -> None:
    service = zeep.Client(str(WSDL), port_name=port).service
    assert {name for name in dir(service) if name[0].islower()} >= OPERATIONS


def test_every_operation_is_wrapped_documented_and_declares_every_fault() -> None:
    root = etree.parse(str(WSDL)).getroot()
    operations = root.findall("w:portType/w:operation", _W)
    assert {operation.get("name") for operation in operations} == OPERATIONS
    for operation in operations:
        name = operation.get("name")
        assert len(operation.findtext("w:documentation", "", _W)) > 20
        assert {fault.get("name") for fault in operation.findall("w:fault", _W)} == FAULTS
        parts = root.findall(f"w:message[@name='{name}Request']/w:part", _W)
        assert [(part.get("name"), part.get("element")) for part in parts] == [("parameters", f"tns:{name}")]
    actions = {
        operation.get("soapAction") for operation in root.iter("{http://schemas.xmlsoap.org/wsdl/soap12/}operation")
    }
    assert actions == {f"{NS}/{name}" for name in OPERATIONS}


def test_the_schema_is_qualified_versioned_and_documented() -> None:
    root = etree.parse(str(XSD)).getroot()
    assert (root.get("targetNamespace"), root.get("elementFormDefault")) == (NS, "qualified")
    assert NS.rpartition(":")[2] == root.get("version", "").partition(".")[0]
    for element in root.findall("x:element", _W):
        if not element.get("name", "").endswith("Response"):
            assert element.findtext("x:annotation/x:documentation", "", _W), element.get("name")


def test_calls_that_change_something_carry_a_key_and_say_whether_they_came_before() -> None:
    root = etree.parse(str(XSD)).getroot()
    for name in OPERATIONS:
        fields = {
            field.get("name")
            for field in root.findall(f"x:element[@name='{name}']/x:complexType/x:sequence/x:element", _W)
        }
        answer = {
            field.get("name")
            for field in root.findall(f"x:element[@name='{name}Response']/x:complexType/x:sequence/x:element", _W)
        }
        assert ("idempotencyKey" in fields) == ("duplicate" in answer) == (not name.startswith("get"))


def test_the_reference_lists_every_operation_with_its_fields() -> None:
    root = etree.parse(str(XSD)).getroot()
    told = {page.words(name)[0]: page.words(request) for name, request, _ in page.rows("call")}
    assert set(told) == OPERATIONS
    for name, fields in told.items():
        found = root.iterfind(f"x:element[@name='{name}']/x:complexType/x:sequence//x:element", _W)
        assert {field.get("name") for field in found} <= set(fields), name
