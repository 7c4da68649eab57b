"""What every ErpAdapter promises, asked of the ERP in memory and of the reference ERP over SOAP 1.1 and 1.2."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from b2b.demo.erp.server import ErpServer
from b2b.documents import Money, Quantity
from b2b.erp.memory import InMemoryErp
from b2b.erp.soap import Connection, SoapErpAdapter, load_profile
from b2b.ports import ErpAdapter, ErpReceipt, ErpRejected, ErpStock
from tests.erp import samples
from tests.erp.samples import buyer, ea, invoice, line, order, shipment, total


@pytest.fixture(params=["memory", "Soap11", "Soap12"])
def erp(request: pytest.FixtureRequest) -> ErpAdapter:
    if request.param == "memory":
        return InMemoryErp(samples.stock())
    server: ErpServer = request.getfixturevalue("erp_server")
    profile = load_profile("reference")
    services = {"erp": replace(profile.services["erp"], port=request.param)}
    return SoapErpAdapter(replace(profile, services=services), Connection(url=server.address))


def free(erp: ErpAdapter, sku: str) -> Decimal:
    (row,) = erp.stock([sku])
    return row.available.value


def test_stock_is_in_the_order_asked_without_what_the_erp_does_not_know(erp: ErpAdapter) -> None:
    assert list(erp.stock(["CABLE", "NOPE-1", "WIDGET-001"])) == [
        ErpStock("CABLE", Quantity(Decimal("12.5"), "MTR")),
        ErpStock("WIDGET-001", ea(500)),
    ]
    assert list(erp.stock([])) == []


def test_an_order_reserves_what_it_confirms_and_not_what_is_back_ordered(erp: ErpAdapter) -> None:
    receipt = erp.book_order(
        "k1", order("PO1", line("WIDGET-002", ea(40), ea(60)), line("WIDGET-001", ea(100), number="2"))
    )
    assert receipt == ErpReceipt("SO-000001", duplicate=False)
    assert (free(erp, "WIDGET-002"), free(erp, "WIDGET-001")) == (20, 400)


def test_the_same_key_and_content_books_once(erp: ErpAdapter) -> None:
    wanted = order("PO1", line("WIDGET-001", ea("100.0")))
    first = erp.book_order("k1", wanted)
    again = erp.book_order("k1", order("PO1", line("WIDGET-001", ea(100))))
    assert again == replace(first, duplicate=True)
    assert free(erp, "WIDGET-001") == 400


@pytest.mark.parametrize(
    "other",
    [
        order("PO1", line("WIDGET-001", ea(101))),
        order("PO1", line("WIDGET-001", ea(100), price="11.81")),
        order("PO2", line("WIDGET-001", ea(100))),
        order("PO1", line("WIDGET-001", ea(100)), customer="SOMEONE-ELSE"),
    ],
)
def test_the_same_key_with_other_content_is_a_conflict(erp: ErpAdapter, other) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-001", ea(100))))
    with pytest.raises(ErpRejected) as refused:
        erp.book_order("k1", other)
    assert refused.value.code == "CONFLICT"
    assert free(erp, "WIDGET-001") == 400


def test_a_customers_order_number_under_another_key_is_a_conflict(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-001", ea(100))))
    with pytest.raises(ErpRejected) as refused:
        erp.book_order("k2", order("PO1", line("WIDGET-001", ea(100))))
    assert refused.value.code == "CONFLICT"
    assert "SO-000001" in str(refused.value)
    assert erp.find("k2") is None


def test_two_customers_may_use_the_same_order_number(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-001", ea(100))))
    assert erp.book_order("k2", order("PO1", line("WIDGET-001", ea(1)), customer="OTHER")).number == "SO-000002"


def test_more_than_is_free_is_refused_and_nothing_is_booked(erp: ErpAdapter) -> None:
    with pytest.raises(ErpRejected) as refused:
        erp.book_order("k1", order("PO1", line("WIDGET-001", ea(10)), line("WIDGET-002", ea(61), number="2")))
    assert refused.value.code == "STOCK"
    assert "60 EA" in str(refused.value)
    assert "61 EA" in str(refused.value)
    assert erp.find("k1") is None
    assert free(erp, "WIDGET-001") == 500


def test_lines_of_one_item_count_together(erp: ErpAdapter) -> None:
    with pytest.raises(ErpRejected) as refused:
        erp.book_order("k1", order("PO1", line("WIDGET-002", ea(31)), line("WIDGET-002", ea(30), number="2")))
    assert refused.value.code == "STOCK"
    erp.book_order("k2", order("PO1", line("WIDGET-002", ea(30)), line("WIDGET-002", ea(30), number="2")))
    assert free(erp, "WIDGET-002") == 0


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (line("NOPE-1", ea(1)), "UNKNOWN_ITEM"),
        (line("CABLE", ea(1)), "UNIT"),
        (line("WIDGET-001", ea(1), back_ordered=Quantity(Decimal(1), "XCT")), "UNIT"),
        (line("WIDGET-001", ea(-1)), "INVALID"),
        (line("WIDGET-001", ea("NaN")), "INVALID"),
    ],
)
def test_a_line_the_erp_cannot_book_refuses_the_order(erp: ErpAdapter, wrong, code: str) -> None:
    with pytest.raises(ErpRejected) as refused:
        erp.book_order("k1", order("PO1", line("WIDGET-002", ea(1)), wrong))
    assert refused.value.code == code
    assert refused.value.retryable is False
    assert free(erp, "WIDGET-002") == 60


def test_an_order_without_lines_is_invalid(erp: ErpAdapter) -> None:
    with pytest.raises(ErpRejected) as refused:
        erp.book_order("k1", order("PO1"))
    assert refused.value.code == "INVALID"


def test_exact_decimals(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("CABLE", Quantity(Decimal("0.100001"), "MTR"), price="0.000001")))
    assert free(erp, "CABLE") == Decimal("12.399999")


def test_a_shipment_takes_its_orders_reservation_first(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-002", ea(40))))
    receipt = erp.post_shipment("s1", shipment("S1", "PO1"), [("WIDGET-002", ea(25))], samples.CUSTOMER)
    assert receipt == ErpReceipt("GI-000001", duplicate=False)
    assert free(erp, "WIDGET-002") == 20
    erp.post_shipment("s2", shipment("S2", "PO1"), [("WIDGET-002", ea(20))])
    assert free(erp, "WIDGET-002") == 15


def test_a_shipment_cannot_take_what_other_orders_hold(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-002", ea(40))))
    erp.book_order("k2", order("PO2", line("WIDGET-002", ea(15))))
    with pytest.raises(ErpRejected) as refused:
        erp.post_shipment("s1", shipment("S1", "PO2"), [("WIDGET-002", ea(21))])
    assert refused.value.code == "STOCK"
    erp.post_shipment("s2", shipment("S1", "PO2"), [("WIDGET-002", ea(20))])
    assert free(erp, "WIDGET-002") == 0


def test_one_shipment_for_several_orders(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-002", ea(40))))
    erp.book_order("k2", order("PO2", line("WIDGET-002", ea(20)), line("WIDGET-001", ea(10), number="2")))
    erp.post_shipment("s1", shipment("S1", "PO1", "PO2"), [("WIDGET-002", ea(60)), ("WIDGET-001", ea(10))])
    assert (free(erp, "WIDGET-002"), free(erp, "WIDGET-001")) == (0, 490)


def test_a_shipment_repeated_takes_stock_once(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-002", ea(40))))
    for duplicate in (False, True):
        receipt = erp.post_shipment("s1", shipment("S1", "PO1"), [("WIDGET-002", ea(40))])
        assert receipt == ErpReceipt("GI-000001", duplicate)
    assert free(erp, "WIDGET-002") == 20
    with pytest.raises(ErpRejected) as refused:
        erp.post_shipment("s2", shipment("S1", "PO1"), [("WIDGET-002", ea(40))])
    assert refused.value.code == "CONFLICT"


def test_a_shipment_for_an_order_the_erp_does_not_have(erp: ErpAdapter) -> None:
    with pytest.raises(ErpRejected) as refused:
        erp.post_shipment("s1", shipment("S1", "PO9"), [("WIDGET-002", ea(1))])
    assert refused.value.code == "UNKNOWN_ORDER"


def test_a_shipment_names_the_customer_where_the_order_number_is_not_enough(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-002", ea(40))))
    erp.book_order("k2", order("PO1", line("WIDGET-002", ea(20)), customer="OTHER"))
    with pytest.raises(ErpRejected) as refused:
        erp.post_shipment("s1", shipment("S1", "PO1"), [("WIDGET-002", ea(20))])
    assert refused.value.code == "AMBIGUOUS_ORDER"
    erp.post_shipment("s1", shipment("S1", "PO1"), [("WIDGET-002", ea(20))], "OTHER")
    with pytest.raises(ErpRejected):
        erp.post_shipment("s2", shipment("S2", "PO1"), [("WIDGET-002", ea(1))], "OTHER")


def test_a_shipment_of_nothing_is_invalid(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-002", ea(40))))
    with pytest.raises(ErpRejected) as refused:
        erp.post_shipment("s1", shipment("S1", "PO1"), [])
    assert refused.value.code == "INVALID"


def test_an_invoice_is_booked_once(erp: ErpAdapter) -> None:
    bill = invoice("RE-1")
    assert erp.post_invoice("i1", bill, total(bill), buyer()) == ErpReceipt("AR-000001", duplicate=False)
    assert erp.post_invoice("i1", bill, total(bill), buyer()) == ErpReceipt("AR-000001", duplicate=True)
    with pytest.raises(ErpRejected) as refused:
        erp.post_invoice("i1", bill, Money(Decimal("2356.21"), "EUR"), buyer())
    assert refused.value.code == "CONFLICT"
    with pytest.raises(ErpRejected) as refused:
        erp.post_invoice("i2", bill, total(bill), buyer())
    assert refused.value.code == "CONFLICT"


def test_find_tells_what_stands_under_a_key(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-001", ea(1))))
    erp.post_shipment("s1", shipment("S1", "PO1"), [("WIDGET-001", ea(1))])
    erp.post_invoice("i1", invoice("RE-1"), total(invoice("RE-1")), buyer())
    assert erp.find("k1") == ErpReceipt("SO-000001", duplicate=True)
    assert erp.find("s1") == ErpReceipt("GI-000001", duplicate=True)
    assert erp.find("i1") == ErpReceipt("AR-000001", duplicate=True)
    assert erp.find("never") is None


def test_a_key_stands_for_one_kind_of_document(erp: ErpAdapter) -> None:
    erp.book_order("k1", order("PO1", line("WIDGET-001", ea(1))))
    with pytest.raises(ErpRejected) as refused:
        erp.post_invoice("k1", invoice("RE-1"), total(invoice("RE-1")), buyer())
    assert refused.value.code == "CONFLICT"


def test_texts_come_through_unchanged(erp: ErpAdapter) -> None:
    odd = '  PO <1> & "2"\tÄß✓ ]]> '
    erp.book_order(odd, order(odd, line("WIDGET-001", ea(1))))
    assert erp.find(odd) is not None
    assert erp.find(odd.strip()) is None
    erp.post_shipment("s1", shipment("S1", odd), [("WIDGET-001", ea(1))])
    with pytest.raises(ErpRejected):
        erp.post_shipment("s2", shipment("S2", odd.strip()), [("WIDGET-001", ea(1))])


def test_thousands_of_lines(erp: ErpAdapter) -> None:
    lines = [line("WIDGET-001", ea("0.01"), number=str(n)) for n in range(2000)]
    erp.book_order("k1", order("PO1", *lines))
    assert free(erp, "WIDGET-001") == 480
