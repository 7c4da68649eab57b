"""payments and proofs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from b2b.store import types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_task_kind"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_task_kind"),
            "kind IN ('erp.order', 'erp.shipment', 'erp.invoice', 'invoice.issue', "
            "'reorder.run', 'payment.run', 'contract.anchor')",
        )

    op.create_table(
        "nonce",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("expires_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("client", "nonce", name=op.f("pk_nonce")),
    )
    with op.batch_alter_table("nonce", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nonce_expires_at"), ["expires_at"], unique=False)

    op.create_table(
        "user",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_sha256", sa.String(), nullable=False),
        sa.Column("roles", types.Json(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_user_name")),
        sa.CheckConstraint("length(token_sha256) = 64", name=op.f("ck_user_token")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("name", name=op.f("uq_user_name")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_user_token_sha256")),
    )
    op.create_table(
        "anchor_batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("receipt", types.Json(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("anchored_at", types.Instant(), nullable=True),
        sa.CheckConstraint("(state = 'anchored') = (receipt IS NOT NULL)", name=op.f("ck_anchor_batch_anchored")),
        sa.CheckConstraint("state IN ('pending', 'anchored')", name=op.f("ck_anchor_batch_state")),
        sa.CheckConstraint("length(root) = 64", name=op.f("ck_anchor_batch_root")),
        sa.CheckConstraint("size > 0", name=op.f("ck_anchor_batch_size")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_anchor_batch_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_anchor_batch_number")),
        sa.UniqueConstraint("root", name=op.f("uq_anchor_batch_root")),
    )
    op.create_table(
        "anchor_leaf",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("batch_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_anchor_leaf_sha256")),
        sa.ForeignKeyConstraint(["batch_id"], ["anchor_batch.id"], name=op.f("fk_anchor_leaf_batch_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_anchor_leaf_exchange_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchor_leaf")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_anchor_leaf_batch_id_position")),
        sa.UniqueConstraint("exchange_id", name=op.f("uq_anchor_leaf_exchange_id")),
    )
    op.create_table(
        "payment_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("bank_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("execution_date", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("control_sum", sa.BigInteger(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("file_sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", types.Instant(), nullable=False),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_sha256", sa.String(), nullable=True),
        sa.Column("approved_at", types.Instant(), nullable=True),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'sent', 'accepted', 'rejected', 'booked', 'cancelled')",
            name=op.f("ck_payment_run_state"),
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'cancelled') OR approved_by IS NOT NULL", name=op.f("ck_payment_run_sent")
        ),
        sa.CheckConstraint("(approved_by IS NULL) = (approved_sha256 IS NULL)", name=op.f("ck_payment_run_approved")),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name=op.f("ck_payment_run_four_eyes")),
        sa.CheckConstraint(
            "approved_sha256 IS NULL OR approved_sha256 = file_sha256", name=op.f("ck_payment_run_bound")
        ),
        sa.CheckConstraint("control_sum > 0", name=op.f("ck_payment_run_control_sum")),
        sa.CheckConstraint("count > 0", name=op.f("ck_payment_run_count")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_payment_run_currency")),
        sa.ForeignKeyConstraint(["bank_id"], ["partner.id"], name=op.f("fk_payment_run_bank_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_payment_run_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_payment_run_exchange_id")),
        sa.ForeignKeyConstraint(["file_sha256"], ["blob.sha256"], name=op.f("fk_payment_run_file_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_run")),
        sa.UniqueConstraint("message_id", name=op.f("uq_payment_run_message_id")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_run_number")),
    )
    with op.batch_alter_table("payment_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_run_exchange_id"), ["exchange_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_run_state"), ["state"], unique=False)

    op.create_table(
        "statement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("bank_id", sa.String(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("iban", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("opening", sa.BigInteger(), nullable=True),
        sa.Column("closing", sa.BigInteger(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_statement_currency")),
        sa.ForeignKeyConstraint(["bank_id"], ["partner.id"], name=op.f("fk_statement_bank_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_statement_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_statement_exchange_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint(
            "company_id", "iban", "statement_id", name=op.f("uq_statement_company_id_iban_statement_id")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_statement_number")),
    )
    op.create_table(
        "payment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("payment_run_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("end_to_end_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("iban", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("status_reason", sa.String(), nullable=False),
        sa.Column("remittance_exchange_id", sa.String(), nullable=True),
        sa.Column("status_at", types.Instant(), nullable=True),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'sent', 'accepted', 'rejected', 'booked', 'returned', 'cancelled')",
            name=op.f("ck_payment_state"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_payment_currency")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_payment_partner_id")),
        sa.ForeignKeyConstraint(["payment_run_id"], ["payment_run.id"], name=op.f("fk_payment_payment_run_id")),
        sa.ForeignKeyConstraint(
            ["remittance_exchange_id"], ["exchange.id"], name=op.f("fk_payment_remittance_exchange_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("end_to_end_id", name=op.f("uq_payment_end_to_end_id")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_payment_run_id_state"), ["payment_run_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_iban_amount"), ["iban", "amount"], unique=False)
        batch_op.create_index(batch_op.f("ix_payment_state"), ["state"], unique=False)

    op.create_table(
        "payment_item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("purchase_invoice_id", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_item_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_item_payment_id")),
        sa.ForeignKeyConstraint(
            ["purchase_invoice_id"], ["purchase_invoice.id"], name=op.f("fk_payment_item_purchase_invoice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_item")),
        sa.UniqueConstraint(
            "payment_id", "purchase_invoice_id", name=op.f("uq_payment_item_payment_id_purchase_invoice_id")
        ),
    )
    with op.batch_alter_table("payment_item", schema=None) as batch_op:
        batch_op.create_index(
            "uq_payment_item_active",
            ["purchase_invoice_id"],
            unique=True,
            sqlite_where=sa.text("active = 1"),
            postgresql_where=sa.text("active"),
        )

    op.create_table(
        "statement_entry",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("bank_reference", sa.String(), nullable=False),
        sa.Column("end_to_end_id", sa.String(), nullable=False),
        sa.Column("counterparty", sa.String(), nullable=False),
        sa.Column("counterparty_iban", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'matched', 'ignored')", name=op.f("ck_statement_entry_state")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_statement_entry_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_statement_entry_payment_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_statement_entry_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_entry")),
        sa.UniqueConstraint("statement_id", "position", name=op.f("uq_statement_entry_statement_id_position")),
    )
    with op.batch_alter_table("statement_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_statement_entry_bank_reference"), ["bank_reference"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_entry_payment_id"), ["payment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_entry_state"), ["state"], unique=False)

    op.create_table(
        "settlement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sales_invoice_id", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("statement_entry_id", sa.String(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.CheckConstraint("state IN ('advised', 'confirmed', 'credited')", name=op.f("ck_settlement_state")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_settlement_amount")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_settlement_exchange_id")),
        sa.ForeignKeyConstraint(
            ["sales_invoice_id"], ["sales_invoice.id"], name=op.f("fk_settlement_sales_invoice_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_entry_id"], ["statement_entry.id"], name=op.f("fk_settlement_statement_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("sales_invoice_id", "trace", name=op.f("uq_settlement_sales_invoice_id_trace")),
    )
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_settlement_trace"), ["trace"], unique=False)

    with op.batch_alter_table("sales_invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credit", types.Json(), nullable=True))
        batch_op.add_column(sa.Column("credited_invoice_id", sa.String(), nullable=True))
        batch_op.create_index(batch_op.f("ix_sales_invoice_credited_invoice_id"), ["credited_invoice_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_sales_invoice_credited_invoice_id"), "sales_invoice", ["credited_invoice_id"], ["id"]
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_sales_invoice_credit_note"), "(kind = '381') = (credited_invoice_id IS NOT NULL)"
        )
