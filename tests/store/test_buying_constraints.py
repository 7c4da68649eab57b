"""What the database refuses of the buyer's half, whoever writes: each CHECK and each unique key has a row that breaks it,
and nothing else of the row is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal as D
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from b2b.store.engine import Store
from b2b.store.tables import (
    AnchorBatch,
    AnchorLeaf,
    Blob,
    ExpectedLine,
    ExpectedReceipt,
    Match,
    Nonce,
    Payment,
    PaymentItem,
    PaymentRun,
    PurchaseChange,
    PurchaseInvoice,
    PurchaseInvoiceLine,
    PurchaseOrder,
    PurchaseOrderLine,
    Receipt,
    ReceiptLine,
    Replenishment,
    Row,
    SalesInvoice,
    Settlement,
    Statement,
    StatementEntry,
    User,
)
from tests.store.rows import add_parties, blob, exchange, insert, item, sales_order
from tests.store.workspace import ENGINES, START, workspace_on

TODAY, HASH = START.date(), "0" * 64
ONE, NOTHING, LESS = D(1), D(0), D(-1)
PARTIES: dict[str, Any] = {"company_id": "c", "partner_id": "p"}
APPROVED: dict[str, Any] = {"approval": "person", "approved_by": "chief", "approved_at": START}
SIGNED: dict[str, Any] = {"approved_by": "chief", "approved_sha256": HASH, "approved_at": START}

# One valid row of each table, in the order in which they point to each other.
VALID: dict[str, Row] = {
    "replenishment": Replenishment(
        id="1", **PARTIES, item_id="A", reorder_point=D(5), order_up_to=D(20), pack=ONE, minimum=ONE
    ),
    "purchase_order": PurchaseOrder(
        id="1", number=1, **PARTIES, order_number="45-1", order_date=TODAY, currency="EUR", net=100,
        source="reorder", requested_by="buyer", requested_at=START, document={},
    ),
    "purchase_order_line": PurchaseOrderLine(
        id="1", purchase_order_id="1", position=1, line_number="1", item_id="A", sku="A", unit="EA", ordered=ONE, price=ONE
    ),
    "purchase_change": PurchaseChange(
        id="1", purchase_order_id="1", sequence=1, document={}, requested_by="buyer", created_at=START
    ),
    "expected_receipt": ExpectedReceipt(
        id="1", number=1, **PARTIES, despatch_number="D1", document={}, shipped_at=START
    ),
    "expected_line": ExpectedLine(
        id="1", expected_receipt_id="1", position=1, purchase_order_line_id="1", quantity=ONE, unit="EA"
    ),
    "receipt": Receipt(
        id="1", number=1, **PARTIES, purchase_order_id="1", receipt_number="R1", received_at=START, document={},
        posted_by="erp", created_at=START,
    ),
    "receipt_line": ReceiptLine(
        id="1", receipt_id="1", position=1, purchase_order_line_id="1", quantity=ONE, unit="EA"
    ),
    "purchase_invoice": PurchaseInvoice(
        id="1", number=1, **PARTIES, invoice_number="I-1", invoice_key="I1", kind="380", currency="EUR", net=100, vat=19,
        gross=119, payable=119, date=TODAY, document={}, format="x12", state="matched", received_at=START,
    ),
    "purchase_invoice_line": PurchaseInvoiceLine(
        id="1", purchase_invoice_id="1", position=1, quantity=ONE, unit="EA", unit_price=ONE, net=100
    ),
    "match": Match(
        id="1", purchase_invoice_id="1", run=1, rules="1", inputs={}, result={}, verdict="matched", payable=119,
        actor="gateway", matched_at=START,
    ),
    "payment_run": PaymentRun(
        id="1", number=1, company_id="c", bank_id="p", message_id="M1", currency="EUR", execution_date=TODAY, count=1,
        control_sum=119, document={}, file_sha256=HASH, proposed_by="buyer", proposed_at=START,
    ),
    "payment": Payment(
        id="1", payment_run_id="1", partner_id="p", end_to_end_id="E1", amount=119, currency="EUR", iban="DE1"
    ),
    "payment_item": PaymentItem(id="1", payment_id="1", purchase_invoice_id="1", amount=119),
    "statement": Statement(
        id="1", number=1, company_id="c", bank_id="p", statement_id="S1", iban="DE1", currency="EUR", date=TODAY
    ),
    "statement_entry": StatementEntry(
        id="1", statement_id="1", position=1, amount=-119, currency="EUR", booked_on=TODAY
    ),
    "settlement": Settlement(
        id="1", sales_invoice_id="v", trace="E1", amount=119, currency="EUR", state="advised", at=START
    ),
    "user": User(id="1", name="buyer", token_sha256=HASH, roles=[], created_at=START),
    "nonce": Nonce(client="erp", nonce="1", expires_at=START),
    "anchor_batch": AnchorBatch(id="1", number=1, company_id="c", root=HASH, size=1, created_at=START),
    "anchor_leaf": AnchorLeaf(id="1", batch_id="1", position=0, exchange_id="e1", sha256=HASH, salt=""),
}  # fmt: skip
# What has to differ in a second row of the table.
ANOTHER: dict[str, dict[str, Any]] = {
    "replenishment": {"item_id": "B"},
    "purchase_order": {"number": 2, "order_number": "45-2"},
    "purchase_order_line": {"position": 2, "line_number": "2"},
    "purchase_change": {"sequence": 2},
    "expected_receipt": {"number": 2, "despatch_number": "D2"},
    "expected_line": {"position": 2},
    "receipt": {"number": 2, "receipt_number": "R2"},
    "receipt_line": {"position": 2},
    "purchase_invoice": {"number": 2, "invoice_number": "I-2", "invoice_key": "I2"},
    "purchase_invoice_line": {"position": 2},
    "match": {"run": 2},
    "payment_run": {"number": 2, "message_id": "M2"},
    "payment": {"end_to_end_id": "E2"},
    "payment_item": {"payment_id": "other", "active": False},
    "statement": {"number": 2, "statement_id": "S2"},
    "statement_entry": {"position": 2},
    "settlement": {"trace": "E2"},
    "user": {"name": "chief", "token_sha256": "1" * 64},
    "nonce": {"nonce": "2"},
    "anchor_batch": {"number": 2, "root": "1" * 64},
    "anchor_leaf": {"position": 1, "exchange_id": "e2"},
}


def another(table: str, **values: Any) -> Row:
    """A second row of the table, valid but for these values."""
    row = VALID[table]
    return type(row)(**row.model_dump() | {"id": "2"} | ANOTHER[table] | values)


ACCEPTED: dict[str, Row] = {
    "an order that the rule approved": another("purchase_order", state="open", **APPROVED | {"approval": "rule"}),
    "an order that the rule approved for a user called rule": another(
        "purchase_order", requested_by="rule", **APPROVED | {"approval": "rule", "approved_by": "rule"}
    ),
    "an order that another approved": another("purchase_order", state="open", **APPROVED),
    "a receipt taken back": another("receipt_line", quantity=LESS),
    "a credit note of the same number": another("purchase_invoice", kind="381", invoice_key="I1", payable=0),
    "the same number of another supplier": another("purchase_invoice", partner_id="q", invoice_key="I1"),
    "a run whose bytes another approved": another("payment_run", state="approved", **SIGNED),
    "a run given up without approval": another("payment_run", state="cancelled"),
    "an invoice that a refused payment has let go": another("payment_item"),
    "a credit note set off": another("payment_item", purchase_invoice_id="credit", amount=-10, active=True),
    "money that came back": another("statement_entry", amount=119),
    "the same statement of another account": another("statement", statement_id="S1", iban="DE2"),
    "the same payment for another invoice": another("settlement", sales_invoice_id="w", trace="E1"),
    "a batch that the chain has": another("anchor_batch", state="anchored", receipt={"block": 1}, anchored_at=START),
}

REFUSED: dict[str, Row] = {
    "ck_replenishment_reorder_point": another("replenishment", reorder_point=LESS),
    "ck_replenishment_order_up_to": another("replenishment", order_up_to=D(4)),
    "ck_replenishment_pack": another("replenishment", pack=NOTHING),
    "ck_replenishment_minimum": another("replenishment", minimum=LESS),
    "ck_replenishment_lead_days": another("replenishment", lead_days=-1),
    "uq_replenishment_item_id": another("replenishment", item_id="A"),
    "ck_purchase_order_state": another("purchase_order", state="approved"),
    "ck_purchase_order_source": another("purchase_order", source="mail"),
    "ck_purchase_order_approval": another("purchase_order", **APPROVED | {"approval": "nobody"}),
    "ck_purchase_order_currency": another("purchase_order", currency="EURO"),
    "ck_purchase_order_net": another("purchase_order", net=-1),
    "ck_purchase_order_approved": another("purchase_order", **APPROVED | {"approved_by": None}),
    "ck_purchase_order_four_eyes": another("purchase_order", **APPROVED | {"approved_by": "buyer"}),
    "ck_purchase_order_sent": another("purchase_order", state="open"),
    "uq_purchase_order_number": another("purchase_order", number=1),
    "uq_purchase_order_company_id_order_number": another("purchase_order", order_number="45-1", partner_id="q"),
    "ck_purchase_order_line_ordered": another("purchase_order_line", ordered=NOTHING),
    "ck_purchase_order_line_price": another("purchase_order_line", price=LESS),
    "ck_purchase_order_line_confirmed": another("purchase_order_line", confirmed=LESS),
    "ck_purchase_order_line_back_ordered": another("purchase_order_line", back_ordered=LESS),
    "ck_purchase_order_line_rejected": another("purchase_order_line", rejected=LESS),
    "ck_purchase_order_line_cancelled": another("purchase_order_line", cancelled=D(2)),
    "ck_purchase_order_line_announced": another("purchase_order_line", announced=LESS),
    "ck_purchase_order_line_received": another("purchase_order_line", received=LESS),
    "ck_purchase_order_line_given_up": another("purchase_order_line", given_up=LESS),
    "uq_purchase_order_line_purchase_order_id_position": another("purchase_order_line", position=1),
    "uq_purchase_order_line_purchase_order_id_line_number": another("purchase_order_line", line_number="1"),
    "ck_purchase_change_state": another("purchase_change", state="open"),
    "uq_purchase_change_purchase_order_id_sequence": another("purchase_change", sequence=1),
    "ck_expected_receipt_state": another("expected_receipt", state="lost"),
    "uq_expected_receipt_number": another("expected_receipt", number=1),
    "uq_expected_receipt_company_id_partner_id_despatch_number": another("expected_receipt", despatch_number="D1"),
    "ck_expected_line_quantity": another("expected_line", quantity=NOTHING),
    "ck_expected_line_received": another("expected_line", received=LESS),
    "uq_expected_line_expected_receipt_id_position": another("expected_line", position=1),
    "uq_receipt_number": another("receipt", number=1),
    "uq_receipt_company_id_receipt_number": another("receipt", receipt_number="R1", partner_id="q"),
    "ck_receipt_line_condition": another("receipt_line", condition="used"),
    "ck_receipt_line_quantity": another("receipt_line", quantity=NOTHING),
    "uq_receipt_line_receipt_id_position": another("receipt_line", position=1),
    "ck_purchase_invoice_state": another("purchase_invoice", state="open"),
    "ck_purchase_invoice_format": another("purchase_invoice", format="paper"),
    "ck_purchase_invoice_kind": another("purchase_invoice", kind="325"),
    "ck_purchase_invoice_currency": another("purchase_invoice", currency=""),
    "ck_purchase_invoice_total": another("purchase_invoice", gross=120),
    "ck_purchase_invoice_payable": another("purchase_invoice", payable=120),
    "uq_purchase_invoice_number": another("purchase_invoice", number=1),
    "uq_purchase_invoice_company_id_partner_id_kind_invoice_key": another(
        "purchase_invoice", invoice_key="I1", format="ubl"
    ),
    "uq_purchase_invoice_line_purchase_invoice_id_position": another("purchase_invoice_line", position=1),
    "ck_match_verdict": another("match", verdict="nearly"),
    "ck_match_payable": another("match", payable=-1),
    "uq_match_purchase_invoice_id_run": another("match", run=1),
    "ck_payment_run_state": another("payment_run", state="paid", **SIGNED),
    "ck_payment_run_currency": another("payment_run", currency="E"),
    "ck_payment_run_count": another("payment_run", count=0),
    "ck_payment_run_control_sum": another("payment_run", control_sum=0),
    "ck_payment_run_approved": another("payment_run", approved_by="chief"),
    "ck_payment_run_four_eyes": another("payment_run", **SIGNED | {"approved_by": "buyer"}),
    "ck_payment_run_bound": another("payment_run", **SIGNED | {"approved_sha256": "1" * 64}),
    "ck_payment_run_sent": another("payment_run", state="sent"),
    "uq_payment_run_number": another("payment_run", number=1),
    "uq_payment_run_message_id": another("payment_run", message_id="M1"),
    "ck_payment_state": another("payment", state="lost"),
    "ck_payment_amount": another("payment", amount=0),
    "ck_payment_currency": another("payment", currency=""),
    "uq_payment_end_to_end_id": another("payment", end_to_end_id="E1"),
    "ck_payment_item_amount": another("payment_item", amount=0),
    "uq_payment_item_payment_id_purchase_invoice_id": another("payment_item", payment_id="1"),
    "uq_payment_item_active": another("payment_item", active=True),
    "ck_statement_currency": another("statement", currency=""),
    "uq_statement_number": another("statement", number=1),
    "uq_statement_company_id_iban_statement_id": another("statement", statement_id="S1"),
    "ck_statement_entry_state": another("statement_entry", state="lost"),
    "ck_statement_entry_amount": another("statement_entry", amount=0),
    "uq_statement_entry_statement_id_position": another("statement_entry", position=1),
    "ck_settlement_state": another("settlement", state="promised"),
    "ck_settlement_amount": another("settlement", amount=0),
    "uq_settlement_sales_invoice_id_trace": another("settlement", trace="E1"),
    "ck_user_name": another("user", name=""),
    "ck_user_token": another("user", token_sha256="1"),
    "uq_user_name": another("user", name="buyer"),
    "uq_user_token_sha256": another("user", token_sha256=HASH),
    "ck_anchor_batch_state": another("anchor_batch", state="lost"),
    "ck_anchor_batch_size": another("anchor_batch", size=0),
    "ck_anchor_batch_root": another("anchor_batch", root="1"),
    "ck_anchor_batch_anchored": another("anchor_batch", state="anchored"),
    "uq_anchor_batch_number": another("anchor_batch", number=1),
    "uq_anchor_batch_root": another("anchor_batch", root=HASH),
    "ck_anchor_leaf_sha256": another("anchor_leaf", sha256=""),
    "uq_anchor_leaf_batch_id_position": another("anchor_leaf", position=0),
    "uq_anchor_leaf_exchange_id": another("anchor_leaf", exchange_id="e1"),
}


@pytest.fixture(scope="module", params=ENGINES)
def base(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A workspace with the valid rows; each test rolls back."""
    with workspace_on(request.param, tmp_path_factory.mktemp("base")) as store:
        with store.write() as session:
            add_parties(session)
            _add_what_they_point_to(session)
            for row in VALID.values():
                insert(session, row)
            insert(session, another("payment", id="other", end_to_end_id="E3"))
            credit = {"id": "credit", "number": 3, "kind": "381", "invoice_key": "C1", "payable": 0}
            insert(session, another("purchase_invoice", **credit))
        yield store


def _add_what_they_point_to(session: Session) -> None:
    from b2b.store.tables import Partner

    session.add(Partner(id="q", company_id="c", code="Q", name="Q", role="supplier", settings={}, updated_at=START))
    session.add_all([blob(), Blob(sha256="1" * 64, size=1, content=b"y", created_at=START)])
    session.add_all([item("A"), item("B"), exchange(1), exchange(2), sales_order()])
    session.flush()
    for number, name in enumerate("vw"):
        session.add(
            SalesInvoice(
                id=name, number=f"R{number}", **PARTIES, sales_order_id="o1", kind="380", currency="EUR", net=100, vat=19,
                gross=119, date=TODAY,
            )
        )  # fmt: skip
    session.flush()


@pytest.mark.parametrize("what", ACCEPTED)
def test_accepted(what: str, base: Store) -> None:
    with base.write(dry_run=True) as session:
        insert(session, ACCEPTED[what])


@pytest.mark.parametrize("table", VALID)
def test_a_second_row_is_accepted(table: str, base: Store) -> None:
    """So that a row below is refused for the one thing that is wrong with it."""
    with base.write(dry_run=True) as session:
        insert(session, another(table))


@pytest.mark.parametrize("constraint", REFUSED)
def test_refused(constraint: str, base: Store) -> None:
    row = REFUSED[constraint]
    with pytest.raises(IntegrityError) as refused, base.write(dry_run=True) as session:
        insert(session, row)
    assert broken(base, refused.value) == (constraint if not base.is_sqlite else _as_sqlite_says(row, constraint))


def broken(store: Store, error: IntegrityError) -> str:
    """What the database says was broken: a constraint's name, or the columns of a key of SQLite."""
    if store.is_sqlite:
        return str(error.orig).partition("constraint failed: ")[2]
    diagnosis: Any = error.orig
    return str(diagnosis.diag.constraint_name)


def _as_sqlite_says(row: Row, constraint: str) -> str:
    return (
        ", ".join(f"{row.__tablename__}.{column}" for column in KEYS[constraint]) if constraint in KEYS else constraint
    )


def _keys() -> dict[str, list[str]]:
    found = {}
    for table in VALID:
        meta = Row.metadata.tables[table]
        unique = [one for one in meta.constraints if isinstance(one, UniqueConstraint)]
        for one in (*unique, *(index for index in meta.indexes if index.unique)):
            found[str(one.name)] = [column.name for column in one.columns]
    return found


KEYS = _keys()


def test_no_constraint_is_left_out() -> None:
    checks = {
        str(one.name)
        for table in VALID
        for one in Row.metadata.tables[table].constraints
        if isinstance(one, CheckConstraint)
    }
    assert set(REFUSED) == checks | set(KEYS)
    assert set(VALID) == set(ANOTHER)


def test_a_nonce_is_used_once(base: Store) -> None:
    with pytest.raises(IntegrityError), base.write(dry_run=True) as session:
        insert(session, VALID["nonce"])
