"""Applying a file: what is new is made, what changed is kept as a revision, what is taken is a conflict, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from b2b.errors import ConfigError, Conflict, NotAllowed, NotFound
from b2b.store import agreements, audit, parties
from b2b.store.apply_settings import Applied, apply_company, apply_partner, differences
from b2b.store.engine import Store
from b2b.store.settings import write_toml
from b2b.store.tables import Agreement, Channel, Identity, Partner, PartnerRevision
from tests.store import documented
from tests.store.rows import blob, transmission
from tests.store.workspace import ENGINES, START, make_workspace, workspace_on


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path) as made:
        with made.write() as session:
            apply_company(session, documented.company(), now=START, actor="ines")
            apply_partner(session, documented.partner(), now=START, actor="ines")
        yield made


def apply(store: Store, data: dict[str, Any], actor: str = "ines") -> Applied:
    apply_one = apply_partner if "partner" in data else apply_company
    with store.write() as session:
        return apply_one(session, data, now=START, actor=actor, where="file.toml")


def identities(session: Session) -> set[tuple[str, str, str, bool]]:
    return {(i.qualifier, i.value, i.gs_id, i.partner_id is None) for i in session.exec(select(Identity))}


def test_a_company_and_a_partner_become_rows(store: Store) -> None:
    with store.read() as session:
        company = parties.company(session, "ACME")
        partner = parties.partner(session, "NORTHWIND")
        assert parties.only_company(session).id == company.id == partner.company_id
        assert identities(session) == {
            ("ZZ", "ACMESUPPLY", "ACMESUPPLY", True),
            ("ZZ", "NORTHWIND", "NORTHWIND", False),
        }
        channel = agreements.channel_of(session, partner.id)
        assert channel is not None
        assert channel.settings["inbox"] == "channels/northwind/in"
        held = agreements.current_agreements(session, partner.id)
        assert [(a.document, a.direction, a.release, a.revision, a.channel_id) for a in held] == [
            ("850", "in", "004010", 1, channel.id),
            ("855", "out", "004010", 1, channel.id),
        ]
        assert parties.partner_settings(partner).agreement("850", "in") == agreements.agreement_settings(held[0])
        assert parties.company_settings(company).name == company.name


def test_the_export_is_the_file_that_was_applied(store: Store) -> None:
    with store.read() as session:
        assert write_toml(parties.partner(session, "NORTHWIND").settings) == write_toml(documented.partner())
        assert write_toml(parties.company(session, "ACME").settings) == write_toml(documented.company())


@pytest.mark.parametrize("data", [documented.company(), documented.partner()])
def test_the_same_file_again_changes_nothing(data: dict[str, Any], store: Store) -> None:
    applied = apply(store, data)
    assert (applied.outcome, applied.revision, applied.changes) == ("unchanged", 1, ())
    with store.read() as session:
        assert len(audit.history(session, next(iter(data)), applied.id)) == 1


def test_a_change_is_a_revision_with_the_keys_that_differ(store: Store) -> None:
    applied = apply(store, documented.partner(name="Northwind AG", terms={"currency": "USD"}), actor="otto")
    assert (applied.outcome, applied.revision) == ("changed", 2)
    assert "partner.name" in applied.changes
    assert "partner.terms.price_policy" in applied.changes
    with store.read() as session:
        partner = session.get_one(Partner, applied.id)
        assert (partner.name, partner.revision) == ("Northwind AG", 2)
        revisions = session.exec(select(PartnerRevision).order_by(col(PartnerRevision.revision))).all()
        assert [(r.revision, r.actor, r.settings["partner"]["name"]) for r in revisions] == [
            (1, "ines", "Northwind Retail GmbH"),
            (2, "otto", "Northwind AG"),
        ]
        assert audit.history(session, "partner", partner.id)[-1].details["changes"] == list(applied.changes)


def test_a_company_changes_too(store: Store) -> None:
    applied = apply(store, documented.company(net_days=14, identity=[{"id": "ACME2"}]))
    assert (applied.outcome, applied.revision, applied.changes) == (
        "changed",
        2,
        ("company.identity", "company.net_days"),
    )
    with store.read() as session:
        assert identities(session) == {("ZZ", "ACME2", "", True), ("ZZ", "NORTHWIND", "NORTHWIND", False)}


def test_an_agreement_that_changes_is_closed_and_opened_anew_and_the_other_stays(store: Store) -> None:
    changed = [
        {"document": "850", "direction": "in", "business_answer_hours": 4},
        documented.partner()["partner"]["agreement"][1],
    ]
    apply(store, documented.partner(agreement=changed))
    with store.read() as session:
        partner = parties.partner(session, "NORTHWIND")
        rows = session.exec(select(Agreement).order_by(col(Agreement.document), col(Agreement.revision))).all()
        assert [(a.document, a.revision, a.superseded_at) for a in rows] == [
            ("850", 1, START),
            ("850", 2, None),
            ("855", 1, None),
        ]
        current = agreements.current_agreement(session, partner.id, "850", "in")
        assert current is not None
        assert agreements.agreement_settings(current).business_answer_hours == 4


def test_what_is_no_longer_agreed_is_closed_and_can_come_back(store: Store) -> None:
    apply(store, documented.partner(agreement=[]))
    with store.read() as session:
        assert agreements.current_agreements(session, parties.partner(session, "NORTHWIND").id) == []
    apply(store, documented.partner())
    with store.read() as session:
        held = agreements.current_agreements(session, parties.partner(session, "NORTHWIND").id)
        assert [(a.document, a.revision) for a in held] == [("850", 2), ("855", 2)]


def test_the_way_we_write_is_part_of_every_agreement(store: Store) -> None:
    apply(store, documented.partner(x12={"release": "005010", "test": True}))
    with store.read() as session:
        rows = session.exec(select(Agreement).where(col(Agreement.superseded_at).is_(None))).all()
        assert {(a.revision, a.test, a.settings["x12"]["release"]) for a in rows} == {(2, True, "005010")}


def test_a_renamed_channel_is_the_same_channel(store: Store) -> None:
    channel = documented.partner()["partner"]["channel"] | {"name": "nw-2"}
    apply(store, documented.partner(channel=channel))
    with store.read() as session:
        (row,) = session.exec(select(Channel)).all()
        assert (row.name, row.settings["name"]) == ("nw-2", "nw-2")


def test_a_channel_that_was_used_cannot_go(store: Store) -> None:
    with store.write() as session:
        session.add_all([blob(), transmission(channel_id=session.exec(select(Channel.id)).one())])
    with pytest.raises(NotAllowed, match="'northwind' has been used"):
        apply(store, documented.partner(channel=None, agreement=[]))


def test_a_channel_that_was_never_used_can_go(tmp_path: Path) -> None:
    store = make_workspace(tmp_path)
    apply(store, documented.company())
    apply(store, documented.partner(agreement=None))
    apply(store, documented.partner(agreement=None, channel=None))
    with store.read() as session:
        assert session.exec(select(Channel)).all() == []
    store.close()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"code": "OTHER", "channel": None}, "the identity ZZ/NORTHWIND/NORTHWIND belongs to NORTHWIND"),
        ({"code": "OTHER", "channel": None, "identity": [{"id": "ACMESUPPLY", "gs_id": "ACMESUPPLY"}]}, "belongs to ACME"),
        ({"code": "OTHER", "identity": []}, "the channel name 'northwind' is used by another partner"),
    ],
)  # fmt: skip
def test_what_is_taken_is_a_conflict_and_nothing_is_applied(changes: dict[str, Any], words: str, store: Store) -> None:
    with pytest.raises(Conflict, match=words) as caught:
        apply(store, documented.partner(**changes))
    assert caught.value.where == "file.toml"
    with store.read() as session:
        assert [partner.code for partner in parties.partners(session)] == ["NORTHWIND"]


def test_two_partners_behind_one_isa_are_told_apart_by_their_gs(store: Store) -> None:
    for code, gs_id in (("NORTH", "NORTH"), ("WEST", "")):
        apply(store, documented.partner(code=code, channel=None, identity=[{"id": "HUB", "gs_id": gs_id}]))
    with store.read() as session:
        company = parties.find_company_by_isa(session, "ZZ", "ACMESUPPLY     ")
        assert company is not None

        def found(value: str, gs_id: str | None) -> str | None:
            partner = parties.find_partner_by_isa(session, company.id, "ZZ", value, gs_id)
            return partner.code if partner else None

        assert found("HUB            ", "NORTH") == "NORTH"
        assert found("HUB", "ANY") == "WEST"
        assert found("HUB", None) is None
        assert found("NORTHWIND", None) == "NORTHWIND"
        assert found("NORTHWIND", "OTHER") is None
        assert found("ACMESUPPLY", None) is None
        assert parties.find_company_by_isa(session, "01", "ACMESUPPLY") is None
        assert parties.find_company_by_isa(session, "ZZ", "HUB") is None


def test_an_address_that_two_companies_share_is_nobodys(store: Store) -> None:
    apply(store, documented.company(code="ACME2"))
    with store.read() as session:
        assert parties.find_company_by_isa(session, "ZZ", "ACMESUPPLY") is None
        with pytest.raises(NotFound, match="several companies"):
            parties.only_company(session)


def test_a_partner_of_two_companies_is_asked_for_by_company(store: Store) -> None:
    apply(store, documented.company(code="ACME2"))
    applied = apply(store, documented.partner(company="ACME2", channel=None))
    with store.read() as session:
        with pytest.raises(NotFound, match="several companies have a partner"):
            parties.partner(session, "NORTHWIND")
        assert parties.partner(session, "NORTHWIND", parties.company(session, "ACME2").id).id == applied.id


def test_what_is_unknown_is_named_with_what_there_is(store: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no company 'NONE'; known: ACME"):
        apply(store, documented.partner(company="NONE"))
    with store.read() as session, pytest.raises(NotFound, match="no partner 'X'; known: NORTHWIND"):
        parties.partner(session, "X")
    empty = make_workspace(tmp_path / "empty")
    with empty.read() as session, pytest.raises(NotFound, match="no company yet"):
        parties.only_company(session)
    with empty.read() as session, pytest.raises(NotFound, match=r"there is no company 'ACME'$"):
        parties.company(session, "ACME")
    empty.close()


def test_identities_stand_in_the_order_of_the_file(store: Store) -> None:
    """The gateway writes the one that has stood longest."""
    names = ["ZULU", "ALPHA", "MIKE", "BRAVO", "YANKEE"]
    apply(store, documented.partner(identity=[{"id": name, "gs_id": name} for name in names]))
    with store.read() as session:
        query = select(Identity.value).where(col(Identity.partner_id).is_not(None))
        assert list(session.exec(query.order_by(col(Identity.valid_from), col(Identity.id)))) == names


def test_a_wrong_file_applies_nothing(store: Store) -> None:
    with pytest.raises(ConfigError, match=r"partner\.role") as caught:
        apply(store, documented.partner(code="OTHER", role="friend"))
    assert caught.value.where == "file.toml"


def test_differences_are_dotted_keys() -> None:
    old = {"a": 1, "b": {"c": "x", "d": [1, 2]}, "e": {"f": 1}}
    new = {"a": 1, "b": {"c": "y", "d": [1, 3]}, "g": True}
    assert differences(old, new) == ("b.c", "b.d", "e.f", "g")
    assert differences(new, new) == ()
