"""The history of the schema. `python -m b2b.store.migrations "what changed"` writes the next revision to edit."""
