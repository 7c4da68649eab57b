"""EDI: bytes to documents and back. Pure: no I/O beyond reading the shipped schemas."""
