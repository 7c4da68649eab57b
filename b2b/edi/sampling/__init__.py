"""Sample messages as partners send them, of a made-up trade, and what those who draw from a schema share."""
