"""catalog and sales"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from b2b.store import types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
