"""Customers' orders: decided line by line, kept with the reasons, answered."""
