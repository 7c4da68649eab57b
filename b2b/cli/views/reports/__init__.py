"""Sums over a time, a module for each report; each gives rows for a table and for JSON alike."""
