"""A partner may trade in any release that ships: its order is read, and everything that answers it is of that release."""

from __future__ import annotations

import datetime as dt

import pytest

from b2b.edi.engine.tree import Node
from b2b.edi.load import available_releases, load_release
from b2b.edi.x12 import mappings
from b2b.edi.x12.mappings import Context
from b2b.edi.x12.validate import validate_bytes
from b2b.erp.memory import InMemoryErp
from b2b.store.tables import SalesOrder
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk, stock
from tests.gateway.orders import orders

_SEPARATOR = {False: b"U", True: b"^"}


@pytest.fixture
def erp() -> InMemoryErp:
    return InMemoryErp(stock())


def order_in(release: str) -> bytes:
    """An order of 2 March 2026 as a partner of that release writes it."""
    version = load_release(release).interchange_version.encode()
    content = orders(1, "PO1").replace(b"*U*00401*", b"*" + _SEPARATOR[version >= b"00402"] + b"*" + version + b"*")
    content = content.replace(b"*X*004010", b"*X*" + release.encode())
    return content.replace(b"*20260302", b"*260302") if release < "004010" else content


@pytest.mark.parametrize("release", available_releases())
def test_an_order_is_answered_in_its_release(with_erp: Desk, release: str) -> None:
    with_erp.change_x12(release=release)
    with_erp.put(order_in(release))
    with_erp.run()
    (order,) = with_erp.rows(SalesOrder)
    assert (order.order_number, order.order_date) == ("PO1", dt.date(2026, 3, 2))
    sent = with_erp.sent()
    assert sorted(first(segments(content), "ST")[1] for content in sent) == ["855", "997"]
    for content in sent:
        header = segments(content)
        report = validate_bytes(content)
        assert (report.result.verdict, report.sets[0].findings) == ("accepted", ())
        assert first(header, "ISA")[12] == load_release(release).interchange_version
        assert first(header, "GS")[8] == release
        assert len(first(header, "GS")[4]) == (6 if release < "004010" else 8)


@pytest.mark.parametrize(("named", "read"), [("006020", "006020"), ("009999", "005010"), ("X12", "005010")])
def test_an_order_is_read_by_the_release_it_was_checked_by(
    with_erp: Desk, monkeypatch: pytest.MonkeyPatch, named: str, read: str
) -> None:
    mapping, releases = mappings.for_set("850"), []
    by_mapping = mapping.read

    def noting(tree: Node, context: Context) -> object:
        releases.append(context.release.name)
        return by_mapping(tree, context)

    monkeypatch.setattr(mapping, "read", noting)
    with_erp.change_x12(release="005010")
    with_erp.put(order_in("005010").replace(b"ST*850*0001~", b"ST*850*0001*" + named.encode() + b"~"))
    with_erp.run()
    assert [row.order_number for row in with_erp.rows(SalesOrder)] == ["PO1"]
    assert set(releases) == {read}
