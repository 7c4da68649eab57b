"""Payment runs: what is paid when, by whose word, and what the bank says of it."""
