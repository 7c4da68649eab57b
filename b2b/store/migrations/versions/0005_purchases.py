"""purchases"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from b2b.store import types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.add_column(sa.Column("blob_sha256", sa.String(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_exchange_blob_sha256"), "blob", ["blob_sha256"], ["sha256"])

    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_partner_role"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_partner_role"), "role IN ('customer', 'supplier', 'bank')")

    standing = sa.text("state NOT IN ('rejected', 'cancelled')")
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_sales_order_company_id_partner_id_order_number"), type_="unique")
        batch_op.create_index(
            "uq_sales_order_standing",
            ["company_id", "partner_id", "order_number"],
            unique=True,
            sqlite_where=standing,
            postgresql_where=standing,
        )

    op.create_table(
        "replenishment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("reorder_point", types.Scaled(), nullable=False),
        sa.Column("order_up_to", types.Scaled(), nullable=False),
        sa.Column("pack", types.Scaled(), nullable=False),
        sa.Column("minimum", types.Scaled(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("lead_days >= 0", name=op.f("ck_replenishment_lead_days")),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_replenishment_minimum")),
        sa.CheckConstraint(
            "order_up_to > 0 AND order_up_to >= reorder_point", name=op.f("ck_replenishment_order_up_to")
        ),
        sa.CheckConstraint("pack > 0", name=op.f("ck_replenishment_pack")),
        sa.CheckConstraint("reorder_point >= 0", name=op.f("ck_replenishment_reorder_point")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_replenishment_company_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_replenishment_item_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_replenishment_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replenishment")),
        sa.UniqueConstraint("item_id", name=op.f("uq_replenishment_item_id")),
    )
    with op.batch_alter_table("replenishment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replenishment_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "purchase_order",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("requested_at", types.Instant(), nullable=False),
        sa.Column("approval", sa.String(), nullable=True),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("approved_at", types.Instant(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("response", types.Json(), nullable=True),
        sa.Column("answered_at", types.Instant(), nullable=True),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("closed_at", types.Instant(), nullable=True),
        sa.CheckConstraint("approval IN ('rule', 'person')", name=op.f("ck_purchase_order_approval")),
        sa.CheckConstraint(
            "approval IS NULL OR approval <> 'person' OR approved_by <> requested_by",
            name=op.f("ck_purchase_order_four_eyes"),
        ),
        sa.CheckConstraint("source IN ('reorder', 'soap', 'manual')", name=op.f("ck_purchase_order_source")),
        sa.CheckConstraint(
            "state IN ('awaiting-approval', 'refused', 'open', 'closed', 'cancelled')",
            name=op.f("ck_purchase_order_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('open', 'closed') OR approval IS NOT NULL", name=op.f("ck_purchase_order_sent")
        ),
        sa.CheckConstraint(
            "(approval IS NULL) = (approved_at IS NULL) AND (approval IS NULL) = (approved_by IS NULL)",
            name=op.f("ck_purchase_order_approved"),
        ),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_purchase_order_currency")),
        sa.CheckConstraint("net >= 0", name=op.f("ck_purchase_order_net")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_purchase_order_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_purchase_order_exchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_purchase_order_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order")),
        sa.UniqueConstraint("company_id", "order_number", name=op.f("uq_purchase_order_company_id_order_number")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_order_number")),
    )
    with op.batch_alter_table("purchase_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_order_exchange_id"), ["exchange_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_order_number"), ["order_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_partner_id_state"), ["partner_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_purchase_order_state"), ["state"], unique=False)

    op.create_table(
        "purchase_change",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purchase_order_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("answer", types.Json(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.CheckConstraint("state IN ('asked', 'accepted', 'rejected')", name=op.f("ck_purchase_change_state")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_purchase_change_exchange_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["purchase_order.id"], name=op.f("fk_purchase_change_purchase_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_change")),
        sa.UniqueConstraint(
            "purchase_order_id", "sequence", name=op.f("uq_purchase_change_purchase_order_id_sequence")
        ),
    )
    op.create_table(
        "purchase_order_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("purchase_order_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_number", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("supplier_sku", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("ordered", types.Scaled(), nullable=False),
        sa.Column("price", types.Scaled(), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("agreed_price", types.Scaled(), nullable=True),
        sa.Column("confirmed", types.Scaled(), nullable=False),
        sa.Column("back_ordered", types.Scaled(), nullable=False),
        sa.Column("rejected", types.Scaled(), nullable=False),
        sa.Column("cancelled", types.Scaled(), nullable=False),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("announced", types.Scaled(), nullable=False),
        sa.Column("received", types.Scaled(), nullable=False),
        sa.Column("given_up", types.Scaled(), nullable=False),
        sa.Column("invoiced", types.Scaled(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("explanation", types.Json(), nullable=False),
        sa.Column("differences", types.Json(), nullable=False),
        sa.CheckConstraint("announced >= 0", name=op.f("ck_purchase_order_line_announced")),
        sa.CheckConstraint("back_ordered >= 0", name=op.f("ck_purchase_order_line_back_ordered")),
        sa.CheckConstraint("cancelled >= 0 AND cancelled <= ordered", name=op.f("ck_purchase_order_line_cancelled")),
        sa.CheckConstraint("confirmed >= 0", name=op.f("ck_purchase_order_line_confirmed")),
        sa.CheckConstraint("ordered > 0", name=op.f("ck_purchase_order_line_ordered")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_purchase_order_line_price")),
        sa.CheckConstraint("received >= 0", name=op.f("ck_purchase_order_line_received")),
        sa.CheckConstraint("given_up >= 0", name=op.f("ck_purchase_order_line_given_up")),
        sa.CheckConstraint("rejected >= 0", name=op.f("ck_purchase_order_line_rejected")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_purchase_order_line_item_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["purchase_order.id"], name=op.f("fk_purchase_order_line_purchase_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_line")),
        sa.UniqueConstraint(
            "purchase_order_id", "line_number", name=op.f("uq_purchase_order_line_purchase_order_id_line_number")
        ),
        sa.UniqueConstraint(
            "purchase_order_id", "position", name=op.f("uq_purchase_order_line_purchase_order_id_position")
        ),
    )
    with op.batch_alter_table("purchase_order_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_purchase_order_line_item_id"), ["item_id"], unique=False)
