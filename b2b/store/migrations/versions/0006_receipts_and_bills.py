"""receipts and suppliers' invoices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from b2b.store import types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "expected_receipt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("despatch_number", sa.String(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("shipped_at", types.Instant(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state IN ('expected', 'partly-received', 'received', 'cancelled')", name=op.f("ck_expected_receipt_state")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_expected_receipt_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_expected_receipt_exchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_expected_receipt_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_receipt")),
        sa.UniqueConstraint(
            "company_id",
            "partner_id",
            "despatch_number",
            name=op.f("uq_expected_receipt_company_id_partner_id_despatch_number"),
        ),
        sa.UniqueConstraint("number", name=op.f("uq_expected_receipt_number")),
    )
    with op.batch_alter_table("expected_receipt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expected_receipt_state_expected_on"), ["state", "expected_on"], unique=False
        )

    op.create_table(
        "purchase_invoice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("invoice_number", sa.String(), nullable=False),
        sa.Column("invoice_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("preceding_invoice", sa.String(), nullable=False),
        sa.Column("credited_invoice_id", sa.String(), nullable=True),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("problems", types.Json(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.CheckConstraint("format IN ('x12', 'ubl', 'cii', 'pdf')", name=op.f("ck_purchase_invoice_format")),
        sa.CheckConstraint("kind IN ('380', '381')", name=op.f("ck_purchase_invoice_kind")),
        sa.CheckConstraint(
            "state IN ('blocked', 'matched', 'in-payment', 'paid', 'settled', 'rejected')",
            name=op.f("ck_purchase_invoice_state"),
        ),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_purchase_invoice_currency")),
        sa.CheckConstraint("net + vat = gross", name=op.f("ck_purchase_invoice_total")),
        sa.CheckConstraint("payable >= 0 AND payable <= gross", name=op.f("ck_purchase_invoice_payable")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_purchase_invoice_company_id")),
        sa.ForeignKeyConstraint(
            ["credited_invoice_id"], ["purchase_invoice.id"], name=op.f("fk_purchase_invoice_credited_invoice_id")
        ),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_purchase_invoice_exchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_purchase_invoice_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_invoice")),
        sa.UniqueConstraint(
            "company_id",
            "partner_id",
            "kind",
            "invoice_key",
            name=op.f("uq_purchase_invoice_company_id_partner_id_kind_invoice_key"),
        ),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_invoice_number")),
    )
    with op.batch_alter_table("purchase_invoice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_purchase_invoice_credited_invoice_id"), ["credited_invoice_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_purchase_invoice_exchange_id"), ["exchange_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_invoice_invoice_number"), ["invoice_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_invoice_state_due"), ["state", "due"], unique=False)

    op.create_table(
        "match",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purchase_invoice_id", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("rules", sa.String(), nullable=False),
        sa.Column("inputs", types.Json(), nullable=False),
        sa.Column("result", types.Json(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("payable", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("matched_at", types.Instant(), nullable=False),
        sa.CheckConstraint("verdict IN ('matched', 'blocked', 'overridden')", name=op.f("ck_match_verdict")),
        sa.CheckConstraint("payable >= 0", name=op.f("ck_match_payable")),
        sa.ForeignKeyConstraint(
            ["purchase_invoice_id"], ["purchase_invoice.id"], name=op.f("fk_match_purchase_invoice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("purchase_invoice_id", "run", name=op.f("uq_match_purchase_invoice_id_run")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("purchase_order_id", sa.String(), nullable=False),
        sa.Column("expected_receipt_id", sa.String(), nullable=True),
        sa.Column("receipt_number", sa.String(), nullable=False),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("differences", types.Json(), nullable=False),
        sa.Column("posted_by", sa.String(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_receipt_company_id")),
        sa.ForeignKeyConstraint(
            ["expected_receipt_id"], ["expected_receipt.id"], name=op.f("fk_receipt_expected_receipt_id")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_receipt_partner_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["purchase_order.id"], name=op.f("fk_receipt_purchase_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("company_id", "receipt_number", name=op.f("uq_receipt_company_id_receipt_number")),
        sa.UniqueConstraint("number", name=op.f("uq_receipt_number")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_expected_receipt_id"), ["expected_receipt_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_purchase_order_id"), ["purchase_order_id"], unique=False)

    op.create_table(
        "expected_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("expected_receipt_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purchase_order_line_id", sa.String(), nullable=False),
        sa.Column("quantity", types.Scaled(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("sscc", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("received", types.Scaled(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_expected_line_quantity")),
        sa.CheckConstraint("received >= 0", name=op.f("ck_expected_line_received")),
        sa.ForeignKeyConstraint(
            ["expected_receipt_id"], ["expected_receipt.id"], name=op.f("fk_expected_line_expected_receipt_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"], ["purchase_order_line.id"], name=op.f("fk_expected_line_purchase_order_line_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_line")),
        sa.UniqueConstraint(
            "expected_receipt_id", "position", name=op.f("uq_expected_line_expected_receipt_id_position")
        ),
    )
    with op.batch_alter_table("expected_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_expected_line_purchase_order_line_id"), ["purchase_order_line_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_expected_line_sscc"), ["sscc"], unique=False)

    op.create_table(
        "purchase_invoice_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purchase_invoice_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purchase_order_line_id", sa.String(), nullable=True),
        sa.Column("quantity", types.Scaled(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_price", types.Scaled(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["purchase_invoice_id"], ["purchase_invoice.id"], name=op.f("fk_purchase_invoice_line_purchase_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"],
            ["purchase_order_line.id"],
            name=op.f("fk_purchase_invoice_line_purchase_order_line_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_invoice_line")),
        sa.UniqueConstraint(
            "purchase_invoice_id", "position", name=op.f("uq_purchase_invoice_line_purchase_invoice_id_position")
        ),
    )
    with op.batch_alter_table("purchase_invoice_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_purchase_invoice_line_purchase_order_line_id"), ["purchase_order_line_id"], unique=False
        )

    op.create_table(
        "receipt_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("receipt_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purchase_order_line_id", sa.String(), nullable=False),
        sa.Column("quantity", types.Scaled(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("sscc", sa.String(), nullable=False),
        sa.CheckConstraint("condition IN ('good', 'damaged', 'refused')", name=op.f("ck_receipt_line_condition")),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_receipt_line_quantity")),
        sa.ForeignKeyConstraint(
            ["purchase_order_line_id"], ["purchase_order_line.id"], name=op.f("fk_receipt_line_purchase_order_line_id")
        ),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_line_receipt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
        sa.UniqueConstraint("receipt_id", "position", name=op.f("uq_receipt_line_receipt_id_position")),
    )
    with op.batch_alter_table("receipt_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_receipt_line_purchase_order_line_id"), ["purchase_order_line_id"], unique=False
        )
