"""Ledgers behind `b2b.ports.Ledger`: in memory for tests (`memory`), a chain of one's own in a file (`embedded`), any
chain with a JSON-RPC endpoint (`endpoint`). All but the first speak to the contract of `registry`.
"""
