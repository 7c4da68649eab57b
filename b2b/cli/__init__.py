"""The command line: `b2b`. Commands hold presentation only; every heavy import stands inside the body that needs it."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `b2b` with the arguments of the process; never returns, exits with 0, 1, 2 or 130."""
    try:
        from b2b.cli.app import app

        app(prog_name="b2b")
    except KeyboardInterrupt:
        # Wherever it strikes, also between the frames that know what to do with it.
        sys.exit(130)
