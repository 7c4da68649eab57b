"""Bank statements: checked, and each movement told apart: a payment of ours, one that came back, a customer's."""
