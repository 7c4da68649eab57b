"""Guides in force: kept as revisions by their text, bound to agreements, found again without any file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlmodel import col, select

from b2b.edi.guides.guide import Kind
from b2b.errors import ConfigError, NotFound
from b2b.store import audit, guides, parties
from b2b.store.agreements import current_agreement
from b2b.store.apply_settings import Applied, apply_company, apply_partner
from b2b.store.engine import Store
from b2b.store.tables import Agreement, GuideRevision, PartnerRevision
from tests.store import documented
from tests.store.workspace import ENGINES, START, workspace_on

BASE = 'name = "retail"\nrelease = "004010"\n[sets.850]\nlines = [{ at = "REF[DP]", use = "M" }]\n'
OWN = """name = "northwind"
release = "004010"
base = "retail"
[sets.850]
lines = [{ at = "REF[DP]02", length = [3, 3] }]
"""
TEXTS = {"retail": BASE, "northwind": OWN}
AGREED: dict[str, Any] = {"document": "850", "direction": "in", "guide": "northwind"}


@pytest.fixture(params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[Store]:
    with workspace_on(request.param, tmp_path) as opened:
        with opened.write() as session:
            apply_company(session, documented.company(), now=START, actor="ines")
        yield opened


def apply(store: Store, texts: dict[str, str] | None, *agreements: dict[str, Any], **changes: Any) -> Applied:
    def find(name: str) -> str:
        if texts is None or name not in texts:
            raise NotFound(f"there is no guide {name!r}", where="a folder")
        return texts[name]

    data = documented.partner(agreement=list(agreements or (AGREED,)), **changes)
    with store.write() as session:
        finder = find if texts is not None else None
        return apply_partner(session, data, now=START, actor="ines", find_guide=finder)


def bound(store: Store) -> tuple[int, int] | None:
    """The revisions of the agreement on 850 and of its guide."""
    with store.read() as session:
        row = current_agreement(session, parties.partner(session, "NORTHWIND").id, "850", "in")
        assert row is not None
        guide = session.get(GuideRevision, row.guide_revision_id) if row.guide_revision_id else None
        return (row.revision, guide.revision) if guide is not None else None


def test_a_guide_is_kept_with_its_bases_and_read_from_there(store: Store) -> None:
    done = apply(store, TEXTS)
    assert (done.outcome, done.notes) == ("created", ("Guide northwind, revision 1: 850 in.",))
    assert bound(store) == (1, 1)
    with store.read() as session:
        ((agreement, row),) = guides.in_force(session, done.id)
        assert (agreement.document, row.name, row.release, row.actor) == ("850", "northwind", "004010", "ines")
        assert [name for name, _ in row.texts] == ["northwind", "retail"]
        guide = guides.parsed(row)
        assert [(rule.guide, rule.line, rule.kind) for rule in guide.sets["850"].rules] == [
            ("retail", 1, Kind.USE),
            ("northwind", 1, Kind.LENGTH),
        ]
        (act,) = audit.history(session, "guide_revision", row.id)
        assert (act.action, act.details["revision"], act.details["bases"]) == ("created", 1, ["retail"])
        assert act.details["sha256"] == row.sha256


@pytest.mark.parametrize("changed", ["northwind", "retail"])
def test_a_text_that_changed_is_a_change_of_the_partner_and_one_that_is_back_no_new_revision(
    store: Store, changed: str
) -> None:
    apply(store, TEXTS)
    assert apply(store, TEXTS).outcome == "unchanged"
    done = apply(store, {**TEXTS, changed: TEXTS[changed] + "# said anew\n"})
    assert (done.outcome, done.changes, done.revision) == ("changed", ("guide northwind",), 1)
    assert bound(store) == (2, 2)
    assert apply(store, TEXTS).changes == ("guide northwind",)
    assert bound(store) == (3, 1)
    with store.read() as session:
        assert len(session.exec(select(GuideRevision)).all()) == 2
        assert len(session.exec(select(PartnerRevision)).all()) == 1, "the settings are what they were"
        assert session.exec(select(Agreement).where(col(Agreement.superseded_at).is_(None))).one().revision == 3
        assert [act.action for act in audit.history(session, "partner", done.id)] == ["created", "changed", "changed"]


def test_settings_that_change_without_a_finder_keep_what_is_in_force(store: Store) -> None:
    apply(store, TEXTS)
    assert apply(store, None, name="Northwind AG").outcome == "changed"
    assert bound(store) == (1, 1)
    with pytest.raises(NotFound, match="no guide 'retail' in force"):
        apply(store, None, {**AGREED, "guide": "retail"})


def test_a_guide_that_is_gone_stays_in_force_until_it_is_taken_from_the_agreement(store: Store) -> None:
    apply(store, TEXTS)
    with pytest.raises(NotFound, match="revision 1 stays in force") as caught:
        apply(store, {})
    assert "--guides" in caught.value.next_step
    assert bound(store) == (1, 1)
    apply(store, {}, {"document": "850", "direction": "in"})
    assert bound(store) is None


def test_partners_have_the_revision_that_was_applied_with_them(store: Store) -> None:
    apply(store, TEXTS)
    other = {"code": "SOUTHWIND", "identity": [{"id": "SOUTH"}], "channel": None}
    apply(store, {**TEXTS, "northwind": OWN + "# newer\n"}, **other)
    with store.read() as session:
        south = parties.partner(session, "SOUTHWIND").id
        assert [row.revision for _, row in guides.in_force(session, south)] == [2]
    assert bound(store) == (1, 1)


@pytest.mark.parametrize(
    ("texts", "agreement", "message", "where"),
    [
        (TEXTS, {"document": "855", "direction": "out"}, "says nothing of 855", "agreement 855 out, guide northwind"),
        (TEXTS, {"release": "005010"}, "narrows 004010, the agreement is on 005010", "agreement 850 in"),
        ({"northwind": OWN}, {}, "no guide 'retail'", "a folder"),
        ({**TEXTS, "northwind": BASE}, {}, "calls itself 'retail'", "guide northwind"),
        ({**TEXTS, "retail": BASE.replace("DP", "DP]0x")}, {}, "is no place", r"guide retail \[sets.850\] line 1"),
        ({**TEXTS, "northwind": OWN.replace("3, 3", "3, 99")}, {}, "allows 30", "guide northwind, set 850, line 1"),
        ({**TEXTS, "retail": BASE.replace("REF[DP]", "QTY")}, {}, "no QTY in set 850", "guide retail, set 850, line 1"),
    ],
)
def test_a_guide_that_does_not_fit_is_refused_with_its_line(
    store: Store, texts: dict[str, str], agreement: dict[str, Any], message: str, where: str
) -> None:
    with pytest.raises((ConfigError, NotFound), match=message) as caught:
        apply(store, texts, {**AGREED, **agreement})
    assert where.replace("\\", "") in caught.value.where
    with store.read() as session:
        assert session.exec(select(GuideRevision)).all() == []


def test_only_transaction_sets_have_guides(store: Store) -> None:
    with pytest.raises(
        ConfigError, match=r"agreement\[1\].guide: a guide is of transaction sets and messages, and ubl is none"
    ):
        apply(store, TEXTS, {**AGREED, "document": "ubl"})
    with pytest.raises(ConfigError, match="is not the name of a guide"):
        apply(store, TEXTS, {**AGREED, "guide": "../northwind"})
