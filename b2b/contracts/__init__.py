"""The paper trail, provable: Merkle batches of exchanges (`merkle`), proof files (`proof`), the verifier that a
counterparty runs without b2b (`verify`), and ledgers that remember roots (`chain`).
"""
