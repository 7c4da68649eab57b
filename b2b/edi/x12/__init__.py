"""X12 (ASC X12.5 interchange, X12.6 application control structure)."""
