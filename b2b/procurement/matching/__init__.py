"""Suppliers' invoices and credit notes: matched with order and receipt before anything is paid."""
