"""Guides from examples: what a partner's sample files have in common, line by line, with its evidence."""
