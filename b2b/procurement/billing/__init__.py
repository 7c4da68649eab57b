"""Invoices: what is billed of a shipment, by which master data, and what became of it."""
