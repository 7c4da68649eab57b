"""edifact addresses and invoices, indexes by which work finds what is due among all that is done"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_MARK_BEYOND_BOOKING = """
UPDATE sales_order_line SET beyond_booking = (1 = 1)
WHERE reasons LIKE '%"back-order-released"%'
OR NOT EXISTS (SELECT 1 FROM task WHERE task.row_id = sales_order_line.sales_order_id AND task.kind = 'erp.order')
"""


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
    op.drop_index("uq_link_exchange", table_name="link")
    op.create_index("uq_link_exchange", "link", ["from_exchange", "kind", "to_exchange"], unique=True)
    op.create_index(op.f("ix_exchange_direction_processing_number"), "exchange", ["direction", "processing", "number"])
    op.create_index(op.f("ix_task_done_at"), "task", ["done_at"])
    with op.batch_alter_table("sales_order_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("beyond_booking", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(_MARK_BEYOND_BOOKING)
    to_ship = sa.text("shipped < confirmed")
    with op.batch_alter_table("sales_order_line", schema=None) as batch_op:
        batch_op.alter_column(
            "beyond_booking", existing_type=sa.Boolean(), existing_nullable=False, server_default=None
        )
        batch_op.create_index(
            "ix_sales_order_line_to_ship",
            ["item_id", "beyond_booking"],
            sqlite_where=to_ship,
            postgresql_where=to_ship,
        )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.alter_column("syntax", existing_type=sa.String(), existing_nullable=False, server_default=None)
        batch_op.alter_column("routing", existing_type=sa.String(), existing_nullable=False, server_default=None)
