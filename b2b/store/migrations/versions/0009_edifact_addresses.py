"""edifact addresses and invoices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("syntax", sa.String(), nullable=False, server_default="x12"))
        batch_op.add_column(sa.Column("routing", sa.String(), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_identity_company_id_qualifier_value_gs_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_identity_company_id_syntax_qualifier_value_gs_id"),
            ["company_id", "syntax", "qualifier", "value", "gs_id"],
        )
        batch_op.create_check_constraint(batch_op.f("ck_identity_syntax"), "syntax IN ('x12', 'edifact')")
    with op.batch_alter_table("purchase_invoice", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_purchase_invoice_format"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_purchase_invoice_format"), "format IN ('x12', 'edifact', 'ubl', 'cii', 'pdf')"
        )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.alter_column("syntax", existing_type=sa.String(), existing_nullable=False, server_default=None)
        batch_op.alter_column("routing", existing_type=sa.String(), existing_nullable=False, server_default=None)
