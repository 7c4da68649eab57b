"""`python -m benchmarks`: every measurement, one after the other."""

from __future__ import annotations

from benchmarks import edi, edifact, guides

if __name__ == "__main__":
    edi.main()
    edifact.main()
    guides.main()
