"""Channels to partners, behind `b2b.ports.Transport`."""
