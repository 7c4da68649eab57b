"""What leaves the warehouse: shipments, ship notices, goods issues."""
