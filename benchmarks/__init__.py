"""Measurements against named peers: each module runs and stops by itself and writes its part of docs/benchmarks.md."""
