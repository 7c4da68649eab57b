"""flow"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from b2b.store import types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
