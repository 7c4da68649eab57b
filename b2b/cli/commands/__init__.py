"""The commands: one module a group; each holds `app`."""
