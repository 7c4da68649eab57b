"""initial"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from b2b.store import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("details", types.Json(), nullable=False),
        sa.Column("payload_sha256", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_table_name_row_id"), ["table_name", "row_id"], unique=False)

    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("path", sa.String(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.CheckConstraint("content IS NULL OR path IS NULL", name=op.f("ck_blob_place")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_blob_sha256")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_blob_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_table(
        "company",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", types.OrderedJson(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_company_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("code", name=op.f("uq_company_code")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "idempotency",
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_sha256", sa.String(), nullable=False),
        sa.Column("response", types.Json(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("client", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "schedule",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("trigger", types.Json(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schedule")),
        sa.UniqueConstraint("name", name=op.f("uq_schedule_name")),
    )
    op.create_table(
        "seal",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("first_audit", sa.BigInteger(), nullable=False),
        sa.Column("last_audit", sa.BigInteger(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("entries", types.Json(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.CheckConstraint("first_audit <= last_audit AND row_count > 0", name=op.f("ck_seal_rows")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_seal")),
        sa.UniqueConstraint("last_audit", name=op.f("uq_seal_last_audit")),
    )
    op.create_table(
        "catalog_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("blob_sha256", sa.String(), nullable=True),
        sa.Column("imported_at", types.Instant(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_catalog_revision_blob_sha256")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_catalog_revision_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_revision")),
    )
    with op.batch_alter_table("catalog_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_catalog_revision_company_id_name_imported_at"),
            ["company_id", "name", "imported_at"],
            unique=False,
        )

    op.create_table(
        "item",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("gtin", sa.String(), nullable=True),
        sa.Column("pack", types.Scaled(), nullable=False),
        sa.Column("minimum", types.Scaled(), nullable=False),
        sa.Column("vat_category", sa.String(), nullable=True),
        sa.Column("vat_rate", types.Scaled(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("sku <> ''", name=op.f("ck_item_sku")),
        sa.CheckConstraint("minimum >= 0", name=op.f("ck_item_minimum")),
        sa.CheckConstraint("pack > 0", name=op.f("ck_item_pack")),
        sa.CheckConstraint("vat_rate >= 0", name=op.f("ck_item_vat_rate")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_item_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("company_id", "sku", name=op.f("uq_item_company_id_sku")),
    )
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_company_id_gtin"), ["company_id", "gtin"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("settings", types.OrderedJson(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", types.Instant(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_partner_code")),
        sa.CheckConstraint("role IN ('customer', 'supplier')", name=op.f("ck_partner_role")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_partner_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
        sa.UniqueConstraint("company_id", "code", name=op.f("uq_partner_company_id_code")),
    )
    op.create_table(
        "schedule_slot",
        sa.Column("schedule_id", sa.String(), nullable=False),
        sa.Column("slot", types.Instant(), nullable=False),
        sa.Column("won_at", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"], name=op.f("fk_schedule_slot_schedule_id")),
        sa.PrimaryKeyConstraint("schedule_id", "slot", name=op.f("pk_schedule_slot")),
    )
    op.create_table(
        "task",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lock_key", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_at", types.Instant(), nullable=False),
        sa.Column("lease_until", types.Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("result", types.Json(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("done_at", types.Instant(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('erp.order', 'erp.shipment', 'erp.invoice', 'invoice.issue')", name=op.f("ck_task_kind")
        ),
        sa.CheckConstraint("state IN ('pending', 'running', 'done', 'failed', 'unknown')", name=op.f("ck_task_state")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_task_attempts")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_task_company_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("key", name=op.f("uq_task_key")),
        sa.UniqueConstraint("number", name=op.f("uq_task_number")),
    )
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_lock_key_sequence"), ["lock_key", "sequence"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_row_id"), ["row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_state_due_at"), ["state", "due_at"], unique=False)

    op.create_table(
        "channel",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("settings", types.OrderedJson(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_channel_company_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_channel_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
    )
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_channel_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "identity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("qualifier", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("gs_id", sa.String(), nullable=False),
        sa.Column("valid_from", types.Instant(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_identity_company_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_identity_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint(
            "company_id", "qualifier", "value", "gs_id", name=op.f("uq_identity_company_id_qualifier_value_gs_id")
        ),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_partner_id"), ["partner_id"], unique=False)

    op.create_table(
        "item_xref",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.CheckConstraint("code <> ''", name=op.f("ck_item_xref_code")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_item_xref_company_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_xref_item_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_item_xref_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_xref")),
        sa.UniqueConstraint("company_id", "partner_id", "code", name=op.f("uq_item_xref_company_id_partner_id_code")),
    )
    with op.batch_alter_table("item_xref", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_xref_item_id"), ["item_id"], unique=False)

    op.create_table(
        "partner_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("settings", types.OrderedJson(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_partner_revision_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_revision")),
        sa.UniqueConstraint("partner_id", "revision", name=op.f("uq_partner_revision_partner_id_revision")),
    )
    op.create_table(
        "price",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("from_quantity", types.Scaled(), nullable=False),
        sa.Column("price", types.Scaled(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("catalog_revision_id", sa.String(), nullable=False),
        sa.CheckConstraint("from_quantity >= 0", name=op.f("ck_price_from_quantity")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_price_currency")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_price_price")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_from <= valid_to", name=op.f("ck_price_validity")
        ),
        sa.ForeignKeyConstraint(
            ["catalog_revision_id"], ["catalog_revision.id"], name=op.f("fk_price_catalog_revision_id")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_price_company_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_price_item_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_price_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
    )
    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_price_catalog_revision_id"), ["catalog_revision_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_price_item_id_currency_partner_id"), ["item_id", "currency", "partner_id"], unique=False
        )

    op.create_table(
        "stock",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("quantity", types.Scaled(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("as_of", types.Instant(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_stock_company_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_stock_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock")),
        sa.UniqueConstraint("item_id", name=op.f("uq_stock_item_id")),
    )
    op.create_table(
        "uom_conversion",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("factor", types.Scaled(), nullable=False),
        sa.CheckConstraint("factor > 0", name=op.f("ck_uom_conversion_factor")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_uom_conversion_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uom_conversion")),
        sa.UniqueConstraint("item_id", "unit", name=op.f("uq_uom_conversion_item_id_unit")),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("settings", types.OrderedJson(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("valid_from", types.Instant(), nullable=False),
        sa.Column("superseded_at", types.Instant(), nullable=True),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_agreement_direction")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_agreement_channel_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_agreement_company_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_agreement_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint(
            "partner_id",
            "document",
            "direction",
            "revision",
            name=op.f("uq_agreement_partner_id_document_direction_revision"),
        ),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(
            "uq_agreement_current",
            ["partner_id", "document", "direction"],
            unique=True,
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.create_table(
        "transmission",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("blob_sha256", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=False),
        sa.Column("due_at", types.Instant(), nullable=True),
        sa.Column("lease_until", types.Instant(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("delivered_at", types.Instant(), nullable=True),
        sa.CheckConstraint(
            "(direction = 'in') = (delivery IN ('received', 'processed'))",
            name=op.f("ck_transmission_delivery_direction"),
        ),
        sa.CheckConstraint(
            "delivery IN ('received', 'processed', 'pending', 'sending', 'delivered', 'failed', 'unknown')",
            name=op.f("ck_transmission_delivery"),
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_transmission_direction")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_transmission_attempts")),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_transmission_blob_sha256")),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_transmission_channel_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_transmission_company_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_transmission_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transmission")),
        sa.UniqueConstraint("channel_id", "token", name=op.f("uq_transmission_channel_id_token")),
        sa.UniqueConstraint("number", name=op.f("uq_transmission_number")),
    )
    with op.batch_alter_table("transmission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transmission_blob_sha256"), ["blob_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_transmission_delivery_due_at"), ["delivery", "due_at"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("started_at", types.Instant(), nullable=False),
        sa.Column("ended_at", types.Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=False),
        sa.CheckConstraint("outcome IN ('delivered', 'failed', 'unknown')", name=op.f("ck_attempt_outcome")),
        sa.ForeignKeyConstraint(["transmission_id"], ["transmission.id"], name=op.f("fk_attempt_transmission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("transmission_id", "n", name=op.f("uq_attempt_transmission_id_n")),
    )
    op.create_table(
        "interchange",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("sender_qualifier", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("receiver_qualifier", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("control_number", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("date", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("findings", types.Json(), nullable=False),
        sa.Column("duplicate_of", sa.String(), nullable=True),
        sa.Column("identity_key", sa.String(), nullable=True),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_interchange_direction")),
        sa.CheckConstraint(
            "verdict IN ('accepted', 'accepted-with-errors', 'rejected', 'unsupported')",
            name=op.f("ck_interchange_verdict"),
        ),
        sa.CheckConstraint("duplicate_of IS NULL OR identity_key IS NULL", name=op.f("ck_interchange_duplicate")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_interchange_company_id")),
        sa.ForeignKeyConstraint(["duplicate_of"], ["interchange.id"], name=op.f("fk_interchange_duplicate_of")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_interchange_partner_id")),
        sa.ForeignKeyConstraint(["transmission_id"], ["transmission.id"], name=op.f("fk_interchange_transmission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interchange")),
        sa.UniqueConstraint("identity_key", name=op.f("uq_interchange_identity_key")),
    )
    with op.batch_alter_table("interchange", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_interchange_sender_receiver_control_number"),
            ["sender", "receiver", "control_number"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_interchange_transmission_id"), ["transmission_id"], unique=False)

    op.create_table(
        "grp",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("interchange_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("functional_id", sa.String(), nullable=False),
        sa.Column("control_number", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sender_code", sa.String(), nullable=False),
        sa.Column("receiver_code", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("acknowledgment", sa.String(), nullable=False),
        sa.Column("findings", types.Json(), nullable=False),
        sa.Column("counts", types.Json(), nullable=False),
        sa.CheckConstraint(
            "acknowledgment IN ('not-expected', 'awaited', 'accepted', 'rejected', 'overdue')",
            name=op.f("ck_grp_acknowledgment"),
        ),
        sa.CheckConstraint(
            "verdict IN ('accepted', 'accepted-with-errors', 'rejected', 'unsupported')", name=op.f("ck_grp_verdict")
        ),
        sa.ForeignKeyConstraint(["interchange_id"], ["interchange.id"], name=op.f("fk_grp_interchange_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grp")),
        sa.UniqueConstraint("interchange_id", "position", name=op.f("uq_grp_interchange_id_position")),
    )
    with op.batch_alter_table("grp", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_grp_functional_id_control_number"), ["functional_id", "control_number"], unique=False
        )

    op.create_table(
        "exchange",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("transmission_id", sa.String(), nullable=True),
        sa.Column("interchange_id", sa.String(), nullable=True),
        sa.Column("group_id", sa.String(), nullable=True),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("agreement_id", sa.String(), nullable=True),
        sa.Column("agreement_revision", sa.Integer(), nullable=True),
        sa.Column("schema_hash", sa.String(), nullable=False),
        sa.Column("set_id", sa.String(), nullable=False),
        sa.Column("document_type", sa.String(), nullable=False),
        sa.Column("control_number", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("findings", types.Json(), nullable=False),
        sa.Column("acknowledgment", sa.String(), nullable=False),
        sa.Column("processing", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("document", types.Json(), nullable=True),
        sa.Column("leftovers", types.Json(), nullable=False),
        sa.Column("body", types.Json(), nullable=True),
        sa.Column("business_key", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("due_at", types.Instant(), nullable=True),
        sa.Column("answer_due_at", types.Instant(), nullable=True),
        sa.Column("acknowledgment_due_at", types.Instant(), nullable=True),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("done_at", types.Instant(), nullable=True),
        sa.CheckConstraint(
            "acknowledgment IN ('not-expected', 'awaited', 'accepted', 'rejected', 'overdue')",
            name=op.f("ck_exchange_acknowledgment"),
        ),
        sa.CheckConstraint(
            "answer IN ('not-expected', 'awaited', 'received', 'overdue')", name=op.f("ck_exchange_answer")
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_exchange_direction")),
        sa.CheckConstraint(
            "processing IN ('new', 'waiting', 'done', 'failed', 'quarantined')", name=op.f("ck_exchange_processing")
        ),
        sa.CheckConstraint(
            "verdict IN ('accepted', 'accepted-with-errors', 'rejected', 'unsupported')",
            name=op.f("ck_exchange_verdict"),
        ),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_exchange_agreement_id")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_exchange_company_id")),
        sa.ForeignKeyConstraint(["group_id"], ["grp.id"], name=op.f("fk_exchange_group_id")),
        sa.ForeignKeyConstraint(["interchange_id"], ["interchange.id"], name=op.f("fk_exchange_interchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_exchange_partner_id")),
        sa.ForeignKeyConstraint(["transmission_id"], ["transmission.id"], name=op.f("fk_exchange_transmission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
        sa.UniqueConstraint("number", name=op.f("uq_exchange_number")),
    )
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_exchange_acknowledgment_acknowledgment_due_at"),
            ["acknowledgment", "acknowledgment_due_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_exchange_answer_answer_due_at"), ["answer", "answer_due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_business_key"), ["business_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_interchange_id"), ["interchange_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_partner_id"), ["partner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_processing_due_at"), ["processing", "due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exchange_transmission_id"), ["transmission_id"], unique=False)

    op.create_table(
        "exception",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=True),
        sa.Column("partner_id", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("details", types.Json(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("table_name", sa.String(), nullable=True),
        sa.Column("row_id", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", types.Instant(), nullable=False),
        sa.Column("resolved_at", types.Instant(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=False),
        sa.CheckConstraint("(state = 'resolved') = (resolved_at IS NOT NULL)", name=op.f("ck_exception_resolved")),
        sa.CheckConstraint("severity IN ('error', 'warning', 'info')", name=op.f("ck_exception_severity")),
        sa.CheckConstraint("state IN ('open', 'resolved')", name=op.f("ck_exception_state")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_exception_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_exception_exchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_exception_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exception")),
        sa.UniqueConstraint("number", name=op.f("uq_exception_number")),
    )
    with op.batch_alter_table("exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exception_exchange_id"), ["exchange_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exception_state_opened_at"), ["state", "opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exception_table_name_row_id"), ["table_name", "row_id"], unique=False)
        batch_op.create_index(
            "uq_exception_open",
            ["code", "subject"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("from_exchange", sa.String(), nullable=False),
        sa.Column("to_exchange", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=True),
        sa.Column("row_id", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('acknowledges', 'answers', 'follows', 'duplicate-of')", name=op.f("ck_link_kind")),
        sa.CheckConstraint(
            "to_exchange IS NOT NULL OR (table_name IS NOT NULL AND row_id IS NOT NULL)", name=op.f("ck_link_target")
        ),
        sa.ForeignKeyConstraint(["from_exchange"], ["exchange.id"], name=op.f("fk_link_from_exchange")),
        sa.ForeignKeyConstraint(["to_exchange"], ["exchange.id"], name=op.f("fk_link_to_exchange")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_table_name_row_id"), ["table_name", "row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_link_to_exchange"), ["to_exchange"], unique=False)
        batch_op.create_index(
            "uq_link_exchange",
            ["from_exchange", "kind", "to_exchange"],
            unique=True,
            sqlite_where=sa.text("to_exchange IS NOT NULL"),
            postgresql_where=sa.text("to_exchange IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_link_row",
            ["from_exchange", "kind", "table_name", "row_id"],
            unique=True,
            sqlite_where=sa.text("to_exchange IS NULL"),
            postgresql_where=sa.text("to_exchange IS NULL"),
        )

    op.create_table(
        "sales_order",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_date", sa.Date(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("decision", types.Json(), nullable=False),
        sa.Column("response", types.Json(), nullable=True),
        sa.Column("received_at", types.Instant(), nullable=False),
        sa.Column("decided_at", types.Instant(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'rejected', 'shipped', 'invoiced', 'cancelled')", name=op.f("ck_sales_order_state")
        ),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_order_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_sales_order_exchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_sales_order_partner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order")),
        sa.UniqueConstraint(
            "company_id", "partner_id", "order_number", name=op.f("uq_sales_order_company_id_partner_id_order_number")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_sales_order_number")),
    )
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_order_exchange_id"), ["exchange_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_order_order_number"), ["order_number"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_order_state"), ["state"], unique=False)

    op.create_table(
        "sales_order_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sales_order_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_number", sa.String(), nullable=False),
        sa.Column("item_id", sa.String(), nullable=True),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("ordered", types.Scaled(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("ordered_price", types.Scaled(), nullable=True),
        sa.Column("price", types.Scaled(), nullable=True),
        sa.Column("confirmed", types.Scaled(), nullable=False),
        sa.Column("back_ordered", types.Scaled(), nullable=False),
        sa.Column("rejected", types.Scaled(), nullable=False),
        sa.Column("shipped", types.Scaled(), nullable=False),
        sa.Column("invoiced", types.Scaled(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reasons", types.Json(), nullable=False),
        sa.CheckConstraint("back_ordered >= 0", name=op.f("ck_sales_order_line_back_ordered")),
        sa.CheckConstraint("confirmed >= 0", name=op.f("ck_sales_order_line_confirmed")),
        sa.CheckConstraint("invoiced >= 0", name=op.f("ck_sales_order_line_invoiced")),
        sa.CheckConstraint("rejected >= 0", name=op.f("ck_sales_order_line_rejected")),
        sa.CheckConstraint("shipped >= 0", name=op.f("ck_sales_order_line_shipped")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_sales_order_line_item_id")),
        sa.ForeignKeyConstraint(
            ["sales_order_id"], ["sales_order.id"], name=op.f("fk_sales_order_line_sales_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_order_line")),
        sa.UniqueConstraint("sales_order_id", "position", name=op.f("uq_sales_order_line_sales_order_id_position")),
    )
    with op.batch_alter_table("sales_order_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_order_line_item_id"), ["item_id"], unique=False)

    op.create_table(
        "shipment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("sales_order_id", sa.String(), nullable=False),
        sa.Column("document", types.Json(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("shipped_at", types.Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_shipment_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_shipment_exchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_shipment_partner_id")),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name=op.f("fk_shipment_sales_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment")),
        sa.UniqueConstraint("number", name=op.f("uq_shipment_number")),
    )
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_sales_order_id"), ["sales_order_id"], unique=False)

    op.create_table(
        "sales_invoice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("company_id", sa.String(), nullable=False),
        sa.Column("partner_id", sa.String(), nullable=False),
        sa.Column("sales_order_id", sa.String(), nullable=False),
        sa.Column("shipment_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("document", types.Json(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("exchange_id", sa.String(), nullable=True),
        sa.Column("ubl_sha256", sa.String(), nullable=True),
        sa.Column("cii_sha256", sa.String(), nullable=True),
        sa.Column("pdf_sha256", sa.String(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("issued_at", types.Instant(), nullable=True),
        sa.CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name=op.f("ck_sales_invoice_issued")),
        sa.CheckConstraint("kind IN ('380', '381')", name=op.f("ck_sales_invoice_kind")),
        sa.CheckConstraint("state IN ('draft', 'issued', 'blocked')", name=op.f("ck_sales_invoice_state")),
        sa.CheckConstraint("length(currency) = 3", name=op.f("ck_sales_invoice_currency")),
        sa.CheckConstraint("net + vat = gross", name=op.f("ck_sales_invoice_total")),
        sa.ForeignKeyConstraint(["cii_sha256"], ["blob.sha256"], name=op.f("fk_sales_invoice_cii_sha256")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_sales_invoice_company_id")),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_sales_invoice_exchange_id")),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name=op.f("fk_sales_invoice_partner_id")),
        sa.ForeignKeyConstraint(["pdf_sha256"], ["blob.sha256"], name=op.f("fk_sales_invoice_pdf_sha256")),
        sa.ForeignKeyConstraint(["sales_order_id"], ["sales_order.id"], name=op.f("fk_sales_invoice_sales_order_id")),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_sales_invoice_shipment_id")),
        sa.ForeignKeyConstraint(["ubl_sha256"], ["blob.sha256"], name=op.f("fk_sales_invoice_ubl_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sales_invoice")),
        sa.UniqueConstraint("company_id", "number", name=op.f("uq_sales_invoice_company_id_number")),
    )
    with op.batch_alter_table("sales_invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sales_invoice_sales_order_id"), ["sales_order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_invoice_shipment_id"), ["shipment_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sales_invoice_state"), ["state"], unique=False)

    op.create_table(
        "shipment_line",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("shipment_id", sa.String(), nullable=False),
        sa.Column("sales_order_line_id", sa.String(), nullable=False),
        sa.Column("quantity", types.Scaled(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_shipment_line_quantity")),
        sa.ForeignKeyConstraint(
            ["sales_order_line_id"], ["sales_order_line.id"], name=op.f("fk_shipment_line_sales_order_line_id")
        ),
        sa.ForeignKeyConstraint(["shipment_id"], ["shipment.id"], name=op.f("fk_shipment_line_shipment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipment_line")),
        sa.UniqueConstraint(
            "shipment_id", "sales_order_line_id", name=op.f("uq_shipment_line_shipment_id_sales_order_line_id")
        ),
    )
    with op.batch_alter_table("shipment_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipment_line_sales_order_line_id"), ["sales_order_line_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("shipment_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shipment_line_sales_order_line_id"))

    op.drop_table("shipment_line")
    with op.batch_alter_table("sales_invoice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_invoice_state"))
        batch_op.drop_index(batch_op.f("ix_sales_invoice_shipment_id"))
        batch_op.drop_index(batch_op.f("ix_sales_invoice_sales_order_id"))

    op.drop_table("sales_invoice")
    with op.batch_alter_table("shipment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shipment_sales_order_id"))

    op.drop_table("shipment")
    with op.batch_alter_table("sales_order_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_order_line_item_id"))

    op.drop_table("sales_order_line")
    with op.batch_alter_table("sales_order", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sales_order_state"))
        batch_op.drop_index(batch_op.f("ix_sales_order_order_number"))
        batch_op.drop_index(batch_op.f("ix_sales_order_exchange_id"))

    op.drop_table("sales_order")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_link_row", sqlite_where=sa.text("to_exchange IS NULL"), postgresql_where=sa.text("to_exchange IS NULL")
        )
        batch_op.drop_index(
            "uq_link_exchange",
            sqlite_where=sa.text("to_exchange IS NOT NULL"),
            postgresql_where=sa.text("to_exchange IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_link_to_exchange"))
        batch_op.drop_index(batch_op.f("ix_link_table_name_row_id"))

    op.drop_table("link")
    with op.batch_alter_table("exception", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_exception_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_exception_table_name_row_id"))
        batch_op.drop_index(batch_op.f("ix_exception_state_opened_at"))
        batch_op.drop_index(batch_op.f("ix_exception_exchange_id"))

    op.drop_table("exception")
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_transmission_id"))
        batch_op.drop_index(batch_op.f("ix_exchange_processing_due_at"))
        batch_op.drop_index(batch_op.f("ix_exchange_partner_id"))
        batch_op.drop_index(batch_op.f("ix_exchange_interchange_id"))
        batch_op.drop_index(batch_op.f("ix_exchange_group_id"))
        batch_op.drop_index(batch_op.f("ix_exchange_business_key"))
        batch_op.drop_index(batch_op.f("ix_exchange_answer_answer_due_at"))
        batch_op.drop_index(batch_op.f("ix_exchange_acknowledgment_acknowledgment_due_at"))

    op.drop_table("exchange")
    with op.batch_alter_table("grp", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grp_functional_id_control_number"))

    op.drop_table("grp")
    with op.batch_alter_table("interchange", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_interchange_transmission_id"))
        batch_op.drop_index(batch_op.f("ix_interchange_sender_receiver_control_number"))

    op.drop_table("interchange")
    op.drop_table("attempt")
    with op.batch_alter_table("transmission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transmission_delivery_due_at"))
        batch_op.drop_index(batch_op.f("ix_transmission_blob_sha256"))

    op.drop_table("transmission")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_agreement_current",
            sqlite_where=sa.text("superseded_at IS NULL"),
            postgresql_where=sa.text("superseded_at IS NULL"),
        )

    op.drop_table("agreement")
    op.drop_table("uom_conversion")
    op.drop_table("stock")
    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_price_item_id_currency_partner_id"))
        batch_op.drop_index(batch_op.f("ix_price_catalog_revision_id"))

    op.drop_table("price")
    op.drop_table("partner_revision")
    with op.batch_alter_table("item_xref", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_xref_item_id"))

    op.drop_table("item_xref")
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_partner_id"))

    op.drop_table("identity")
    with op.batch_alter_table("channel", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_channel_partner_id"))

    op.drop_table("channel")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_task_row_id"))
        batch_op.drop_index(batch_op.f("ix_task_lock_key_sequence"))

    op.drop_table("task")
    op.drop_table("schedule_slot")
    op.drop_table("partner")
    with op.batch_alter_table("item", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_company_id_gtin"))

    op.drop_table("item")
    with op.batch_alter_table("catalog_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_catalog_revision_company_id_name_imported_at"))

    op.drop_table("catalog_revision")
    op.drop_table("seal")
    op.drop_table("schedule")
    op.drop_table("idempotency")
    op.drop_table("counter")
    op.drop_table("company")
    op.drop_table("blob")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_table_name_row_id"))

    op.drop_table("audit")
