"""guides"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from b2b.store import types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guide_revision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("texts", types.Json(), nullable=False),
        sa.Column("created_at", types.Instant(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_guide_revision_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_revision")),
        sa.UniqueConstraint("name", "revision", name=op.f("uq_guide_revision_name_revision")),
        sa.UniqueConstraint("name", "sha256", name=op.f("uq_guide_revision_name_sha256")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guide_revision_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_agreement_guide_revision_id"), "guide_revision", ["guide_revision_id"], ["id"]
        )

    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.add_column(sa.Column("guide_revision_id", sa.String(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_exchange_guide_revision_id"), "guide_revision", ["guide_revision_id"], ["id"]
        )
