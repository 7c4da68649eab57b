"""Writes what the day left behind into a folder to look at: `index.html` and everything it links to."""

from b2b.demo.showcase.index import build

__all__ = ["build"]
