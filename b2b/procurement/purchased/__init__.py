"""Lines of orders of ours, as what suppliers, warehouses and ERPs send refers to them."""
