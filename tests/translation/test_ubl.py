"""Orders, ship notices and invoices as UBL: valid, and what is not listed is still there when it is read again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, reject, settings

from b2b.documents import Endpoint, Invoice, Order, Party, PartyId, Reference, ShipNotice
from b2b.edi.x12.mappings import normal
from b2b.errors import NotWritable, Unreadable
from b2b.invoicing.terms import complete
from b2b.translation.form import Form
from b2b.translation.source import Read, read
from b2b.translation.ubl.places import in_order
from b2b.translation.ubl.written import written
from tests.edi.edifact.mappings.fitting import fitted
from tests.edi.mappings.examples import EXAMPLES
from tests.edi.mappings.strategies import EXPRESSIBLE
from tests.translation.ubl_schemas import faults
from tests.translation.ways import to, without, x12_of

_LAWFUL = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
)


@pytest.mark.parametrize("set_id", ["810", "850", "856"])
def test_what_is_not_listed_is_still_there(set_id: str) -> None:
    @_LAWFUL
    @given(EXPRESSIBLE[set_id].map(fitted))
    def law(document: Any) -> None:
        try:
            _, carried = written(document)
        except NotWritable:
            reject()
        assert faults(carried.written) == []
        (interchange,) = read(carried.written).interchanges
        (again,) = interchange.messages
        assert isinstance(again, Read)
        assert again.leftovers == ()
        assert _completed(again.document) == _completed(carried.document)
        assert normal(carried.document) == normal(without(in_order(document), carried.losses))

    law()


def _completed(document: Any) -> Any:
    if isinstance(document, Invoice):
        document = replace(document, terms=complete(document.terms, document.date))
    return normal(document)


@pytest.mark.parametrize(("set_id", "kind"), [("850", "Order"), ("856", "DespatchAdvice"), ("810", "Invoice")])
def test_documents_go_over_ubl_and_back_to_x12(set_id: str, kind: str) -> None:
    document: Any = EXAMPLES[set_id]
    addressed = {
        side: replace(getattr(document, side), name=side, endpoint=Endpoint("0088", number))
        for side, number in (("supplier", "9520000000011"), ("buyer", "9520000000028"))
    }
    document = replace(document, **addressed)
    (ubl,) = to(Form.UBL, x12_of(set_id, document)).files
    (message,) = ubl.messages
    assert (message.to_kind, message.to_number) == (kind, document.number)
    assert faults(ubl.content) == []
    (back,) = to(Form.X12, ubl.content).files
    assert [one.to_kind for one in back.messages] == [set_id]
    assert back.messages[0].leftovers == ()
    sides = [b"*07*9520000000028  ", b"*07*9520000000011  "]
    assert b"".join(sides if set_id == "850" else reversed(sides)) in back.content


def test_lines_of_an_invoice_without_numbers_are_counted() -> None:
    invoice = EXAMPLES["810"]
    assert isinstance(invoice, Invoice)
    _, carried = written(replace(invoice, lines=tuple(replace(line, number="") for line in invoice.lines)))
    assert isinstance(carried.document, Invoice)
    assert [line.number for line in carried.document.lines] == ["1", "2"][: len(invoice.lines)]
    with pytest.raises(NotWritable, match="cannot do without"):
        written(replace(invoice, lines=(invoice.lines[0], replace(invoice.lines[0], number=""))))


def test_the_currency_of_an_order_that_names_none_can_be_said() -> None:
    order = x12_of("850", replace(EXAMPLES["850"], currency=None))
    (file,) = to(Form.UBL, order).files
    assert b'currencyID="EUR">11.80<' in file.content
    (refused,) = to(Form.UBL, order, currency=None).refused
    assert "--currency" in refused.next_step


def test_an_order_says_what_ubl_has_a_place_for() -> None:
    order = EXAMPLES["850"]
    assert isinstance(order, Order)
    _, carried = written(replace(order, purpose="07", kind="NE", release_number="R7", notes=("Call", "first")))
    text = carried.written.decode()
    assert carried.losses == ()
    assert "<cbc:CopyIndicator>true</cbc:CopyIndicator>" in text
    assert '<cbc:OrderTypeCode listAgencyID="116">NE</cbc:OrderTypeCode>' in text
    assert "X12 128 RE" in text
    assert faults(carried.written) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"purpose": "01"}, "purpose"), ({"number": ""}, "number"), ({"currency": None}, "currency"),
     ({"lines": ()}, "lines")],
)  # fmt: skip
def test_what_is_essential_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWritable) as caught:
        written(replace(EXAMPLES["850"], **changes))
    assert next(iter(caught.value.fields)) == field


def test_references_of_an_order_in_a_ship_notice_are_listed() -> None:
    notice = EXAMPLES["856"]
    assert isinstance(notice, ShipNotice)
    order = replace(notice.orders[0], references=(Reference("DP", "038"),))
    _, carried = written(replace(notice, orders=(order,)))
    assert "orders[0].references[0]" in {loss.field for loss in carried.losses}


def test_a_price_for_several_units_and_a_longer_period_are_left_over() -> None:
    _, carried = written(EXAMPLES["850"])
    changed = carried.written.replace(
        b'<cbc:PriceAmount currencyID="EUR">11.80</cbc:PriceAmount>',
        b'<cbc:PriceAmount currencyID="EUR">1180</cbc:PriceAmount><cbc:BaseQuantity>100</cbc:BaseQuantity>',
    ).replace(b"<cbc:StartDate>2026-01-19", b"<cbc:StartDate>2026-01-12")
    assert faults(changed) == []
    (interchange,) = read(changed).interchanges
    (message,) = interchange.messages
    assert isinstance(message, Read)
    assert isinstance(message.document, Order)
    assert message.document.lines[0].unit_price is None
    assert {left.value for left in message.leftovers} >= {"1180", "100", "2026-01-12"}


@pytest.mark.parametrize("missing", ["<cbc:ID>4500001001</cbc:ID>", "<cbc:IssueDate>2026-01-05</cbc:IssueDate>",
                                     '<cbc:Quantity unitCode="EA">100</cbc:Quantity>'])  # fmt: skip
def test_an_order_without_what_it_needs_is_unreadable(missing: str) -> None:
    _, carried = written(EXAMPLES["850"])
    content = carried.written.decode()
    assert missing in content
    with pytest.raises(Unreadable, match="missing"):
        read(content.replace(missing, "", 1).encode())


def test_who_is_billed_is_lost_and_the_buyer_stays() -> None:
    """AccountingCustomerParty is the buyer of EN 16931 (BG-7), who has the VAT number."""
    invoice = EXAMPLES["810"]
    assert isinstance(invoice, Invoice)
    _, carried = written(replace(invoice, bill_to=Party("Head Office", (PartyId("92", "01"),))))
    assert [(loss.field, loss.value.name) for loss in carried.losses if loss.field.startswith("bill_to")] == [
        ("bill_to", "Head Office")
    ]
    assert b"Head Office" not in carried.written
    assert isinstance(carried.document, Invoice)
    assert carried.document.buyer == invoice.buyer
