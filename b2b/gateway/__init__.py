"""The flow: receive, process, assemble, send, reconcile; and the one place where adapters are wired (`bootstrap`)."""
