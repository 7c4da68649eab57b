"""Partner guides: a partner's narrowing of a standard as a small TOML file (docs/guides.md)."""
