"""What is agreed on but worked by nothing here: kept, acknowledged, shown, and told to a person as agreed."""

from __future__ import annotations

import random
from typing import Any

from b2b.edi.load import available_sets, load_release
from b2b.edi.sampling.breadth import Breadth
from b2b.edi.x12 import mappings
from b2b.edi.x12.sampling.message import sample_body
from b2b.gateway.document_bytes import document_bytes
from b2b.store.tables import ExceptionCase
from tests.e2e.world import first, segments
from tests.gateway.desk import Desk
from tests.gateway.orders import interchange

STATUS = ["B10*4711*SHIP-1*ACME", "LX*1", "AT7*X1*NS***20260302*0900"]
SERVICE = {"997", "999", "824"}
RELEASE = "004010"
UNMAPPED = [one for one in available_sets(RELEASE) if one not in mappings.sets() and one not in SERVICE]
UNWORKED = ["830", "862", "940", "943", "944", "945", "852", "861", "867", "869", "870", "832"]


def agree(desk: Desk, *sets: str, **settings: Any) -> None:
    def change(partner: dict[str, Any]) -> None:
        partner["agreement"] += [{"document": set_id, "direction": "in", **settings} for set_id in sets]

    desk.change_partner(change)


def of_set(set_id: str, body: list[str], *, control: int = 1, test: bool = False) -> bytes:
    return interchange(control, [body], set_id=set_id, functional_id=_group(set_id), test=test)


def _group(set_id: str) -> str:
    return load_release(RELEASE).sets[set_id].functional_group


def sample(set_id: str, control: int) -> bytes:
    body = sample_body(set_id, load_release(RELEASE), random.Random(set_id), Breadth.USUAL)
    text = ["*".join(e if isinstance(e, str) else ">".join(e) for e in segment) for segment in body]
    return of_set(set_id, text, control=control)


def test_a_shipment_status_is_kept_acknowledged_and_told_once(desk: Desk) -> None:
    agree(desk, "214")
    desk.put(of_set("214", STATUS))
    desk.run()
    (exchange,) = desk.exchanges()
    assert (exchange.verdict, exchange.processing, exchange.business_key) == ("accepted", "done", "4711")
    assert exchange.reason == "kept: nothing here works a 214 by itself"
    assert first(segments(desk.sent()[0]), "AK5") == ["AK5", "A"]
    (case,) = desk.rows(ExceptionCase)
    assert (case.code, case.severity, case.exchange_id) == ("document-not-worked", "info", exchange.id)
    assert case.message == "214 4711 has come; nothing here works it by itself"
    desk.run()
    assert len(desk.cases()) == 1


def test_it_is_only_kept_where_that_is_agreed(desk: Desk) -> None:
    agree(desk, "214", unworked="keep")
    desk.put(of_set("214", STATUS))
    desk.run()
    (exchange,) = desk.exchanges()
    assert exchange.processing == "done"
    assert desk.cases() == []


def test_a_test_is_told_to_nobody(desk: Desk) -> None:
    agree(desk, "214")
    desk.put(of_set("214", STATUS, test=True))
    desk.run()
    assert desk.cases() == []


def test_what_is_not_agreed_is_quarantined_all_the_same(desk: Desk) -> None:
    desk.put(of_set("214", STATUS))
    desk.run()
    (exchange,) = desk.exchanges()
    assert exchange.processing == "quarantined"
    assert desk.open_cases() == ["no-agreement"]


def test_every_set_that_nothing_works_is_kept_and_can_be_shown(desk: Desk) -> None:
    sets = [*UNMAPPED, *UNWORKED]
    agree(desk, *sets)
    for control, set_id in enumerate(sets, start=1):
        desk.put(sample(set_id, control), f"{set_id}.edi")
    desk.run()
    kept = {exchange.set_id: exchange for exchange in desk.exchanges()}
    assert sorted(kept) == sorted(sets)
    assert {(one.verdict, one.processing) for one in kept.values()} == {("accepted", "done")}
    assert {one for one in sets if kept[one].document is None} == set(UNMAPPED)
    assert desk.open_cases() == ["document-not-worked"] * len(sets)
    assert len(desk.exchanges("out", "997")) == len(sets)
    with desk.store.read() as session:
        for set_id, one in kept.items():
            assert document_bytes(session, desk.store, one).raw.startswith(b"ST*" + set_id.encode())
