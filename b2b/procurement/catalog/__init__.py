"""What we sell: a catalog file's content brought into the tables, and read back."""
