"""What the screens show: rows of the store as plain dicts, JSON-ready, with the next step to type. Read only."""
