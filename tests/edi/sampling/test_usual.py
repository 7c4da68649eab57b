"""Usual samples: valid, read as the document they were made of, and telling of one trade."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from b2b import resources
from b2b.documents import Document, Invoice, Order, OrderResponse, Remittance, ShipNotice
from b2b.documents.gtin import check_digit
from b2b.edi.edifact import mappings as edifact
from b2b.edi.edifact.sample import sample_message as drawn_message
from b2b.edi.engine.tree import build
from b2b.edi.load import available_releases, available_sets, load_release, syntax_of
from b2b.edi.sampling.documents import known, usual
from b2b.edi.sampling.trade import trade
from b2b.edi.sampling.usual import usual_message
from b2b.edi.validation import validate_bytes
from b2b.edi.x12 import mappings as x12
from b2b.edi.x12.mappings import Context, normal
from b2b.edi.x12.sampling.message import sample_message as drawn_set

X12, EDIFACT = available_releases(), available_releases("edifact")
RELEASES = (*X12, *EDIFACT)
OFTEN = [
    one if one in ("004010", "D96A") else pytest.param(one, marks=pytest.mark.slow)
    for one in RELEASES
    if not one.startswith("syntax")
]
# Acknowledgments are made of findings, and an item of a 945 of 003060 has no LX around it, which we write.
DRAWN = {("997", one) for one in X12} | {("999", one) for one in X12} | {("945", "003060")}
DRAWN |= {("CONTRL", one) for one in EDIFACT}
SEEDS = st.integers(-(10**6), 10**6)


def mapped(release: str) -> list[str]:
    """The sets or messages of a release that are read as documents."""
    syntax = syntax_of(release)
    having = edifact.messages() if syntax == "edifact" else x12.sets()
    return [one for one in available_sets(release, syntax) if one in having]


def read(data: bytes, set_id: str, release: str) -> tuple[Document, tuple[Any, ...]]:
    """The document of the first set, once nothing is to be said of the file."""
    report = validate_bytes(data)
    found = [report.result, *(one.result for one in report.interchanges), *report.sets]
    assert [finding for one in found for finding in one.findings] == [], set_id
    syntax = syntax_of(release)
    mapping = edifact.for_message(set_id) if syntax == "edifact" else x12.for_set(set_id)
    shipped = load_release(release, syntax)
    made = dt.datetime.strptime(report.interchanges[0].result.header.date[-6:], "%y%m%d").date()  # noqa: DTZ007
    context = Context(shipped, currency="USD" if set_id == "880" else None, date=made)
    return mapping.read(build(report.sets[0].segments, shipped.sets[set_id]), context)


@pytest.mark.parametrize("release", OFTEN)
@settings(max_examples=3, deadline=None)
@given(seed=SEEDS)
def test_each_is_valid_and_read_as_the_document_that_it_was_made_of(release: str, seed: int) -> None:
    for set_id in mapped(release):
        if (set_id, release) in DRAWN:
            continue
        document, leftovers = read(usual_message(set_id, release, seed=seed), set_id, release)
        assert document == normal(usual(set_id, syntax_of(release), seed=seed, number=0).document)
        assert leftovers == ()


@pytest.mark.parametrize("release", RELEASES)
def test_whatever_can_be_read_is_known_or_drawn_and_read_all_the_same(release: str) -> None:
    for set_id in mapped(release):
        assert known(set_id, release) is ((set_id, release) not in DRAWN)
        if (set_id, release) in DRAWN:
            draw = drawn_message if syntax_of(release) == "edifact" else drawn_set
            assert all(read(draw(set_id, release, seed=seed), set_id, release) for seed in range(3))


def documents(syntax: str, seed: int) -> dict[str, Any]:
    kinds = {"x12": "850 855 856 810 820", "edifact": "ORDERS ORDRSP DESADV INVOIC REMADV"}[syntax].split()
    return {type(one).__name__: one for kind in kinds for one in [usual(kind, syntax, seed=seed, number=0).document]}


@pytest.mark.parametrize("syntax", ["x12", "edifact"])
@settings(max_examples=10, deadline=None)
@given(seed=SEEDS)
def test_the_messages_of_a_seed_tell_of_one_trade(syntax: str, seed: int) -> None:
    found = documents(syntax, seed)
    order: Order = found["Order"]
    answer: OrderResponse = found["OrderResponse"]
    notice: ShipNotice = found["ShipNotice"]
    invoice: Invoice = found["Invoice"]
    paid: Remittance = found["Remittance"]
    assert {answer.order_number, notice.orders[0].order_number, invoice.order_number} == {order.number}
    assert (invoice.despatch_number, paid.items[0].number) == (notice.number, invoice.number)
    assert len({(one.buyer, one.supplier) for one in (order, answer, notice, invoice)}) == 1
    shipped = [line.quantity for pack in notice.orders[0].packs for line in pack.lines]
    assert [line.quantity for line in order.lines] == shipped == [line.quantity for line in invoice.lines]
    assert order.requested_date == notice.estimated_delivery == invoice.delivery_date
    days = (order.date, answer.date, notice.shipped_at.date(), invoice.delivery_date, invoice.date, paid.date)
    assert list(days) == sorted(set(days))
    net = sum((line.quantity.value * (line.unit_price or 0) for line in order.lines), Decimal(0))
    assert invoice.net_total == net.quantize(Decimal("0.01"))
    assert paid.total == invoice.payable == invoice.net_total + invoice.vat_total
    assert (invoice.currency, bool(invoice.vat)) == (("USD", False) if syntax == "x12" else ("EUR", True))


def test_numbers_of_gs1_have_their_check_digit_and_belong_to_nobody() -> None:
    text = resources.path("schemas", "samples", "trade.toml").read_text()
    numbers = re.findall(r'"(\d{13})"', text)
    notice = usual("856", "x12", seed=1, number=0).document
    assert isinstance(notice, ShipNotice)
    packs = [pack.sscc for pack in notice.orders[0].packs]
    assert len(set(numbers)) == len(numbers) > 10
    assert all(one[-1] == check_digit(one[:-1]) for one in (*numbers, *packs))
    assert all(one.lstrip("3").startswith("952") for one in (*numbers, *packs))


@pytest.mark.parametrize(("set_id", "release"), [("850", "004010"), ("DESADV", "D01B")])
def test_a_seed_gives_one_message_and_several_sets_go_between_the_same_two(set_id: str, release: str) -> None:
    made = [usual_message(set_id, release, seed=seed) for seed in (0, 0, 1, 2)]
    assert len(set(made)) == 3
    several = validate_bytes(usual_message(set_id, release, sets=3))
    assert len({tuple(map(tuple, one.segments[1:-1])) for one in several.sets}) == 3
    parties = [[e for e in one.segments if e[0] in ("N1", "NAD")] for one in several.sets]
    assert parties[0] == parties[1] == parties[2]
    assert validate_bytes(made[0]).sets[0].segments[1:-1] == several.sets[0].segments[1:-1]


def test_a_message_is_sent_on_a_day_of_its_trade() -> None:
    for set_id in ("850", "810"):
        (one,) = validate_bytes(usual_message(set_id, "004010", seed=4)).interchanges
        made = usual(set_id, "x12", seed=4, number=0)
        assert isinstance(made.document, Order | Invoice)
        assert made.sent == made.document.date == dt.datetime.strptime(one.result.header.date, "%y%m%d").date()  # noqa: DTZ007
        assert one.result.header.test


SENT_BY = {
    "buyer": "850 875 860 820 824 830 852 861 862 867 869 ORDERS ORDCHG REMADV APERAK DELFOR SLSRPT RECADV DELJIT PAYMUL",
    "supplier": "855 865 856 810 880 812 832 846 870 940 943 ORDRSP DESADV INVOIC PRICAT INVRPT",
    "warehouse": "944 945",
}
SENT_TO = {"940": "warehouse", "943": "warehouse", "944": "supplier", "945": "supplier", "PAYMUL": "bank"}


@settings(max_examples=5, deadline=None)
@given(seed=SEEDS)
def test_each_goes_from_the_partner_whose_it_is_to_the_other(seed: int) -> None:
    sender = {one: role for role, sets in SENT_BY.items() for one in sets.split()}
    for release in ("004010", "D96A"):
        told = trade(seed, 0, syntax_of(release))
        by_role = {role: told[role]["ids"][0]["value"] for role in (*SENT_BY, "bank") if role in told}
        for set_id in mapped(release):
            if (set_id, release) in DRAWN:
                continue
            receiver = SENT_TO.get(set_id, "supplier" if sender[set_id] == "buyer" else "buyer")
            (one,) = validate_bytes(usual_message(set_id, release, seed=seed)).interchanges
            header = one.result.header
            assert (header.sender, header.receiver) == (by_role[sender[set_id]], by_role[receiver]), set_id


@pytest.mark.parametrize(("set_id", "release"), [("850", "004010"), ("INVOIC", "D01B")])
def test_files_of_one_id_tell_of_one_partner(set_id: str, release: str) -> None:
    buyers: dict[str, set[str]] = {}
    for seed in range(12):
        data = usual_message(set_id, release, seed=seed)
        header = validate_bytes(data).interchanges[0].result.header
        document, _ = read(data, set_id, release)
        assert isinstance(document, Order | Invoice)
        own = header.sender if set_id == "850" else header.receiver
        buyers.setdefault(own, set()).add(document.buyer.name or "")
    assert sorted(map(len, buyers.values())) == [1, 1]
    assert len(set.union(*buyers.values())) == 2
