"""`python -m b2b`."""

from b2b.cli import main

main()
