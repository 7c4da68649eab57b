"""Nobody makes money leave alone: whoever had a hand in a payment does not approve it."""

from __future__ import annotations

from pathlib import Path

import pytest

from b2b.errors import NotAllowed
from b2b.store import apply_settings, ids
from b2b.store.settings import load_toml
from b2b.store.tables import Match
from tests.procurement.payer import OTHER_IBAN, SUPPLIER, THEIR_IBAN, Buyer, make_buyer


@pytest.fixture
def payer(tmp_path: Path) -> Buyer:
    buyer = make_buyer(tmp_path)
    buyer.owes("A-1", 10000, iban="")
    return buyer


def sets_account(payer: Buyer, iban: str, actor: str) -> None:
    text = SUPPLIER.format(code="ACME", channel="acme", account=f'iban = "{iban}"')
    with payer.store.write() as session:
        apply_settings.apply_partner(session, load_toml(text, "partner"), now=payer.tick(), actor=actor)


def test_a_run_to_an_account_that_was_changed_meanwhile_is_not_approved(payer: Buyer) -> None:
    run = payer.proposes()
    assert run
    sets_account(payer, OTHER_IBAN, "paula")
    with pytest.raises(NotAllowed, match=f"pays {THEIR_IBAN}, and ACME is paid to {OTHER_IBAN} now"):
        payer.approves(run)
    sets_account(payer, THEIR_IBAN, "paula")
    payer.approves(run)


def test_who_set_the_account_does_not_approve_what_a_schedule_pays_to_it(payer: Buyer) -> None:
    sets_account(payer, OTHER_IBAN, "boris")
    run = payer.proposes(actor="gateway")
    assert run
    with pytest.raises(NotAllowed, match="boris set the account of ACME"):
        payer.approves(run, "boris")
    payer.approves(run, "carla")


def test_what_else_somebody_set_does_not_matter(payer: Buyer) -> None:
    text = SUPPLIER.format(code="ACME", channel="acme", account=f'iban = "{THEIR_IBAN}"\naccount_name = "Acme"')
    with payer.store.write() as session:
        apply_settings.apply_partner(session, load_toml(text, "partner"), now=payer.tick(), actor="boris")
    run = payer.proposes(actor="gateway")
    assert run
    payer.approves(run, "boris")


def test_who_let_a_blocked_invoice_pass_does_not_approve_its_payment(payer: Buyer) -> None:
    invoice = payer.invoice("A-1")
    with payer.store.write() as session:
        session.add(
            Match(
                id=ids.new(payer.tick()),
                purchase_invoice_id=invoice.id,
                run=1,
                rules="1",
                inputs={"override": {"by": "boris", "reason": "agreed"}},
                result={},
                verdict="overridden",
                payable=10000,
                actor="boris",
                matched_at=payer.clock.at,
            )
        )
    run = payer.proposes(actor="gateway")
    assert run
    with pytest.raises(NotAllowed, match="boris let invoice A-1 pass"):
        payer.approves(run, "boris")
    payer.approves(run, "carla")
